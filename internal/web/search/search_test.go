package search_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/irpsim/irpsim/internal/server"
	"github.com/irpsim/irpsim/internal/web/webtest"
)

func TestStraightThere(t *testing.T) {
	t.Parallel()
	s := webtest.Start(t)
	irn := strings.Repeat("Ab", 32)
	for q, want := range map[string]string{"2150": "/errors/2150", " 315 ": "/errors/315", irn: "/invoices/" + strings.ToLower(irn)} {
		if p := s.Get("/search?q=" + url.QueryEscape(q)); p.Status != http.StatusSeeOther || p.Location != want {
			t.Errorf("%q: %d to %q, want %s", q, p.Status, p.Location, want)
		}
	}
}

func TestFinds(t *testing.T) {
	t.Parallel()
	s := webtest.Start(t)
	s.Post("/start/run", nil)
	for q, want := range map[string]string{
		"duplicate irn":  "/errors/2150",
		"IgstAmt":        "/reference/generate?m=ItemList",
		"cancel irn":     "/reference/cancel",
		"whitebooks":     "/reference/whitebooks",
		"73181500":       "/masters/hsn?q=73181500",
		"SIM/26-27/0001": "/invoices/",
		"snapshot":       "/controls/snapshots",
		"ghost":          "/exercises/",
		"":               "",
	} {
		p := s.Get("/search?q=" + url.QueryEscape(q))
		found := want == ""
		for _, a := range p.All("main a") {
			found = found || strings.HasPrefix(a.Attr("href"), want)
		}
		if p.Status != http.StatusOK || !found {
			t.Errorf("%q: %d, no link to %s in %.500s", q, p.Status, want, p.Find("main").Text())
		}
	}
	if got := s.Get("/search?q=zebra+crossing").Find("main").Text(); !strings.Contains(got, "Nothing found") {
		t.Errorf("nothing: %s", got)
	}
}

func TestPasted(t *testing.T) {
	t.Parallel()
	s := webtest.Start(t)
	for q, want := range map[string]string{
		`{"Status":0,"ErrorDetails":[{"ErrorCode":"2235","ErrorMessage":"x"},{"ErrorCode":"2189"}],"Data":null}`: "/errors/2189",
		`{"status":"0","error":{"errorCodes":"312,728"}}`:                                                        "/errors/728",
		`[{"error_code": "2150" `:                                  "/errors/2150",
		"eyJhbGciOiJSUzI1NiJ9.eyJkYXRhIjoie30ifQ.c2lnbmF0dXJlc2ln": "/lab/signed",
		`{"Data":"YWJj"}`:                                          "/lab/payload",
		`{"DocDtls":{"No":"1"}}`:                                   "/workbench",
		strings.Repeat("A", 344-2) + "==":                          "/lab/login",
		strings.Repeat("Z", 64):                                    "/lab/payload",
		"29ZZZCS0001A1ZI":                                          "/reference/gstin",
	} {
		p := s.Get("/search?q=" + url.QueryEscape(q))
		found := false
		for _, a := range p.All(".found a") {
			found = found || strings.HasPrefix(a.Attr("href"), want)
		}
		if !found {
			t.Errorf("%.60s: no link to %s in %.300s", q, want, p.Find("main").Text())
		}
	}
	p := s.Get("/search?q=" + url.QueryEscape(`<script>alert(1)</script>`))
	if strings.Contains(p.Body, "<script>alert") {
		t.Error("what was searched for is markup")
	}
	if p := s.Get("/search?q=" + strings.Repeat("x", 17<<10)); p.Status != http.StatusBadRequest {
		t.Errorf("too long: %d", p.Status)
	}
}

func TestLocked(t *testing.T) {
	t.Parallel()
	s := webtest.Start(t, func(c *server.Config) { c.AdminToken = "secret" })
	p := s.Get("/search?q=SIM")
	for _, g := range p.All(".found") {
		if g.Attr("aria-label") == "Documents" {
			t.Error("documents are shown without the admin token")
		}
	}
}

func BenchmarkSearch(b *testing.B) {
	s := webtest.Start(b)
	for b.Loop() {
		s.Get("/search?q=igst")
	}
}
