package validate

import (
	"math/big"
	"testing"

	"pgregory.net/rapid"

	"github.com/irpsim/irpsim/einv"
)

func amount(t testing.TB, lit string) einv.Amount {
	t.Helper()
	a, err := einv.ParseAmount(lit)
	if err != nil || !a.Exact() {
		t.Fatalf("amount %q: not exact (%v)", lit, err)
	}
	return a
}

// NIC's own three figures, and the ends of their ranges.
func TestAccepts(t *testing.T) {
	t.Parallel()
	tests := []struct{ calculated, lowest, highest string }{
		{"2345.04", "2344.00", "2347.00"},
		{"10241.00", "10240.00", "10242.00"},
		{"10241.61", "10240.00", "10243.00"},
		{"0.30", "-1.00", "2.00"},
		{"0", "-1.00", "1.00"},
		{"-0.50", "-2.00", "1.00"},
		{"-3.00", "-4.00", "-2.00"},
		{"999999999999.99", "999999999998.00", "1000000000001.00"},
	}
	for _, tt := range tests {
		x := fromMilli(amount(t, tt.calculated).Milli())
		low, high := amount(t, tt.lowest).Milli(), amount(t, tt.highest).Milli()
		for _, c := range []struct {
			milli int64
			want  bool
		}{{low, true}, {low - 1, false}, {low - 10, false}, {high, true}, {high + 1, false}, {high + 10, false}} {
			if got := x.accepts(c.milli); got != c.want {
				t.Errorf("%s accepts %d thousandths: got %v, want %v", tt.calculated, c.milli, got, c.want)
			}
		}
		if lo, hi := x.bounds(); lo.String() != tt.lowest || hi.String() != tt.highest {
			t.Errorf("bounds of %s: got %s to %s, want %s to %s", tt.calculated, lo, hi, tt.lowest, tt.highest)
		}
	}
}

func (x exact) big() *big.Int {
	n := new(big.Int).Lsh(big.NewInt(x.hi), 64)
	return n.Add(n, new(big.Int).SetUint64(x.lo))
}

// The 128-bit arithmetic agrees with big.Int for everything that an amount can hold.
func TestExactAgreesWithBigInt(t *testing.T) {
	t.Parallel()
	const top = 999_999_999_999_999_999 // the most thousandths that an einv.Amount is exact for
	rapid.Check(t, func(t *rapid.T) {
		a := rapid.Int64Range(-top, top).Draw(t, "a")
		b := rapid.Int64Range(-top, top).Draw(t, "b")
		milli := rapid.Int64Range(-top, top).Draw(t, "milli")

		want := new(big.Int).Mul(big.NewInt(a), big.NewInt(b))
		half := percent(a, b)
		if got := half.big(); got.Cmp(new(big.Int).Mul(want, big.NewInt(10))) != 0 {
			t.Fatalf("percent(%d, %d) = %s, want %s × 10", a, b, got, want)
		}
		if got := halfPercent(a, b).big(); got.Cmp(new(big.Int).Mul(want, big.NewInt(5))) != 0 {
			t.Fatalf("halfPercent(%d, %d) = %s, want %s × 5", a, b, got, want)
		}
		sum := fromMilli(a).add(fromMilli(b))
		if want := new(big.Int).Mul(big.NewInt(a+b), big.NewInt(nanoPerMilli)); sum.big().Cmp(want) != 0 {
			t.Fatalf("%d + %d = %s, want %s", a, b, sum.big(), want)
		}
		x := sum
		if rapid.Bool().Draw(t, "product") {
			x = half
		}
		rupee := big.NewInt(nanoPerRupee)
		floor := new(big.Int).Div(x.big(), rupee) // Euclidean: rounds down for a positive divisor
		ceil := new(big.Int).Neg(new(big.Int).Div(new(big.Int).Neg(x.big()), rupee))
		low := floor.Mul(floor.Sub(floor, big.NewInt(1)), rupee)
		high := ceil.Mul(ceil.Add(ceil, big.NewInt(1)), rupee)
		v := new(big.Int).Mul(big.NewInt(milli), big.NewInt(nanoPerMilli))
		if got, want := x.accepts(milli), v.Cmp(low) >= 0 && v.Cmp(high) <= 0; got != want {
			t.Fatalf("%s accepts %d thousandths: got %v, want %v", x, milli, got, want)
		}
	})
}

func TestExactString(t *testing.T) {
	t.Parallel()
	tests := []struct {
		x    exact
		want string
	}{
		{exact{}, "0.00"},
		{fromMilli(-5), "-0.005"},
		{fromMilli(180_000), "180.00"},
		{percent(1_000_005, 18_000), "180.0009"},
		{halfPercent(1, 1), "0.000000005"},
		{percent(999_999_999_999_990, 28_000), "279999999999.9972"},
	}
	for _, tt := range tests {
		if got := tt.x.String(); got != tt.want {
			t.Errorf("got %q, want %q", got, tt.want)
		}
	}
}
