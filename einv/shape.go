package einv

import (
	"reflect"
	"strings"
	"sync"
	"unicode/utf8"
)

// shape is what the decoder and the encoder know of a struct type: its members in order.
type shape struct {
	members []member
	byName  map[string]int // lower-cased name → index in members
}

type member struct {
	name  string
	index int
	kind  kind
	sub   *shape // of an object, or of an array's elements

	upper, loose, trim, zero, unsigned bool
}

type kind uint8

const (
	kindText kind = iota
	kindAmount
	kindFlag
	kindObject
	kindArray
)

var shapes sync.Map // reflect.Type → *shape

var (
	amountType = reflect.TypeFor[Amount]()
	flagType   = reflect.TypeFor[Flag]()
)

func shapeOf(t reflect.Type) *shape {
	if s, ok := shapes.Load(t); ok {
		return s.(*shape)
	}
	s := &shape{byName: make(map[string]int, t.NumField())}
	for i := range t.NumField() {
		f := t.Field(i)
		m := member{name: f.Name, index: i}
		if n := f.Tag.Get("json"); n != "" {
			m.name = n
		}
		switch ft := f.Type; {
		case ft == amountType:
			m.kind = kindAmount
		case ft == flagType:
			m.kind = kindFlag
		case ft.Kind() == reflect.String:
			m.kind = kindText
		case ft.Kind() == reflect.Pointer:
			m.kind, m.sub = kindObject, shapeOf(ft.Elem())
		case ft.Kind() == reflect.Slice:
			m.kind, m.sub = kindArray, shapeOf(ft.Elem())
		default:
			panic("einv: " + t.Name() + "." + f.Name + " has no JSON form")
		}
		for _, o := range strings.Split(f.Tag.Get("einv"), ",") {
			switch o {
			case "upper":
				m.upper = true
			case "loose":
				m.loose = true
			case "trim":
				m.trim = true
			case "zero":
				m.zero = true
			case "unsigned":
				m.unsigned = true
			}
		}
		s.byName[strings.ToLower(m.name)] = len(s.members)
		s.members = append(s.members, m)
	}
	shapes.Store(t, s)
	return s
}

// near is how many members find looks through before it takes the long way.
const near = 4

// find returns the member called name, in any letter case, nil for none, and the index at which to look for the one that
// follows it in a document: most clients send members in the order of the schema and leave some out.
func (s *shape) find(name string, from int) (m *member, next int) {
	for i := from; i < len(s.members) && i < from+near; i++ {
		if s.members[i].name == name {
			return &s.members[i], i + 1
		}
	}
	if i, ok := s.fold(name); ok {
		return &s.members[i], i + 1
	}
	return nil, from
}

// fold finds a name by its lower case, as strings.ToLower makes it, which for ASCII is done without allocation.
func (s *shape) fold(name string) (int, bool) {
	var buf [32]byte // as long as any name that an ASCII text can match, and then some
	if len(name) > len(buf) {
		i, ok := s.byName[strings.ToLower(name)]
		return i, ok
	}
	for i := range len(name) {
		c := name[i]
		if c >= utf8.RuneSelf { // U+212A, the Kelvin sign, has k for its lower case
			i, ok := s.byName[strings.ToLower(name)]
			return i, ok
		}
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		buf[i] = c
	}
	i, ok := s.byName[string(buf[:len(name)])]
	return i, ok
}

// AppendMembers appends the members of the struct that v points to as the portal signs them: in field order, without
// those that were not sent, numbers as sent, without the surrounding braces. It returns dst unchanged for no members.
func AppendMembers(dst []byte, v any) []byte {
	rv := reflect.ValueOf(v).Elem()
	return appendMembers(dst, shapeOf(rv.Type()), rv)
}

func appendMembers(dst []byte, s *shape, v reflect.Value) []byte {
	start := len(dst)
	for i := range s.members {
		m := &s.members[i]
		f := v.Field(m.index)
		if m.unsigned || (f.IsZero() && !m.zero) {
			continue
		}
		if len(dst) > start {
			dst = append(dst, ',')
		}
		dst = append(dst, '"')
		dst = append(dst, m.name...)
		dst = append(dst, '"', ':')
		dst = appendValue(dst, m, f)
	}
	return dst
}

func appendValue(dst []byte, m *member, f reflect.Value) []byte {
	switch m.kind {
	case kindText:
		return AppendString(dst, f.String())
	case kindAmount:
		if a := f.Addr().Interface().(*Amount); a.IsSet() { // by pointer, which allocates nothing
			return append(dst, a.lit...)
		}
		return append(dst, '0')
	case kindFlag:
		if f.Bool() {
			return append(dst, "true"...)
		}
		return append(dst, "false"...)
	case kindObject:
		return appendObject(dst, m.sub, f.Elem())
	}
	dst = append(dst, '[')
	for i := range f.Len() {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = appendObject(dst, m.sub, f.Index(i))
	}
	return append(dst, ']')
}

func appendObject(dst []byte, s *shape, v reflect.Value) []byte {
	dst = append(dst, '{')
	dst = appendMembers(dst, s, v)
	return append(dst, '}')
}
