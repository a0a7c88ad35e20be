package chaos

import (
	"context"
	"encoding/json"
	"math"
	"time"
)

// Duration is a length of time that JSON shows as text: "2s".
type Duration time.Duration

// MarshalJSON writes the duration as Go prints it.
func (d Duration) MarshalJSON() ([]byte, error) { return json.Marshal(time.Duration(d).String()) }

// Delay is a wait: always P50 when P99 is 0, else drawn from the log-normal distribution that has these percentiles.
type Delay struct{ P50, P99 time.Duration }

// MarshalJSON writes "2s" or {"p50":"80ms","p99":"2s"}.
func (d Delay) MarshalJSON() ([]byte, error) {
	if d.P99 == 0 {
		return json.Marshal(d.P50.String())
	}
	return json.Marshal(struct {
		P50 Duration `json:"p50"`
		P99 Duration `json:"p99"`
	}{Duration(d.P50), Duration(d.P99)})
}

// String prints "2s" or "80ms..2s".
func (d Delay) String() string {
	if d.P99 == 0 {
		return d.P50.String()
	}
	return d.P50.String() + ".." + d.P99.String()
}

// z99 is the 99th percentile of the standard normal distribution.
const z99 = 2.3263478740408408

// draw returns a wait of at most [MaxWait]; uniform draws from [0, 1).
func (d Delay) draw(uniform func() float64) time.Duration {
	if d.P99 == 0 || d.P99 == d.P50 {
		return d.P50
	}
	sigma := math.Log(float64(d.P99)/float64(d.P50)) / z99
	// Box and Muller; 1-u keeps the logarithm away from 0.
	normal := math.Sqrt(-2*math.Log(1-uniform())) * math.Cos(2*math.Pi*uniform())
	return time.Duration(min(float64(d.P50)*math.Exp(sigma*normal), float64(MaxWait)))
}

// Wait waits in real time, which the clock of a world has no part in: a client's timeout runs in real time too. It returns
// false, at once, when ctx ends first.
func Wait(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return ctx.Err() == nil
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}
