package world

import (
	"cmp"
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/irpsim/irpsim/internal/chaos"
	"github.com/irpsim/irpsim/internal/store"
)

// keep collects a small record.
func (f *fileReader) keep(kind store.Kind, key string, v any, most int) {
	b, err := json.Marshal(v)
	all := f.records[kind]
	_, again := all[key]
	switch {
	case err != nil:
		f.complain("%v", err)
	case again:
		f.complain("%s %.60q is there twice", kind, key)
	case len(all) >= most:
		f.complain("there are more than %d %s", most, kind)
	default:
		all[key] = b
	}
}

func (f *fileReader) user(u User) {
	if u.Password == "" {
		u.Password = DefaultCredentials().Password
	}
	if u.Name == "" || len(u.Name) > 200 || len(u.Password) > 200 || u.Gstin == "" || len(u.Gstin) > 60 {
		f.complain("user %.60q: it must have a name and a gstin; name and password have at most 200 characters, a gstin 60", u.Name)
	}
	f.keep(store.Users, strings.ToLower(u.Name), u, MaxUsers)
}

var tokenForm = regexp.MustCompile(`^[0-9A-Za-z]{1,64}$`)

func (f *fileReader) session(s Session) {
	if !tokenForm.MatchString(s.Token) || len(s.Sek) != 32 || s.User == "" || s.Expires.IsZero() {
		f.complain("session: it must have a token of letters and digits, a sek of 32 bytes in base64, user and expires")
	}
	f.keep(store.Sessions, s.Token, s, maxSessions)
}

func (f *fileReader) fault(raw json.RawMessage) {
	var st chaos.State
	if err := json.Unmarshal(raw, &st); err != nil {
		f.complain("fault: %v", err)
		return
	}
	if st.ID == "" || len(st.ID) > 200 || st.Seen < 0 || st.Struck < 0 {
		f.complain("fault: it must have an id, and counts that are not negative")
	}
	f.keep(store.Faults, st.ID, st, chaos.MaxFaults)
}

var irnForm = regexp.MustCompile(`^[0-9a-f]{64}$`)

func (f *fileReader) invoice(p *fileInvoice) {
	wrong := func(format string, args ...any) { f.complain("invoice %d: "+format, append([]any{p.Seq}, args...)...) }
	i := p.stored()
	key := i.Irn + i.Portal
	if !irnForm.MatchString(i.Irn) || f.irns[key] {
		wrong("irn %.80q is not 64 digits of 0-9a-f, or is there twice", i.Irn)
	}
	if i.Seq == 0 || f.seqs[i.Seq] {
		wrong("seq is 0, or is there twice")
	}
	if i.AckNo < 1 || i.AckNo >= 10_000*ackRunning || i.AckNo%ackRunning > maxRunningAck || i.AckDt.IsZero() {
		wrong("ack_no is %d and ack_dt %s: give the 15 digits and the time of the acknowledgement", i.AckNo, i.AckDt.Format(time.RFC3339))
	}
	if _, err := time.Parse("02/01/2006", i.DocDt); err != nil {
		wrong("doc_dt %.40q is not dd/MM/yyyy", i.DocDt)
	}
	if !gstinForm.MatchString(i.Supplier) || !gstinForm.MatchString(i.Generator) || i.DocTyp == "" || i.DocNo == "" {
		wrong("supplier and generator must be GSTINs, and doc_typ and doc_no be there")
	}
	if strings.Count(i.SignedInvoice, ".") != 2 || strings.Count(i.SignedQRCode, ".") != 2 || !json.Valid(i.Payload) {
		wrong("signed_invoice and signed_qr_code must be tokens of three parts, and payload a text that is JSON")
	}
	if s := i.State; !slices.Contains([]string{store.Active, store.Cancelled, store.Rejected}, s.Status) || s.EwbNo < 0 {
		wrong("state: status is %.20q: give ACT, CNL or REJ", s.Status)
	}
	f.irns[key], f.seqs[i.Seq] = true, true
	f.counters[store.CounterAckNo] = max(f.counters[store.CounterAckNo], i.AckNo%ackRunning)
	f.invoices = append(f.invoices, i)
}

func (f *fileReader) ewb(e *store.EWB) {
	running := e.No % ewbRunning
	if e.No < 10*ewbRunning || e.No >= 100*ewbRunning || f.bills[running] || running > maxRunningEwb {
		f.complain("ewb %d: no must have 12 digits, and the last ten be there once", e.No)
	}
	if e.Status != store.Active && e.Status != store.Cancelled || e.GeneratedAt.IsZero() {
		f.complain("ewb %d: status must be ACT or CNL, and generated_at be there", e.No)
	}
	if e.Irn != "" && !irnForm.MatchString(e.Irn) || (e.Irn == "") != (e.Seq == 0) {
		f.complain("ewb %d: irn and seq name an invoice, or neither is there", e.No)
	}
	f.bills[running] = true
	f.counters[store.CounterEwbNo] = max(f.counters[store.CounterEwbNo], running)
	f.ewbs = append(f.ewbs, e)
}

// together checks what one record says of another, and puts the lists into their order.
func (f *fileReader) together() {
	whole := map[int64]bool{}
	for _, e := range f.ewbs {
		whole[e.No] = true
		if e.Seq != 0 && !f.seqs[e.Seq] {
			f.complain("ewb %d is of invoice %d, which is not in the file", e.No, e.Seq)
		}
	}
	for _, i := range f.invoices {
		if i.State.EwbNo != 0 && !whole[i.State.EwbNo] {
			f.complain("invoice %d has e-way bill %d, which is not in the file", i.Seq, i.State.EwbNo)
		}
	}
	slices.SortFunc(f.invoices, func(a, b *store.Invoice) int { return cmp.Compare(a.Seq, b.Seq) })
	slices.SortFunc(f.ewbs, func(a, b *store.EWB) int { return cmp.Compare(a.No%ewbRunning, b.No%ewbRunning) })
	a := &f.about
	a.Invoices, a.EWBs, a.Users = len(f.invoices), len(f.ewbs), len(f.records[store.Users])
	a.Taxpayers, a.Sessions, a.Faults = len(f.records[store.Taxpayers]), len(f.records[store.Sessions]), len(f.records[store.Faults])
	if a.Users == 0 {
		f.complain("there is no user; a world has at least one")
	}
}
