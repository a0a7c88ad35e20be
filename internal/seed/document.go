package seed

import (
	"bytes"
	"encoding/json"
	"reflect"
	"regexp"
	"strconv"
	"strings"
)

// appendJSON writes a node as JSON that a value of type t can be read from. What YAML leaves open is decided by t: an
// unquoted scalar becomes a text where t has a string, so HsnCd: 0713 is "0713" and Qty: 2.50 is 2.50. A nil t leaves
// scalars what they are by themselves. Numbers that JSON has no form for become texts, which the reader of t refuses.
func appendJSON(dst []byte, n *node, t reflect.Type) []byte {
	for t != nil && t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch n.kind {
	case null:
		return append(dst, "null"...)
	case object:
		return appendObject(dst, n, t)
	case list:
		var of reflect.Type
		if t != nil && t.Kind() == reflect.Slice {
			of = t.Elem()
		}
		dst = append(dst, '[')
		for i, item := range n.items {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = appendJSON(dst, item, of)
		}
		return append(dst, ']')
	}
	quoted := n.kind == text || (n.plain && t != nil && t.Kind() == reflect.String)
	switch {
	case !quoted && n.kind == truth:
		return append(dst, strings.ToLower(n.value)...)
	case !quoted && literal.MatchString(n.value):
		return append(dst, n.value...)
	}
	return appendText(dst, n.value)
}

func appendObject(dst []byte, n *node, t reflect.Type) []byte {
	dst = append(dst, '{')
	for i, name := range n.names {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(appendText(dst, name.text), ':')
		dst = appendJSON(dst, n.items[i], memberType(t, name.text))
	}
	return append(dst, '}')
}

// memberType is the type of a struct's member of that name, in any letter case; nil for none.
func memberType(t reflect.Type, name string) reflect.Type {
	if t == nil || t.Kind() != reflect.Struct {
		return nil
	}
	for i := range t.NumField() {
		if f := t.Field(i); f.IsExported() && strings.EqualFold(jsonName(f), name) {
			return f.Type
		}
	}
	return nil
}

func appendText(dst []byte, s string) []byte {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(s) // a text can always be encoded
	return append(dst, bytes.TrimSuffix(b.Bytes(), []byte("\n"))...)
}

// with returns a copy of a document in which a member of a member has another text. n itself stays as it is.
func (n *node) with(outer, inner, value string) *node {
	in := &node{kind: object, at: n.at}
	if have := n.fold(outer); have != nil && have.kind == object {
		in.at = have.at
		in.names, in.items = without(have, inner)
	}
	in.names, in.items = append(in.names, name{inner, n.at}), append(in.items, &node{kind: text, at: n.at, value: value})
	doc := &node{kind: object, at: n.at}
	doc.names, doc.items = without(n, outer)
	doc.names, doc.items = append(doc.names, name{outer, in.at}), append(doc.items, in)
	return doc
}

// without lists the members of an object but one.
func without(n *node, member string) (names []name, items []*node) {
	for i, m := range n.names {
		if !strings.EqualFold(m.text, member) {
			names, items = append(names, m), append(items, n.items[i])
		}
	}
	return names, items
}

// step is one part of a path such as ItemList[0].GstRt.
var step = regexp.MustCompile(`[^.\[\]]+`)

// find returns the member at a path, or as much of the path as there is and false.
func (n *node) find(path string) (*node, bool) {
	for _, s := range step.FindAllString(path, -1) {
		var next *node
		if i, err := strconv.Atoi(s); err == nil && n.kind == list && i >= 0 && i < len(n.items) {
			next = n.items[i]
		} else if n.kind == object {
			next = n.fold(s)
		}
		if next == nil {
			return n, false
		}
		n = next
	}
	return n, true
}
