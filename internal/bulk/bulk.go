// Package bulk registers the documents of one upload, as the portal's bulk upload does: a JSON array of invoices goes in,
// an answer for every document comes out, in the order of the upload and while the rest is still under way.
//
// An upload is never held in memory as a whole: it is cut into documents, of which a few at a time are with the portal.
// Who registers a document, and over what, is the caller's to say with a [Register].
package bulk

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/irpsim/irpsim/einv"
)

// Limits bound an upload. A zero takes the value of [DefaultLimits].
type Limits struct {
	Documents int   // of an upload
	Bytes     int64 // of an upload
	Document  int   // bytes of one document
	Parallel  int   // documents with the portal at the same time
}

// DefaultLimits are for a page: the portal takes 2 MB for a document.
func DefaultLimits() Limits {
	return Limits{Documents: 5000, Bytes: 64 << 20, Document: 2 << 20, Parallel: 4}
}

func (l Limits) complete() Limits {
	d := DefaultLimits()
	if l.Documents <= 0 {
		l.Documents = d.Documents
	}
	if l.Bytes <= 0 {
		l.Bytes = d.Bytes
	}
	if l.Document <= 0 {
		l.Document = d.Document
	}
	if l.Parallel <= 0 {
		l.Parallel = d.Parallel
	}
	return l
}

// Register puts one document, a JSON object, to the portal. What is refused is a Result; an error means that nobody knows
// what became of the document.
type Register func(ctx context.Context, document []byte) (Result, error)

// Count reads an upload without registering anything and tells how many documents it has. The error wraps [ErrNoUpload],
// [ErrTooMany] or [ErrTooLong], or is the reader's.
func Count(r io.Reader, l Limits) (int, error) {
	l = l.complete()
	s := newSplitter(r, l.Bytes, 0)
	for n := 0; ; n++ {
		_, _, err := s.next()
		switch {
		case errors.Is(err, io.EOF):
			return n, nil
		case err != nil:
			return n, l.explain(err)
		case n == l.Documents:
			return n, l.explain(ErrTooMany)
		}
	}
}

// Run registers the documents of an upload and gives every outcome to each, in the order of the upload, as soon as it and
// all before it are known. It stops at the first error of each, at the end of ctx, and where the upload cannot be read any
// further; what has been registered by then stays so. Errors are those of [Count], of ctx and of each.
func Run(ctx context.Context, r io.Reader, l Limits, register Register, each func(Outcome) error) (Tally, error) {
	l = l.complete()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	under := make(chan chan Outcome, l.Parallel-1) // with the one that the reader is about to start: Parallel
	unread := make(chan error, 1)
	go func() {
		defer close(under)
		unread <- feed(ctx, newSplitter(r, l.Bytes, l.Document), l, register, under)
	}()
	var tally Tally
	var failed error
	for next := range under {
		o := <-next
		if failed != nil {
			continue // its answer is not asked for any more
		}
		tally.add(o)
		if failed = each(o); failed != nil {
			cancel()
		}
	}
	if err := <-unread; failed == nil {
		failed = err
	}
	return tally, failed
}

// feed starts a registration for every document, as many at a time as the queue holds.
func feed(ctx context.Context, s *splitter, l Limits, register Register, under chan<- chan Outcome) error {
	for i := 0; ; i++ {
		text, whole, err := s.next()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return l.explain(err)
		case i == l.Documents:
			return l.explain(ErrTooMany)
		}
		next := make(chan Outcome, 1)
		select {
		case under <- next:
		case <-ctx.Done():
			return ctx.Err()
		}
		go func() { next <- one(ctx, i, text, whole, l, register) }()
	}
}

func (l Limits) explain(err error) error {
	switch {
	case errors.Is(err, ErrTooMany):
		return fmt.Errorf("%w: an upload holds %d at most; split it", ErrTooMany, l.Documents)
	case errors.Is(err, ErrTooLong):
		return fmt.Errorf("%w: %d bytes are taken at most; split it", ErrTooLong, l.Bytes)
	}
	return err
}

// one finds out what a document is called and has it registered.
func one(ctx context.Context, index int, text []byte, whole bool, l Limits, register Register) Outcome {
	o := Outcome{Index: index}
	if !whole {
		o.refuse(fmt.Sprintf("the document is longer than %d bytes; the portal takes no longer one", l.Document))
		return o
	}
	inv, _, err := einv.Decode[einv.Invoice](text)
	if errors.Is(err, einv.ErrNotObject) {
		o.refuse("this is no JSON object; give one document for every element of the array")
		return o
	}
	if err == nil { // else the portal says what is wrong with it
		o.name(inv)
	}
	result, err := register(ctx, text)
	if err != nil {
		o.Status, o.Error = Unanswered, err.Error()
		return o
	}
	o.Result, o.Status = result, Registered
	if len(result.Errors) > 0 {
		o.Status = Refused
	}
	return o
}
