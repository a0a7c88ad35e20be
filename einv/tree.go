package einv

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// Tree is a document as nested map[string]any, []any, string, json.Number, bool and nil, with the names spelled as in
// the schema. It is what the JSON Schema judges.
type Tree = map[string]any

// BindError means that a member has a JSON type that its place in the document cannot take.
type BindError struct {
	Path string // "ItemList[0].Qty"
	Want string // "a number", "a text", "an object", "an array"
	Got  string // what stands there, shortened
}

func (e *BindError) Error() string { return fmt.Sprintf("%s: want %s, got %s", e.Path, e.Want, e.Got) }

// treeOf makes the tree of a text that binder has read to its end without error. The error is a [*BindError].
func treeOf(text string, s *shape) (Tree, error) {
	sc := scanner{text: text}
	sc.peek()
	tree, err := sc.object(s, 1)
	if err != nil {
		return nil, err
	}
	return tree, settle(tree, s, "")
}

// object reads an object, renaming members to the spelling of s (nil: unknown).
func (s *scanner) object(of *shape, depth int) (Tree, error) {
	if err := s.enter(depth); err != nil {
		return nil, err
	}
	tree := Tree{}
	for first, next := true, 0; ; first = false {
		more, err := s.more(first, '}')
		if !more {
			return tree, err
		}
		name, err := s.name()
		if err != nil {
			return nil, err
		}
		var m *member
		if of != nil {
			if m, next = of.find(name, next); m != nil {
				name = m.name
			}
		}
		if tree[name], err = s.value(m, depth); err != nil {
			return nil, err
		}
	}
}

// array reads an array that stands in the place of m (nil: unknown), as do its elements.
func (s *scanner) array(m *member, depth int) ([]any, error) {
	if err := s.enter(depth); err != nil {
		return nil, err
	}
	list := []any{}
	for first := true; ; first = false {
		more, err := s.more(first, ']')
		if !more {
			return list, err
		}
		v, err := s.value(m, depth)
		if err != nil {
			return nil, err
		}
		list = append(list, v)
	}
}

// value reads anything that stands in the place of m (nil: unknown) at that depth.
func (s *scanner) value(m *member, depth int) (any, error) {
	switch s.peek() {
	case '{':
		var of *shape
		if m != nil {
			of = m.sub
		}
		return s.object(of, depth+1)
	case '[':
		return s.array(m, depth+1)
	case '"':
		return s.str()
	case 't':
		return true, s.word("true")
	case 'f':
		return false, s.word("false")
	case 'n':
		return nil, s.word("null")
	}
	lit, err := s.number()
	return json.Number(lit), err
}

// settle rewrites a tree where the portal rewrites a member before checking it. The error is the first [*BindError], in
// the order of the members of s: what binder only knows to be there.
func settle(tree Tree, s *shape, path string) error {
	for i := range s.members {
		m := &s.members[i]
		got := tree[m.name]
		if got == nil {
			continue
		}
		if err := settleMember(tree, m, got, join(path, m.name)); err != nil {
			return err
		}
	}
	return nil
}

func settleMember(tree Tree, m *member, got any, path string) error {
	switch m.kind {
	case kindText:
		t, ok := got.(string)
		if !ok {
			return mismatch(path, "a text", got)
		}
		tree[m.name] = m.rewrite(t)
	case kindAmount:
		n, ok := got.(json.Number)
		if t, isText := got.(string); isText && m.loose {
			n, ok = json.Number(strings.TrimSpace(t)), true
		}
		if !ok && m.zero {
			return nil
		}
		if _, err := ParseAmount(n.String()); !ok || err != nil {
			return mismatch(path, "a number", got)
		}
		tree[m.name] = n
	case kindFlag:
		if _, ok := flag(got); !ok {
			return mismatch(path, "true or false", got)
		}
	case kindObject:
		sub, ok := got.(Tree)
		if !ok {
			return mismatch(path, "an object", got)
		}
		return settle(sub, m.sub, path)
	case kindArray:
		return settleArray(m, got, path)
	}
	return nil
}

func settleArray(m *member, got any, path string) error {
	list, ok := got.([]any)
	if !ok {
		return mismatch(path, "an array", got)
	}
	if len(list) > maxElements {
		return &BindError{Path: path, Want: "an array of at most " + strconv.Itoa(maxElements) + " elements", Got: strconv.Itoa(len(list)) + " elements"}
	}
	for i, e := range list {
		at := path + "[" + strconv.Itoa(i) + "]"
		sub, ok := e.(Tree)
		if !ok {
			return mismatch(at, "an object", e)
		}
		if err := settle(sub, m.sub, at); err != nil {
			return err
		}
	}
	return nil
}

// rewrite does to a text what the portal does before checking it.
func (m *member) rewrite(t string) string {
	if m.trim {
		t = strings.TrimSpace(t)
	}
	if m.upper {
		t = strings.ToUpper(t)
	}
	return t
}

// flag reads a boolean that may be a text; false when it is neither.
func flag(got any) (value, ok bool) {
	switch g := got.(type) {
	case bool:
		return g, true
	case string:
		if strings.EqualFold(g, "true") {
			return true, true
		}
		return false, g == "" || strings.EqualFold(g, "false")
	}
	return false, false
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
