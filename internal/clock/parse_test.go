package clock_test

import (
	"strings"
	"testing"
	"time"

	"github.com/irpsim/irpsim/internal/clock"
)

func TestParse(t *testing.T) {
	t.Parallel()
	tests := []struct {
		spec string
		want clock.State
	}{
		{"real", clock.State{Mode: clock.Real}},
		{" REAL ", clock.State{Mode: clock.Real}},
		{"2026-04-01T00:00:00+05:30", clock.State{Mode: clock.Frozen, Now: newYear}},
		{"2026-03-31T18:30:00Z", clock.State{Mode: clock.Frozen, Now: newYear}},
		{"+48h", clock.State{Mode: clock.Offset, Offset: 48 * time.Hour}},
		{"-2h", clock.State{Mode: clock.Offset, Offset: -2 * time.Hour}},
		{"+2d", clock.State{Mode: clock.Offset, Offset: 48 * time.Hour}},
		{"+0s", clock.State{Mode: clock.Real}},
	}
	for _, tt := range tests {
		got, err := clock.Parse(tt.spec)
		if err != nil || got != tt.want {
			t.Errorf("Parse(%q) = %+v, %v; want %+v", tt.spec, got, err, tt.want)
		}
	}
	for _, bad := range []string{"", "now", "48h", "2026-04-01", "1850-01-01T00:00:00Z", "+later", "+200000d", strings.Repeat("+", 65)} {
		got, err := clock.Parse(bad)
		if err == nil {
			t.Errorf("Parse(%q) = %+v, want an error", bad, got)
			continue
		}
		if text := err.Error(); !strings.Contains(text, "; ") {
			t.Errorf("Parse(%q): %q does not say how to mend it", bad, text)
		}
	}
}

func TestParseDuration(t *testing.T) {
	t.Parallel()
	tests := []struct {
		text string
		want time.Duration
	}{
		{"0", 0},
		{"90s", 90 * time.Second},
		{"24h1s", 24*time.Hour + time.Second},
		{"1h30m", 90 * time.Minute},
		{"2d", 48 * time.Hour},
		{"1d12h", 36 * time.Hour},
		{"-1d12h", -36 * time.Hour},
		{"+0.5d", 12 * time.Hour},
		{"106751d", 106751 * 24 * time.Hour},
	}
	for _, tt := range tests {
		if got, err := clock.ParseDuration(tt.text); err != nil || got != tt.want {
			t.Errorf("ParseDuration(%q) = %v, %v; want %v", tt.text, got, err, tt.want)
		}
	}
	for _, bad := range []string{"", "d", "1", "12h1d", "1h2d3s", "1d-2h", "+-2h", "1d2", "1.2.3d", "106752d", "106751d24h", "1e3d", "1d1d", "2 d"} {
		if got, err := clock.ParseDuration(bad); err == nil {
			t.Errorf("ParseDuration(%q) = %v, want an error", bad, got)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"real", "+48h", "-1d12h", "2026-04-01T00:00:00+05:30", "+9223372036854775807ns"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if s, err := clock.Parse(text); err == nil {
			if err := s.Check(); err != nil {
				t.Errorf("Parse(%q) = %+v, which does not check out: %v", text, s, err)
			}
		}
		d, err := clock.ParseDuration(text)
		if err != nil {
			return
		}
		if again, err := clock.ParseDuration(d.String()); err != nil || again != d {
			t.Errorf("ParseDuration(%q) = %v; read again: %v, %v", text, d, again, err)
		}
	})
}
