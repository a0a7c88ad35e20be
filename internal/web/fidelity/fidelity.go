// Package fidelity tells how sure the simulator is of what it does, and where it differs from the real portal.
package fidelity

import (
	_ "embed" // the template and the styles
	"html/template"
	"net/http"
	"strings"
	"sync"

	"github.com/irpsim/irpsim/docs"
	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/validate"
	"github.com/irpsim/irpsim/internal/web/markdown"
	"github.com/irpsim/irpsim/internal/web/page"
)

//go:embed fidelity.html
var templates string

//go:embed fidelity.css
var css string

// Section has the page of fidelity.
func Section() page.Section {
	return page.Section{
		Name: "fidelity", Templates: templates, CSS: css,
		Pages: []page.Page{{Method: http.MethodGet, Path: "/fidelity", Nav: "/fidelity", Do: show}},
	}
}

// count is how many things stand on one kind of evidence.
type count struct {
	Name, Means string
	N, Of       int
	Good        string // ok, mute or warn
	X           int    // where it begins in the drawing, of 1000
}

// Width is the share in the drawing, of 1000.
func (c count) Width() int {
	if c.Of == 0 {
		return 0
	}
	return c.N * 1000 / c.Of
}

// scale is what is counted, by evidence.
type scale struct {
	ID, Title, Total string
	Counts           []count
}

// newScale adds the totals.
func newScale(id, title, noun string, counts []count) scale {
	total, x := 0, 0
	for _, c := range counts {
		total += c.N
	}
	for i := range counts {
		counts[i].Of, counts[i].X = total, x
		x += counts[i].Width()
	}
	return scale{id, title, page.Grouped(total) + " " + noun, counts}
}

// view is the page.
type view struct {
	Scales   []scale
	Query    string
	Only     string
	Filters  []filter
	Shown    int
	All      int
	Contents []filter // the sections, of which one is shown unless something is looked for
	HTML     template.HTML
}

// everything is the section that has all of them.
const everything = "all"

// filter is a link that shows the differences of one kind of evidence.
type filter struct {
	Title, Href string
	N           int
	Current     bool
}

// book is the page of differences as it stands in the repository.
type book struct {
	text     string // without its title
	kinds    map[string]int
	rows     int
	sections []section
	html     template.HTML
}

// section is one heading with its table.
type section struct {
	markdown.Heading
	rows int
	html template.HTML
}

var divergences = sync.OnceValue(func() book {
	p, _ := docs.FindPage("divergences") // embedded; a test asks for it
	_, text, _ := strings.Cut(p.Markdown, "\n")
	b := book{text: text, kinds: map[string]int{}}
	b.text, b.rows = pick(text, "", "")
	for line := range strings.Lines(text) {
		if kind := kindOf(line); kind != "" {
			b.kinds[kind]++
		}
	}
	b.html = markdown.Render(b.text, nil)
	headings := markdown.Headings(b.text)
	for i, part := range strings.Split("\n"+strings.TrimSpace(b.text), "\n## ")[1:] {
		part, rows := pick("## "+part+"\n", "", "")
		b.sections = append(b.sections, section{headings[i], rows, markdown.Render(part, nil)})
	}
	return b
})

// kinds of evidence in the order of the page, with what each means.
func kinds() [][3]string {
	return [][3]string{
		{"confirmed", "ok", "stated by NIC, or seen twice"}, {"single", "mute", "one source says so"},
		{"inferred", "warn", "no source; chosen because real clients survive it"}, {"extension", "acc", "ours on purpose; the portal has no such thing"},
	}
}

// kindOf is the evidence of a row of a table, "" for a line that is none. What is ours on purpose counts as an extension,
// what was observed as confirmed.
func kindOf(line string) string {
	line = strings.TrimSpace(line)
	if !strings.HasPrefix(line, "|") || strings.HasPrefix(line, "| ---") || strings.HasPrefix(line, "| area |") {
		return ""
	}
	cells := strings.Split(strings.Trim(line, "| "), "|")
	last := strings.TrimSpace(cells[len(cells)-1])
	for _, k := range kinds() {
		if strings.HasPrefix(last, k[0]) {
			return k[0]
		}
	}
	switch {
	case strings.HasPrefix(last, "observed"):
		return "confirmed"
	case strings.HasPrefix(last, "ours"), strings.HasPrefix(last, "deliberate"):
		return "extension"
	}
	return ""
}

// pick keeps the rows of one kind that hold all words of a query, and the headings and tables they stand in.
func pick(text, kind, query string) (kept string, rows int) {
	var out, head strings.Builder
	words := strings.Fields(strings.ToLower(query))
	for line := range strings.Lines(text) {
		of := kindOf(line)
		switch {
		case strings.HasPrefix(line, "## "):
			head.Reset()
			head.WriteString("\n" + line)
		case of == "" && strings.HasPrefix(line, "|"), of == "" && head.Len() > 0 && strings.TrimSpace(line) == "":
			head.WriteString(line)
		case of == "":
			if kind == "" && query == "" && head.Len() > 0 { // text between the tables
				head.WriteString(line)
			}
		case kind == "" || of == kind:
			if holds(strings.ToLower(line), words) {
				out.WriteString(head.String())
				head.Reset()
				out.WriteString(line)
				rows++
			}
		}
	}
	return out.String(), rows
}

func holds(line string, words []string) bool {
	for _, w := range words {
		if !strings.Contains(line, w) {
			return false
		}
	}
	return true
}

// scales counts what the catalogue, the rules and the differences stand on; they are constant.
var scales = sync.OnceValue(func() []scale {
	codes := map[string]int{}
	for _, e := range fault.All() {
		if e.Current {
			codes[e.Confidence]++
		}
	}
	rules := map[validate.Confidence]int{}
	for _, r := range validate.All() {
		rules[r.Confidence]++
	}
	var rows []count
	for _, k := range kinds() {
		rows = append(rows, count{Name: k[0], Good: k[1], Means: k[2], N: divergences().kinds[k[0]]})
	}
	return []scale{
		newScale("codes", "Codes and their texts", "codes of today", []count{
			{Name: "confirmed", Good: "ok", Means: "two sources, or seen on the wire", N: codes["confirmed"]},
			{Name: "single", Good: "mute", Means: "one source", N: codes["single"]},
		}),
		newScale("rules", "Rules and their conditions", "rules", []count{
			{Name: "official", Good: "ok", Means: "NIC or GSTN states the condition", N: rules[validate.Official]},
			{Name: "observed", Good: "ok2", Means: "seen in answers of the real portal", N: rules[validate.Observed]},
			{Name: "third-party", Good: "mute", Means: "only clients or providers say so", N: rules[validate.ThirdParty]},
			{Name: "assumed", Good: "warn", Means: "ours: no source contradicts it", N: rules[validate.Assumption]},
		}),
		newScale("choices", "Differences and choices", "listed below", rows),
	}
})

func show(v *page.Visit) (page.Answer, error) {
	b := divergences()
	d := view{Scales: scales(), Query: page.Start(80, strings.TrimSpace(v.Get("q"))), Only: v.Get("only"), All: b.rows}
	d.Filters = []filter{{"any evidence", v.With("only", "") + "#differences", b.rows, d.Only == ""}}
	for _, k := range kinds() {
		d.Filters = append(d.Filters, filter{k[0], v.With("only", k[0]) + "#differences", b.kinds[k[0]], d.Only == k[0]})
	}
	if d.Query != "" || d.Only != "" {
		text, rows := pick(b.text, d.Only, d.Query)
		d.Shown, d.HTML = rows, markdown.Render(text, nil)
	} else {
		d.choose(v, b)
	}
	return page.Answer{Title: "Fidelity", Template: "fidelity/page", Part: "fidelity/list", View: d}, nil
}

// choose shows the section that the address names, the first one when it names none.
func (d *view) choose(v *page.Visit, b book) {
	want := v.Get("section")
	d.Shown, d.HTML = b.sections[0].rows, b.sections[0].html
	at := 0
	for i, s := range b.sections {
		if s.ID == want {
			at, d.Shown, d.HTML = i, s.rows, s.html
		}
	}
	if want == everything {
		at, d.Shown, d.HTML = -1, b.rows, b.html
	}
	for i, s := range b.sections {
		d.Contents = append(d.Contents, filter{s.Text, v.With("section", s.ID) + "#differences", s.rows, i == at})
	}
	d.Contents = append(d.Contents, filter{"All of them", v.With("section", everything) + "#differences", b.rows, at < 0})
}
