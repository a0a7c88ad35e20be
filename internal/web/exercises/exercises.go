// Package exercises is the trainees' track: nine tasks, each set up by a button, judged from the journal while one works.
package exercises

import (
	_ "embed" // the template and the styles
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/irpsim/irpsim/docs"
	"github.com/irpsim/irpsim/internal/exercise"
	"github.com/irpsim/irpsim/internal/journal"
	"github.com/irpsim/irpsim/internal/web/page"
)

//go:embed exercises.html
var templates string

//go:embed exercises.css
var css string

// Section has the exercises.
func Section() page.Section {
	on := func(method, path string, do func(*page.Visit) (page.Answer, error)) page.Page {
		return page.Page{Method: method, Path: path, Nav: "/exercises", Do: do}
	}
	return page.Section{
		Name: "exercises", Templates: templates, CSS: css,
		Pages: []page.Page{
			on(http.MethodGet, "/exercises", index), on(http.MethodGet, "/exercises/{slug}", show),
			on(http.MethodPost, "/exercises/{slug}/start", start), on(http.MethodPost, "/exercises/{slug}/undo", undo),
		},
	}
}

// aliases are shorter names of exercises, for people who type.
var aliases = map[string]string{
	"ghost": "recover-a-ghost", "last-second": "cancel-at-the-last-second", "token": "token-about-to-run-out", "login": "own-login",
	"arithmetic": "mend-the-arithmetic", "export": "export-without-payment", "bill": "bill-fails-irn-stands", "offline": "verify-offline", "first": "first-invoice",
}

// card is an exercise in the list.
type card struct {
	exercise.Exercise
	Number int
	Href   string
	Begun  bool
	Done   bool
}

// indexView is the track as a whole.
type indexView struct {
	Cards []card
	Done  int
}

func progress(v *page.Visit) exercise.Progress {
	return exercise.ParseProgress(v.Cookie(page.TrackCookie))
}

func index(v *page.Visit) (page.Answer, error) {
	p := progress(v)
	d := indexView{Done: len(p.Done())}
	for i, e := range exercise.All() {
		stage, begun := p[e.Slug]
		c := card{Exercise: e, Number: i + 1, Href: "/exercises/" + e.Slug, Begun: begun, Done: stage.Done}
		if begun {
			c.Href += "?since=" + strconv.FormatUint(stage.Since, 10)
		}
		d.Cards = append(d.Cards, c)
	}
	return page.Answer{Title: "Exercises", Template: "exercises/index", View: d}, nil
}

// view is one exercise, begun or not.
type view struct {
	exercise.Exercise
	Number int
	Begun  bool
	Since  uint64
	Answer string
	Result exercise.Result
	Tokens []string // of the puzzle, as far as they have come
	Poll   string   // where the judge is asked again
	Curl   string
	Before string // the snapshot
	Guide  []docs.Guide
	Next   *card
	Locked bool
}

func find(v *page.Visit) (exercise.Exercise, int, error) {
	for i, e := range exercise.All() {
		if e.Slug == v.Param("slug") {
			return e, i + 1, nil
		}
	}
	return exercise.Exercise{}, 0, page.Missing("There is no exercise called "+page.Start(60, v.Param("slug"))+".", "The track lists all nine.")
}

// maxAnswer bounds what can be typed in, in bytes.
const maxAnswer = 64

func show(v *page.Visit) (page.Answer, error) {
	if to, ok := aliases[v.Param("slug")]; ok {
		return page.Answer{Goto: "/exercises/" + to}, nil
	}
	e, number, err := find(v)
	if err != nil {
		return page.Answer{}, err
	}
	d := view{Exercise: e, Number: number, Before: "before-" + e.Slug, Answer: v.Get("answer"), Locked: !v.Unlocked()}
	if len(d.Answer) > maxAnswer {
		d.Answer = d.Answer[:maxAnswer]
	}
	var lines []string
	for _, c := range calls(e) {
		lines = append(lines, v.Curl(c))
	}
	d.Curl = strings.Join(lines, "\n")
	for _, slug := range e.Guides {
		if g, ok := docs.FindGuide(slug); ok {
			d.Guide = append(d.Guide, g)
		}
	}
	if all := exercise.All(); number < len(all) {
		d.Next = &card{Exercise: all[number], Number: number + 1, Href: "/exercises/" + all[number].Slug}
	}
	if since, err := strconv.ParseUint(v.Get("since"), 10, 64); err == nil && !d.Locked {
		d.Begun, d.Since = true, since
		d.judge(v)
		if seen := v.Get("seen"); v.Partial && seen == strconv.Itoa(d.Result.Seen) && d.Result.Problem == "" {
			v.WriteHeader(http.StatusNoContent) // nothing happened since the last time
			return page.Answer{}, nil
		}
	}
	return page.Answer{Title: e.Title, Template: "exercises/page", Part: "exercises/judge", View: d}, nil
}

// judge looks at what came since the beginning, and keeps in the visitor's cookie that the exercise is done.
func (d *view) judge(v *page.Visit) {
	entries := v.World.Journal.Find(journal.Filter{SinceID: d.Since})
	state := exercise.State{World: v.World.ID, Last: v.World.Journal.Last(), Answer: d.Answer}
	d.Result = exercise.Judge(d.Exercise, d.Since, entries, state)
	if d.Needs == exercise.Tokens {
		if p, ok := exercise.PuzzleOf(d.Since, entries, state); ok {
			d.Tokens = p.Tokens
		}
	}
	q := url.Values{"since": {strconv.FormatUint(d.Since, 10)}, "seen": {strconv.Itoa(d.Result.Seen)}}
	if d.Answer != "" {
		q.Set("answer", d.Answer)
	}
	d.Poll = "/exercises/" + d.Slug + "?" + q.Encode()
	p := progress(v)
	if stage, ok := p[d.Slug]; ok && stage.Since == d.Since && d.Result.Done && !stage.Done {
		p[d.Slug] = exercise.Stage{Since: d.Since, Done: true}
		v.Remember(page.TrackCookie, p.String())
	}
}

// calls are what the start button does: a snapshot first, so that the world can be given back as it was.
func calls(e exercise.Exercise) []page.Call {
	list := []page.Call{{Method: http.MethodPost, Path: "/snapshots", Body: map[string]string{"name": "before-" + e.Slug}}}
	for _, c := range e.Start {
		call := page.Call{Method: c.Method, Path: c.Path}
		if c.Body != "" {
			call.Body = json.RawMessage(c.Body)
		}
		list = append(list, call)
	}
	return list
}

func start(v *page.Visit) (page.Answer, error) {
	e, _, err := find(v)
	if err != nil {
		return page.Answer{}, err
	}
	for _, c := range calls(e) {
		if _, err := v.Sim(c); err != nil {
			return page.Answer{}, err
		}
	}
	since := v.World.Journal.Last()
	p := progress(v)
	p[e.Slug] = exercise.Stage{Since: since, Done: p[e.Slug].Done && p[e.Slug].Since == since}
	v.Remember(page.TrackCookie, p.String())
	return page.Answer{Goto: "/exercises/" + e.Slug + "?since=" + strconv.FormatUint(since, 10)}, nil
}

// undo gives the world back the state from before the exercise.
func undo(v *page.Visit) (page.Answer, error) {
	e, _, err := find(v)
	if err != nil {
		return page.Answer{}, err
	}
	if _, err := v.Sim(page.Call{Method: http.MethodPost, Path: "/snapshots/before-" + e.Slug + "/restore"}); err != nil {
		return page.Answer{}, err
	}
	return page.Answer{Goto: "/exercises"}, nil
}
