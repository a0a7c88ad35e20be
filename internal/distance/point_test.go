package distance

import (
	"encoding/binary"
	"hash/fnv"
	"math"
	"slices"
	"strings"
	"testing"
)

// points decodes the embedded table.
func points(t *testing.T) []Point {
	t.Helper()
	if len(centroids)%wordSize != 0 {
		t.Fatalf("%d bytes are no whole words", len(centroids))
	}
	table := Default()
	all := make([]Point, table.len())
	for i := range all {
		all[i] = decode(table.word(i))
	}
	return all
}

func TestEmbeddedTable(t *testing.T) {
	t.Parallel()
	if len(centroids) >= 500_000 {
		t.Errorf("the table has %d bytes, want less than half a megabyte", len(centroids))
	}
	all := points(t)
	prefixes := slices.IndexFunc(all, func(p Point) bool { return isPIN(p.Pin) })
	if pins := len(all) - prefixes; prefixes != 403 || pins != 19222 {
		t.Errorf("%d prefixes and %d PIN codes, want 403 and 19222: update README.md with a new table", prefixes, pins)
	}
	encoded, err := Encode(all)
	if err != nil {
		t.Fatal(err)
	}
	if string(encoded) != centroids {
		t.Error("decoded and encoded again, the table is another one")
	}
	seen := map[int]bool{}
	for _, p := range all[prefixes:] {
		seen[p.Pin/1000] = true
	}
	for _, p := range all[:prefixes] {
		if !seen[p.Pin] {
			t.Errorf("prefix %d has a point but no PIN code", p.Pin)
		}
	}
	if len(seen) != prefixes {
		t.Errorf("PIN codes of %d prefixes, but %d prefixes", len(seen), prefixes)
	}
}

func TestKnownPoints(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name     string
		pin      int
		lat, lon int
		own      bool
	}{
		{"Mumbai GPO", 400001, 18_9474, 72_8138, true},
		{"Hyderabad, Jeedimetla", 500055, 17_3724, 78_4370, true},
		{"Jaipur GPO", 302001, 26_9196, 75_7878, true},
		{"one of 13 offices is 500 km off: the median does not see it", 416001, 16_4704, 74_1612, true},
		{"first PIN", 110001, 28_6431, 77_2197, true},
		{"last PIN", 855117, 26_2956, 87_9353, true},
		{"not in the source", 171302, 31_1278, 77_3607, false},
		{"left out as misplaced, so the middle of 402", 402120, 18_5894, 73_3815, false},
	}
	for _, tt := range tests {
		p, own := Default().locate(tt.pin)
		if p.Lat != tt.lat || p.Lon != tt.lon || own != tt.own {
			t.Errorf("%s: locate(%d) = %+v, %v; want %d, %d, %v", tt.name, tt.pin, p, own, tt.lat, tt.lon, tt.own)
		}
	}
}

func TestEncodeRefuses(t *testing.T) {
	t.Parallel()
	good := Point{Pin: 560001, Lat: 13_2257, Lon: 77_5750}
	tests := []struct {
		name   string
		points []Point
		want   string
	}{
		{"doubled", []Point{good, good}, "two points"},
		{"five digits", []Point{{Pin: 56000, Lat: good.Lat, Lon: good.Lon}}, "neither a PIN code"},
		{"two digits", []Point{{Pin: 56, Lat: good.Lat, Lon: good.Lon}}, "neither a PIN code"},
		{"coordinates exchanged", []Point{{Pin: 560001, Lat: good.Lon, Lon: good.Lat}}, "far outside India"},
		{"south", []Point{{Pin: 560001, Lat: -1, Lon: good.Lon}}, "far outside India"},
	}
	for _, tt := range tests {
		if out, err := Encode(tt.points); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %d bytes, error %v; want one with %q", tt.name, len(out), err, tt.want)
		}
	}
}

// TestKm compares the summed series with package math, over the whole box.
func TestKm(t *testing.T) {
	t.Parallel()
	corners := []int{0, 1, 3_3333, 11_1111, 22_5000, 44_9999, 45_0000}
	for _, lat1 := range corners {
		for _, lat2 := range corners {
			for _, lon := range corners {
				a, b := Point{Lat: lat1, Lon: minLon}, Point{Lat: lat2, Lon: minLon + lon}
				got, want := a.Km(b), haversine(a, b)
				if math.Abs(got-want) > 1e-8 {
					t.Errorf("Km(%+v, %+v) = %.12f, want %.12f", a, b, got, want)
				}
				if back := b.Km(a); back != got {
					t.Errorf("Km(%+v, %+v) = %.15g, back %.15g", a, b, got, back)
				}
			}
		}
	}
	nowhere := Point{Lat: math.MaxInt, Lon: math.MinInt}
	if km := nowhere.Km(Point{}); km == 0 {
		t.Errorf("Km of a point that is nowhere: %v, want anything but a place next door", km)
	}
}

func haversine(a, b Point) float64 {
	rad := func(n int) float64 { return float64(n) / 10_000 * math.Pi / 180 }
	sq := func(x float64) float64 { return x * x }
	h := sq(math.Sin(rad(b.Lat-a.Lat)/2)) + math.Cos(rad(a.Lat))*math.Cos(rad(b.Lat))*sq(math.Sin(rad(b.Lon-a.Lon)/2))
	return 2 * earthRadius * math.Asin(math.Sqrt(h))
}

// sameBits is the digest of all straight distances of TestPrefixes, to the last bit. A machine that yields another one
// may round a distance to another kilometre.
const sameBits = 0x2d6f66a0751d1c5c

// TestPrefixes measures a PIN code of each prefix against one of each other prefix: rounded as package math would have
// it, and the same bits everywhere, also where products and sums are fused (GOAMD64=v3, arm64).
func TestPrefixes(t *testing.T) {
	t.Parallel()
	table, all := Table{words: centroids}, points(t)
	var one []Point
	for _, p := range all {
		if isPIN(p.Pin) && (len(one) == 0 || one[len(one)-1].Pin/1000 != p.Pin/1000) {
			one = append(one, p)
		}
	}
	if len(one) != 403 {
		t.Fatalf("a PIN code of %d prefixes, want 403", len(one))
	}
	digest := fnv.New64a()
	for i, a := range one {
		for _, b := range one[:i] {
			digest.Write(binary.BigEndian.AppendUint64(nil, math.Float64bits(a.Km(b))))
			want := min(max(int(math.Round(haversine(a, b)*1.23)), 1), MaxKm)
			if km, source := table.Distance(a.Pin, b.Pin); km != want || source != Points && source != SharedPoint {
				t.Fatalf("%d to %d: %d km by %s, want %d", a.Pin, b.Pin, km, source, want)
			}
		}
	}
	if got := digest.Sum64(); got != sameBits {
		t.Errorf("digest %#x of all distances, want %#x", got, uint64(sameBits))
	}
}
