package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/irpsim/irpsim/internal/chance"
	"github.com/irpsim/irpsim/internal/client"
	"github.com/irpsim/irpsim/internal/clock"
)

// Bounds after which a world is emptied, so that the store has a size at which it can stay.
const (
	mostIRNs  = 40
	mostHours = 40 // of moved clock: an IRN is shown for two days
)

// agent is a client that works for several worlds, one call at a time. Nobody else touches its worlds.
type agent struct {
	*traffic
	dice   *chance.Source
	worlds []*world
	number int
}

// world is what an agent knows of a world.
type world struct {
	id           string
	client       *client.Client
	acknowledged map[string]string // IRN to document number, of this world since it was last emptied
	order        []string          // IRNs as they came
	hours        int               // that the clock was moved
	struck       int               // calls until the faults are removed; 0 when there are none
}

// action is one thing an agent does, and how often among all.
type action struct {
	name   string
	weight int
	do     func(*agent, context.Context, *world) error
}

func actions() []action {
	return []action{
		{"generate", 40, (*agent).generate},
		{"get", 20, (*agent).get},
		{"duplicate", 5, (*agent).duplicate},
		{"refused", 8, (*agent).refused},
		{"cancel", 4, (*agent).cancel},
		{"login", 4, func(_ *agent, ctx context.Context, w *world) error { return w.client.Login(ctx) }},
		{"garbage", 4, (*agent).garbage},
		{"clock", 2, (*agent).moveClock},
		{"fault", 2, (*agent).setFault},
		{"journal", 2, (*agent).journal},
		{"page", 1, (*agent).page},
		{"replace", 1, (*agent).replace},
	}
}

// work acts until ctx ends.
func (a *agent) work(ctx context.Context) {
	list, sum := actions(), 0
	for _, x := range list {
		sum += x.weight
	}
	var pace <-chan time.Time
	if a.o.rate > 0 {
		t := time.NewTicker(time.Second * time.Duration(a.o.agents) / time.Duration(a.o.rate))
		defer t.Stop()
		pace = t.C
	}
	for ctx.Err() == nil {
		w := a.worlds[a.dice.IntN(len(a.worlds))]
		dice, i := a.dice.IntN(sum), 0
		for ; dice >= list[i].weight; i++ {
			dice -= list[i].weight
		}
		a.act(ctx, list[i], w)
		if pace != nil {
			select {
			case <-pace:
			case <-ctx.Done():
			}
		}
	}
}

// act does one thing and judges how it ended. While a fault is set everything may happen; else only what was meant to.
func (a *agent) act(ctx context.Context, x action, w *world) {
	if w.struck > 0 {
		if w.struck--; w.struck == 0 {
			a.expect(ctx, x.name, a.p.Control(ctx, http.MethodDelete, "/faults?world="+w.id, nil, nil))
		}
	}
	if len(w.order) >= mostIRNs || w.hours >= mostHours {
		a.empty(ctx, w)
	}
	began := clock.Wall()
	err := x.do(a, ctx, w)
	took := clock.Since(began)
	refused, isRefusal := errors.AsType[*client.Refusal](err)
	switch {
	case ctx.Err() != nil:
	case err == nil:
		a.met(x.name, "ok", took)
	case isRefusal:
		a.met(x.name, strings.Join(refused.Codes(), ","), took)
		if w.struck == 0 {
			a.fault("%s: %v", x.name, err)
		}
	case w.struck > 0:
		a.met(x.name, "struck", took)
	default:
		a.met(x.name, "failed", took)
		a.fault("%s: %v", x.name, err)
	}
}

func (a *agent) expect(ctx context.Context, what string, err error) {
	if err != nil && ctx.Err() == nil {
		a.fault("%s: %v", what, err)
	}
}

// create makes a new world for w.
func (a *agent) create(ctx context.Context, w *world) error {
	var creds client.World
	if err := a.p.Control(ctx, http.MethodPost, "/worlds", map[string]string{"name": "soak"}, &creds); err != nil {
		return err
	}
	cl, err := creds.Client(a.p.Base, "", a.p.HTTP)
	*w = world{id: creds.ClientID, client: cl, acknowledged: map[string]string{}}
	return err
}

// empty takes a world back to its beginning, but for its numbers.
func (a *agent) empty(ctx context.Context, w *world) {
	a.expect(ctx, "reset", a.p.Control(ctx, http.MethodPost, "/reset?world="+w.id, map[string][]string{"what": {"irns", "faults", "clock"}}, nil))
	clear(w.acknowledged)
	w.order, w.hours, w.struck = nil, 0, 0
}

func (a *agent) document(number string) []byte {
	f := a.forms[a.dice.IntN(len(a.forms))]
	return slices.Concat(f.front, []byte(number), f.back)
}

func (a *agent) generate(ctx context.Context, w *world) error {
	a.number++
	number := fmt.Sprintf("S%X", a.number)
	got, err := w.client.Generate(ctx, a.document(number))
	if err != nil {
		return err
	}
	w.acknowledged[got.Irn] = number
	w.order = append(w.order, got.Irn)
	return nil
}

// some returns one of the last IRNs, "" when there is none.
func (a *agent) some(w *world) string {
	if len(w.order) == 0 {
		return ""
	}
	return w.order[len(w.order)-1-a.dice.IntN(min(len(w.order), 20))]
}

func (a *agent) get(ctx context.Context, w *world) error {
	irn := a.some(w)
	if irn == "" {
		return nil
	}
	got, err := w.client.Get(ctx, irn)
	if err == nil && got.Irn != irn && w.struck == 0 {
		return fmt.Errorf("asked for %s, got %s", irn, got.Irn)
	}
	return err
}

// code takes a refusal with one of the codes for what was meant.
func code(err error, codes ...string) error {
	refused, ok := errors.AsType[*client.Refusal](err)
	if ok && slices.ContainsFunc(codes, refused.Has) {
		return nil
	}
	if err == nil {
		return fmt.Errorf("was not refused with %v", codes)
	}
	return err
}

func (a *agent) duplicate(ctx context.Context, w *world) error {
	irn := a.some(w)
	if irn == "" {
		return nil
	}
	_, err := w.client.Generate(ctx, a.document(w.acknowledged[irn]))
	return code(err, "2150", "2278")
}

// refused sends documents that do not hold.
func (a *agent) refused(ctx context.Context, w *world) error {
	doc := a.document("BAD1")
	switch a.dice.IntN(3) {
	case 0:
		doc = bytes.Replace(doc, []byte(`"Version":"1.1"`), []byte(`"Version":"7"`), 1)
	case 1:
		doc = bytes.Replace(doc, []byte(`"SupTyp":"`), []byte(`"SupTyp":"X`), 1)
	default:
		doc = doc[:len(doc)/2]
	}
	_, err := w.client.Generate(ctx, doc)
	return code(err, "5002", "2279")
}

func (a *agent) cancel(ctx context.Context, w *world) error {
	irn := a.some(w)
	if irn == "" {
		return nil
	}
	_, err := w.client.Cancel(ctx, irn, "1", "entered wrongly")
	if err == nil {
		return nil
	}
	return code(err, "9999", "2270", "2230") // cancelled already, too late, or moving under a bill
}

// garbage is what no client should send.
func (a *agent) garbage(ctx context.Context, w *world) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, a.p.Base+"/eicore/v1.03/Invoice", bytes.NewReader(a.dice.Bytes(a.dice.IntN(4096))))
	if err != nil {
		return err
	}
	req.Header.Set("client_id", w.id)
	return a.fetch(req)
}

func (a *agent) fetch(req *http.Request) error {
	resp, err := a.p.HTTP.Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }()
	if _, err = io.Copy(io.Discard, resp.Body); err == nil && resp.StatusCode >= http.StatusInternalServerError {
		err = fmt.Errorf("%s answered %s", req.URL.Path, resp.Status)
	}
	return err
}

func (a *agent) moveClock(ctx context.Context, w *world) error {
	hours := 1 + a.dice.IntN(7)
	w.hours += hours
	return a.p.Control(ctx, http.MethodPost, "/clock/advance?world="+w.id, map[string]string{"by": fmt.Sprint(hours, "h")}, nil)
}

// setFault lets the next calls of a world go wrong in some way.
func (a *agent) setFault(ctx context.Context, w *world) error {
	faults := []map[string]any{
		{"commit_then": "drop"}, {"commit_then": "504"}, {"commit_then": "truncate"}, {"commit_then": "garble"}, {"before": "drop"},
		{"before": "503"}, {"before": "html"}, {"code": "2147"}, {"delay": "50ms"}, {"dribble": "100ms"}, {"token": "expire"},
	}
	w.struck = 10
	return a.p.Control(ctx, http.MethodPost, "/faults?world="+w.id, map[string]any{
		"match": map[string]string{"api": "generate"}, "do": faults[a.dice.IntN(len(faults))], "times": 3,
	}, nil)
}

func (a *agent) journal(ctx context.Context, w *world) error {
	return a.p.Control(ctx, http.MethodGet, "/journal?limit=20&world="+w.id, nil, nil)
}

// page opens a page of the portal.
func (a *agent) page(ctx context.Context, w *world) error {
	pages := []string{"/", "/inspector", "/invoices", "/errors/2150", "/lab"}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, a.p.Base+pages[a.dice.IntN(len(pages))]+"?world="+w.id, nil)
	if err != nil {
		return err
	}
	req.Header.Set("Accept", "text/html")
	return a.fetch(req)
}

// replace deletes a world now and then and makes a new one.
func (a *agent) replace(ctx context.Context, w *world) error {
	if a.dice.IntN(4) > 0 {
		return a.p.Control(ctx, http.MethodGet, "/coverage?world="+w.id, nil, nil)
	}
	if err := a.p.Control(ctx, http.MethodDelete, "/worlds/"+w.id, nil, nil); err != nil {
		return err
	}
	w.acknowledged, w.order = nil, nil
	return a.create(ctx, w)
}
