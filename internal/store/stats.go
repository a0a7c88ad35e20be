package store

import (
	"sync/atomic"
)

// Stats are figures for metrics. Counts are since Open.
type Stats struct {
	Commits   uint64 // transactions written, each with one fsync
	Failures  uint64 // commits that the disk refused
	Reruns    uint64 // batches rolled back and run again because one call of them failed
	Waiting   int64  // callers of Update at this moment
	Readers   int    // open reading transactions
	FileBytes int64  // size of the file
	FreeBytes int64  // of it, pages that the next writes use again
}

type counts struct {
	commits, failures, reruns atomic.Uint64
	waiting                   atomic.Int64
}

// Stats returns the figures of this moment; those of the file are 0 when the store is closed.
func (db *DB) Stats() Stats {
	s := Stats{
		Commits:  db.counts.commits.Load(),
		Failures: db.counts.failures.Load(),
		Reruns:   db.counts.reruns.Load(),
		Waiting:  db.counts.waiting.Load(),
	}
	b := db.bolt.Stats()
	s.Readers = b.OpenTxN
	s.FreeBytes = int64(b.FreeAlloc)
	_ = db.View(func(tx *Tx) error { // a closed store has no size
		s.FileBytes = tx.bolt.Size()
		return nil
	})
	return s
}
