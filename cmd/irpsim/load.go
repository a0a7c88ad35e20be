package main

import (
	"bytes"
	"context"
	"errors"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/irpsim/irpsim/internal/client"
	"github.com/irpsim/irpsim/internal/clock"
	"github.com/irpsim/irpsim/internal/sample"
)

// load makes requests of one kind, as fast as answers come.
type load struct {
	op      string
	login   *login
	workers []*worker // one for each connection
	numbers *sample.Numbers
	front   []byte // of the document, up to its number
	back    []byte // and after it
	irns    []string
	turn    atomic.Int64

	mu    sync.Mutex
	error error // the first that happened
}

// wrongTotal is the code that `refuse` is answered with.
const wrongTotal = "2189"

// preparedIRNs is how many documents `get` reads in turn.
const preparedIRNs = 100

// newLoad makes the document that every request is a copy of.
func newLoad(a *app, l *login, op string, items int) (*load, error) {
	d := &load{op: op, login: l, numbers: sample.NewNumbers(nil)}
	const mark = "NUMBER-GOES-HERE"
	doc, err := sample.Make("b2b", sample.Options{Seller: ordinary(l.world).GSTIN, Number: mark, Items: items})
	if err != nil {
		return nil, usage("%w", err)
	}
	if op == "refuse" {
		doc.ValDtls.TotInvVal = doc.ValDtls.AssVal // without the tax: wrongTotal
	}
	text, err := doc.MarshalJSON()
	if err != nil {
		return nil, err
	}
	d.front, d.back, _ = bytes.Cut(text, []byte(mark))
	return d, d.prepare(a.ctx, 1)
}

// prepare sees to it that n clients are logged in and that there is something to read.
func (d *load) prepare(ctx context.Context, n int) error {
	for len(d.workers) < n {
		w, err := newWorker(ctx, d.login)
		if err != nil {
			return err
		}
		d.workers = append(d.workers, w)
	}
	for d.op == "get" && len(d.irns) < preparedIRNs {
		got, err := d.workers[0].cl.Generate(ctx, d.document())
		if err != nil {
			return refusalOnly(err, "registering what is to be read")
		}
		d.irns = append(d.irns, got.Irn)
	}
	return nil
}

// nextIRN is one of those to be read, in turn.
func (d *load) nextIRN() string { return d.irns[d.turn.Add(1)%int64(len(d.irns))] }

func (d *load) document() []byte {
	return bytes.Join([][]byte{d.front, d.back}, []byte(d.numbers.Next()))
}

// run keeps n connections busy for the given time, with half of the cores at most when the server needs the others. It
// returns the sorted times of the requests that succeeded, how long it took until the last answer, and how many failed.
func (d *load) run(ctx context.Context, n int, length time.Duration) (times []time.Duration, took time.Duration, bad int) {
	if d.login.beside() {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(max(1, runtime.GOMAXPROCS(0)/2))) // the server needs the others
	}
	all := make([][]time.Duration, n)
	wrong := make([]int, n)
	start := clock.Wall()
	var wait sync.WaitGroup
	for i := range n {
		wait.Go(func() {
			for clock.Since(start) < length && ctx.Err() == nil {
				began := clock.Wall()
				if err := d.workers[i].once(ctx, d); err != nil {
					wrong[i]++
					d.note(err)
					continue
				}
				all[i] = append(all[i], clock.Since(began))
			}
		})
	}
	wait.Wait()
	took = clock.Since(start)
	for i := range n {
		times = append(times, all[i]...)
		bad += wrong[i]
	}
	slices.Sort(times)
	return times, took, bad
}

// opened makes one request and reads the answer as a program would that has a use for it.
func (d *load) opened(ctx context.Context, cl *client.Client) error {
	switch d.op {
	case "login":
		return cl.Login(ctx)
	case "get":
		_, err := cl.Get(ctx, d.nextIRN())
		return err
	}
	_, err := cl.Generate(ctx, d.document())
	if r, refused := errors.AsType[*client.Refusal](err); d.op == "refuse" && refused && r.Has(wrongTotal) {
		return nil
	}
	return err
}

func (d *load) note(err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.error == nil {
		d.error = err
	}
}

func (d *load) firstError() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.error == nil {
		return errors.New("the time was too short")
	}
	return d.error
}
