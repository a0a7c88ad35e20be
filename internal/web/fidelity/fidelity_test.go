package fidelity_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/irpsim/irpsim/docs"
	"github.com/irpsim/irpsim/internal/web/webtest"
)

// rows counts the rows of the tables of a text that say something.
func rows(text string) int {
	n := 0
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "| ") && !strings.HasPrefix(line, "| area") && !strings.HasPrefix(line, "| ---") {
			n++
		}
	}
	return n
}

func TestPage(t *testing.T) {
	t.Parallel()
	s := webtest.Start(t)
	p := s.Get("/fidelity?section=all")
	source, ok := docs.FindPage("divergences")
	if !ok || p.Status != http.StatusOK || p.Find("h1").Text() != "Fidelity" {
		t.Fatalf("%d, found %v", p.Status, ok)
	}
	if got, want := len(p.All(".diffs tbody tr")), rows(source.Markdown); got != want || got < 200 {
		t.Errorf("%d differences, the page of the repository has %d", got, want)
	}
	if got, want := len(p.All(".diffs h2")), strings.Count(source.Markdown, "\n## "); got != want {
		t.Errorf("%d sections, want %d", got, want)
	}
	sum := 0
	for _, a := range s.Get("/fidelity").All(".contents a") {
		to := s.Get(a.Attr("href"))
		n := len(to.All(".diffs tbody tr"))
		if to.Find(".contents [aria-current=true]").Text() != a.Text() || !strings.HasSuffix(a.Text(), " "+strconv.Itoa(n)) || n == 0 {
			t.Errorf("%s leads to %d rows of %s", a.Text(), n, to.Find(".contents [aria-current=true]").Text())
		}
		sum += n
	}
	if want := 2 * rows(source.Markdown); sum != want { // each section, and all of them
		t.Errorf("the sections have %d rows together with all of them, want %d", sum, want)
	}
	if p.Zipped() > 30<<10 {
		t.Errorf("%d bytes zipped, want at most 30 kB", p.Zipped())
	}
	for _, card := range p.All(".scales section") {
		cells := card.All("td.num")
		if len(cells) < 2 || cells[0].Text() == "0" {
			t.Errorf("counts: %s", card.Text())
		}
	}
}

func TestFilter(t *testing.T) {
	t.Parallel()
	s := webtest.Start(t)
	all := len(s.Get("/fidelity?section=all").All(".diffs tbody tr"))
	sum := 0
	for _, kind := range []string{"confirmed", "single", "inferred", "extension"} {
		p := s.Get("/fidelity?only=" + kind)
		n := len(p.All(".diffs tbody tr"))
		if n == 0 || n >= all {
			t.Errorf("%s: %d of %d", kind, n, all)
		}
		if kind == "inferred" {
			for _, tr := range p.All(".diffs tbody tr") {
				if tds := tr.All("td"); !strings.HasPrefix(tds[len(tds)-1].Text(), "inferred") {
					t.Errorf("not inferred: %s", tr.Text())
				}
			}
		}
		sum += n
	}
	if sum != all {
		t.Errorf("the kinds have %d rows together, the page has %d: a row has a kind of its own", sum, all)
	}
	part := s.Get("/fidelity?q=TOKEN+refresh", "list")
	if n := len(part.All(".diffs tbody tr")); n == 0 || n > 10 || part.Find("h1").Exists() {
		t.Errorf("htmx got %d rows, heading %v", n, part.Find("h1").Exists())
	}
	for _, table := range part.All(".diffs table") {
		if len(table.All("th")) != 4 {
			t.Errorf("a table lost its head: %s", table.Text())
		}
	}
	if p := s.Get("/fidelity?q=%3Cimg+src%3Dx%3E"); p.Find("main img").Exists() || !strings.Contains(p.Find("#list").Text(), "No difference fits") {
		t.Errorf("nothing fits: %s", p.Find("#list").Text())
	}
	if p := s.Get("/fidelity?q=token&only=single"); p.Find("#q").Attr("value") != "token" {
		t.Errorf("the field forgets %q", p.Find("#q").Attr("value"))
	}
}

// BenchmarkFilter renders the page with a filter, which is not kept.
func BenchmarkFilter(b *testing.B) {
	s := webtest.Start(b)
	for b.Loop() {
		s.Get("/fidelity?only=inferred")
	}
}
