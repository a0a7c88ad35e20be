package main

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/irpsim/irpsim/internal/chance"
	documents "github.com/irpsim/irpsim/internal/sample"
	"github.com/irpsim/irpsim/test/subject"
)

// traffic is all that the clients do, and what they met.
type traffic struct {
	p      *subject.Process
	o      options
	forms  []form
	agents []*agent

	mu      sync.Mutex
	counts  account
	recent  []time.Duration // of registrations since the last sample
	calls   int             // since the last sample
	sampled time.Duration   // when that was
}

// account is what the clients met in all.
type account struct {
	calls    int
	outcomes map[string]int
	wrong    []string
}

// maxWrong bounds the list of what must not happen: the first few tell enough.
const maxWrong = 20

// form is a document up to its number and after it.
type form struct{ front, back []byte }

// newTraffic makes the worlds and the documents.
func newTraffic(ctx context.Context, p *subject.Process, o options) (*traffic, error) {
	t := &traffic{p: p, o: o, counts: account{outcomes: map[string]int{}}}
	const mark = "NUMBER-GOES-HERE"
	for _, kind := range []string{"b2b", "export", "b2b-intra+round-off"} {
		doc, err := documents.Make(kind, documents.Options{Number: mark})
		if err != nil {
			return nil, err
		}
		text, err := doc.MarshalJSON()
		if err != nil {
			return nil, err
		}
		front, back, ok := bytes.Cut(text, []byte(mark))
		if !ok {
			return nil, fmt.Errorf("a document of kind %s does not hold its number", kind)
		}
		t.forms = append(t.forms, form{front, back})
		if kind == "b2b" {
			billed := slices.Concat(back[:len(back)-1], []byte(`,"EwbDtls":{"TransMode":"1","VehNo":"KA01AB1234","VehType":"R","Distance":0}}`))
			t.forms = append(t.forms, form{front, billed})
		}
	}
	for i := range o.agents {
		t.agents = append(t.agents, &agent{traffic: t, dice: chance.New(&o.seed, fmt.Sprint("agent/", i))})
	}
	for i := range o.worlds {
		a := t.agents[i%o.agents]
		w := &world{}
		if err := a.create(ctx, w); err != nil {
			return nil, err
		}
		a.worlds = append(a.worlds, w)
	}
	return t, nil
}

// start sets all clients to work until ctx ends; done is closed when the last one has stopped.
func (t *traffic) start(ctx context.Context) (done chan struct{}) {
	var wg sync.WaitGroup
	for _, a := range t.agents {
		wg.Go(func() { a.work(ctx) })
	}
	done = make(chan struct{})
	go func() { wg.Wait(); close(done) }()
	return done
}

// met notes how an action ended.
func (t *traffic) met(action, outcome string, took time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.counts.calls++
	t.calls++
	t.counts.outcomes[action+" "+outcome]++
	if action == "generate" && outcome == "ok" {
		t.recent = append(t.recent, took)
	}
}

// fault notes what must not happen.
func (t *traffic) fault(format string, args ...any) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.counts.wrong) < maxWrong {
		t.counts.wrong = append(t.counts.wrong, fmt.Sprintf(format, args...))
	}
}

// interval returns calls per second and the latency of registrations since it was last asked, in seconds.
func (t *traffic) interval(at time.Duration) (perSecond, p50, p99 float64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if span := (at - t.sampled).Seconds(); span > 0 {
		perSecond = float64(t.calls) / span
	}
	if n := len(t.recent); n > 0 {
		slices.Sort(t.recent)
		p50, p99 = t.recent[n/2].Seconds(), t.recent[n*99/100].Seconds()
	}
	t.calls, t.recent, t.sampled = 0, t.recent[:0], at
	return perSecond, p50, p99
}

func (t *traffic) account() account {
	t.mu.Lock()
	defer t.mu.Unlock()
	return account{t.counts.calls, maps.Clone(t.counts.outcomes), slices.Clone(t.counts.wrong)}
}

// readBack looks at every world for the IRNs that were acknowledged and not forgotten on purpose.
func (t *traffic) readBack() (checked int, missing []string) {
	ctx := context.Background()
	for _, a := range t.agents {
		for _, w := range a.worlds {
			for irn := range w.acknowledged {
				checked++
				if err := t.p.Control(ctx, "GET", "/invoices/"+irn+"?world="+w.id, nil, nil); err != nil && len(missing) < maxWrong {
					missing = append(missing, "an acknowledged IRN is not there: "+err.Error())
				}
			}
		}
	}
	return checked, missing
}
