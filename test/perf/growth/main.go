// Command growth measures what a simulator takes as its work grows: the time of a registration with more and more items,
// memory and time with more and more worlds, memory with more and more exchanges in the journal, past its bound. It writes
// a table and a plot for each: that they are straight lines, or end at a bound, is what docs/performance.md claims.
//
//	go build -o irpsim ./cmd/irpsim && go run ./test/perf/growth -bin ./irpsim -out growth
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/irpsim/irpsim/test/plot"
)

func main() {
	bin := flag.String("bin", "./irpsim", "the simulator's `binary`")
	out := flag.String("out", "growth", "`folder` for tables and plots")
	worlds := flag.Int("worlds", 10_000, "how many worlds to make")
	flag.Parse()
	if err := run(context.Background(), *bin, *out, *worlds); err != nil {
		fmt.Fprintln(os.Stderr, "growth:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, bin, out string, worlds int) error {
	if err := os.MkdirAll(out, 0o755); err != nil {
		return err
	}
	for _, study := range []struct {
		name string
		do   func() (curves, error)
	}{
		{"items", func() (curves, error) { return items(ctx, bin) }},
		{"journal", func() (curves, error) { return journal(ctx, bin) }},
		{"worlds", func() (curves, error) { return inWorlds(ctx, bin, worlds) }},
	} {
		found, err := study.do()
		if err != nil {
			return fmt.Errorf("%s: %w", study.name, err)
		}
		if err := found.write(out, study.name); err != nil {
			return err
		}
		fmt.Fprintf(os.Stderr, "%s:\n%s", study.name, found.table())
	}
	return nil
}

// curves are several measures at the same points.
type curves struct {
	axis   string
	at     []float64
	charts []*curve
}

// curve is one of them.
type curve struct {
	name, title, unit string
	y                 []float64
}

// add notes the measures at a point, in the order of the charts.
func (c *curves) add(at float64, values ...float64) {
	c.at = append(c.at, at)
	for i, v := range values {
		c.charts[i].y = append(c.charts[i].y, v)
	}
}

// table is everything as comma-separated values.
func (c curves) table() string {
	var b strings.Builder
	b.WriteString(c.axis)
	for _, k := range c.charts {
		b.WriteString("," + strings.ReplaceAll(k.name+"_"+k.unit, " ", "_"))
	}
	b.WriteByte('\n')
	for i, at := range c.at {
		fmt.Fprintf(&b, "%g", at)
		for _, k := range c.charts {
			fmt.Fprintf(&b, ",%.4g", k.y[i])
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func (c curves) write(dir, name string) error {
	files := map[string]string{name + ".csv": c.table()}
	for _, k := range c.charts {
		files[name+"-"+k.name+".svg"] = plot.Chart{Title: k.title, Unit: k.unit, Axis: c.axis, X: c.at, Y: k.y}.SVG()
	}
	for file, text := range files {
		if err := os.WriteFile(filepath.Join(dir, file), []byte(text), 0o644); err != nil {
			return err
		}
	}
	return nil
}
