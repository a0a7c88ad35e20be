package einv

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"unicode/utf8"
)

// ErrNotObject means that the text is not one JSON object in UTF-8.
var ErrNotObject = errors.New("not a JSON object")

// Document is a decoded request as the judge of its shape takes it: the typed value for what is plainly fine, and for
// all else the tree, which costs several times as much as the value and is made only when asked for.
type Document struct {
	value     any
	text      string
	shape     *shape
	emptyText bool
}

// Value is the pointer that [Decode] returned beside the document.
func (d *Document) Value() any { return d.value }

// EmptyText reports whether some member was sent as an empty text, which in the value looks as if it was not sent.
// True may also mean that an equal name after it replaced it.
func (d *Document) EmptyText() bool { return d.emptyText }

// Tree makes the canonical tree from the text; each call makes a new one. It does not see changes to the value.
func (d *Document) Tree() Tree {
	tree, _ := treeOf(d.text, d.shape) // Decode has read this text without error
	return tree
}

// Decode reads one JSON object into a T, one of the request structs of this package. Texts below the blocks of the value,
// such as those of items, share the memory of one copy of raw: clone the one that is kept for long.
//
// It is as tolerant as the portal: a byte-order mark is skipped, names match in any letter case, unknown members are
// kept in the tree only, the last of several equal names wins, null means absent. The error is [ErrNotObject]
// (possibly wrapped) or a [*BindError].
func Decode[T any](raw []byte) (*T, *Document, error) {
	raw = bytes.TrimPrefix(raw, []byte("\xEF\xBB\xBF"))
	if !utf8.Valid(raw) {
		return nil, nil, fmt.Errorf("%w: not UTF-8", ErrNotObject)
	}
	v := new(T)
	d := &Document{value: v, text: string(raw), shape: shapeOf(reflect.TypeFor[T]())}
	b := binder{scanner: scanner{text: d.text}}
	if b.peek() != '{' {
		return nil, nil, ErrNotObject
	}
	if err := b.object(reflect.ValueOf(v).Elem(), d.shape, 1); err != nil {
		return nil, nil, fmt.Errorf("%w: %w", ErrNotObject, err)
	}
	if b.peek(); b.pos < len(b.text) {
		return nil, nil, fmt.Errorf("%w: text after the end of the object", ErrNotObject)
	}
	if b.misfit { // perhaps of a member that an equal name after it replaced
		if _, err := treeOf(d.text, d.shape); err != nil {
			return nil, nil, err
		}
	}
	d.emptyText = b.emptyText
	return v, d, nil
}
