package lint

import (
	"strings"

	"github.com/irpsim/irpsim/internal/validate"
)

// reason says in half a sentence what was found and what is expected, with the arithmetic and the accepted ranges.
func (f *Finding) reason() string {
	var parts []string
	if f.Found != "" || f.Expected != "" {
		parts = append(parts, "found "+orNothing(f.Found)+", expected "+f.Expected)
	}
	if f.OffBy != "" {
		parts = append(parts, "off by "+f.OffBy)
	}
	if n := len(f.Arithmetic); n > 0 {
		steps := make([]string, n)
		for i, s := range f.Arithmetic {
			steps[i] = s.String()
		}
		parts = append(parts, strings.Join(steps, " "))
	}
	if len(f.Ranges) > 0 {
		ranges := make([]string, len(f.Ranges))
		for i, r := range f.Ranges {
			ranges[i] = rangeText(r)
		}
		parts = append(parts, "accepted "+strings.Join(ranges, ", or "))
	}
	if f.MasterRow != "" {
		parts = append(parts, f.MasterRow)
	}
	return strings.Join(parts, "; ")
}

func orNothing(found string) string {
	if found == "" {
		return "nothing"
	}
	return found
}

func rangeText(r validate.Range) string {
	text := r.Min + " to " + r.Max
	if r.When != "" {
		text += " (" + r.When + ")"
	}
	return text
}

// Plain explains a finding in one paragraph: what was found and expected, what must hold, why, and how to mend it.
func (f *Finding) Plain() string {
	var parts []string
	if reason := f.reason(); reason != "" {
		parts = append(parts, strings.ToUpper(reason[:1])+reason[1:]+".")
	}
	for _, s := range []string{f.Title, f.Why, f.Mend} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, " ")
}
