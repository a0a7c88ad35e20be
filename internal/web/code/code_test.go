package code_test

import (
	"strings"
	"testing"

	"github.com/irpsim/irpsim/internal/server"
	"github.com/irpsim/irpsim/internal/web/webtest"
	"github.com/irpsim/irpsim/samples"
)

func TestLanguages(t *testing.T) {
	t.Parallel()
	s := webtest.Start(t)
	if p := s.Get("/code"); p.Location != "/code/curl" {
		t.Errorf("/code leads to %q", p.Location)
	}
	list := samples.Languages()
	for _, l := range list {
		p := s.Get("/code/" + l.ID)
		if p.Status != 200 || p.Find("nav.tabs a[aria-current]").Text() != l.Title || len(p.All("nav.tabs a")) != len(list) {
			t.Fatalf("%s answers %d with the tab %q", l.ID, p.Status, p.Find("nav.tabs a[aria-current]").Text())
		}
		tasks, err := l.Tasks()
		if err != nil {
			t.Fatal(err)
		}
		for _, task := range tasks {
			if got := p.Find("#" + task.ID + " pre").Text(); got != strings.Join(strings.Fields(task.Code), " ") {
				t.Errorf("%s: %s is not what the program has", l.ID, task.ID)
			}
		}
		for _, want := range []string{s.Info().HTTP, "IRPSIM29TXP0001", "irpsimClientSecret01", "29ZZZCS0001A1ZI", l.Run, strings.Join(l.Packages, " ")} {
			if !strings.Contains(p.Find("aside").Text(), want) {
				t.Errorf("%s lacks %q", l.ID, want)
			}
		}
		if f := s.Get("/code/" + l.ID + "/download"); f.Body != l.Source || !strings.Contains(f.Header.Get("Content-Disposition"), l.File) {
			t.Errorf("%s downloads as %s, %d bytes", l.ID, f.Header.Get("Content-Disposition"), len(f.Body))
		}
		if p.Zipped() > 30<<10 {
			t.Errorf("%s weighs %d bytes", l.ID, p.Zipped())
		}
	}
	if p := s.Get("/code"); p.Location != "/code/"+list[len(list)-1].ID {
		t.Errorf("the language is not remembered: %s", p.Location)
	}
	if p := s.Get("/code/cobol"); p.Status != 404 {
		t.Errorf("cobol answers %d", p.Status)
	}
	if count := s.Get("/code/go").Find("nav.side a[aria-current]").Text(); count != "Sample code 7" || len(list) != 7 {
		t.Errorf("the sidebar says %q of %d programs", count, len(list))
	}
}

// Who has not given the admin token sees no secret.
func TestMasked(t *testing.T) {
	t.Parallel()
	s := webtest.Start(t, func(c *server.Config) { c.AdminToken = "opensesame" })
	if p := s.Get("/code/go"); strings.Contains(p.Body, "irpsimClientSecret01") || strings.Contains(p.Body, "Irpsim@2026") || !strings.Contains(p.Body, "••••") {
		t.Error("secrets are shown to anybody")
	}
}

func BenchmarkCode(b *testing.B) {
	s := webtest.Start(b)
	for b.Loop() {
		s.Get("/code/java")
	}
}
