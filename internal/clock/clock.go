// Package clock is the settable clock of a world, and the only place of the program that reads the machine's time.
//
// A world's clock shows the machine's time, or that plus an offset, or stands still where it was put. Everything a world
// decides by time asks its [Clock]; log lines and measured durations use [Wall] and [Since], which no setting moves.
package clock

import (
	"errors"
	"fmt"
	"sync"
	"time"
)

// IST is Indian Standard Time, the zone of every time the portal prints. India keeps one offset all year, so a fixed
// zone is right and needs no zone database. Nobody assigns to it.
var IST = time.FixedZone("IST", 5*60*60+30*60)

// The range that a world's clock may be put to. Stored times are nanoseconds of Unix time, which end in 2262.
var (
	earliest = time.Date(2000, time.January, 1, 0, 0, 0, 0, IST)
	latest   = time.Date(2200, time.January, 1, 0, 0, 0, 0, IST)
)

// ErrRange is the error of an instant outside the years that a clock can show.
var ErrRange = errors.New("outside the years 2000 to 2199 that the clock can show; use an instant between them")

// Wall returns the machine's time in IST with its monotonic reading: for log lines and durations, never for what a
// world decides.
func Wall() time.Time { return time.Now().In(IST) }

// Since returns how long ago t was by the machine's clock; t comes from [Wall].
func Since(t time.Time) time.Duration { return time.Since(t) }

// Clock is the clock of one world, safe for concurrent use. Make one with [New].
type Clock struct {
	mu    sync.RWMutex
	state State
}

// New returns a clock that starts in the given state; the zero State follows the machine's time. States out of [Parse]
// and out of JSON are always valid; one that is not (see [State.Check]) counts as real.
func New(s State) *Clock {
	c := &Clock{}
	if err := c.Restore(s); err != nil {
		c.state = State{Mode: Real}
	}
	return c
}

// Now returns the world's time in IST, without a monotonic reading, so that two readings compare by what they show.
func (c *Clock) Now() time.Time {
	c.mu.RLock()
	s := c.state
	c.mu.RUnlock()
	return s.at(time.Now())
}

// Mode returns how the clock moves at present.
func (c *Clock) Mode() Mode {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.state.Mode
}

// State returns what [Clock.Restore] and [New] need to make the clock again.
func (c *Clock) State() State {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.state
}

// Restore puts the clock into the state s. An invalid state changes nothing and is an error.
func (c *Clock) Restore(s State) error {
	s = s.normal()
	if err := s.Check(); err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.state = s
	return nil
}

// Freeze stops the clock at t. The error is [ErrRange].
func (c *Clock) Freeze(t time.Time) error {
	return c.Restore(State{Mode: Frozen, Now: t})
}

// SetOffset lets the clock run d ahead of the machine's time, or behind it when d is negative. The error is [ErrRange].
func (c *Clock) SetOffset(d time.Duration) error {
	return c.Restore(State{Mode: Offset, Offset: d})
}

// Run lets the clock go factor times as fast as the machine's time from what it shows now. The error says what factor can be.
func (c *Clock) Run(factor int) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	wall := time.Now()
	s := State{Mode: Speed, Now: c.state.at(wall), Wall: wall, Factor: factor}.normal()
	if err := s.Check(); err != nil {
		return err
	}
	c.state = s
	return nil
}

// Free lets the clock follow the machine's time again.
func (c *Clock) Free() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.state = State{Mode: Real}
}

// Advance moves the clock by d, which may be negative: a frozen clock stands that much later, a running one runs that
// much further ahead. The error is [ErrRange]; the clock then stays as it was.
func (c *Clock) Advance(d time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	s := c.state
	if s.Mode == Frozen || s.Mode == Speed {
		s.Now = s.Now.Add(d)
	} else {
		sum := s.Offset + d
		if (sum > s.Offset) != (d > 0) && d != 0 {
			return fmt.Errorf("an offset of %v and %v more is %w", s.Offset, d, ErrRange)
		}
		s.Mode, s.Offset = Offset, sum
	}
	s = s.normal()
	if err := s.Check(); err != nil {
		return err
	}
	c.state = s
	return nil
}
