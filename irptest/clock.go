package irptest

import (
	"context"
	"time"

	"github.com/irpsim/irpsim/internal/clock"
)

// Clock is the clock of a world. What cannot be, such as an instant in the year 2300, fails the test.
type Clock struct{ sim *Sim }

// Now returns the portal's time, in IST.
func (c *Clock) Now() time.Time { return c.sim.world.Clock.Now() }

// Freeze lets the clock stand at an instant, earlier or later than now.
func (c *Clock) Freeze(at time.Time) {
	c.sim.t.Helper()
	c.move(func(k *clock.Clock) error { return k.Freeze(at) })
}

// Advance moves the clock by d, back when d is negative. A clock that stands still stands that much later.
func (c *Clock) Advance(d time.Duration) {
	c.sim.t.Helper()
	c.move(func(k *clock.Clock) error { return k.Advance(d) })
}

// Free lets the clock follow the machine's time. What the portal answers then depends on the day the test is run.
func (c *Clock) Free() {
	c.sim.t.Helper()
	c.move(func(k *clock.Clock) error {
		k.Free()
		return nil
	})
}

func (c *Clock) move(move func(*clock.Clock) error) {
	c.sim.t.Helper()
	if err := c.sim.world.MoveClock(context.Background(), move); err != nil {
		c.sim.t.Fatalf("irptest: the clock cannot go there: %v", err)
	}
}
