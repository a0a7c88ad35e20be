package schema

import (
	"fmt"
	"regexp/syntax"
	"slices"
	"unicode"
	"unicode/utf8"
)

// automaton matches a regular expression with one table look-up per character, which is what the short, anchored
// expressions of the schemas come to. It is made from the program that package regexp would run, so it means the same.
type automaton struct {
	column  [utf8.RuneSelf + 1]uint8 // of an ASCII character, and, last, of all others
	width   int
	next    []uint16 // row times width, plus column: the row that follows
	accepts []bool   // by row
}

// The first rows. From dead no character leads out.
const (
	dead = iota
	start
)

// maxRows bounds an automaton: counted repeats can make one as large as the product of their counts.
const maxRows = 500

// matches reports whether s as a whole matches.
func (a *automaton) matches(s string) bool {
	row := uint16(start)
	for _, r := range s {
		row = a.next[int(row)*a.width+int(a.column[min(r, utf8.RuneSelf)])]
	}
	return a.accepts[row]
}

// automatonOf makes the automaton of a pattern. It is nil when the pattern is not tied to both ends of the text, tells
// characters beyond ASCII apart, looks around, or needs too many rows: package regexp must match those.
func automatonOf(pattern string) *automaton {
	re, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return nil
	}
	prog, err := syntax.Compile(re.Simplify())
	if err != nil || prog.StartCond()&syntax.EmptyBeginText == 0 {
		return nil
	}
	b := builder{prog: prog, rows: map[string]uint16{}}
	if !b.columns() || !b.run() {
		return nil
	}
	return &b.automaton
}

// builder makes the rows: each is a set of instructions that the program may be at.
type builder struct {
	automaton
	prog  *syntax.Prog
	of    []rune // one character of each column
	rows  map[string]uint16
	queue [][]uint32 // the instructions of each row
}

// columns puts characters that no instruction tells apart into one column.
func (b *builder) columns() bool {
	found := map[string]uint8{}
	for c := range b.column {
		key := make([]byte, 0, len(b.prog.Inst))
		for i := range b.prog.Inst {
			in := &b.prog.Inst[i]
			if !isRune(in) {
				continue
			}
			if !plainClass(in) {
				return false
			}
			if in.MatchRune(rune(c)) {
				key = append(key, 1)
			} else {
				key = append(key, 0)
			}
		}
		n, ok := found[string(key)]
		if !ok {
			n = uint8(len(found))
			found[string(key)] = n
			b.of = append(b.of, rune(c))
		}
		b.column[c] = n
	}
	b.width = len(found)
	return true
}

func isRune(in *syntax.Inst) bool {
	return slices.Contains([]syntax.InstOp{syntax.InstRune, syntax.InstRune1, syntax.InstRuneAny, syntax.InstRuneAnyNotNL}, in.Op)
}

// plainClass reports whether an instruction treats all characters beyond ASCII alike.
func plainClass(in *syntax.Inst) bool {
	switch {
	case in.Op == syntax.InstRuneAny || in.Op == syntax.InstRuneAnyNotNL:
		return true
	case len(in.Rune) == 1:
		one := in.Rune[0]
		plain := one < utf8.RuneSelf
		if syntax.Flags(in.Arg)&syntax.FoldCase != 0 { // [Tt] comes so
			for r := unicode.SimpleFold(one); r != one; r = unicode.SimpleFold(r) {
				plain = plain && r < utf8.RuneSelf
			}
		}
		return plain
	}
	for i := 0; i < len(in.Rune); i += 2 {
		low, high := in.Rune[i], in.Rune[i+1]
		if high >= utf8.RuneSelf && (low > utf8.RuneSelf || high != unicode.MaxRune) {
			return false
		}
	}
	return true
}

// run makes every row that can be reached; false when there are too many or the program does something unknown.
func (b *builder) run() bool {
	b.queue = [][]uint32{dead: nil, start: {uint32(b.prog.Start)}}
	for row := 0; row < len(b.queue); row++ {
		if len(b.queue) > maxRows {
			return false
		}
		var at syntax.EmptyOp
		if row == start {
			at = syntax.EmptyBeginText
		}
		inside := b.follow(b.queue[row], at)
		end := b.follow(b.queue[row], at|syntax.EmptyEndText)
		if inside.unknown || inside.match {
			return false // a match before the end of the text, which the table has no way to say
		}
		b.accepts = append(b.accepts, end.match)
		for _, r := range b.of {
			b.next = append(b.next, b.row(inside.step(b.prog, r)))
		}
	}
	return true
}

// row finds or makes the row of a set of instructions.
func (b *builder) row(set []uint32) uint16 {
	if len(set) == 0 {
		return dead
	}
	key := fmt.Sprint(set)
	n, ok := b.rows[key]
	if !ok {
		n = uint16(len(b.queue))
		b.rows[key] = n
		b.queue = append(b.queue, set)
	}
	return n
}

// reach is what a program can come to without reading a character.
type reach struct {
	runes   []uint32 // instructions that read one
	match   bool
	unknown bool // an assertion other than of the ends of the text
}

func (b *builder) follow(from []uint32, at syntax.EmptyOp) reach {
	var r reach
	seen := make([]bool, len(b.prog.Inst))
	stack := slices.Clone(from)
	for len(stack) > 0 {
		pc := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if seen[pc] {
			continue
		}
		seen[pc] = true
		switch in := &b.prog.Inst[pc]; in.Op {
		case syntax.InstAlt, syntax.InstAltMatch:
			stack = append(stack, in.Out, in.Arg)
		case syntax.InstCapture, syntax.InstNop:
			stack = append(stack, in.Out)
		case syntax.InstEmptyWidth:
			want := syntax.EmptyOp(in.Arg)
			r.unknown = r.unknown || want&^(syntax.EmptyBeginText|syntax.EmptyEndText) != 0
			if want&^at == 0 {
				stack = append(stack, in.Out)
			}
		case syntax.InstMatch:
			r.match = true
		case syntax.InstFail:
		default:
			r.runes = append(r.runes, pc)
		}
	}
	return r
}

// step is where the program can be after the character c, in order and each once.
func (r reach) step(prog *syntax.Prog, c rune) []uint32 {
	var out []uint32
	for _, pc := range r.runes {
		if in := &prog.Inst[pc]; in.MatchRune(c) {
			out = append(out, in.Out)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
