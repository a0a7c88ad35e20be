package cover_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/irpsim/irpsim/internal/server"
	"github.com/irpsim/irpsim/internal/web/webtest"
)

func TestCoverageFresh(t *testing.T) {
	t.Parallel()
	s := webtest.Start(t)
	p := s.Get("/coverage")
	if p.Status != http.StatusOK || p.Find("h1").Text() != "Coverage" || len(p.All("main .cell.on")) != 1 { // that of the legend
		t.Fatalf("%d, %d cells met", p.Status, len(p.All("main .cell.on")))
	}
	if p.Zipped() > 30<<10 {
		t.Errorf("%d bytes zipped, want at most 30 kB", p.Zipped())
	}
	var report struct{ Codes []struct{ Code string } }
	if err := json.Unmarshal([]byte(s.Control("GET", "/coverage", "")), &report); err != nil {
		t.Fatal(err)
	}
	cells := map[string]int{}
	for _, a := range p.All(".matrix a.cell") {
		cells[a.Text()]++
		if a.Attr("href") != "/errors/"+a.Text() {
			t.Errorf("%s leads to %s", a.Text(), a.Attr("href"))
		}
	}
	for _, c := range report.Codes {
		if cells[c.Code] != 1 {
			t.Errorf("code %s stands %d times in the matrix, want once", c.Code, cells[c.Code])
		}
	}
	if len(cells) != len(report.Codes) || len(cells) < 100 {
		t.Errorf("%d cells for %d codes", len(cells), len(report.Codes))
	}
	if p := s.Get("/coverage?only=met"); !strings.Contains(p.Find("#codes").Text(), "No refusal was met yet") {
		t.Errorf("nothing met: %s", p.Find("#codes").Text())
	}
}

func TestCoverageMet(t *testing.T) {
	t.Parallel()
	s := webtest.Start(t)
	s.Post("/start/run", nil)
	s.Post("/start/run", url.Values{"same": {"1"}})
	p := s.Get("/coverage?only=met")
	if rows := p.All("#codes tbody tr"); len(rows) != 1 || !strings.Contains(rows[0].Text(), "2150") {
		t.Errorf("met: %s", p.Find("#codes").Text())
	}
	if met := p.All(".matrix a.cell.on"); len(met) != 1 || met[0].Text() != "2150" {
		t.Errorf("the matrix has %d met", len(met))
	}
	edges := p.All("[aria-labelledby=c2] tbody tr")
	if len(edges) != 6 || !strings.Contains(edges[0].Text(), "Token runs out met a call with a living token not yet") {
		t.Errorf("edges: %s", p.Find("[aria-labelledby=c2]").Text())
	}
	// the other side of the token's edge
	s.Control("POST", "/faults", `{"match":{"api":"generate"},"do":{"code":"1005"},"times":9}`)
	s.Post("/start/run", nil)
	if p := s.Get("/coverage"); len(p.All("[aria-labelledby=c2] tbody tr")) != 6 || strings.Contains(p.All("[aria-labelledby=c2] tbody tr")[0].Text(), "not yet") {
		t.Errorf("edges after 1005: %s", p.Find("[aria-labelledby=c2]").Text())
	}
	if gaps := s.Get("/coverage?only=gaps").Find("#codes tbody").Text(); strings.Contains(gaps, "2150") {
		t.Error("a code that was met is a gap")
	}
	if p := s.Get("/controls"); !strings.Contains(p.Find("[aria-labelledby=k3]").Text(), "Edges, both sides 1 / 6") {
		t.Errorf("controls: %s", p.Find("[aria-labelledby=k3]").Text())
	}
}

func TestYears(t *testing.T) {
	t.Parallel()
	s := webtest.Start(t)
	s.Post("/start/run", nil)
	s.Control("PUT", "/clock", `{"now":"2027-04-02T12:00:00+05:30"}`)
	s.Post("/start/run", nil)
	if text := s.Get("/coverage").All("[aria-labelledby=c2] tbody tr")[4].Text(); strings.Contains(text, "not yet") || !strings.Contains(text, "Financial year ends") {
		t.Errorf("two financial years: %s", text)
	}
}

func TestDownload(t *testing.T) {
	t.Parallel()
	s := webtest.Start(t)
	for format, want := range map[string]string{"text": "operations  0 of", "junit": "<testsuites>", "json": `{"operations"`, "html": "<!doctype html>"} {
		p := s.Get("/coverage/report/" + format)
		if p.Status != http.StatusOK || !strings.Contains(p.Body, want) || !strings.HasPrefix(p.Header.Get("Content-Disposition"), "attachment") {
			t.Errorf("%s: %d %.60q %s", format, p.Status, p.Body, p.Header.Get("Content-Disposition"))
		}
	}
	if p := s.Get("/coverage/report/pdf"); p.Status != http.StatusNotFound {
		t.Errorf("no such form: %d", p.Status)
	}
}

func TestAudit(t *testing.T) {
	t.Parallel()
	s := webtest.Start(t)
	if p := s.Get("/coverage/audit"); p.Status != http.StatusOK || !strings.Contains(p.Find("main").Text(), "Nothing to judge yet") {
		t.Errorf("fresh: %d %s", p.Status, p.Find("main").Text())
	}
	s.Post("/start/run", nil)
	s.Post("/start/run", url.Values{"same": {"1"}})
	s.Control("PATCH", "/settings", `{"block_after_errors":50}`)
	p := s.Get("/coverage/audit")
	if link := p.Find("#duplicate-not-read a"); !strings.HasPrefix(link.Attr("href"), "/inspector/") || s.Get(link.Attr("href")).Status != http.StatusOK {
		t.Errorf("finding: %s", p.Find("#duplicate-not-read").Text())
	}
	for id, want := range map[string]string{
		"a2": "Logins Tokens 1 ", "a3": "Exchanges Calls Refused", "a4": "Duplicates whose InfoDtls was used 0 / 1", "a5": "a user of this world",
	} {
		if got := p.Find("[aria-labelledby=" + id + "]").Text(); !strings.Contains(got, want) {
			t.Errorf("%s: %q lacks %q", id, got, want)
		}
	}
	refused := 0
	for _, tr := range p.All("[aria-labelledby=a3] tbody tr") {
		if cells := tr.All("td"); cells[2].Text() == "1" {
			refused++
		}
	}
	if refused != 1 {
		t.Errorf("%d parts with a refusal, want 1: %s", refused, p.Find("[aria-labelledby=a3]").Text())
	}
	if n := len(p.All("svg.ch")); n != 2 {
		t.Errorf("%d charts, want 2", n)
	}
	if p.Zipped() > 30<<10 || strings.Contains(p.Body, "style=") {
		t.Errorf("%d bytes zipped, or a style in it", p.Zipped())
	}
	s.Post("/controls/reset", url.Values{"what": {"journal"}})
	if p := s.Get("/coverage/audit"); !strings.Contains(p.Find("main").Text(), "Nothing to judge yet") {
		t.Errorf("after emptying the journal: %s", p.Find("main").Text())
	}
}

// The audit shows what clients sent, coverage does not.
func TestAdminToken(t *testing.T) {
	t.Parallel()
	s := webtest.Start(t, func(c *server.Config) { c.AdminToken = "key-to-it-all" })
	if p := s.Get("/coverage/audit"); p.Status != http.StatusUnauthorized {
		t.Errorf("audit: %d", p.Status)
	}
	for _, path := range []string{"/coverage", "/coverage/report/text"} {
		if p := s.Get(path); p.Status != http.StatusOK {
			t.Errorf("%s: %d", path, p.Status)
		}
	}
}
