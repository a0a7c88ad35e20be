// Package distance knows how far two PIN codes lie apart by road, as far as anybody outside the portal can, and what
// follows from it: which distance an e-way bill may carry, and how long the bill is valid.
//
// The portal's own table cannot be downloaded. Ours answers the few pairs whose real figure is public with that figure,
// and every other pair with the great circle between two points times a road factor; README.md says where the points
// come from. The same pair gives the same whole number on every machine.
package distance

import (
	_ "embed"
	"fmt"
	"slices"
)

// MaxKm is the longest distance that an e-way bill takes, in km: the upper limit of Distance in the schema.
const MaxKm = 4000

// noPlace is the PIN code for places outside the Indian post. It lies nowhere, so it has no distance to anything.
const noPlace = 999999

// roadFactor is road km per straight km, in hundredths: the geometric mean over the measured pairs of knownPairs, which
// it meets to within 8 percent. TestRoadFactor computes it again and prints the error of each pair.
const roadFactor = 123

// Source says what a distance rests on.
type Source string

const (
	Unknown     Source = "unknown"      // the table has no figure for the pair
	SamePIN     Source = "same PIN"     // both ends have one PIN; the sender must say how far it is
	KnownPair   Source = "known pair"   // a figure of the portal that is public, or one given to [Table.With]
	Points      Source = "points"       // computed between the points of the two PINs
	Prefix      Source = "prefix"       // computed, and a PIN without a point stood in the middle of its three-digit prefix
	SharedPoint Source = "shared point" // two PINs on one point of the table: close together, and it cannot say how close
)

// Table answers how far PIN codes lie apart. It never changes once made, so one serves everybody at once. The zero Table
// knows no pair.
type Table struct {
	words string // sorted words, see point.go; the embedded file itself, searched where it lies
	pairs []Pair // sorted by their key, each key once
}

//go:embed centroids.bin
var centroids string

var pinCentroids, none = Table{words: centroids, pairs: knownPairs}, Table{}

// Default returns the table of PIN centroids and publicly known pairs. It costs nothing: nothing is decoded.
func Default() *Table { return &pinCentroids }

// Names lists what [Named] takes, the default first.
func Names() []string { return []string{"pin-centroids", "none"} }

// Named returns a table by the name that a world's setting distance_table gives it: "pin-centroids" is [Default],
// "none" knows no pair, so that Distance 0 is never enough and any distance up to [MaxKm] passes.
func Named(name string) (*Table, error) {
	switch name {
	case "pin-centroids":
		return &pinCentroids, nil
	case "none":
		return &none, nil
	}
	return nil, fmt.Errorf("unknown distance table %q: name one of %q", name, Names())
}

// Distance returns the road distance between two PIN codes in whole km, 1 to [MaxKm], and what it rests on. It is the
// same in both directions. With [Unknown] and [SamePIN] there is none, and km is 0.
func (t *Table) Distance(from, to int) (km int, source Source) {
	if from == noPlace || to == noPlace {
		return 0, Unknown
	}
	if from == to {
		return 0, SamePIN
	}
	if p, ok := t.Pair(from, to); ok {
		return p.Km, KnownPair
	}
	a, aOwn := t.locate(from)
	b, bOwn := t.locate(to)
	switch {
	case a.Pin == 0 || b.Pin == 0:
		return 0, Unknown
	case a.Lat == b.Lat && a.Lon == b.Lon:
		return 1, SharedPoint
	case !aOwn || !bOwn:
		return road(a.Km(b)), Prefix
	}
	return road(a.Km(b)), Points
}

// road turns straight km into whole km of road. The conversion keeps processors from fusing the product with the sum.
func road(straight float64) int {
	return min(max(int(float64(straight*roadFactor)/100+0.5), 1), MaxKm)
}

// Pair returns the known pair of two PIN codes, in either direction, with where its figure comes from.
func (t *Table) Pair(from, to int) (Pair, bool) {
	if !isPIN(from) || !isPIN(to) {
		return Pair{}, false // key tells numbers of 32 bits apart, no longer ones
	}
	i, ok := slices.BinarySearchFunc(t.pairs, key(from, to), func(p Pair, k uint64) int { return compare(p.key(), k) })
	if !ok {
		return Pair{}, false
	}
	return t.pairs[i], true
}
