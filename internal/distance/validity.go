package distance

import (
	"time"

	"github.com/irpsim/irpsim/internal/clock"
)

// What a bill may be moved in a day, in km: ordinary cargo since 1 January 2021, and over-dimensional cargo or a journey
// with a leg by ship (rule 138(10) of the CGST Rules).
const (
	kmPerDay     = 200
	kmPerDayOver = 20
)

// Days returns for how many days a bill over km is valid: one for each 200 km or part, or each 20 km or part when the
// cargo is over-dimensional. At least one; beyond [MaxKm] no more than for that.
func Days(km int, overDimensional bool) int {
	perDay := kmPerDay
	if overDimensional {
		perDay = kmPerDayOver
	}
	return (min(max(km, 1), MaxKm)-1)/perDay + 1
}

// Validity returns until when a bill is valid whose movement was entered (Part B) at from: 23:59:00 IST, [Days] after
// the day of from. The day itself is a free one, as in every bill that has been published.
func Validity(from time.Time, km int, overDimensional bool) time.Time {
	year, month, day := from.In(clock.IST).Date()
	return time.Date(year, month, day+Days(km, overDimensional), 23, 59, 0, 0, clock.IST)
}
