package taxpayer

import (
	"testing"

	"github.com/irpsim/irpsim/masters"
)

func TestFind(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, gstin  string
		open, strict bool
		typ          Type
	}{
		{"seeded", "29ZZZCS0001A1ZI", true, true, REG},
		{"seeded with a wrong check character", "29AWGPV7107B1Z1", true, true, REG},
		{"right number nobody seeded", "27AAPFU0939F1ZV", true, false, REG},
		{"wrong check character", "27AAPFU0939F1ZW", false, false, ""},
		{"tax collector", "29AABCF8078M1C8", true, false, TCS},
		{"tax deductor", "06DELI09652G1DA", true, false, TDS},
		{"UN body", "2117UNO00002UNF", true, false, UNB},
		{"OIDAR of state 99", "9917SGP29001OST", true, false, OID},
		{"unknown state", withCheck("39AAPFU0939F1Z"), false, false, ""},
		{"nobody is registered abroad", withCheck("96AAPFU0939F1Z"), false, false, ""},
		{"state 99 is for OIDAR", withCheck("99AAPFU0939F1Z"), false, false, ""},
		{"merged state keeps its numbers", withCheck("25AAPFU0939F1Z"), true, false, REG},
		{"other territory", withCheck("97AAPFU0939F1Z"), true, false, REG},
		{"enrolment number", withCheck("88AAAAAAAAAAAA"), false, false, ""},
		{"sandbox form nobody seeded", withCheck("29AMBPG7773M00"), false, false, ""},
		{"small letters", "27aapfu0939f1zv", false, false, ""},
		{"unregistered person", "URP", false, false, ""},
		{"nothing", "", false, false, ""},
	}
	for _, tt := range tests {
		for policy, want := range map[Policy]bool{Open: tt.open, Strict: tt.strict, "": tt.strict} {
			got, ok := Find(tt.gstin, policy)
			if ok != want {
				t.Errorf("%s: Find(%q, %s) = %+v, %v; want found %v", tt.name, tt.gstin, policy, got, ok, want)
			}
			if ok && (got.Type != tt.typ || got.Status != Active || got.Gstin != tt.gstin) {
				t.Errorf("%s: Find(%q, %s) = %+v, want an active %s", tt.name, tt.gstin, policy, got, tt.typ)
			}
		}
	}
}

func withCheck(first14 string) string {
	c, _ := CheckCharacter(first14)
	return first14 + string(rune(c))
}

func TestLookupAsksTheWorldFirst(t *testing.T) {
	t.Parallel()
	entry := Regular("29ZZZCS0001A1ZI")
	entry.Status = Suspended
	own := func(gstin string) (*Taxpayer, bool) {
		switch gstin {
		case entry.Gstin:
			return &entry, true
		case "27AAPFU0939F1ZV":
			return nil, true
		}
		return nil, false
	}
	if got, ok := Lookup(entry.Gstin, own, Strict); !ok || got.Status != Suspended {
		t.Errorf("an entry of the world: got %+v, %v; want it, not the seed", got, ok)
	}
	if got, ok := Lookup("27AAPFU0939F1ZV", own, Open); ok {
		t.Errorf("a number that the world removed: got %+v, want none", got)
	}
	if got, ok := Lookup("27ZZZCS0001A1ZM", own, Strict); !ok || got.Status != Active {
		t.Errorf("a seed: got %+v, %v", got, ok)
	}
}

// Whoever is made up lives at a PIN that exists in the state.
func TestTowns(t *testing.T) {
	t.Parallel()
	states, _ := masters.TableNamed("states")
	n := 0
	for r := range states.Rows() {
		at, ok := towns[r[0]]
		if want := r[0] != foreignState && r[0] != centreState; ok != want {
			t.Errorf("state %s has a town: %v, want %v", r[0], ok, want)
		}
		if r[3] == "Y" && ok && (!masters.PinInState(at.pin, r[0]) || !masters.PinKnown(at.pin)) {
			t.Errorf("state %s: PIN %d of %s is not known there", r[0], at.pin, at.name)
		}
		n++
	}
	if n != 41 {
		t.Errorf("saw %d states, want 41", n)
	}
}

func FuzzFind(f *testing.F) {
	for _, p := range published {
		f.Add(p.gstin)
	}
	for _, s := range []string{"", "U", "URP", "29", "29ZZZCS0001A1ZI", "99AAPFU0939F1ZV", "\xff\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, gstin string) {
		if got, ok := Synthesize(gstin); ok {
			if !CheckHolds(gstin) || got.Gstin != gstin || got.StateCode != gstin[:2] || got.Status != Active {
				t.Errorf("Synthesize(%q) = %+v", gstin, got)
			}
			if c := Validate(got); c != nil {
				t.Errorf("Synthesize(%q) is not valid: %v", gstin, c)
			}
		}
		if got := Regular(gstin); got.Gstin != gstin {
			t.Errorf("Regular(%q) = %+v", gstin, got)
		}
		if len(gstin) >= 14 {
			if c, ok := CheckCharacter(gstin[:14]); ok && !CheckHolds(gstin[:14]+string(rune(c))) {
				t.Errorf("the check character of %q does not hold", gstin[:14])
			}
		}
	})
}
