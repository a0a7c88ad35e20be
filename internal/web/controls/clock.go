package controls

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/irpsim/irpsim/internal/clock"
	"github.com/irpsim/irpsim/internal/web/cover"
	"github.com/irpsim/irpsim/internal/web/page"
)

// choice is one value of a segment or select.
type choice struct {
	Value, Title string
	Current      bool
}

// move is a button that moves the clock.
type move struct{ By, Title, ID string }

// moves are the buttons of the clock.
func moves() []move {
	return []move{{"-24h", "− 1 day", "back-day"}, {"-1h", "− 1 h", "back-hour"}, {"1h", "+ 1 h", "on-hour"}, {"24h", "+ 1 day", "on-day"}}
}

// clockView is the page of clock and faults.
type clockView struct {
	frame
	Clock     clockCard
	Edges     []edge
	Rail      rail
	Compose   compose
	Faults    []faultRow
	Presets   []preset
	Bars      []cover.Bar
	Next      []string // codes worth meeting
	Snapshots []snapshotRow
	Calls     map[string]string // what each card does, as lines for a shell
	Shown     bool              // the calls stand in the page
}

type clockCard struct {
	Time, Day string
	Mode      clock.Mode
	Modes     []choice
	Moves     []move
	Instant   string // in the field
	Wrong     string // why the instant of the field cannot be
}

func clockOf(v *page.Visit) clockCard {
	now, mode := v.Now(), v.World.Clock.Mode()
	c := clockCard{Time: now.Format(time.TimeOnly), Day: now.Format("Monday, 2 January 2006"), Mode: mode, Moves: moves(), Instant: page.Stamp(now)}
	for _, m := range []clock.Mode{clock.Real, clock.Frozen, clock.Offset} {
		c.Modes = append(c.Modes, choice{string(m), string(m), m == mode})
	}
	if s := v.World.Clock.State(); s.Mode == clock.Speed {
		c.Modes = append(c.Modes, choice{"", "× " + strconv.Itoa(s.Factor), true})
	}
	return c
}

func showClock(v *page.Visit) (page.Answer, error) {
	return clockPage(v, func(*clockView) {})
}

// clockPage shows the page with what a change does to its view.
func clockPage(v *page.Visit, change func(*clockView)) (page.Answer, error) {
	d := clockView{
		frame: newFrame(v, "/controls"), Clock: clockOf(v), Compose: readCompose(v, v.Query()), Presets: presets(v), Shown: v.Get("calls") == "1",
	}
	change(&d)
	d.Edges = edges(v)
	d.Rail = railOf(v.Now(), d.Edges)
	d.Faults = faultRows(v)
	report := cover.Look(v)
	d.Bars, d.Next = report.Bars(), report.Next(3)
	snaps, err := snapshots(v)
	if err != nil {
		return page.Answer{}, err
	}
	d.Snapshots = snaps[:min(len(snaps), 5)]
	d.Calls = clockCalls(v, &d)
	return d.answer("Controls", "controls/clock", d), nil
}

// answer is a page of the controls, with what was done just before.
func (f frame) answer(title, template string, view any) page.Answer {
	return page.Answer{Title: title, Template: template, Part: template, View: view, Toast: f.Did, Undo: f.Undo}
}

// setTo is the call that puts the clock to an instant.
func setTo(at time.Time) page.Call {
	return page.Call{Method: http.MethodPut, Path: "/clock", Body: map[string]string{"now": at.In(clock.IST).Format(time.RFC3339)}}
}

func advance(by string) page.Call {
	return page.Call{Method: http.MethodPost, Path: "/clock/advance", Body: map[string]string{"by": by}}
}

func free() page.Call {
	return page.Call{Method: http.MethodPut, Path: "/clock", Body: map[string]string{"mode": "real"}}
}

// moveClock does what a button of the clock, here or in the bar, asks for.
func moveClock(v *page.Visit) (page.Answer, error) {
	calls, did, err := wishedMove(v)
	for _, c := range calls {
		if err == nil {
			_, err = v.Sim(c)
		}
	}
	if v.PostFormValue("back") == "bar" {
		return backToBar(v, err)
	}
	if err != nil {
		return refusedMove(v, err)
	}
	return done(v, showClock, "/controls#clock", did, "", "")
}

// wishedMove reads which calls a form of the clock means.
func wishedMove(v *page.Visit) (calls []page.Call, did string, err error) {
	switch mode, by, at, speed := v.PostFormValue("mode"), v.PostFormValue("by"), v.PostFormValue("at"), v.PostFormValue("speed"); {
	case by != "":
		return []page.Call{advance(by)}, "moved", nil
	case mode == string(clock.Real):
		return []page.Call{free()}, "freed", nil
	case mode == string(clock.Frozen):
		return []page.Call{setTo(v.Now())}, "frozen", nil
	case mode == string(clock.Offset):
		ahead := v.Now().Sub(clock.Wall()).Round(time.Second)
		if ahead == 0 {
			return nil, "", page.Bad("The clock runs with real time, so there is no offset.", "Move it by an hour or a day: it then runs on with that offset.")
		}
		return []page.Call{free(), advance(ahead.String())}, "offset", nil
	case speed != "":
		n, err := strconv.Atoi(speed)
		if err != nil {
			return nil, "", page.Bad("The speed is "+page.Start(20, speed)+".", "Give a whole number, such as 60 for a minute a second.")
		}
		return []page.Call{{Method: http.MethodPut, Path: "/clock", Body: map[string]int{"speed": n}}}, "sped", nil
	default:
		t, err := readInstant(at)
		return []page.Call{setTo(t)}, "put", err
	}
}

// readInstant reads what people type: the wire's form in IST, only a day, or RFC 3339 with its zone.
func readInstant(text string) (time.Time, error) {
	text = strings.TrimSpace(text)
	for _, layout := range []string{time.DateTime, "2006-01-02T15:04:05", "2006-01-02 15:04", "2006-01-02T15:04", time.DateOnly, time.RFC3339} {
		if t, err := time.ParseInLocation(layout, text, clock.IST); err == nil {
			return t, nil
		}
	}
	return time.Time{}, page.Bad("“"+page.Start(40, text)+"” is no instant.", "Write it as 2026-11-22 12:52:07, in IST.")
}

// backToBar answers a button of the bar: nothing but the bar's new state, or without JavaScript the page it stood on.
func backToBar(v *page.Visit, err error) (page.Answer, error) {
	if err != nil {
		return page.Answer{}, err
	}
	if v.Partial {
		v.ResponseWriter.Header().Set("HX-Trigger", "clock-moved") // the clock of this page's card follows
		return page.Answer{Part: "controls/nothing"}, nil
	}
	return page.Answer{Goto: cameFrom(v)}, nil
}

// cameFrom is the page of this portal that a form was sent from, the start when the browser does not say.
func cameFrom(v *page.Visit) string {
	u, err := url.Parse(v.Referer())
	if err != nil || u.Host != v.Host {
		return "/"
	}
	return page.Inside(u.RequestURI())
}

// refusedMove shows the page with what was wrong at the field, and what was typed in it.
func refusedMove(v *page.Visit, err error) (page.Answer, error) {
	var p *page.Problem
	if !errors.As(err, &p) {
		return page.Answer{}, err
	}
	a, err := clockPage(v, func(d *clockView) {
		d.Clock.Wrong = p.What + " " + p.Mend
		if at := v.PostFormValue("at"); at != "" {
			d.Clock.Instant = page.Start(60, at)
		}
	})
	a.Status = p.Status
	return a, err
}

func gotoEdge(v *page.Visit) (page.Answer, error) {
	if _, err := v.Sim(toEdge(v.PostFormValue("edge"), v.PostFormValue("offset"))); err != nil {
		return refusedMove(v, err)
	}
	return done(v, showClock, "/controls#clock", "edge", page.EdgeTitle(v.PostFormValue("edge")), "")
}

// toEdge is the call that freezes the clock at an edge or beside it.
func toEdge(edge, offset string) page.Call {
	body := map[string]string{"edge": edge}
	if offset != "" && offset != "0s" {
		body["offset"] = offset
	}
	return page.Call{Method: http.MethodPost, Path: "/clock/goto", Body: body}
}

// clockCalls writes the calls of each card.
func clockCalls(v *page.Visit, d *clockView) map[string]string {
	lines := func(calls ...page.Call) string {
		var b strings.Builder
		for _, c := range calls {
			b.WriteString(v.Curl(c) + "\n")
		}
		return b.String()
	}
	jump := "token-expiry"
	for _, e := range d.Edges {
		if e.Known {
			jump = e.Name
			break
		}
	}
	return map[string]string{
		"clock": lines(free(), setTo(v.Now()), advance("-24h"), advance("1h"), toEdge(jump, "-1s"), toEdge(jump, "1s")),
		"faults": lines(d.Compose.call(), page.Call{Method: http.MethodGet, Path: "/faults"}, page.Call{Method: http.MethodDelete, Path: "/faults/f1"},
			page.Call{Method: http.MethodDelete, Path: "/faults"}),
		"met":       lines(page.Call{Method: http.MethodGet, Path: "/coverage?format=text"}),
		"snapshots": lines(save("fresh"), restore("fresh")),
	}
}
