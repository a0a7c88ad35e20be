package store

import (
	"context"
	"runtime"
	"slices"
	"sync"
	"time"

	bolt "go.etcd.io/bbolt"

	"github.com/irpsim/irpsim/internal/clock"
)

// Bounds of a batch: how many calls share a transaction, and after how many bytes written no further one joins it. They
// keep the wait of the first caller and the memory of the transaction small.
const (
	maxBatchCalls = 256
	maxBatchBytes = 16 << 20
)

// call is one Update on its way through the writer.
type call struct {
	ctx  context.Context
	fn   func(*Tx) error
	err  error
	done chan struct{}
}

// Under load the writer waits for a few of the calls that were announced, so that they share an fsync: gathered is how
// many it waits for, patience how long. It waits only while more calls are on their way than the machine works on at a
// time: then it is the processor that their callers wait for. Whoever announced nothing, a login or a cancellation, may be
// answered by so much later; it would have to wait for the processor as well.
const (
	gathered = 16
	patience = 24 * time.Millisecond
)

// Announce tells the writer that an Update will come as soon as its caller has computed something. The caller calls
// arrived right before that Update, or when there will be none.
func (db *DB) Announce() (arrived func()) {
	db.coming.Add(1)
	return sync.OnceFunc(func() { db.coming.Add(-1) })
}

// write is the only goroutine that writes: it takes a call, and with it whatever else waits. A lone caller waits for
// nobody, and under load the callers that arrive during one fsync share the next.
func (db *DB) write() {
	defer close(db.stopped)
	crowd := int64(2 * runtime.GOMAXPROCS(0))
	for {
		select {
		case c := <-db.queue:
			calls := []*call{c}
			if db.coming.Load() >= crowd {
				calls = db.gather(calls, crowd)
			}
			db.commit(calls)
		case <-db.closing:
			return
		}
	}
}

// gather takes the calls that arrive within patience.
func (db *DB) gather(calls []*call, crowd int64) []*call {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	for len(calls) < gathered && db.coming.Load() >= crowd {
		select {
		case c := <-db.queue:
			calls = append(calls, c)
		case <-ctx.Done():
			return calls
		}
	}
	return calls
}

// commit runs the calls, and those that join them, in one transaction, and answers them all after it.
func (db *DB) commit(calls []*call) {
	for len(calls) > 0 {
		btx, err := db.begin(true)
		if err != nil {
			answer(calls, err)
			return
		}
		ran, spoilt, wrote := db.fill(btx, calls)
		calls = ran
		if spoilt >= 0 {
			// That call wrote and failed. bbolt cannot undo a part, so everything is undone and the others run again.
			_ = btx.Rollback()
			db.counts.reruns.Add(1)
			close(calls[spoilt].done)
			calls = slices.Delete(calls, spoilt, spoilt+1)
			continue
		}
		answer(calls, db.finish(btx, wrote))
		return
	}
}

// fill runs the calls on btx, and those that wait meanwhile. It stops at the first that wrote and failed, whose place in
// the list is spoilt; -1 when there is none.
func (db *DB) fill(btx *bolt.Tx, calls []*call) (ran []*call, spoilt int, wrote bool) {
	bytes := 0
	for i := 0; i < len(calls); i++ {
		c := calls[i]
		if c.err = c.ctx.Err(); c.err == nil {
			tx := &Tx{bolt: btx}
			c.err = guard(func() error { return c.fn(tx) })
			if c.err != nil && tx.wrote {
				return calls, i, true
			}
			wrote = wrote || tx.wrote
			bytes += tx.bytes
		}
		if i == len(calls)-1 && len(calls) < maxBatchCalls && bytes < maxBatchBytes {
			calls = db.join(calls)
		}
	}
	return calls, -1, wrote
}

// join appends one more call when one waits.
func (db *DB) join(calls []*call) []*call {
	select {
	case c := <-db.queue:
		return append(calls, c)
	default:
		return calls
	}
}

// finish commits, or ends a transaction in which nobody wrote without touching the disk.
func (db *DB) finish(btx *bolt.Tx, wrote bool) error {
	if !wrote {
		return btx.Rollback()
	}
	began := clock.Wall()
	err := guard(btx.Commit)
	db.observed(clock.Since(began))
	if err != nil {
		_ = btx.Rollback() // already done, unless the commit panicked
		db.counts.failures.Add(1)
		db.refused.Store(btx.Stats().PageAlloc)
		err = db.explain(err)
		db.failing.Store(&err)
		return err
	}
	db.failing.Store(nil)
	db.counts.commits.Add(1)
	return nil
}

// Failing returns why the last commit failed, nil when it did not: then what is written is stored.
func (db *DB) Failing() error {
	if err := db.failing.Load(); err != nil {
		return *err
	}
	return nil
}

// answer releases the callers. When the batch failed that is everyone's answer: also a call that refused by itself may
// have seen what another one of the batch wrote, and that is not stored.
func answer(calls []*call, err error) {
	for _, c := range calls {
		if err != nil {
			c.err = err
		}
		close(c.done)
	}
}
