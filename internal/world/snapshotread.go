package world

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/irpsim/irpsim/internal/store"
	"github.com/irpsim/irpsim/internal/taxpayer"
)

// What a snapshot file may hold, beside what a world may.
const (
	maxFileComplaints = 20
	maxSessions       = 100_000
	maxRunningAck     = 90_000_000_000 // of eleven digits, so that numbers are left
	maxRunningEwb     = 9_000_000_000
	ackRunning        = 100_000_000_000
)

// ImportSnapshot reads a snapshot file and keeps it under a name, in place of an older snapshot with it; the world itself
// does not change. What is wrong with the file is returned as complaints, all at once but for those after the twentieth.
// Users without a password get the default one. The error wraps [ErrSnapshotsFull] when there are too many snapshots.
func (w *World) ImportSnapshot(ctx context.Context, name string, r io.Reader) (Snapshot, []string, error) {
	f := readSnapshotFile(r)
	if len(f.complaints) > 0 {
		return Snapshot{}, f.complaints, nil
	}
	f.about.Name = name
	b, err := json.Marshal(f.about)
	if err != nil {
		return Snapshot{}, nil, err
	}
	contents := store.Contents{About: b, Invoices: each(f.invoices), EWBs: each(f.ewbs), Records: f.records, Counters: f.counters}
	err = w.db.Update(ctx, func(tx *store.Tx) error {
		if err := hasRoom(tx, w.ID, name); err != nil {
			return err
		}
		return tx.PutSnapshot(w.ID, name, contents)
	})
	return f.about.Snapshot, nil, err
}

// fileReader checks a snapshot file and collects what is in it.
type fileReader struct {
	header   fileHeader
	about    about
	records  map[store.Kind]map[string][]byte
	counters map[string]int64
	invoices []*store.Invoice
	ewbs     []*store.EWB

	irns  map[string]bool
	seqs  map[uint64]bool
	bills map[int64]bool // by their running numbers

	line       int
	more       int // complaints after the last that is listed
	complaints []string
}

func readSnapshotFile(r io.Reader) *fileReader {
	f := &fileReader{
		records: map[store.Kind]map[string][]byte{}, counters: map[string]int64{},
		irns: map[string]bool{}, seqs: map[uint64]bool{}, bills: map[int64]bool{},
	}
	for _, kind := range store.Kinds() {
		f.records[kind] = map[string][]byte{}
	}
	f.lines(r)
	if len(f.complaints) == 0 {
		f.together()
	}
	if f.more > 0 {
		f.complaints = append(f.complaints, fmt.Sprintf("and %d more", f.more))
	}
	return f
}

// lines reads the file up to its end record. A file whose first line is no header is not read on.
func (f *fileReader) lines(r io.Reader) {
	limited := &io.LimitedReader{R: r, N: MaxSnapshotFile + 1}
	scan := bufio.NewScanner(limited)
	scan.Buffer(make([]byte, 64<<10), maxSnapshotLine)
	end, records := -1, 0
	for scan.Scan() {
		f.line++
		text := scan.Bytes()
		switch {
		case f.line == 1:
			if !f.readHeader(text) {
				return
			}
		case len(bytes.TrimSpace(text)) == 0:
		case end >= 0:
			f.complain("there is more after the end record")
			return
		default:
			if n, is := f.readLine(text); is {
				end = n
				continue
			}
			records++
		}
	}
	switch {
	case errors.Is(scan.Err(), bufio.ErrTooLong):
		f.line++
		f.complain("the line is longer than %d MB", maxSnapshotLine>>20)
	case limited.N == 0:
		f.complain("the file is larger than %d MB", MaxSnapshotFile>>20)
	case scan.Err() != nil:
		f.complain("the file cannot be read on: %v", scan.Err())
	case f.line == 0:
		f.complain("the file is empty; export a snapshot to see what one looks like")
	case end < 0:
		f.complain("the end record is missing: the file is cut off")
	case end != records:
		f.complain("the end record counts %d records, but there are %d", end, records)
	}
}

func (f *fileReader) complain(format string, args ...any) {
	if len(f.complaints) >= maxFileComplaints {
		f.more++
		return
	}
	f.complaints = append(f.complaints, fmt.Sprintf("line %d: ", f.line)+fmt.Sprintf(format, args...))
}

// strictly decodes JSON that has no member unknown to v and nothing after it.
func strictly(text []byte, v any) error {
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	if err := dec.Decode(v); err != nil {
		return err
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return errors.New("there is more after the JSON value")
	}
	return nil
}

// readHeader returns whether it makes sense to read on.
func (f *fileReader) readHeader(text []byte) bool {
	var format struct {
		Format int `json:"irpsim_snapshot"`
	}
	switch err := json.Unmarshal(text, &format); {
	case err != nil || format.Format < 1:
		f.complain("this is no snapshot of irpsim: the first line must be a header such as %s", `{"irpsim_snapshot":1,…}`)
		return false
	case format.Format > snapshotFormat:
		f.complain("the snapshot has format %d and this irpsim reads up to %d; upgrade irpsim", format.Format, snapshotFormat)
		return false
	}
	if err := strictly(text, &f.header); err != nil {
		f.complain("header: %s", strings.TrimPrefix(err.Error(), "json: "))
		return true
	}
	h := f.header
	settings, wrong := DefaultSettings().Patch(h.Settings)
	for _, w := range wrong {
		f.complain("header: %s", w)
	}
	for name, v := range h.Counters {
		if most := map[string]int64{store.CounterAckNo: maxRunningAck, store.CounterEwbNo: maxRunningEwb}[name]; v < 0 || v > most {
			f.complain("header: counter %.40q is %d: there are %s up to %d and %s up to %d", name, v,
				store.CounterAckNo, int64(maxRunningAck), store.CounterEwbNo, int64(maxRunningEwb))
		}
		f.counters[name] = v
	}
	if len(h.First) > 60 {
		f.complain("header: first_user has more than 60 characters")
	}
	f.about = about{Settings: settings, Clock: h.Clock, First: h.First}
	f.about.Taken, f.about.Now = h.Taken, h.Now
	if err := f.about.clockNow().Check(); err != nil || h.Taken.IsZero() || h.Now.IsZero() {
		f.complain("header: taken, now and clock must be there, and the clock able to go on (%v)", err)
	}
	return true
}

// readLine reads a record. When it is the end record, is is true and end its count.
func (f *fileReader) readLine(text []byte) (end int, is bool) {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(text, &members); err != nil || len(members) != 1 {
		f.complain("a record is a JSON object with one member, which names its kind, such as {\"user\":{…}}")
		return 0, false
	}
	var l fileLine
	if err := strictly(text, &l); err != nil {
		f.complain("%s", strings.TrimPrefix(err.Error(), "json: "))
		return 0, false
	}
	switch {
	case l.End != nil:
		return *l.End, true
	case l.User != nil:
		f.user(*l.User)
	case l.Taxpayer != nil:
		for _, wrong := range taxpayer.Validate(*l.Taxpayer) {
			f.complain("taxpayer: %s", wrong)
		}
		f.keep(store.Taxpayers, l.Taxpayer.Gstin, l.Taxpayer, MaxTaxpayers)
	case l.Unknown != "":
		if !gstinForm.MatchString(l.Unknown) {
			f.complain("unknown_taxpayer %.40q is no GSTIN", l.Unknown)
		}
		f.keep(store.Taxpayers, l.Unknown, nil, MaxTaxpayers)
	case l.Session != nil:
		f.session(*l.Session)
	case l.Fault != nil:
		f.fault(l.Fault)
	case l.Invoice != nil:
		f.invoice(l.Invoice)
	case l.EWB != nil:
		f.ewb(l.EWB)
	default:
		f.complain("the record is empty")
	}
	return 0, false
}
