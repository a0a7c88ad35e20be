// Package guides shows the guides, the reference pages of the simulator, its release notes and the list of keys.
package guides

import (
	_ "embed" // the template and the styles
	"html/template"
	"net/http"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/irpsim/irpsim/docs"
	"github.com/irpsim/irpsim/internal/web/markdown"
	"github.com/irpsim/irpsim/internal/web/page"
)

//go:embed guides.html
var templates string

//go:embed guides.css
var css string

// Section has the guides.
func Section() page.Section {
	l := &library{rendered: map[string]template.HTML{}}
	get := func(path string, do func(*page.Visit) (page.Answer, error)) page.Page {
		return page.Page{Method: http.MethodGet, Path: path, Nav: "/guides", Do: do}
	}
	return page.Section{
		Name: "guides", Templates: templates, CSS: css,
		Pages: []page.Page{
			get("/guides", index), get("/guides/keys", keys), get("/guides/release-notes", l.notes),
			get("/guides/{folder}/{slug}", l.inFolder), get("/guides/{slug}", l.show),
			{Method: http.MethodPost, Path: "/guides/keys", Nav: "/guides", Do: switchKeys},
		},
	}
}

// library keeps what the texts become without a world in their links; that never changes while the program runs.
type library struct {
	mu       sync.Mutex
	rendered map[string]template.HTML
}

// render makes HTML of a text that is known under a name.
func (l *library) render(v *page.Visit, name, text string) template.HTML {
	to := func(target string) string {
		if target = translate(name, target); strings.HasPrefix(target, "/") {
			return v.Link(target)
		}
		return target
	}
	if v.Other() {
		return markdown.Render(text, to)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if _, ok := l.rendered[name]; !ok {
		l.rendered[name] = markdown.Render(text, to)
	}
	return l.rendered[name]
}

// elsewhere are texts that have a better page of their own.
var elsewhere = map[string]string{"error-codes": "/errors", "divergences": "/fidelity"}

// translate says where a link of the text called name leads within the portal: texts link to each other by file.
func translate(name, target string) string {
	if strings.HasPrefix(target, "/") || strings.HasPrefix(target, "#") || strings.HasPrefix(target, "https://") {
		return target
	}
	file, anchor, found := strings.Cut(target, "#")
	if found {
		anchor = "#" + anchor
	}
	file = path.Join("/docs", path.Dir(name), file)
	if strings.HasPrefix(file, "/samples/") {
		return path.Dir("/code" + strings.TrimPrefix(file, "/samples")) // "../samples/go/main.go"
	}
	page, ok := strings.CutSuffix(file, ".md")
	if page = strings.TrimPrefix(strings.TrimPrefix(page, "/"), "docs/"); !ok {
		return "" // a file that the portal does not show
	}
	if to := elsewhere[page]; to != "" {
		return to
	}
	if _, ok := docs.FindPage(page); ok {
		return "/guides/" + page + anchor
	}
	if page == "CHANGELOG" {
		return "/guides/release-notes"
	}
	return ""
}

// entry is a line of the index.
type entry struct {
	Href, Title, Summary string
}

// group is entries under a heading.
type group struct {
	Title   string
	Entries []entry
}

// folders are the headings of what lies in a folder of its own.
var folders = map[string]string{"recipes": "Recipes for test suites", "connect": "Connect a product"}

// groups lists everything there is to read.
var groups = sync.OnceValue(func() []group {
	var list []group
	add := func(title string, e entry) {
		i := slices.IndexFunc(list, func(g group) bool { return g.Title == title })
		if i < 0 {
			i, list = len(list), append(list, group{Title: title})
		}
		list[i].Entries = append(list[i].Entries, e)
	}
	for _, g := range docs.Guides() {
		add(g.Group, entry{Href: "/guides/" + g.Slug, Title: g.Title, Summary: g.Summary})
	}
	for _, p := range docs.Pages() {
		title, href := "The simulator", "/guides/"+p.Name
		if in := folders[path.Dir(p.Name)]; in != "" {
			title = in
		}
		if to := elsewhere[p.Name]; to != "" {
			href = to
		}
		add(title, entry{Href: href, Title: strings.ReplaceAll(p.Title, "`", ""), Summary: firstSentence(p.Markdown)})
	}
	add("The simulator", entry{Href: "/guides/release-notes", Title: "Release notes", Summary: "What is new in each version."})
	add("The simulator", entry{Href: "/guides/keys", Title: "Keys", Summary: "What the keyboard does, and how to switch single keys off."})
	return list
})

// firstSentence is the beginning of the first paragraph behind the heading, without marks.
func firstSentence(text string) string {
	for block := range strings.SplitSeq(text, "\n\n") {
		if block = strings.TrimSpace(block); block == "" || strings.HasPrefix(block, "#") || strings.HasPrefix(block, "|") || strings.HasPrefix(block, "<!--") || strings.HasPrefix(block, "```") {
			continue
		}
		block = marks.ReplaceAllString(strings.Join(strings.Fields(block), " "), "$1")
		block = strings.NewReplacer("`", "", "**", "").Replace(block)
		if i := strings.Index(block, ". "); i > 0 {
			block = block[:i+1]
		}
		return page.Start(150, strings.TrimSuffix(block, ":"))
	}
	return ""
}

var marks = regexp.MustCompile(`\[([^\]]+)\]\([^)]*\)`)

func index(*page.Visit) (page.Answer, error) {
	return page.Answer{Title: "Guides", Template: "guides/index", View: groups()}, nil
}
