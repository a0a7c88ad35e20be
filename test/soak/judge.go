package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/irpsim/irpsim/test/subject"
)

// grace is how far small figures may move whatever their ratio: a few goroutines or files come and go with connections.
const grace = 20

// verdict is what became of a soak.
type verdict struct {
	Minutes   float64        `json:"minutes"`
	Calls     int            `json:"calls"`
	Curves    []curve        `json:"curves"`
	Outcomes  map[string]int `json:"outcomes"` // by action and how it ended
	Wrong     []string       `json:"wrong"`    // what must not happen
	Checked   int            `json:"acknowledged_irns_checked"`
	PerSecond float64        `json:"calls_per_second"`
}

// curve holds the second quarter of the time, when everything has warmed up, against the last one.
type curve struct {
	Name   string  `json:"name"`
	Unit   string  `json:"unit,omitempty"`
	Early  float64 `json:"second_quarter_median"`
	Late   float64 `json:"last_quarter_median"`
	Most   float64 `json:"highest"`
	Ratio  float64 `json:"ratio"`
	Limit  float64 `json:"limit"`
	IsFlat bool    `json:"flat"`
}

func judge(samples []sample, a account) *verdict {
	v := &verdict{Outcomes: a.outcomes, Wrong: append([]string{}, a.wrong...), Calls: a.calls}
	n := len(samples)
	if n < 8 {
		v.Wrong = append(v.Wrong, fmt.Sprintf("%d samples are too few to judge by", n))
		return v
	}
	v.Minutes = samples[n-1].At.Minutes()
	v.PerSecond = float64(a.calls) / samples[n-1].At.Seconds()
	for _, m := range measures() {
		c := curve{Name: m.name, Unit: m.unit, Limit: m.limit}
		c.Early, c.Late = median(samples[n/4:n/2], m)/m.scale, median(samples[n-n/4:], m)/m.scale
		for _, s := range samples {
			c.Most = max(c.Most, m.of(s)/m.scale)
		}
		if c.Early > 0 {
			c.Ratio = c.Late / c.Early
		}
		c.IsFlat = c.Early > 0 && (c.Ratio <= m.limit || m.unit == "" && c.Late-c.Early <= grace)
		v.Curves = append(v.Curves, c)
	}
	return v
}

// median leaves out samples that have no value, such as the latency of an interval in which nothing was registered.
func median(samples []sample, m measure) float64 {
	var values []float64
	for _, s := range samples {
		if x := m.of(s); x > 0 {
			values = append(values, x)
		}
	}
	if len(values) == 0 {
		return 0
	}
	slices.Sort(values)
	return values[len(values)/2]
}

// Flat reports whether everything stayed what it was and nothing went wrong.
func (v *verdict) Flat() bool {
	return len(v.Wrong) == 0 && len(v.Curves) > 0 && !slices.ContainsFunc(v.Curves, func(c curve) bool { return !c.IsFlat })
}

func (v *verdict) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d calls in %.1f min (%.0f/s), %d acknowledged IRNs read back\n", v.Calls, v.Minutes, v.PerSecond, v.Checked)
	for _, c := range v.Curves {
		word := "flat"
		if !c.IsFlat {
			word = "NOT FLAT"
		}
		fmt.Fprintf(&b, "%-11s %9.2f → %9.2f %-4s ratio %.2f (at most %.2f), highest %.2f: %s\n", c.Name, c.Early, c.Late, c.Unit, c.Ratio, c.Limit, c.Most, word)
	}
	for _, w := range v.Wrong {
		b.WriteString("WRONG: " + w + "\n")
	}
	return b.String()
}

// audit asks the simulator what it counted, and reads back every acknowledged IRN that must still be there.
func (v *verdict) audit(p *subject.Process, t *traffic) error {
	m, err := p.Metrics()
	if err != nil {
		return err
	}
	for name, n := range m {
		if n > 0 && (strings.Contains(name, `outcome="broken"`) || name == "irpsim_log_errors_total" || name == "irpsim_store_commit_failures_total") {
			v.Wrong = append(v.Wrong, fmt.Sprintf("%s is %g", name, n))
		}
	}
	checked, missing := t.readBack()
	v.Checked = checked
	v.Wrong = append(v.Wrong, missing...)
	slices.Sort(v.Wrong)
	return nil
}
