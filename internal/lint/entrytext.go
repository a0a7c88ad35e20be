package lint

import (
	"fmt"
	"io"
	"strings"
	"time"
)

// WriteEntry writes what is known of a code or rule for people.
func WriteEntry(w io.Writer, e Entry, o TextOptions) error {
	t := newTexter(o)
	t.wrap(t.paint(bold, string(e.Code))+"  ", 6, t.paint(bold, e.Message))
	t.line("called by", strings.Join(e.APIs, ", "))
	if !e.Current {
		t.line("status", "not in the invoice portal's lists of today")
	}
	t.line("cause", e.Cause)
	t.line("mend", e.Remedy)
	for _, text := range e.Also {
		t.line("also seen", text)
	}
	t.line("source", e.Source+" ("+e.Confidence+")")
	if e.Place != "" {
		text := "by: " + string(e.Place)
		if e.Reason != "" {
			text += ". " + e.Reason
		}
		t.line("raised", text)
	}
	for i := range e.Rules {
		t.WriteByte('\n')
		t.rule(&e.Rules[i])
	}
	_, err := io.WriteString(w, t.String())
	return err
}

func (t *texter) rule(r *RuleEntry) {
	t.wrap("  "+t.paint(bold, r.ID)+"  ", 4, r.Path)
	t.line("holds", r.Title)
	t.line("why", r.Why)
	t.line("source", r.Source+" ("+string(r.Confidence)+")")
	t.line("in force", inForce(r))
	for _, c := range r.Changes {
		text := c.Date.Format(time.DateOnly) + ": " + c.What
		if c.Basis != "" {
			text += " (by the date of the document)"
		}
		t.line("changes", text)
	}
	for _, e := range r.Breaks {
		t.line("breaks it", exampleText(e))
	}
	for _, e := range r.Passes {
		t.line("passes", exampleText(e))
	}
}

func inForce(r *RuleEntry) string {
	var parts []string
	if !r.Since.IsZero() {
		parts = append(parts, "since "+r.Since.Format(time.DateOnly))
	}
	if !r.Until.IsZero() {
		parts = append(parts, "until "+r.Until.AddDate(0, 0, -1).Format(time.DateOnly))
	}
	if len(parts) > 0 && r.Basis != "" {
		parts = append(parts, "by the date of the document")
	}
	if r.Setting != "" {
		parts = append(parts, "while the setting "+r.Setting+" is on")
	}
	return strings.Join(parts, " ")
}

// exampleText shows an example as the edits of the standard invoice.
func exampleText(e ExampleEntry) string {
	var parts []string
	if e.Lines > 0 {
		parts = append(parts, fmt.Sprintf("%d lines", e.Lines))
	}
	for _, edit := range e.Edits {
		parts = append(parts, edit.String())
	}
	text := strings.Join(parts, ", ")
	if text == "" {
		text = "the standard invoice"
	}
	if e.ByIRN {
		text += "; the e-way bill by IRN"
		for i, edit := range e.Request {
			text += map[bool]string{true: " with ", false: ", "}[i == 0] + edit.String()
		}
	}
	if e.World != nil {
		text += "; " + e.World.String()
	}
	if e.Note != "" {
		text = e.Note + ": " + text
	}
	return text
}

// String writes an edit as an assignment.
func (e EditEntry) String() string {
	if e.Remove {
		return "no " + e.Path
	}
	return e.Path + " = " + jsonOf(e.Value, 0)
}

// String says what state of the world an example needs.
func (w *WorldEntry) String() string {
	var parts []string
	if !w.Now.IsZero() {
		parts = append(parts, "on "+w.Now.Format(time.DateOnly))
	}
	if w.Caller != "" {
		parts = append(parts, "logged in as "+w.Caller)
	}
	if len(w.Settings) > 0 {
		parts = append(parts, "with the setting "+strings.Join(w.Settings, ", ")+" on")
	}
	for _, p := range w.Taxpayers {
		text := p.Gstin + " is " + string(p.Status) + " of type " + string(p.Type)
		if p.Deregistered != "" {
			text += " until " + p.Deregistered
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, ", ")
}
