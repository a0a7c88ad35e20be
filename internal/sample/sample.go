// Package sample makes valid documents of every kind the portal registers: for `irpsim gen`, the benchmarks and the tests.
//
// It also holds a [Scenario] for every code that the simulator refuses by itself: from the examples of the rules, from the
// members of the schemas, and from the table in service.go. A [Script] is one made ready for a world.
//
// A document is built from a [Case], a named kind of transaction, and [Options]. Its amounts are computed in thousandths
// of a rupee and agree with each other exactly, its parties are those of the default world, and its HSN codes and units
// stand in the portal's masters. The same options give the same document.
package sample

import (
	"fmt"
	"strings"
	"time"

	"github.com/irpsim/irpsim/einv"
	"github.com/irpsim/irpsim/internal/clock"
)

// MaxItems is how many lines a document may have: what the schema admits on request; the portal's default is 1000.
const MaxItems = 5000

// Case is one kind of document.
type Case struct {
	Name    string   // "b2b-intra", what Make takes
	Aliases []string // other names that Make takes
	Title   string   // one line for people
	shape   shape
}

// Options say what of a document is not the default.
type Options struct {
	Seller string    // GSTIN of the supplier; "" is the default world's seller, or what the case needs
	Date   time.Time // of the document, read in IST; zero is today
	Number string    // document number, at most 16 characters; "" draws a fresh one
	Items  int       // lines, 1 to MaxItems; 0 is what the case has
	Draw   Chance    // where a number is drawn from; nil is the secure source
}

// Doc is a generated document. Its JSON has the members in the order of the schema.
type Doc struct {
	einv.Invoice
}

// Cases lists the kinds of document in the order people should see them.
func Cases() []Case { return allCases() }

// Find returns the case with a name or alias, in any letter case.
func Find(name string) (Case, bool) {
	for _, c := range allCases() {
		if strings.EqualFold(name, c.Name) {
			return c, true
		}
		for _, a := range c.Aliases {
			if strings.EqualFold(name, a) {
				return c, true
			}
		}
	}
	return Case{}, false
}

// Make builds a document of the named case, with features when there are some: "b2b-intra+crn+cess". The error says which
// name, number, date or GSTIN cannot be used.
func Make(name string, o Options) (*Doc, error) {
	c, err := named(name)
	if err != nil {
		return nil, err
	}
	d, err := newDraft(c.shape, o)
	if err != nil {
		return nil, err
	}
	d.parties()
	d.items()
	d.totals()
	for _, dress := range c.shape.dress {
		dress(d)
	}
	return &Doc{Invoice: *d.inv}, nil
}

// named finds a case and combines it with the features that its name goes on with.
func named(name string) (Case, error) {
	base, features := split(name)
	c, ok := Find(base)
	if !ok {
		return Case{}, fmt.Errorf("no case is called %q; the cases are %s", base, strings.Join(names(), ", "))
	}
	return c.combine(features)
}

func names() []string {
	var list []string
	for _, c := range allCases() {
		list = append(list, c.Name)
	}
	return list
}

// resolve fills the defaults of o and refuses what no valid document can carry.
func (o Options) resolve(lines int) (Options, error) {
	if o.Seller == "" {
		o.Seller = DefaultSeller
	}
	if _, ok := partyOf(o.Seller); !ok {
		return o, fmt.Errorf("seller %.20q is no GSTIN of a state that supplies; give 15 characters that begin with a state code", o.Seller)
	}
	if o.Date.IsZero() {
		o.Date = clock.Wall()
	}
	o.Date = o.Date.In(clock.IST)
	if y := o.Date.Year(); y < 2010 || y > 2029 {
		return o, fmt.Errorf("a document of %d cannot pass the schema; give a date in 2010 to 2029", y)
	}
	if o.Number == "" {
		o.Number = NewNumbers(o.Draw).Next()
	}
	if !validNumber(o.Number) {
		return o, fmt.Errorf("document number %q is not valid; use 1 to 16 of A-Z a-z 0-9 / - and begin with a letter or 1-9", o.Number)
	}
	if o.Items == 0 {
		o.Items = lines
	}
	if o.Items < 1 || o.Items > MaxItems {
		return o, fmt.Errorf("%d items are not possible; give 1 to %d", o.Items, MaxItems)
	}
	return o, nil
}
