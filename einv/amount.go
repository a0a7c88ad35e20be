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
	if !bindable(lit) {
		return Amount{}, errNumber
	}
	a := Amount{lit: lit}
	a.milli, a.exact = milli(lit)
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

// bindable reports whether lit has the grammar of a JSON number and fits a .NET decimal.
func bindable(lit string) bool {
	s := strings.TrimPrefix(lit, "-")
	whole := leadingDigits(s)
	if whole == 0 || whole > maxDigits || (whole > 1 && s[0] == '0') {
		return false
	}
	s = s[whole:]
	if strings.HasPrefix(s, ".") {
		frac := leadingDigits(s[1:])
		if frac == 0 {
			return false
		}
		s = s[1+frac:]
	}
	if s == "" {
		return true
	}
	if s[0] != 'e' && s[0] != 'E' {
		return false
	}
	exp, err := strconv.Atoi(strings.TrimPrefix(s[1:], "+"))
	return err == nil && exp+whole <= maxDigits && exp >= -maxDigits
}

func leadingDigits(s string) int {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return n
}

// milli computes the value in thousandths of a bindable literal; false when it does not fit exactly.
func milli(lit string) (int64, bool) {
	neg := strings.HasPrefix(lit, "-")
	whole, frac, _ := strings.Cut(strings.TrimPrefix(lit, "-"), ".")
	if len(whole) > 15 || strings.ContainsAny(lit, "eE") {
		return 0, false
	}
	if len(frac) > 3 {
		if strings.Trim(frac[3:], "0") != "" {
			return 0, false
		}
		frac = frac[:3]
	}
	n, err := strconv.ParseInt(whole+(frac + "000")[:3], 10, 64)
	if err != nil {
		return 0, false
	}
	if neg {
		n = -n
	}
	return n, true
}
