package seed

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"regexp"
	"strconv"
	"strings"
)

// Bounds of what is read. A document of the portal is at most 7 deep and stands 5 deep in a seed; one of a line has some
// 80 values.
const (
	maxDepth   = 50
	maxNodes   = 2_000_000 // of all files, aliases written out
	maxMembers = 500       // of one object
)

type kind uint8

const (
	null kind = iota
	text
	number
	truth
	list
	object
)

func (k kind) String() string {
	return [...]string{"nothing", "a text", "a number", "true or false", "a list", "an object"}[k]
}

// node is a value of a seed file with the line it stands on, the same for YAML and JSON.
type node struct {
	kind  kind
	at    place
	value string // of a scalar, quotes and escapes undone
	plain bool   // an unquoted scalar of YAML: 07 is a number by itself, and a text where a text belongs
	names []name // of an object's members, in order; their values are items
	items []*node
}

type name struct {
	text string
	at   place
}

// get returns the member of an object, nil when there is none.
func (n *node) get(member string) *node {
	for i := range n.names {
		if n.names[i].text == member {
			return n.items[i]
		}
	}
	return nil
}

// fold is get in any letter case, as the portal reads its documents.
func (n *node) fold(member string) *node {
	for i := range n.names {
		if strings.EqualFold(n.names[i].text, member) {
			return n.items[i]
		}
	}
	return nil
}

// put adds a member, or complains when the object has it already.
func (n *node) put(b *book, member name, value *node) {
	for _, have := range n.names {
		if have.text == member.text {
			b.add(member.at, "%q was given in line %d already: keep one of the two", shorten(member.text), have.at.line)
			return
		}
	}
	if len(n.names) == maxMembers {
		b.add(member.at, "this object has more than %d members: no object of a seed has so many", maxMembers)
	}
	if len(n.names) >= maxMembers {
		return
	}
	n.names, n.items = append(n.names, member), append(n.items, value)
}

// word returns what a text member holds: a text, or an unquoted scalar as it is written. False for anything else and for
// a nil node.
func (n *node) word() (string, bool) {
	if n == nil {
		return "", false
	}
	return n.value, n.kind == text || (n.plain && (n.kind == number || n.kind == truth))
}

// str is word without the doubt: "" for what is no text.
func (n *node) str() string {
	s, ok := n.word()
	if !ok {
		return ""
	}
	return s
}

// literal is a number as JSON writes it. YAML knows others, such as 0x1F and 1_000.
var literal = regexp.MustCompile(`^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?$`)

// whole returns the value of a whole number; false for anything else and for a nil node.
func (n *node) whole() (int, bool) {
	if n == nil || n.kind != number || !literal.MatchString(n.value) {
		return 0, false
	}
	i, err := strconv.Atoi(n.value)
	return i, err == nil
}

// shorten keeps what a message quotes to a line.
func shorten(s string) string {
	const most = 60
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

// mark digests what nodes say; where they stand does not count.
func mark(nodes []*node) string {
	h := sha256.New()
	for _, n := range nodes {
		n.digest(h)
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

func (n *node) digest(h hash.Hash) {
	_, _ = fmt.Fprintf(h, "%d %q %d\n", n.kind, n.value, len(n.items)) // a hash takes everything
	for i, item := range n.items {
		if n.kind == object {
			_, _ = fmt.Fprintf(h, "%q ", n.names[i].text)
		}
		item.digest(h)
	}
}
