// Package errs is the portal's error explorer: every code of the catalogue by word, call and what was met here, and a page
// for each that says what brings it about, draws the rule, and shows it running.
//
// Nothing here is written for one code: texts come from package fault, rules and their arithmetic from package validate,
// runs from package sample by package play.
package errs

import (
	_ "embed" // templates and styles
	"encoding/json"
	"net/http"
	"strconv"

	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/sample"
	"github.com/irpsim/irpsim/internal/web/page"
	"github.com/irpsim/irpsim/internal/web/play"
)

//go:embed errs.html
var templates string

//go:embed errs.css
var css string

// maxRuns is how many runs are kept for those who come back; the oldest make room.
const maxRuns = 60

// pages plays scripts and remembers the last run of each code in each world.
type pages struct {
	player *play.Player

	runs *page.Recent[play.Run]
}

// Section has the error explorer.
func Section() page.Section {
	p := &pages{player: play.New(), runs: page.NewRecent[play.Run](maxRuns)}
	const nav = "/errors"
	return page.Section{
		Name: "errs", Templates: templates, CSS: css,
		Pages: []page.Page{
			{Method: http.MethodGet, Path: "/errors", Nav: nav, Wide: true, Do: p.index},
			{Method: http.MethodGet, Path: "/errors/{code}", Nav: nav, Wide: true, Do: p.entry},
			{Method: http.MethodPost, Path: "/errors/{code}/show", Nav: nav, Wide: true, Do: p.show},
			{Method: http.MethodPost, Path: "/errors/{code}/arm", Nav: nav, Wide: true, Do: p.arm},
		},
	}
}

// find reads the code of the path.
func find(v *page.Visit) (fault.Entry, error) {
	code := fault.Code(v.Param("code"))
	e, ok := fault.Lookup(code)
	if !ok {
		return e, page.Missing("There is no code "+page.Start(40, string(code))+".", "The error explorer lists them all; its search also takes words of the text.")
	}
	return e, nil
}

// chosen is the example that a page is about: ?example=2 of the code's scripts, or ?near=1 of its near misses.
type chosen struct {
	Number, Of int
	Near       bool
	wish       play.Wish
}

// choose reads which example is wanted. Codes without a script are shown by a fault.
func choose(e fault.Entry, example, near string) chosen {
	list := sample.Scenarios(e.Code)
	if len(list) == 0 {
		return chosen{Number: 1, Of: 1, wish: play.ByFault(e)}
	}
	c := chosen{Number: 1}
	if misses := sample.NearMisses(e.Code); near == "1" && len(misses) > 0 {
		list, c.Near = misses, true
	}
	c.Of = len(list)
	if n, err := strconv.Atoi(example); err == nil && n >= 1 && n <= c.Of {
		c.Number = n
	}
	c.wish = play.Wish{Scenario: list[c.Number-1]}
	return c
}

// key names a run: world, code and example.
func (c chosen) key(v *page.Visit, code fault.Code) string {
	return v.World.ID + "\x00" + string(code) + "\x00" + strconv.FormatBool(c.Near) + strconv.Itoa(c.Number)
}

// query are the parameters that lead to the example again.
func (c chosen) query() string {
	q := ""
	if c.Near {
		q = "&near=1"
	}
	if c.Number > 1 {
		q += "&example=" + strconv.Itoa(c.Number)
	}
	if q == "" {
		return ""
	}
	return "?" + q[1:]
}

// show plays the example of a code.
func (p *pages) show(v *page.Visit) (page.Answer, error) {
	e, err := find(v)
	if err != nil {
		return page.Answer{}, err
	}
	c := choose(e, v.PostFormValue("example"), v.PostFormValue("near"))
	r, err := p.player.Run(v, c.wish)
	if err != nil {
		return page.Answer{}, err
	}
	p.runs.Keep(c.key(v, e.Code), r)
	if !v.Partial {
		return page.Answer{Goto: "/errors/" + string(e.Code) + c.query() + "#show"}, nil
	}
	return page.Answer{Part: "errs/show", View: p.shown(v, e, c)}, nil
}

// arm strikes the next call of the visit's own world.
func (p *pages) arm(v *page.Visit) (page.Answer, error) {
	e, err := find(v)
	if err != nil {
		return page.Answer{}, err
	}
	if _, err := v.Sim(armCall(e)); err != nil {
		return page.Answer{}, err
	}
	if !v.Partial {
		return page.Answer{Goto: "/errors/" + string(e.Code) + "#raise"}, nil
	}
	return page.Answer{Part: "errs/raise", View: raiseOf(v, e, true), Toast: "Armed: the next call it fits is answered with " + string(e.Code) + "."}, nil
}

// armCall is the control call behind “Strike the next one”.
func armCall(e fault.Entry) page.Call {
	return page.Call{Method: http.MethodPost, Path: "/faults", Body: json.RawMessage(play.FaultOf(e))}
}
