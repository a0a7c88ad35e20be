package distance

import (
	"math"
	"testing"
	"time"

	"github.com/irpsim/irpsim/internal/clock"
)

func TestValidity(t *testing.T) {
	t.Parallel()
	const layout = "2006-01-02 15:04:05"
	tests := []struct {
		name string
		from string
		km   int
		over bool
		want string
	}{
		{"published bill 371009149123", "2022-09-13 16:48:00", 2467, false, "2022-09-26 23:59:00"},
		{"published bill 391009149369", "2022-09-16 19:29:00", 2467, false, "2022-09-29 23:59:00"},
		{"published bill 361009196027", "2023-04-18 12:38:00", 2555, false, "2023-05-01 23:59:00"},
		{"published bill of 57 km", "2024-02-22 10:00:00", 57, false, "2024-02-23 23:59:00"},
		{"200 km are one day", "2026-11-20 00:00:00", 200, false, "2026-11-21 23:59:00"},
		{"201 km are two", "2026-11-20 00:00:00", 201, false, "2026-11-22 23:59:00"},
		{"last second of the day", "2026-11-20 23:59:59", 1, false, "2026-11-21 23:59:00"},
		{"over-dimensional, 20 km", "2026-11-20 12:00:00", 20, true, "2026-11-21 23:59:00"},
		{"over-dimensional, 21 km", "2026-11-20 12:00:00", 21, true, "2026-11-22 23:59:00"},
		{"over the end of a leap February", "2028-02-28 12:00:00", 350, false, "2028-03-01 23:59:00"},
		{"over the end of a year", "2026-12-31 12:00:00", 350, false, "2027-01-02 23:59:00"},
		{"longest", "2026-01-01 12:00:00", 4000, false, "2026-01-21 23:59:00"},
		{"longest, over-dimensional", "2026-01-01 12:00:00", 4000, true, "2026-07-20 23:59:00"},
	}
	for _, tt := range tests {
		from, err := time.ParseInLocation(layout, tt.from, clock.IST)
		if err != nil {
			t.Fatal(err)
		}
		for _, at := range []time.Time{from, from.UTC()} {
			if got := Validity(at, tt.km, tt.over); got.Format(layout) != tt.want || got.Location() != clock.IST {
				t.Errorf("%s: Validity(%v, %d, %v) = %v, want %s IST", tt.name, at, tt.km, tt.over, got, tt.want)
			}
		}
	}
}

func TestDays(t *testing.T) {
	t.Parallel()
	tests := []struct {
		km          int
		plain, over int
	}{
		{math.MinInt, 1, 1}, {0, 1, 1}, {1, 1, 1}, {20, 1, 1}, {21, 1, 2}, {200, 1, 10}, {201, 2, 11}, {400, 2, 20}, {401, 3, 21},
		{4000, 20, 200}, {4001, 20, 200}, {math.MaxInt, 20, 200},
	}
	for _, tt := range tests {
		if plain, over := Days(tt.km, false), Days(tt.km, true); plain != tt.plain || over != tt.over {
			t.Errorf("Days(%d): %d and over-dimensional %d, want %d and %d", tt.km, plain, over, tt.plain, tt.over)
		}
	}
}
