package lint

import (
	"fmt"
	"strings"
)

// quoted reads a text in quotes; what names it in complaints.
func (s *scanner) quoted(what string) *syntaxError {
	begin := s.at
	s.at++
	for s.at < len(s.text) {
		switch c := s.text[s.at]; {
		case c == '"':
			s.at++
			return nil
		case c == '\\':
			if err := s.escape(); err != nil {
				return err
			}
		case c < 0x20:
			return &syntaxError{s.at, fmt.Sprintf("%s holds the raw control character %q; write it as an escape, or close the quotes", what, c)}
		default:
			s.at++
		}
	}
	return &syntaxError{begin, what + " begins here and its closing quote is missing"}
}

func (s *scanner) escape() *syntaxError {
	begin := s.at
	s.at++
	switch s.peek() {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		s.at++
		return nil
	case 'u':
		s.at++
		for range 4 {
			if !strings.ContainsRune("0123456789abcdefABCDEF", rune(s.peek())) {
				return &syntaxError{begin, `\u needs four hexadecimal digits`}
			}
			s.at++
		}
		return nil
	}
	return &syntaxError{begin, `a backslash begins an escape that JSON does not have; write \\ for the character itself`}
}

func (s *scanner) digits() bool {
	begin := s.at
	for c := s.peek(); c >= '0' && c <= '9'; c = s.peek() {
		s.at++
	}
	return s.at > begin
}

func (s *scanner) number() *syntaxError {
	if s.peek() == '-' {
		s.at++
	}
	if s.peek() == '0' {
		s.at++
		if c := s.peek(); c >= '0' && c <= '9' {
			return s.unexpected("the end of the number", "; JSON has no leading zeros: put codes in quotes, and take the zero from amounts")
		}
	} else if !s.digits() {
		return s.unexpected("a digit", "")
	}
	if s.peek() == '.' {
		s.at++
		if !s.digits() {
			return s.unexpected("a digit after the decimal point", "")
		}
	}
	if c := s.peek(); c == 'e' || c == 'E' {
		s.at++
		if c := s.peek(); c == '+' || c == '-' {
			s.at++
		}
		if !s.digits() {
			return s.unexpected("a digit of the exponent", "")
		}
	}
	return nil
}

func (s *scanner) word(w string) *syntaxError {
	if !strings.HasPrefix(string(s.text[s.at:min(len(s.text), s.at+len(w))]), w) {
		return s.unexpected("a value", "; texts stand in double quotes")
	}
	s.at += len(w)
	return nil
}
