package schema

import (
	"encoding/json"
	"strings"
)

// plain reports whether a number is written as the portal's expressions want it: no sign unless signed, no exponent,
// and no more than so many decimals, trailing zeros included. A whole number may carry zero decimals ("560001.0"):
// the schema judges its value.
func plain(lit string, decimals int, signed bool) bool {
	if signed {
		lit = strings.TrimPrefix(lit, "-")
	}
	frac := 0 // with its dot
	for i := range len(lit) {
		switch lit[i] {
		case '-', 'e', 'E':
			return false
		case '.':
			frac = len(lit) - i
		}
	}
	return decimals == 0 || frac <= decimals+1
}

// maxFraction is how many decimals of a number reach exact arithmetic, whose cost grows with their square.
const maxFraction = 64

// shorten cuts a fraction that is absurdly long, keeping a last digit when anything but zeros was cut, so that no
// comparison with a bound or a step of at most three decimals comes out differently.
func shorten(lit json.Number) json.Number {
	dot := strings.IndexByte(lit.String(), '.')
	if dot < 0 || len(lit)-dot <= maxFraction {
		return lit
	}
	frac, exp := string(lit[dot+1:]), ""
	if e := strings.IndexAny(frac, "eE"); e >= 0 {
		frac, exp = frac[:e], frac[e:]
	}
	if len(frac) <= maxFraction {
		return lit
	}
	last := "0"
	if strings.Trim(frac[maxFraction:], "0") != "" {
		last = "1"
	}
	return lit[:dot+1] + json.Number(frac[:maxFraction]+last+exp)
}
