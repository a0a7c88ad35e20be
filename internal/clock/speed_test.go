package clock

import (
	"encoding/json"
	"testing"
	"testing/synctest"
	"time"
)

func TestSpeed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		start := time.Date(2026, time.April, 1, 0, 0, 0, 0, IST)
		c := New(State{Mode: Frozen, Now: start})
		if err := c.Run(3600); err != nil {
			t.Fatal(err)
		}
		time.Sleep(24 * time.Second)
		if got, want := c.Now(), start.AddDate(0, 0, 1); !got.Equal(want) {
			t.Errorf("after 24 s at 3600 times the speed: %v, want %v", got, want)
		}
		if err := c.Advance(time.Hour); err != nil {
			t.Fatal(err)
		}
		text, err := json.Marshal(c.State())
		if err != nil {
			t.Fatal(err)
		}
		var again State
		if err := json.Unmarshal(text, &again); err != nil {
			t.Fatal(err)
		}
		if got, want := New(again).Now(), start.AddDate(0, 0, 1).Add(time.Hour); !got.Equal(want) {
			t.Errorf("restored from %s: %v, want %v", text, got, want)
		}
		if err := c.Run(MaxFactor); err != nil {
			t.Fatal(err)
		}
		time.Sleep(24 * 365 * time.Hour)
		if got := c.Now(); !got.Before(latest) {
			t.Errorf("a clock that ran for a million years shows %v", got)
		}
	})
	for _, factor := range []int{0, -1, MaxFactor + 1} {
		if err := New(State{}).Run(factor); err == nil {
			t.Errorf("a clock took the speed %d", factor)
		}
	}
}
