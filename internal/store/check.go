package store

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"

	bolt "go.etcd.io/bbolt"
)

// maxComplaints bounds what Check lists: one damaged page can make thousands.
const maxComplaints = 10

// Check reads the whole store and reports what does not fit together, at most ten complaints in one error: bbolt's own
// page check, and that index, invoices, states, bills, snapshots and counters of every world agree. Writers wait meanwhile,
// since the page check needs a list of free pages that stands still: seconds for a million invoices. [File.Check] asks
// more of a file that nobody has open.
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
		if err := tx.checkWorld(id, inspection{}); err != nil && len(complaints) < maxComplaints {
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

// inspection is what a check is told and tells; its zero value asks for nothing more.
type inspection struct {
	invoice func(*Invoice) error // judges each invoice that the world or a snapshot shows; may be nil
	read    func(bytes int)      // hears of what was read; may be nil
}

func (n inspection) heard(key, value []byte) {
	if n.read != nil {
		n.read(len(key) + len(value))
	}
}

// checkWorld tells the first complaint of each part of a world: it names the place, and the rest of a damaged part is not
// better.
func (tx *Tx) checkWorld(id string, n inspection) error {
	shown, err := tx.shown(id)
	if err != nil {
		return err
	}
	kept, err := tx.checkSnapshots(id)
	if err != nil {
		return err
	}
	w := tx.world(id)
	return errors.Join(
		tx.checkInvoices(id, shown, kept, n),
		tx.checkIndex(id, shown),
		tx.checkStates(id, tx.bucket(id, bucketStates), shown),
		tx.checkEWBs(id),
		tx.checkCounters(id, w, shown),
		onlyKnown(w, append(copied(), bucketInvoices, bucketIRNs, bucketSnapshots), keyState, keySpans),
	)
}

// checkInvoices holds the records against the index, which has those that the world shows.
func (tx *Tx) checkInvoices(id string, shown, kept spans, n inspection) error {
	invoices, irns := tx.bucket(id, bucketInvoices), tx.bucket(id, bucketIRNs)
	return forEach(invoices, func(key, value []byte) error {
		n.heard(key, value)
		inv, err := decodeInvoice(value)
		if err != nil {
			return fmt.Errorf("invoice %x: %w", key, err)
		}
		if len(key) != 8 {
			return fmt.Errorf("invoice %x: its number has %d bytes", key, len(key))
		}
		if n.invoice != nil {
			if err := n.invoice(inv); err != nil {
				return fmt.Errorf("invoice %x: %w", key, err)
			}
		}
		seq := binary.BigEndian.Uint64(key)
		switch {
		case seq > invoices.Sequence():
			return fmt.Errorf("invoice %x: numbers were given up to %x only", key, invoices.Sequence())
		case !shown.has(seq) && !kept.has(seq):
			return fmt.Errorf("invoice %x: neither the world nor a snapshot shows it", key)
		case !shown.has(seq):
			return nil
		}
		irn, err := indexKey(value)
		if err != nil || irns == nil || !bytes.Equal(irns.Get(irn), key) {
			return fmt.Errorf("invoice %x: its IRN %s is not in the index (%v)", key, inv.Irn, err)
		}
		return nil
	})
}

// checkIndex follows every entry of the index by IRN to an invoice that the world shows.
func (tx *Tx) checkIndex(id string, shown spans) error {
	invoices := tx.bucket(id, bucketInvoices)
	return forEach(tx.bucket(id, bucketIRNs), func(key, seq []byte) error {
		if len(seq) != 8 || len(key) < 32 {
			return fmt.Errorf("index entry %x: it has a key of %d bytes and leads to one of %d", key, len(key), len(seq))
		}
		if invoices == nil || invoices.Get(seq) == nil || !shown.has(binary.BigEndian.Uint64(seq)) {
			return fmt.Errorf("index entry %x: there is no invoice %x", key, seq)
		}
		if irn, err := indexKey(invoices.Get(seq)); err != nil || !bytes.Equal(irn, key) {
			return fmt.Errorf("index entry %x: invoice %x has the IRN %x (%v)", key, seq, irn, err)
		}
		return nil
	})
}

// checkStates holds states against the invoices that are shown with them.
func (tx *Tx) checkStates(id string, states *bolt.Bucket, shown spans) error {
	invoices := tx.bucket(id, bucketInvoices)
	return forEach(states, func(key, value []byte) error {
		if len(key) != 8 || invoices == nil || invoices.Get(key) == nil || !shown.has(binary.BigEndian.Uint64(key)) {
			return fmt.Errorf("state %x has no invoice", key)
		}
		_, err := decodeState(value)
		return err
	})
}

// checkCounters holds the high-water marks that a world or a snapshot (b) has against the numbers that it shows: a mark
// below one of them would give that number again.
func (tx *Tx) checkCounters(id string, b *bolt.Bucket, shown spans) error {
	marks := map[string]int64{}
	err := forEach(b.Bucket(bucketCounters), func(name, value []byte) error {
		if len(value) != 8 {
			return fmt.Errorf("counter %q has %d bytes", name, len(value))
		}
		marks[string(name)] = int64(binary.BigEndian.Uint64(value))
		return nil
	})
	if err != nil {
		return err
	}
	var highest int64
	err = tx.eachRecord(id, shown, func(key, record []byte) error {
		ack, err := ackNoOf(record)
		highest = max(highest, ack%ackNoRunning)
		return err
	})
	if err == nil && highest > marks[CounterAckNo] {
		err = fmt.Errorf("counter %s is %d, but an AckNo ends in %d", CounterAckNo, marks[CounterAckNo], highest)
	}
	if err != nil {
		return err
	}
	if bills := b.Bucket(bucketEWBs); bills != nil {
		key, _ := bills.Cursor().Last()
		if len(key) == 8 && int64(binary.BigEndian.Uint64(key)) > marks[CounterEwbNo] {
			return fmt.Errorf("counter %s is %d, but an EwbNo ends in %d", CounterEwbNo, marks[CounterEwbNo], binary.BigEndian.Uint64(key))
		}
	}
	return nil
}

// checkSnapshots returns the invoices that the snapshots of a world show together.
func (tx *Tx) checkSnapshots(id string) (kept spans, err error) {
	err = tx.eachSnapshot(id, func(name string, b *bolt.Bucket) error {
		if b == nil {
			return fmt.Errorf("snapshot %q is no bucket", name)
		}
		s, err := decodeSpans(b.Get(keySpans))
		if err == nil {
			kept = kept.plus(s)
			err = tx.checkSnapshot(id, b, s)
		}
		if err != nil {
			return fmt.Errorf("snapshot %q: %w", name, err)
		}
		return nil
	})
	return kept, err
}

// checkSnapshot holds the small buckets of a snapshot against the invoices that it marks.
func (tx *Tx) checkSnapshot(id string, b *bolt.Bucket, s spans) error {
	invoices := tx.bucket(id, bucketInvoices)
	if n := len(s); n > 0 && s[n-1].to > tx.lastSeq(id) {
		return fmt.Errorf("it shows invoices up to %d, but there are %d", s[n-1].to, tx.lastSeq(id))
	}
	if err := tx.checkStates(id, b.Bucket(bucketStates), s); err != nil {
		return err
	}
	for e, err := range billsOf(b.Bucket(bucketEWBs)) {
		if err != nil {
			return err
		}
		if e.Seq != 0 && (!s.has(e.Seq) || invoices == nil || invoices.Get(seqKey(e.Seq)) == nil) {
			return fmt.Errorf("invoice %d of e-way bill %d is not there", e.Seq, e.No)
		}
	}
	return onlyKnown(b, copied(), keySpans, keyAbout)
}

// onlyKnown complains of the first bucket or key in b that is not part of the stored format.
func onlyKnown(b *bolt.Bucket, buckets [][]byte, keys ...[]byte) error {
	return b.ForEach(func(key, value []byte) error {
		known := keys
		if value == nil {
			known = buckets
		}
		if slices.ContainsFunc(known, func(k []byte) bool { return bytes.Equal(k, key) }) {
			return nil
		}
		return fmt.Errorf("%.40q belongs to nothing that this irpsim knows", key)
	})
}
