package main

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/irpsim/irpsim/internal/client"
	"github.com/irpsim/irpsim/internal/clock"
	"github.com/irpsim/irpsim/internal/sample"
	"github.com/irpsim/irpsim/test/subject"
)

const (
	repeats = 21 // of each timed call; the median counts
	mib     = 1 << 20
)

// user is a client of a world, with numbers for its documents.
type user struct {
	*client.Client

	numbers *sample.Numbers
}

// userOf makes a client from what the control API tells of a world.
func userOf(ctx context.Context, p *subject.Process, over *client.Pipe, method, path string, body any) (*user, error) {
	var creds client.World
	if err := p.Control(ctx, method, path, body, &creds); err != nil {
		return nil, err
	}
	c, err := creds.Client(p.Base, sample.DefaultSeller, &http.Client{Transport: over})
	return &user{c, sample.NewNumbers(nil)}, err
}

// register registers a document of so many lines and returns how long the answer took, in milliseconds.
func (u *user) register(ctx context.Context, lines int) (float64, error) {
	doc, err := sample.Make("b2b", sample.Options{Number: u.numbers.Next(), Items: lines})
	if err != nil {
		return 0, err
	}
	text, err := doc.MarshalJSON()
	if err != nil {
		return 0, err
	}
	began := clock.Wall()
	_, err = u.Generate(ctx, text)
	return millis(clock.Since(began)), err
}

// median is that of several times of the same call.
func median(call func() (float64, error)) (float64, error) {
	var took []float64
	for range repeats {
		t, err := call()
		if err != nil {
			return 0, err
		}
		took = append(took, t)
	}
	slices.Sort(took)
	return took[len(took)/2], nil
}

func millis(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// items times a registration from 1 line to 1,000.
func items(ctx context.Context, bin string) (curves, error) {
	c := curves{axis: "items", charts: []*curve{{name: "time", title: "Generate IRN, median at one connection", unit: "ms"}}}
	p, err := subject.Start(bin)
	if err != nil {
		return c, err
	}
	defer p.Stop()
	u, err := userOf(ctx, p, &client.Pipe{}, http.MethodGet, "/creds", nil)
	if err != nil {
		return c, err
	}
	for _, lines := range []int{1, 100, 200, 300, 400, 500, 600, 700, 800, 900, 1000} {
		took, err := median(func() (float64, error) { return u.register(ctx, lines) })
		if err != nil {
			return c, err
		}
		c.add(float64(lines), took)
	}
	return c, nil
}

// inWorlds makes worlds, registers one document in each of them, and looks on the way at memory and at the time of both.
func inWorlds(ctx context.Context, bin string, most int) (curves, error) {
	c := curves{axis: "worlds", charts: []*curve{
		{name: "memory", title: "anonymous memory, one invoice in each world", unit: "MiB"},
		{name: "make", title: "making a world and logging in, median", unit: "ms"},
		{name: "time", title: "Generate IRN in a fresh world, median at one connection", unit: "ms"},
	}}
	p, err := subject.Start(bin)
	if err != nil {
		return c, err
	}
	defer p.Stop()
	var make, register []float64
	over := &client.Pipe{} // one, or the memory would be that of connections
	for n := 1; n <= most; n++ {
		began := clock.Wall()
		u, err := userOf(ctx, p, over, http.MethodPost, "/worlds", map[string]string{"name": strconv.Itoa(n)})
		if err == nil {
			err = u.Login(ctx)
		}
		if err != nil {
			return c, err
		}
		make = append(make, millis(clock.Since(began)))
		took, err := u.register(ctx, 1)
		if err != nil {
			return c, err
		}
		register = append(register, took)
		if n == 1 || n%max(1, most/10) == 0 {
			slices.Sort(make)
			slices.Sort(register)
			anonymous, _ := p.Resident()
			c.add(float64(n), anonymous/mib, make[len(make)/2], register[len(register)/2])
			make, register = nil, nil
		}
	}
	return c, nil
}

// journal fills the journal of one world past its bound and looks at its memory and at the time of reading its end.
func journal(ctx context.Context, bin string) (curves, error) {
	c := curves{axis: "registrations", charts: []*curve{
		{name: "bytes", title: "what the journal says it holds", unit: "MiB"},
		{name: "memory", title: "anonymous memory", unit: "MiB"},
		{name: "time", title: "reading the last 50 exchanges, median", unit: "ms"},
	}}
	p, err := subject.Start(bin)
	if err != nil {
		return c, err
	}
	defer p.Stop()
	u, err := userOf(ctx, p, &client.Pipe{}, http.MethodGet, "/creds", nil)
	if err != nil {
		return c, err
	}
	const most, step = 3000, 250
	for n := 0; n <= most; n += step {
		for i := 0; n > 0 && i < step; i++ {
			if _, err := u.register(ctx, 1); err != nil {
				return c, err
			}
		}
		took, err := median(func() (float64, error) {
			began := clock.Wall()
			err := p.Control(ctx, http.MethodGet, "/journal?limit=50", nil, nil)
			return millis(clock.Since(began)), err
		})
		if err != nil {
			return c, err
		}
		m, err := p.Metrics()
		if err != nil {
			return c, err
		}
		anonymous, _ := p.Resident()
		c.add(float64(n), m["irpsim_journal_bytes"]/mib, anonymous/mib, took)
	}
	return c, nil
}
