// Package store keeps everything that outlives a process in one bbolt file: worlds, their small records, and invoices.
// It is the only package that knows bbolt.
//
// Reading is [DB.View], writing is [DB.Update]; both hand a [Tx] whose methods are the verbs of the domain. Writers that
// arrive together share one transaction and one fsync, and each returns only when what it wrote is on the disk. What a
// Tx returns is a copy and stays valid after the transaction. layout.go lists every bucket and key.
package store

import (
	"context"
	"os"
	"sync"
	"sync/atomic"
	"time"

	bolt "go.etcd.io/bbolt"
)

// Options of [Open].
type Options struct {
	// Ephemeral keeps the store in a temporary file without fsync that ends with the process; the path is ignored.
	Ephemeral bool
}

// DB is an open store, safe for concurrent use.
type DB struct {
	bolt      *bolt.DB
	path      string
	ephemeral bool

	queue    chan *call    // unbuffered: a call that was taken is always answered
	closing  chan struct{} // closed by Close: nothing is taken any more
	stopped  chan struct{} // closed when the writer has gone
	once     sync.Once
	closed   error
	counts   counts
	coming   atomic.Int64 // announced calls that have not arrived
	observer atomic.Pointer[func(time.Duration)]
	failing  atomic.Pointer[error] // of the last commit
	refused  atomic.Int64          // bytes written in the last commit that failed
	probing  atomic.Bool           // a [DB.Probe] runs
}

// Path names the file, for messages and logs.
func (db *DB) Path() string { return db.path }

// Close lets the batch in progress finish, refuses every later call with [ErrClosed] and closes the file. An ephemeral
// file is removed. Closing again gives the first result again.
func (db *DB) Close() error {
	db.once.Do(func() {
		close(db.closing)
		<-db.stopped
		db.closed = db.bolt.Close()
		if db.ephemeral {
			if err := os.Remove(db.path); err != nil && !os.IsNotExist(err) && db.closed == nil {
				db.closed = err
			}
		}
	})
	return db.closed
}

// View runs fn on an unchanging picture of the store. It must return soon, since old pages are kept for it, and must not
// call View or Update itself: a file that has to grow would wait for it for ever.
func (db *DB) View(fn func(*Tx) error) error {
	btx, err := db.begin(false)
	if err != nil {
		return err
	}
	defer func() { _ = btx.Rollback() }() // ends the reading; there is nothing to lose
	return guard(func() error { return fn(&Tx{bolt: btx}) })
}

// Update runs fn and returns once its writes are on the disk, or with the reason why none of them is. Writers that wait
// at the same time are committed together.
//
// fn may run more than once, when another writer of its batch has to be rolled back, so it must set anew what it hands
// out. It runs on the goroutine of the writer: no View or Update inside it, and no t.Fatal. An error of fn undoes what fn
// wrote and nothing else; a panic in it comes back as a [*PanicError]. A ctx that ends before fn's turn keeps it from
// running; later it has no effect.
func (db *DB) Update(ctx context.Context, fn func(*Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	c := &call{ctx: ctx, fn: fn, done: make(chan struct{})}
	db.counts.waiting.Add(1)
	defer db.counts.waiting.Add(-1)
	select {
	case db.queue <- c:
	case <-ctx.Done():
		return ctx.Err()
	case <-db.closing:
		return ErrClosed
	}
	<-c.done
	return c.err
}

func (db *DB) begin(writable bool) (*bolt.Tx, error) {
	btx, err := db.bolt.Begin(writable)
	if err != nil {
		return nil, db.explain(err)
	}
	return btx, nil
}
