package workbench

import (
	"html/template"
	"strings"
	"unicode/utf8"

	"github.com/irpsim/irpsim/internal/lint"
	"github.com/irpsim/irpsim/internal/web/page"
)

// sourceLine is a line of the text with the remarks under it, as a compiler would write them.
type sourceLine struct {
	N     int
	HTML  template.HTML
	Mark  string // "bad" for a cause, "rel" for what follows, ""
	Card  string // id of the card
	Notes []remark
}

// remark is what stands under a line.
type remark struct {
	Blank, Marks, Text string
	Follows            bool
}

// source lays the text out line by line with the findings under their values. Cut tells how many lines are left out.
func (b *builder) source(text string) (lines []sourceLine, cut int) {
	all := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	if len(all) > shownSource {
		cut = len(all) - shownSource
		all = all[:shownSource]
	}
	lines = make([]sourceLine, len(all))
	for i, l := range all {
		lines[i] = sourceLine{N: i + 1, HTML: page.JSON(page.Start(2000, l))}
	}
	left := shownMarks
	for i, c := range b.causes {
		id := b.cards[i].ID
		b.remark(lines, &b.report.Findings[c.At], id, false, &left)
		for _, at := range c.Follows {
			b.remark(lines, &b.report.Findings[at], id, true, &left)
		}
	}
	return lines, cut
}

// maxMarks bounds how many characters are underlined, and how far a remark is moved to the right.
const maxMarks, maxBlank = 40, 48

func (b *builder) remark(lines []sourceLine, f *lint.Finding, id string, follows bool, left *int) {
	if f.Line < 1 || f.Line > len(lines) || *left == 0 {
		return
	}
	*left--
	l := &lines[f.Line-1]
	if l.Mark != "bad" {
		l.Mark = "bad"
		if follows {
			l.Mark = "rel"
		}
		l.Card = id
	}
	width := 1
	if f.EndLine == f.Line {
		width = min(max(1, f.EndColumn-f.Column), maxMarks)
	}
	r := remark{Blank: strings.Repeat(" ", min(max(0, f.Column-1), maxBlank)), Follows: follows, Text: " " + string(f.Code) + " "}
	if follows {
		r.Marks = strings.Repeat("-", width)
		r.Text += "follows from it"
	} else {
		r.Marks = strings.Repeat("^", width)
		r.Text += "expected " + page.Start(60, f.Expected)
	}
	l.Notes = append(l.Notes, r)
	if !follows && len(f.Ranges) > 0 {
		blank := strings.Repeat(" ", utf8.RuneCountInString(r.Blank)+width+1+len(f.Code))
		l.Notes = append(l.Notes, remark{Blank: blank, Text: " " + f.Ranges[0].Min + " to " + f.Ranges[0].Max + " pass"})
	}
}
