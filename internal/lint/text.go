package lint

import (
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"
)

// TextOptions say how [WriteText] writes.
type TextOptions struct {
	Colour bool // for a terminal
	Width  int  // of lines, in characters; 0 is 100
	Clean  bool // tell of clean documents as well
	Next   bool // tell what changes next in the rules
}

// WriteText writes a result for people.
func WriteText(w io.Writer, r Result, o TextOptions) error {
	t := newTexter(o)
	for i := range r.Documents {
		t.report(&r.Documents[i])
	}
	if o.Next {
		t.next(r)
	}
	_, err := io.WriteString(w, t.String())
	return err
}

// The colours of a terminal, as SGR codes.
const (
	red    = "31;1"
	yellow = "33"
	green  = "32"
	bold   = "1"
	dim    = "2"
)

type texter struct {
	strings.Builder
	TextOptions
}

func newTexter(o TextOptions) *texter {
	if o.Width <= 0 {
		o.Width = 100
	}
	return &texter{TextOptions: o}
}

func (t *texter) paint(code, text string) string {
	if !t.Colour || text == "" {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}

func (t *texter) report(r *Report) {
	if r.Clean && len(r.Notes) == 0 && !t.Clean {
		return
	}
	head := t.paint(bold, visible(r.Name()))
	if id := r.Document.String(); id != "" {
		head += "  " + visible(id)
	}
	if r.Clean {
		head += "  " + t.paint(green, "clean")
	}
	t.WriteString(head + "\n")
	now := r.Now()
	t.findings(r, now)
	if rest := r.Findings[len(now):]; len(rest) > 0 {
		t.WriteString("  " + t.paint(yellow, "Later, once the portal gets that far:") + "\n")
		t.findings(r, rest)
	}
	for _, n := range r.Notes {
		at := "note  "
		if n.Line > 0 {
			at += fmt.Sprintf("%d:%d  ", n.Line, n.Column)
		}
		if n.Code != "" {
			at += string(n.Code) + "  "
		}
		t.wrap("  "+t.paint(dim, at), 2+utf8.RuneCountInString(at), visible(n.Text))
	}
	t.WriteByte('\n')
}

// String names a document by what it says of itself.
func (d *Identity) String() string {
	if d == nil {
		return ""
	}
	var words []string
	for _, w := range []string{d.Typ, d.No} {
		if w != "" {
			words = append(words, w)
		}
	}
	if d.Gstin != "" {
		words = append(words, "of "+d.Gstin)
	}
	if len(words) == 0 && d.Irn != "" {
		return "IRN " + shorten(d.Irn)
	}
	return strings.Join(words, " ")
}

// The labels of a finding's lines stand in a column of this width.
const labelWidth = 12

// findings writes findings. Those that the schema has of one member are explained once.
func (t *texter) findings(r *Report, list []Finding) {
	for i := range list {
		f := &list[i]
		t.message(f)
		if i+1 < len(list) && f.Kind == Schema && list[i+1].Kind == Schema && list[i+1].Path == f.Path {
			continue
		}
		t.because(r, f)
	}
}

func (t *texter) message(f *Finding) {
	colour := red
	if f.Later {
		colour = yellow
	}
	t.wrap("  "+t.paint(colour, fmt.Sprintf("%-5s ", f.Code)), 8, t.paint(bold, visible(f.Message)))
}

func (t *texter) because(r *Report, f *Finding) {
	t.line("at", whereabouts(r, f))
	if len(f.Paths) > 1 {
		t.line("also at", strings.Join(f.Paths[1:], ", "))
	}
	expected := f.Expected
	if f.OffBy != "" {
		expected += ", off by " + f.OffBy
	}
	t.line("found", orNothing(f.Found))
	t.line("expected", expected)
	t.arithmetic(f)
	for i, rng := range f.Ranges {
		label := "accepted"
		if i > 0 {
			label = "or"
		}
		t.line(label, rangeText(rng))
	}
	t.line("master", f.MasterRow)
	rule := f.Title
	if f.Kind == Business {
		rule = f.Rule + ": " + f.Title
	}
	t.line("rule", rule)
	t.line("why", f.Why)
	t.line("mend", f.Mend)
	t.line("source", sourceText(f))
}

func whereabouts(r *Report, f *Finding) string {
	at := f.Path
	if f.Line > 0 {
		if at != "" {
			at += ", "
		}
		at += fmt.Sprintf("%s:%d:%d", r.File, f.Line, f.Column)
	}
	return at
}

func sourceText(f *Finding) string {
	text := f.Source
	if f.Confidence != "" {
		text += " (" + f.Confidence + ")"
	}
	var in []string
	if !f.Since.IsZero() {
		in = append(in, "since "+f.Since.Format(time.DateOnly))
	}
	if !f.Until.IsZero() {
		in = append(in, "until "+f.Until.AddDate(0, 0, -1).Format(time.DateOnly))
	}
	if f.Setting != "" {
		in = append(in, "while the setting "+f.Setting+" is on")
	}
	if len(in) > 0 {
		text += "; in force " + strings.Join(in, " ")
	}
	return text
}

// line writes a labelled text under a finding, nothing when there is none.
func (t *texter) line(label, text string) {
	if text == "" {
		return
	}
	t.wrap("        "+t.paint(dim, fmt.Sprintf("%-*s", labelWidth, label)), 8+labelWidth, visible(text))
}

// arithmetic writes the steps of a calculation in columns: operator, name, value on the right, remark.
func (t *texter) arithmetic(f *Finding) {
	name, value := 0, 0
	for _, s := range f.Arithmetic {
		name = max(name, utf8.RuneCountInString(s.Name))
		value = max(value, utf8.RuneCountInString(s.Value))
	}
	for i, s := range f.Arithmetic {
		label := ""
		if i == 0 {
			label = "because"
		}
		text := pad(s.Op, 1, false) + " " + pad(s.Name, name, false) + "  " + pad(s.Value, value, true)
		if s.Note != "" {
			text += "  " + s.Note
		}
		t.WriteString("        " + t.paint(dim, pad(label, labelWidth, false)) + strings.TrimRight(text, " ") + "\n")
	}
}

func (t *texter) next(r Result) {
	t.wrap("", 0, "Rules of "+r.AsOf.Format(time.DateOnly)+".")
	if r.Next == nil {
		t.wrap("", 0, "No later change of the rules is known.")
		return
	}
	t.wrap("", 0, t.paint(bold, "On "+r.Next.Date+" changes:"))
	for _, c := range r.Next.Changes {
		text := c.What
		if c.Basis != "" {
			text += " (by the date of the document)"
		}
		t.wrap("  "+c.Rule+"  ", 4, text)
	}
}

// String says the counts in one line.
func (s Summary) String() string {
	text := count(s.Documents, "document") + ": " + fmt.Sprintf("%d clean", s.Clean)
	if s.WithFindings > 0 {
		text += fmt.Sprintf(", %d with %s", s.WithFindings, count(s.Findings, "finding"))
		if s.Later > 0 {
			text += fmt.Sprintf(" and %d more to come", s.Later)
		}
	}
	if s.Notes > 0 {
		text += ", " + count(s.Notes, "note")
	}
	return text
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
