// Package workbench is where a document is built, checked, mended and sent: a form beside its JSON, all findings of the
// linter live with their arithmetic, what follows from what, and the portal's own answer.
//
// The text of the document is the truth. Edits of the form change the text at their place and nowhere else, so that the
// scale of numbers, the order of members and what the schema does not know stay as they are.
package workbench

import (
	_ "embed" // the templates, styles and script
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/irpsim/irpsim/internal/api/control"
	"github.com/irpsim/irpsim/internal/lint"
	"github.com/irpsim/irpsim/internal/web/page"
	"github.com/irpsim/irpsim/internal/world"
)

//go:embed workbench.html
var templates string

//go:embed workbench.css
var css string

//go:embed workbench.js
var js string

// pages remembers what people work on.
type pages struct {
	drafts drafts
	bulk   *page.Recent[bulkRun] // the last upload of each world
}

// Section has the workbench and the upload of many documents.
func Section() page.Section {
	p := &pages{drafts: drafts{worlds: map[string][]*draft{}}, bulk: page.NewRecent[bulkRun](maxWorlds)}
	at := func(method, path string, do func(*page.Visit) (page.Answer, error)) page.Page {
		return page.Page{Method: method, Path: path, Nav: "/workbench", Wide: true, Do: do}
	}
	draft, bulk := at(http.MethodGet, "/workbench/d/{draft}", p.show), at(http.MethodGet, "/workbench/bulk", p.showBulk)
	draft.Private, bulk.Private = true, true
	return page.Section{
		Name: "workbench", Templates: templates, CSS: css, JS: js,
		Pages: []page.Page{
			at(http.MethodGet, "/workbench", p.open), draft, at(http.MethodPost, "/workbench/check", p.change),
			bulk, at(http.MethodPost, "/workbench/bulk", p.runBulk),
		},
	}
}

// open shows an example: the valid document of a case, or one that is refused with a code.
func (p *pages) open(v *page.Visit) (page.Answer, error) {
	if id := v.Get("exchange"); id != "" {
		return p.again(v, id)
	}
	text, note, err := p.example(v)
	if err != nil {
		return page.Answer{}, err
	}
	d := p.drafts.keep(v.World.ID, normal(string(text)))
	return p.answer(v, *d, asked{tab: v.Get("tab"), mode: v.Get("view"), note: note})
}

// again takes the document of an exchange as a draft, to be changed and sent once more. The draft's page is private, as what
// clients sent is.
func (p *pages) again(v *page.Visit, id string) (page.Answer, error) {
	n, _ := strconv.ParseUint(id, 10, 64) // what is no number is no exchange
	e, ok := v.World.Journal.Get(n)
	if !ok || e.Request.Plain == "" || e.API != lint.GenerateIRN {
		return page.Answer{}, page.Missing("There is no exchange "+page.Start(20, id)+" that holds a document.", "The inspector lists the exchanges; those of generate that could be opened hold one.")
	}
	d := p.drafts.keep(v.World.ID, normal(page.Indent(e.Request.Plain)))
	return page.Answer{Goto: "/workbench/d/" + d.ID}, nil
}

// show shows a draft.
func (p *pages) show(v *page.Visit) (page.Answer, error) {
	d, ok := p.drafts.find(v.World.ID, v.Param("draft"))
	if !ok {
		return page.Answer{}, page.Missing("This draft is no longer kept.", "The last 100 of a world are, until the simulator stops. Open the workbench for an example.")
	}
	return p.answer(v, d, asked{tab: v.Get("tab"), mode: v.Get("view"), good: v.Get("good")})
}

// asked is how a draft is to be shown.
type asked struct {
	tab, mode, note string
	good            string // id of the last text that could be read
}

func (p *pages) answer(v *page.Visit, d draft, a asked) (page.Answer, error) {
	w, err := p.view(v, d, a)
	if err != nil {
		return page.Answer{}, err
	}
	return page.Answer{Title: "Payload workbench", Template: "workbench/page", Part: "workbench/form", View: w}, nil
}

// check asks the linter, as /_sim/v1/explain does, for whoever would send the document.
func (p *pages) check(v *page.Visit, text []byte) (lint.Report, error) {
	o, _ := lint.ReadOutline(text)
	return p.checkFor(v, text, sender(v, o))
}

func (p *pages) checkFor(v *page.Visit, text []byte, user world.User) (lint.Report, error) {
	var broken error
	ctx := control.LintContext(v.Registrar, v.World, user.Gstin, &broken)
	ctx.API = lint.GenerateIRN
	report := v.Linter.Check(text, ctx)
	return report, broken
}

// sender is the user who would send a document: of the operator that it names, else of its supplier, else the world's
// first. o may be nil.
func sender(v *page.Visit, o *lint.Outline) world.User {
	if o != nil {
		for _, path := range []string{"TranDtls.EcmGstin", "SellerDtls.Gstin"} {
			if gstin := o.Value(path); gstin != "" {
				for _, u := range v.World.Users() {
					if u.Gstin == gstin {
						return u
					}
				}
			}
		}
	}
	u, _ := v.User()
	return u
}

// change takes the form: the text when that was edited, else the fields that differ from it, then what a button asks for.
func (p *pages) change(v *page.Visit) (page.Answer, error) {
	text := normal(v.PostFormValue("text"))
	a := asked{tab: v.PostFormValue("tab"), mode: v.PostFormValue("view"), good: v.PostFormValue("good")}
	do := v.PostFormValue("do")
	typed := contentID(text) != v.PostFormValue("base")
	if !typed {
		text = p.fields(v, text)
	}
	text, err := p.perform(v, text, do)
	if err != nil {
		return page.Answer{}, err
	}
	d := p.drafts.keep(v.World.ID, text)
	switch do {
	case "send":
		s, err := p.send(v, text)
		if err != nil {
			return page.Answer{}, err
		}
		p.drafts.note(v.World.ID, d.ID, s)
		d.Sent = s
	case "login":
		if err := logIn(v, text); err != nil {
			return page.Answer{}, err
		}
	}
	if _, err := lint.ReadOutline([]byte(text)); err == nil {
		a.good = "" // it is this one
	}
	to := "/workbench/d/" + d.ID + params(a)
	if !v.Partial {
		if do == "send" {
			to += "#answer"
		}
		return page.Answer{Goto: to}, nil
	}
	push := "HX-Push-Url"
	if do == "" {
		push = "HX-Replace-Url"
	}
	v.ResponseWriter.Header().Set(push, v.Link(to))
	answer, err := p.answer(v, *d, a)
	if err == nil && typed && do == "" { // whoever types keeps the field: only what is around it changes
		v.ResponseWriter.Header().Set("HX-Reswap", "none")
		w := answer.View.(*view)
		w.OOB = true
		answer.Part = "workbench/around"
	}
	return answer, err
}

// params are the parameters that say how a draft is shown.
func params(a asked) string {
	var list []string
	if a.tab != "" && a.tab != "json" {
		list = append(list, "tab="+clean(a.tab, tabNames))
	}
	if a.mode == "edit" {
		list = append(list, "view=edit")
	}
	if a.good != "" {
		list = append(list, "good="+url.QueryEscape(a.good))
	}
	if len(list) == 0 {
		return ""
	}
	return "?" + strings.Join(list, "&")
}

var tabNames = []string{"json", "cipher", "envelope", "printed"}

// clean is a name when it is one of a list, else the first of it.
func clean(name string, list []string) string {
	for _, n := range list {
		if n == name {
			return n
		}
	}
	return list[0]
}
