package validate

import (
	"math/big"
	"math/bits"
	"strings"
)

// exact is a calculated amount: a signed 128-bit number of nano-rupees (1e-9). Amounts come in thousandths, and the
// longest formula multiplies two of them and divides by 200, so nothing is ever rounded. The largest product that two
// [einv.Amount] can make, 1e18 × 1e18 × 10, still fits.
type exact struct {
	hi int64
	lo uint64
}

const nanoPerMilli = 1_000_000

// fromMilli makes an exact amount of thousandths.
func fromMilli(m int64) exact { return product(m, nanoPerMilli) }

// product is a × k, k not negative.
func product(a, k int64) exact {
	neg := a < 0
	u := uint64(a)
	if neg {
		u = -u
	}
	hi, lo := bits.Mul64(u, uint64(k))
	x := exact{int64(hi), lo}
	if neg {
		return x.neg()
	}
	return x
}

// percent is amount × rate ÷ 100, both in thousandths.
func percent(amount, rate int64) exact { return share(amount, rate, 10) }

// halfPercent is amount × rate ÷ 200: the central or the State half of the tax.
func halfPercent(amount, rate int64) exact { return share(amount, rate, 5) }

func share(amount, rate int64, k uint64) exact {
	neg := (amount < 0) != (rate < 0)
	a, r := uint64(amount), uint64(rate)
	if amount < 0 {
		a = -a
	}
	if rate < 0 {
		r = -r
	}
	hi, lo := bits.Mul64(a, r)
	carry, low := bits.Mul64(lo, k)
	x := exact{int64(hi*k + carry), low}
	if neg {
		return x.neg()
	}
	return x
}

func (x exact) neg() exact {
	lo, borrow := bits.Sub64(0, x.lo, 0)
	return exact{-x.hi - int64(borrow), lo}
}

func (x exact) add(y exact) exact {
	lo, carry := bits.Add64(x.lo, y.lo, 0)
	return exact{x.hi + y.hi + int64(carry), lo}
}

func (x exact) sub(y exact) exact { return x.add(y.neg()) }

func (x exact) less(y exact) bool { return x.hi < y.hi || x.hi == y.hi && x.lo < y.lo }

const nanoPerRupee = 1_000_000_000

// floor rounds down to whole rupees.
func (x exact) floor() exact {
	if x.hi < 0 {
		return x.neg().ceil().neg()
	}
	return x.sub(exact{0, x.paise()})
}

// ceil rounds up to whole rupees.
func (x exact) ceil() exact {
	if x.hi < 0 {
		return x.neg().floor().neg()
	}
	if rest := x.paise(); rest != 0 {
		return x.add(exact{0, nanoPerRupee - rest})
	}
	return x
}

// paise is what x has beyond whole rupees; x is not negative.
func (x exact) paise() uint64 {
	_, rest := bits.Div64(uint64(x.hi)%nanoPerRupee, x.lo, nanoPerRupee)
	return rest
}

var oneRupee = exact{0, nanoPerRupee}

// bounds returns the smallest and the largest amount that the portal accepts for a calculated x:
// floor(x) − 1 and ceil(x) + 1 (validations reference, section 1).
func (x exact) bounds() (lowest, highest exact) {
	return x.floor().sub(oneRupee), x.ceil().add(oneRupee)
}

// accepts reports whether a passed amount, in thousandths, is near enough to the calculated x.
func (x exact) accepts(milli int64) bool {
	v := fromMilli(milli)
	lowest, highest := x.bounds()
	return !v.less(lowest) && !highest.less(v)
}

// String prints rupees with two decimals, more when there are more.
func (x exact) String() string {
	n := new(big.Int).Lsh(big.NewInt(x.hi), 64)
	n.Add(n, new(big.Int).SetUint64(x.lo))
	sign := ""
	if n.Sign() < 0 {
		sign = "-"
		n.Neg(n)
	}
	digits := n.String()
	if len(digits) < 10 {
		digits = strings.Repeat("0", 10-len(digits)) + digits
	}
	cut := len(digits) - 9
	frac := strings.TrimRight(digits[cut+2:], "0")
	return sign + digits[:cut] + "." + digits[cut:cut+2] + frac
}
