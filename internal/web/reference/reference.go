// Package reference is the portal's API reference: a page for each call, made from the route table, the schemas, the rule
// catalogue and the error catalogue, with a console beside it that makes the call.
package reference

import (
	_ "embed" // templates and styles
	"net/http"
	"strings"
	"sync"

	"github.com/irpsim/irpsim/internal/api"
	"github.com/irpsim/irpsim/internal/gateway"
	"github.com/irpsim/irpsim/internal/gateway/talks"
	"github.com/irpsim/irpsim/internal/web/page"
	"github.com/irpsim/irpsim/internal/web/play"
	"github.com/irpsim/irpsim/schemas"
)

//go:embed reference.html
var templates string

//go:embed reference.css
var css string

// pages remembers the last answer of each console, and the answers that the pages show as examples.
type pages struct {
	player *play.Player

	mu      sync.Mutex
	sent    map[string]*sent
	order   []string
	answers map[string][]answer
}

// Section has the API reference.
func Section() page.Section {
	p := &pages{player: play.New(), sent: map[string]*sent{}, answers: map[string][]answer{}}
	const nav = "/reference"
	return page.Section{
		Name: "reference", Templates: templates, CSS: css,
		Pages: []page.Page{
			{Method: http.MethodGet, Path: "/reference", Nav: nav, Do: index},
			{Method: http.MethodGet, Path: "/reference/{operation}", Nav: nav, Wide: true, Do: p.operation},
			{Method: http.MethodGet, Path: "/reference/{operation}/schema.json", Nav: nav, Do: download},
			{Method: http.MethodPost, Path: "/reference/{operation}/send", Nav: nav, Wide: true, Do: p.send},
		},
	}
}

// Operation is a call of the portal's own and its page.
type Operation struct {
	api.Route
	Slug    string // of its page: "generate", "gstin-v1.03"
	Version string // "v1.03"
	Group   string
	When    string // when it is used
	Lead    string // what it does, one sentence
}

// Operations lists the portal's own calls in the order of the route table.
func Operations(routes []api.Route) []Operation {
	var list []Operation
	seen := map[string]bool{}
	for _, r := range routes {
		if r.Gateway != nil {
			continue
		}
		o := Operation{Route: r, Slug: r.API, Version: version(r.Path)}
		if seen[r.API] {
			o.Slug += "-" + o.Version
		}
		seen[r.API] = true
		w := wordsOf(r.API)
		o.Group, o.When, o.Lead = w.group, w.when, w.lead
		list = append(list, o)
	}
	return list
}

// version is the part of a path that names it.
func version(path string) string {
	for part := range strings.SplitSeq(path, "/") {
		if strings.HasPrefix(part, "v1.") {
			return part
		}
	}
	return ""
}

func find(v *page.Visit) (Operation, bool) {
	for _, o := range Operations(v.Routes) {
		if o.Slug == v.Param("operation") {
			return o, true
		}
	}
	return Operation{}, false
}

// opGroup is a heading of the index.
type opGroup struct {
	Title string
	Ops   []Operation
}

// faceRow is a gateway in the index.
type faceRow struct {
	*gateway.Face
	Calls int
}

type indexView struct {
	Groups []opGroup
	Faces  []faceRow
	Base   string
}

func index(v *page.Visit) (page.Answer, error) {
	d := indexView{Base: v.Kit.URL()}
	for _, o := range Operations(v.Routes) {
		if n := len(d.Groups); n == 0 || d.Groups[n-1].Title != o.Group {
			d.Groups = append(d.Groups, opGroup{Title: o.Group})
		}
		g := &d.Groups[len(d.Groups)-1]
		g.Ops = append(g.Ops, o)
	}
	for _, f := range facesOf(v.Routes) {
		d.Faces = append(d.Faces, faceRow{f, len(f.Rows)})
	}
	return page.Answer{Title: "API reference", Template: "reference/index", View: d}, nil
}

// facesOf lists the gateways whose calls are among the routes.
func facesOf(routes []api.Route) []*gateway.Face {
	var list []*gateway.Face
	seen := map[string]bool{}
	for _, r := range routes {
		if r.Gateway != nil && !seen[r.Gateway.Name] {
			seen[r.Gateway.Name] = true
			list = append(list, r.Gateway)
		}
	}
	return list
}

// faceView is the page of a gateway.
type faceView struct {
	*gateway.Face
	Said   []saidView // none where the portal's own words are spoken
	Routes []api.Route
	Slugs  map[string]string // pages of the operations behind its rows
	Base   string
}

// saidView is a recorded exchange of a gateway.
type saidView struct {
	Title           string
	Status          int
	Request, Answer page.Block
}

func sayingOf(e talks.Exchange, base string) saidView {
	answer := page.Indent(strings.ReplaceAll(e.Answer, talks.Base, base))
	e.Body = page.Indent(e.Body)
	return saidView{e.Title, e.Status, page.Code("", "Request", e.Request()), page.Code("", "Answer", answer)}
}

func faceOf(v *page.Visit) (page.Answer, bool) {
	for _, f := range facesOf(v.Routes) {
		if f.Name != v.Param("operation") {
			continue
		}
		d := faceView{Face: f, Slugs: map[string]string{}, Base: v.Kit.URL()}
		for _, o := range Operations(v.Routes) {
			d.Slugs[o.API] = o.API
		}
		for _, r := range v.Routes {
			if r.Gateway == f {
				d.Routes = append(d.Routes, r)
			}
		}
		for _, e := range talks.Of(f.Name) {
			d.Said = append(d.Said, sayingOf(e, d.Base))
		}
		return page.Answer{Title: f.Title, Template: "reference/face", View: d}, true
	}
	return page.Answer{}, false
}

// download hands out the JSON Schema of a call's request as a file.
func download(v *page.Visit) (page.Answer, error) {
	o, ok := find(v)
	text, has := schemas.Bytes(o.Request + ".json")
	if !ok || !has {
		return page.Answer{}, page.Missing("There is no JSON Schema for this call.", "The API reference names the calls that have one.")
	}
	h := v.ResponseWriter.Header()
	h.Set("Content-Type", "application/schema+json")
	h.Set("Content-Disposition", `attachment; filename="`+o.Request+`.json"`)
	_, err := v.ResponseWriter.Write(text)
	return page.Answer{}, err
}
