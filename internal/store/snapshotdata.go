package store

import (
	"encoding/binary"
	"fmt"
	"iter"
	"slices"

	bolt "go.etcd.io/bbolt"
)

// Contents are what a snapshot, or a world as it is, holds. Those that [Tx.Contents] returns can be read as long as the Tx.
type Contents struct {
	About    []byte // of a snapshot
	Invoices iter.Seq2[*Invoice, error]
	EWBs     iter.Seq2[*EWB, error] // by rising running number; Seq names one of Invoices, or is 0
	Records  map[Kind]map[string][]byte
	Counters map[string]int64
}

// Contents returns what a snapshot holds, or, when name is "", the world itself. ok tells whether it is there.
func (tx *Tx) Contents(world, name string) (c Contents, ok bool, err error) {
	b := tx.world(world)
	s, err := tx.shown(world)
	if name != "" {
		if b = tx.snapshot(world, name); b != nil {
			s, err = decodeSpans(b.Get(keySpans))
		}
	}
	if b == nil || err != nil {
		return c, false, err
	}
	c = Contents{Records: map[Kind]map[string][]byte{}, Counters: map[string]int64{}}
	c.About, _ = get(b, keyAbout)
	c.Invoices = tx.invoicesOf(world, s, b.Bucket(bucketStates))
	c.EWBs = billsOf(b.Bucket(bucketEWBs))
	for _, kind := range Kinds() {
		records := map[string][]byte{}
		err := forEach(b.Bucket([]byte(kind)), func(key, value []byte) error {
			records[string(key)] = append([]byte{}, value...)
			return nil
		})
		if err != nil {
			return c, false, err
		}
		c.Records[kind] = records
	}
	return c, true, forEach(b.Bucket(bucketCounters), func(key, value []byte) error {
		if len(value) != 8 {
			return fmt.Errorf("counter %q has %d bytes: %w", key, len(value), ErrNotStore)
		}
		c.Counters[string(key)] = int64(binary.BigEndian.Uint64(value))
		return nil
	})
}

// invoicesOf yields the invoices of some runs, oldest first, with the states that a bucket has for them.
func (tx *Tx) invoicesOf(world string, s spans, states *bolt.Bucket) iter.Seq2[*Invoice, error] {
	return func(yield func(*Invoice, error) bool) {
		stopped := fmt.Errorf("stopped")
		err := tx.eachRecord(world, s, func(key, record []byte) error {
			inv, err := withState(world, key, record, states)
			if err != nil {
				return err
			}
			if !yield(inv, nil) {
				return stopped
			}
			return nil
		})
		if err != nil && err != stopped {
			yield(nil, err)
		}
	}
}

func billsOf(b *bolt.Bucket) iter.Seq2[*EWB, error] {
	return func(yield func(*EWB, error) bool) {
		if b == nil {
			return
		}
		cursor := b.Cursor()
		for key, value := cursor.First(); key != nil; key, value = cursor.Next() {
			if e, err := decodeEWB(value); !yield(e, err) || err != nil {
				return
			}
		}
	}
}

// PutSnapshot stores a snapshot whose contents come from elsewhere, in place of an older one with its name. Its invoices
// get sequence numbers of this world, in their order; the world shows nothing of it until it is restored.
func (tx *Tx) PutSnapshot(world, name string, c Contents) error {
	shown, err := tx.shown(world)
	if err != nil {
		return err
	}
	first := tx.lastSeq(world) + 1
	states := map[uint64]State{}
	seqs, err := tx.putHidden(world, c.Invoices, states)
	if err != nil {
		return err
	}
	var s spans
	if last := tx.lastSeq(world); last >= first {
		s = spans{{first, last}}
		shown = shown.minus(s)
	}
	kept, _, err := tx.newSnapshot(world, name, s, c.About)
	if err != nil {
		return err
	}
	if err := tx.fillSnapshot(kept, c, seqs, states); err != nil {
		return fmt.Errorf("snapshot %q: %w", name, err)
	}
	return tx.show(world, shown)
}

// putHidden stores invoices without putting them into the index, and tells which number each has got.
func (tx *Tx) putHidden(world string, list iter.Seq2[*Invoice, error], states map[uint64]State) (seqs map[uint64]uint64, err error) {
	invoices, err := tx.ensure(world, bucketInvoices)
	if err != nil {
		return nil, err
	}
	invoices.FillPercent = 1
	seqs, seen := map[uint64]uint64{}, map[string]bool{}
	for inv, err := range list {
		if err != nil {
			return nil, err
		}
		irn, ok := irnKey(inv.Irn)
		key := string(irn) + inv.Portal
		if _, again := seqs[inv.Seq]; !ok || again || seen[key] {
			return nil, fmt.Errorf("invoice %d, IRN %.80q: the IRN is none, or IRN or number are there twice", inv.Seq, inv.Irn)
		}
		seq, err := invoices.NextSequence()
		if err != nil {
			return nil, err
		}
		seqs[inv.Seq], seen[key] = seq, true
		if s := inv.State.normal(); s != (State{Status: Active}) {
			states[seq] = s
		}
		if err := tx.put(invoices, seqKey(seq), encodeInvoice(inv, irn)); err != nil {
			return nil, err
		}
	}
	return seqs, nil
}

// fillSnapshot writes the small buckets of a snapshot.
func (tx *Tx) fillSnapshot(kept *bolt.Bucket, c Contents, seqs map[uint64]uint64, states map[uint64]State) error {
	w := writer{tx: tx, in: kept}
	for seq, s := range states {
		value, err := encodeState(s)
		w.add(bucketStates, seqKey(seq), value, err)
	}
	for e, err := range c.EWBs {
		if err != nil {
			return err
		}
		seq, ok := seqs[e.Seq]
		if !ok && e.Seq != 0 {
			return fmt.Errorf("e-way bill %d: there is no invoice %d", e.No, e.Seq)
		}
		value, err := remarshalled(e, seq)
		w.add(bucketEWBs, seqKey(uint64(e.No%ewbRunning)), value, err)
		w.add(bucketEWBDocs, docKey(e.Supplier, e.DocTyp, e.DocNo), seqKey(uint64(e.No)), nil)
	}
	for _, kind := range Kinds() {
		for key, value := range c.Records[kind] {
			w.add([]byte(kind), []byte(key), value, nil)
		}
	}
	for name, value := range c.Counters {
		w.add(bucketCounters, []byte(name), binary.BigEndian.AppendUint64(nil, uint64(value)), nil)
	}
	return w.err
}

// writer fills buckets inside a bucket, up to its first error.
type writer struct {
	tx  *Tx
	in  *bolt.Bucket
	err error
}

func (w *writer) add(bucket, key, value []byte, err error) {
	if w.err == nil {
		w.err = err
	}
	if w.err != nil {
		return
	}
	b, err := w.in.CreateBucketIfNotExists(bucket)
	if err != nil {
		w.err = err
		return
	}
	w.err = w.tx.put(b, key, slices.Clone(value))
}
