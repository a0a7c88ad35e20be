package irptest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"strings"
	"time"

	"github.com/irpsim/irpsim/internal/clock"
	"github.com/irpsim/irpsim/internal/sample"
	"github.com/irpsim/irpsim/internal/validate"
)

// Document is an invoice, credit note or debit note of schema 1.1. It is a value: edits make another one. An edit that
// cannot be made shows when the document is used.
type Document struct {
	tree map[string]any
	err  error
}

// Edit changes a document, or how it is made.
type Edit struct {
	make func(*sample.Options)
	tree func(tree map[string]any) error
}

// Set puts a value at a path such as "ValDtls.TotInvVal" or "ItemList[0].GstRt", making the blocks on the way and, at the
// end of a list, its next element. Amounts that must keep their text are given as json.Number.
func Set(path string, value any) Edit {
	return Edit{tree: func(tree map[string]any) error {
		plain, err := plainValue(value)
		if err != nil {
			return fmt.Errorf("the value for %s has no JSON: %w", path, err)
		}
		return validate.Set(tree, path, plain)
	}}
}

// Remove takes the member at a path out.
func Remove(path string) Edit {
	return Edit{tree: func(tree map[string]any) error { return validate.Set(tree, path, validate.Absent{}) }}
}

// Numbered gives the document a number: 1 to 16 of A-Z a-z 0-9 / and -, beginning with a letter or 1 to 9. Set also takes
// numbers that no portal does.
func Numbered(number string) Edit { return Edit{make: func(o *sample.Options) { o.Number = number }} }

// Dated gives the document the day of an instant, in IST; dates that it mentions move along.
func Dated(day time.Time) Edit { return Edit{make: func(o *sample.Options) { o.Date = day }} }

// SoldBy makes a GSTIN the supplier, with an address in its state and taxes to match.
func SoldBy(gstin string) Edit { return Edit{make: func(o *sample.Options) { o.Seller = gstin }} }

// Lines gives the document n lines.
func Lines(n int) Edit { return Edit{make: func(o *sample.Options) { o.Items = n }} }

// Kinds lists what [Sample] takes.
func Kinds() []string {
	var names []string
	for _, c := range sample.Cases() {
		names = append(names, c.Name)
	}
	return names
}

// ValidInvoice is Sample("b2b"): goods sold by the first user of a new world to a taxpayer of another state.
func ValidInvoice(edits ...Edit) Document { return Sample("b2b", edits...) }

// Sample returns a valid document of a kind of [Kinds], dated on the day of [StartTime], always with the same number: sent
// twice it is a duplicate. [Sim.Sample] makes one that has the world's date and a number of its own.
func Sample(kind string, edits ...Edit) Document {
	return newDocument(kind, sample.Options{Date: startTime(), Number: numberOf(kind)}, edits)
}

// numberOf makes a document number out of the name of a kind: T-B2B, or for a long name its beginning and a sum over all of it.
func numberOf(kind string) string {
	number := "T-" + strings.Map(func(r rune) rune {
		if r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			return r
		}
		return '-'
	}, strings.ToUpper(kind))
	if len(number) <= 16 {
		return number
	}
	sum := fnv.New32a()
	_, _ = sum.Write([]byte(kind)) // never fails
	return fmt.Sprintf("%.9s-%06X", number, sum.Sum32()&0xFFFFFF)
}

// Invoice is Sample("b2b") of the world: a fresh valid invoice of its first user, dated today by the portal's clock.
func (s *Sim) Invoice(edits ...Edit) Document { return s.Sample("b2b", edits...) }

// Sample returns a fresh valid document of a kind of [Kinds], sold by the world's first user (unless the kind has a seller of
// its own), dated today by the portal's clock, with a number that no other one has. A document that names an operator in
// TranDtls.EcmGstin is registered by that operator: ClientOf("irpsim_eco").
func (s *Sim) Sample(kind string, edits ...Edit) Document {
	o := sample.Options{Date: s.Clock.Now(), Number: s.numbers.Next()}
	if gstin := s.Creds().GSTIN; gstin != sample.DefaultSeller {
		o.Seller = gstin
	}
	return newDocument(kind, o, edits)
}

func newDocument(kind string, o sample.Options, edits []Edit) Document {
	for _, e := range edits {
		if e.make != nil {
			e.make(&o)
		}
	}
	made, err := sample.Make(kind, o)
	if err != nil {
		return Document{err: err}
	}
	text, err := json.Marshal(made)
	if err != nil {
		return Document{err: err}
	}
	d := Document{}
	d.tree, d.err = treeOf(text)
	return d.With(edits...)
}

// With returns a copy with further edits of paths; [Numbered], [Dated] and [SoldBy] only say how a document is made and
// change nothing here.
func (d Document) With(edits ...Edit) Document {
	if d.err != nil {
		return d
	}
	text, err := json.Marshal(d.tree)
	if err != nil {
		return Document{err: err}
	}
	d.tree, d.err = treeOf(text)
	for _, e := range edits {
		if e.tree != nil && d.err == nil {
			d.err = e.tree(d.tree)
		}
	}
	return d
}

// MarshalJSON returns the document as it is sent, or the error of the first edit that could not be made.
func (d Document) MarshalJSON() ([]byte, error) {
	if d.err != nil {
		return nil, d.err
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(d.tree); err != nil {
		return nil, err
	}
	return bytes.TrimSpace(b.Bytes()), nil
}

// JSON returns the document as it is sent; an edit that could not be made fails the test.
func (d Document) JSON(t T) []byte {
	t.Helper()
	text, err := d.MarshalJSON()
	if err != nil {
		t.Fatalf("irptest: the document cannot be made: %v", err)
	}
	return text
}

// Number, Date (dd/MM/yyyy) and Type (INV, CRN or DBN) are what [Client.GetByDoc] asks for; "" when the document has none.
func (d Document) Number() string { return d.Text("DocDtls.No") }

// Date is described at [Document.Number].
func (d Document) Date() string { return d.Text("DocDtls.Dt") }

// Type is described at [Document.Number].
func (d Document) Type() string { return d.Text("DocDtls.Typ") }

// Text returns what stands at a path, numbers as they are written; "" when nothing does.
func (d Document) Text(path string) string { return textAt(d.tree, path) }

// day is the form of dates in documents.
const day = "02/01/2006"

// Day writes an instant as the dates of documents are written: dd/MM/yyyy, in IST.
func Day(at time.Time) string { return at.In(clock.IST).Format(day) }

// treeOf reads a JSON object, numbers as their text.
func treeOf(text []byte) (map[string]any, error) {
	var tree map[string]any
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	return tree, dec.Decode(&tree)
}

// plainValue brings a value into the types of a tree.
func plainValue(v any) (any, error) {
	text, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	var plain any
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	return plain, dec.Decode(&plain)
}
