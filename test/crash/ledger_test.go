//go:build linux

package crash

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/irpsim/irpsim/internal/client"
	"github.com/irpsim/irpsim/internal/sample"
)

// known is what the ledger knows about something that was asked for.
type known int

const (
	never   known = iota // not asked for, or refused
	perhaps              // asked for, and no answer came
	yes                  // acknowledged, or seen since
)

// paper is a document and what the portal has said about it. One worker has it at a time.
type paper struct {
	no, date  string
	body      []byte
	wantsBill bool // with EwbDtls

	registered, cancelled, billed known

	irn, ack, invoice, qr, bill string // as they were first answered
}

// ledger is what was acknowledged in one world, kept outside the simulator and by code that knows nothing of its store.
type ledger struct {
	client   *client.Client
	world    string
	date     string // of the documents: dd/MM/yyyy
	template map[string]json.RawMessage

	mu                sync.Mutex
	drawn             int
	free              []*paper // known papers that no worker has
	all               []*paper
	papers            map[string]*paper // by IRN
	acks              map[string]string // AckNo → IRN
	bills             map[string]string // EwbNo → IRN
	lastAck, lastBill int64             // highest running number that was acknowledged
	wrong             []string
}

func (l *ledger) complain(format string, args ...any) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.wrong) < 20 {
		l.wrong = append(l.wrong, l.world+": "+fmt.Sprintf(format, args...))
	}
}

// report hands the complaints to the test, which may be called from its own goroutine only.
func (l *ledger) report(t *testing.T) {
	t.Helper()
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, w := range l.wrong {
		t.Error(w)
	}
	l.wrong = nil
}

// fresh makes a document that was never sent.
func (l *ledger) fresh(wantsBill bool) (*paper, error) {
	l.mu.Lock()
	l.drawn++
	p := &paper{no: "K/" + strconv.Itoa(l.drawn), date: l.date, wantsBill: wantsBill}
	l.all = append(l.all, p)
	l.mu.Unlock()
	members := map[string]json.RawMessage{}
	for name, value := range l.template {
		members[name] = value
	}
	members["DocDtls"] = fmt.Appendf(nil, `{"Typ":"INV","No":%q,"Dt":%q}`, p.no, p.date)
	if wantsBill {
		members["EwbDtls"] = json.RawMessage(`{` + byRoad + `}`)
	}
	var err error
	p.body, err = json.Marshal(members)
	return p, err
}

// byRoad is what moves the goods; the portal works the distance out.
const byRoad = `"TransMode":"1","VehNo":"KA01AB1234","VehType":"R","Distance":0`

// take gives a worker a paper that nobody has and that fits, nil when there is none.
func (l *ledger) take(from int, fits func(*paper) bool) *paper {
	l.mu.Lock()
	defer l.mu.Unlock()
	for i := range l.free {
		at := (from + i) % len(l.free)
		if p := l.free[at]; fits(p) {
			last := len(l.free) - 1
			l.free[at] = l.free[last]
			l.free = l.free[:last]
			return p
		}
	}
	return nil
}

func (l *ledger) giveBack(p *paper) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.free = append(l.free, p)
}

// floors are the highest numbers acknowledged so far: what is asked for from now on gets higher ones.
func (l *ledger) floors() (ack, bill int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.lastAck, l.lastBill
}

// noteRegistered enters an answer of Generate, or of a look-up when that is the first that is heard of the invoice; floor
// is -1 then. Anything already in the ledger must be the same, byte for byte.
func (l *ledger) noteRegistered(p *paper, r *client.Registered, floor int64) {
	ack := running(string(r.AckNo), ackDigits)
	switch {
	case p.registered == yes && (p.irn != r.Irn || p.ack != string(r.AckNo)):
		l.complain("%s was IRN %s with AckNo %s, and is now IRN %s with AckNo %s", p.no, p.irn, p.ack, r.Irn, r.AckNo)
	case p.registered == yes && (p.invoice != r.SignedInvoice || p.qr != r.SignedQRCode):
		l.complain("%s: the signed invoice or QR code is not the one that was acknowledged", p.no)
	case r.Irn == "" || strings.Count(r.SignedInvoice, ".") != 2 || strings.Count(r.SignedQRCode, ".") != 2:
		l.complain("%s: the answer is not whole: %s", p.no, r.Raw)
	case ack <= floor:
		l.complain("%s: AckNo %s, but one that ends in %d was acknowledged before it was asked for", p.no, r.AckNo, floor)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if other, taken := l.acks[string(r.AckNo)]; taken && other != r.Irn {
		l.wrong = append(l.wrong, fmt.Sprintf("AckNo %s was given to %s and to %s", r.AckNo, other, r.Irn))
	}
	l.acks[string(r.AckNo)] = r.Irn
	l.papers[r.Irn] = p
	l.lastAck = max(l.lastAck, ack)
	p.registered, p.irn, p.ack, p.invoice, p.qr = yes, r.Irn, string(r.AckNo), r.SignedInvoice, r.SignedQRCode
}

// noteBill enters an e-way bill, as noteRegistered does.
func (l *ledger) noteBill(p *paper, no string, floor int64) {
	running := running(no, billDigits)
	switch {
	case p.billed == yes && p.bill != no:
		l.complain("%s had the bill %s and has now %q", p.no, p.bill, no)
	case len(no) != 12 || running <= floor:
		l.complain("%s: EwbNo %s, but one that ends in %d was acknowledged before it was asked for", p.no, no, floor)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if other, taken := l.bills[no]; taken && other != p.irn {
		l.wrong = append(l.wrong, fmt.Sprintf("EwbNo %s was given to %s and to %s", no, other, p.irn))
	}
	l.bills[no] = p.irn
	l.lastBill = max(l.lastBill, running)
	p.billed, p.bill = yes, no
}

// The digits of an AckNo and an EwbNo that count up.
const (
	ackDigits  = 11
	billDigits = 10
)

func running(no string, digits int) int64 {
	n, err := strconv.ParseInt(no[max(0, len(no)-digits):], 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// newLedger opens the account of a world.
func newLedger(base string, w client.World, date string) (*ledger, error) {
	doc, err := sample.Make("b2b", sample.Options{Number: "K/0"})
	if err != nil {
		return nil, err
	}
	text, err := json.Marshal(doc)
	if err != nil {
		return nil, err
	}
	l := &ledger{world: w.ClientID, date: date, papers: map[string]*paper{}, acks: map[string]string{}, bills: map[string]string{}}
	if err := json.Unmarshal(text, &l.template); err != nil {
		return nil, err
	}
	l.client, err = login(w, base)
	return l, err
}
