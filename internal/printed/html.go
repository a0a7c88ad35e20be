package printed

import (
	"bufio"
	"embed"
	"fmt"
	"html/template"
	"io"
	"strings"

	"github.com/irpsim/irpsim/internal/qr"
)

// Assets are the files that the page links to: print.css and print.js. Whoever serves the page serves them under paths of
// its own and tells [WriteHTML].
//
//go:embed print.css print.js
var Assets embed.FS

//go:embed page.html
var pageHTML string

var page = template.Must(template.New("page").Parse(pageHTML))

// Page says what the page links to. An empty address leaves its link out.
type Page struct {
	Stylesheet string // where Assets' print.css is served
	Script     string // where Assets' print.js is served; it shows the print button
	Back       string // the page to go back to

	PDF, PNG, SVG, JSON string // downloads: the document, its QR code as pictures, what was registered
}

// longHSN is how many rows the summary may have beside the totals; a longer one stands below them.
const longHSN = 12

// WriteHTML writes the invoice as a page of its own. It has no script and no style within it, so that it fits a strict
// Content-Security-Policy. The error is that of w.
func WriteHTML(w io.Writer, v Invoice, p Page) error {
	data := struct {
		Invoice
		Page      Page
		SVG       template.HTML
		Narrow    bool
		LongHSN   bool
		Rows      [][]cell
		Watermark string
	}{Invoice: v, Watermark: strings.TrimSpace(watermark), Page: p, Rows: rows(v), Narrow: len(v.Columns) > 10, LongHSN: len(v.HSN) > longHSN}
	if svg, err := qr.SVG(v.QR); err == nil {
		// Our own drawing: digits and letters of paths, nothing of the text.
		data.SVG = template.HTML(strings.Replace(string(svg), `aria-label="QR code"`, `aria-label="Signed QR code, simulated"`, 1))
	}
	b := bufio.NewWriter(w)
	if err := page.Execute(b, data); err != nil {
		return fmt.Errorf("printed invoice: %w", err)
	}
	return b.Flush()
}

// cell is a cell of a line, ready for the template: to look its column up there costs more than all else.
type cell struct {
	Text, Note string
	Left, Item bool
}

func rows(v Invoice) [][]cell {
	list := make([][]cell, len(v.Lines))
	for i, l := range v.Lines {
		list[i] = make([]cell, len(l.Cells))
		for k, text := range l.Cells {
			list[i][k] = cell{Text: text, Left: v.Columns[k].Left, Item: k == 1}
		}
		if len(list[i]) > 1 {
			list[i][1].Note = l.Note
		}
	}
	return list
}
