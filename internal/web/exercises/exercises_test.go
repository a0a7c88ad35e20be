package exercises_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/irpsim/irpsim/internal/exercise"
	"github.com/irpsim/irpsim/internal/server"
	"github.com/irpsim/irpsim/internal/web/webtest"
)

func TestTrack(t *testing.T) {
	t.Parallel()
	s := webtest.Start(t)
	cards := s.Get("/exercises").All("ol.track a")
	if len(cards) != len(exercise.All()) {
		t.Fatalf("%d cards, want %d", len(cards), len(exercise.All()))
	}
	for i, e := range exercise.All() {
		if cards[i].Attr("href") != "/exercises/"+e.Slug {
			t.Errorf("card %d leads to %s, want %s", i+1, cards[i].Attr("href"), e.Slug)
		}
		p := s.Get("/exercises/" + e.Slug)
		text := p.Find("main").Text()
		for _, want := range append([]string{e.Title, e.Task, e.Teaches}, e.Hints...) {
			if !strings.Contains(text, strings.Join(strings.Fields(want), " ")) {
				t.Errorf("%s lacks %q", e.Slug, want)
			}
		}
		if len(p.All("#judge .steps .dot.off")) != len(e.Conditions) || p.Find("#judge[hx-get]").Exists() {
			t.Errorf("%s is judged before it was begun", e.Slug)
		}
		if p.Zipped() > 30<<10 {
			t.Errorf("%s weighs %d bytes", e.Slug, p.Zipped())
		}
	}
	for alias, slug := range map[string]string{"ghost": "recover-a-ghost", "last-second": "cancel-at-the-last-second", "token": "token-about-to-run-out"} {
		if p := s.Get("/exercises/" + alias); p.Location != "/exercises/"+slug {
			t.Errorf("%s leads to %q", alias, p.Location)
		}
	}
	if p := s.Get("/exercises/nothing"); p.Status != 404 {
		t.Errorf("an unknown exercise answers %d", p.Status)
	}
}

func TestPlayed(t *testing.T) {
	t.Parallel()
	s := webtest.Start(t)
	begun := s.Post("/exercises/first-invoice/start", nil)
	if begun.Status != 303 || begun.Location != "/exercises/first-invoice?since=0" {
		t.Fatalf("begin answers %d to %s", begun.Status, begun.Location)
	}
	if !strings.Contains(s.Control("GET", "/snapshots", ""), `"before-first-invoice"`) {
		t.Error("there is no snapshot from before")
	}
	p := s.Get(begun.Location)
	poll := p.Find("#judge").Attr("hx-get")
	if poll == "" || !strings.Contains(p.Find("#judge header").Text(), "0 of 2") {
		t.Fatalf("begun, it shows %s", p.Find("#judge").Text())
	}
	if got := s.Get(poll, "judge"); got.Status != 204 {
		t.Errorf("when nothing happened the poll answers %d: %s", got.Status, got.Body)
	}
	s.Post("/start/run", nil)
	got := s.Get(poll, "judge")
	if got.Status != 200 || !got.Find("#judge .won").Exists() || got.Find("h1").Exists() || got.Find("#judge[hx-get]").Exists() {
		t.Errorf("when it is done the poll answers %d: %s", got.Status, got.Body)
	}
	if len(got.All(`#judge .x a`)) != 2 {
		t.Errorf("the exchanges are not named: %s", got.Find("#judge").Text())
	}
	if index := s.Get("/exercises"); !strings.Contains(index.Find(".tally").Text(), "1 of 9") || !strings.Contains(index.Find("nav.side").Text(), "Exercises 1/9") {
		t.Errorf("the track shows %s", index.Find(".tally").Text())
	}
	s.Control("DELETE", "/journal", "")
	if lost := s.Get(begun.Location); !lost.Find("#judge .note.warn").Exists() {
		t.Errorf("with a cleared journal it shows %s", lost.Find("#judge").Text())
	}
}

func TestBrokenAndUndone(t *testing.T) {
	t.Parallel()
	s := webtest.Start(t)
	begun := s.Post("/exercises/recover-a-ghost/start", nil)
	if !strings.Contains(s.Control("GET", "/faults", ""), "exercise-ghost") {
		t.Fatal("the fault is not armed")
	}
	s.Post("/start/run", nil) // the answer is lost
	if p := s.Get(begun.Location); len(p.All("#judge .dot.ok")) != 1 {
		t.Errorf("after the loss it shows %s", p.Find("#judge").Text())
	}
	s.Post("/start/run", url.Values{"same": {"1"}}) // 2150
	if p := s.Get(begun.Location); len(p.All("#judge .dot.ok")) != 2 {
		t.Errorf("after 2150 it shows %s", p.Find("#judge").Text())
	}
	if p := s.Post("/exercises/recover-a-ghost/undo", nil); p.Status != 303 || strings.Contains(s.Control("GET", "/invoices", ""), "SIM/") {
		t.Errorf("the world was not given back: %d", p.Status)
	}
	if p := s.Post("/exercises/own-login/undo", nil); p.Status != 404 {
		t.Errorf("without a snapshot it answers %d", p.Status)
	}
}

// The tokens of the last exercise appear with the third invoice, and the right answer ends it.
func TestTokens(t *testing.T) {
	t.Parallel()
	s := webtest.Start(t)
	begun := s.Post("/exercises/verify-offline/start", nil)
	for range 3 {
		if p := s.Get(begun.Location); len(p.All("pre")) > 1 {
			t.Fatalf("tokens before three invoices: %s", p.Find("main").Text())
		}
		s.Post("/start/run", nil)
	}
	done, broken := 0, 0
	for _, n := range []string{"1", "2", "3"} {
		p := s.Get(begun.Location + "&answer=" + n)
		if p.Find(".won").Exists() {
			done++
		}
		if p.Find("#judge .chip.bad").Exists() {
			broken++
		}
	}
	if done != 1 || broken != 2 {
		t.Errorf("%d answers are right and %d wrong, want 1 and 2", done, broken)
	}
}

func TestGuarded(t *testing.T) {
	t.Parallel()
	s := webtest.Start(t, func(c *server.Config) { c.AdminToken = "opensesame" })
	if p := s.Get("/exercises/first-invoice?since=0"); p.Status != 200 || p.Find("#judge[hx-get]").Exists() || !strings.Contains(p.Find("#judge").Text(), "admin token") {
		t.Errorf("without the token: %d %s", p.Status, p.Find("#judge").Text())
	}
	if p := s.Post("/exercises/first-invoice/start", nil); p.Status != 401 {
		t.Errorf("begin answers %d", p.Status)
	}
}

func BenchmarkExercise(b *testing.B) {
	s := webtest.Start(b)
	s.Post("/start/run", nil)
	for b.Loop() {
		s.Get("/exercises/first-invoice?since=0")
	}
}
