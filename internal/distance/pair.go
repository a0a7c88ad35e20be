package distance

import (
	"cmp"
	"fmt"
	"slices"
)

// Pair is a distance that needs no computing: Km by road between two PIN codes, the same in both directions.
type Pair struct {
	From, To int
	Km       int
	Source   string // where the figure can be read; "" when the user of a simulator gave it
}

// maxPairs bounds what one table holds, so that a setting cannot fill the memory.
const maxPairs = 10_000

const indiaCompliance = "resilient-tech/india-compliance, india_compliance/gst_india/data/test_e_invoice.json"

// knownPairs are the figures of the portal that were published with both PIN codes, sorted by key.
var knownPairs = []Pair{
	{110001, 400001, 1451, "https://pincodetopincodedistance.com, worked example"},
	// The test data of india-compliance names this pair, and clients' suites assert its figure. The invoice that the portal
	// signed with it was sent from 193501, as the signed text says: the PIN was exchanged in the request afterwards.
	{171302, 500055, 2467, indiaCompliance + " (request as stored)"},
	{193501, 500055, 2467, indiaCompliance + " (SignedInvoice of the bills of 13 and 16 September 2022)"},
	{400001, 452002, 597, "https://lawlegends.in/?p=24086, example of the e-way bill portal"},
	{560001, 600001, 350, "https://pincodetopincodedistance.com, worked example"},
	{562160, 605001, 362, "record of an e-way bill in a public database dump"},
}

// key is the same number for a pair and its reverse; no two pairs of six-digit PIN codes share one.
func key(from, to int) uint64 {
	return uint64(uint32(min(from, to)))<<32 | uint64(uint32(max(from, to)))
}

func (p Pair) key() uint64 { return key(p.From, p.To) }

func compare(a, b uint64) int { return cmp.Compare(a, b) }

// check says what is wrong with a pair that a user gives.
func (p Pair) check() error {
	switch {
	case !isPIN(p.From) || !isPIN(p.To) || p.From == noPlace || p.To == noPlace:
		return fmt.Errorf("distance %d to %d: a PIN code has six digits and is not %d; correct the pair", p.From, p.To, noPlace)
	case p.From == p.To:
		return fmt.Errorf("distance %d to %d: both ends are one PIN code, whose distance only the sender knows; remove the pair", p.From, p.To)
	case p.Km < 1 || p.Km > MaxKm:
		return fmt.Errorf("distance %d to %d is %d km; give 1 to %d", p.From, p.To, p.Km, MaxKm)
	}
	return nil
}

// With returns a table that answers the given pairs, in both directions, before anything that t knows. Bad pairs, two
// figures for one pair, and more than 10,000 pairs in the table are errors; t itself stays as it is.
func (t *Table) With(pairs ...Pair) (*Table, error) {
	if len(t.pairs)+len(pairs) > maxPairs {
		return nil, fmt.Errorf("%d pairs of PIN codes; give at most %d", len(pairs), maxPairs-len(t.pairs))
	}
	byKey := func(a, b Pair) int { return compare(a.key(), b.key()) }
	merged := slices.Clone(pairs)
	slices.SortStableFunc(merged, byKey)
	for i, p := range merged {
		if err := p.check(); err != nil {
			return nil, err
		}
		if i > 0 && p.key() == merged[i-1].key() && p.Km != merged[i-1].Km {
			return nil, fmt.Errorf("distance %d to %d is given as %d and as %d km; keep one of them", p.From, p.To, merged[i-1].Km, p.Km)
		}
	}
	merged = append(merged, t.pairs...)
	slices.SortStableFunc(merged, byKey) // stable: a given pair stands before the one it replaces
	merged = slices.CompactFunc(merged, func(a, b Pair) bool { return a.key() == b.key() })
	return &Table{words: t.words, pairs: merged}, nil
}
