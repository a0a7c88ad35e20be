package errs

import (
	"html/template"
	"net/url"
	"regexp"
	"strings"

	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/web/page"
)

func escape(s string) string { return url.QueryEscape(s) }

// mentioned finds in our own prose what is set apart: codes of four digits, and names of members.
var mentioned = regexp.MustCompile(`\b\d{4}\b|\b[A-Z][A-Za-z0-9]*[a-z][A-Za-z0-9]*(?:(?:\[[^\]]*\])?\.[A-Z][A-Za-z0-9]+)+|\b[A-Z][a-z]+[A-Z][A-Za-z]*\b`)

// prose sets codes as links and members as code. Of the text itself nothing is taken for markup.
func prose(v *page.Visit, self fault.Code, text string) template.HTML {
	var b strings.Builder
	at := 0
	for _, m := range mentioned.FindAllStringIndex(text, -1) {
		word := text[m[0]:m[1]]
		b.WriteString(template.HTMLEscapeString(text[at:m[0]]))
		at = m[1]
		escaped := template.HTMLEscapeString(word)
		switch {
		case word[0] > '9':
			b.WriteString("<code>" + escaped + "</code>")
		case known(fault.Code(word)) && word != string(self):
			b.WriteString(`<a class="mono" href="` + template.HTMLEscapeString(v.Link("/errors/"+word)) + `">` + escaped + "</a>")
		default:
			b.WriteString(escaped)
		}
	}
	b.WriteString(template.HTMLEscapeString(text[at:]))
	return template.HTML(b.String()) // #nosec: escaped
}

// known reports whether a number is a code of today.
func known(code fault.Code) bool {
	e, ok := fault.Lookup(code)
	return ok && e.Current
}

// codesIn lists the codes that a text mentions, without self.
func codesIn(self fault.Code, texts ...string) []fault.Code {
	var list []fault.Code
	seen := map[fault.Code]bool{self: true}
	for _, text := range texts {
		for _, word := range mentioned.FindAllString(text, -1) {
			if c := fault.Code(word); word[0] <= '9' && known(c) && !seen[c] {
				seen[c] = true
				list = append(list, c)
			}
		}
	}
	return list
}

// steps cuts a remedy into sentences, at most three: the third holds the rest.
func steps(remedy string) []string {
	const most = 3
	var list []string
	for rest := strings.TrimSpace(remedy); rest != ""; {
		end := sentenceEnd(rest)
		if len(list) == most-1 {
			end = len(rest)
		}
		list = append(list, strings.TrimSpace(rest[:end]))
		rest = strings.TrimSpace(rest[end:])
	}
	return list
}

// sentenceEnd is where the first sentence of a text ends: at a full stop before a blank and a capital.
func sentenceEnd(text string) int {
	for i := 0; i+2 < len(text); i++ {
		if text[i] == '.' && text[i+1] == ' ' && text[i+2] >= 'A' && text[i+2] <= 'Z' {
			return i + 1
		}
	}
	return len(text)
}
