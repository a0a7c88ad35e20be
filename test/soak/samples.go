package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/irpsim/irpsim/test/plot"
	"github.com/irpsim/irpsim/test/subject"
)

// sample is the state of the simulator at a moment, and what clients met since the sample before.
type sample struct {
	At         time.Duration
	Anon, RSS  float64 // bytes
	Goroutines float64
	Files      float64
	Store      float64 // bytes of the file
	Journal    float64 // bytes
	PerSecond  float64 // calls
	P50, P99   float64 // of Generate IRN, seconds
}

// measure is one curve of the report.
type measure struct {
	name, title, unit string
	scale             float64 // of the unit
	limit             float64 // what the last quarter may be of the second
	of                func(sample) float64
}

const mib = 1 << 20

func measures() []measure {
	return []measure{
		{"memory", "anonymous memory of the process", "MiB", mib, 1.15, func(s sample) float64 { return s.Anon }},
		{"goroutines", "goroutines", "", 1, 1.25, func(s sample) float64 { return s.Goroutines }},
		{"files", "open files", "", 1, 1.25, func(s sample) float64 { return s.Files }},
		{"store", "size of the store's file", "MiB", mib, 1.1, func(s sample) float64 { return s.Store }},
		{"latency", "Generate IRN, median of each interval", "ms", 1e-3, 1.3, func(s sample) float64 { return s.P50 }},
	}
}

// chart is the curve over the time.
func (m measure) chart(samples []sample) plot.Chart {
	c := plot.Chart{Title: m.title, Unit: m.unit, Axis: "minutes"}
	for _, s := range samples {
		c.X, c.Y = append(c.X, s.At.Minutes()), append(c.Y, m.of(s)/m.scale)
	}
	return c
}

// take asks the process how it is.
func take(p *subject.Process, at time.Duration, t *traffic) (sample, error) {
	m, err := p.Metrics()
	if err != nil {
		return sample{}, err
	}
	s := sample{
		At: at, Goroutines: m["go_goroutines"], Files: m["process_open_fds"],
		Store: m["irpsim_store_file_bytes"], Journal: m["irpsim_journal_bytes"],
	}
	s.Anon, s.RSS = p.Resident()
	if s.Anon == 0 {
		s.Anon, s.RSS = m["go_memstats_sys_bytes"], m["process_resident_memory_bytes"]
	}
	s.PerSecond, s.P50, s.P99 = t.interval(at)
	return s, nil
}

// table is the samples as comma-separated values.
func table(samples []sample) string {
	var b strings.Builder
	b.WriteString("seconds,rss_anon_bytes,rss_bytes,goroutines,open_files,store_bytes,journal_bytes,calls_per_second,generate_p50_ms,generate_p99_ms\n")
	for _, s := range samples {
		fmt.Fprintf(&b, "%.0f,%.0f,%.0f,%.0f,%.0f,%.0f,%.0f,%.1f,%.2f,%.2f\n", s.At.Seconds(), s.Anon, s.RSS, s.Goroutines, s.Files,
			s.Store, s.Journal, s.PerSecond, s.P50*1000, s.P99*1000)
	}
	return b.String()
}
