package server_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/irpsim/irpsim/internal/clock"
	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/sample"
	"github.com/irpsim/irpsim/internal/validate"
)

// inParallel runs check for 0 to n-1 on a few goroutines.
func inParallel(n int, check func(i int)) {
	const workers = 4
	var wait sync.WaitGroup
	next := make(chan int)
	for range workers {
		wait.Go(func() {
			for i := range next {
				check(i)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	wait.Wait()
}

// TestEveryCodeOverHTTP is the proof of the catalogue: what GET /samples/{code} says of every code, played word for word
// by a client that knows nothing else, is answered with exactly that code. Each script has a world of its own, but for
// those of the schema, which need nothing of a world.
func TestEveryCodeOverHTTP(t *testing.T) {
	t.Parallel()
	s := start(t)
	var mu sync.Mutex
	proved := map[fault.Code]int{}
	type job struct {
		code fault.Code
		n    int
	}
	var jobs []job
	for _, code := range sample.Codes() {
		for i, of := range sample.Scenarios(code) {
			if code != fault.SchemaError || of.Rule != "" || of.Steps[0].Sample == nil || len(of.Steps[0].Sample.Edits) == 0 {
				jobs = append(jobs, job{code, i + 1})
			}
		}
	}
	inParallel(len(jobs), func(i int) {
		j := jobs[i]
		p := s.newStage()
		path := fmt.Sprintf("/samples/%s?example=%d", j.code, j.n)
		if got := p.play(p.fetch(path)); got != string(j.code) {
			t.Errorf("%s answered %q, want %q", path, got, j.code)
			return
		}
		mu.Lock()
		proved[j.code]++
		mu.Unlock()
	})
	for _, a := range validate.Accounts() {
		byItself := a.Place == validate.InRules || a.Place == validate.InSchema || a.Place == validate.InService
		if byItself != (proved[a.Code] > 0) {
			t.Errorf("%s (%s): met over HTTP: %v, want %v", a.Code, a.Place, proved[a.Code] > 0, byItself)
		}
	}
	s.allCovered()
	t.Logf("%d scripts of %d codes", len(jobs), len(proved))
}

// TestEveryMemberOverHTTP sends every violation of the schema to one world.
func TestEveryMemberOverHTTP(t *testing.T) {
	t.Parallel()
	s := start(t)
	n := len(sample.Scenarios(fault.SchemaError))
	if n < 300 {
		t.Fatalf("%d scripts of 5002, want one for every member and flaw", n)
	}
	p := s.newStage()
	for i := range n {
		path := fmt.Sprintf("/samples/5002?example=%d", i+1)
		script := p.fetch(path)
		if len(script.World.Settings)+len(script.World.Taxpayers) > 0 {
			continue // a rule's, proved in a world of its own
		}
		if got := p.play(script); got != "5002" {
			t.Errorf("%s answered %q, want 5002", path, got)
		}
	}
}

// TestEveryNearMissRegisters plays the scripts that come close to a code.
func TestEveryNearMissRegisters(t *testing.T) {
	t.Parallel()
	s := start(t)
	type job struct {
		code fault.Code
		n    int
	}
	var jobs []job
	for _, code := range sample.Codes() {
		for i := range sample.NearMisses(code) {
			jobs = append(jobs, job{code, i + 1})
		}
	}
	if len(jobs) != len(sample.NearMisses("")) || len(jobs) < 150 {
		t.Errorf("%d near misses of codes, %d in all", len(jobs), len(sample.NearMisses("")))
	}
	inParallel(len(jobs), func(i int) {
		p := s.newStage()
		path := fmt.Sprintf("/samples/%s?near_miss=true&example=%d", jobs[i].code, jobs[i].n)
		script := p.fetch(path)
		if got := p.play(script); got != "" || !script.Registers {
			t.Errorf("%s (registers: %v) answered %q, want success", path, script.Registers, got)
		}
	})
}

// TestEveryVariantRegisters sends a valid document of every combination.
func TestEveryVariantRegisters(t *testing.T) {
	t.Parallel()
	s := start(t)
	at, err := time.Parse(time.RFC3339, today)
	if err != nil {
		t.Fatal(err)
	}
	names := sample.Variants()
	for _, c := range sample.Cases() {
		names = append(names, c.Name)
	}
	users := map[string]sampleCall{}
	p := s.newStage()
	for _, code := range []string{"2189", "2301"} { // to learn who logs in as seller and as operator
		c := p.fetch("/samples/" + code).sampleCall
		users[c.User.Gstin] = c
	}
	for _, c := range users {
		p.session(c)
	}
	numbers := sample.NewNumbers(nil)
	inParallel(len(names), func(i int) {
		doc, err := sample.Make(names[i], sample.Options{Date: at.In(clock.IST), Number: numbers.Next()})
		if err != nil {
			t.Error(err)
			return
		}
		raw, err := json.Marshal(doc)
		if err != nil {
			t.Error(err)
			return
		}
		caller := doc.SellerDtls.Gstin
		if doc.TranDtls.EcmGstin != "" {
			caller = doc.TranDtls.EcmGstin
		}
		c, own := users[caller], *p // the sessions are there already, so nobody writes to what is shared
		c.Document, c.Seal = raw, "sek"
		c.Headers = map[string]string{
			"client_id": p.world, "client_secret": p.secret, "Gstin": caller, "user_name": c.User.Name, "AuthToken": "{auth_token}",
		}
		if got := own.send(c); got != "" {
			t.Errorf("%s: refused with %s\n%s", names[i], got, raw)
		}
	})
	t.Logf("%d documents", len(names))
}

// TestSamplesOfControl: what the control API says about samples beside the scripts.
func TestSamplesOfControl(t *testing.T) {
	t.Parallel()
	s := start(t)
	var list struct {
		Cases    []struct{ Name, URL string }
		Features []struct{ Name string }
		Codes    []struct {
			Code, API string
			Examples  int
		}
	}
	s.control("GET", "/samples", "", 200, &list)
	if len(list.Cases) != len(sample.Cases()) || len(list.Features) != len(sample.Features()) || len(list.Codes) != len(sample.Codes()) {
		t.Errorf("%d cases, %d features, %d codes", len(list.Cases), len(list.Features), len(list.Codes))
	}
	s.control("GET", "/samples?api=cancel", "", 200, &list)
	if len(list.Cases) != 0 || !slices.ContainsFunc(list.Codes, func(c struct {
		Code, API string
		Examples  int
	}) bool {
		return c.Code == "2270" && c.API == "cancel"
	}) {
		t.Errorf("of cancel: %+v", list)
	}
	var doc struct {
		DocDtls  struct{ No, Dt, Typ string }
		ItemList []any
	}
	s.control("GET", "/samples?case=b2b-intra+crn&items=3", "", 200, &doc)
	first := doc.DocDtls.No
	if doc.DocDtls.Dt != "22/11/2026" || doc.DocDtls.Typ != "CRN" || len(doc.ItemList) != 3 {
		t.Errorf("a credit note of three lines: %+v", doc)
	}
	s.control("GET", "/samples?case=b2b", "", 200, &doc)
	if doc.DocDtls.No == first {
		t.Errorf("two samples have the number %s", first)
	}
	if _, err := s.client().Generate(t.Context(), []byte(s.control("GET", "/samples?case=export", "", 200, nil))); err != nil {
		t.Errorf("a sample was refused: %v", err)
	}
	for path, want := range map[string]string{
		"/samples?case=b2c": `no case is called`, "/samples?case=b2b&items=0": "from 1 to 5000", "/samples/2189?example=99": "example is",
		"/samples/2189?near_miss=perhaps": "true or false", "/masters/uqc.json?limit=x": "limit is",
	} {
		if got := s.control("GET", path, "", 400, nil); !strings.Contains(got, want) {
			t.Errorf("%s: %s, want %q", path, got, want)
		}
	}
	for path, want := range map[string]string{
		"/samples/1": "there is no code 1", "/samples/2147": "A failure inside the portal", "/samples/2189?rule=none": "no example of a rule none",
		"/samples/1011?near_miss=true": "no near miss", "/errors/1": "there is no code 1", "/masters/none.csv": "no master none",
	} {
		if got := s.control("GET", path, "", 404, nil); !strings.Contains(strings.ToLower(got), strings.ToLower(want)) {
			t.Errorf("%s: %s, want %q", path, got, want)
		}
	}
}

// TestErrorsOfControl: the catalogue as the control API shows it.
func TestErrorsOfControl(t *testing.T) {
	t.Parallel()
	s := start(t)
	type row struct{ Code, Place string }
	get := func(path string) (rows []row) {
		s.control("GET", path, "", 200, &rows)
		return rows
	}
	if got := get("/errors"); len(got) != len(fault.All()) {
		t.Errorf("%d entries, want %d", len(got), len(fault.All()))
	}
	if got := get("/errors?q=incorrect+marmalade"); len(got) != 0 {
		t.Errorf("a search for two words found what has only one of them: %v", got)
	}
	for path, want := range map[string]row{
		"/errors?q=incorrect+password": {"1019", "service"}, "/errors?place=rule&api=generate": {"2189", "rule"},
		"/errors?place=fault": {"2147", "fault"}, "/errors?place=legacy": {"100", "legacy"},
	} {
		if got := get(path); !slices.Contains(got, want) || len(got) > 600 {
			t.Errorf("%s: %d rows, want fewer and %v among them", path, len(got), want)
		}
	}
	var entry struct {
		Place, Reason, Cause, Remedy, Sample string
		Rules                                []struct{ ID, Title, Source, Confidence string }
	}
	s.control("GET", "/errors/2176", "", 200, &entry)
	if entry.Place != "rule" || len(entry.Rules) != 2 || entry.Rules[0].ID != "item-hsn-known" || entry.Sample != "/_sim/v1/samples/2176" {
		t.Errorf("2176: %+v", entry)
	}
	s.control("GET", "/errors/2147", "", 200, &entry)
	if entry.Place != "fault" || entry.Reason == "" || len(entry.Rules) != 0 || entry.Sample != "" {
		t.Errorf("2147: %+v", entry)
	}
}

// TestMastersOfControl: lists as JSON and CSV, whole and in part.
func TestMastersOfControl(t *testing.T) {
	t.Parallel()
	s := start(t)
	var list []struct {
		Name, JSON, CSV string
		Rows            int
	}
	s.control("GET", "/masters", "", 200, &list)
	for _, m := range list {
		var rows []map[string]string
		s.control("GET", strings.TrimPrefix(m.JSON, "/_sim/v1"), "", 200, &rows)
		csv := s.control("GET", strings.TrimPrefix(m.CSV, "/_sim/v1"), "", 200, nil)
		if lines := strings.Count(csv, "\n") - 1; len(rows) != m.Rows || lines != m.Rows || m.Rows == 0 {
			t.Errorf("%s: %d rows, %d in JSON, %d in CSV", m.Name, m.Rows, len(rows), lines)
		}
	}
	if len(list) < 20 {
		t.Errorf("%d masters, want all", len(list))
	}
	var part []map[string]string
	s.control("GET", "/masters/states.json?q=KARNAtaka", "", 200, &part)
	if len(part) != 1 || part[0]["code"] != "29" {
		t.Errorf("the state searched for: %v", part)
	}
	s.control("GET", "/masters/hsn.json?limit=2&offset=3", "", 200, &part)
	var next []map[string]string
	s.control("GET", "/masters/hsn.json?limit=1&offset=4", "", 200, &next)
	if len(part) != 2 || len(next) != 1 || part[1]["code"] != next[0]["code"] {
		t.Errorf("two rows from the fourth on: %v; the fifth: %v", part, next)
	}
	if got := s.control(http.MethodGet, "/masters/uqc.csv?q=numbers", "", 200, nil); strings.Count(got, "\n") != 2 || !strings.Contains(got, "NOS") {
		t.Errorf("units searched for: %q", got)
	}
}
