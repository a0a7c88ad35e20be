package store

import (
	"context"
)

// keyProbe lies in the first root bucket for the moment of a probe, and after a crash in that moment until the next one.
var keyProbe = []byte("probe")

// Bounds of what a probe writes.
const (
	leastProbe = 16 << 10
	mostProbe  = maxBatchBytes
)

// Probe finds out whether a store whose last commit failed takes writes again, by writing as much as that commit held and
// taking it away. It returns nil when writing works, at once when no commit has failed. Without it a store that is asked
// for nothing while it is failing, as one behind a readiness check is, would seem to fail for ever. While one probe runs,
// others return what is known.
func (db *DB) Probe(ctx context.Context) error {
	if err := db.Failing(); err == nil || !db.probing.CompareAndSwap(false, true) {
		return err
	}
	defer db.probing.Store(false)
	size := min(max(db.refused.Load(), leastProbe), mostProbe)
	err := db.Update(ctx, func(tx *Tx) error { return tx.put(tx.bolt.Bucket(bucketMeta), keyProbe, make([]byte, size)) })
	if err != nil {
		return err
	}
	return db.Update(ctx, func(tx *Tx) error {
		tx.wrote = true
		return tx.bolt.Bucket(bucketMeta).Delete(keyProbe)
	})
}
