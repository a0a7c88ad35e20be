package guides_test

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/irpsim/irpsim/docs"
	"github.com/irpsim/irpsim/internal/web/webtest"
)

func TestEveryText(t *testing.T) {
	t.Parallel()
	s := webtest.Start(t)
	index := s.Get("/guides")
	links := index.All("ul.glist a")
	if len(links) != len(docs.Guides())+len(docs.Pages())+2 {
		t.Errorf("%d texts in the index, want %d guides, %d pages and 2", len(links), len(docs.Guides()), len(docs.Pages()))
	}
	for _, a := range links {
		href := a.Attr("href")
		if !strings.HasPrefix(href, "/guides/") {
			continue
		}
		p := s.Get(href)
		if p.Status != 200 || len(p.All("h1")) != 1 || len(p.Find("main").Text()) < 200 {
			t.Errorf("%s answers %d with %d headings", href, p.Status, len(p.All("h1")))
		}
		if p.Zipped() > 30<<10 {
			t.Errorf("%s weighs %d bytes", href, p.Zipped())
		}
		for _, link := range p.All("article a") {
			to := link.Attr("href")
			if u, err := url.Parse(to); err != nil || strings.HasSuffix(u.Path, ".md") || to == "" || u.Scheme == "" && !strings.HasPrefix(to, "/") && !strings.HasPrefix(to, "#") {
				t.Errorf("%s has the link %q", href, to)
			}
		}
	}
}

func TestGuide(t *testing.T) {
	t.Parallel()
	s := webtest.Start(t)
	for _, g := range docs.Guides() {
		p := s.Get("/guides/" + g.Slug)
		if !p.Find("article a.btn.pri").Exists() || strings.Contains(p.Find("article").Text(), "Do it:") {
			t.Errorf("%s does not end in a button", g.Slug)
		}
		for _, a := range p.All("aside a") {
			if id, ok := strings.CutPrefix(a.Attr("href"), "#"); ok && !p.Find("#"+id).Exists() {
				t.Errorf("%s: the contents name %s, which is not there", g.Slug, id)
			}
		}
	}
	for from, to := range map[string]string{"error-codes": "/errors", "divergences": "/fidelity", "duplicates": "/guides/duplicates-and-ghosts"} {
		if p := s.Get("/guides/" + from); p.Location != to {
			t.Errorf("%s leads to %q, want %s", from, p.Location, to)
		}
	}
	if p := s.Get("/guides/nothing"); p.Status != 404 {
		t.Errorf("an unknown guide answers %d", p.Status)
	}
	if p := s.Get("/guides/release-notes"); !strings.Contains(p.Find("article").Text(), "Unreleased") {
		t.Error("the release notes are not those of the repository")
	}
}

func TestOtherWorld(t *testing.T) {
	t.Parallel()
	s := webtest.Start(t)
	s.Control("POST", "/worlds", `{"name":"mine"}`)
	i := slices.IndexFunc(s.Worlds().IDs(), func(id string) bool { return id != "IRPSIM29TXP0001" })
	id := s.Worlds().IDs()[i]
	for _, a := range s.Get("/guides/tax-arithmetic?world=" + id).All("article a") {
		if !strings.Contains(a.Attr("href"), "world="+id) {
			t.Errorf("the link %s leaves the world", a.Attr("href"))
		}
	}
}

func TestKeys(t *testing.T) {
	t.Parallel()
	s := webtest.Start(t)
	if p := s.Get("/guides/keys"); p.Find("body[data-keys]").Exists() || !strings.Contains(p.Find("table").Text(), "Crypto laboratory") {
		t.Errorf("the list is %s", p.Find("table").Text())
	}
	if p := s.Post("/guides/keys", url.Values{"keys": {"off"}}); p.Location != "/guides/keys" {
		t.Errorf("switching leads to %q", p.Location)
	}
	if p := s.Get("/guides/keys"); p.Find("body").Attr("data-keys") != "off" {
		t.Error("single keys are still on")
	}
	s.Post("/guides/keys", url.Values{"keys": {"on"}})
	if p := s.Get("/guides"); p.Find("body").Attr("data-keys") == "off" {
		t.Error("single keys are still off")
	}
}

func BenchmarkGuide(b *testing.B) {
	s := webtest.Start(b)
	s.Get("/guides/tax-arithmetic")
	for b.Loop() {
		s.Get("/guides/tax-arithmetic")
	}
}
