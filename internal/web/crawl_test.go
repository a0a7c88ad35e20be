package web_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/irpsim/irpsim/internal/web/webtest"
)

// Bounds of the crawl: every address is asked for once, whatever its query; of each family of pages so many are read for
// further links.
const (
	maxAddresses = 4000
	maxRead      = 40
)

// TestLinks follows every link that can be reached from the start page and finds something behind each.
func TestLinks(t *testing.T) {
	t.Parallel()
	s := webtest.Start(t)
	s.Post("/start/run", nil) // so that there are exchanges and an invoice
	type link struct{ from, to string }
	todo, seen, read := []link{{"", "/"}, {"", "/register"}, {"", "/guides"}, {"", "/exercises"}}, map[string]bool{}, map[string]int{}
	for len(todo) > 0 {
		at := todo[0]
		todo = todo[1:]
		u, err := url.Parse(at.to)
		if err != nil {
			t.Errorf("%s has the link %q: %v", at.from, at.to, err)
			continue
		}
		if u.Scheme != "" || u.Host != "" || u.Path == "" || seen[u.Path] {
			continue
		}
		if seen[u.Path] = true; len(seen) > maxAddresses {
			t.Fatalf("more than %d addresses", maxAddresses)
		}
		p := s.Get(u.RequestURI())
		if p.Status >= 400 {
			t.Errorf("%s links to %s, which answers %d", at.from, at.to, p.Status)
			continue
		}
		if p.Location != "" {
			todo = append(todo, link{at.from, p.Location})
		}
		family, _, _ := strings.Cut(strings.TrimPrefix(u.Path, "/"), "/")
		if read[family]++; read[family] > maxRead || !strings.HasPrefix(p.Header.Get("Content-Type"), "text/html") {
			continue
		}
		for _, a := range p.All("a[href]") {
			todo = append(todo, link{u.Path, a.Attr("href")})
		}
	}
	if len(seen) < 100 {
		t.Errorf("only %d addresses: the crawl lost its way", len(seen))
	}
}
