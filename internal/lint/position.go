package lint

import (
	"sort"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"
)

// Span is where something stands in a text. Lines and columns count from 1, columns in characters; the end is the
// character after the last one. The zero Span means that it is not known.
type Span struct {
	Line      int `json:"line,omitzero"`
	Column    int `json:"column,omitzero"`
	EndLine   int `json:"end_line,omitzero"`
	EndColumn int `json:"end_column,omitzero"`
}

// source is the text that positions refer to. It counts lines and characters when it is first asked, once.
type source struct {
	text  []byte
	once  sync.Once
	lines []int // offsets at which lines begin
	runes []int // characters before every block of so many bytes
}

const runeBlock = 4096

func (s *source) count() {
	s.lines = []int{0}
	runes := 0
	for at, c := range s.text {
		if at%runeBlock == 0 {
			s.runes = append(s.runes, runes)
		}
		if utf8.RuneStart(c) {
			runes++
		}
		if c == '\n' {
			s.lines = append(s.lines, at+1)
		}
	}
}

// position returns line and column of an offset.
func (s *source) position(at int) (line, column int) {
	s.once.Do(s.count)
	at = min(at, len(s.text))
	line = sort.SearchInts(s.lines, at+1)
	begin := s.lines[line-1]
	if begin == 0 && strings.HasPrefix(string(s.text[:min(len(s.text), 3)]), byteOrderMark) {
		begin = min(len(byteOrderMark), at) // editors do not show it
	}
	return line, s.before(at) - s.before(begin) + 1
}

// before returns how many characters begin before an offset.
func (s *source) before(at int) int {
	if len(s.runes) == 0 {
		return 0
	}
	block := min(at/runeBlock, len(s.runes)-1)
	n := s.runes[block]
	for _, c := range s.text[block*runeBlock : at] {
		if utf8.RuneStart(c) {
			n++
		}
	}
	return n
}

func (s *source) span(start, end int) Span {
	var at Span
	at.Line, at.Column = s.position(start)
	at.EndLine, at.EndColumn = s.position(end)
	return at
}

// show returns the part of a place that people should look at: a plain value itself, of objects and arrays the name, or
// the bracket when they have none.
func (p *place) show() (start, end int) {
	switch {
	case p.kind != '{' && p.kind != '[':
		return p.start, p.end
	case p.key >= 0:
		return p.key, p.keyEnd
	}
	return p.start, p.start + 1
}

// find follows a path such as "ItemList[0].GstRt" as far as the text goes. What is not there is shown at what should
// hold it. Of several members of a name the last counts, as for the portal.
func (p *place) find(path string) *place {
	for path != "" {
		var step string
		step, path, _ = strings.Cut(path, ".")
		name, index, indexed := strings.Cut(step, "[")
		if name != "" {
			kid := p.member(name)
			if kid == nil {
				return p
			}
			p = kid
		}
		if !indexed {
			continue
		}
		i, err := strconv.Atoi(strings.TrimSuffix(index, "]"))
		if p.kind != '[' {
			continue // one object where a list is wanted stands for the list
		}
		if err != nil || i < 0 || i >= len(p.kids) {
			return p
		}
		p = &p.kids[i]
	}
	return p
}

// member returns the last member of a name in any letter case, nil when there is none.
func (p *place) member(name string) *place {
	if p.kind != '{' {
		return nil
	}
	folded := strings.ToLower(name)
	for i := len(p.kids) - 1; i >= 0; i-- {
		if strings.ToLower(p.kids[i].name) == folded {
			return &p.kids[i]
		}
	}
	return nil
}
