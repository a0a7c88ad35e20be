package einv

import (
	"fmt"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// maxDepth bounds the nesting of a document. The deepest member of the schema stands at depth 5.
const maxDepth = 64

// maxElements bounds the elements of an array: a line takes 816 bytes, and two megabytes of `{},` would be half a million of
// them. The portal takes 1,000 lines, on request 5,000.
const maxElements = 10_000

// scanner reads JSON text that is known to be UTF-8, and accepts exactly what encoding/json accepts. Names, texts and
// numbers it returns are parts of the text and cost no memory, unless there are escapes in them.
//
// It knows no documents. Its two users do: binder fills a struct, and the functions of tree.go make a tree.
type scanner struct {
	text string
	pos  int
}

// unexpected is the error for what stands at pos.
func (s *scanner) unexpected() error {
	if s.pos >= len(s.text) {
		return fmt.Errorf("the text ends too early, after %d bytes", len(s.text))
	}
	r, _ := utf8.DecodeRuneInString(s.text[s.pos:])
	return fmt.Errorf("unexpected character %q at byte %d", r, s.pos)
}

// peek passes blanks and returns the byte that follows, 0 at the end of the text: a zero byte has no place there either.
func (s *scanner) peek() byte {
	for ; s.pos < len(s.text); s.pos++ {
		if c := s.text[s.pos]; c != ' ' && c != '\n' && c != '\r' && c != '\t' {
			return c
		}
	}
	return 0
}

// enter passes the bracket that opens an object or array, the depth-th one inside the other.
func (s *scanner) enter(depth int) error {
	if depth > maxDepth {
		return fmt.Errorf("nested deeper than %d at byte %d", maxDepth, s.pos)
	}
	s.pos++
	return nil
}

// more passes the comma before an element of an object or array, or, answering false, the bracket that ends it. A comma
// without an element is left to the reader of the element.
func (s *scanner) more(first bool, end byte) (bool, error) {
	c := s.peek()
	switch {
	case c == end:
		s.pos++
		return false, nil
	case first:
		return true, nil
	case c == ',':
		s.pos++
		return true, nil
	}
	return false, s.unexpected()
}

// name reads the name of a member and its colon.
func (s *scanner) name() (string, error) {
	if s.peek() != '"' {
		return "", s.unexpected()
	}
	name, err := s.str()
	if err != nil {
		return "", err
	}
	if s.peek() != ':' {
		return "", s.unexpected()
	}
	s.pos++
	return name, nil
}

// word reads true, false or null.
func (s *scanner) word(w string) error {
	if !strings.HasPrefix(s.text[s.pos:], w) {
		return s.unexpected()
	}
	s.pos += len(w)
	return nil
}

// number reads a number.
func (s *scanner) number() (string, error) {
	start := s.pos
	if s.pos < len(s.text) && s.text[s.pos] == '-' {
		s.pos++
	}
	zero := strings.HasPrefix(s.text[s.pos:], "0")
	if n := s.digits(); n == 0 || zero && n > 1 {
		return "", s.unexpected()
	}
	if s.pos < len(s.text) && s.text[s.pos] == '.' {
		s.pos++
		if s.digits() == 0 {
			return "", s.unexpected()
		}
	}
	if s.pos < len(s.text) && (s.text[s.pos] == 'e' || s.text[s.pos] == 'E') {
		s.pos++
		if s.pos < len(s.text) && (s.text[s.pos] == '+' || s.text[s.pos] == '-') {
			s.pos++
		}
		if s.digits() == 0 {
			return "", s.unexpected()
		}
	}
	return s.text[start:s.pos], nil
}

func (s *scanner) digits() int {
	n := leadingDigits(s.text[s.pos:])
	s.pos += n
	return n
}

// str reads the string whose quote stands at pos.
func (s *scanner) str() (string, error) {
	start := s.pos + 1
	for i := start; i < len(s.text); i++ {
		c := s.text[i]
		if c == '"' {
			s.pos = i + 1
			return s.text[start:i], nil
		}
		if c == '\\' || c < ' ' {
			s.pos = i
			return s.unescape(s.text[start:i])
		}
	}
	s.pos = len(s.text)
	return "", s.unexpected()
}

// unescape reads the rest of a string that begins with head and has an escape next.
func (s *scanner) unescape(head string) (string, error) {
	b := append(make([]byte, 0, 2*len(head)+32), head...)
	for s.pos < len(s.text) {
		n := 1
		switch c := s.text[s.pos]; {
		case c == '"':
			s.pos++
			return string(b), nil
		case c == '\\':
			if b, n = appendEscape(b, s.text[s.pos:]); n == 0 {
				return "", s.unexpected()
			}
		case c < ' ':
			return "", s.unexpected()
		default:
			b = append(b, c)
		}
		s.pos += n
	}
	return "", s.unexpected()
}

// appendEscape appends what the escape at the start of s stands for, and tells its length: 0 when it is none. Half a
// surrogate pair becomes U+FFFD.
func appendEscape(b []byte, s string) ([]byte, int) {
	if len(s) < 2 {
		return b, 0
	}
	switch s[1] {
	case '"', '\\', '/':
		return append(b, s[1]), 2
	case 'b':
		return append(b, '\b'), 2
	case 'f':
		return append(b, '\f'), 2
	case 'n':
		return append(b, '\n'), 2
	case 'r':
		return append(b, '\r'), 2
	case 't':
		return append(b, '\t'), 2
	}
	r := codeUnit(s)
	if r < 0 {
		return b, 0
	}
	if pair := utf16.DecodeRune(r, codeUnit(s[6:])); pair != utf8.RuneError {
		return utf8.AppendRune(b, pair), 12
	}
	return utf8.AppendRune(b, r), 6 // half a pair is no rune, which AppendRune writes as U+FFFD
}

// codeUnit is the value of the escape \uXXXX that s begins with, -1 for anything else.
func codeUnit(s string) rune {
	if len(s) < 6 || s[:2] != `\u` {
		return -1
	}
	var r rune
	for i := 2; i < 6; i++ {
		c := s[i]
		switch {
		case '0' <= c && c <= '9':
			c -= '0'
		case 'a' <= c && c <= 'f':
			c -= 'a' - 10
		case 'A' <= c && c <= 'F':
			c -= 'A' - 10
		default:
			return -1
		}
		r = r<<4 | rune(c)
	}
	return r
}
