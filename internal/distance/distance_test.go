package distance

import (
	"math"
	"slices"
	"testing"
)

func TestDistance(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name     string
		from, to int
		km       int
		source   Source
	}{
		{"published, as the clients' test suites have it", 171302, 500055, 2467, KnownPair},
		{"published, as the portal signed it", 193501, 500055, 2467, KnownPair},
		{"Indore to Mumbai, published", 452002, 400001, 597, KnownPair},
		{"Delhi to Mumbai, published", 110001, 400001, 1451, KnownPair},
		{"Bengaluru to Chennai, published", 560001, 600001, 350, KnownPair},
		{"Puducherry to Channapatna, published", 605001, 562160, 362, KnownPair},
		{"Ahmedabad to Bengaluru", 380015, 560001, 1469, Points},
		{"Delhi to Kolkata", 110001, 700001, 1605, Points},
		{"Chennai to Hyderabad", 600001, 500055, 634, Points},
		{"Delhi to Gurugram", 110001, 122001, 42, Points},
		{"Kochi to Lakshadweep", 682001, 682555, 496, Points},
		{"a PIN without a point stands in the middle of its prefix", 171302, 400001, 1758, Prefix},
		{"no shorter than 1 km: two neighbours", 110001, 110055, 1, Points},
		{"one city, one PIN at the point of the district", 560001, 560042, 45, Points},
		{"Bengaluru has one point for many PINs", 560001, 560002, 1, SharedPoint},
		{"two PINs without points in one prefix", 171302, 171399, 1, SharedPoint},
		{"beyond what a bill takes: Arunachal to Minicoy", 792101, 682559, MaxKm, Points},
		{"one PIN", 560001, 560001, 0, SamePIN},
		{"one PIN nobody knows", 569001, 569001, 0, SamePIN},
		{"prefix in use nowhere", 569001, 400001, 0, Unknown},
		{"abroad", 999999, 400001, 0, Unknown},
		{"abroad twice", 999999, 999999, 0, Unknown},
		{"a prefix is not a PIN", 560, 400001, 0, Unknown},
		{"no PIN", 0, 400001, 0, Unknown},
		{"negative", -560001, 400001, 0, Unknown},
		{"seven digits", 5600010, 400001, 0, Unknown},
		{"beyond 32 bits, whose low half is a known pair", 400001 + 1<<32, 110001 + 1<<32, 0, Unknown},
	}
	for _, tt := range tests {
		for _, way := range [][2]int{{tt.from, tt.to}, {tt.to, tt.from}} {
			if km, source := Default().Distance(way[0], way[1]); km != tt.km || source != tt.source {
				t.Errorf("%s: Distance(%d, %d) = %d, %q; want %d, %q", tt.name, way[0], way[1], km, source, tt.km, tt.source)
			}
		}
	}
}

// measured are the known pairs whose figure belongs to their PIN codes for certain: all but the exchanged one.
func measured(t *testing.T) []Pair {
	t.Helper()
	pairs := slices.DeleteFunc(slices.Clone(knownPairs), func(p Pair) bool { return p.From == 171302 })
	if len(pairs) != len(knownPairs)-1 || len(pairs) < 5 {
		t.Fatalf("%d pairs to measure by, of %d known ones", len(pairs), len(knownPairs))
	}
	return pairs
}

// TestRoadFactor fits the factor again, and holds its error to what the documentation says. Every published distance
// would be accepted, ±10 percent, by the distance that we would compute for its pair.
func TestRoadFactor(t *testing.T) {
	t.Parallel()
	computed := Table{words: centroids}
	sum := 0.0
	for _, p := range measured(t) {
		sum += math.Log(float64(p.Km) / straight(t, p))
	}
	factor := math.Exp(sum / float64(len(measured(t))))
	if got := int(math.Round(100 * factor)); got != roadFactor {
		t.Errorf("the known pairs give a road factor of %.4f, roadFactor is %d hundredths", factor, roadFactor)
	}
	for _, p := range measured(t) {
		km, source := computed.Distance(p.From, p.To)
		off := 100 * float64(km-p.Km) / float64(p.Km)
		t.Logf("%d-%d: %d km published, %.1f straight, ratio %.3f, %d computed, %+.1f%%", p.From, p.To, p.Km, straight(t, p), float64(p.Km)/straight(t, p), km, off)
		if source != Points || math.Abs(off) > 8.5 {
			t.Errorf("%d-%d: computed %d km (%s), published %d: off by %.1f%%, want within 8.5", p.From, p.To, km, source, p.Km, off)
		}
		if v := computed.Check(p.Km, p.From, p.To); !v.OK() {
			t.Errorf("%d-%d: the published distance is refused by the computed one: %+v", p.From, p.To, v)
		}
	}
}

func straight(t *testing.T, p Pair) float64 {
	t.Helper()
	table := Table{words: centroids}
	a, aOwn := table.locate(p.From)
	b, bOwn := table.locate(p.To)
	if !aOwn || !bOwn {
		t.Fatalf("%d-%d: a PIN has no point of its own", p.From, p.To)
	}
	return a.Km(b)
}

func TestNamed(t *testing.T) {
	t.Parallel()
	for _, name := range Names() {
		table, err := Named(name)
		if err != nil {
			t.Fatalf("Named(%q): %v", name, err)
		}
		km, _ := table.Distance(110001, 400001)
		if want := map[string]int{"pin-centroids": 1451, "none": 0}[name]; km != want {
			t.Errorf("table %q: %d km from Delhi to Mumbai, want %d", name, km, want)
		}
	}
	if table, _ := Named(Names()[0]); table != Default() {
		t.Error("the first name is not the default table")
	}
	if _, err := Named("pin-centroid"); err == nil || err.Error() != `unknown distance table "pin-centroid": name one of ["pin-centroids" "none"]` {
		t.Errorf("unknown name: error %v", err)
	}
}

// Every distance obeys what its documentation says, in both directions, and so does the verdict on it.
func FuzzDistance(f *testing.F) {
	f.Add(560001, 600001, 350)
	f.Add(171302, 500055, 0)
	f.Add(999999, 999999, 4001)
	f.Add(-1, 1<<40, -1)
	f.Fuzz(func(t *testing.T, from, to, given int) {
		table := Default()
		km, source := table.Distance(from, to)
		if back, same := table.Distance(to, from); back != km || same != source {
			t.Errorf("%d to %d is %d km (%s), back %d (%s)", from, to, km, source, back, same)
		}
		if has := source != Unknown && source != SamePIN; has != (km > 0) || km < 0 || km > MaxKm {
			t.Errorf("%d to %d is %d km by %q", from, to, km, source)
		}
		v := table.Check(given, from, to)
		if v.OK() != (v.Km > 0) || v.Km > MaxKm || v.Min < 1 || v.Min > v.Max || v.Max > MaxKm {
			t.Errorf("%d given from %d to %d: %+v", given, from, to, v)
		}
		if v.OK() && !v.Asked && (given < v.Min || given > v.Max || v.Km != given) {
			t.Errorf("%d given from %d to %d passes outside its range: %+v", given, from, to, v)
		}
	})
}

var sinkKm int

func lookups() map[string]func() {
	table := Default()
	return map[string]func(){
		"known pair": func() { sinkKm, _ = table.Distance(560001, 600001) },
		"points":     func() { sinkKm, _ = table.Distance(110001, 700001) },
		"prefix":     func() { sinkKm, _ = table.Distance(171302, 110001) },
		"unknown":    func() { sinkKm, _ = table.Distance(569001, 110001) },
		"check":      func() { sinkKm = table.Check(1500, 110001, 700001).Km },
	}
}

func TestLookupsDoNotAllocate(t *testing.T) {
	for name, look := range lookups() {
		if n := testing.AllocsPerRun(100, look); n != 0 {
			t.Errorf("%s: %v allocations, want none", name, n)
		}
	}
}

func BenchmarkLookup(b *testing.B) {
	for name, look := range lookups() {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				look()
			}
		})
	}
}
