// Package inspector shows what really went over the wire: the list of exchanges, live; one exchange in its layers with the
// story behind it; two of them compared; copies for a shell, a test and an HTTP archive.
package inspector

import (
	_ "embed" // templates, styles and script
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/irpsim/irpsim/internal/journal"
	"github.com/irpsim/irpsim/internal/web/live"
	"github.com/irpsim/irpsim/internal/web/page"
)

//go:embed inspector.html
var templates string

//go:embed inspector.css
var css string

//go:embed inspector.js
var script string

const (
	maxRows   = 100   // shown at first
	maxOlder  = 5_000 // shown on request: what a journal holds
	nav       = "/inspector"
	maxSearch = 200 // characters
)

// Section has the inspector's pages.
func Section() page.Section {
	get := func(path string, do func(*page.Visit) (page.Answer, error)) page.Page {
		return page.Page{Method: http.MethodGet, Path: path, Nav: nav, Wide: true, Private: true, Do: do}
	}
	return page.Section{
		Name: "inspector", Templates: templates, CSS: css, JS: script,
		Pages: []page.Page{
			get("/inspector", list),
			get("/inspector/har", har),
			get("/inspector/{id}", one),
			get("/inspector/{id}/compare/{other}", compare),
			{Method: http.MethodPost, Path: "/inspector/clear", Nav: nav, Do: clearAll},
		},
	}
}

// filter is what the reader narrowed the list to, from the query.
type filter struct{ Q, API, Code, Only string }

func filterOf(v *page.Visit) filter {
	return filter{Q: page.Start(maxSearch, strings.TrimSpace(v.Get("q"))), API: v.Get("api"), Code: v.Get("code"), Only: v.Get("only")}
}

// Any reports whether something is filtered, so that new rows are not simply put on top.
func (f filter) Any() bool { return f != filter{} }

// query is the filter for an address, "" for none, else with a question mark before it.
func (f filter) query() string {
	q := make([]string, 0, 4)
	for _, p := range [][2]string{{"q", f.Q}, {"api", f.API}, {"code", f.Code}, {"only", f.Only}} {
		if p[1] != "" {
			q = append(q, p[0]+"="+urlEscape(p[1]))
		}
	}
	if len(q) == 0 {
		return ""
	}
	return "?" + strings.Join(q, "&")
}

func (f filter) holds(e *journal.Entry) bool {
	switch f.Only {
	case "refused":
		if len(e.Codes) == 0 {
			return false
		}
	case "faults":
		if e.Fault == "" {
			return false
		}
	}
	if f.API != "" && !strings.EqualFold(e.API, f.API) || f.Code != "" && !slices.Contains(e.Codes, f.Code) {
		return false
	}
	if f.Q == "" {
		return true
	}
	want := strings.ToLower(f.Q)
	for _, text := range []string{e.Irn, e.API, e.Face, e.Path, e.Gstin, e.UserName, e.Fault, strings.Join(e.Codes, " "), live.Row{Entry: *e}.Subject(), e.RequestID} {
		if strings.Contains(strings.ToLower(text), want) {
			return true
		}
	}
	return false
}

// listView is the left side: what there is, and what of it is shown.
type listView struct {
	Filter        filter
	Rows          []live.Row
	All, Refused  int
	Struck, Older int
	APIs, Codes   []string
	BaseURL, Curl string
	Query         string
	Open          *exchangeView
	ClearCurl     string
}

// segment is one of the links all, refused, faults.
type segment struct {
	Title, Href string
	Count       int
	On          bool
}

// Segments are the quick filters with their counts.
func (d listView) Segments() []segment {
	list := []segment{{Title: "all", Count: d.All}, {Title: "refused", Count: d.Refused}, {Title: "faults", Count: d.Struck}}
	for i := range list {
		f := d.Filter
		if f.Only = list[i].Title; f.Only == "all" {
			f.Only = ""
		}
		list[i].Href, list[i].On = "/inspector"+f.query(), f.Only == d.Filter.Only
	}
	return list
}

func newList(v *page.Visit, current uint64) listView {
	f := filterOf(v)
	d := listView{Filter: f, BaseURL: v.Kit.URL(), Query: f.query()}
	limit := maxRows
	if v.Get("older") != "" {
		limit = maxOlder
	}
	apis, codes := map[string]bool{}, map[string]bool{}
	for _, e := range v.World.Journal.Find(journal.Filter{Limit: maxOlder}) {
		d.All++
		if len(e.Codes) > 0 {
			d.Refused++
		}
		if e.Fault != "" {
			d.Struck++
		}
		apis[e.API] = true
		for _, c := range e.Codes {
			codes[c] = true
		}
		if !f.holds(&e) {
			continue
		}
		if len(d.Rows) == limit {
			d.Older++
			continue
		}
		d.Rows = append(d.Rows, live.Row{V: v, Entry: e, Current: e.ID == current})
	}
	d.APIs, d.Codes = sorted(apis), sorted(codes)
	d.Curl = v.Curl(page.Call{Method: http.MethodGet, Path: "/journal?limit=20"})
	d.ClearCurl = v.Curl(page.Call{Method: http.MethodDelete, Path: "/journal"})
	return d
}

func sorted(set map[string]bool) []string {
	list := make([]string, 0, len(set))
	for name := range set {
		list = append(list, name)
	}
	slices.Sort(list)
	return list
}

func list(v *page.Visit) (page.Answer, error) {
	d := newList(v, 0)
	if len(d.Rows) > 0 {
		d.Rows[0].Current = true
		open := newExchange(v, d.Rows[0].Entry)
		d.Open = &open
	}
	return page.Answer{Title: "Inspector", Template: "inspector/page", Part: "inspector/page", View: d}, nil
}

func one(v *page.Visit) (page.Answer, error) {
	e, err := entry(v, v.Param("id"))
	if err != nil {
		return page.Answer{}, err
	}
	x := newExchange(v, e)
	if v.Partial && v.Request.Header.Get("HX-Target") == "exchange" {
		return page.Answer{Part: "inspector/exchange", View: x}, nil
	}
	d := newList(v, e.ID)
	d.Open = &x
	return page.Answer{Title: "Exchange " + strconv.FormatUint(e.ID, 10), Template: "inspector/page", Part: "inspector/page", View: d}, nil
}

// entry finds an exchange by the text of its number.
func entry(v *page.Visit, text string) (journal.Entry, error) {
	id, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		return journal.Entry{}, page.Missing("“"+page.Start(40, text)+"” is no number of an exchange.", "The list on the left has them.")
	}
	e, ok := v.World.Journal.Get(id)
	if !ok {
		return journal.Entry{}, page.Missing("There is no exchange "+text+".", "It never was, was cleared, or made room for newer ones: a world keeps the newest 5,000.")
	}
	return e, nil
}

func clearAll(v *page.Visit) (page.Answer, error) {
	if _, err := v.Sim(page.Call{Method: http.MethodDelete, Path: "/journal"}); err != nil {
		return page.Answer{}, err
	}
	return page.Answer{Goto: "/inspector"}, nil
}

// har hands the exchanges out as an HTTP archive, secrets masked.
func har(v *page.Visit) (page.Answer, error) {
	done, err := v.Sim(page.Call{Method: http.MethodGet, Path: "/journal?format=har&limit=1000"})
	if err != nil {
		return page.Answer{}, err
	}
	h := v.ResponseWriter.Header()
	h.Set("Content-Type", "application/json")
	h.Set("Content-Disposition", `attachment; filename="irpsim.har"`)
	_, _ = v.ResponseWriter.Write(done.Answer)
	return page.Answer{}, nil
}
