package main

import (
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// course is a run of so many samples; each measure is what its function says at a part of the time.
func course(n int, shape func(part float64) sample) []sample {
	var list []sample
	for i := range n {
		s := shape(float64(i) / float64(n))
		s.At = time.Duration(i) * 5 * time.Second
		list = append(list, s)
	}
	return list
}

func level(float64) sample {
	return sample{Anon: 100 * mib, RSS: 150 * mib, Goroutines: 40, Files: 30, Store: 50 * mib, P50: 0.004, P99: 0.02, PerSecond: 100}
}

func TestJudge(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name  string
		shape func(float64) sample
		bad   string // the curve that is not flat
	}{
		{"level", level, ""},
		{"warming up", func(p float64) sample { s := level(p); s.Anon *= min(1, 0.2+p*4); return s }, ""},
		{"goroutines that come and go", func(p float64) sample { s := level(p); s.Goroutines = 12 + 10*p; return s }, ""},
		{"memory that leaks", func(p float64) sample { s := level(p); s.Anon *= 1 + p; return s }, "memory"},
		{"goroutines that leak", func(p float64) sample { s := level(p); s.Goroutines += 200 * p; return s }, "goroutines"},
		{"files that leak", func(p float64) sample { s := level(p); s.Files += 200 * p; return s }, "files"},
		{"a store that grows", func(p float64) sample { s := level(p); s.Store *= 1 + p; return s }, "store"},
		{"slower and slower", func(p float64) sample { s := level(p); s.P50 *= 1 + 2*p; return s }, "latency"},
		{"nothing measured", func(float64) sample { return sample{} }, "memory"},
	} {
		v := judge(course(100, tt.shape), account{outcomes: map[string]int{}})
		var bad []string
		for _, c := range v.Curves {
			if !c.IsFlat {
				bad = append(bad, c.Name)
			}
		}
		if got := strings.Join(bad, " "); v.Flat() != (tt.bad == "") || !strings.HasPrefix(got, tt.bad) || tt.bad == "" && got != "" {
			t.Errorf("%s: flat %v, not flat %q, want %q", tt.name, v.Flat(), got, tt.bad)
		}
	}
	if judge(course(100, level), account{wrong: []string{"an IRN is gone"}}).Flat() || judge(course(5, level), account{}).Flat() {
		t.Error("a run in which something went wrong, or that was too short, passes")
	}
}

func TestPlotIsSVG(t *testing.T) {
	t.Parallel()
	for _, m := range measures() {
		for _, samples := range [][]sample{nil, course(1, level), course(300, level)} {
			d := xml.NewDecoder(strings.NewReader(m.chart(samples).SVG()))
			points := -1
			for {
				token, err := d.Token()
				if errors.Is(err, io.EOF) {
					break
				}
				if err != nil {
					t.Fatalf("%s: %v", m.name, err)
				}
				if e, ok := token.(xml.StartElement); ok && e.Name.Local == "polyline" {
					for _, a := range e.Attr {
						if a.Name.Local == "points" {
							points = len(strings.Fields(a.Value))
						}
					}
				}
			}
			if points != len(samples) {
				t.Errorf("%s: %d points for %d samples", m.name, points, len(samples))
			}
		}
	}
}

// TestSoakInSmall runs everything for a few seconds: nothing may go wrong. Whether it is flat so short a run does not tell.
func TestSoakInSmall(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	bin := filepath.Join(dir, "irpsim.exe")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", bin, "../../cmd/irpsim").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	var talk strings.Builder
	out := filepath.Join(dir, "out")
	code := run(context.Background(), []string{"-bin", bin, "-out", out, "-for", "4s", "-every", "200ms", "-worlds", "8", "-connections", "4", "-ephemeral"}, &talk)
	if code != 0 && code != 3 {
		t.Fatalf("ended with %d: %s", code, &talk)
	}
	text, err := os.ReadFile(filepath.Join(out, "verdict.json"))
	if err != nil {
		t.Fatal(err)
	}
	var v verdict
	if err := json.Unmarshal(text, &v); err != nil || v.Calls == 0 || v.Checked == 0 || len(v.Curves) != len(measures()) {
		t.Errorf("%v: the verdict is %s", err, text)
	}
	for _, w := range v.Wrong {
		t.Errorf("wrong: %s\n%s", w, &talk)
	}
	for _, m := range measures() {
		if _, err := os.Stat(filepath.Join(out, m.name+".svg")); err != nil {
			t.Error(err)
		}
	}
	if code := run(context.Background(), []string{"-worlds", "1"}, io.Discard); code != 2 {
		t.Errorf("fewer worlds than connections ended with %d, want 2", code)
	}
}
