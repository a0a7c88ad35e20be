package store

import "time"

// Observe has fn told of every commit from now on: how long writing and fsync took together, failed ones included. It runs
// on the goroutine of the writer, so it must return at once.
func (db *DB) Observe(fn func(took time.Duration)) { db.observer.Store(&fn) }

func (db *DB) observed(took time.Duration) {
	if fn := db.observer.Load(); fn != nil {
		(*fn)(took)
	}
}
