package store

import (
	"testing"

	"pgregory.net/rapid"
)

// among are the numbers below 64 that s has.
func among(s spans) (bits uint64) {
	for n := range uint64(64) {
		if s.has(n) {
			bits |= 1 << n
		}
	}
	return bits
}

func drawSpans(t *rapid.T, name string) spans {
	var s spans
	for bits, n := rapid.Uint64().Draw(t, name)&^1, uint64(1); n < 64; n++ {
		if bits&(1<<n) != 0 {
			s = s.plus(spans{{n, n}})
		}
	}
	return s
}

// Spans behave as the sets of numbers that they stand for, and stay in the form that is stored.
func TestSpansAreSets(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawSpans(t, "a"), drawSpans(t, "b")
		last := rapid.Uint64Range(0, 63).Draw(t, "last")
		tests := []struct {
			name string
			got  spans
			want uint64
		}{
			{"plus", a.plus(b), among(a) | among(b)},
			{"minus", a.minus(b), among(a) &^ among(b)},
			{"upTo", a.upTo(last), among(a) & (2<<last - 1)},
			{"upTo of everything", everything().upTo(last), among(everything()) & (2<<last - 1)},
			{"everything without a", everything().minus(a), among(everything()) &^ among(a)},
		}
		for _, tt := range tests {
			if got := among(tt.got); got != tt.want {
				t.Errorf("%s of %v and %v, last %d: %v has %064b, want %064b", tt.name, a, b, last, tt.got, got, tt.want)
			}
			back, err := decodeSpans(tt.got.encode())
			if err != nil || among(back) != tt.want {
				t.Errorf("%s: %v came back as %v (%v)", tt.name, tt.got, back, err)
			}
			for i := 1; i < len(tt.got); i++ {
				if tt.got[i].from <= tt.got[i-1].to+1 {
					t.Errorf("%s: the runs of %v touch", tt.name, tt.got)
				}
			}
		}
	})
}

func TestDamagedSpans(t *testing.T) {
	t.Parallel()
	for _, s := range []spans{{{0, 1}}, {{5, 4}}, {{1, 5}, {5, 9}}, {{7, 9}, {1, 2}}} {
		if got, err := decodeSpans(s.encode()); err == nil {
			t.Errorf("decodeSpans of %v = %v, want an error", s, got)
		}
	}
	if got, err := decodeSpans(make([]byte, 15)); err == nil {
		t.Errorf("decodeSpans of 15 bytes = %v, want an error", got)
	}
}
