// Package search is the one search box of the portal: codes, members, calls, lists of codes, documents, guides and pages.
// What is a code or an IRN goes straight there, and what was pasted (an error, a token, cipher text) is led to its tool.
package search

import (
	_ "embed" // templates and styles
	"net/http"
	"regexp"
	"strings"

	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/web/page"
)

//go:embed search.html
var templates string

//go:embed search.css
var css string

// Section has the search.
func Section() page.Section {
	return page.Section{
		Name: "search", Templates: templates, CSS: css,
		Pages: []page.Page{{Method: http.MethodGet, Path: "/search", Do: search}},
	}
}

const (
	maxQuery = 16 << 10 // pasted texts are this long at most
	maxWords = 200      // beyond it a text is looked at as pasted only
	maxHits  = 8        // of each kind
)

// view is the page of results.
type view struct {
	Q      string
	Pasted []hit // tools for what was pasted
	Groups []group
	Total  int
}

// group is one kind of results.
type group struct {
	Title string
	Hits  []hit
	More  string // address of all of them, "" when these are all
}

// hit is one result.
type hit struct {
	Name string // a code or name, in mono where it travels on the wire
	Text string
	Href string
	Mono bool
}

var (
	isIRN  = regexp.MustCompile(`^[0-9a-fA-F]{64}$`)
	isCode = regexp.MustCompile(`^_?[0-9]{3,4}$`)
)

func search(v *page.Visit) (page.Answer, error) {
	q := strings.TrimSpace(v.Get("q"))
	if len(q) > maxQuery {
		return page.Answer{}, page.Bad("This is too long to search for.", "Paste cipher text and tokens into the laboratory, documents into the workbench.")
	}
	if isIRN.MatchString(q) {
		return page.Answer{Goto: "/invoices/" + strings.ToLower(q)}, nil
	}
	if _, ok := fault.Lookup(fault.Code(q)); ok && isCode.MatchString(q) {
		return page.Answer{Goto: "/errors/" + q}, nil
	}
	d := view{Q: q, Pasted: pasted(v, q)}
	if q != "" && len(q) <= maxWords {
		words := strings.Fields(strings.ToLower(q))
		for _, find := range []func(*page.Visit, string, []string) group{pages, codes, calls, members, masterRows, documents, guides} {
			if g := find(v, q, words); len(g.Hits) > 0 {
				d.Groups = append(d.Groups, g)
				d.Total += len(g.Hits)
			}
		}
	}
	return page.Answer{Title: "Search", Template: "search/page", View: d}, nil
}

// holds reports whether every word stands in one of some texts.
func holds(words []string, texts ...string) bool {
	text := strings.ToLower(strings.Join(texts, "\n"))
	for _, w := range words {
		if !strings.Contains(text, w) {
			return false
		}
	}
	return true
}

// cut ends a list of results at what is shown; more is where the rest is.
func cut(g group, more string) group {
	if len(g.Hits) > maxHits {
		g.Hits, g.More = g.Hits[:maxHits], more
	}
	return g
}
