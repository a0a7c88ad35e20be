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

// This file is the decoder as it was while it read the tokens of encoding/json into a tree and bound the tree by
// reflection. It is slow and easy to follow, and so the judge of the present one: see TestDecodeAsBefore.

func oracleDecode[T any](raw []byte) (*T, Tree, error) {
	raw = bytes.TrimPrefix(raw, []byte("\xEF\xBB\xBF"))
	if !utf8.Valid(raw) {
		return nil, nil, fmt.Errorf("%w: not UTF-8", ErrNotObject)
	}
	d := oracle{json.NewDecoder(bytes.NewReader(raw))}
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
	if err := oracleBind(reflect.ValueOf(v).Elem(), s, tree, ""); err != nil {
		return nil, nil, err
	}
	return v, tree, nil
}

type oracle struct{ *json.Decoder }

func (d oracle) object(s *shape, depth int) (Tree, error) {
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

func (d oracle) value(m *member, depth int) (any, error) {
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

func (d oracle) array(m *member, depth int) ([]any, error) {
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

func oracleBind(v reflect.Value, s *shape, tree Tree, path string) error {
	for i := range s.members {
		m := &s.members[i]
		got, ok := tree[m.name]
		if !ok || got == nil {
			continue
		}
		if err := oracleBindMember(v.Field(m.index), m, tree, got, join(path, m.name)); err != nil {
			return err
		}
	}
	return nil
}

func oracleBindMember(f reflect.Value, m *member, tree Tree, got any, path string) error {
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
		return oracleBindAmount(f, m, tree, got, path)
	case kindFlag:
		b, err := oracleFlag(got, path)
		f.SetBool(b)
		return err
	case kindObject:
		sub, ok := got.(Tree)
		if !ok {
			return mismatch(path, "an object", got)
		}
		f.Set(reflect.New(f.Type().Elem()))
		return oracleBind(f.Elem(), m.sub, sub, path)
	case kindArray:
		return oracleBindArray(f, m, got, path)
	}
	return nil
}

func oracleBindAmount(f reflect.Value, m *member, tree Tree, got any, path string) error {
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
	a, err := oracleAmount(n.String())
	if err != nil {
		return mismatch(path, "a number", got)
	}
	tree[m.name] = n
	*f.Addr().Interface().(*Amount) = a
	return nil
}

func oracleBindArray(f reflect.Value, m *member, got any, path string) error {
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
		if err := oracleBind(f.Index(i), m.sub, sub, at); err != nil {
			return err
		}
	}
	return nil
}

func oracleFlag(got any, path string) (bool, error) {
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

// oracleAmount differs from the old code in one thing: json.Valid, which refuses the two signs of "1e+-5".
func oracleAmount(lit string) (Amount, error) {
	if !json.Valid([]byte(lit)) || !oracleBindable(lit) {
		return Amount{}, errors.New("no number")
	}
	a := Amount{lit: lit}
	a.milli, a.exact = oracleMilli(lit)
	return a, nil
}

func oracleBindable(lit string) bool {
	s := strings.TrimPrefix(lit, "-")
	whole := leadingDigits(s)
	if whole == 0 || whole > maxDigits || (whole > 1 && s[0] == '0') {
		return false
	}
	s = s[whole:]
	if strings.HasPrefix(s, ".") {
		frac := leadingDigits(s[1:])
		if frac == 0 {
			return false
		}
		s = s[1+frac:]
	}
	if s == "" {
		return true
	}
	if s[0] != 'e' && s[0] != 'E' {
		return false
	}
	exp, err := strconv.Atoi(strings.TrimPrefix(s[1:], "+"))
	return err == nil && exp+whole <= maxDigits && exp >= -maxDigits
}

func oracleMilli(lit string) (int64, bool) {
	neg := strings.HasPrefix(lit, "-")
	whole, frac, _ := strings.Cut(strings.TrimPrefix(lit, "-"), ".")
	if len(whole) > 15 || strings.ContainsAny(lit, "eE") {
		return 0, false
	}
	if len(frac) > 3 {
		if strings.Trim(frac[3:], "0") != "" {
			return 0, false
		}
		frac = frac[:3]
	}
	n, err := strconv.ParseInt(whole+(frac + "000")[:3], 10, 64)
	if err != nil {
		return 0, false
	}
	if neg {
		n = -n
	}
	return n, true
}
