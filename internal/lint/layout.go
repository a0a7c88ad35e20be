package lint

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

func pad(text string, width int, right bool) string {
	blanks := strings.Repeat(" ", max(0, width-utf8.RuneCountInString(text)))
	if right {
		return blanks + text
	}
	return text + blanks
}

// wrap writes text behind a head of so many characters, broken at blanks, the further lines under the first.
func (t *texter) wrap(head string, indent int, text string) {
	t.WriteString(head)
	column := indent
	for i, word := range strings.Split(text, " ") {
		n := shown(word)
		switch {
		case i == 0:
		case column+1+n > t.Width && n+indent < t.Width:
			t.WriteString("\n" + strings.Repeat(" ", indent))
			column = indent
		default:
			t.WriteByte(' ')
			column++
		}
		t.WriteString(word)
		column += n
	}
	t.WriteByte('\n')
}

// shown counts the characters of a word that a terminal shows.
func shown(word string) int {
	n := utf8.RuneCountInString(word)
	for _, part := range strings.Split(word, "\x1b[")[1:] {
		n -= 2 + 1 + strings.IndexByte(part, 'm')
	}
	return n
}

// visible writes control characters as escapes: what a document holds must not command a terminal.
func visible(text string) string {
	if !strings.ContainsFunc(text, unicode.IsControl) {
		return text
	}
	var b strings.Builder
	for _, r := range text {
		if unicode.IsControl(r) {
			b.WriteString(strings.Trim(strconv.QuoteRune(r), "'"))
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}
