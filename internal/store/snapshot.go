package store

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"slices"

	bolt "go.etcd.io/bbolt"
)

// SaveSnapshot keeps what a world holds at this moment under a name, in place of an older snapshot with it. about is the
// caller's own record of it. Invoices are not copied: the snapshot marks those that it shows.
func (tx *Tx) SaveSnapshot(world, name string, about []byte) error {
	s, err := tx.shown(world)
	if err != nil {
		return err
	}
	kept, replaced, err := tx.newSnapshot(world, name, s.upTo(tx.lastSeq(world)), about)
	if err != nil {
		return err
	}
	w := tx.world(world)
	for _, bucket := range copied() {
		if err := tx.copyBucket(w.Bucket(bucket), kept, bucket); err != nil {
			return err
		}
	}
	if replaced {
		return tx.show(world, s)
	}
	return nil
}

// newSnapshot makes the bucket of a snapshot, in place of the one with its name.
func (tx *Tx) newSnapshot(world, name string, s spans, about []byte) (made *bolt.Bucket, replaced bool, err error) {
	all, err := tx.ensure(world, bucketSnapshots)
	if err != nil {
		return nil, false, err
	}
	if all.Bucket([]byte(name)) != nil {
		replaced = true
		if err := all.DeleteBucket([]byte(name)); err != nil {
			return nil, replaced, err
		}
	}
	if made, err = all.CreateBucket([]byte(name)); err != nil {
		return nil, replaced, fmt.Errorf("world %q, snapshot %q: %w", world, name, err)
	}
	if err := tx.put(made, keySpans, s.encode()); err != nil {
		return nil, replaced, err
	}
	return made, replaced, tx.put(made, keyAbout, about)
}

// RestoreSnapshot makes a world hold what it held when the snapshot was taken, and returns what was said about that. Sequence
// numbers and counters do not go back, so that no number is given twice; the world's own record stays as it is.
func (tx *Tx) RestoreSnapshot(world, name string) (about []byte, ok bool, err error) {
	kept := tx.snapshot(world, name)
	if kept == nil {
		return nil, false, nil
	}
	then, err := decodeSpans(kept.Get(keySpans))
	if err != nil {
		return nil, false, fmt.Errorf("world %q, snapshot %q: %w", world, name, err)
	}
	last := tx.lastSeq(world)
	now, err := tx.shown(world)
	if err != nil {
		return nil, false, err
	}
	now = now.upTo(last)
	if err := tx.reindex(world, now, then); err != nil {
		return nil, false, err
	}
	if err := tx.putBack(world, kept); err != nil {
		return nil, false, err
	}
	about, _ = get(kept, keyAbout)
	return about, true, tx.show(world, then.plus(spans{{last + 1, endless}}))
}

// reindex makes the index by IRN hold the invoices of then instead of those of now.
func (tx *Tx) reindex(world string, now, then spans) error {
	gone, back := now.minus(then), then.minus(now)
	if len(now.minus(gone)) == 0 { // nothing stays
		if err := tx.drop(world, bucketIRNs); err != nil {
			return err
		}
		gone = nil
	}
	old, err := tx.indexOf(world, gone)
	if err != nil {
		return err
	}
	fresh, err := tx.indexOf(world, back)
	if err != nil || len(old)+len(fresh) == 0 {
		return err
	}
	irns, err := tx.ensure(world, bucketIRNs)
	if err != nil {
		return err
	}
	for _, entry := range old {
		if err := irns.Delete(entry.irn); err != nil {
			return err
		}
	}
	return tx.putIndex(irns, fresh)
}

// entry is one of the index by IRN.
type entry struct{ irn, seq []byte }

// indexOf makes the entries of the invoices in some runs.
func (tx *Tx) indexOf(world string, s spans) (entries []entry, err error) {
	err = tx.eachRecord(world, s, func(key, record []byte) error {
		irn, err := indexKey(record)
		if err != nil {
			return fmt.Errorf("world %q, invoice %x: %w", world, key, err)
		}
		entries = append(entries, entry{irn, slices.Clone(key)})
		return nil
	})
	return entries, err
}

// putIndex writes entries in the order of their keys, which is the fastest one.
func (tx *Tx) putIndex(irns *bolt.Bucket, entries []entry) error {
	slices.SortFunc(entries, func(a, b entry) int { return bytes.Compare(a.irn, b.irn) })
	for _, e := range entries {
		if err := tx.put(irns, e.irn, e.seq); err != nil {
			return err
		}
	}
	return nil
}

// eachRecord calls fn with the records of invoices in some runs, oldest first.
func (tx *Tx) eachRecord(world string, s spans, fn func(key, record []byte) error) error {
	invoices := tx.bucket(world, bucketInvoices)
	if invoices == nil {
		return nil
	}
	cursor := invoices.Cursor()
	for _, run := range s {
		for key, record := cursor.Seek(seqKey(run.from)); key != nil && binary.BigEndian.Uint64(key) <= run.to; key, record = cursor.Next() {
			if err := fn(key, record); err != nil {
				return err
			}
		}
	}
	return nil
}

// putBack replaces the small buckets of a world by those of a snapshot; counters only rise.
func (tx *Tx) putBack(world string, kept *bolt.Bucket) error {
	w := tx.world(world)
	for _, name := range copied() {
		if bytes.Equal(name, bucketCounters) {
			continue
		}
		if err := tx.drop(world, name); err != nil {
			return err
		}
		if err := tx.copyBucket(kept.Bucket(name), w, name); err != nil {
			return err
		}
	}
	return forEach(kept.Bucket(bucketCounters), func(name, value []byte) error {
		if len(value) != 8 {
			return fmt.Errorf("counter %q has %d bytes: %w", name, len(value), ErrNotStore)
		}
		return tx.RaiseCounter(world, string(name), int64(binary.BigEndian.Uint64(value)))
	})
}

// copyBucket copies the records of a bucket, which may be nil, into a new one inside to.
func (tx *Tx) copyBucket(from, to *bolt.Bucket, name []byte) error {
	if from == nil {
		return nil
	}
	tx.wrote = true
	made, err := to.CreateBucket(name)
	if err != nil {
		return fmt.Errorf("copy of %s: %w", name, err)
	}
	made.FillPercent = 0.9 // written in order; some room for what changes later
	return from.ForEach(func(key, value []byte) error { return tx.put(made, key, value) })
}

// DeleteSnapshot removes a snapshot, with the invoices that only it showed. ok tells whether it was there.
func (tx *Tx) DeleteSnapshot(world, name string) (ok bool, err error) {
	if tx.snapshot(world, name) == nil {
		return false, nil
	}
	s, err := tx.shown(world)
	if err != nil {
		return true, err
	}
	tx.wrote = true
	if err := tx.bucket(world, bucketSnapshots).DeleteBucket([]byte(name)); err != nil {
		return true, err
	}
	return true, tx.show(world, s)
}

// EachSnapshot calls fn with name and record of every snapshot of a world in the order of their names, until fn returns an
// error, which is the result. fn does not write.
func (tx *Tx) EachSnapshot(world string, fn func(name string, about []byte) error) error {
	return tx.eachSnapshot(world, func(name string, b *bolt.Bucket) error {
		about, _ := get(b, keyAbout)
		return fn(name, about)
	})
}

func (tx *Tx) eachSnapshot(world string, fn func(name string, b *bolt.Bucket) error) error {
	all := tx.bucket(world, bucketSnapshots)
	return forEach(all, func(name, _ []byte) error { return fn(string(name), all.Bucket(name)) })
}

// snapshot returns the bucket of a snapshot, nil when there is none.
func (tx *Tx) snapshot(world, name string) *bolt.Bucket {
	all := tx.bucket(world, bucketSnapshots)
	if all == nil || name == "" {
		return nil
	}
	return all.Bucket([]byte(name))
}

// CopySnapshot gives a world that has no invoices what a snapshot of another one holds, but for its sessions: an AuthToken
// belongs to one world. ok tells whether the snapshot is there.
func (tx *Tx) CopySnapshot(from, name, to string) (ok bool, err error) {
	kept := tx.snapshot(from, name)
	if kept == nil {
		return false, nil
	}
	if tx.lastSeq(to) > 0 {
		return true, fmt.Errorf("world %q has invoices already; copy a snapshot into a new one", to)
	}
	s, err := decodeSpans(kept.Get(keySpans))
	if err != nil {
		return true, err
	}
	if err := tx.putBack(to, kept); err != nil {
		return true, err
	}
	if err := tx.Clear(to, Sessions); err != nil || len(s) == 0 {
		return true, err
	}
	invoices, err := tx.ensure(to, bucketInvoices)
	if err != nil {
		return true, err
	}
	invoices.FillPercent = 1
	if err := tx.eachRecord(from, s, func(key, record []byte) error { return tx.put(invoices, key, record) }); err != nil {
		return true, err
	}
	if err := invoices.SetSequence(s[len(s)-1].to); err != nil {
		return true, err
	}
	return true, tx.reindex(to, nil, s)
}

// remarshalled is a bill with another sequence number of its invoice, as it is stored.
func remarshalled(e *EWB, seq uint64) ([]byte, error) {
	moved := *e
	moved.Seq = seq
	text, err := json.Marshal(moved)
	return append([]byte{ewbVersion}, text...), err
}
