package store

import (
	"encoding/binary"
	"fmt"
	"math"

	bolt "go.etcd.io/bbolt"
)

// span is a run of sequence numbers, both ends included.
type span struct{ from, to uint64 }

// spans are runs of sequence numbers in rising order that do not touch. They say which invoices of a world's one bucket it
// shows now, and which ones a snapshot shows. Those of a world are open at the end, so that what is registered next is in
// them; those of a snapshot end where the numbers had come to.
type spans []span

// endless is the upper end of spans that are open.
const endless = math.MaxUint64

// everything is what a world shows that no snapshot and no reset has parted.
func everything() spans { return spans{{1, endless}} }

func (s spans) has(seq uint64) bool {
	for _, run := range s {
		if seq >= run.from && seq <= run.to {
			return true
		}
	}
	return false
}

// upTo leaves out what is above last.
func (s spans) upTo(last uint64) spans {
	if last == endless {
		return s
	}
	return s.minus(spans{{last + 1, endless}})
}

// minus leaves out what is in t.
func (s spans) minus(t spans) spans {
	var rest spans
	for _, run := range s {
		gone := false
		for _, cut := range t {
			if gone || cut.to < run.from || cut.from > run.to {
				continue
			}
			if cut.from > run.from {
				rest = append(rest, span{run.from, cut.from - 1})
			}
			if gone = cut.to >= run.to; !gone {
				run.from = cut.to + 1
			}
		}
		if !gone {
			rest = append(rest, run)
		}
	}
	return rest
}

// plus adds what is in t.
func (s spans) plus(t spans) spans {
	var all spans
	for i, j := 0, 0; i < len(s) || j < len(t); {
		var next span
		if j == len(t) || i < len(s) && s[i].from <= t[j].from {
			next, i = s[i], i+1
		} else {
			next, j = t[j], j+1
		}
		all = all.join(next, nil)
	}
	return all
}

// join appends a run that begins no lower than the last one, or makes one of the two when they meet or when the gap between
// them is empty; without that function no gap is.
func (s spans) join(next span, empty func(from, to uint64) bool) spans {
	if len(s) == 0 {
		return append(s, next)
	}
	last := &s[len(s)-1]
	meets := last.to == endless || next.from <= last.to+1
	if !meets && (empty == nil || !empty(last.to+1, next.from-1)) {
		return append(s, next)
	}
	last.to = max(last.to, next.to)
	return s
}

func (s spans) encode() []byte {
	b := make([]byte, 0, 16*len(s))
	for _, run := range s {
		b = binary.BigEndian.AppendUint64(b, run.from)
		b = binary.BigEndian.AppendUint64(b, run.to)
	}
	return b
}

func decodeSpans(b []byte) (spans, error) {
	if len(b)%16 != 0 {
		return nil, fmt.Errorf("spans of %d bytes are cut off: %w", len(b), ErrNotStore)
	}
	s := make(spans, 0, len(b)/16)
	for ; len(b) > 0; b = b[16:] {
		run := span{binary.BigEndian.Uint64(b), binary.BigEndian.Uint64(b[8:])}
		if run.from == 0 || run.to < run.from || len(s) > 0 && run.from <= s[len(s)-1].to {
			return nil, fmt.Errorf("spans are not in order: %w", ErrNotStore)
		}
		s = append(s, run)
	}
	return s, nil
}

// shown returns which invoices a world shows.
func (tx *Tx) shown(world string) (spans, error) {
	w := tx.world(world)
	if w == nil {
		return everything(), nil
	}
	value := w.Get(keySpans)
	if value == nil {
		return everything(), nil
	}
	s, err := decodeSpans(value)
	if err != nil {
		return nil, fmt.Errorf("world %q: %w", world, err)
	}
	return s, nil
}

// show sets which invoices a world shows, then lets those go that neither it nor a snapshot shows. Runs with nothing in
// between become one, so that saving and restoring for ever does not make the list longer.
func (tx *Tx) show(world string, s spans) error {
	if err := tx.sweep(world, s); err != nil {
		return err
	}
	invoices := tx.bucket(world, bucketInvoices)
	empty := func(from, to uint64) bool {
		if invoices == nil {
			return true
		}
		key, _ := invoices.Cursor().Seek(seqKey(from))
		return key == nil || binary.BigEndian.Uint64(key) > to
	}
	var joined spans
	for i, run := range s {
		if i == 0 && run.from > 1 && empty(1, run.from-1) {
			run.from = 1
		}
		joined = joined.join(run, empty)
	}
	w := tx.world(world)
	if len(joined) == 1 && joined[0] == everything()[0] {
		if w.Get(keySpans) == nil {
			return nil
		}
		tx.wrote = true
		return w.Delete(keySpans)
	}
	return tx.put(w, keySpans, joined.encode())
}

// sweep deletes the invoices that are neither in shown nor in a snapshot of the world.
func (tx *Tx) sweep(world string, shown spans) error {
	invoices := tx.bucket(world, bucketInvoices)
	if invoices == nil {
		return nil
	}
	last := invoices.Sequence()
	keep := shown.upTo(last)
	err := tx.eachSnapshot(world, func(name string, b *bolt.Bucket) error {
		s, err := decodeSpans(b.Get(keySpans))
		keep = keep.plus(s)
		return err
	})
	if err != nil {
		return err
	}
	if len(keep) == 0 {
		return tx.empty(world, last)
	}
	for _, gap := range (spans{{1, last}}).minus(keep) {
		var keys [][]byte
		cursor := invoices.Cursor()
		for key, _ := cursor.Seek(seqKey(gap.from)); key != nil && binary.BigEndian.Uint64(key) <= gap.to; key, _ = cursor.Next() {
			keys = append(keys, key)
		}
		for _, key := range keys {
			tx.wrote = true
			if err := invoices.Delete(key); err != nil {
				return err
			}
		}
	}
	return nil
}

// empty drops all invoices at once; numbers go on after last.
func (tx *Tx) empty(world string, last uint64) error {
	if err := tx.drop(world, bucketInvoices); err != nil {
		return err
	}
	fresh, err := tx.ensure(world, bucketInvoices)
	if err != nil {
		return err
	}
	return fresh.SetSequence(last)
}
