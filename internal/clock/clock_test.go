package clock_test

import (
	"encoding/json"
	"errors"
	"math"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/irpsim/irpsim/internal/clock"
)

var newYear = time.Date(2026, time.April, 1, 0, 0, 0, 0, clock.IST)

func TestRunningClockFollowsTheMachine(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := clock.New(clock.State{})
		start := c.Now()
		if got := start.Location(); got != clock.IST {
			t.Errorf("location of Now = %v, want IST", got)
		}
		time.Sleep(time.Hour) // the bubble's clock, not a real hour
		if got := c.Now().Sub(start); got != time.Hour {
			t.Errorf("the clock moved %v in an hour", got)
		}
		if err := c.SetOffset(48 * time.Hour); err != nil {
			t.Fatal(err)
		}
		if got := c.Now().Sub(start); got != 49*time.Hour {
			t.Errorf("with an offset of 48h the clock shows %v after its start, want 49h", got)
		}
		c.Free()
		if got, want := c.Now(), clock.Wall(); !got.Equal(want) || c.Mode() != clock.Real {
			t.Errorf("freed clock shows %v in mode %s, want %v", got, c.Mode(), want)
		}
		before := clock.Wall()
		time.Sleep(time.Minute)
		if got := clock.Since(before); got != time.Minute {
			t.Errorf("Since = %v, want 1m", got)
		}
	})
}

func TestFrozenClock(t *testing.T) {
	t.Parallel()
	c := clock.New(clock.State{})
	if err := c.Freeze(newYear.UTC()); err != nil {
		t.Fatal(err)
	}
	if got := c.Now(); got != newYear {
		t.Errorf("frozen at %v, shows %v", newYear, got)
	}
	if err := c.Advance(24*time.Hour + time.Second); err != nil {
		t.Fatal(err)
	}
	if got, want := c.Now(), newYear.Add(24*time.Hour+time.Second); got != want || c.Mode() != clock.Frozen {
		t.Errorf("advanced clock shows %v in mode %s, want %v frozen", got, c.Mode(), want)
	}
}

func TestAdvanceRunning(t *testing.T) {
	t.Parallel()
	c := clock.New(clock.State{})
	for _, by := range []time.Duration{time.Hour, 2 * time.Hour, -time.Minute} {
		if err := c.Advance(by); err != nil {
			t.Fatalf("Advance(%v): %v", by, err)
		}
	}
	if got, want := c.State(), (clock.State{Mode: clock.Offset, Offset: 3*time.Hour - time.Minute}); got != want {
		t.Errorf("state = %+v, want %+v", got, want)
	}
	if err := c.Advance(-c.State().Offset); err != nil {
		t.Fatal(err)
	}
	if got := c.Mode(); got != clock.Real {
		t.Errorf("mode with the offset taken back = %s, want real", got)
	}
}

func TestRange(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		move func(*clock.Clock) error
	}{
		{"freeze at the zero time", func(c *clock.Clock) error { return c.Freeze(time.Time{}) }},
		{"freeze in 2200", func(c *clock.Clock) error { return c.Freeze(time.Date(2200, 1, 1, 0, 0, 0, 0, clock.IST)) }},
		{"offset of 290 years", func(c *clock.Clock) error { return c.SetOffset(290 * 365 * 24 * time.Hour) }},
		{"advance past the end", func(c *clock.Clock) error { return c.Advance(math.MaxInt64) }},
		{"advance before the start", func(c *clock.Clock) error { return c.Advance(math.MinInt64) }},
	}
	for _, tt := range tests {
		for _, start := range []clock.State{{Mode: clock.Frozen, Now: newYear}, {Mode: clock.Offset, Offset: time.Hour}} {
			c := clock.New(start)
			if err := tt.move(c); !errors.Is(err, clock.ErrRange) {
				t.Errorf("%s from %+v: error %v, want ErrRange", tt.name, start, err)
			}
			if got := c.State(); got != start {
				t.Errorf("%s: state %+v after the refusal, want %+v", tt.name, got, start)
			}
		}
	}
	overflow := clock.New(clock.State{Mode: clock.Offset, Offset: time.Hour})
	if err := overflow.Advance(math.MaxInt64 - 1); !errors.Is(err, clock.ErrRange) {
		t.Errorf("an offset that overflows: error %v, want ErrRange", err)
	}
}

func TestInvalidStateIsReal(t *testing.T) {
	t.Parallel()
	bad := clock.State{Mode: "sideways"}
	if got := clock.New(bad).Mode(); got != clock.Real {
		t.Errorf("New(%+v).Mode() = %s, want real", bad, got)
	}
	c := clock.New(clock.State{Mode: clock.Frozen, Now: newYear})
	if err := c.Restore(bad); err == nil {
		t.Errorf("Restore(%+v) was accepted", bad)
	}
	if got := c.Now(); got != newYear {
		t.Errorf("the clock shows %v after a refused Restore, want %v", got, newYear)
	}
}

func TestStateJSON(t *testing.T) {
	t.Parallel()
	tests := []struct {
		state clock.State
		want  string
	}{
		{clock.State{}, `{"mode":"real"}`},
		{clock.State{Mode: clock.Real, Offset: time.Hour}, `{"mode":"real"}`},
		{clock.State{Mode: clock.Frozen, Now: newYear}, `{"mode":"frozen","now":"2026-04-01T00:00:00+05:30"}`},
		{clock.State{Mode: clock.Offset, Offset: 48 * time.Hour}, `{"mode":"offset","offset":"48h0m0s"}`},
	}
	for _, tt := range tests {
		got, err := json.Marshal(tt.state)
		if err != nil || string(got) != tt.want {
			t.Errorf("Marshal(%+v) = %s, %v; want %s", tt.state, got, err, tt.want)
			continue
		}
		var back clock.State
		if err := json.Unmarshal(got, &back); err != nil {
			t.Errorf("Unmarshal(%s): %v", got, err)
		}
		if want := clock.New(tt.state).State(); back != want {
			t.Errorf("Unmarshal(%s) = %+v, want %+v", got, back, want)
		}
	}
	for _, bad := range []string{`[]`, `{"mode":"later"}`, `{"mode":"frozen"}`, `{"mode":"offset","offset":"soon"}`} {
		var s clock.State
		if err := json.Unmarshal([]byte(bad), &s); err == nil {
			t.Errorf("Unmarshal(%s) = %+v, want an error", bad, s)
		}
	}
}

func TestConcurrentUse(t *testing.T) {
	t.Parallel()
	c := clock.New(clock.State{Mode: clock.Frozen, Now: newYear})
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 100 {
				if err := c.Advance(time.Second); err != nil {
					t.Error(err)
				}
				c.Now()
			}
		})
	}
	wg.Wait()
	if got, want := c.Now(), newYear.Add(800*time.Second); got != want {
		t.Errorf("after 800 steps of a second the clock shows %v, want %v", got, want)
	}
}
