package seed

import (
	"bytes"
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// yamlReader turns YAML into nodes. Scalars keep the text they were written with: what 07 means is decided by the member
// it stands in.
type yamlReader struct {
	*book
	file int
	open map[*yaml.Node]bool // anchors that are being read: an alias inside its own anchor has no end
}

// yamlLine finds the line in a message of the parser.
var yamlLine = regexp.MustCompile(`^line (\d+): `)

// readYAML returns the root of a file, nil for one that says nothing or after a complaint.
func readYAML(b *book, file int, raw []byte) *node {
	r := &yamlReader{book: b, file: file, open: map[*yaml.Node]bool{}}
	dec := yaml.NewDecoder(bytes.NewReader(raw))
	var doc, more yaml.Node
	if err := dec.Decode(&doc); errors.Is(err, io.EOF) {
		return nil
	} else if err != nil {
		r.broken(err)
		return nil
	}
	if err := dec.Decode(&more); err == nil {
		r.add(place{file, more.Line}, "a second document begins here: put everything into one, or into files of a folder")
		return nil
	} else if !errors.Is(err, io.EOF) {
		r.broken(err)
		return nil
	}
	if len(doc.Content) == 0 {
		return nil
	}
	n := r.read(doc.Content[0], 0)
	if n != nil && n.kind == null {
		return nil // nothing but comments
	}
	return n
}

func (r *yamlReader) broken(err error) {
	said, line := strings.TrimPrefix(err.Error(), "yaml: "), 0
	if m := yamlLine.FindStringSubmatch(said); m != nil {
		line, _ = strconv.Atoi(m[1]) // digits, by the expression
		said = said[len(m[0]):]
	}
	r.add(place{r.file, line}, "this is not YAML: %s", said)
}

// read converts one value; nil after a complaint that makes the rest of it meaningless.
func (r *yamlReader) read(y *yaml.Node, depth int) *node {
	at := place{r.file, y.Line}
	switch {
	case !r.count(at):
		return nil
	case depth > maxDepth:
		r.add(at, "this is nested more than %d deep", maxDepth)
		return nil
	}
	switch y.Kind {
	case yaml.AliasNode:
		return r.alias(y, depth)
	case yaml.MappingNode:
		return r.mapping(y, depth)
	case yaml.SequenceNode:
		n := &node{kind: list, at: at}
		for _, c := range y.Content {
			if item := r.read(c, depth+1); item != nil {
				n.items = append(n.items, item)
			}
		}
		return n
	default:
		return r.scalar(y)
	}
}

func (r *yamlReader) alias(y *yaml.Node, depth int) *node {
	if r.open[y.Alias] {
		r.add(place{r.file, y.Line}, "*%s stands inside what it names: it would never end", shorten(y.Value))
		return nil
	}
	r.open[y.Alias] = true
	defer delete(r.open, y.Alias)
	return r.read(y.Alias, depth)
}

func (r *yamlReader) mapping(y *yaml.Node, depth int) *node {
	n := &node{kind: object, at: place{r.file, y.Line}}
	var merged []*node
	for i := 0; i+1 < len(y.Content); i += 2 {
		key, value := y.Content[i], r.read(y.Content[i+1], depth+1)
		switch at := (place{r.file, key.Line}); {
		case key.Kind != yaml.ScalarNode:
			r.add(at, "the name of a member must be a plain text")
		case value == nil: // has been complained of
		case key.ShortTag() == "!!merge":
			merged = append(merged, value)
		default:
			n.put(r.book, name{key.Value, at}, value)
		}
	}
	for _, m := range merged {
		r.merge(n, m)
	}
	return n
}

// merge does what << asks for: members that the object does not have itself come from another one, or from a list of them.
func (r *yamlReader) merge(n, from *node) {
	switch from.kind {
	case list:
		for _, item := range from.items {
			if item.kind != object {
				r.add(item.at, "<< takes objects, not %s", item.kind)
				continue
			}
			r.merge(n, item)
		}
	case object:
		for i, m := range from.names {
			if n.get(m.text) == nil {
				n.names, n.items = append(n.names, m), append(n.items, from.items[i])
			}
		}
	default:
		r.add(from.at, "<< takes objects, not %s", from.kind)
	}
}

func (r *yamlReader) scalar(y *yaml.Node) *node {
	n := &node{kind: text, at: place{r.file, y.Line}, value: y.Value}
	n.plain = y.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle|yaml.LiteralStyle|yaml.FoldedStyle|yaml.TaggedStyle) == 0
	switch y.ShortTag() {
	case "!!null":
		n.kind = null
	case "!!int", "!!float":
		n.kind = number
	case "!!bool":
		n.kind = truth
	case "!!str", "!!timestamp", "!!merge":
	default:
		r.add(n.at, "the tag %s means nothing here: remove it", shorten(y.Tag))
		return nil
	}
	return n
}
