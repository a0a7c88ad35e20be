package page

import (
	"html/template"
	"strconv"
	"strings"
	"time"

	"github.com/irpsim/irpsim/internal/clock"
	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/world"
)

// Frame is what every template gets: the visit and the page's own view.
type Frame struct {
	V *Visit
	D any
}

// layout is what the frame around a page shows.
type layout struct {
	V       *Visit
	Title   string
	Content template.HTML
	Styles  []string // addresses
	Scripts []string
	Theme   string // "light", "dark" or "" for the system's
	Locked  bool   // an admin token stands and this browser was not given it
	Toast   toast
	Bar     Bar
	Nav     []navGroup
	Keys    bool // single-key commands are on
}

// toast is a line at the bottom left.
type toast struct{ Text, Undo string }

// Bar is the state of the world in the bar.
type Bar struct {
	V         *Visit
	Now       time.Time
	Mode      clock.Mode
	Faults    int
	Token     string // life of the last token, "" for none
	TokenOut  bool
	WorldName string
	OOB       bool // rendered beside a part, to be swapped in
}

// Loud reports whether the clock runs otherwise than real time.
func (b Bar) Loud() bool { return b.Mode != clock.Real }

// NewBar reads the state of the visit's world.
func NewBar(v *Visit) Bar {
	b := Bar{V: v, Now: v.Now(), Mode: v.World.Clock.Mode(), Faults: len(v.World.Faults.List()), WorldName: worldName(v)}
	if last, ok := v.World.LastExpiry(b.Now); ok {
		left := last.Sub(b.Now)
		b.Token, b.TokenOut = Span(left), left <= 0
	}
	return b
}

func worldName(v *Visit) string {
	if !v.Other() {
		return "default"
	}
	if n := v.World.Name(); n != "" {
		return n
	}
	return Start(18, v.World.ID)
}

// WorldList is what the menu of worlds offers: the default one first, at most 50.
func (b Bar) WorldList() []*world.World {
	list := []*world.World{b.V.Worlds.Default()}
	for _, w := range b.V.Worlds.Loaded() {
		if w != list[0] && len(list) < 50 {
			list = append(list, w)
		}
	}
	return list
}

// navItem is an entry of the sidebar.
type navItem struct {
	Path, Title string
	Count       string
	Hot, Live   bool
	Current     bool
}

type navGroup struct {
	Title string
	Items []navItem
}

// TrackCookie keeps how far a visitor has come on the track of exercises, as package exercise writes it.
const TrackCookie = "irpsim_track"

// tracked counts the exercises done, which the cookie marks with an exclamation mark each; there are nine.
func tracked(v *Visit) string {
	return strconv.Itoa(min(strings.Count(v.Cookie(TrackCookie), "!"), 9)) + "/9"
}

// nav is the sidebar, brief §3: Start, then four groups.
func nav(v *Visit) []navGroup {
	faults := len(v.World.Faults.List())
	item := func(path, title, count string) navItem {
		return navItem{Path: path, Title: title, Count: count, Current: v.Page.Nav == path}
	}
	controls := item("/controls", "Controls", "")
	if faults > 0 {
		controls.Count, controls.Hot = Grouped(faults), true
	}
	live := item("/inspector", "Inspector", "live")
	live.Live = true
	return []navGroup{
		{"", []navItem{item("/", "Start", "")}},
		{"Learn", []navItem{item("/guides", "Guides", ""), item("/exercises", "Exercises", tracked(v)), item("/lab/login", "Crypto laboratory", "")}},
		{"Build", []navItem{
			item("/register", "Registration", ""), item("/reference", "API reference", Grouped(len(v.Operations))), item("/workbench", "Payload workbench", ""),
			item("/code", "Sample code", "7"), item("/masters", "Masters", ""),
		}},
		{"Diagnose", []navItem{live, item("/errors", "Error explorer", Grouped(len(fault.All()))), item("/coverage", "Coverage", "")}},
		{"Run", []navItem{item("/invoices", "Invoices", ""), controls, item("/fidelity", "Fidelity", "")}},
	}
}

// theme is the visitor's choice, "" for the system's.
func theme(v *Visit) string {
	if t := v.Cookie("irpsim_theme"); t == "light" || t == "dark" {
		return t
	}
	return ""
}

// Edges are the menu behind “edges…” in the bar: what the clock can be put to.
func (b Bar) Edges() []string { return edges }

var edges = []string{"token-expiry", "cancel-window", "get-window", "reporting", "fy-end", "ewb-validity"}

// EdgeTitle says an edge in words.
func EdgeTitle(edge string) string {
	switch edge {
	case "token-expiry":
		return "Token runs out"
	case "cancel-window":
		return "Cancelling closes"
	case "get-window":
		return "Reading back closes"
	case "reporting":
		return "Reporting closes"
	case "fy-end":
		return "Financial year ends"
	case "ewb-validity":
		return "E-way bill runs out"
	}
	return strings.ReplaceAll(edge, "-", " ")
}
