package search

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/irpsim/irpsim/docs"
	"github.com/irpsim/irpsim/internal/exercise"
	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/store"
	"github.com/irpsim/irpsim/internal/validate/schema"
	"github.com/irpsim/irpsim/internal/web/page"
	"github.com/irpsim/irpsim/internal/web/reference"
	"github.com/irpsim/irpsim/masters"
)

// pageList are the pages that are no result of something else, with words by which people look for them.
var pageList = [][3]string{
	{"/", "Start", "first invoice credentials base url connection env curl"}, {"/guides", "Guides", "learn explain documentation"},
	{"/exercises", "Exercises", "training tasks"}, {"/lab/login", "Crypto laboratory: log in", "rsa appkey sek encrypt decrypt login key"},
	{"/lab/payload", "Crypto laboratory: send a payload", "aes sek encrypt ciphertext data payload padding"}, {"/lab/answer", "Crypto laboratory: read the answer", "decrypt data answer"},
	{"/lab/signed", "Crypto laboratory: signed invoice and QR", "jws jwt signature verify qr signedinvoice signedqrcode irn hash"},
	{"/register", "Registration", "onboarding otp gstin user password client id secret credentials"}, {"/reference", "API reference", "api calls schema headers openapi gateways"},
	{"/workbench", "Payload workbench", "build edit invoice json validate check"}, {"/code", "Sample code", "go python java c# php node typescript curl openssl"},
	{"/masters", "Masters", "master codes hsn uqc state pin port currency country lists"}, {"/inspector", "Inspector", "exchanges requests journal traffic har live stream"},
	{"/errors", "Error explorer", "codes refusals errors"}, {"/coverage", "Coverage", "met codes calls"}, {"/coverage/audit", "Audit", "client behaviour logins retries"},
	{"/invoices", "Invoices", "documents registered irn print pdf"}, {"/controls", "Controls", "clock faults time edges settings snapshots worlds taxpayers reset"},
	{"/controls/worlds", "Worlds", "client users new world"}, {"/controls/taxpayers", "Taxpayers", "register gstin status suspended cancelled"},
	{"/controls/snapshots", "Snapshots", "save restore"}, {"/controls/settings", "Settings", "cancel window token life policy"}, {"/fidelity", "Fidelity", "differences divergences sure evidence"},
}

func pages(v *page.Visit, _ string, words []string) group {
	g := group{Title: "Pages"}
	for _, p := range pageList {
		if holds(words, p[1], p[2]) {
			g.Hits = append(g.Hits, hit{Name: p[1], Text: p[0], Href: v.Link(p[0])})
		}
	}
	return cut(g, "")
}

func codes(v *page.Visit, q string, words []string) group {
	g := group{Title: "Codes"}
	var old []hit
	for _, e := range fault.All() {
		if !holds(words, string(e.Code), e.Message, e.Cause, e.Remedy, strings.Join(e.Also, "\n")) {
			continue
		}
		text := strings.TrimSpace(e.Message)
		if text == "" {
			text = e.Cause
		}
		h := hit{string(e.Code), text, v.Link("/errors/" + string(e.Code)), true}
		if e.Current {
			g.Hits = append(g.Hits, h)
		} else {
			h.Text += " (older list or other system)"
			old = append(old, h)
		}
	}
	g.Hits = append(g.Hits, old...)
	return cut(g, v.Link("/errors?old=1&q="+url.QueryEscape(q)))
}

func calls(v *page.Visit, _ string, words []string) group {
	g := group{Title: "Calls"}
	for _, o := range reference.Operations(v.Routes) {
		if holds(words, o.Title, o.Path, o.Slug, o.Lead, o.When) {
			g.Hits = append(g.Hits, hit{o.Title, o.Method + " " + o.Path, v.Link("/reference/" + o.Slug), false})
		}
	}
	seen := map[string]bool{}
	for _, r := range v.Routes {
		if r.Gateway != nil && !seen[r.Gateway.Name] && holds(words, r.Gateway.Title, r.Gateway.Provider, r.Path, r.Title) {
			seen[r.Gateway.Name] = true
			g.Hits = append(g.Hits, hit{r.Gateway.Title, "gateway: " + r.Path, v.Link("/reference/" + r.Gateway.Name), false})
		}
	}
	return cut(g, v.Link("/reference"))
}

func members(v *page.Visit, q string, words []string) group {
	g := group{Title: "Members"}
	for _, request := range []struct {
		api  schema.API
		slug string
	}{{schema.GenerateIRN, "generate"}, {schema.CancelIRN, "cancel"}, {schema.GenerateEWB, "ewb"}, {schema.Auth, "auth"}} {
		for _, m := range reference.Members(string(request.api)) {
			if holds(words, m.Path, m.Display, m.Meaning) {
				g.Hits = append(g.Hits, hit{m.Path, m.Meaning, v.Link("/reference/" + request.slug + "?m=" + url.QueryEscape(m.Path) + "#members"), true})
			}
		}
	}
	return cut(g, v.Link("/reference/generate?m="+url.QueryEscape(q)+"#members"))
}

// masterRows finds the lists by their titles, and the row of a code that was typed as it is.
func masterRows(v *page.Visit, q string, words []string) group {
	g := group{Title: "Masters"}
	row := func(list, code, text string) {
		g.Hits = append(g.Hits, hit{code, text + " · " + list, v.Link("/masters/" + list + "?q=" + url.QueryEscape(code)), true})
	}
	upper := strings.ToUpper(q)
	if h, ok := masters.LookupHSN(q); ok {
		row("hsn", q, h.Description)
	}
	if s, ok := masters.LookupState(q); ok {
		row("states", q, s.Name)
	}
	if u, ok := masters.LookupUQC(upper); ok {
		row("uqc", upper, u.Name)
	}
	if c, ok := masters.LookupCountry(upper); ok {
		row("countries", upper, c.Name)
	}
	if c, ok := masters.LookupCurrency(upper); ok {
		row("currencies", upper, c.Name)
	}
	if p, ok := masters.LookupPort(upper); ok {
		row("ports", upper, p.Name)
	}
	for _, t := range masters.Tables() {
		if holds(words, t.Name, t.Title) {
			g.Hits = append(g.Hits, hit{t.Title, page.Plural(t.Len(), "row", "rows"), v.Link("/masters/" + t.Name), false})
		}
	}
	if len(g.Hits) == 0 && len(q) >= 3 && !strings.ContainsAny(q, "{}[]") {
		return group{}
	}
	return cut(g, v.Link("/masters"))
}

// maxLooked is how many of the last documents are looked at.
const maxLooked = 2000

// documents finds registered documents by a part of their number, IRN or AckNo. They are what clients sent, so a visitor
// without the admin token finds none.
func documents(v *page.Visit, q string, _ []string) group {
	g := group{Title: "Documents"}
	if !v.Unlocked() || len(q) < 3 {
		return g
	}
	find := strings.ToLower(q)
	n := 0
	_ = v.World.DB().View(func(tx *store.Tx) error { // a store that cannot be read has nothing to find
		return tx.EachInvoice(v.World.ID, 0, func(i *store.Invoice) bool {
			n++
			if strings.Contains(strings.ToLower(i.DocNo), find) || strings.HasPrefix(i.Irn, find) || strings.HasPrefix(strconv.FormatInt(i.AckNo, 10), find) {
				g.Hits = append(g.Hits, hit{i.DocNo, i.DocTyp + " of " + i.DocDt + ", " + i.State.Status + ", IRN " + page.Start(16, i.Irn), v.Link("/invoices/" + i.Irn), true})
			}
			return n < maxLooked && len(g.Hits) <= maxHits
		})
	})
	return cut(g, v.Link("/invoices?q="+url.QueryEscape(q)))
}

func guides(v *page.Visit, _ string, words []string) group {
	g := group{Title: "Guides and exercises"}
	for _, d := range docs.Guides() {
		if holds(words, d.Title, d.Summary, d.Markdown) {
			g.Hits = append(g.Hits, hit{d.Title, d.Summary, v.Link("/guides/" + d.Slug), false})
		}
	}
	for _, x := range exercise.All() {
		if holds(words, x.Title, x.Task, x.Teaches) {
			g.Hits = append(g.Hits, hit{"Exercise: " + x.Title, x.Teaches, v.Link("/exercises/" + x.Slug), false})
		}
	}
	return cut(g, v.Link("/guides"))
}
