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
)

// State is everything that makes a clock, to be stored and restored. Its JSON is
// {"mode":"real"}, {"mode":"frozen","now":"2026-04-01T00:00:00+05:30"} or {"mode":"offset","offset":"48h0m0s"}.
type State struct {
	Mode   Mode          // "" counts as Real
	Now    time.Time     // of Frozen only
	Offset time.Duration // of Offset only
}

// stateJSON is State on paper: the offset in words, and members only where the mode has them.
type stateJSON struct {
	Mode   Mode      `json:"mode"`
	Now    time.Time `json:"now,omitzero"`
	Offset string    `json:"offset,omitempty"`
}

// MarshalJSON writes the form that [State] describes.
func (s State) MarshalJSON() ([]byte, error) {
	s = s.normal()
	j := stateJSON{Mode: s.Mode, Now: s.Now}
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
	read := State{Mode: j.Mode, Now: j.Now}
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
	case Frozen, Offset:
		if t := s.at(time.Now()); t.Before(earliest) || !t.Before(latest) {
			return fmt.Errorf("%s is %w", t.Format(time.RFC3339), ErrRange)
		}
		return nil
	default:
		return fmt.Errorf("clock mode %q is unknown; use real, frozen or offset", s.Mode)
	}
}

// normal drops what the mode does not use, so that equal clocks have equal states.
func (s State) normal() State {
	switch {
	case s.Mode == Frozen:
		return State{Mode: Frozen, Now: s.Now.In(IST).Round(0)}
	case s.Mode == Offset && s.Offset != 0:
		return State{Mode: Offset, Offset: s.Offset}
	case s.Mode == Offset, s.Mode == Real, s.Mode == "":
		return State{Mode: Real}
	}
	return s
}

// at is what a clock in state s shows when the machine's time is wall.
func (s State) at(wall time.Time) time.Time {
	if s.Mode == Frozen {
		return s.Now.In(IST)
	}
	return wall.Round(0).Add(s.Offset).In(IST)
}
