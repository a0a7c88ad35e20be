package journal

import (
	"context"
	"slices"
	"sync/atomic"
)

// waiter collects matches until it has enough.
type waiter struct {
	filter     Filter
	came, want int
	found      []Entry       // the newest of those that came, oldest first
	bytes      int           // that found keeps in memory
	enough     chan struct{} // closed when as many came as are wanted
}

// offer runs under the journal's lock. An entry counts also when it has to make room for newer ones, so that the wait holds
// no more than the journal itself may: limit bytes.
func (w *waiter) offer(e *Entry, limit int) {
	if w.came == w.want || !w.filter.Matches(e) {
		return
	}
	w.found = append(w.found, *e)
	w.bytes += e.size()
	for w.bytes > limit && len(w.found) > 1 {
		w.bytes -= w.found[0].size()
		w.found[0] = Entry{} // append keeps the array for a while; what the entry refers to must not stay with it
		w.found = w.found[1:]
	}
	if w.came++; w.came == w.want {
		close(w.enough)
	}
}

// Await waits until count entries match f, those already there included, and returns the newest count of them, newest
// first; of more bytes than the journal holds only the newest that fit. It tells how many came: less than count when ctx
// ended before. A count below 1 is 1.
func (j *Journal) Await(ctx context.Context, f Filter, count int) (newest []Entry, came int) {
	w := &waiter{filter: f, want: max(count, 1), enough: make(chan struct{})}
	j.mu.Lock()
	for _, e := range slices.Backward(j.entries) {
		w.offer(e, j.maxBytes)
	}
	slices.Reverse(w.found)
	j.waiters[w] = struct{}{}
	j.mu.Unlock()

	select {
	case <-w.enough:
	case <-ctx.Done():
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	delete(j.waiters, w)
	slices.Reverse(w.found)
	return w.found, w.came
}

// backlog is how many entries a subscription holds for a reader that is slow.
const backlog = 32

// Subscription passes on every new entry. A reader that does not keep up loses the oldest entries that it has not read.
type Subscription struct {
	// C yields the entries. It is closed when the context of the subscription ends.
	C    <-chan Entry
	c    chan Entry
	lost atomic.Uint64
}

// Lost returns how many entries the reader missed so far. Their IDs are the gaps in what it read.
func (s *Subscription) Lost() uint64 { return s.lost.Load() }

// offer runs under the journal's lock, so it is the only sender and a place it frees stays free.
func (s *Subscription) offer(e *Entry) {
	select {
	case s.c <- *e:
		return
	default:
	}
	select {
	case <-s.c:
		s.lost.Add(1)
	default: // the reader was faster
	}
	s.c <- *e
}

// Subscribe passes on the entries that are added from now on until ctx ends.
func (j *Journal) Subscribe(ctx context.Context) *Subscription {
	c := make(chan Entry, backlog)
	s := &Subscription{C: c, c: c}
	j.mu.Lock()
	j.watchers[s] = struct{}{}
	j.mu.Unlock()
	context.AfterFunc(ctx, func() {
		j.mu.Lock()
		defer j.mu.Unlock()
		delete(j.watchers, s)
		close(s.c)
	})
	return s
}
