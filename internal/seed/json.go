package seed

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"
	"unicode/utf8"
)

// jsonReader turns JSON into nodes. It is not the YAML parser, although JSON is nearly a part of YAML: that one refuses
// pairs of \u escapes and long names.
type jsonReader struct {
	*book
	file int
	dec  *json.Decoder
	ends []int // offset of each line's end
}

// errSaid ends the reading of a file whose fault is in the book.
var errSaid = errors.New("complained of")

// readJSON returns the root of a file, nil after a complaint.
func readJSON(b *book, file int, raw []byte) *node {
	r := &jsonReader{book: b, file: file, dec: json.NewDecoder(bytes.NewReader(raw))}
	r.dec.UseNumber()
	for i, c := range raw {
		if c == '\n' {
			r.ends = append(r.ends, i)
		}
	}
	if i := invalidUTF8(raw); i >= 0 {
		b.add(r.line(i), "this is not UTF-8: save the file so")
		return nil
	}
	n, err := r.value(0)
	if err == nil {
		if _, err = r.dec.Token(); errors.Is(err, io.EOF) {
			return n
		}
		if err == nil {
			b.add(r.here(), "something stands after the end of the object: remove it")
			return nil
		}
	}
	r.broken(err)
	return nil
}

// invalidUTF8 returns the offset of the first byte that is none, -1 when all are; the decoder would replace it.
func invalidUTF8(raw []byte) int {
	for i := 0; i < len(raw); {
		r, size := utf8.DecodeRune(raw[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return -1
}

func (r *jsonReader) broken(err error) {
	if errors.Is(err, errSaid) {
		return
	}
	at, said := r.here(), err.Error()
	if s, ok := errors.AsType[*json.SyntaxError](err); ok {
		// Between tokens the decoder gives the offset of the character, within one the offset behind it.
		at = r.line(int(s.Offset) - 1)
		if s.Offset == r.dec.InputOffset() {
			at = r.line(int(s.Offset))
		}
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		at, said = r.line(int(r.dec.InputOffset())), "it ends too early"
	}
	r.add(at, "this is not JSON: %s", strings.TrimPrefix(said, "json: "))
}

// line tells where an offset lies.
func (r *jsonReader) line(offset int) place {
	i, _ := slices.BinarySearch(r.ends, offset)
	return place{r.file, i + 1}
}

// here is the line of the token read last; tokens do not go over lines.
func (r *jsonReader) here() place { return r.line(max(0, int(r.dec.InputOffset())-1)) }

func (r *jsonReader) value(depth int) (*node, error) {
	t, err := r.dec.Token()
	if err != nil {
		return nil, err
	}
	n := &node{at: r.here()}
	if !r.count(n.at) {
		return nil, errSaid
	}
	if depth > maxDepth {
		r.add(n.at, "this is nested more than %d deep", maxDepth)
		return nil, errSaid
	}
	switch t := t.(type) {
	case nil:
		n.kind = null
	case string:
		n.kind, n.value = text, t
	case json.Number:
		n.kind, n.value = number, t.String()
	case bool:
		n.kind, n.value = truth, "false"
		if t {
			n.value = "true"
		}
	case json.Delim:
		n.kind = object
		if t == '[' {
			n.kind = list
		}
		return n, r.members(n, depth)
	}
	return n, nil
}

// members reads what an object or list holds, up to its closing bracket.
func (r *jsonReader) members(n *node, depth int) error {
	for r.dec.More() {
		if n.kind == list {
			item, err := r.value(depth + 1)
			if err != nil {
				return err
			}
			n.items = append(n.items, item)
			continue
		}
		key, err := r.dec.Token()
		if err != nil {
			return err
		}
		member := name{key.(string), r.here()} // the decoder takes nothing else for a name
		item, err := r.value(depth + 1)
		if err != nil {
			return err
		}
		n.put(r.book, member, item)
	}
	_, err := r.dec.Token()
	return err
}
