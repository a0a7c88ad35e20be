// Package start is the portal's first page: what this is, what a client has to be told, and a first invoice in one click
// that shows every step.
package start

import (
	_ "embed" // the template and the styles
	"net/http"

	"github.com/irpsim/irpsim/internal/store"
	"github.com/irpsim/irpsim/internal/web/page"
)

//go:embed start.html
var templates string

//go:embed start.css
var css string

// maxRuns is how many worlds' last runs are kept; the oldest make room.
const maxRuns = 200

// maxCounted is how many invoices the page counts, so that a world of a million does not make it slow.
const maxCounted = 1000

// pages remembers the last run of each world, so that who comes back sees it.
type pages struct{ runs *page.Recent[Run] }

// Section has the start page.
func Section() page.Section {
	p := &pages{page.NewRecent[Run](maxRuns)}
	return page.Section{
		Name: "start", Templates: templates, CSS: css,
		Pages: []page.Page{
			{Method: http.MethodGet, Path: "/", Nav: "/", Do: p.show},
			{Method: http.MethodPost, Path: "/start/run", Nav: "/", Do: p.run},
		},
	}
}

// view is what the start page shows.
type view struct {
	Connection []row
	Note       string // about what else is seeded
	Snippets   []snippet
	Snippet    snippet
	Run        *Run
	Steps      []Step
	Curl       string
	Invoices   string // registered in the world; from maxCounted on as "1,000 invoices and more"
	Exchanges  int
}

func (p *pages) view(v *page.Visit) view {
	d := view{Run: p.runs.Last(v.World.ID), Connection: connection(v), Snippets: snippets(v)}
	d.Snippet = d.Snippets[0]
	for _, s := range d.Snippets {
		if s.Name == v.Get("show") {
			d.Snippet = s
		}
	}
	d.Exchanges = v.World.Journal.Len()
	d.Invoices = page.Plural(0, "invoice", "invoices")
	_ = v.World.DB().View(func(tx *store.Tx) error { // a count that cannot be read shows as none
		n := tx.CountInvoices(v.World.ID, maxCounted)
		if d.Invoices = page.Plural(n, "invoice", "invoices"); n == maxCounted {
			d.Invoices = page.Grouped(n) + " invoices and more"
		}
		return nil
	})
	d.Steps = planned
	if d.Run != nil {
		d.Steps = d.Run.Steps
	}
	d.Curl = v.Curl(page.Call{Method: http.MethodGet, Path: "/creds"}) + "\n" + "irpsim gen --case b2b | irpsim register --url " + v.Kit.URL() + " -"
	return d
}

func (p *pages) show(v *page.Visit) (page.Answer, error) {
	return page.Answer{Title: "Start", Template: "start/page", Part: "start/page", View: p.view(v)}, nil
}

func (p *pages) run(v *page.Visit) (page.Answer, error) {
	r, err := play(v, v.PostFormValue("same") != "", p.runs.Last(v.World.ID))
	if err != nil {
		return page.Answer{}, err
	}
	p.runs.Keep(v.World.ID, r)
	if !v.Partial {
		return page.Answer{Goto: "/#first"}, nil
	}
	return page.Answer{Part: "start/first", View: p.view(v)}, nil
}
