package store

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"sync/atomic"

	bolt "go.etcd.io/bbolt"
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

// maxComplaints bounds what Check lists: one damaged page can make thousands.
const maxComplaints = 10

// Check reads the whole store and reports what does not fit together, at most ten complaints in one error: bbolt's own
// page check, and that index, invoices and states of every world agree. Writers wait meanwhile, since the page check needs
// a list of free pages that stands still: seconds for a million invoices.
func (db *DB) Check() error {
	btx, err := db.begin(true)
	if err != nil {
		return err
	}
	defer func() { _ = btx.Rollback() }() // nothing was written
	if err := guard(func() error { return (&Tx{bolt: btx}).check() }); err != nil {
		return fmt.Errorf("store %s %w: %w", db.path, ErrNotStore, err)
	}
	return nil
}

func (tx *Tx) check() error {
	if err := tx.checkPages(); err != nil {
		return err
	}
	var complaints []error
	for _, id := range tx.WorldIDs() {
		if err := tx.checkWorld(id); err != nil && len(complaints) < maxComplaints {
			complaints = append(complaints, fmt.Errorf("world %s: %w", id, err))
		}
	}
	return errors.Join(complaints...)
}

func (tx *Tx) checkPages() error {
	var complaints []error
	for err := range tx.bolt.Check() { // to the end, or its goroutine stays
		if len(complaints) < maxComplaints {
			complaints = append(complaints, err)
		}
	}
	return errors.Join(complaints...)
}

// checkWorld stops at the first complaint: it names the place, and the rest of a damaged world is not better.
func (tx *Tx) checkWorld(id string) error {
	shown, err := tx.shown(id)
	if err != nil {
		return err
	}
	kept, err := tx.checkSnapshots(id)
	if err != nil {
		return err
	}
	if err := tx.checkInvoices(id, shown, kept); err != nil {
		return err
	}
	if err := tx.checkStates(id, tx.bucket(id, bucketStates), shown); err != nil {
		return err
	}
	return tx.checkEWBs(id)
}

// checkInvoices holds the records against the index, which has those that the world shows.
func (tx *Tx) checkInvoices(id string, shown, kept spans) error {
	invoices, irns := tx.bucket(id, bucketInvoices), tx.bucket(id, bucketIRNs)
	count := 0
	err := forEach(invoices, func(key, value []byte) error {
		inv, err := decodeInvoice(value)
		if err != nil {
			return fmt.Errorf("invoice %x: %w", key, err)
		}
		if len(key) != 8 {
			return fmt.Errorf("invoice %x: its number has %d bytes", key, len(key))
		}
		seq := binary.BigEndian.Uint64(key)
		if !shown.has(seq) {
			if !kept.has(seq) {
				return fmt.Errorf("invoice %x: neither the world nor a snapshot shows it", key)
			}
			return nil
		}
		irn, err := indexKey(value)
		if err != nil || irns == nil || !bytes.Equal(irns.Get(irn), key) {
			return fmt.Errorf("invoice %x: its IRN %s is not in the index (%v)", key, inv.Irn, err)
		}
		count++
		return nil
	})
	if err == nil && count != tx.InvoiceCount(id) {
		err = fmt.Errorf("index and invoices differ by %d", tx.InvoiceCount(id)-count)
	}
	return err
}

// checkStates holds states against the invoices that are shown with them.
func (tx *Tx) checkStates(id string, states *bolt.Bucket, shown spans) error {
	invoices := tx.bucket(id, bucketInvoices)
	return forEach(states, func(key, value []byte) error {
		if invoices == nil || invoices.Get(key) == nil || !shown.has(binary.BigEndian.Uint64(key)) {
			return fmt.Errorf("state %x has no invoice", key)
		}
		_, err := decodeState(value)
		return err
	})
}

// checkSnapshots returns the invoices that the snapshots of a world show together.
func (tx *Tx) checkSnapshots(id string) (kept spans, err error) {
	invoices := tx.bucket(id, bucketInvoices)
	err = tx.eachSnapshot(id, func(name string, b *bolt.Bucket) error {
		s, err := decodeSpans(b.Get(keySpans))
		if err != nil {
			return fmt.Errorf("snapshot %q: %w", name, err)
		}
		if n := len(s); n > 0 && s[n-1].to > tx.lastSeq(id) {
			return fmt.Errorf("snapshot %q shows invoices up to %d, but there are %d", name, s[n-1].to, tx.lastSeq(id))
		}
		if err := tx.checkStates(id, b.Bucket(bucketStates), s); err != nil {
			return fmt.Errorf("snapshot %q: %w", name, err)
		}
		kept = kept.plus(s)
		for e, err := range billsOf(b.Bucket(bucketEWBs)) {
			if err != nil {
				return fmt.Errorf("snapshot %q: %w", name, err)
			}
			if e.Seq != 0 && (!s.has(e.Seq) || invoices.Get(seqKey(e.Seq)) == nil) {
				return fmt.Errorf("snapshot %q: invoice %d of e-way bill %d is not there", name, e.Seq, e.No)
			}
		}
		return nil
	})
	return kept, err
}

func forEach(b *bolt.Bucket, fn func(key, value []byte) error) error {
	if b == nil {
		return nil
	}
	return b.ForEach(fn)
}
