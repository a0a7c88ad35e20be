package main

import (
	"maps"
	"slices"

	"github.com/irpsim/irpsim/internal/distance"
)

// misplacedKm is how far a PIN code of the mainland may lie from the middle of its prefix before its point is taken for
// wrong. Some prefixes reach more than 200 km; beyond 250 km stand only islands, and places that the file puts at a
// namesake in another part of the country.
const misplacedKm = 250

// result is what a table is made of.
type result struct {
	pins      []distance.Point // by PIN
	prefixes  []distance.Point // by prefix
	misplaced []int            // PIN codes whose points were left out; they fall back to their prefix
}

// build makes one point per PIN code: the median of its offices, coordinate by coordinate, since single offices are
// often hundreds of km off. The point of a prefix is the mean of its PINs.
func build(offices []office) result {
	byPIN, island := map[int][]distance.Point{}, map[int]bool{}
	for _, o := range offices {
		byPIN[o.pin] = append(byPIN[o.pin], distance.Point{Lat: o.lat, Lon: o.lon})
		island[o.pin] = island[o.pin] || o.island
	}
	byPrefix := map[int][]distance.Point{}
	for pin, points := range byPIN {
		p := middle(points, median)
		p.Pin = pin
		byPrefix[pin/1000] = append(byPrefix[pin/1000], p)
	}
	var r result
	for _, prefix := range slices.Sorted(maps.Keys(byPrefix)) {
		points := byPrefix[prefix]
		slices.SortFunc(points, func(a, b distance.Point) int { return a.Pin - b.Pin })
		typical := middle(points, median)
		kept := slices.DeleteFunc(slices.Clone(points), func(p distance.Point) bool {
			return !island[p.Pin] && p.Km(typical) > misplacedKm
		})
		for _, p := range points {
			if !slices.Contains(kept, p) {
				r.misplaced = append(r.misplaced, p.Pin)
			}
		}
		if len(kept) == 0 {
			continue // points far apart and nothing between them: better no distance than a wrong one
		}
		r.pins = append(r.pins, kept...)
		centre := middle(kept, mean)
		centre.Pin = prefix
		r.prefixes = append(r.prefixes, centre)
	}
	return r
}

// middle applies median or mean to latitudes and longitudes apart.
func middle(points []distance.Point, of func([]int) int) distance.Point {
	lats, lons := make([]int, len(points)), make([]int, len(points))
	for i, p := range points {
		lats[i], lons[i] = p.Lat, p.Lon
	}
	return distance.Point{Lat: of(lats), Lon: of(lons)}
}

func median(values []int) int {
	slices.Sort(values)
	n := len(values)
	return (values[(n-1)/2] + values[n/2] + 1) / 2
}

// mean rounds to the nearest; all values are positive in India.
func mean(values []int) int {
	sum := 0
	for _, v := range values {
		sum += v
	}
	return (sum + len(values)/2) / len(values)
}
