package einv

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strconv"
	"strings"
	"unicode/utf8"
)

// maxDepth bounds the nesting of a document. The deepest member of the schema stands at depth 5.
const maxDepth = 64

// ErrNotObject means that the text is not one JSON object in UTF-8.
var ErrNotObject = errors.New("not a JSON object")

// BindError means that a member has a JSON type that its place in the document cannot take.
type BindError struct {
	Path string // "ItemList[0].Qty"
	Want string // "a number", "a text", "an object", "an array"
	Got  string // what stands there, shortened
}

func (e *BindError) Error() string { return fmt.Sprintf("%s: want %s, got %s", e.Path, e.Want, e.Got) }

// Tree is a document as nested map[string]any, []any, string, json.Number, bool and nil, with the names spelled as in
// the schema. It is what the JSON Schema judges.
type Tree = map[string]any

// Decode reads one JSON object into a T, one of the request structs of this package, and its canonical tree.
//
// It is as tolerant as the portal: a byte-order mark is skipped, names match in any letter case, unknown members are
// kept in the tree only, the last of several equal names wins, null means absent. The error is [ErrNotObject]
// (possibly wrapped) or a [*BindError].
func Decode[T any](raw []byte) (*T, Tree, error) {
	raw = bytes.TrimPrefix(raw, []byte("\xEF\xBB\xBF"))
	if !utf8.Valid(raw) {
		return nil, nil, fmt.Errorf("%w: not UTF-8", ErrNotObject)
	}
	d := decoder{json.NewDecoder(bytes.NewReader(raw))}
	d.UseNumber()
	tok, err := d.Token()
	if err != nil || tok != json.Delim('{') {
		return nil, nil, ErrNotObject
	}
	s := shapeOf(reflect.TypeFor[T]())
	tree, err := d.object(s, 1)
	if err != nil {
		return nil, nil, fmt.Errorf("%w: %w", ErrNotObject, err)
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, nil, fmt.Errorf("%w: text after the end of the object", ErrNotObject)
	}
	v := new(T)
	if err := bind(reflect.ValueOf(v).Elem(), s, tree, ""); err != nil {
		return nil, tree, err
	}
	return v, tree, nil
}

type decoder struct{ *json.Decoder }

// object reads the rest of an object whose brace was consumed, renaming members to the spelling of s (nil: unknown).
func (d decoder) object(s *shape, depth int) (Tree, error) {
	if depth > maxDepth {
		return nil, fmt.Errorf("nested deeper than %d", maxDepth)
	}
	tree := Tree{}
	for d.More() {
		tok, err := d.Token()
		if err != nil {
			return nil, err
		}
		name := tok.(string)
		var m *member
		if s != nil {
			if i, ok := s.byName[strings.ToLower(name)]; ok {
				m = &s.members[i]
				name = m.name
			}
		}
		v, err := d.value(m, depth)
		if err != nil {
			return nil, err
		}
		tree[name] = v
	}
	_, err := d.Token()
	return tree, err
}

func (d decoder) value(m *member, depth int) (any, error) {
	tok, err := d.Token()
	if err != nil {
		return nil, err
	}
	switch tok {
	case json.Delim('{'):
		var s *shape
		if m != nil {
			s = m.sub
		}
		return d.object(s, depth+1)
	case json.Delim('['):
		return d.array(m, depth+1)
	}
	return tok, nil
}

func (d decoder) array(m *member, depth int) ([]any, error) {
	if depth > maxDepth {
		return nil, fmt.Errorf("nested deeper than %d", maxDepth)
	}
	list := []any{}
	for d.More() {
		v, err := d.value(m, depth)
		if err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	_, err := d.Token()
	return list, err
}

// bind fills v from tree. It also rewrites the tree where the portal rewrites a member before checking it.
func bind(v reflect.Value, s *shape, tree Tree, path string) error {
	for i := range s.members {
		m := &s.members[i]
		got, ok := tree[m.name]
		if !ok || got == nil {
			continue
		}
		if err := bindMember(v.Field(m.index), m, tree, got, join(path, m.name)); err != nil {
			return err
		}
	}
	return nil
}

func bindMember(f reflect.Value, m *member, tree Tree, got any, path string) error {
	switch m.kind {
	case kindText:
		t, ok := got.(string)
		if !ok {
			return mismatch(path, "a text", got)
		}
		if m.trim {
			t = strings.TrimSpace(t)
		}
		if m.upper {
			t = strings.ToUpper(t)
		}
		tree[m.name] = t
		f.SetString(t)
	case kindAmount:
		return bindAmount(f, m, tree, got, path)
	case kindFlag:
		b, err := flag(got, path)
		f.SetBool(b)
		return err
	case kindObject:
		sub, ok := got.(Tree)
		if !ok {
			return mismatch(path, "an object", got)
		}
		f.Set(reflect.New(f.Type().Elem()))
		return bind(f.Elem(), m.sub, sub, path)
	case kindArray:
		return bindArray(f, m, got, path)
	}
	return nil
}

func bindAmount(f reflect.Value, m *member, tree Tree, got any, path string) error {
	n, ok := got.(json.Number)
	if t, isText := got.(string); isText && m.loose {
		n, ok = json.Number(strings.TrimSpace(t)), true
	}
	if m.zero && !ok {
		return nil
	}
	if !ok {
		return mismatch(path, "a number", got)
	}
	a, err := ParseAmount(n.String())
	if err != nil {
		return mismatch(path, "a number", got)
	}
	tree[m.name] = n
	*f.Addr().Interface().(*Amount) = a
	return nil
}

func bindArray(f reflect.Value, m *member, got any, path string) error {
	list, ok := got.([]any)
	if !ok {
		return mismatch(path, "an array", got)
	}
	f.Set(reflect.MakeSlice(f.Type(), len(list), len(list)))
	for i, e := range list {
		at := path + "[" + strconv.Itoa(i) + "]"
		sub, ok := e.(Tree)
		if !ok {
			return mismatch(at, "an object", e)
		}
		if err := bind(f.Index(i), m.sub, sub, at); err != nil {
			return err
		}
	}
	return nil
}

func flag(got any, path string) (bool, error) {
	switch g := got.(type) {
	case bool:
		return g, nil
	case string:
		if strings.EqualFold(g, "true") {
			return true, nil
		}
		if strings.EqualFold(g, "false") || g == "" {
			return false, nil
		}
	}
	return false, mismatch(path, "true or false", got)
}

func mismatch(path, want string, got any) error {
	b, _ := json.Marshal(got)
	if len(b) > 40 {
		b = append(b[:37:37], "..."...)
	}
	return &BindError{Path: path, Want: want, Got: string(b)}
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}
