package store

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// EWB is an e-way bill. Times are in IST; the zero time means that it did not happen. The JSON is the stored form.
type EWB struct {
	No     int64  `json:"no"`     // 12 digits; the last ten count up in a world
	Status string `json:"status"` // Active or Cancelled
	Seq    uint64 `json:"seq,omitempty"`
	Irn    string `json:"irn,omitempty"` // the invoice and its Seq; "" and 0 for a bill without one

	Generator string `json:"generator"` // GSTIN of the caller who made it
	Supplier  string `json:"supplier"`  // GSTIN of the consignor, or URP
	Recipient string `json:"recipient"` // GSTIN of the consignee, or URP
	DocTyp    string `json:"doc_typ"`
	DocNo     string `json:"doc_no"`
	DocDt     string `json:"doc_dt"` // dd/MM/yyyy
	FromPin   int    `json:"from_pin"`
	ToPin     int    `json:"to_pin"`
	FromState string `json:"from_state"`
	ToState   string `json:"to_state"`

	Transporter     string    `json:"transporter,omitempty"` // GSTIN or enrolment number, "" for none
	TransporterName string    `json:"transporter_name,omitempty"`
	Km              int       `json:"km"`
	Over            bool      `json:"over,omitempty"` // 20 km a day
	GeneratedAt     time.Time `json:"generated_at"`
	PartBAt         time.Time `json:"part_b_at,omitzero"`  // when the movement was first entered; zero: Part A alone
	ValidTill       time.Time `json:"valid_till,omitzero"` // zero: Part A alone
	Extended        int       `json:"extended,omitempty"`  // how often
	CancelledAt     time.Time `json:"cancelled_at,omitzero"`
	CnlRsn          string    `json:"cnl_rsn,omitempty"`
	CnlRem          string    `json:"cnl_rem,omitempty"`

	Movements []Movement      `json:"movements,omitempty"` // oldest first
	Request   json.RawMessage `json:"request,omitempty"`   // of a bill without invoice, as it was sent
}

// Movement is one entry of Part B.
type Movement struct {
	At        time.Time `json:"at"`
	By        string    `json:"by"` // GSTIN of the caller
	Mode      string    `json:"mode"`
	Vehicle   string    `json:"vehicle,omitempty"`
	VehType   string    `json:"veh_type,omitempty"`
	DocNo     string    `json:"doc_no,omitempty"`
	DocDt     string    `json:"doc_dt,omitempty"`
	FromPlace string    `json:"from_place,omitempty"`
	FromState string    `json:"from_state,omitempty"`
}

const ewbVersion = 1

// ewbRunning cuts the running number out of an EwbNo.
const ewbRunning = 10_000_000_000

// CounterEwbNo is the highest running number of a bill: the last ten digits of an EwbNo. [Tx.PutEWB] keeps it.
const CounterEwbNo = "ewb_no"

// PutEWB stores a bill, new or changed, and raises [CounterEwbNo]. What an invoice's state says of its bill is the
// caller's to set.
func (tx *Tx) PutEWB(world string, e *EWB) error {
	text, err := json.Marshal(e)
	if err != nil {
		return fmt.Errorf("e-way bill %d: %w", e.No, err)
	}
	ewbs, err := tx.ensure(world, bucketEWBs)
	if err != nil {
		return err
	}
	if err := tx.put(ewbs, seqKey(uint64(e.No%ewbRunning)), append([]byte{ewbVersion}, text...)); err != nil {
		return err
	}
	documents, err := tx.ensure(world, bucketEWBDocs)
	if err != nil {
		return err
	}
	if err := tx.put(documents, docKey(e.Supplier, e.DocTyp, e.DocNo), seqKey(uint64(e.No))); err != nil {
		return err
	}
	return tx.RaiseCounter(world, CounterEwbNo, e.No%ewbRunning)
}

// EWB finds a bill by its whole number.
func (tx *Tx) EWB(world string, no int64) (*EWB, bool, error) {
	ewbs := tx.bucket(world, bucketEWBs)
	if ewbs == nil || no <= 0 {
		return nil, false, nil
	}
	key := seqKey(uint64(no % ewbRunning))
	value := ewbs.Get(key)
	if value == nil {
		return nil, false, nil
	}
	e, err := decodeEWB(value)
	if err != nil {
		return nil, false, fmt.Errorf("world %q, e-way bill %x: %w", world, key, err)
	}
	return e, e.No == no, nil
}

// EWBOfDocument finds the bill last written for a document of a consignor. Numbers compare without regard to case; the
// same number of another year is the same document here.
func (tx *Tx) EWBOfDocument(world, supplier, typ, no string) (*EWB, bool, error) {
	documents := tx.bucket(world, bucketEWBDocs)
	if documents == nil {
		return nil, false, nil
	}
	value := documents.Get(docKey(supplier, typ, no))
	if len(value) != 8 {
		return nil, false, nil
	}
	return tx.EWB(world, int64(binary.BigEndian.Uint64(value)))
}

func docKey(supplier, typ, no string) []byte {
	return []byte(strings.ToUpper(supplier + "\x00" + typ + "\x00" + no))
}

// EachEWB calls fn with the bills of a world from the newest to the oldest until fn returns false. fn does not write.
func (tx *Tx) EachEWB(world string, fn func(*EWB) bool) error {
	ewbs := tx.bucket(world, bucketEWBs)
	if ewbs == nil {
		return nil
	}
	cursor := ewbs.Cursor()
	for key, value := cursor.Last(); key != nil; key, value = cursor.Prev() {
		e, err := decodeEWB(value)
		if err != nil {
			return fmt.Errorf("world %q, e-way bill %x: %w", world, key, err)
		}
		if !fn(e) {
			return nil
		}
	}
	return nil
}

func decodeEWB(value []byte) (*EWB, error) {
	if len(value) == 0 || value[0] != ewbVersion {
		return nil, fmt.Errorf("record of %d bytes has no known version: %w", len(value), ErrNotStore)
	}
	e := new(EWB)
	if err := json.Unmarshal(value[1:], e); err != nil {
		return nil, fmt.Errorf("record is not readable (%w): %w", err, ErrNotStore)
	}
	for _, t := range []*time.Time{&e.GeneratedAt, &e.PartBAt, &e.ValidTill, &e.CancelledAt} {
		*t = moment(nanos(*t))
	}
	return e, nil
}

// checkEWBs holds the bills of a world against its invoices.
func (tx *Tx) checkEWBs(id string) error {
	ewbs, invoices := tx.bucket(id, bucketEWBs), tx.bucket(id, bucketInvoices)
	err := forEach(ewbs, func(key, value []byte) error {
		e, err := decodeEWB(value)
		switch {
		case err != nil:
			return fmt.Errorf("e-way bill %x: %w", key, err)
		case len(key) != 8 || uint64(e.No%ewbRunning) != binary.BigEndian.Uint64(key):
			return fmt.Errorf("e-way bill %x: it has the number %d", key, e.No)
		case e.Seq != 0 && (invoices == nil || invoices.Get(seqKey(e.Seq)) == nil):
			return fmt.Errorf("e-way bill %d: its invoice %d is not there", e.No, e.Seq)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return forEach(tx.bucket(id, bucketStates), func(key, value []byte) error {
		s, err := decodeState(value)
		if err != nil || s.EwbNo == 0 {
			return err
		}
		if _, ok, err := tx.EWB(id, s.EwbNo); !ok || err != nil {
			return fmt.Errorf("state %x: its e-way bill %d is not there (%v)", key, s.EwbNo, err)
		}
		return nil
	})
}
