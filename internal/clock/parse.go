package clock

import (
	"fmt"
	"math"
	"strings"
	"time"
)

// maxText bounds what the parsers look at; no instant or duration needs more.
const maxText = 64

// Parse reads the value of --clock: "real", an RFC 3339 instant to stand at, or a signed offset such as "+48h" or "-2d".
func Parse(spec string) (State, error) {
	text := strings.TrimSpace(spec)
	if len(text) > maxText {
		return State{}, fmt.Errorf("clock setting of %d characters is too long; %s", len(text), howToSet)
	}
	var s State
	switch {
	case strings.EqualFold(text, string(Real)):
		return State{Mode: Real}, nil
	case strings.HasPrefix(text, "+") || strings.HasPrefix(text, "-"):
		d, err := ParseDuration(text)
		if err != nil {
			return State{}, err
		}
		s = State{Mode: Offset, Offset: d}
	default:
		t, err := time.Parse(time.RFC3339, text)
		if err != nil {
			return State{}, fmt.Errorf("clock setting %q is not understood; %s", text, howToSet)
		}
		s = State{Mode: Frozen, Now: t}
	}
	s = s.normal()
	if err := s.Check(); err != nil {
		return State{}, fmt.Errorf("clock setting %q: %w", text, err)
	}
	return s, nil
}

const howToSet = `write real, an instant with its zone such as 2026-04-01T00:00:00+05:30, or an offset such as +48h`

// ParseDuration reads a duration in Go's syntax with days in front of it where wanted: "90s", "1h30m", "2d", "-1d12h".
// A day is 24 hours.
func ParseDuration(text string) (time.Duration, error) {
	trimmed := strings.TrimSpace(text)
	if len(trimmed) > maxText {
		return 0, fmt.Errorf("duration of %d characters is too long; %s", len(trimmed), howLong)
	}
	d, ok := parseDuration(trimmed)
	if !ok {
		return 0, fmt.Errorf("duration %q is not understood or longer than 292 years; %s", trimmed, howLong)
	}
	return d, nil
}

const howLong = `write a number and a unit, such as 90s, 15m, 24h, 2d or 1d12h`

func parseDuration(text string) (time.Duration, bool) {
	unsigned, negative := strings.CutPrefix(text, "-")
	if !negative {
		unsigned = strings.TrimPrefix(text, "+")
	}
	// Go would take a second sign, so "+-2h" must be stopped here.
	if strings.ContainsAny(unsigned, "+-") {
		return 0, false
	}
	days, rest, hasDays := strings.Cut(unsigned, "d")
	if !hasDays {
		days, rest = "0", unsigned
	}
	if days == "" || strings.Trim(days, "0123456789.") != "" {
		return 0, false
	}
	hours, err := time.ParseDuration(days + "h")
	if err != nil || hours > math.MaxInt64/24 {
		return 0, false
	}
	sum := hours * 24
	if rest != "" || !hasDays {
		more, err := time.ParseDuration(rest)
		if err != nil || more > math.MaxInt64-sum {
			return 0, false
		}
		sum += more
	}
	if negative {
		sum = -sum
	}
	return sum, true
}
