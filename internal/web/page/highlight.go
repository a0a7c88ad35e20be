package page

import (
	"html/template"
	"strings"
)

// keyMembers hold keys: their values wear the key's colour inside readable text.
var keyMembers = map[string]bool{"AppKey": true, "Sek": true, "AuthToken": true, "appkey": true, "sek": true, "authtoken": true}

// JSON marks the parts of a JSON text: k for names, s for texts, n for numbers and words, p for the rest; hk for keys of
// the encryption. It never fails: what is no JSON is marked as far as it looks like one, and always escaped.
func JSON(text string) template.HTML {
	var b strings.Builder
	b.Grow(len(text) * 2)
	last := "" // the last member name
	for i := 0; i < len(text); {
		n, class := token(text[i:])
		part := text[i : i+n]
		if class == "s" {
			if name := isName(text[i+n:]); name {
				class, last = "k", strings.Trim(part, `"`)
			} else if keyMembers[last] {
				class, last = "hk", ""
			} else {
				last = ""
			}
		}
		escaped := template.HTMLEscapeString(part)
		if class == "" {
			b.WriteString(escaped)
		} else {
			b.WriteString(`<span class="` + class + `">` + escaped + `</span>`)
		}
		i += n
	}
	return template.HTML(b.String()) // #nosec: escaped
}

// token measures the next part of a JSON text and names its class.
func token(text string) (n int, class string) {
	switch c := text[0]; {
	case c == '"':
		for n = 1; n < len(text); n++ {
			if text[n] == '\\' {
				n++
			} else if text[n] == '"' {
				return n + 1, "s"
			} else if text[n] == '\n' {
				break
			}
		}
		return min(n, len(text)), "s"
	case strings.IndexByte("{}[]:,", c) >= 0:
		for n = 1; n < len(text) && strings.IndexByte("{}[]:,", text[n]) >= 0; n++ {
		}
		return n, "p"
	case c == '-' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z':
		for n = 1; n < len(text) && strings.IndexByte("{}[]:,\" \t\r\n", text[n]) < 0; n++ {
		}
		return n, "n"
	}
	for n = 1; n < len(text) && strings.IndexByte(" \t\r\n", text[n]) >= 0; n++ {
	}
	return n, ""
}

// isName reports whether a colon follows.
func isName(rest string) bool {
	return strings.HasPrefix(strings.TrimLeft(rest, " \t\r\n"), ":")
}
