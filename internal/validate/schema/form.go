package schema

import (
	"reflect"
	"slices"
	"strings"

	"github.com/irpsim/irpsim/einv"
)

// form accepts documents by their typed value. It knows less than the tree (whether a text was empty or not sent, how a
// boolean was written), so what it does not accept may still be fine: it decides nothing but that a tree need not be made.
type form struct {
	typ    reflect.Type
	fields []field
}

// field joins a member to its place in the struct.
type field struct {
	*node
	index   int
	emptyOK bool  // an empty text passes
	sub     *form // of an object, or of the objects in an array
}

// formOf makes the form of a struct type for the members of n; nil when some member cannot be judged by its field.
func formOf(typ reflect.Type, n *node) *form {
	f := &form{typ: typ}
	for _, k := range n.kids {
		at := slices.IndexFunc(reflect.VisibleFields(typ), func(s reflect.StructField) bool { return nameOf(s) == k.name })
		if at < 0 {
			return nil
		}
		place := field{node: k, index: at}
		t := typ.Field(at)
		switch {
		case strings.Contains(t.Tag.Get("einv"), "zero"):
			return nil // such a field hides values that are no numbers
		case k.Type == Text && t.Type.Kind() == reflect.String:
			place.emptyOK = k.judge("") == 0
		case k.Type == Number && t.Type == reflect.TypeFor[einv.Amount]():
		case k.Type == Object && t.Type.Kind() == reflect.Pointer, k.Type == Array && t.Type.Kind() == reflect.Slice:
			if place.sub = formOf(t.Type.Elem(), k); place.sub == nil {
				return nil
			}
		default:
			return nil
		}
		f.fields = append(f.fields, place)
	}
	return f
}

// nameOf is the name of a member as einv.Decode reads it.
func nameOf(f reflect.StructField) string {
	if n := f.Tag.Get("json"); n != "" {
		return n
	}
	return f.Name
}

// accepts reports whether everything in doc is plainly fine.
func (f *form) accepts(doc *einv.Document) bool {
	if f == nil {
		return false
	}
	v := reflect.ValueOf(doc.Value()).Elem()
	return v.Type() == f.typ && f.fine(v, doc.EmptyText())
}

// fine judges the struct v. With emptyText, an empty field may stand for a text that was sent empty.
func (f *form) fine(v reflect.Value, emptyText bool) bool {
	for i := range f.fields {
		k := &f.fields[i]
		if !k.fine(v.Field(k.index), emptyText) {
			return false
		}
	}
	return true
}

func (k *field) fine(v reflect.Value, emptyText bool) bool {
	switch k.Type {
	case Text:
		if t := v.String(); t != "" {
			return k.quick.text(t)
		}
		return !k.Mandatory && (k.emptyOK || !emptyText)
	case Number:
		if a, _ := reflect.TypeAssert[einv.Amount](v); a.IsSet() {
			return k.quick.amount(a)
		}
	case Object:
		if !v.IsNil() {
			return k.sub.fine(v.Elem(), emptyText)
		}
	case Array:
		if !v.IsNil() {
			for i := range v.Len() {
				if !k.sub.fine(v.Index(i), emptyText) {
					return false
				}
			}
			return true
		}
	}
	return !k.Mandatory
}
