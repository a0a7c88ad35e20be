// Package docs holds the texts of this folder, so that the portal shows the very pages that the repository has: guides for
// people who are new to e-invoicing, and the reference pages of the simulator.
package docs

import (
	"cmp"
	"embed"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// A page that does not exist yet is taken in by these patterns as soon as it does.
//
//go:embed *.md guides/*.md recipes/*.md connect/*.md
var files embed.FS

// Guide is a page of the guides: at most 900 words, in Markdown. Its links are pages of the portal (/errors/2150,
// /guides/time-windows); its last line is one link, to the page where one does what the guide speaks of.
type Guide struct {
	Slug     string // name of the file and of the page
	Title    string
	Summary  string // one sentence
	Group    string // heading under which lists show it
	Order    int    // within all guides, from 1
	Markdown string // without the front matter
}

// Page is another text of this folder, in Markdown. Its links are relative, as the repository's are: faults.md, recipes/pytest.md.
type Page struct {
	Name     string // "faults", "recipes/pytest"
	Title    string // its first heading
	Markdown string // as it is, with that heading
}

// Guides lists the guides in their order.
func Guides() []Guide { return slices.Clone(guides()) }

// FindGuide returns the guide with a slug.
func FindGuide(slug string) (Guide, bool) {
	list := guides()
	i := slices.IndexFunc(list, func(g Guide) bool { return g.Slug == slug })
	if i < 0 {
		return Guide{}, false
	}
	return list[i], true
}

// Pages lists the other pages by name: divergences, error-codes, faults, lint, connect/…, recipes/…, rules, seed, snapshots, testing
// and whatever else the folder holds.
func Pages() []Page { return slices.Clone(pages()) }

// FindPage returns the page with a name.
func FindPage(name string) (Page, bool) {
	list := pages()
	i := slices.IndexFunc(list, func(p Page) bool { return p.Name == name })
	if i < 0 {
		return Page{}, false
	}
	return list[i], true
}

var guides = sync.OnceValue(func() []Guide {
	var list []Guide
	for name, text := range texts("guides") {
		g := readGuide(text)
		g.Slug = name
		list = append(list, g)
	}
	slices.SortFunc(list, func(a, b Guide) int { return cmp.Or(cmp.Compare(a.Order, b.Order), cmp.Compare(a.Slug, b.Slug)) })
	return list
})

var pages = sync.OnceValue(func() []Page {
	var list []Page
	for _, folder := range []string{".", "connect", "recipes"} {
		for name, text := range texts(folder) {
			title, _, _ := strings.Cut(strings.TrimPrefix(text, "# "), "\n")
			list = append(list, Page{path.Join(folder, name), title, text})
		}
	}
	slices.SortFunc(list, func(a, b Page) int { return cmp.Compare(a.Name, b.Name) })
	return list
})

// texts reads the Markdown files of a folder, by name without their ending.
func texts(folder string) map[string]string {
	found := map[string]string{}
	entries, _ := files.ReadDir(folder) // what is embedded can be read
	for _, e := range entries {
		name, ok := strings.CutSuffix(e.Name(), ".md")
		if !ok {
			continue
		}
		text, _ := files.ReadFile(path.Join(folder, e.Name()))
		found[name] = string(text)
	}
	return found
}

// readGuide takes the front matter off: lines "name: value" between two lines of three dashes.
func readGuide(text string) Guide {
	var g Guide
	head, body, ok := strings.Cut(strings.TrimPrefix(text, "---\n"), "\n---\n")
	if !ok {
		return Guide{Markdown: text}
	}
	for line := range strings.Lines(head) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
		switch name {
		case "title":
			g.Title = value
		case "summary":
			g.Summary = value
		case "group":
			g.Group = value
		case "order":
			g.Order, _ = strconv.Atoi(value) // the test of the guides asks for 1 and more
		}
	}
	g.Markdown = strings.TrimSpace(body) + "\n"
	return g
}
