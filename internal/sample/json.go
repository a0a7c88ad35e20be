package sample

import (
	"bytes"
	"encoding/json"
	"reflect"

	"github.com/irpsim/irpsim/einv"
)

// MarshalJSON writes the document compactly, members in the order of the schema, without what is not set.
func (d *Doc) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	err := writeValue(&b, reflect.ValueOf(d.Invoice))
	return b.Bytes(), err
}

// Indented returns the document as people read it, with a line end.
func (d *Doc) Indented() ([]byte, error) {
	raw, err := d.MarshalJSON()
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := json.Indent(&b, raw, "", "  "); err != nil {
		return nil, err
	}
	b.WriteByte('\n')
	return b.Bytes(), nil
}

// early names the members that stand elsewhere in the schema than in the signed text, which is the order of the structs
// in einv: each goes directly before the named one.
func early(t reflect.Type, name string) []string {
	switch {
	case t == reflect.TypeFor[einv.BuyerDtls]() && name == "Ph":
		return []string{"Stcd"}
	case t == reflect.TypeFor[einv.Item]() && name == "IsServc":
		return []string{"PrdDesc"}
	case t == reflect.TypeFor[einv.Contr]() && name == "RecAdvDt":
		return []string{"TendRefr", "ContrRefr", "ExtRefr", "ProjRefr", "PORefr"}
	}
	return nil
}

// memberOrder lists the members of a struct as the schema orders them.
func memberOrder(t reflect.Type) []string {
	var order []string
	seen := map[string]bool{}
	add := func(name string) {
		if !seen[name] {
			seen[name] = true
			order = append(order, name)
		}
	}
	for i := range t.NumField() {
		name := t.Field(i).Name
		for _, e := range early(t, name) {
			add(e)
		}
		add(name)
	}
	return order
}

func writeValue(b *bytes.Buffer, v reflect.Value) error {
	switch a := v.Interface().(type) {
	case einv.Amount:
		b.WriteString(a.Literal())
		return nil
	case string:
		enc := json.NewEncoder(b)
		enc.SetEscapeHTML(false)
		err := enc.Encode(a)
		b.Truncate(b.Len() - 1) // the encoder's line end
		return err
	}
	switch v.Kind() {
	case reflect.Pointer:
		return writeValue(b, v.Elem())
	case reflect.Slice:
		return writeList(b, v)
	}
	return writeObject(b, v)
}

func writeObject(b *bytes.Buffer, v reflect.Value) error {
	b.WriteByte('{')
	first := true
	for _, name := range memberOrder(v.Type()) {
		f := v.FieldByName(name)
		if f.IsZero() {
			continue
		}
		if !first {
			b.WriteByte(',')
		}
		first = false
		b.WriteString(`"` + name + `":`)
		if err := writeValue(b, f); err != nil {
			return err
		}
	}
	b.WriteByte('}')
	return nil
}

func writeList(b *bytes.Buffer, v reflect.Value) error {
	b.WriteByte('[')
	for i := range v.Len() {
		if i > 0 {
			b.WriteByte(',')
		}
		if err := writeValue(b, v.Index(i)); err != nil {
			return err
		}
	}
	b.WriteByte(']')
	return nil
}
