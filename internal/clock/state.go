package clock

import (
	"encoding/json"
	"fmt"
	"time"
)

// Mode says how a clock moves.
type Mode string

// The modes of a clock.
const (
	Real   Mode = "real"   // the machine's time
	Frozen Mode = "frozen" // stands at State.Now
	Offset Mode = "offset" // the machine's time plus State.Offset
	Speed  Mode = "speed"  // from State.Now on, State.Factor times as fast as the machine's time since State.Wall
)

// MaxFactor is the fastest a clock runs: a day and a half in the time of a blink.
const MaxFactor = 1_000_000

// State is everything that makes a clock, to be stored and restored. Its JSON is
// {"mode":"real"}, {"mode":"frozen","now":"2026-04-01T00:00:00+05:30"}, {"mode":"offset","offset":"48h0m0s"} or
// {"mode":"speed","now":"2026-04-01T00:00:00+05:30","wall":"2026-11-22T10:00:00+05:30","factor":60}.
type State struct {
	Mode   Mode          // "" counts as Real
	Now    time.Time     // of Frozen and Speed
	Offset time.Duration // of Offset only
	Wall   time.Time     // of Speed: the machine's time at Now
	Factor int           // of Speed, 1 to MaxFactor
}

// stateJSON is State on paper: the offset in words, and members only where the mode has them.
type stateJSON struct {
	Mode   Mode      `json:"mode"`
	Now    time.Time `json:"now,omitzero"`
	Offset string    `json:"offset,omitempty"`
	Wall   time.Time `json:"wall,omitzero"`
	Factor int       `json:"factor,omitempty"`
}

// MarshalJSON writes the form that [State] describes.
func (s State) MarshalJSON() ([]byte, error) {
	s = s.normal()
	j := stateJSON{Mode: s.Mode, Now: s.Now, Wall: s.Wall, Factor: s.Factor}
	if s.Mode == Offset {
		j.Offset = s.Offset.String()
	}
	return json.Marshal(j)
}

// UnmarshalJSON reads the form that [State] describes and refuses a state that [State.Check] refuses.
func (s *State) UnmarshalJSON(data []byte) error {
	var j stateJSON
	if err := json.Unmarshal(data, &j); err != nil {
		return err
	}
	read := State{Mode: j.Mode, Now: j.Now, Wall: j.Wall, Factor: j.Factor}
	if j.Offset != "" {
		d, err := ParseDuration(j.Offset)
		if err != nil {
			return err
		}
		read.Offset = d
	}
	read = read.normal()
	if err := read.Check(); err != nil {
		return err
	}
	*s = read
	return nil
}

// Check tells whether a clock can be in state s: a known mode, and an instant within 2000 to 2199.
func (s State) Check() error {
	switch s.Mode {
	case Real, "":
		return nil
	case Frozen, Offset, Speed:
		if s.Mode == Speed && (s.Factor < 1 || s.Factor > MaxFactor) {
			return fmt.Errorf("speed %d is not possible: give a whole number from 1 to %d", s.Factor, MaxFactor)
		}
		if t := s.at(time.Now()); t.Before(earliest) || !t.Before(latest) {
			return fmt.Errorf("%s is %w", t.Format(time.RFC3339), ErrRange)
		}
		return nil
	default:
		return fmt.Errorf("clock mode %q is unknown; use real, frozen, offset or speed", s.Mode)
	}
}

// normal drops what the mode does not use, so that equal clocks have equal states.
func (s State) normal() State {
	switch {
	case s.Mode == Frozen:
		return State{Mode: Frozen, Now: s.Now.In(IST).Round(0)}
	case s.Mode == Speed:
		return State{Mode: Speed, Now: s.Now.In(IST).Round(0), Wall: s.Wall.In(IST).Round(0), Factor: s.Factor}
	case s.Mode == Offset && s.Offset != 0:
		return State{Mode: Offset, Offset: s.Offset}
	case s.Mode == Offset, s.Mode == Real, s.Mode == "":
		return State{Mode: Real}
	}
	return s
}

// at is what a clock in state s shows when the machine's time is wall.
func (s State) at(wall time.Time) time.Time {
	switch s.Mode {
	case Frozen:
		return s.Now.In(IST)
	case Speed:
		passed := wall.Sub(s.Wall)
		if passed > latest.Sub(s.Now)/time.Duration(max(s.Factor, 1)) {
			return latest.Add(-time.Nanosecond) // the end of what a clock shows
		}
		return s.Now.Add(passed * time.Duration(s.Factor)).In(IST)
	}
	return wall.Round(0).Add(s.Offset).In(IST)
}
