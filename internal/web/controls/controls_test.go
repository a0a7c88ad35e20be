package controls_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/irpsim/irpsim/internal/server"
	"github.com/irpsim/irpsim/internal/web/webtest"
	"github.com/irpsim/irpsim/internal/world"
)

// now is the time that the control API tells.
func now(t *testing.T, s *webtest.Sim, query string) string {
	t.Helper()
	var c struct{ Now, Mode string }
	if err := json.Unmarshal([]byte(s.Control("GET", "/clock"+query, "")), &c); err != nil {
		t.Fatal(err)
	}
	return c.Mode + " " + c.Now
}

func TestPagesRender(t *testing.T) {
	t.Parallel()
	s := webtest.Start(t)
	for _, path := range []string{"/controls", "/controls?calls=1", "/controls/worlds", "/controls/taxpayers", "/controls/taxpayers?edit=new", "/controls/snapshots", "/controls/settings"} {
		p := s.Get(path)
		if p.Status != http.StatusOK || p.Find("h1").Text() != "Controls" || len(p.All("main .tabs a")) != 5 {
			t.Errorf("%s: status %d, heading %q", path, p.Status, p.Find("h1").Text())
		}
		if got := len(p.All("main [aria-current=page]")); got != 1 {
			t.Errorf("%s: %d current tabs, want 1", path, got)
		}
		if p.Zipped() > 30<<10 {
			t.Errorf("%s has %d bytes zipped, want at most 30 kB", path, p.Zipped())
		}
		if part := s.Get(path, "ctl"); !part.Find("#ctl").Exists() || part.Find("nav.side").Exists() || !part.Find("#bar-state").Exists() {
			t.Errorf("%s: htmx did not get the part with the bar's state", path)
		}
	}
}

func TestBarMovesTheClock(t *testing.T) {
	t.Parallel()
	s := webtest.Start(t)
	p := s.Post("/controls/clock", url.Values{"by": {"1h"}, "back": {"bar"}}, "")
	if p.Status != http.StatusOK || !strings.Contains(p.Find("#bar-state").Text(), "13:31:07") || p.Header.Get("HX-Trigger") != "clock-moved" {
		t.Errorf("htmx: %d %q, trigger %q", p.Status, p.Body, p.Header.Get("HX-Trigger"))
	}
	p = s.Post("/controls/clock", url.Values{"by": {"-1h"}, "back": {"bar"}})
	if p.Status != http.StatusSeeOther || p.Location != "/" {
		t.Errorf("without JavaScript and Referer: %d %q, want 303 /", p.Status, p.Location)
	}
	if got := now(t, s, ""); got != "frozen 2026-11-22T12:31:07+05:30" {
		t.Errorf("clock %s", got)
	}
	if p = s.Post("/controls/clock", url.Values{"by": {"a while"}, "back": {"bar"}}, ""); p.Status != http.StatusBadRequest || !p.Find("#problem").Exists() {
		t.Errorf("a move that cannot be: %d %s", p.Status, p.Body)
	}
}

func TestClock(t *testing.T) {
	t.Parallel()
	s := webtest.Start(t)
	for _, tt := range []struct {
		form   url.Values
		status int
		want   string // mode and instant of the world
	}{
		{url.Values{"by": {"24h"}}, 303, "frozen 2026-11-23T12:31:07+05:30"},
		{url.Values{"at": {"2026-12-01 00:00:01"}}, 303, "frozen 2026-12-01T00:00:01+05:30"},
		{url.Values{"at": {"2026-12-02"}}, 303, "frozen 2026-12-02T00:00:00+05:30"},
		{url.Values{"at": {"2026-12-02T00:00:00Z"}}, 303, "frozen 2026-12-02T05:30:00+05:30"},
		{url.Values{"at": {"soon"}}, 400, "frozen 2026-12-02T05:30:00+05:30"},
		{url.Values{"at": {"1500-01-01"}}, 400, "frozen 2026-12-02T05:30:00+05:30"},
		{url.Values{"speed": {"fast"}}, 400, "frozen 2026-12-02T05:30:00+05:30"},
		{url.Values{"speed": {"60"}}, 303, "speed "},
		{url.Values{"mode": {"frozen"}}, 303, "frozen "},
		{url.Values{"mode": {"offset"}}, 303, "offset "},
		{url.Values{"mode": {"real"}}, 303, "real "},
		{url.Values{"mode": {"offset"}}, 400, "real "},
		{url.Values{}, 400, "real "},
	} {
		p := s.Post("/controls/clock", tt.form)
		if p.Status != tt.status {
			t.Errorf("%v: status %d, want %d: %s", tt.form, p.Status, tt.status, p.Find("main").Text())
		}
		if tt.status == 400 && p.Find("#at-wrong").Text() == "" {
			t.Errorf("%v: nothing at the field says why", tt.form)
		}
		if got := now(t, s, ""); !strings.HasPrefix(got, tt.want) {
			t.Errorf("%v: clock is %s, want %s", tt.form, got, tt.want)
		}
	}
	if p := s.Post("/controls/clock", url.Values{"at": {"<b>soon"}}); p.Find("#at").Attr("value") != "<b>soon" || p.Find("main b").Text() == "soon" {
		t.Error("what was typed is not kept, or became markup")
	}
}

func TestEdges(t *testing.T) {
	t.Parallel()
	s := webtest.Start(t)
	if text := s.Get("/controls").Find("#clock table").Text(); !strings.Contains(text, "log in first") || !strings.Contains(text, "1 Apr 00:00:00") {
		t.Errorf("edges of a fresh world: %s", text)
	}
	s.Post("/start/run", nil)
	p := s.Get("/controls")
	rows := p.All("#clock tbody tr")
	if len(rows) != 6 || !strings.Contains(rows[0].Text(), "Token runs out longest-lived token 22 Nov 18:31:07 6 h 0 min 1005") || !strings.Contains(rows[1].Text(), "SIM/26-27/0001 23 Nov 12:31:07 1 d 0 h 2270") {
		t.Fatalf("rows: %s", p.Find("#clock tbody").Text())
	}
	if svg := p.Find("svg.rail"); !strings.HasPrefix(svg.Attr("aria-label"), "5 edges") || len(p.All("svg.rail circle")) != 5 {
		t.Errorf("line: %q with %d points", svg.Attr("aria-label"), len(p.All("svg.rail circle")))
	}
	for offset, want := range map[string]string{"-1s": "12:31:06", "0s": "12:31:07", "1s": "12:31:08"} {
		if p := s.Post("/controls/goto", url.Values{"edge": {"cancel-window"}, "offset": {offset}}); p.Status != http.StatusSeeOther {
			t.Errorf("%s: %d", offset, p.Status)
		}
		if got := now(t, s, ""); got != "frozen 2026-11-23T"+want+"+05:30" {
			t.Errorf("%s: clock %s, want %s", offset, got, want)
		}
	}
	if p := s.Get("/controls"); !strings.Contains(p.Find("#clock tbody").Text(), "−") {
		t.Error("an edge that has passed has no minus before its distance")
	}
	if p := s.Post("/controls/goto", url.Values{"edge": {"ewb-validity"}}); p.Status != http.StatusBadRequest || !strings.Contains(p.Find("#at-wrong").Text(), "no e-way bill") {
		t.Errorf("no such edge: %d %s", p.Status, p.Find("#at-wrong").Text())
	}
}

func TestFaults(t *testing.T) {
	t.Parallel()
	s := webtest.Start(t)
	for _, tt := range []struct {
		form    url.Values
		want    string // part of the fault as the control API tells it
		row     string // part of its row
		refused string // part of the complaint, when it cannot be armed
	}{
		{url.Values{}, `"match":{"api":"generate"},"do":{"commit_then":"drop"},"times":1`, "commit, then lose the answer", ""},
		{url.Values{"call": {"any"}, "what": {"delay="}, "value": {"2s"}, "times": {"0"}, "chance": {"0.05"}}, `"match":{},"do":{"delay":"2s"},"probability":0.05`, "any call, 1 in 20", ""},
		{url.Values{"what": {"code="}, "value": {"2176, 2177"}, "after": {"2"}}, `"do":{"code":["2176","2177"]},"times":1,"after":2`, "refuse with code 2176,2177", ""},
		{url.Values{"which": {"doc_no"}, "of": {"GHOST-*"}, "what": {"ewb="}, "value": {"4013"}}, `"doc_no":"GHOST-*"`, "No = GHOST-*", ""},
		{url.Values{"what": {"code="}}, "", "", "lacks a value"},
		{url.Values{"which": {"irn"}}, "", "", "lacks which"},
		{url.Values{"what": {"code="}, "value": {"12345"}}, "", "", "12345"},
		{url.Values{"what": {"nonsense"}}, "", "", "nonsense"},
		{url.Values{"call": {"dance"}}, "", "", "no call of the portal"},
	} {
		before := strings.Count(s.Control("GET", "/faults", ""), `"id"`)
		p := s.Post("/controls/faults", tt.form, "ctl")
		list := s.Control("GET", "/faults", "")
		if tt.refused != "" {
			if p.Status < 400 || !strings.Contains(p.Find("#compose .wrong").Text(), tt.refused) || strings.Count(list, `"id"`) != before {
				t.Errorf("%v: %d, complaint %q, want %q", tt.form, p.Status, p.Find("#compose .wrong").Text(), tt.refused)
			}
			continue
		}
		if p.Status != http.StatusOK || !strings.Contains(list, tt.want) || !strings.Contains(p.Find("#faults table").Text(), tt.row) {
			t.Errorf("%v: %d, want %s in %s and %q in %s", tt.form, p.Status, tt.want, list, tt.row, p.Find("#faults table").Text())
		}
	}
	if p := s.Get("/controls"); !strings.Contains(p.Find("#faults .chip").Text(), "4 armed") || !strings.Contains(p.Find("#bar-state").Text(), "4 faults") {
		t.Errorf("count: %q", p.Find("#faults .chip").Text())
	}
	s.Post("/controls/faults/disarm", url.Values{"id": {"f1"}})
	p := s.Post("/controls/faults/disarm", nil, "ctl")
	if got := s.Control("GET", "/faults", ""); strings.TrimSpace(got) != "[]" {
		t.Errorf("after disarming all: %s", got)
	}
	back := p.Find("#toasts form").Attr("action")
	if p = s.Post(back, nil); p.Status != http.StatusSeeOther || strings.Count(s.Control("GET", "/faults", ""), `"id"`) != 3 {
		t.Errorf("undo at %q: %d, faults %s", back, p.Status, s.Control("GET", "/faults", ""))
	}
}

// A fault that has struck leads to the exchange.
func TestStruck(t *testing.T) {
	t.Parallel()
	s := webtest.Start(t)
	s.Post("/controls/faults", url.Values{"what": {"code="}, "value": {"2172"}, "times": {"2"}})
	if text := s.Get("/controls").Find("#faults tbody").Text(); !strings.Contains(text, "not yet") {
		t.Errorf("before: %s", text)
	}
	s.Post("/start/run", nil)
	row := s.Get("/controls").Find("#faults tbody tr")
	if link := row.Find("a").Attr("href"); !strings.HasPrefix(link, "/inspector/") || s.Get(link).Status != http.StatusOK {
		t.Errorf("link %q in %s", link, row.Text())
	}
}

func TestComposeInTheAddress(t *testing.T) {
	t.Parallel()
	s := webtest.Start(t)
	for _, a := range s.Get("/controls").All(".presets a") {
		p := s.Get(strings.TrimSuffix(a.Attr("href"), "#faults"))
		if p.Status != http.StatusOK || p.Find("#compose .between span").Text() == "" {
			t.Errorf("%s: %d, nothing says what it does", a.Text(), p.Status)
		}
	}
	p := s.Get("/controls?call=any&what=before%3D504&times=0&after=2&chance=0.5")
	want := "Nothing is done. Your client gets a gateway's page with status 504. The first 2 that fit pass unharmed, 1 in 2 is struck, by chance, it goes on until you disarm it."
	if got := p.Find("#compose .between span").Text(); got != want {
		t.Errorf("told %q, want %q", got, want)
	}
	if curl := p.Find("#faults .curl pre").Text(); !strings.Contains(curl, `-d '{"after":2,"do":{"before":"504"},"match":{},"probability":0.5}'`) {
		t.Errorf("curl %s", curl)
	}
}

func TestSnapshotsAndReset(t *testing.T) {
	t.Parallel()
	s := webtest.Start(t)
	s.Post("/start/run", nil)
	if p := s.Post("/controls/snapshots", url.Values{"name": {"one of it"}}); p.Status != http.StatusUnprocessableEntity || p.Find("#sname").Attr("value") != "one of it" {
		t.Errorf("a bad name: %d", p.Status)
	}
	s.Post("/controls/snapshots", url.Values{"name": {"one"}})
	p := s.Post("/controls/snapshots", url.Values{"back": {"clock"}})
	if p.Location != "/controls?did=taken&of=at-20261122-123107" {
		t.Errorf("taken without a name: %s", p.Location)
	}
	if text := s.Get(p.Location).Find("#toasts").Text(); !strings.Contains(text, "Kept as at-20261122-123107.") {
		t.Errorf("told: %q", text)
	}
	for _, what := range []string{"irns", "faults", "clock", "all", "journal"} {
		p := s.Post("/controls/reset", url.Values{"what": {what}}, "ctl")
		undo := p.Find("#toasts form").Attr("action")
		if p.Status != http.StatusOK || (undo == "") != (what == "journal") {
			t.Fatalf("%s: %d, undo %q", what, p.Status, undo)
		}
		if undo == "" {
			continue
		}
		if what == "irns" && strings.Contains(s.Control("GET", "/invoices", ""), "SIM/26-27/0001") {
			t.Error("the invoice is still there")
		}
		if p := s.Post(undo, nil); p.Status != http.StatusSeeOther || !strings.Contains(s.Control("GET", "/invoices", ""), "SIM/26-27/0001") {
			t.Errorf("undo of %s: %d, invoices %s", what, p.Status, s.Control("GET", "/invoices", ""))
		}
	}
	if p := s.Post("/controls/reset", url.Values{"what": {"users"}}); p.Status != http.StatusBadRequest {
		t.Errorf("what cannot be emptied: %d", p.Status)
	}
	s.Post("/controls/reset", url.Values{"what": {"irns"}})
	p = s.Post("/controls/snapshots/restore", url.Values{"name": {"one"}})
	if !strings.Contains(p.Location, "did=restored") || !strings.Contains(p.Location, "undo=before-restore") || !strings.Contains(s.Control("GET", "/invoices", ""), "SIM/26-27/0001") {
		t.Errorf("restored: %s", p.Location)
	}
	if form := s.Get(p.Location).Find("#toasts form"); form.Attr("action") != "/controls/undo?name=before-restore" {
		t.Errorf("undo without JavaScript: %q", form.Attr("action"))
	}
	if p := s.Get("/controls/snapshots/one.jsonl"); p.Status != http.StatusOK || !strings.Contains(p.Header.Get("Content-Disposition"), "one.jsonl") || strings.Contains(p.Body, "Irpsim@2026") {
		t.Errorf("file: %d %s", p.Status, p.Header.Get("Content-Disposition"))
	}
	s.Post("/controls/snapshots/delete", url.Values{"name": {"one"}})
	for _, path := range []string{"/controls/snapshots/restore", "/controls/undo?name=one", "/controls/undo?name=before-nothing"} {
		if p := s.Post(path, url.Values{"name": {"one"}}); p.Status != http.StatusNotFound {
			t.Errorf("%s of what is gone: %d", path, p.Status)
		}
	}
}

// What was done comes from the address in words of the program only.
func TestToldIsOurs(t *testing.T) {
	t.Parallel()
	s := webtest.Start(t)
	if text := s.Get("/controls?did=Send+money&undo=before-x").Find("#toasts").Text(); text != "" {
		t.Errorf("told %q", text)
	}
	if p := s.Get("/controls?did=armed&of=%3Cimg%3E"); p.Find("#toasts img").Exists() || !strings.Contains(p.Find("#toasts").Text(), "Armed <img>.") {
		t.Errorf("told %s", p.Find("#toasts").Text())
	}
}

func TestWorlds(t *testing.T) {
	t.Parallel()
	s := webtest.Start(t)
	s.Post("/controls/snapshots", url.Values{"name": {"seed"}})
	p := s.Post("/controls/worlds", url.Values{"name": {"second <one>"}, "snapshot": {"seed"}})
	at, err := url.Parse(p.Location)
	if p.Status != http.StatusSeeOther || err != nil || at.Query().Get("world") == "" {
		t.Fatalf("%d %q", p.Status, p.Location)
	}
	id := at.Query().Get("world")
	q := "?world=" + id
	if p = s.Get(p.Location); !strings.Contains(p.Find("#w3").Text(), "second <one>") || !strings.Contains(p.Find("main").Text(), id) {
		t.Errorf("the new world: %s", p.Find("main").Text())
	}
	for _, a := range p.All("main .tabs a") {
		if !strings.Contains(a.Attr("href"), "world="+id) {
			t.Errorf("the link %q loses the world", a.Attr("href"))
		}
	}
	if p := s.Post("/controls/users"+q, url.Values{"user_name": {"tester"}, "password": {"Secret@1"}, "gstin": {"00"}}); p.Status != http.StatusBadRequest || !strings.Contains(p.Find("form .wrong").Text(), "register") || p.Find("#un").Attr("value") != "tester" {
		t.Errorf("a user nobody can be: %d %q", p.Status, p.Find("form .wrong").Text())
	}
	s.Post("/controls/users"+q, url.Values{"user_name": {"tester"}, "password": {"Secret@1"}, "gstin": {"29ZZZCS0001A1ZI"}})
	if !strings.Contains(s.Control("GET", "/creds"+q, ""), "tester") {
		t.Error("the user is not in the world")
	}
	s.Post("/controls/clock"+q, url.Values{"by": {"24h"}})
	if here, there := now(t, s, ""), now(t, s, q); here == there {
		t.Errorf("both worlds show %s", here)
	}
	if p := s.Post("/controls/worlds/delete"+q, url.Values{"confirm": {"no"}}); p.Status != http.StatusUnprocessableEntity || !strings.Contains(p.Body, "still there") {
		t.Errorf("deleted without its name: %d", p.Status)
	}
	if p := s.Post("/controls/worlds/delete"+q, url.Values{"confirm": {"second <one>"}}); p.Status != http.StatusSeeOther || strings.Contains(s.Control("GET", "/worlds", ""), id) {
		t.Errorf("delete: %d %s", p.Status, p.Location)
	}
	if p := s.Get("/controls" + q); p.Status != http.StatusNotFound {
		t.Errorf("a world that is gone: %d", p.Status)
	}
	if p := s.Post("/controls/worlds/delete", url.Values{"confirm": {"IRPSIM29TXP0001"}}); p.Status != http.StatusConflict {
		t.Errorf("the default world: %d", p.Status)
	}
}

func TestTaxpayers(t *testing.T) {
	t.Parallel()
	s := webtest.Start(t)
	if p := s.Get("/controls/taxpayers"); len(p.All("#register tbody tr")) != 50 || !p.Find("#register .pager a").Exists() {
		t.Errorf("%d rows on the first page, want 50 and a pager", len(p.All("#register tbody tr")))
	}
	odd := s.Get("/controls/taxpayers?only=odd").Find("#register tbody").Text()
	for _, want := range []string{"3029 as supplier", "3074 as buyer", "3076 as buyer", "2231", "2300", "3026", "4015", "2305", "1014 at login"} {
		if !strings.Contains(odd, want) {
			t.Errorf("odd ones lack %q: %s", want, odd)
		}
	}
	if p := s.Get("/controls/taxpayers?q=nobody"); !strings.Contains(p.Find("#register").Text(), "No taxpayer fits") {
		t.Errorf("empty: %s", p.Find("#register").Text())
	}
	form := url.Values{
		"gstin": {"27ZZZCB0002B1Z0"}, "legal_name": {"Changed"}, "status": {"CNL"}, "type": {"REG"}, "block_status": {"B"}, "registered": {"2017-07-01"},
		"deregistered": {"2026-01-31"}, "turnover_cr": {"12"}, "pin": {"400001"},
	}
	if p := s.Post("/controls/taxpayers", form); p.Status != http.StatusSeeOther {
		t.Fatalf("%d %s", p.Status, p.Find("main").Text())
	}
	got := s.Control("GET", "/taxpayers/27ZZZCB0002B1Z0", "")
	for _, want := range []string{`"status":"CNL"`, `"block_status":"B"`, `"deregistered":"2026-01-31"`, `"turnover_cr":12`, `"enabled":false`, `"legal_name":"Changed"`} {
		if !strings.Contains(got, want) {
			t.Errorf("%s lacks %s", got, want)
		}
	}
	for name, value := range map[string]string{"deregistered": "31.01.2026", "turnover_cr": "much", "status": "XXX"} {
		broken := url.Values{}
		for k, v := range form {
			broken[k] = v
		}
		broken.Set(name, value)
		if p := s.Post("/controls/taxpayers", broken); p.Status < 400 || p.Find("#taxpayer .wrong").Text() == "" {
			t.Errorf("%s=%s: %d, complaint %q", name, value, p.Status, p.Find("#taxpayer .wrong").Text())
		}
	}
	form.Set("new", "1")
	form.Set("gstin", "07ZZZCN0099N1Z7")
	s.Post("/controls/taxpayers", form)
	if p := s.Get("/controls/taxpayers?q=07ZZZCN0099N1Z7"); len(p.All("#register tbody tr")) != 1 {
		t.Errorf("added: %s", p.Find("#register").Text())
	}
	s.Post("/controls/taxpayers/delete", url.Values{"gstin": {"07ZZZCN0099N1Z7"}})
	if p := s.Get("/controls/taxpayers?edit=07ZZZCN0099N1Z7"); p.Status != http.StatusNotFound {
		t.Errorf("a taxpayer nobody knows: %d", p.Status)
	}
}

func TestSettings(t *testing.T) {
	t.Parallel()
	s := webtest.Start(t)
	var all map[string]json.RawMessage
	b, err := json.Marshal(world.DefaultSettings())
	if err == nil {
		err = json.Unmarshal(b, &all)
	}
	if err != nil {
		t.Fatal(err)
	}
	var shown []string
	for _, li := range s.Get("/controls/settings").All(".sets li") {
		shown = append(shown, li.Attr("id"))
		if li.Find("p").Text() == "" {
			t.Errorf("%s: nothing says what it changes", li.Attr("id"))
		}
	}
	for name := range all {
		if !slices.Contains(shown, name) {
			t.Errorf("the setting %s has no row", name)
		}
	}
	if len(shown) != len(all) {
		t.Errorf("%d rows for %d settings", len(shown), len(all))
	}
	for _, tt := range []struct{ name, value, want string }{
		{"token_minutes", "5", `"token_minutes":5`}, {"gstin_policy", "strict", `"gstin_policy":"strict"`}, {"magic", "false", `"magic":false`},
		{"rate_limit", "10", `"rate_limit":10`}, {"rate_limit_answer", "429", `"rate_limit_answer":"429"`}, {"faces", "nic, eway", `"faces":["nic","eway"]`}, {"issuer", "123", `"issuer":"123"`},
		{"distances", `[{"from":560001,"to":600001,"km":350}]`, `"km":350`}, {"gateway_key", "k", `"gateway_key":"k"`},
	} {
		p := s.Post("/controls/settings", url.Values{"name": {tt.name}, "value": {tt.value}}, "ctl")
		if got := s.Control("GET", "/settings", ""); p.Status != http.StatusOK || !strings.Contains(got, tt.want) {
			t.Errorf("%s=%s: %d, %s lacks %s", tt.name, tt.value, p.Status, got, tt.want)
		}
		if !strings.Contains(p.Find("#"+tt.name).Text(), "changed") || p.Find("#v-"+tt.name).Data == "input" && p.Find("#v-"+tt.name).Attr("value") != tt.value {
			t.Errorf("%s: row %s", tt.name, p.Find("#"+tt.name).Text())
		}
		s.Post("/controls/settings", url.Values{"name": {tt.name}, "value": {tt.value}, "default": {"1"}})
	}
	if got := s.Control("GET", "/settings", ""); strings.TrimSpace(got) != string(b) {
		t.Errorf("after resetting each: %s, want %s", got, b)
	}
	if p := s.Post("/controls/settings", url.Values{"name": {"token_minutes"}, "value": {"soon"}}); p.Status != http.StatusBadRequest || !strings.Contains(p.Find("#token_minutes .wrong").Text(), "whole number") || p.Find("#v-token_minutes").Attr("value") != "soon" {
		t.Errorf("%d %s", p.Status, p.Find("#token_minutes").Text())
	}
	if p := s.Post("/controls/settings", url.Values{"name": {"nothing"}}); p.Status != http.StatusBadRequest {
		t.Errorf("no such setting: %d", p.Status)
	}
}

// With an admin token nothing of the controls is shown or done before it was given.
func TestAdminToken(t *testing.T) {
	t.Parallel()
	s := webtest.Start(t, func(c *server.Config) { c.AdminToken = "key-to-it-all" })
	for _, path := range []string{"/controls", "/controls/worlds", "/controls/taxpayers", "/controls/snapshots", "/controls/settings"} {
		if p := s.Get(path); p.Status != http.StatusUnauthorized || strings.Contains(p.Body, "irpsimClientSecret01") {
			t.Errorf("%s: %d", path, p.Status)
		}
	}
	if p := s.Post("/controls/clock", url.Values{"by": {"1h"}}); p.Status != http.StatusUnauthorized || now(t, s, "") != "frozen 2026-11-22T12:31:07+05:30" {
		t.Errorf("a locked clock: %d", p.Status)
	}
	s.Post("/unlock", url.Values{"token": {"key-to-it-all"}, "next": {"/controls"}})
	if p := s.Post("/controls/clock", url.Values{"by": {"1h"}}); p.Status != http.StatusSeeOther || now(t, s, "") != "frozen 2026-11-22T13:31:07+05:30" {
		t.Errorf("unlocked: %d", p.Status)
	}
	if p := s.Get("/controls"); p.Status != http.StatusOK || strings.Contains(p.Body, "key-to-it-all") {
		t.Errorf("unlocked page: %d", p.Status)
	}
}

// BenchmarkClock renders the heaviest page; it should take at most 5 ms.
func BenchmarkClock(b *testing.B) {
	s := webtest.Start(b)
	s.Post("/start/run", nil)
	for b.Loop() {
		s.Get("/controls")
	}
}
