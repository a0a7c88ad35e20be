package distance

import (
	"encoding/binary"
	"fmt"
	"slices"
	"sort"
)

// Point is where a PIN code lies, or the middle of all PIN codes with the same first three digits.
type Point struct {
	Pin      int // six digits, or three for a prefix
	Lat, Lon int // degrees north and east, in ten-thousandths
}

// A table is a sorted run of words of eight bytes, most significant byte first. A word is
//
//	20 bits PIN, or the three digits of a prefix | 22 bits latitude | 22 bits longitude
//
// so prefixes stand before PINs, and the order of words is the order of PINs. The box around India keeps latitudes and
// longitudes in their 22 bits, and inside the range that arc.go is exact for.
const (
	wordSize            = 8
	fieldBits           = 22
	minLat, maxLat      = 0, 45_0000
	minLon, maxLon      = 60_0000, 105_0000
	firstPIN, lastPIN   = 100000, 999999
	firstPref, lastPref = 100, 999
)

func isPIN(n int) bool { return firstPIN <= n && n <= lastPIN }

// Encode writes a table of points, sorted. A point outside the box around India, something that is neither PIN nor
// prefix, and a doubled PIN are errors. Package gen calls it; the simulator itself only reads.
func Encode(points []Point) ([]byte, error) {
	sorted := slices.SortedFunc(slices.Values(points), func(a, b Point) int { return a.Pin - b.Pin })
	out := make([]byte, 0, len(sorted)*wordSize)
	for i, p := range sorted {
		switch {
		case !isPIN(p.Pin) && (p.Pin < firstPref || p.Pin > lastPref):
			return nil, fmt.Errorf("%d is neither a PIN code nor its first three digits; correct the source", p.Pin)
		case p.Lat < minLat || p.Lat > maxLat || p.Lon < minLon || p.Lon > maxLon:
			return nil, fmt.Errorf("PIN %d lies at %d, %d, far outside India; correct the source", p.Pin, p.Lat, p.Lon)
		case i > 0 && sorted[i-1].Pin == p.Pin:
			return nil, fmt.Errorf("PIN %d has two points; keep one", p.Pin)
		}
		out = binary.BigEndian.AppendUint64(out, uint64(p.Pin)<<(2*fieldBits)|uint64(p.Lat)<<fieldBits|uint64(p.Lon))
	}
	return out, nil
}

func decode(word uint64) Point {
	const mask = 1<<fieldBits - 1
	return Point{Pin: int(word >> (2 * fieldBits)), Lat: int(word >> fieldBits & mask), Lon: int(word & mask)}
}

func (t *Table) len() int { return len(t.words) / wordSize }

// word reads the i-th word. It goes by bytes because the file is embedded as a string, which nobody can write to.
func (t *Table) word(i int) uint64 {
	s := t.words[i*wordSize : i*wordSize+wordSize]
	return uint64(s[0])<<56 | uint64(s[1])<<48 | uint64(s[2])<<40 | uint64(s[3])<<32 |
		uint64(s[4])<<24 | uint64(s[5])<<16 | uint64(s[6])<<8 | uint64(s[7])
}

// find returns the point of a PIN or prefix, the zero Point when the table has none.
func (t *Table) find(pin int) Point {
	i := sort.Search(t.len(), func(i int) bool { return t.word(i)>>(2*fieldBits) >= uint64(pin) })
	if i == t.len() {
		return Point{}
	}
	if p := decode(t.word(i)); p.Pin == pin {
		return p
	}
	return Point{}
}

// locate returns the point of a PIN, and whether it is the PIN's own or the middle of its prefix; the zero Point when
// the table knows neither.
func (t *Table) locate(pin int) (p Point, own bool) {
	if !isPIN(pin) {
		return Point{}, false
	}
	if p := t.find(pin); p.Pin != 0 {
		return p, true
	}
	return t.find(pin / 1000), false
}
