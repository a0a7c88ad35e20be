package world

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/irpsim/irpsim/internal/clock"
	"github.com/irpsim/irpsim/internal/store"
	"github.com/irpsim/irpsim/internal/taxpayer"
)

// A snapshot file is JSON, one value on each line: a header, records that have one member each, which names their kind, and
// an end that tells how many records there were. docs/snapshots.md describes it for users.

// snapshotFormat is the version of the file; a change that an older program cannot read raises it.
const snapshotFormat = 1

// MaxSnapshotFile bounds a snapshot file, in bytes.
const MaxSnapshotFile = 256 << 20

// maxSnapshotLine bounds one record: a document of the largest size that the portal takes, signed.
const maxSnapshotLine = 16 << 20

// ErrSnapshotLarge means that a snapshot does not fit into a file.
var ErrSnapshotLarge = fmt.Errorf("the snapshot is larger than a file of %d MB can be", MaxSnapshotFile>>20)

// fileHeader is the first line.
type fileHeader struct {
	Format   int              `json:"irpsim_snapshot"`
	Version  string           `json:"irpsim"` // of the program that wrote it
	Secrets  bool             `json:"secrets"`
	World    string           `json:"world"` // client id
	Name     string           `json:"name"`
	Taken    time.Time        `json:"taken"`
	Now      time.Time        `json:"now"`
	Clock    clock.State      `json:"clock"`
	First    string           `json:"first_user"`
	Settings json.RawMessage  `json:"settings"`
	Counters map[string]int64 `json:"counters"`
}

// fileLine is every other line; one of the members is there.
type fileLine struct {
	User     *User              `json:"user,omitempty"`
	Taxpayer *taxpayer.Taxpayer `json:"taxpayer,omitempty"`
	Unknown  string             `json:"unknown_taxpayer,omitempty"` // a GSTIN that was made unknown
	Session  *Session           `json:"session,omitempty"`
	Fault    json.RawMessage    `json:"fault,omitempty"`
	Invoice  *fileInvoice       `json:"invoice,omitempty"`
	EWB      *store.EWB         `json:"ewb,omitempty"`
	End      *int               `json:"end,omitempty"`
}

// fileInvoice is an invoice on paper.
type fileInvoice struct {
	Seq           uint64       `json:"seq"`
	Irn           string       `json:"irn"`
	AckNo         int64        `json:"ack_no"`
	AckDt         time.Time    `json:"ack_dt"`
	Portal        string       `json:"portal,omitempty"`
	Supplier      string       `json:"supplier"`
	Generator     string       `json:"generator"`
	Buyer         string       `json:"buyer"`
	SupTyp        string       `json:"sup_typ"`
	DocTyp        string       `json:"doc_typ"`
	DocNo         string       `json:"doc_no"`
	DocDt         string       `json:"doc_dt"`
	TotInvVal     string       `json:"tot_inv_val"`
	State         *store.State `json:"state,omitempty"` // none: active
	SignedInvoice string       `json:"signed_invoice"`
	SignedQRCode  string       `json:"signed_qr_code"`
	Payload       string       `json:"payload"` // the document, letter by letter
}

func onPaper(i *store.Invoice) *fileInvoice {
	f := &fileInvoice{
		Seq: i.Seq, Irn: i.Irn, AckNo: i.AckNo, AckDt: i.AckDt, Portal: i.Portal, Supplier: i.Supplier, Generator: i.Generator,
		Buyer: i.Buyer, SupTyp: i.SupTyp, DocTyp: i.DocTyp, DocNo: i.DocNo, DocDt: i.DocDt, TotInvVal: i.TotInvVal,
		SignedInvoice: i.SignedInvoice, SignedQRCode: i.SignedQRCode, Payload: string(i.Payload),
	}
	if i.State != (store.State{Status: store.Active}) {
		f.State = &i.State
	}
	return f
}

func (f *fileInvoice) stored() *store.Invoice {
	i := &store.Invoice{
		Seq: f.Seq, Irn: f.Irn, AckNo: f.AckNo, AckDt: f.AckDt.In(clock.IST), Portal: f.Portal, Supplier: f.Supplier, Generator: f.Generator,
		Buyer: f.Buyer, SupTyp: f.SupTyp, DocTyp: f.DocTyp, DocNo: f.DocNo, DocDt: f.DocDt, TotInvVal: f.TotInvVal,
		SignedInvoice: f.SignedInvoice, SignedQRCode: f.SignedQRCode, Payload: []byte(f.Payload), State: store.State{Status: store.Active},
	}
	if f.State != nil {
		i.State = *f.State
	}
	return i
}

// ExportSnapshot writes a snapshot as a file; the world as it is now when name is "". Without secrets, passwords and
// sessions are left out. [ErrNotFound] when there is no such snapshot; the error wraps [ErrSnapshotLarge] when it does not
// fit. out must not be slow: writers of the store may wait for it.
func (w *World) ExportSnapshot(out io.Writer, name, version string, secrets bool) error {
	w.mu.RLock() // not inside View, for which a writer may wait that holds the lock
	a := w.describe("now")
	w.mu.RUnlock()
	return w.db.View(func(tx *store.Tx) error {
		var c store.Contents
		var err error
		if name == "" {
			c, err = w.now(tx)
		} else if a, err = findAbout(tx, w.ID, name); err == nil {
			c, _, err = tx.Contents(w.ID, name)
		}
		if err != nil {
			return err
		}
		settings, err := json.Marshal(a.Settings)
		if err != nil {
			return err
		}
		f := newFileWriter(out, secrets)
		f.write(fileHeader{
			Format: snapshotFormat, Version: version, Secrets: secrets, World: w.ID, Name: a.Name, Taken: a.Taken, Now: a.Now,
			Clock: a.Clock, First: a.First, Settings: settings, Counters: c.Counters,
		})
		f.count = 0
		return f.contents(c)
	})
}

type fileWriter struct {
	json    *json.Encoder
	secrets bool
	count   int
	err     error
}

func newFileWriter(out io.Writer, secrets bool) *fileWriter {
	f := &fileWriter{json: json.NewEncoder(&bounded{out, MaxSnapshotFile}), secrets: secrets}
	f.json.SetEscapeHTML(false)
	return f
}

// bounded refuses to write more than left bytes.
type bounded struct {
	io.Writer
	left int
}

func (b *bounded) Write(p []byte) (int, error) {
	if b.left -= len(p); b.left < 0 {
		return 0, ErrSnapshotLarge
	}
	return b.Writer.Write(p)
}

func (f *fileWriter) write(v any) {
	if f.err == nil {
		f.err = f.json.Encode(v)
		f.count++
	}
}

func (f *fileWriter) contents(c store.Contents) error {
	for _, kind := range store.Kinds() {
		for _, key := range sortedKeys(c.Records[kind]) {
			if err := f.record(kind, key, c.Records[kind][key]); err != nil {
				return err
			}
		}
	}
	for i, err := range c.Invoices {
		if err != nil {
			return err
		}
		if !utf8.Valid(i.Payload) {
			return fmt.Errorf("the document of IRN %s is no UTF-8 and cannot be written", i.Irn)
		}
		f.write(fileLine{Invoice: onPaper(i)})
	}
	for e, err := range c.EWBs {
		if err != nil {
			return err
		}
		f.write(fileLine{EWB: e})
	}
	end := f.count
	f.write(fileLine{End: &end})
	return f.err
}

// record writes a small record as it is stored; secrets only when they were asked for.
func (f *fileWriter) record(kind store.Kind, key string, value []byte) (err error) {
	var line fileLine
	switch kind {
	case store.Users:
		err = json.Unmarshal(value, &line.User)
		if err == nil && !f.secrets {
			line.User.Password = ""
		}
	case store.Taxpayers:
		if err = json.Unmarshal(value, &line.Taxpayer); line.Taxpayer == nil {
			line.Unknown = key
		}
	case store.Sessions:
		if !f.secrets {
			return nil
		}
		err = json.Unmarshal(value, &line.Session)
	case store.Faults:
		line.Fault = value
	default:
		return errors.New("records of kind " + string(kind) + " have no place in a snapshot file")
	}
	if err != nil {
		return fmt.Errorf("%s %q: %w", kind, key, err)
	}
	f.write(line)
	return nil
}

// each makes a list what [store.Contents] wants.
func each[T any](items []T) func(yield func(T, error) bool) {
	return func(yield func(T, error) bool) {
		for _, item := range slices.All(items) {
			if !yield(item, nil) {
				return
			}
		}
	}
}
