package printed

import (
	"math"
	"strconv"
	"strings"

	"github.com/irpsim/irpsim/einv"
)

// rupees prints an amount with two decimals, three when it has a third, in the Indian grouping. An amount that was not
// sent is "". One that is not exact in thousandths is printed as it was sent.
func rupees(a einv.Amount) string {
	switch {
	case !a.IsSet():
		return ""
	case !a.Exact():
		return clean(a.Literal(), 32)
	}
	return grouped(a.Milli(), 2)
}

// quantity prints a number without trailing zeros.
func quantity(a einv.Amount) string {
	switch {
	case !a.IsSet():
		return ""
	case !a.Exact():
		return clean(a.Literal(), 32)
	}
	return grouped(a.Milli(), 0)
}

func percent(a einv.Amount) string {
	if !a.IsSet() {
		return ""
	}
	return quantity(a) + " %"
}

// grouped prints thousandths with at least so many decimals.
func grouped(milli int64, decimals int) string {
	sign, u := "", uint64(milli)
	if milli < 0 {
		sign, u = "-", -u
	}
	fraction := strconv.FormatUint(1000+u%1000, 10)[1:]
	for len(fraction) > decimals && strings.HasSuffix(fraction, "0") {
		fraction = fraction[:len(fraction)-1]
	}
	if fraction != "" {
		fraction = "." + fraction
	}
	return sign + group(u/1000) + fraction
}

// group puts commas as India does: after the thousands, then after every second digit. 1234567 is 12,34,567.
func group(u uint64) string {
	s := strconv.FormatUint(u, 10)
	if len(s) <= 3 {
		return s
	}
	head, tail := s[:len(s)-3], s[len(s)-3:]
	for len(head) > 2 {
		tail = head[len(head)-2:] + "," + tail
		head = head[:len(head)-2]
	}
	return head + "," + tail
}

// words says an amount: "Thirty-five thousand four hundred rupees and fifty paise only". "" when it cannot be said exactly.
func words(a einv.Amount) string {
	if !a.Exact() {
		return ""
	}
	sign, u := "", uint64(a.Milli())
	if a.Milli() < 0 {
		sign, u = "minus ", -u
	}
	unit := " rupees"
	if u/1000 == 1 {
		unit = " rupee"
	}
	said := sign + number(u/1000) + unit
	if paise := u % 1000; paise > 0 {
		said += " and " + number(paise/10)
		if paise%10 > 0 {
			said += " point " + number(paise%10)
		}
		said += " paise"
	}
	return strings.ToUpper(said[:1]) + said[1:] + " only"
}

// number says a whole number in lakhs and crores.
func number(n uint64) string {
	if n == 0 {
		return "zero"
	}
	var parts []string
	for _, scale := range []struct {
		of   uint64
		name string
	}{{10_000_000, "crore"}, {100_000, "lakh"}, {1000, "thousand"}, {100, "hundred"}} {
		if n >= scale.of {
			parts = append(parts, number(n/scale.of), scale.name)
			n %= scale.of
		}
	}
	if n > 0 {
		parts = append(parts, small(int(n)))
	}
	return strings.Join(parts, " ")
}

// small says 1 to 99.
func small(n int) string {
	ones := [...]string{
		"", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
		"fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
	}
	if n < len(ones) {
		return ones[n]
	}
	tens := [...]string{"twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"}[n/10-2]
	if n%10 == 0 {
		return tens
	}
	return tens + "-" + ones[n%10]
}

// sum adds amounts. It has no value when one of them is not exact, or when it would not fit.
type sum struct {
	milli int64
	lost  bool
}

func (s *sum) add(amounts ...einv.Amount) {
	for _, a := range amounts {
		m := a.Milli()
		if a.IsSet() && !a.Exact() || m > 0 && s.milli > math.MaxInt64-m || m < 0 && s.milli < math.MinInt64-m {
			s.lost = true
			return
		}
		s.milli += m
	}
}

func (s *sum) String() string {
	if s.lost {
		return "not exact"
	}
	return grouped(s.milli, 2)
}

// some reports whether an amount is there and is not zero.
func some(amounts ...einv.Amount) bool {
	for _, a := range amounts {
		if a.IsSet() && (a.Milli() != 0 || !a.Exact()) {
			return true
		}
	}
	return false
}
