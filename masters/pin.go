package masters

import (
	"slices"
	"strings"
	"sync"
)

// pinSpan says that the PIN codes from min to max lie in a state.
type pinSpan struct {
	state    string
	min, max int
}

// pinSpans holds both lists. ranges are the portal's: whole ranges of first digits by state, which overlap where post
// districts cross borders. seen are the PIN codes that really occur, from the lowest to the highest of each prefix.
type pinSpans struct{ ranges, seen []pinSpan }

var pins = sync.OnceValue(func() pinSpans {
	return pinSpans{ranges: readSpans(pinPrefixCSV, 4), seen: readSpans(pinObservedCSV, 3)}
})

// readSpans reads the state from column 0, and the two bounds from column at and the one behind it.
func readSpans(text string, at int) []pinSpan {
	var spans []pinSpan
	var r row
	for line := range strings.Lines(body(text)) {
		split(strings.TrimSuffix(line, "\n"), &r)
		spans = append(spans, pinSpan{state: r[0], min: digits(r[at]), max: digits(r[at+1])})
	}
	return spans
}

func digits(s string) int {
	n := 0
	for i := range len(s) {
		n = 10*n + int(s[i]-'0')
	}
	return n
}

func (s pinSpan) holds(pin int) bool { return s.min <= pin && pin <= s.max }

// PinKnown reports whether pin lies among the PIN codes that are known to occur in some state, or is the placeholder
// 999999. The portal has the full list; ours knows the lowest and highest PIN of each three-digit prefix.
func PinKnown(pin int) bool {
	return slices.ContainsFunc(pins().seen, func(s pinSpan) bool { return s.holds(pin) }) || pin == placeholderPin
}

// placeholderPin stands for places outside the Indian post: state 96, and state 97 where there is no PIN.
const placeholderPin = 999999

// PinInState reports whether the first three digits of pin map to the state with this code of two digits, or pin
// itself is known to occur there. A PIN that satisfies this is accepted even when [PinKnown] does not know it.
func PinInState(pin int, state string) bool {
	in := func(s pinSpan) bool { return s.state == state && s.holds(pin) }
	p := pins()
	return slices.ContainsFunc(p.ranges, in) || slices.ContainsFunc(p.seen, in)
}

// PinStates returns the codes of the states that pin may lie in, sorted; none when its first digits are in no list.
func PinStates(pin int) []string {
	var states []string
	p := pins()
	for _, spans := range [][]pinSpan{p.ranges, p.seen} {
		for _, s := range spans {
			if s.holds(pin) && !slices.Contains(states, s.state) {
				states = append(states, s.state)
			}
		}
	}
	slices.Sort(states)
	return states
}
