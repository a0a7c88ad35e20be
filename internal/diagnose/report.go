package diagnose

import (
	"fmt"
	"strings"
)

// Text is the diagnosis as a person reads it in a terminal: steps, what it was, how to mend it. It has no secrets.
func (d Diagnosis) Text() string {
	var b strings.Builder
	for _, s := range d.Steps {
		mark := "ok  "
		if !s.OK {
			mark = "FAIL"
		}
		fmt.Fprintf(&b, "%s  %s: %s\n      %s\n", mark, s.Name, s.Did, s.Result)
		if s.Detail != "" && !s.OK {
			fmt.Fprintf(&b, "      %s\n", s.Detail)
		}
	}
	fmt.Fprintf(&b, "\n%s\n", d.Summary)
	if d.Mistake != nil {
		d.Mistake.write(&b)
	}
	if d.Opened != "" {
		fmt.Fprintf(&b, "  The text begins: %s\n", d.Opened)
	}
	for _, f := range d.Also {
		fmt.Fprintf(&b, "\nAlso: %s\n", f.Title)
		f.write(&b)
	}
	for _, f := range d.Remarks {
		fmt.Fprintf(&b, "\nBy the way: %s %s.\n", f.Title, sentence(f.Evidence))
	}
	if len(d.Tried) > 0 {
		b.WriteString("\nTried:\n")
		for _, t := range d.Tried {
			fmt.Fprintf(&b, "  - %s\n", t)
		}
	}
	return b.String()
}

func (f Finding) write(b *strings.Builder) {
	fmt.Fprintf(b, "  %s (%s)\n  Seen: %s.\n  Why:  %s\n  Mend: %s\n", f.ID, f.Confidence, f.Evidence, f.Why, f.Mend)
	if f.Hint != "" {
		fmt.Fprintf(b, "  Code: %s\n", f.Hint)
	}
}

// sentence begins with a capital letter.
func sentence(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
