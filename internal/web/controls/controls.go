// Package controls is where the portal steers the simulator: clock, faults, worlds, taxpayers, snapshots, settings. Whatever
// a button does here is one call of the control API, which stands beside it as a line for a shell.
package controls

import (
	_ "embed" // templates, styles, script
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/irpsim/irpsim/internal/web/page"
)

//go:embed controls.html
var controlsHTML string

//go:embed tables.html
var tablesHTML string

//go:embed controls.css
var css string

//go:embed controls.js
var js string

// Section has the controls.
func Section() page.Section {
	get := func(path string, do func(*page.Visit) (page.Answer, error)) page.Page {
		return page.Page{Method: http.MethodGet, Path: path, Nav: "/controls", Private: true, Do: do}
	}
	post := func(path string, do func(*page.Visit) (page.Answer, error)) page.Page {
		return page.Page{Method: http.MethodPost, Path: path, Nav: "/controls", Do: do}
	}
	return page.Section{
		Name: "controls", Templates: controlsHTML + tablesHTML, CSS: css, JS: js,
		Pages: []page.Page{
			get("/controls", showClock), post("/controls/clock", moveClock), post("/controls/goto", gotoEdge),
			post("/controls/faults", arm), post("/controls/faults/disarm", disarm),
			get("/controls/worlds", showWorlds), post("/controls/worlds", createWorld), post("/controls/worlds/delete", deleteWorld),
			post("/controls/users", addUser),
			get("/controls/taxpayers", showTaxpayers), post("/controls/taxpayers", saveTaxpayer), post("/controls/taxpayers/delete", deleteTaxpayer),
			get("/controls/snapshots", showSnapshots), get("/controls/snapshots/{name}.jsonl", download), post("/controls/snapshots", takeSnapshot),
			post("/controls/snapshots/restore", restoreSnapshot), post("/controls/snapshots/delete", deleteSnapshot),
			post("/controls/reset", reset), post("/controls/undo", undo),
			get("/controls/settings", showSettings), post("/controls/settings", saveSetting),
		},
	}
}

// tab is one of the pages of the controls.
type tab struct{ Path, Title string }

// tabs are the pages of the controls in their order.
func tabs() []tab {
	return []tab{
		{"/controls", "Clock and faults"}, {"/controls/worlds", "Worlds"}, {"/controls/taxpayers", "Taxpayers"},
		{"/controls/snapshots", "Snapshots"}, {"/controls/settings", "Settings"},
	}
}

// frame is what every page of the controls shows around its own part.
type frame struct {
	Tabs []tab
	Here string // path of the tab
	Did  string // what was done just now, "" for nothing
	Undo string // address that takes it back, "" for none
}

// newFrame reads what was done from the address, where an action without JavaScript leaves it.
func newFrame(v *page.Visit, here string) frame {
	f := frame{Tabs: tabs(), Here: here}
	if v.Method == http.MethodGet {
		f.Did = sentence(v.Get("did"), v.Get("of"))
	}
	if name := v.Get("undo"); f.Did != "" && isUndo(name) && hasSnapshot(v, name) {
		f.Undo = undoLink(v, name)
	}
	return f
}

func undoLink(v *page.Visit, name string) string {
	return v.Link("/controls/undo?name=" + url.QueryEscape(name))
}

// deeds are what the controls do, for the line at the bottom left; %s is what it was done to.
var deeds = map[string]string{
	"moved": "The clock was moved.", "freed": "The clock follows real time.", "frozen": "The clock stands still.",
	"offset": "The clock runs on from here.", "sped": "The clock runs at its own speed.", "put": "The clock stands at that instant.",
	"edge": "The clock stands at: %s.", "armed": "Armed %s.", "disarmed": "Disarmed %s.", "disarmed-all": "All faults are disarmed.",
	"taken": "Kept as %s.", "restored": "Restored %s.", "dropped": "Deleted the snapshot %s.", "emptied": "Emptied: %s.",
	"undone": "All is as it was before.", "made": "The world is made, and you are in it.", "deleted": "The world is deleted.",
	"user": "Added the user %s.", "saved": "Saved %s.", "removed": "%s is unknown to this world now.", "set": "Set %s.", "unset": "%s has its default again.",
}

// sentence says what was done, "" for what is no deed: the address can be made up by anybody.
func sentence(did, of string) string {
	text, ok := deeds[did]
	if !ok {
		return ""
	}
	return strings.ReplaceAll(text, "%s", page.Start(64, of))
}

// told is the address of a page that says what was done.
func told(path, did, of, undo string) string {
	path, anchor, hash := strings.Cut(path, "#")
	q := url.Values{"did": {did}}
	if of != "" {
		q.Set("of", of)
	}
	if undo != "" {
		q.Set("undo", undo)
	}
	path += "?" + q.Encode()
	if hash {
		path += "#" + anchor
	}
	return path
}

// done answers an action: the fresh page to htmx, with what was done as a toast, else a redirection to the page that says it.
func done(v *page.Visit, show func(*page.Visit) (page.Answer, error), path, did, of, undo string) (page.Answer, error) {
	if !v.Partial {
		return page.Answer{Goto: told(path, did, of, undo)}, nil
	}
	a, err := show(v)
	a.Toast = sentence(did, of)
	if undo != "" {
		a.Undo = undoLink(v, undo)
	}
	return a, err
}

// problemIn finds what the control API had against a call.
func problemIn(err error) (*page.Problem, bool) {
	var p *page.Problem
	return p, errors.As(err, &p)
}
