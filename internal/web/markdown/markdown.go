// Package markdown makes HTML of the texts that the portal shows: guides, reference pages, release notes. Raw HTML in a text
// is left out, tables and code can be scrolled by keyboard, and headings have ids that links can name.
package markdown

import (
	"bytes"
	"html"
	"html/template"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// Render makes HTML of a text in Markdown with the tables of GitHub's. Link says where a link of the text leads, "" that it
// leads nowhere and its words stand alone; nil leaves all as they are. A text that is no Markdown comes out as paragraphs.
func Render(source string, link func(string) string) template.HTML {
	b := []byte(source)
	tree := goldmark.New(
		goldmark.WithExtensions(extension.NewTable(extension.WithTableCellAlignMethod(extension.TableCellAlignNone)), extension.Strikethrough),
		goldmark.WithParserOptions(parser.WithAutoHeadingID()),
		goldmark.WithRendererOptions(renderer.WithNodeRenderers(util.Prioritized(blocks{}, 100))),
	)
	doc := tree.Parser().Parse(text.NewReader(b))
	var dead []*ast.Link
	_ = ast.Walk(doc, func(n ast.Node, in bool) (ast.WalkStatus, error) { // the function returns no error
		if in && prepare(n, link) {
			dead = append(dead, n.(*ast.Link))
		}
		return ast.WalkContinue, nil
	})
	for _, n := range dead {
		for c := n.FirstChild(); c != nil; c = n.FirstChild() {
			n.Parent().InsertBefore(n.Parent(), n, c)
		}
		n.Parent().RemoveChild(n.Parent(), n)
	}
	var out bytes.Buffer
	if err := tree.Renderer().Render(&out, b, doc); err != nil {
		return template.HTML("<pre>" + html.EscapeString(source) + "</pre>") // #nosec: escaped
	}
	return template.HTML(out.String()) // #nosec: raw HTML is off
}

// prepare turns links to where they lead, and marks columns of numbers. It tells whether n is a link that leads nowhere.
func prepare(n ast.Node, link func(string) string) (dead bool) {
	switch n := n.(type) {
	case *ast.Link:
		if link != nil {
			n.Destination = []byte(link(string(n.Destination)))
			return len(n.Destination) == 0
		}
	case *extast.TableCell:
		if n.Alignment == extast.AlignRight {
			n.SetAttributeString("class", []byte("num"))
		}
	}
	return false
}

// blocks renders what may be wider than the page: it can be focused, and so scrolled without a mouse.
type blocks struct{}

func (blocks) RegisterFuncs(r renderer.NodeRendererFuncRegisterer) {
	r.Register(extast.KindTable, table)
	r.Register(extast.KindTableCell, tableCell)
	r.Register(ast.KindFencedCodeBlock, pre)
	r.Register(ast.KindCodeBlock, pre)
}

func table(w util.BufWriter, source []byte, n ast.Node, in bool) (ast.WalkStatus, error) {
	if !in {
		_, err := w.WriteString("</table></div>\n")
		return ast.WalkContinue, err
	}
	var heads []string
	for c := n.FirstChild().FirstChild(); c != nil; c = c.NextSibling() {
		if t := strings.TrimSpace(plain(c, source)); t != "" {
			heads = append(heads, t)
		}
	}
	label := html.EscapeString("Table: " + strings.Join(heads, ", "))
	_, err := w.WriteString(`<div class="tablewrap" tabindex="0" role="group" aria-label="` + label + `"><table>` + "\n")
	return ast.WalkContinue, err
}

// tableCell makes an empty cell of a head an ordinary one: a heading without words heads nothing.
func tableCell(w util.BufWriter, _ []byte, n ast.Node, in bool) (ast.WalkStatus, error) {
	tag := "td"
	if n.Parent().Kind() == extast.KindTableHeader && n.HasChildren() {
		tag = "th"
	}
	open := "</" + tag + ">\n"
	if in {
		open = "<" + tag + ">"
		if _, right := n.AttributeString("class"); right {
			open = "<" + tag + ` class="num">`
		}
	}
	_, err := w.WriteString(open)
	return ast.WalkContinue, err
}

// plain is the text of a node without its marks.
func plain(n ast.Node, source []byte) string {
	var b strings.Builder
	_ = ast.Walk(n, func(n ast.Node, in bool) (ast.WalkStatus, error) { // the function returns no error
		if t, ok := n.(*ast.Text); ok && in {
			b.Write(t.Segment.Value(source))
		}
		return ast.WalkContinue, nil
	})
	return b.String()
}

func pre(w util.BufWriter, source []byte, n ast.Node, in bool) (ast.WalkStatus, error) {
	if !in {
		return ast.WalkContinue, nil
	}
	var b strings.Builder
	b.WriteString(`<pre tabindex="0"><code>`)
	for i := range n.Lines().Len() {
		line := n.Lines().At(i)
		b.WriteString(html.EscapeString(string(line.Value(source))))
	}
	b.WriteString("</code></pre>\n")
	_, err := w.WriteString(b.String())
	return ast.WalkContinue, err
}

// Heading is a heading of a text, for a table of contents.
type Heading struct{ ID, Text string }

// Headings lists the headings of the second level, with the ids that [Render] gives them.
func Headings(source string) []Heading {
	b := []byte(source)
	doc := goldmark.New(goldmark.WithParserOptions(parser.WithAutoHeadingID())).Parser().Parse(text.NewReader(b))
	var list []Heading
	for n := doc.FirstChild(); n != nil; n = n.NextSibling() {
		h, ok := n.(*ast.Heading)
		if !ok || h.Level != 2 {
			continue
		}
		if id, ok := h.AttributeString("id"); ok {
			if name, ok := id.([]byte); ok {
				list = append(list, Heading{string(name), plain(h, b)})
			}
		}
	}
	return list
}
