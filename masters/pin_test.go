package masters

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestPins(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		pin    int
		states []string
		known  bool
	}{
		{"Bengaluru", 560001, []string{"29"}, true},
		{"Mumbai", 400001, []string{"27"}, true},
		{"both Punjab and Chandigarh", 140301, []string{"03", "04"}, true},
		{"both Telangana and Andhra Pradesh", 500055, []string{"36", "37"}, true},
		{"three states in one prefix", 533352, []string{"34", "36", "37"}, true},
		{"outside the ranges, but it occurs", 783123, []string{"17", "18"}, true},
		{"in no post list, but in a range", 171302, []string{"02"}, false},
		{"the portal's own sample of a PIN that does not exist", 101301, nil, false},
		{"placeholder", 999999, []string{"96", "97"}, true},
		{"beside the placeholder", 999998, nil, false},
		{"zero", 0, nil, false},
		{"negative", -560001, nil, false},
		{"five digits", 56000, nil, false},
		{"seven digits", 5600011, nil, false},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(tt.states, PinStates(tt.pin)); diff != "" {
			t.Errorf("%s: PinStates(%d), want (-) and got (+):\n%s", tt.name, tt.pin, diff)
		}
		if got := PinKnown(tt.pin); got != tt.known {
			t.Errorf("%s: PinKnown(%d) = %v, want %v", tt.name, tt.pin, got, tt.known)
		}
		for _, s := range tt.states {
			if !PinInState(tt.pin, s) {
				t.Errorf("%s: PinInState(%d, %s) = false, want true", tt.name, tt.pin, s)
			}
		}
		if PinInState(tt.pin, "30") || PinInState(tt.pin, "") {
			t.Errorf("%s: PinInState(%d) is true for Goa or no state", tt.name, tt.pin)
		}
	}
}

// Every state that an address can lie in has PIN codes; a PIN that occurs maps to the state it occurs in.
func TestPinListsAgreeWithStates(t *testing.T) {
	t.Parallel()
	p := pins()
	if len(p.ranges) != 44 || len(p.seen) != 422 {
		t.Fatalf("%d ranges and %d prefixes in use, want 44 and 422", len(p.ranges), len(p.seen))
	}
	has := map[string]bool{}
	for _, s := range append(p.ranges, p.seen...) {
		if st, ok := LookupState(s.state); !ok || !st.Usable || s.min > s.max || s.min/1000 < 110 {
			t.Errorf("span %+v: state %+v, %v", s, st, ok)
		}
		if !PinInState(s.min, s.state) || !PinInState(s.max, s.state) {
			t.Errorf("span %+v: its own ends are not in the state", s)
		}
		has[s.state] = true
	}
	table, _ := TableNamed("states")
	for r := range table.Rows() {
		if r[3] == "Y" && !has[r[0]] {
			t.Errorf("state %s %s has no PIN codes", r[0], r[1])
		}
	}
}
