package guides

import (
	"html/template"
	"regexp"
	"slices"
	"strings"

	"github.com/irpsim/irpsim"
	"github.com/irpsim/irpsim/docs"
	"github.com/irpsim/irpsim/internal/web/markdown"
	"github.com/irpsim/irpsim/internal/web/page"
)

// view is a text and what stands beside it.
type view struct {
	Href           string // of this very text
	Title, Summary string
	Body           template.HTML
	Do             *entry // the button at the end
	Contents       []markdown.Heading
	Group          group // others beside it
	Prev, Next     *entry
}

// doLine is the last line of a guide.
var doLine = regexp.MustCompile(`\n\[Do it: ([^\]]+)\]\(([^)]*)\)\s*$`)

func (l *library) show(v *page.Visit) (page.Answer, error) {
	slug := v.Param("slug")
	if to := elsewhere[slug]; to != "" {
		return page.Answer{Goto: to}, nil
	}
	if slug == "connect" {
		return page.Answer{Goto: "/guides/connect/README"}, nil
	}
	if slug == "duplicates" { // a shorter name, used by links of older pages
		return page.Answer{Goto: "/guides/duplicates-and-ghosts"}, nil
	}
	g, ok := docs.FindGuide(slug)
	if !ok {
		return l.page(v, slug)
	}
	d := view{Href: "/guides/" + slug, Title: g.Title, Summary: g.Summary, Group: beside("/guides/" + slug)}
	text := g.Markdown
	if m := doLine.FindStringSubmatchIndex(text); m != nil {
		title := text[m[2]:m[3]]
		d.Do = &entry{Href: text[m[4]:m[5]], Title: strings.ToUpper(title[:1]) + title[1:]}
		text = text[:m[0]]
	}
	d.Body, d.Contents = l.render(v, "guide:"+slug, text), markdown.Headings(text)
	d.Prev, d.Next = around(slug)
	return page.Answer{Title: g.Title, Template: "guides/text", View: d}, nil
}

// around finds the guides before and after one.
func around(slug string) (prev, next *entry) {
	list := docs.Guides()
	for i, g := range list {
		if g.Slug != slug {
			continue
		}
		if i > 0 {
			prev = &entry{Href: "/guides/" + list[i-1].Slug, Title: list[i-1].Title}
		}
		if i+1 < len(list) {
			next = &entry{Href: "/guides/" + list[i+1].Slug, Title: list[i+1].Title}
		}
	}
	return prev, next
}

// beside is the group in which a page stands.
func beside(href string) group {
	for _, g := range groups() {
		if slices.ContainsFunc(g.Entries, func(e entry) bool { return e.Href == href }) {
			return g
		}
	}
	return group{}
}

func (l *library) inFolder(v *page.Visit) (page.Answer, error) {
	return l.page(v, v.Param("folder")+"/"+v.Param("slug"))
}

// page shows a text of the folder docs that is no guide.
func (l *library) page(v *page.Visit, name string) (page.Answer, error) {
	p, ok := docs.FindPage(name)
	if !ok {
		return page.Answer{}, page.Missing("There is no guide called "+page.Start(60, name)+".", "The list of guides has all of them.")
	}
	return l.text(v, name, p.Title, p.Markdown), nil
}

func (l *library) notes(v *page.Visit) (page.Answer, error) {
	return l.text(v, "release-notes", "Release notes", irpsim.Changelog()), nil
}

// maxContents is how many headings a table of contents has; texts with more are looked through by the browser's search.
const maxContents = 30

// text shows a text whose first line is its heading.
func (l *library) text(v *page.Visit, name, title, text string) page.Answer {
	if _, rest, ok := strings.Cut(text, "\n"); ok && strings.HasPrefix(text, "# ") {
		text = rest
	}
	d := view{Href: "/guides/" + name, Title: strings.ReplaceAll(title, "`", ""), Body: l.render(v, name, text), Contents: markdown.Headings(text), Group: beside("/guides/" + name)}
	d.Contents = d.Contents[:min(len(d.Contents), maxContents)]
	return page.Answer{Title: d.Title, Template: "guides/text", View: d}
}

// key is a command of the keyboard.
type key struct {
	Keys   []string
	Does   string
	Single bool // can be switched off
}

// commands are those of app.js; the browser tests press them.
func commands() []key {
	return []key{
		{[]string{"/"}, "to the search, or to the filter of a list", true},
		{[]string{"g", "s"}, "Start", true},
		{[]string{"g", "l"}, "Crypto laboratory", true},
		{[]string{"g", "w"}, "Payload workbench", true},
		{[]string{"g", "i"}, "Inspector", true},
		{[]string{"g", "e"}, "Error explorer", true},
		{[]string{"g", "c"}, "Controls", true},
		{[]string{"j"}, "next row of a list", true},
		{[]string{"k"}, "row before", true},
		{[]string{"Enter"}, "open the row", false},
		{[]string{"e"}, "explain", true},
		{[]string{"c"}, "copy as curl", true},
		{[]string{"n"}, "next finding", true},
		{[]string{"p"}, "finding before", true},
		{[]string{"m"}, "mend", true},
		{[]string{"."}, "light or dark", true},
		{[]string{"?"}, "this list", true},
		{[]string{"Ctrl", "Enter"}, "send; on a Mac ⌘ Enter", false},
		{[]string{"Esc"}, "close a menu", false},
	}
}

// keysView is the list of keys and the state of their switch.
type keysView struct {
	Keys []key
	Off  bool
}

func keys(v *page.Visit) (page.Answer, error) {
	return page.Answer{Title: "Keys", Template: "guides/keys", View: keysView{commands(), v.Cookie("irpsim_keys") == "off"}}, nil
}

// switchKeys turns single keys off or on for a browser.
func switchKeys(v *page.Visit) (page.Answer, error) {
	state := "on"
	if v.PostFormValue("keys") == "off" {
		state = "off"
	}
	v.Remember("irpsim_keys", state)
	return page.Answer{Goto: "/guides/keys"}, nil
}
