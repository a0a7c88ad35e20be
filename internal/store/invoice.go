package store

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"time"

	bolt "go.etcd.io/bbolt"
)

// Invoice is a registered document. Everything but State is fixed at registration. Times are in IST.
type Invoice struct {
	Seq       uint64 // place in the order of registration in its world, from 1; set by Register
	Irn       string // 64 lower-case hexadecimal digits
	AckNo     int64
	AckDt     time.Time
	Supplier  string // GSTIN of the seller
	Generator string // GSTIN of the caller who registered it: the seller or an e-commerce operator
	Buyer     string // GSTIN of the buyer, or URP

	SupTyp, DocTyp, DocNo, DocDt, TotInvVal string // as in the document; DocDt dd/MM/yyyy, TotInvVal the literal as sent

	SignedInvoice, SignedQRCode string // the tokens as they were answered
	Payload                     []byte // the plain document as it was sent

	// Portal is the registration portal that made the IRN, "" for the first. Portals share a world, and each may hold the
	// same IRN when de-duplication between them failed.
	Portal string

	State State
}

// The values of State.Status, as the portal prints them.
const (
	Active    = "ACT"
	Cancelled = "CNL"
	Rejected  = "REJ" // lost against the same document at another portal
)

// State is what can change after registration.
type State struct {
	Status      string    `json:"status"`
	CancelledAt time.Time `json:"cancelled_at,omitzero"`
	RejectedAt  time.Time `json:"rejected_at,omitzero"`
	CnlRsn      string    `json:"cnl_rsn,omitempty"`
	CnlRem      string    `json:"cnl_rem,omitempty"`
	EwbNo       int64     `json:"ewb_no,omitempty"` // the last e-way bill made for the invoice, active or cancelled
	// Contested: another portal had registered the document first, and the registry between them could not tell.
	Contested bool `json:"contested,omitempty"`
}

// Register stores a new invoice, numbers it (inv.Seq) and raises [CounterAckNo]. When its IRN is already registered at its
// portal, whatever became of it, nothing is written and existing is that invoice.
func (tx *Tx) Register(world string, inv *Invoice) (existing *Invoice, err error) {
	irn, ok := irnKey(inv.Irn)
	if !ok {
		return nil, fmt.Errorf("irn %.80q is not 64 hexadecimal digits; give the hash of the document", inv.Irn)
	}
	if existing, ok, err = tx.InvoiceOf(world, inv.Portal, inv.Irn); ok || err != nil {
		return existing, err
	}
	record := encodeInvoice(inv, irn)
	invoices, err := tx.ensure(world, bucketInvoices)
	if err != nil {
		return nil, err
	}
	irns, err := tx.ensure(world, bucketIRNs)
	if err != nil {
		return nil, err
	}
	invoices.FillPercent = 1 // keys only grow: a page that is full stays full
	seq, err := invoices.NextSequence()
	if err != nil {
		return nil, fmt.Errorf("world %q: %w", world, err)
	}
	inv.Seq = seq
	if err := tx.put(invoices, seqKey(seq), record); err != nil {
		return nil, err
	}
	if err := tx.put(irns, append(irn, inv.Portal...), seqKey(seq)); err != nil {
		return nil, err
	}
	if s := inv.State.normal(); s != (State{Status: Active}) {
		if err := tx.putState(world, seq, s); err != nil {
			return nil, err
		}
	}
	return nil, tx.RaiseCounter(world, CounterAckNo, inv.AckNo%ackNoRunning)
}

// Invoice finds an invoice of the first portal by its IRN; see [Tx.InvoiceOf].
func (tx *Tx) Invoice(world, irn string) (*Invoice, bool, error) { return tx.InvoiceOf(world, "", irn) }

// InvoiceOf finds an invoice of a portal by its IRN in any letter case. What is no IRN is not found; an error is a damaged
// record.
func (tx *Tx) InvoiceOf(world, portal, irn string) (*Invoice, bool, error) {
	key, ok := irnKey(irn)
	irns := tx.bucket(world, bucketIRNs)
	if !ok || irns == nil {
		return nil, false, nil
	}
	seq := irns.Get(append(key, portal...))
	if seq == nil {
		return nil, false, nil
	}
	inv, err := tx.indexed(world, irn, seq)
	return inv, err == nil, err
}

// Elsewhere returns the registrations of an IRN at other portals than the one named.
func (tx *Tx) Elsewhere(world, portal, irn string) (found []*Invoice, err error) {
	key, ok := irnKey(irn)
	irns := tx.bucket(world, bucketIRNs)
	if !ok || irns == nil {
		return nil, nil
	}
	cursor := irns.Cursor()
	for k, seq := cursor.Seek(key); bytes.HasPrefix(k, key); k, seq = cursor.Next() {
		if string(k[len(key):]) == portal {
			continue
		}
		inv, err := tx.indexed(world, irn, seq)
		if err != nil {
			return nil, err
		}
		found = append(found, inv)
	}
	return found, nil
}

// indexed returns the invoice that an entry of the index by IRN names.
func (tx *Tx) indexed(world, irn string, seq []byte) (*Invoice, error) {
	if len(seq) != 8 {
		return nil, fmt.Errorf("world %q, irn %s: the index entry has %d bytes instead of 8: %w", world, irn, len(seq), ErrNotStore)
	}
	return tx.invoice(world, seq, tx.bucket(world, bucketInvoices).Get(seq))
}

// InvoiceAt returns the invoice with that sequence number.
func (tx *Tx) InvoiceAt(world string, seq uint64) (*Invoice, bool, error) {
	record, err := tx.record(world, seq)
	if record == nil || err != nil {
		return nil, false, err
	}
	inv, err := tx.invoice(world, seqKey(seq), record)
	return inv, err == nil, err
}

// record returns the record of an invoice that the world shows, nil when there is none.
func (tx *Tx) record(world string, seq uint64) ([]byte, error) {
	invoices := tx.bucket(world, bucketInvoices)
	if invoices == nil {
		return nil, nil
	}
	if shown, err := tx.shown(world); err != nil || !shown.has(seq) {
		return nil, err
	}
	return invoices.Get(seqKey(seq)), nil
}

// SetState replaces the state of an invoice.
func (tx *Tx) SetState(world string, seq uint64, s State) error {
	record, err := tx.record(world, seq)
	if err != nil {
		return err
	}
	if record == nil {
		return fmt.Errorf("world %q has no invoice %d to change", world, seq)
	}
	return tx.putState(world, seq, s.normal())
}

// EachInvoice calls fn with invoices from the newest to the oldest, those registered before the one numbered before, all
// when that is 0, until fn returns false. fn does not write.
func (tx *Tx) EachInvoice(world string, before uint64, fn func(*Invoice) bool) error {
	invoices := tx.bucket(world, bucketInvoices)
	if invoices == nil {
		return nil
	}
	shown, err := tx.shown(world)
	if err != nil {
		return err
	}
	if before > 0 {
		shown = shown.upTo(before - 1)
	}
	cursor := invoices.Cursor()
	for _, run := range slices.Backward(shown) {
		for key, record := startAt(cursor, run.to); key != nil && binary.BigEndian.Uint64(key) >= run.from; key, record = cursor.Prev() {
			inv, err := tx.invoice(world, key, record)
			if err != nil {
				return err
			}
			if !fn(inv) {
				return nil
			}
		}
	}
	return nil
}

// EachState calls fn with the sequence number and state of every invoice that is not simply active, oldest first, until
// fn returns false. It reads no invoice. fn does not write.
func (tx *Tx) EachState(world string, fn func(seq uint64, s State) bool) error {
	states := tx.bucket(world, bucketStates)
	if states == nil {
		return nil
	}
	cursor := states.Cursor()
	for key, value := cursor.First(); key != nil; key, value = cursor.Next() {
		s, err := decodeState(value)
		if err != nil {
			return fmt.Errorf("world %q, state %x: %w", world, key, err)
		}
		if !fn(binary.BigEndian.Uint64(key), s) {
			return nil
		}
	}
	return nil
}

// InvoiceCount returns how many invoices a world has. It reads the whole index.
func (tx *Tx) InvoiceCount(world string) (count int) { return tx.CountInvoices(world, math.MaxInt) }

// CountInvoices counts the invoices of a world up to most.
func (tx *Tx) CountInvoices(world string, most int) (count int) {
	irns := tx.bucket(world, bucketIRNs)
	if irns == nil {
		return 0
	}
	cursor := irns.Cursor()
	for key, _ := cursor.First(); key != nil && count < most; key, _ = cursor.Next() {
		count++
	}
	return count
}

// ClearInvoices removes all invoices and e-way bills of a world. Their documents can be registered again; sequence numbers
// and counters go on, so that no number is given twice. What a snapshot shows stays for it.
func (tx *Tx) ClearInvoices(world string) error {
	for _, name := range [][]byte{bucketEWBs, bucketEWBDocs, bucketIRNs, bucketStates} {
		if err := tx.drop(world, name); err != nil {
			return err
		}
	}
	last := tx.lastSeq(world)
	if last == 0 {
		return nil
	}
	return tx.show(world, spans{{last + 1, endless}})
}

// lastSeq returns the highest sequence number that was ever given in a world.
func (tx *Tx) lastSeq(world string) uint64 {
	invoices := tx.bucket(world, bucketInvoices)
	if invoices == nil {
		return 0
	}
	return invoices.Sequence()
}

// invoice decodes a record and adds its number and state.
func (tx *Tx) invoice(world string, seq, record []byte) (*Invoice, error) {
	return withState(world, seq, record, tx.bucket(world, bucketStates))
}

// withState decodes a record and adds its number, and the state that a bucket, which may be nil, has for it.
func withState(world string, seq, record []byte, states *bolt.Bucket) (*Invoice, error) {
	inv, err := decodeInvoice(record)
	if err != nil {
		return nil, fmt.Errorf("world %q, invoice %x: %w", world, seq, err)
	}
	inv.Seq = binary.BigEndian.Uint64(seq)
	inv.State = State{Status: Active}
	if states == nil {
		return inv, nil
	}
	if value := states.Get(seq); value != nil {
		if inv.State, err = decodeState(value); err != nil {
			return nil, fmt.Errorf("world %q, state %x: %w", world, seq, err)
		}
	}
	return inv, nil
}

func (tx *Tx) putState(world string, seq uint64, s State) error {
	value, err := encodeState(s)
	if err != nil {
		return err
	}
	states, err := tx.ensure(world, bucketStates)
	if err != nil {
		return err
	}
	return tx.put(states, seqKey(seq), value)
}

// startAt goes to the highest key that is not above last.
func startAt(cursor *bolt.Cursor, last uint64) (key, value []byte) {
	key, value = cursor.Seek(seqKey(last))
	switch {
	case key == nil:
		return cursor.Last()
	case binary.BigEndian.Uint64(key) == last:
		return key, value
	}
	return cursor.Prev()
}
