// Package masterlists shows the portal's lists of codes: to search, to page through, to download, and to ask whether a GSTIN,
// PIN, vehicle number or HSN is right.
package masterlists

import (
	_ "embed" // the template and the styles
	"html/template"
	"net/http"
	"strings"

	"github.com/irpsim/irpsim/internal/web/page"
	"github.com/irpsim/irpsim/masters"
)

//go:embed masterlists.html
var templates string

//go:embed masterlists.css
var css string

// Section has the lists of codes.
func Section() page.Section {
	return page.Section{
		Name: "masterlists", Templates: templates, CSS: css,
		Pages: []page.Page{
			{Method: http.MethodGet, Path: "/masters", Nav: "/masters", Do: index},
			{Method: http.MethodGet, Path: "/masters/{list}", Nav: "/masters", Do: show},
		},
	}
}

// indexView is the page of all lists, with the answers to a question.
type indexView struct {
	Lists   []*list
	Asked   string
	Answers []Answer
	Samples []string
}

// maxAsked bounds what can be asked about, in bytes.
const maxAsked = 64

func index(v *page.Visit) (page.Answer, error) {
	d := indexView{Lists: all(), Asked: strings.TrimSpace(v.Get("check")), Samples: []string{"29ZZZCS0001A1ZI", "27ZZZCB0002B1Z8", "560001", "KA01AB1234", "8517"}}
	if len(d.Asked) > maxAsked {
		return page.Answer{}, page.Bad("That is longer than any of these codes.", "Ask about one GSTIN, PIN, vehicle number or HSN.")
	}
	if d.Asked != "" {
		d.Answers = Check(d.Asked, v.World.Taxpayer)
	}
	return page.Answer{Title: "Masters", Template: "masterlists/index", Part: "masterlists/check", View: d}, nil
}

// cell is a value of a row, with the words looked for marked.
type cell struct {
	HTML template.HTML
	Text string
	Code bool // it stands in documents, and can be copied
	Mono bool
}

type row struct {
	Cells []cell
	No    string // why the portal refuses it in an e-invoice; "" when it does not
}

// listView is a page of one list.
type listView struct {
	*list
	Q     string
	Found int
	Rows  []row
	Pager page.Pager
}

func show(v *page.Visit) (page.Answer, error) {
	name := v.Param("list")
	if bare, ok := strings.CutSuffix(name, ".csv"); ok {
		return file(v, bare, "text/csv; charset=utf-8", func(t masters.Table) []byte { return []byte(t.CSV()) })
	}
	if bare, ok := strings.CutSuffix(name, ".json"); ok {
		return file(v, bare, "application/json", masters.Table.JSON)
	}
	l, ok := named(name)
	if !ok {
		return page.Answer{}, missing(name)
	}
	q := page.Start(maxAsked, strings.TrimSpace(v.Get("q")))
	found := l.find(q)
	d := listView{list: l, Q: q, Found: len(found), Pager: page.NewPager(v, len(found))}
	words := strings.Fields(q)
	for _, i := range found[d.Pager.From:d.Pager.To] {
		d.Rows = append(d.Rows, l.row(i, words))
	}
	return page.Answer{Title: l.Title, Template: "masterlists/list", Part: "masterlists/rows", View: d}, nil
}

func missing(name string) error {
	return page.Missing("There is no list called "+page.Start(40, name)+".", "Masters names them all.")
}

// row lays row i out.
func (l *list) row(i int, words []string) row {
	values := l.rows()[i].values
	r := row{No: l.refused(values)}
	mark := ""
	for _, w := range words {
		mark = max(mark, w) // one of them is marked; for the usual single word that is it
	}
	for c, value := range values {
		r.Cells = append(r.Cells, cell{HTML: page.Mark(mark, value), Text: value, Code: c == l.code, Mono: c == l.code || l.mono[c]})
	}
	return r
}

// file hands a list out as a file, for everybody: it is public.
func file(v *page.Visit, name, kind string, body func(masters.Table) []byte) (page.Answer, error) {
	t, ok := masters.TableNamed(name)
	if !ok {
		return page.Answer{}, missing(name)
	}
	h := v.ResponseWriter.Header()
	h.Set("Content-Type", kind)
	h.Set("Cache-Control", "no-cache")
	_, _ = v.ResponseWriter.Write(body(t))
	return page.Answer{}, nil
}
