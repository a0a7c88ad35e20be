package errs

import (
	"cmp"
	"slices"

	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/journal"
	"github.com/irpsim/irpsim/internal/validate"
	"github.com/irpsim/irpsim/internal/web/page"
)

// indexView is the page before a code is chosen.
type indexView struct {
	List   listView
	Met    []metRow
	Places []placeRow
	Curl   string
}

// metRow is a code that was met in this world.
type metRow struct {
	item
	Last string // time of the last exchange with it, "" when the journal has none any more
	ID   uint64
}

// placeRow says how many codes come from where.
type placeRow struct {
	N           int
	Title, Text string
}

// maxMet bounds the table of what was met.
const maxMet = 30

func (p *pages) index(v *page.Visit) (page.Answer, error) {
	if v.Partial && v.Request.Header.Get("HX-Target") == "groups" {
		return page.Answer{Title: "Error explorer", Part: "errs/groups", View: list(v, "")}, nil
	}
	d := indexView{List: list(v, ""), Places: places(), Curl: v.Curl(page.Call{Method: "GET", Path: "/errors?q=igst"})}
	for code, n := range v.World.Met.ByCode() {
		e, ok := fault.Lookup(fault.Code(code))
		if !ok {
			continue
		}
		d.Met = append(d.Met, metRow{item: item{Code: e.Code, Text: rowOf(e.Code).Text, Href: v.Link("/errors/" + code), Met: n}})
	}
	slices.SortFunc(d.Met, func(a, b metRow) int { return cmp.Or(b.Met-a.Met, cmp.Compare(a.Code, b.Code)) })
	d.Met = d.Met[:min(len(d.Met), maxMet)]
	for i := range d.Met {
		for _, x := range v.World.Journal.Find(journal.Filter{Code: string(d.Met[i].Code), Limit: 1}) {
			d.Met[i].Last, d.Met[i].ID = page.Stamp(x.Time), x.ID
		}
	}
	return page.Answer{Title: "Error explorer", Template: "errs/index", View: d}, nil
}

// places counts the codes of today by what raises them.
func places() []placeRow {
	count := map[validate.Place]int{}
	old := 0
	for _, r := range rows() {
		if r.Current {
			count[r.Place]++
		} else {
			old++
		}
	}
	return []placeRow{
		{count[validate.InRules], "Rules of the document", "Change a value in the workbench and meet them."},
		{count[validate.InSchema] + count[validate.InService], "Shape, headers, login, duplicates, windows", "The service says them; each has a script that runs."},
		{count[validate.InFaults], "Only by a fault", "Failures inside the portal, and conditions that nobody has published."},
		{count[validate.Unreachable], "Never reached", "Another code comes first. Each page says which."},
		{old, "Older lists and other systems", "Explained, so that an old log can be read; a fault raises them."},
	}
}
