package cover

import (
	"slices"
	"strings"
	"time"

	"github.com/irpsim/irpsim/internal/clock"
	"github.com/irpsim/irpsim/internal/coverage"
	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/journal"
	"github.com/irpsim/irpsim/internal/web/page"
)

// Bar is a share of things that were met.
type Bar struct {
	Title string
	coverage.Share
}

// Width is the share in a hundred, for a drawing.
func (b Bar) Width() int {
	if b.Total == 0 {
		return 0
	}
	return b.Met * 100 / b.Total
}

// Report is what the clients of a world have met.
type Report struct {
	coverage.Report
	Groups []Group
	Edges  []Edge
}

// Group is the codes that one kind of call can be answered with.
type Group struct {
	API   string // of the catalogue: auth, header, generate …
	Title string
	Codes []coverage.CodeMet
	coverage.Share
}

// Edge is an instant at which an answer changes, and which sides of it were met.
type Edge struct {
	Name, Title     string
	Before, After   bool
	Inside, Outside string // what shows that a client was there
	Code            string // refusal outside, "" when there is none
}

// Both reports whether both sides were met.
func (e Edge) Both() bool { return e.Before && e.After }

// Look reads what was met in the visit's world.
func Look(v *page.Visit) Report {
	r := Report{Report: coverage.Make(&v.World.Met, v.Operations)}
	r.Groups = groups(r.Codes)
	r.Edges = edges(v, r.Report)
	return r
}

// titles are the kinds of calls in the order of a client's way.
func titles() [][2]string {
	return [][2]string{
		{"auth", "login"}, {"header", "headers and token"}, {"generate", "generate"}, {"cancel", "cancel"}, {"get", "read back"},
		{"gstin", "taxpayers"}, {"rejected", "rejected list"}, {"ewb-generate", "e-way bill, make"}, {"ewb-get", "e-way bill, read"},
		{"ewb-cancel", "e-way bill, cancel"}, {"any", "any call"}, {"ewb-system", "e-way bill system"}, {"portal", "elsewhere"},
	}
}

// groups puts each code under the first kind of call that the catalogue names for it, so that none counts twice.
func groups(codes []coverage.CodeMet) []Group {
	var list []Group
	for _, t := range titles() {
		g := Group{API: t[0], Title: t[1]}
		for _, c := range codes {
			if e, ok := fault.Lookup(fault.Code(c.Code)); ok && len(e.APIs) > 0 && e.APIs[0] == t[0] {
				g.Codes = append(g.Codes, c)
				g.Total++
				if c.Met > 0 {
					g.Met++
				}
			}
		}
		if g.Total > 0 {
			list = append(list, g)
		}
	}
	return list
}

// tooEarlyOrLate is the e-way bill system's code for an extension out of its sixteen hours.
const tooEarlyOrLate = "382"

// edges finds out which sides of each edge were met.
func edges(v *page.Visit, r coverage.Report) []Edge {
	done, codes := map[string]bool{}, v.World.Met.ByCode()
	spoke := false // a call with a token succeeded
	for _, o := range r.Operations {
		done[o.API] = o.Succeeded > 0
		spoke = spoke || o.Succeeded > 0 && !strings.Contains(o.API, "auth")
	}
	return []Edge{
		{"token-expiry", page.EdgeTitle("token-expiry"), spoke, codes["1005"] > 0, "a call with a living token", "the same with one that ran out", "1005"},
		{"cancel-window", page.EdgeTitle("cancel-window"), done["cancel"], codes["2270"] > 0, "cancelled in time", "cancelled too late", "2270"},
		{"get-window", page.EdgeTitle("get-window"), done["get"] || done["getbydoc"], codes["2283"] > 0, "read back in time", "read back too late", "2283"},
		{"reporting", page.EdgeTitle("reporting"), done["generate"], codes["2305"] > 0, "registered in time", "reported too late", "2305"},
		{"fy-end", page.EdgeTitle("fy-end"), done["generate"], years(v) > 1, "registered in one financial year", "registered in another one", ""},
		{"ewb-validity", page.EdgeTitle("ewb-validity"), extended(v), codes[tooEarlyOrLate] > 0, "an e-way bill extended near its end", "tried out of its sixteen hours", tooEarlyOrLate},
	}
}

// years counts the financial years in which a document was registered, as far as the journal reaches.
func years(v *page.Visit) int {
	seen := map[int]bool{}
	for _, e := range v.World.Journal.Find(journal.Filter{API: "generate"}) {
		if len(e.Codes) == 0 && e.Irn != "" {
			seen[yearOf(e.Time)] = true
		}
	}
	return len(seen)
}

// yearOf is the calendar year in which a financial year begins.
func yearOf(t time.Time) int {
	t = t.In(clock.IST)
	if t.Month() < time.April {
		return t.Year() - 1
	}
	return t.Year()
}

// extended reports whether an e-way bill was extended, as far as the journal reaches.
func extended(v *page.Visit) bool {
	return slices.ContainsFunc(v.World.Journal.Find(journal.Filter{API: "ewayapi-extendvalidity"}), func(e journal.Entry) bool { return len(e.Codes) == 0 && e.HTTPStatus == 200 })
}

// EdgeShare is how many edges were met on both sides.
func (r Report) EdgeShare() coverage.Share {
	s := coverage.Share{Total: len(r.Edges)}
	for _, e := range r.Edges {
		if e.Both() {
			s.Met++
		}
	}
	return s
}

// Bars are the report at a glance: calls, the codes of the four calls that matter most, edges.
func (r Report) Bars() []Bar {
	bars := []Bar{{"Calls", r.Summary.Operations}}
	for _, g := range r.Groups {
		if g.API == "generate" || g.API == "auth" || g.API == "cancel" || g.API == "get" {
			bars = append(bars, Bar{"Codes, " + g.Title, g.Share})
		}
	}
	return append(bars, Bar{"Edges, both sides", r.EdgeShare()})
}

// worth lists the codes that a client should have met before it goes live, the most important first.
func worth() []string {
	return []string{"2150", "1005", "2270", "2283", "2176", "3028", "2305", "2172", "2189", "2194", "2235", "4013", "1004", "2148", "3029"}
}

// Next names at most n codes worth meeting next.
func (r Report) Next(n int) []string {
	met := map[string]bool{}
	for _, c := range r.Codes {
		met[c.Code] = c.Met > 0
	}
	var list []string
	for _, code := range worth() {
		if was, known := met[code]; known && !was && len(list) < n {
			list = append(list, code)
		}
	}
	return list
}

// CodeBar is the share of all codes.
func (r Report) CodeBar() Bar { return Bar{"Codes", r.Summary.Codes} }
