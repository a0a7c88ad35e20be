package distance

import (
	"testing"

	"github.com/irpsim/irpsim/internal/fault"
)

func TestCheck(t *testing.T) {
	t.Parallel()
	table, err := Default().With(
		Pair{From: 110001, To: 122001, Km: 99}, Pair{From: 110001, To: 201301, Km: 100}, Pair{From: 110001, To: 121001, Km: 105},
		Pair{From: 110001, To: 110002, Km: 1}, Pair{From: 110001, To: 110003, Km: 5}, Pair{From: 110001, To: 744302, Km: 3900})
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name     string
		given    int
		from, to int
		code     fault.Code
		km       int
		min, max int
	}{
		{"0: the portal's own", 0, 171302, 500055, "", 2467, 2221, 2713},
		{"0 computed", 0, 110001, 700001, "", 1605, 1445, 1765},
		{"0 inside one PIN", 0, 560001, 560001, CodeSamePIN, 0, 1, 100},
		{"0, pair unknown", 0, 560001, 569001, CodeNotKnown, 0, 1, 4000},
		{"0, to 999999", 0, 560001, 999999, CodeNoPlace, 0, 1, 4000},
		{"0, from 999999", 0, 999999, 560001, CodeNoPlace, 0, 1, 4000},
		{"0, 999999 twice", 0, 999999, 999999, CodeNoPlace, 0, 1, 4000},
		{"0, PINs on one point", 0, 560001, 560002, "", 1, 1, 100},

		{"exactly 10 percent less", 90, 110001, 201301, "", 90, 90, 110},
		{"more than 10 percent less", 89, 110001, 201301, CodeOutOfRange, 0, 90, 110},
		{"exactly 10 percent more", 110, 110001, 201301, "", 110, 90, 110},
		{"more than 10 percent more", 111, 110001, 201301, CodeOutOfRange, 0, 90, 110},
		{"bounds that are no whole km, low", 94, 110001, 121001, CodeOutOfRange, 0, 95, 115},
		{"bounds that are no whole km, lowest", 95, 110001, 121001, "", 95, 95, 115},
		{"bounds that are no whole km, highest", 115, 110001, 121001, "", 115, 95, 115},
		{"bounds that are no whole km, high", 116, 110001, 121001, CodeOutOfRange, 0, 95, 115},
		{"below 100 km: from 1", 1, 110001, 122001, "", 1, 1, 108},
		{"below 100 km: 10 percent more", 108, 110001, 122001, "", 108, 1, 108},
		{"below 100 km: beyond", 109, 110001, 122001, CodeOutOfRange, 0, 1, 108},
		{"1 km: nothing else", 2, 110001, 110002, CodeOutOfRange, 0, 1, 1},
		{"5 km: 10 percent is no whole km", 6, 110001, 110003, CodeOutOfRange, 0, 1, 5},
		{"10 percent more would pass the limit", 4000, 110001, 744302, "", 4000, 3510, 4000},
		{"the limit, known pair", 4001, 110001, 744302, CodeOutOfRange, 0, 3510, 4000},
		{"negative", -1, 110001, 744302, CodeOutOfRange, 0, 3510, 4000},

		{"one PIN, shortest", 1, 560001, 560001, "", 1, 1, 100},
		{"one PIN, longest", 100, 560001, 560001, "", 100, 1, 100},
		{"one PIN, too long", 101, 560001, 560001, CodeOutOfRange, 0, 1, 100},
		{"PINs on one point, longest", 100, 560001, 560002, "", 100, 1, 100},
		{"PINs on one point, too long", 101, 560001, 560002, CodeOutOfRange, 0, 1, 100},

		{"pair unknown", 1, 560001, 569001, "", 1, 1, 4000},
		{"pair unknown, longest", 4000, 560001, 569001, "", 4000, 1, 4000},
		{"pair unknown, too long", 4001, 560001, 569001, CodeTooFar, 0, 1, 4000},
		{"pair unknown, negative", -1, 560001, 569001, CodeOutOfRange, 0, 1, 4000},
		{"999999 with a distance", 1200, 560001, 999999, "", 1200, 1, 4000},
		{"999999 with too long a distance", 4001, 560001, 999999, CodeTooFar, 0, 1, 4000},
	}
	for _, tt := range tests {
		v := table.Check(tt.given, tt.from, tt.to)
		if v.Code != tt.code || v.Km != tt.km || v.Min != tt.min || v.Max != tt.max {
			t.Errorf("%s: Check(%d, %d, %d) = %+v; want code %q, %d km, range %d..%d",
				tt.name, tt.given, tt.from, tt.to, v, tt.code, tt.km, tt.min, tt.max)
		}
		if v.OK() != (tt.code == "") || v.Asked != (tt.given == 0 && tt.code == "") {
			t.Errorf("%s: Check(%d, %d, %d): OK %v, Asked %v", tt.name, tt.given, tt.from, tt.to, v.OK(), v.Asked)
		}
		if system, source := table.Distance(tt.from, tt.to); v.System != system || v.Source != source {
			t.Errorf("%s: the verdict rests on %d km by %s, the table says %d by %s", tt.name, v.System, v.Source, system, source)
		}
	}
}

func TestCodesAreThePortals(t *testing.T) {
	t.Parallel()
	for _, code := range []fault.Code{CodeOutOfRange, CodeSamePIN, CodeNotKnown, CodeNoPlace, CodeTooFar} {
		if _, ok := fault.Lookup(code); !ok {
			t.Errorf("%s is not in the catalogue", code)
		}
	}
}
