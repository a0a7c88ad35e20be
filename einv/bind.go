package einv

import (
	"reflect"
	"strings"
)

// binder reads a document straight into a struct.
//
// A value that its place cannot take is passed over like an unknown member and noted: only the whole text tells whether
// it counts, since an equal name may follow, and which of several is told. Every member sets its field anew, so that
// nothing is left of one that is replaced.
type binder struct {
	scanner
	misfit    bool // some value does not fit its place
	emptyText bool // some text was empty
}

// object reads an object into the struct v of that shape.
func (b *binder) object(v reflect.Value, s *shape, depth int) error {
	if err := b.enter(depth); err != nil {
		return err
	}
	for first, next := true, 0; ; first = false {
		more, err := b.more(first, '}')
		if !more {
			return err
		}
		name, err := b.name()
		if err != nil {
			return err
		}
		var m *member
		if m, next = s.find(name, next); m != nil {
			err = b.member(v.Field(m.index), m, depth)
		} else {
			_, err = b.value(nil, depth)
		}
		if err != nil {
			return err
		}
	}
}

// member reads the value of m into its field.
func (b *binder) member(f reflect.Value, m *member, depth int) error {
	c := b.peek()
	switch {
	case c == 'n':
		f.SetZero()
		return b.word("null")
	case m.kind == kindText && c == '"':
		return b.str(f, m, depth)
	case m.kind == kindAmount && (c == '-' || '0' <= c && c <= '9' || c == '"' && m.loose):
		return b.amount(f, c == '"', depth)
	case m.kind == kindObject && c == '{':
		f.Set(reflect.New(f.Type().Elem()))
		return b.object(f.Elem(), m.sub, depth+1)
	case m.kind == kindArray && c == '[':
		return b.array(f, m, depth+1)
	}
	f.SetZero()
	got, err := b.value(nil, depth)
	if m.kind == kindFlag {
		value, ok := flag(got)
		f.SetBool(value)
		b.misfit = b.misfit || !ok
	} else if !m.zero {
		b.misfit = true
	}
	return err
}

func (b *binder) str(f reflect.Value, m *member, depth int) error {
	t, err := b.scanner.str()
	t = m.rewrite(t)
	b.emptyText = b.emptyText || t == ""
	f.SetString(own(t, depth))
	return err
}

// own gives a text of the document or of one of its blocks memory of its own. Such texts go into journal and sessions,
// where a user name must not hold a login of two megabytes. Those further down, which are the many, stay where they are.
func own(t string, depth int) string {
	if depth <= 2 {
		return strings.Clone(t)
	}
	return t
}

// amount reads a number, or one in quotes.
func (b *binder) amount(f reflect.Value, quoted bool, depth int) error {
	var lit string
	var err error
	if quoted {
		lit, err = b.scanner.str()
		lit = strings.TrimSpace(lit)
	} else {
		lit, err = b.number()
	}
	a, bad := ParseAmount(own(lit, depth))
	b.misfit = b.misfit || bad != nil
	*f.Addr().Interface().(*Amount) = a // by pointer, which allocates nothing
	return err
}

func (b *binder) array(f reflect.Value, m *member, depth int) error {
	if err := b.enter(depth); err != nil {
		return err
	}
	f.Set(reflect.MakeSlice(f.Type(), 0, 0))
	start := b.pos
	for first := true; ; first = false {
		more, err := b.more(first, ']')
		if !more {
			return err
		}
		if n := f.Len(); b.peek() != '{' || n == maxElements {
			b.misfit = true
			_, err = b.value(nil, depth)
		} else {
			if n == f.Cap() {
				f.Grow(b.room(n, start))
			}
			f.SetLen(n + 1)
			err = b.object(f.Index(n), m.sub, depth+1)
		}
		if err != nil {
			return err
		}
	}
}

// room guesses how many elements more an array will have, of which n were read since start: as many as would fill the
// rest of the text. Lines are large, and the usual doubling would copy and throw away more of them than it keeps.
func (b *binder) room(n, start int) int {
	if n == 0 {
		return 1
	}
	each := (b.pos - start) / n // at least the two braces
	return min((len(b.text)-b.pos)/each, 15*n) + 1
}
