package errs_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/server"
	"github.com/irpsim/irpsim/internal/web/webtest"
)

func TestIndex(t *testing.T) {
	t.Parallel()
	s := webtest.Start(t)
	p := s.Get("/errors")
	if p.Status != http.StatusOK || p.Find("h1").Text() != "Error explorer" || !strings.Contains(p.Find("[aria-labelledby=met]").Text(), "No refusal yet") {
		t.Fatalf("%d %s", p.Status, p.Find("main").Text())
	}
	current := 0
	for _, e := range fault.All() {
		if e.Current {
			current++
		}
	}
	if got := len(p.All("#groups li")); got != current {
		t.Errorf("%d codes, want the %d of today", got, current)
	}
	if got := len(s.Get("/errors?old=1").All("#groups li")); got != len(fault.All()) {
		t.Errorf("with older lists %d codes, want %d", got, len(fault.All()))
	}
	if p.Zipped() > 30<<10 {
		t.Errorf("the page has %d bytes, want at most 30 kB", p.Zipped())
	}
}

func TestFilter(t *testing.T) {
	t.Parallel()
	s := webtest.Start(t)
	for path, want := range map[string]string{
		"/errors?q=2235":                             "2235",
		"/errors?q=IGST+amount&api=generate":         "2235",
		"/errors?q=IgstOnIntra":                      "2285",
		"/errors?api=cancel":                         "2270",
		"/errors?q=validity+lapsed&old=1":            "315",
		"/errors?q=Invalid+total+Invoice+Value":      "2189",
		"/errors?q=315":                              "315",
		"/errors?api=ewb&q=vehicle":                  "4",
		"/errors/2150?q=cancellation&api=cancel":     "2270",
		"/errors?q=%3Cscript%3Ealert%281%29&met=1":   "No code fits",
		"/errors?q=2999":                             "Nearest:",
		"/errors?q=" + strings.Repeat("zebra+", 100): "No code fits",
	} {
		p := s.Get(path)
		if got := p.Find("#groups").Text(); p.Status != 200 || !strings.Contains(got, want) {
			t.Errorf("%s: %d, %q is not in %.200s", path, p.Status, want, got)
		}
		if strings.Contains(p.Body, "<script>alert") {
			t.Errorf("%s: text of the visitor is markup", path)
		}
		part := s.Get(path, "groups")
		if part.Find("main").Exists() || !strings.Contains(part.Find("#groups").Text(), want) || part.Header.Get("Vary") == "" {
			t.Errorf("%s as a part: %.200s", path, part.Body)
		}
	}
}

// TestEveryEntry opens the page of every code of today, and of some of the older lists.
func TestEveryEntry(t *testing.T) {
	t.Parallel()
	s := webtest.Start(t)
	for i, e := range fault.All() {
		if !e.Current && i%6 != 0 {
			continue
		}
		p := s.Get("/errors/" + string(e.Code))
		if p.Status != 200 || p.Find(".code2").Text() != string(e.Code) || len(p.All("h1")) != 1 || p.Find("h1").Text() == "" {
			t.Errorf("%s: %d %.300s", e.Code, p.Status, p.Find("main").Text())
			continue
		}
		if e.Current && e.Remedy != "" && len(p.All(".do li")) == 0 || len(p.All(".do li")) > 3 {
			t.Errorf("%s: %d things to do", e.Code, len(p.All(".do li")))
		}
		if p.Zipped() > 30<<10 {
			t.Errorf("%s: %d bytes, want at most 30 kB", e.Code, p.Zipped())
		}
	}
}

// TestPictures: each kind of rule has its drawing, with the values of this world.
func TestPictures(t *testing.T) {
	t.Parallel()
	s := webtest.Start(t)
	s.Control("PATCH", "/settings", `{"cancel_hours":48}`)
	for code, want := range map[string][2]string{
		"2150": {".hash, .hp", "financial year of Dt 2026-27"},
		"2270": {".win", "48 hours"},
		"1005": {".win", "360 minutes"},
		"2305": {".win", "30 days"},
		"2235": {".sum", "AssAmt 10000"},
		"2189": {".sum", "expected"},
		"2240": {".fv", "17"},
		"4013": {".fv", "Would pass"},
		"1019": {".ord", "user and password are right"},
		"9999": {".ord", "it is active"},
	} {
		selector := strings.Fields(want[0])
		if got := s.Get("/errors/" + code).Find(selector[len(selector)-1]).Text(); !strings.Contains(got, want[1]) {
			t.Errorf("%s: %s is %q, want %q", code, want[0], got, want[1])
		}
	}
}

func TestShow(t *testing.T) {
	t.Parallel()
	s := webtest.Start(t)
	p := s.Post("/errors/2150/show", url.Values{"example": {"1"}})
	if p.Status != http.StatusSeeOther || p.Location != "/errors/2150#show" {
		t.Fatalf("%d to %q: %s", p.Status, p.Location, p.Body)
	}
	p = s.Get("/errors/2150")
	show := p.Find("#show").Text()
	for _, want := range []string{"ran live", "Status 0 · 2150", "DUPIRN", "Log in as irpsim_user", "AuthToken"} {
		if !strings.Contains(show, want) {
			t.Errorf("%q is not in %.900s", want, show)
		}
	}
	part := s.Post("/errors/2270/show", url.Values{"example": {"1"}, "near": {"1"}}, "show")
	if got := part.Find("#show").Text(); part.Find("main").Exists() || !strings.Contains(got, "24h later: Cancel the IRN") || part.Find(".steps .bad").Exists() {
		t.Errorf("a near miss: %.600s", got)
	}
	faulty := s.Post("/errors/2147/show", nil, "show").Find("#show").Text()
	for _, want := range []string{"ran live", "Status 0 · 2147", "struck by a fault"} {
		if !strings.Contains(faulty, want) {
			t.Errorf("%q is not in %.600s", want, faulty)
		}
	}
	if got := s.Get("/errors/2285").Find("article .note.warn").Text(); !strings.Contains(got, "schema admits no other letter") {
		t.Errorf("an unreachable code says %q", got)
	}
	if worlds := s.Control("GET", "/worlds", ""); strings.Count(worlds, `"id"`) != 1 {
		t.Errorf("worlds left: %s", worlds)
	}
}

func TestArm(t *testing.T) {
	t.Parallel()
	s := webtest.Start(t)
	part := s.Post("/errors/2147/arm", nil, "raise")
	if !strings.Contains(part.Find("#raise").Text(), "Armed") || !strings.Contains(part.Body, "1 fault") {
		t.Errorf("%s", part.Body)
	}
	if got := s.Control("GET", "/faults", ""); !strings.Contains(got, `"code":"2147"`) {
		t.Errorf("faults: %s", got)
	}
	if p := s.Post("/errors/2148/arm", nil); p.Status != http.StatusSeeOther {
		t.Errorf("without JavaScript: %d", p.Status)
	}
}

func TestMet(t *testing.T) {
	t.Parallel()
	s := webtest.Start(t)
	r, err := http.Post(s.Info().HTTP+"/eivital/v1.04/auth", "application/json", strings.NewReader(`{}`))
	if err != nil {
		t.Fatal(err)
	}
	_ = r.Body.Close()
	if got := s.Get("/errors").Find("[aria-labelledby=met]").Text(); !strings.Contains(got, "5003") || !strings.Contains(got, "2026-11-22 12:31:07") {
		t.Errorf("met: %s", got)
	}
	if got := s.Get("/errors?met=1").All("#groups li"); len(got) != 1 || !strings.Contains(got[0].Text(), "1×") {
		t.Errorf("met here: %d", len(got))
	}
	if got := s.Get("/errors/5003").Find(".eh").Text(); !strings.Contains(got, "met 1 time, last 12:31:07") {
		t.Errorf("entry: %s", got)
	}
}

func TestOtherWorldAndUnknown(t *testing.T) {
	t.Parallel()
	s := webtest.Start(t)
	made := s.Control("POST", "/worlds", `{"name":"second"}`)
	_, id, _ := strings.Cut(made, `"client_id":"`)
	id, _, _ = strings.Cut(id, `"`)
	p := s.Get("/errors/2235?world=" + id)
	for _, a := range p.All("#groups a") {
		if href := a.Attr("href"); !strings.Contains(href, "world="+id) {
			t.Fatalf("%s loses the world", href)
		}
	}
	if got := s.Post("/errors/2235/show?world="+id, nil, "show").Find("#show").Text(); !strings.Contains(got, "Status 0 · 2235") {
		t.Errorf("%.400s", got)
	}
	if p := s.Get("/errors/1"); p.Status != 404 || !strings.Contains(p.Find("main").Text(), "no code 1") {
		t.Errorf("unknown: %d", p.Status)
	}
}

func TestAdminToken(t *testing.T) {
	t.Parallel()
	s := webtest.Start(t, func(c *server.Config) { c.AdminToken = "secret" })
	if p := s.Get("/errors/2150"); p.Status != 200 {
		t.Errorf("reading: %d", p.Status)
	}
	if p := s.Post("/errors/2150/show", nil, "show"); p.Status != http.StatusUnauthorized {
		t.Errorf("running without the token: %d", p.Status)
	}
}

func BenchmarkEntry(b *testing.B) {
	s := webtest.Start(b)
	for b.Loop() {
		s.Get("/errors/2235")
	}
}
