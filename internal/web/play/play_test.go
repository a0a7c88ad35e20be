package play_test

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/journal"
	"github.com/irpsim/irpsim/internal/keys"
	"github.com/irpsim/irpsim/internal/sample"
	"github.com/irpsim/irpsim/internal/server"
	"github.com/irpsim/irpsim/internal/validate"
	"github.com/irpsim/irpsim/internal/web/page"
	"github.com/irpsim/irpsim/internal/web/play"
	"github.com/irpsim/irpsim/internal/web/wire"
)

const today = "2026-11-22T12:31:07+05:30"

// visit is a visit to the default world of a simulator of the test's own.
func visit(t *testing.T) *page.Visit {
	t.Helper()
	seed := uint64(1)
	s, err := server.Start(t.Context(), server.Config{Listen: "127.0.0.1:0", Ephemeral: true, Rand: &seed, Clock: today, Version: "test"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := s.Shutdown(t.Context()); err != nil {
			t.Errorf("shutdown: %v", err)
		}
	})
	set, err := keys.Default()
	if err != nil {
		t.Fatal(err)
	}
	base, err := url.Parse(s.Info().Admin)
	if err != nil {
		t.Fatal(err)
	}
	kit := &page.Kit{
		Worlds: s.Worlds(), Keys: set, Control: &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(base) }},
		URL: func() string { return s.Info().HTTP }, Token: s.Info().AdminToken, Version: "test", Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
	}
	kit.Wire = wire.New(kit.URL, set, "test")
	return &page.Visit{Request: httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/errors/2150/show", nil), Kit: kit, World: s.Worlds().Default()}
}

// each runs check for every element on a few goroutines.
func each[T any](list []T, check func(T)) {
	next := make(chan T)
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			for x := range next {
				check(x)
			}
		})
	}
	for _, x := range list {
		next <- x
	}
	close(next)
	wait.Wait()
}

// TestEveryCodeIsShown plays the first script of every code, as the button of its page does, and afterwards there is no
// world but the default one.
func TestEveryCodeIsShown(t *testing.T) {
	t.Parallel()
	v, p := visit(t), play.New()
	codes := sample.Codes()
	if len(codes) < 150 {
		t.Fatalf("%d codes have scripts, want more", len(codes))
	}
	each(codes, func(code fault.Code) {
		s, _ := sample.Broken(code)
		r, err := p.Run(v, play.Wish{Scenario: s})
		if err != nil {
			t.Errorf("%s: %v", code, err)
			return
		}
		if !r.OK || r.Last() == nil || r.Last().Body == "" && r.Last().Exchange.Method == http.MethodPost {
			t.Errorf("%s: not shown: %s %+v", code, r.Why, r.Steps)
		}
	})
	if left := v.Worlds.IDs(); !slices.Equal(left, []string{v.Worlds.DefaultID()}) {
		t.Errorf("worlds left: %v", left)
	}
	for _, x := range v.World.Journal.Find(journal.Filter{Limit: 10}) {
		if !slices.Contains([]string{"1010", "1011"}, strings.Join(x.Codes, ",")) { // whose callers no world knows
			t.Errorf("the default world has an exchange of a run: %s %v", x.Path, x.Codes)
		}
	}
}

// TestCodesOfFaults plays codes that only faults raise, of every call.
func TestCodesOfFaults(t *testing.T) {
	t.Parallel()
	v, p := visit(t), play.New()
	var entries []fault.Entry
	seen := map[string]int{}
	for _, e := range fault.All() {
		if _, ok := sample.Broken(e.Code); ok {
			continue
		}
		group := fmt.Sprint(e.APIs, e.Current)
		if seen[group]++; seen[group] <= 3 {
			entries = append(entries, e)
		}
	}
	if len(entries) < 12 {
		t.Fatalf("%d codes without scripts, want more", len(entries))
	}
	each(entries, func(e fault.Entry) {
		r, err := p.Run(v, play.ByFault(e))
		if err != nil {
			t.Errorf("%s: %v", e.Code, err)
			return
		}
		if !r.OK {
			t.Errorf("%s %v: not shown: %s %+v", e.Code, e.APIs, r.Why, r.Last())
		}
	})
}

func TestNearMiss(t *testing.T) {
	t.Parallel()
	v, p := visit(t), play.New()
	for _, code := range []fault.Code{"2270", "2235"} {
		r, err := p.Run(v, play.Wish{Scenario: sample.NearMisses(code)[0]})
		if err != nil || !r.OK || !r.Last().Good() {
			t.Errorf("near miss of %s: %v %+v", code, err, r)
		}
	}
}

// TestWorldOfVisit: the run takes the settings and the time of the world it is made from, and no limit of calls.
func TestWorldOfVisit(t *testing.T) {
	t.Parallel()
	v, p := visit(t), play.New()
	for path, body := range map[string]string{
		"/settings": `{"cancel_hours":48,"rate_limit":1,"block_after_errors":1,"error_details":"base64"}`,
	} {
		if _, err := v.Sim(page.Call{Method: http.MethodPatch, Path: path, Body: json.RawMessage(body)}); err != nil {
			t.Fatal(err)
		}
	}
	s, _ := sample.Broken("2270")
	r, err := p.Run(v, play.Wish{Scenario: s})
	if err != nil || !r.OK || !strings.Contains(strings.Join(r.Prepared, "\n"), "cancel_hours") {
		t.Errorf("%v %+v", err, r)
	}
	if !strings.Contains(r.Steps[1].Opened, "2026-11-22 12:31:07") {
		t.Errorf("the answer does not bear the time of the visit's world: %s", r.Steps[1].Opened)
	}
}

// TestEveryOperationSucceeds: what Valid returns is answered with success.
func TestEveryOperationSucceeds(t *testing.T) {
	t.Parallel()
	v, p := visit(t), play.New()
	for _, api := range []string{"auth", "generate", "cancel", "get", "getbydoc", "gstin", "syncgstin", "ewb", "ewb-get", "ewayapi"} {
		steps, ok := play.Valid(api)
		if !ok {
			t.Errorf("%s: no steps", api)
			continue
		}
		r, err := p.Run(v, play.Wish{Scenario: sample.Scenario{Code: "2150", NearMiss: true, Steps: steps}})
		if err != nil || !r.OK {
			t.Errorf("%s: %v %+v", api, err, r)
		}
	}
	if _, ok := play.Valid("ping"); ok {
		t.Error("ping has steps")
	}
}

// TestVisitorLeaves: a run whose visitor is gone leaves no world behind.
func TestVisitorLeaves(t *testing.T) {
	t.Parallel()
	v, p := visit(t), play.New()
	gone := &leaving{Handler: v.Control}
	kit := *v.Kit
	kit.Control = gone
	w := *v
	w.Kit = &kit
	s, _ := sample.Broken("2150")
	if _, err := p.Run(&w, play.Wish{Scenario: s}); err == nil {
		t.Error("a run whose world could not be prepared succeeded")
	}
	if left := v.Worlds.IDs(); len(left) != 1 {
		t.Errorf("worlds left: %v", left)
	}
}

// leaving breaks every call that prepares a world.
type leaving struct{ http.Handler }

func (l *leaving) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if strings.HasPrefix(r.URL.Path, "/_sim/v1/clock") {
		http.Error(w, "no", http.StatusInternalServerError)
		return
	}
	l.Handler.ServeHTTP(w, r)
}

func TestFaultOfIsTaken(t *testing.T) {
	t.Parallel()
	for _, a := range validate.Accounts() {
		e, _ := fault.Lookup(a.Code)
		var f struct {
			Do struct{ Code fault.Code }
		}
		if err := json.Unmarshal(play.FaultOf(e), &f); err != nil || f.Do.Code != a.Code {
			t.Errorf("%s: %s %v", a.Code, play.FaultOf(e), err)
		}
	}
}
