package lint

import (
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"
)

// maxDepth bounds the nesting of a document, as einv.Decode does.
const maxDepth = 64

// place is where a JSON value stands in its text. Offsets are bytes from the beginning of that text.
type place struct {
	name       string // of the member, "" for elements of arrays
	key        int    // where the name begins, with its quote; -1 when there is none
	keyEnd     int
	start, end int
	kind       byte // first byte of the value: { [ " t f n, - or a digit
	kids       []place
}

// syntaxError is where and why a text is no JSON.
type syntaxError struct {
	at      int
	problem string // what was expected, and what stands there
}

func (e *syntaxError) Error() string { return fmt.Sprintf("at byte %d: %s", e.at, e.problem) }

// scan reads one JSON value and notes where its parts stand, down to keep levels. It takes exactly the texts that
// einv.Decode takes, and any other JSON value than an object besides.
func scan(text []byte, keep int) (place, *syntaxError) {
	s := scanner{text: text, keep: keep}
	if at := badUTF8(text); at >= 0 {
		return place{}, &syntaxError{at, "the text is not UTF-8" + utf16Hint(text)}
	}
	if strings.HasPrefix(string(text[:min(len(text), 3)]), byteOrderMark) {
		s.at = len(byteOrderMark)
	}
	s.blanks()
	if s.at == len(text) {
		return place{}, &syntaxError{s.at, "there is no JSON: the text is empty"}
	}
	root, err := s.value(0)
	if err != nil {
		return place{}, err
	}
	if s.blanks(); s.at < len(text) {
		return place{}, s.unexpected("the end of the text", "; a document is one JSON value")
	}
	return root, nil
}

const byteOrderMark = "\xEF\xBB\xBF"

func badUTF8(text []byte) int {
	if utf8.Valid(text) {
		return -1
	}
	for at := 0; at < len(text); {
		r, n := utf8.DecodeRune(text[at:])
		if r == utf8.RuneError && n == 1 {
			return at
		}
		at += n
	}
	return -1
}

func utf16Hint(text []byte) string {
	if len(text) > 1 && (text[0] == 0xFF && text[1] == 0xFE || text[0] == 0xFE && text[1] == 0xFF) {
		return "; it looks like UTF-16, save it as UTF-8"
	}
	return "; save it as UTF-8"
}

type scanner struct {
	text []byte
	at   int
	keep int
}

func (s *scanner) blanks() {
	for s.at < len(s.text) {
		switch s.text[s.at] {
		case ' ', '\t', '\r', '\n':
			s.at++
		default:
			return
		}
	}
}

// peek returns the next byte, 0 at the end. A NUL in the text is never what anything here expects.
func (s *scanner) peek() byte {
	if s.at < len(s.text) {
		return s.text[s.at]
	}
	return 0
}

func (s *scanner) unexpected(want, hint string) *syntaxError {
	if s.at >= len(s.text) {
		return &syntaxError{len(s.text), "expected " + want + ", but the text ends here; is it cut off?"}
	}
	r, _ := utf8.DecodeRune(s.text[s.at:])
	return &syntaxError{s.at, fmt.Sprintf("expected %s, found %q%s", want, r, hint)}
}

// value reads the value at s.at, which stands inside depth objects and arrays.
func (s *scanner) value(depth int) (place, *syntaxError) {
	p := place{key: -1, start: s.at, kind: s.peek()}
	var err *syntaxError
	switch c := p.kind; {
	case c == '{' || c == '[':
		if depth == maxDepth {
			return p, &syntaxError{s.at, fmt.Sprintf("nested deeper than %d", maxDepth)}
		}
		if c == '{' {
			err = s.object(&p, depth+1)
		} else {
			err = s.array(&p, depth+1)
		}
	case c == '"':
		err = s.quoted("a text")
	case c == '-' || c >= '0' && c <= '9':
		err = s.number()
	case c == 't':
		err = s.word("true")
	case c == 'f':
		err = s.word("false")
	case c == 'n':
		err = s.word("null")
	default:
		err = s.unexpected("a value", valueHint(c))
	}
	p.end = s.at
	return p, err
}

// valueHint explains what people write where JSON wants a value.
func valueHint(c byte) string {
	switch c {
	case '\'':
		return "; texts stand in double quotes"
	case '/', '#':
		return "; JSON has no comments"
	case '.', '+':
		return "; a number begins with a digit or a minus sign"
	case 'N', 'I':
		return "; JSON has no NaN and no Infinity"
	case 'T', 'F':
		return "; write true and false in small letters"
	case '}', ']', ',':
		return "; a value is missing before it, or a comma is too many"
	}
	return ""
}

func (s *scanner) object(p *place, depth int) *syntaxError {
	s.at++
	for first := true; ; first = false {
		s.blanks()
		if first && s.peek() == '}' {
			s.at++
			return nil
		}
		if s.peek() != '"' {
			return s.unexpected("the name of a member in double quotes", nameHint(s.peek()))
		}
		key := s.at
		if err := s.quoted("a name"); err != nil {
			return err
		}
		keyEnd := s.at
		if s.blanks(); s.peek() != ':' {
			return s.unexpected("a colon after the name "+shorten(string(s.text[key:keyEnd])), "")
		}
		s.at++
		s.blanks()
		v, err := s.value(depth)
		if err != nil {
			return err
		}
		if depth <= s.keep {
			v.key, v.keyEnd, v.name = key, keyEnd, unquote(s.text[key:keyEnd])
			p.kids = append(p.kids, v)
		}
		switch s.blanks(); s.peek() {
		case ',':
			s.at++
		case '}':
			s.at++
			return nil
		default:
			return s.unexpected("a comma or } after the value of "+shorten(string(s.text[key:keyEnd])), "")
		}
	}
}

func nameHint(c byte) string {
	switch c {
	case '}':
		return "; the comma before it is too many"
	case '\'':
		return "; names stand in double quotes"
	case '/', '#':
		return "; JSON has no comments"
	}
	return ""
}

func (s *scanner) array(p *place, depth int) *syntaxError {
	s.at++
	for first := true; ; first = false {
		s.blanks()
		if first && s.peek() == ']' {
			s.at++
			return nil
		}
		v, err := s.value(depth)
		if err != nil {
			return err
		}
		if depth <= s.keep {
			p.kids = append(p.kids, v)
		}
		switch s.blanks(); s.peek() {
		case ',':
			s.at++
		case ']':
			s.at++
			return nil
		default:
			return s.unexpected("a comma or ] after an element of an array", "")
		}
	}
}

// unquote returns the text of a JSON string that the scanner has read.
func unquote(quoted []byte) string {
	inner := quoted[1 : len(quoted)-1]
	if !strings.Contains(string(inner), `\`) {
		return string(inner)
	}
	var text string
	if json.Unmarshal(quoted, &text) != nil {
		return string(inner)
	}
	return text
}

// shorten cuts what is shown of a value.
func shorten(text string) string {
	const most = 60
	if utf8.RuneCountInString(text) <= most {
		return text
	}
	return string([]rune(text)[:most-3]) + "..."
}
