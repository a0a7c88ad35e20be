package schema

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v5"
)

// source is the part of a JSON Schema that our files use, members in the order of the file.
type source struct {
	Description string
	Type        types
	Required    []string
	Properties  properties
	Items       *source
	OneOf       []source
	Enum        []any
	Pattern     string
	MinLength   json.Number
	MaxLength   json.Number
	Minimum     json.Number
	Maximum     json.Number
	MultipleOf  json.Number
}

// types is the keyword type: one name or several.
type types []string

func (t *types) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] == '[' {
		return json.Unmarshal(b, (*[]string)(t))
	}
	*t = make(types, 1)
	return json.Unmarshal(b, &(*t)[0])
}

// properties is the keyword properties without the loss of order that a map would bring.
type properties []property

type property struct {
	name string
	raw  json.RawMessage
	source
}

func (p *properties) UnmarshalJSON(b []byte) error {
	dec := json.NewDecoder(bytes.NewReader(b))
	if tok, err := dec.Token(); err != nil || tok != json.Delim('{') {
		return errors.New("properties is not an object")
	}
	for dec.More() {
		tok, err := dec.Token()
		if err != nil {
			return err
		}
		m := property{name: tok.(string)}
		if err := dec.Decode(&m.raw); err != nil {
			return fmt.Errorf("%s: %w", m.name, err)
		}
		if err := json.Unmarshal(m.raw, &m.source); err != nil {
			return fmt.Errorf("%s: %w", m.name, err)
		}
		*p = append(*p, m)
	}
	return nil
}

// node is one member of a request: what it must be, what is said when it is not, and, in a Judge, the compiled schema.
type node struct {
	Member
	name   string
	words  words
	signed bool // a number that may be negative
	raw    json.RawMessage
	quick  *quick
	kids   nodes // members of an object, or of the objects in an array
	schema *jsonschema.Schema
}

type nodes []*node

// parse reads a schema file; the node it returns is the request itself.
func parse(raw []byte) (*node, error) {
	var s source
	if err := json.Unmarshal(raw, &s); err != nil {
		return nil, err
	}
	return &node{kids: s.members("", displayNames())}, nil
}

func (s *source) members(at string, names []displayName) nodes {
	kids := make(nodes, len(s.Properties))
	for i := range s.Properties {
		p := &s.Properties[i]
		n := &node{name: p.name, raw: p.raw, Member: p.member(at+p.name, slices.Contains(s.Required, p.name))}
		n.Display, n.DisplayConfidence = lookUp(names, n.Path)
		n.signed = n.Type == Number && strings.HasPrefix(n.Min, "-")
		n.words = wording(&n.Member, p.Pattern)
		switch n.Type {
		case Object:
			n.kids = p.members(n.Path+".", names)
		case Array:
			n.kids = p.Items.members(n.Path+"[].", names)
		}
		kids[i] = n
	}
	return kids
}

// member reads the facts of one member. A choice (oneOf) between a number and the same number as text, as in the
// e-way bill's cancellation, is the number: the decoder has unquoted it.
func (s *source) member(path string, mandatory bool) Member {
	m := Member{Path: path, Mandatory: mandatory, Meaning: s.Description}
	if len(s.OneOf) > 0 {
		s = &s.OneOf[0]
	}
	m.NullOK = slices.Contains(s.Type, "null")
	for _, e := range s.Enum {
		if e != nil {
			m.Enum = append(m.Enum, fmt.Sprint(e))
		}
	}
	switch s.Type[0] {
	case "number", "integer":
		m.Type, m.Min, m.Max = Number, s.Minimum.String(), s.Maximum.String()
		_, frac, _ := strings.Cut(s.MultipleOf.String(), ".")
		m.Decimals = len(frac)
		m.Pattern = decimalExpression(m.Decimals, strings.HasPrefix(m.Min, "-"))
	default:
		m.Type, m.Min, m.Max = Type(s.Type[0]), s.MinLength.String(), s.MaxLength.String()
		m.Pattern = published(s.Pattern)
	}
	return m
}

// attach gives every node below n the compiled schema of its member, and what spares its use.
func (n *node) attach(s *jsonschema.Schema, known matchers) error {
	n.schema, n.quick = s, quickOf(n, known)
	if n.Type == Array {
		items, ok := s.Items.(*jsonschema.Schema)
		if !ok {
			return fmt.Errorf("%s has no schema for its elements", n.Path)
		}
		s = items
	}
	for _, k := range n.kids {
		sub, ok := s.Properties[k.name]
		if !ok {
			return fmt.Errorf("%s is missing from the compiled schema", k.Path)
		}
		if err := k.attach(sub, known); err != nil {
			return err
		}
	}
	return nil
}
