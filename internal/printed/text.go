package printed

import (
	"strings"
	"unicode"
)

// clean makes one line of a text: control characters and line breaks become blanks, blanks are joined, what turns the
// direction of writing is dropped (it could make a page say something else than it holds), and the rest is cut to limit
// characters.
func clean(s string, limit int) string {
	var b strings.Builder
	blank, n := false, 0
	for _, r := range s {
		switch {
		case unicode.IsSpace(r) || unicode.IsControl(r):
			blank = n > 0
			continue
		case r != '\u200c' && r != '\u200d' && unicode.Is(unicode.Cf, r): // joiners belong to Indian scripts
			continue
		}
		if n >= limit || blank && n+1 >= limit {
			b.WriteRune('…')
			break
		}
		if blank {
			b.WriteByte(' ')
			n++
			blank = false
		}
		b.WriteRune(r)
		n++
	}
	return b.String()
}

func text(s string) string { return clean(s, maxText) }

// join puts the texts that are not empty side by side.
func join(separator string, parts ...string) string {
	kept := parts[:0:0]
	for _, p := range parts {
		if p != "" {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, separator)
}

// facts collects what is there.
type facts []Fact

func (f *facts) add(name, value string) {
	if value = text(value); value != "" {
		*f = append(*f, Fact{Name: name, Value: value})
	}
}

func (f *facts) code(name, value string) {
	if value = text(value); value != "" {
		*f = append(*f, Fact{Name: name, Value: value, Code: true})
	}
}

// named is a code with its meaning, or the code alone when it has none.
func named(code, name string, known bool) string {
	if !known || code == "" {
		return text(code)
	}
	return text(code + " " + name)
}
