// Command soak runs a simulator under mixed traffic for as long as it is told and judges whether it stays what it was:
// memory, goroutines, open files, the size of the store and the latency. It starts the binary that -bin names in a
// process of its own, drives many worlds at once, with faults, moved clocks, resets and worlds that come and go, and
// leaves samples.csv, five plots and verdict.json in a folder.
//
//	go build -o irpsim ./cmd/irpsim && go run ./test/soak -bin ./irpsim -for 1h -out soak
//
// It ends with 0 when everything was flat and nothing went wrong, with 3 when not.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"github.com/irpsim/irpsim/internal/clock"
	"github.com/irpsim/irpsim/test/subject"
)

type options struct {
	bin, out       string
	length, every  time.Duration
	worlds, agents int
	rate           int
	seed           uint64
	ephemeral      bool
}

func main() { os.Exit(run(context.Background(), os.Args[1:], os.Stderr)) }

func run(ctx context.Context, args []string, talk io.Writer) int {
	o, err := parse(args, talk)
	if err != nil {
		return 2
	}
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	defer stop()
	v, err := soak(ctx, o, talk)
	if err != nil {
		_, _ = fmt.Fprintln(talk, "soak:", err)
		return 1
	}
	_, _ = fmt.Fprint(talk, v)
	if !v.Flat() {
		return 3
	}
	return 0
}

// flags are those that the simulator is started with.
func (o options) flags() []string {
	if o.ephemeral {
		return []string{"--ephemeral"}
	}
	return nil
}

func parse(args []string, talk io.Writer) (options, error) {
	var o options
	f := flag.NewFlagSet("soak", flag.ContinueOnError)
	f.SetOutput(talk)
	f.StringVar(&o.bin, "bin", "./irpsim", "the simulator's `binary`")
	f.StringVar(&o.out, "out", "soak", "`folder` for samples, plots and the verdict")
	f.DurationVar(&o.length, "for", time.Hour, "how long")
	f.DurationVar(&o.every, "every", 5*time.Second, "time between samples")
	f.IntVar(&o.worlds, "worlds", 200, "worlds in use")
	f.IntVar(&o.agents, "connections", 16, "clients at work at a time")
	f.IntVar(&o.rate, "rate", 0, "calls per second of all clients together; 0 for as fast as they are answered")
	f.Uint64Var(&o.seed, "seed", 1, "of what the clients do")
	f.BoolVar(&o.ephemeral, "ephemeral", false, "a simulator without fsync")
	if err := f.Parse(args); err != nil {
		return o, err
	}
	if f.NArg() > 0 || o.worlds < o.agents || o.agents < 1 || o.every <= 0 || o.length < 20*o.every || o.rate < 0 {
		_, _ = fmt.Fprintln(talk, "soak: give at least one connection, a world for each, and time for 20 samples; see -help")
		return o, errors.New("usage")
	}
	return o, nil
}

// soak does everything and returns the judgement.
func soak(ctx context.Context, o options, talk io.Writer) (*verdict, error) {
	if err := os.MkdirAll(o.out, 0o755); err != nil {
		return nil, err
	}
	p, err := subject.Start(o.bin, o.flags()...)
	if err != nil {
		return nil, err
	}
	defer p.Stop()
	t, err := newTraffic(ctx, p, o)
	if err != nil {
		return nil, err
	}
	_, _ = fmt.Fprintf(talk, "soak: %d worlds are ready, %s to go\n", o.worlds, o.length)
	ctx, cancel := context.WithTimeout(ctx, o.length)
	defer cancel()
	began := clock.Wall()
	done := t.start(ctx)
	var samples []sample
	ticker := time.NewTicker(o.every)
	defer ticker.Stop()
	for ctx.Err() == nil {
		select {
		case <-ticker.C:
			s, err := take(p, clock.Since(began), t)
			if err != nil {
				return nil, fmt.Errorf("the simulator does not tell how it is: %w", err)
			}
			samples = append(samples, s)
		case <-ctx.Done():
		}
	}
	<-done
	v := judge(samples, t.account())
	if err := v.audit(p, t); err != nil {
		return nil, err
	}
	p.Stop()
	if p.Said.Len() > 0 {
		_, _ = fmt.Fprintf(talk, "soak: the simulator's log:\n%s", p.Said)
	}
	return v, write(o.out, samples, v)
}

// write leaves what was found in a folder.
func write(dir string, samples []sample, v *verdict) error {
	b, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return err
	}
	files := map[string]string{"samples.csv": table(samples), "verdict.json": string(b) + "\n"}
	for _, m := range measures() {
		files[m.name+".svg"] = m.chart(samples).SVG()
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			return err
		}
	}
	return nil
}
