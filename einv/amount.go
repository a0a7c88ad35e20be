package einv

import (
	"errors"
	"strconv"
	"strings"
)

// Amount is a JSON number of a document: the text as the client sent it, and its exact value in thousandths.
// The zero Amount means that the member was absent or null.
type Amount struct {
	lit   string
	milli int64
	exact bool
}

// maxDigits bounds the digits of a number's integer part and, as an exponent, its magnitude. A .NET decimal, which the
// portal binds numbers to, ends at 7.9e28; what lies beyond cannot be bound and never reaches arithmetic.
const maxDigits = 29

var errNumber = errors.New("not a JSON number that fits a decimal of 29 digits")

// ParseAmount reads a JSON number literal. It accepts what JSON accepts and a .NET decimal can hold.
// A literal of more than three decimals, with an exponent, or beyond 9.2e15 is kept but is not [Amount.Exact].
func ParseAmount(lit string) (Amount, error) {
	digits := strings.TrimPrefix(lit, "-")
	whole := leadingDigits(digits)
	if whole == 0 || whole > maxDigits || (whole > 1 && digits[0] == '0') {
		return Amount{}, errNumber
	}
	rest, frac := digits[whole:], ""
	if strings.HasPrefix(rest, ".") {
		n := leadingDigits(rest[1:])
		if n == 0 {
			return Amount{}, errNumber
		}
		frac, rest = rest[1:1+n], rest[1+n:]
	}
	if rest != "" {
		if !exponent(rest, whole) {
			return Amount{}, errNumber
		}
		return Amount{lit: lit}, nil
	}
	a := Amount{lit: lit}
	a.milli, a.exact = milli(digits[:whole], frac)
	if len(digits) < len(lit) {
		a.milli = -a.milli
	}
	return a, nil
}

// Milli makes an Amount from thousandths, printed with two decimals unless a third is needed.
func Milli(m int64) Amount {
	neg := m < 0
	u := uint64(m)
	if neg {
		u = -u
	}
	lit := strconv.FormatUint(u/1000, 10) + "." + pad3(u%1000)
	if u%10 == 0 {
		lit = lit[:len(lit)-1]
	}
	if neg {
		lit = "-" + lit
	}
	return Amount{lit: lit, milli: m, exact: true}
}

func pad3(n uint64) string {
	s := strconv.FormatUint(n, 10)
	return "000"[len(s):] + s
}

// IsSet reports whether the member was sent with a number.
func (a Amount) IsSet() bool { return a.lit != "" }

// Literal returns the number exactly as sent, "" when it was not sent.
func (a Amount) Literal() string { return a.lit }

// String returns the literal, for messages and logs.
func (a Amount) String() string { return a.lit }

// Milli returns the value in thousandths, 0 when unset or not [Amount.Exact].
func (a Amount) Milli() int64 { return a.milli }

// Exact reports whether Milli holds the whole value. Every number that passes the schema is exact.
func (a Amount) Exact() bool { return a.exact }

// Int returns the integer part of the value.
func (a Amount) Int() int64 { return a.milli / 1000 }

// MarshalJSON writes the literal, null when unset.
func (a Amount) MarshalJSON() ([]byte, error) {
	if a.lit == "" {
		return []byte("null"), nil
	}
	return []byte(a.lit), nil
}

// UnmarshalJSON reads a number or null.
func (a *Amount) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		*a = Amount{}
		return nil
	}
	v, err := ParseAmount(string(b))
	if err != nil {
		return err
	}
	*a = v
	return nil
}

// exponent reports whether s is the exponent of a number with so many whole digits that fits a .NET decimal.
func exponent(s string, whole int) bool {
	if s[0] != 'e' && s[0] != 'E' {
		return false
	}
	s = s[1:]
	negative := strings.HasPrefix(s, "-")
	if negative || strings.HasPrefix(s, "+") {
		s = s[1:]
	}
	if s == "" || leadingDigits(s) < len(s) {
		return false
	}
	n, err := strconv.Atoi(s)
	if negative {
		n = -n
	}
	return err == nil && n+whole <= maxDigits && n >= -maxDigits
}

func leadingDigits(s string) int {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return n
}

// milli computes the value of whole.frac in thousandths; false when it does not fit exactly.
func milli(whole, frac string) (int64, bool) {
	if len(whole) > 15 {
		return 0, false
	}
	var n int64
	for i := range len(whole) {
		n = n*10 + int64(whole[i]-'0')
	}
	for i := range 3 {
		n *= 10
		if i < len(frac) {
			n += int64(frac[i] - '0')
		}
	}
	for i := 3; i < len(frac); i++ {
		if frac[i] != '0' {
			return 0, false
		}
	}
	return n, true
}
