package irptest

import (
	"context"
	"net/http"
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

// Edge is an instant at which something ends, see [Clock.GoTo].
type Edge string

// The edges. A call at the edge of a window still succeeds; the token, the time to report and the financial year are over.
const (
	TokenExpiry  Edge = "token-expiry"  // of the token that lives longest
	CancelWindow Edge = "cancel-window" // of an IRN
	GetWindow    Edge = "get-window"    // of an IRN
	Reporting    Edge = "reporting"     // of the document behind an IRN, for taxpayers of 10 crore and more
	YearEnd      Edge = "fy-end"        // the next 1 April, 00:00
	EWBValidity  Edge = "ewb-validity"  // of the e-way bill of an IRN
)

// GoTo freezes the clock at an edge of an IRN, or offset after it (before it when offset is negative). An empty IRN is the one
// registered last; edges that belong to no IRN ignore it.
func (c *Clock) GoTo(edge Edge, irn string, offset time.Duration) {
	c.sim.t.Helper()
	c.sim.Control(http.MethodPost, "/clock/goto", map[string]string{"edge": string(edge), "irn": irn, "offset": offset.String()})
}

func (c *Clock) move(move func(*clock.Clock) error) {
	c.sim.t.Helper()
	if err := c.sim.world.MoveClock(context.Background(), move); err != nil {
		c.sim.t.Fatalf("irptest: the clock cannot go there: %v", err)
	}
}
