package lint

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Outline is a JSON object as text, with the places of its parts: for those who show a document or change a part of it,
// while everything else of the text stays as it is. Paths are those of findings, "ItemList[0].GstRt".
type Outline struct {
	text []byte
	root place
}

// Broken is where and why a text is no JSON object. Line and column count from 1.
type Broken struct {
	Line, Column int
	Problem      string
}

func (b *Broken) Error() string {
	return fmt.Sprintf("line %d, column %d: %s", b.Line, b.Column, b.Problem)
}

// ErrNoPlace means that a path leads through a value that can hold no members, or past the end of an array.
var ErrNoPlace = errors.New("there is no such place in the document")

// ReadOutline reads a text. The error is a [*Broken].
func ReadOutline(text []byte) (*Outline, error) {
	root, err := scan(text, maxDepth)
	src := source{text: text}
	if err != nil {
		b := &Broken{Problem: err.problem}
		b.Line, b.Column = src.position(err.at)
		return nil, b
	}
	if root.kind != '{' {
		b := &Broken{Problem: "a document is one JSON object, in curly brackets"}
		b.Line, b.Column = src.position(root.start)
		return nil, b
	}
	return &Outline{text, root}, nil
}

// Text is the text as it stands.
func (o *Outline) Text() []byte { return o.text }

// Literal is the value at a path as it stands in the text, quotes included.
func (o *Outline) Literal(path string) (string, bool) {
	p, rest := o.root.follow(path)
	if rest != "" {
		return "", false
	}
	return string(o.text[p.start:p.end]), true
}

// Value is the value at a path as people read it: texts without quotes, everything else as sent; "" when there is none.
func (o *Outline) Value(path string) string {
	p, rest := o.root.follow(path)
	if rest != "" {
		return ""
	}
	if p.kind == '"' {
		return unquote(o.text[p.start:p.end])
	}
	return string(o.text[p.start:p.end])
}

// Len is the number of elements of the array at a path, 0 when there is none.
func (o *Outline) Len(path string) int {
	if p, rest := o.root.follow(path); rest == "" && p.kind == '[' {
		return len(p.kids)
	}
	return 0
}

// Has reports whether something stands at a path.
func (o *Outline) Has(path string) bool {
	_, rest := o.root.follow(path)
	return rest == ""
}

// follow goes along a path as far as the text does, and returns what is left of it. Of several members of a name the last
// counts, in any letter case, as for the portal.
func (p *place) follow(path string) (*place, string) {
	for path != "" {
		step, next := head(path)
		kid := p.kid(step)
		if kid == nil {
			return p, path
		}
		p, path = kid, next
	}
	return p, ""
}

// kid is the part that one step of a path leads to, nil when there is none.
func (p *place) kid(step string) *place {
	i, indexed := indexOf(step)
	switch {
	case !indexed:
		return p.member(step)
	case p.kind == '[' && i < len(p.kids):
		return &p.kids[i]
	}
	return nil
}

// head cuts the first step off a path: a name, or an index in its brackets.
func head(path string) (step, rest string) {
	if strings.HasPrefix(path, "[") {
		step, rest, _ = strings.Cut(path, "]")
		return step + "]", strings.TrimPrefix(rest, ".")
	}
	end := strings.IndexAny(path, ".[")
	switch {
	case end < 0:
		return path, ""
	case path[end] == '[':
		return path[:end], path[end:]
	}
	return path[:end], path[end+1:]
}

// indexOf reads "[3]".
func indexOf(step string) (int, bool) {
	inner, ok := strings.CutPrefix(step, "[")
	if !ok {
		return 0, false
	}
	i, err := strconv.Atoi(strings.TrimSuffix(inner, "]"))
	return i, err == nil && i >= 0
}

// SetAt writes a JSON value at a path and changes nothing else of the text: order, spaces, the scale of numbers and
// unknown members stay. What is missing on the way is made, and an index that is the length of its array appends to it. A
// new member stands last in its object, or behind the nearest that comes before it in order, which lists the names of the
// object. The error is a [*Broken], for the text or the literal, or wraps [ErrNoPlace].
func SetAt(text []byte, path, literal string, order ...string) ([]byte, error) {
	o, err := ReadOutline(text)
	if err != nil {
		return nil, err
	}
	if _, bad := scan([]byte(literal), 0); bad != nil {
		return nil, &Broken{1, 1, "the new value is no JSON: " + bad.problem}
	}
	if path == "" {
		return nil, ErrNoPlace
	}
	p, rest := o.root.follow(path)
	if rest == "" {
		return splice(text, p.start, p.end, literal), nil
	}
	step, next := head(rest)
	i, indexed := indexOf(step)
	switch {
	case indexed && (p.kind != '[' || i != len(p.kids)), !indexed && p.kind != '{', strings.HasPrefix(step, "[") && !indexed:
		return nil, fmt.Errorf("%s: %w", path, ErrNoPlace)
	}
	value, ok := nest(next, literal)
	if !ok {
		return nil, fmt.Errorf("%s: %w", path, ErrNoPlace)
	}
	last := len(p.kids) - 1
	if !indexed {
		last = p.behind(step, order)
	}
	return o.insert(p, last, step, indexed, value), nil
}

// behind is the position of the member that a new one should follow.
func (p *place) behind(name string, order []string) int {
	for i := slices.Index(order, name) - 1; i >= 0; i-- {
		for k := len(p.kids) - 1; k >= 0; k-- {
			if strings.EqualFold(p.kids[k].name, order[i]) {
				return k
			}
		}
	}
	return len(p.kids) - 1
}

// nest wraps a value in the objects and arrays that a path needs.
func nest(path, literal string) (string, bool) {
	if path == "" {
		return literal, true
	}
	step, next := head(path)
	inner, ok := nest(next, literal)
	if !ok {
		return "", false
	}
	if strings.HasPrefix(step, "[") {
		return "[" + inner + "]", step == "[0]"
	}
	return `{` + quote(step) + `: ` + inner + `}`, true
}

// insert puts a value behind a part of an object or array, spaced as that part is.
func (o *Outline) insert(p *place, behind int, step string, element bool, value string) []byte {
	name := ""
	if !element {
		name = quote(step) + ": "
	}
	if len(p.kids) == 0 {
		return splice(o.text, p.start+1, p.end-1, name+value)
	}
	last := &p.kids[behind]
	begin := last.start
	if !element {
		begin = last.key
		if !bytes.ContainsAny(o.text[last.keyEnd:last.start], " \t\n") {
			name = quote(step) + ":"
		}
	}
	gap := begin
	for gap > p.start+1 && strings.IndexByte(" \t\r\n", o.text[gap-1]) >= 0 {
		gap--
	}
	space := string(o.text[gap:begin])
	if at := strings.LastIndexByte(space, '\n'); at >= 0 {
		value = laidOut(value, space[at+1:])
	}
	return splice(o.text, last.end, last.end, ","+space+name+value)
}

// laidOut indents what goes on lines of its own.
func laidOut(value, prefix string) string {
	if !strings.HasPrefix(value, "{") && !strings.HasPrefix(value, "[") {
		return value
	}
	var b bytes.Buffer
	if json.Indent(&b, []byte(value), prefix, "  ") != nil {
		return value
	}
	return b.String()
}

func splice(text []byte, start, end int, with string) []byte {
	out := make([]byte, 0, len(text)+len(with))
	out = append(append(out, text[:start]...), with...)
	return append(out, text[end:]...)
}

// quote writes a text as JSON does, without the escapes that HTML wants.
func quote(text string) string {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if enc.Encode(text) != nil {
		return `""`
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// Quote writes a text as a JSON value, for [SetAt].
func Quote(text string) string { return quote(text) }

// RemoveAt takes out what stands at a path, with its comma and, of members, everything of that name. What is not there
// changes nothing. The error is a [*Broken].
func RemoveAt(text []byte, path string) ([]byte, error) {
	for range maxDepth * 16 { // more than once for repeated members
		o, err := ReadOutline(text)
		if err != nil {
			return nil, err
		}
		parent, i := o.root.parentOf(path)
		if parent == nil {
			return text, nil
		}
		text = o.cut(parent, i)
		if parent.kind == '[' {
			return text, nil // the next element has its index now
		}
	}
	return text, nil
}

// parentOf finds what holds the value at a path, and at which position; nil when there is no such value.
func (p *place) parentOf(path string) (*place, int) {
	var parent *place
	for kid := p; path != ""; p = kid {
		var step string
		step, path = head(path)
		if kid = p.kid(step); kid == nil {
			return nil, 0
		}
		parent = p
	}
	if parent == nil {
		return nil, 0
	}
	return parent, slices.IndexFunc(parent.kids, func(k place) bool { return k.start == p.start })
}

// cut takes a part out of an object or array, with the comma that is then one too many.
func (o *Outline) cut(p *place, i int) []byte {
	begin := func(k *place) int {
		if k.key >= 0 {
			return k.key
		}
		return k.start
	}
	switch {
	case len(p.kids) == 1:
		return splice(o.text, p.start+1, p.end-1, "")
	case i == len(p.kids)-1:
		return splice(o.text, p.kids[i-1].end, p.kids[i].end, "")
	}
	return splice(o.text, begin(&p.kids[i]), begin(&p.kids[i+1]), "")
}
