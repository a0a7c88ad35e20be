package sample

import (
	"bytes"
	"encoding/json"
	"maps"
	"reflect"
	"slices"

	"github.com/irpsim/irpsim/einv"
)

// ordered writes a request of type T with the members in the order of the schema, and those that the schema does not
// know after them. Unlike [Doc] it writes whatever stands in the tree, also what no T can hold.
func ordered[T any](tree einv.Tree) (json.RawMessage, error) {
	var b bytes.Buffer
	err := writeTree(&b, tree, reflect.TypeFor[T]())
	return b.Bytes(), err
}

// writeTree writes v in the order of the struct that t leads to; t is nil where no order is known.
func writeTree(b *bytes.Buffer, v any, t reflect.Type) error {
	for t != nil && (t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice) {
		t = t.Elem()
	}
	switch v := v.(type) {
	case map[string]any:
		return writeMembers(b, v, t)
	case []any:
		b.WriteByte('[')
		for i, e := range v {
			if i > 0 {
				b.WriteByte(',')
			}
			if err := writeTree(b, e, t); err != nil {
				return err
			}
		}
		b.WriteByte(']')
		return nil
	}
	enc := json.NewEncoder(b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(v)
	b.Truncate(max(0, b.Len()-1)) // the encoder's line end
	return err
}

func writeMembers(b *bytes.Buffer, tree map[string]any, t reflect.Type) error {
	var order []string
	if t != nil && t.Kind() == reflect.Struct {
		order = memberOrder(t)
	}
	b.WriteByte('{')
	first := true
	for _, name := range append(order, slices.Sorted(maps.Keys(tree))...) {
		value, there := tree[name]
		if !there {
			continue
		}
		if !first {
			b.WriteByte(',')
		}
		first = false
		b.WriteString(`"` + name + `":`)
		var member reflect.Type
		if f, known := fieldOf(t, name); known {
			member = f.Type
		}
		if err := writeTree(b, value, member); err != nil {
			return err
		}
		delete(tree, name)
	}
	b.WriteByte('}')
	return nil
}

func fieldOf(t reflect.Type, name string) (reflect.StructField, bool) {
	if t == nil || t.Kind() != reflect.Struct {
		return reflect.StructField{}, false
	}
	return t.FieldByName(name)
}
