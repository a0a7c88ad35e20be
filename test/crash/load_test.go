//go:build linux

package crash

import (
	"context"
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/irpsim/irpsim/internal/chance"
	"github.com/irpsim/irpsim/internal/client"
)

// workers is how many requests a world has on the way at a time.
const workers = 4

// load is the traffic of all worlds until it is stopped or the simulator dies.
type load struct {
	ledgers []*ledger
	dying   atomic.Bool // from here on an answer may fail to come
	full    atomic.Bool // the disk may be full: the portal may refuse what it cannot store
	stop    context.CancelFunc
	done    sync.WaitGroup
	refused atomic.Int64 // for want of room
	acked   atomic.Int64
}

// run starts the traffic; ops bounds the operations of each worker, for a load that is to end by itself.
func run(ctx context.Context, ledgers []*ledger, draw *chance.Source, ops int) *load {
	l := &load{ledgers: ledgers}
	ctx, l.stop = context.WithCancel(ctx)
	for _, led := range ledgers {
		for range workers {
			seed := draw.Uint64()
			l.done.Go(func() {
				own := chance.New(&seed, "worker")
				for n := 0; n < ops && ctx.Err() == nil && l.operate(led, own); n++ {
				}
			})
		}
	}
	return l
}

// wait ends the traffic and returns when nothing is on the way any more.
func (l *load) wait() {
	l.done.Wait()
	l.stop()
}

// operate does one thing that clients do; false when the simulator is gone.
func (l *load) operate(led *ledger, draw *chance.Source) bool {
	registered := func(p *paper) bool { return p.registered == yes }
	idle := func(p *paper) bool {
		return p.registered == yes && p.cancelled == never && p.billed == never && !p.wantsBill
	}
	dice, from := draw.IntN(100), draw.IntN(1<<20)
	var p *paper
	do := l.generate
	switch {
	case dice < 12:
		p, do = led.take(from, idle), l.cancel
	case dice < 24:
		p, do = led.take(from, idle), l.bill
	case dice < 32:
		p, do = led.take(from, registered), l.again
	case dice < 40:
		p, do = led.take(from, registered), l.read
	case dice < 60:
		p = led.take(from, func(p *paper) bool { return p.registered == never })
	}
	if p == nil {
		var err error
		if p, err = led.fresh(draw.IntN(4) == 0); err != nil {
			led.complain("%v", err)
			return false
		}
		do = l.generate
	}
	defer led.giveBack(p)
	return do(led, p)
}

// gone judges an error. A refusal is for the caller; anything else means that there was no answer, which only a dying
// simulator may do. unheard is then true.
func (l *load) gone(led *ledger, p *paper, what string, err error) (code string, unheard bool) {
	if err == nil {
		return "", false
	}
	if r, ok := errors.AsType[*client.Refusal](err); ok {
		return strings.Join(r.Codes(), ","), false
	}
	if !l.dying.Load() {
		led.complain("%s of %s: %v", what, p.no, err)
	}
	return "", true
}

// storing says whether a refusal is the portal's generic one for what it could not do itself; it may come only while the
// disk is full, and leaves open what became of the request.
func (l *load) storing(led *ledger, p *paper, what, code string) {
	l.refused.Add(1)
	if !l.full.Load() {
		led.complain("%s of %s was refused with %s", what, p.no, code)
	}
}

func (l *load) generate(led *ledger, p *paper) bool {
	ackFloor, billFloor := led.floors()
	p.registered = perhaps
	r, err := led.client.Generate(context.Background(), p.body)
	code, unheard := l.gone(led, p, "Generate", err)
	switch {
	case unheard:
		return false
	case code != "":
		l.storing(led, p, "Generate", code)
		return true
	}
	l.acked.Add(1)
	led.noteRegistered(p, r, ackFloor)
	if p.wantsBill {
		led.noteBill(p, string(r.EwbNo), billFloor)
	}
	return true
}

func (l *load) cancel(led *ledger, p *paper) bool {
	p.cancelled = perhaps
	got, err := led.client.Cancel(context.Background(), p.irn, "1", "crash test")
	code, unheard := l.gone(led, p, "Cancel", err)
	switch {
	case unheard:
		return false
	case code != "":
		l.storing(led, p, "Cancel", code)
	case got.Irn != p.irn:
		led.complain("Cancel of %s answered for %s", p.irn, got.Irn)
	default:
		l.acked.Add(1)
		p.cancelled = yes
	}
	return true
}

func (l *load) bill(led *ledger, p *paper) bool {
	_, floor := led.floors()
	p.billed = perhaps
	got, err := led.client.GenerateEWB(context.Background(), []byte(`{"Irn":"`+p.irn+`",`+byRoad+`}`))
	code, unheard := l.gone(led, p, "GenerateEWB", err)
	switch {
	case unheard:
		return false
	case code != "":
		l.storing(led, p, "GenerateEWB", code)
	default:
		l.acked.Add(1)
		led.noteBill(p, string(got.EwbNo), floor)
	}
	return true
}

// again sends a registered document once more: the portal names the first registration and makes no second one.
func (l *load) again(led *ledger, p *paper) bool {
	_, err := led.client.Generate(context.Background(), p.body)
	code, unheard := l.gone(led, p, "Generate again", err)
	if unheard {
		return false
	}
	want := map[known]string{never: "2150", perhaps: "2150 or 2278", yes: "2278"}[p.cancelled]
	if code == "" || !strings.Contains(want, code) {
		led.complain("%s, sent again, was answered with %q, want %s", p.no, code, want)
		return true
	}
	if r, ok := errors.AsType[*client.Refusal](err); ok {
		if first, ok := r.Duplicate(); !ok || first.Irn != p.irn || string(first.AckNo) != p.ack {
			led.complain("%s, sent again, is said to be %+v, want IRN %s and AckNo %s", p.no, first, p.irn, p.ack)
		}
	}
	return true
}

// read asks for a registered invoice.
func (l *load) read(led *ledger, p *paper) bool {
	r, err := led.client.Get(context.Background(), p.irn)
	code, unheard := l.gone(led, p, "Get", err)
	switch {
	case unheard:
		return false
	case code != "":
		led.complain("%s was acknowledged as %s and is refused with %s", p.no, p.irn, code)
	default:
		led.compare(p, r)
	}
	return true
}

// compare holds what the portal shows of an invoice against the ledger, and learns what it did not know.
func (l *ledger) compare(p *paper, r *client.Registered) {
	l.noteRegistered(p, r, -1)
	switch {
	case r.Status == "CNL" && p.cancelled == never:
		l.complain("%s was never cancelled and is", p.no)
	case r.Status == "ACT" && p.cancelled == yes:
		l.complain("%s: its cancellation was acknowledged and is lost", p.no)
	case r.Status == "CNL":
		p.cancelled = yes
	case r.Status == "ACT":
		p.cancelled = never
	default:
		l.complain("%s has the status %q", p.no, r.Status)
	}
	switch no := string(r.EwbNo); {
	case no == "" && p.billed == yes:
		l.complain("%s: its bill %s was acknowledged and is lost", p.no, p.bill)
	case no == "":
		p.billed = never
	case p.billed == never && !p.wantsBill:
		l.complain("%s: the bill %s was never asked for", p.no, no)
	default:
		l.noteBill(p, no, -1)
	}
}

// settle clears up after a crash what became of a paper, as a client must: it asks for the document.
func (l *ledger) settle(ctx context.Context, p *paper) {
	var r *client.Registered
	var err error
	switch p.registered {
	case never:
		return
	case yes:
		r, err = l.client.Get(ctx, p.irn)
	default:
		r, err = l.client.GetByDoc(ctx, "INV", p.no, p.date)
	}
	if refusal, ok := errors.AsType[*client.Refusal](err); ok && p.registered == perhaps && refusal.Has("2154") {
		p.registered = never // nobody was told otherwise; it is sent again later
		return
	}
	if err != nil {
		l.complain("%s (%s) after the restart: %v", p.no, p.irn, err)
		return
	}
	l.compare(p, r)
}

// listed holds the whole list of a world against the ledger: every invoice once, and nothing that nobody sent.
func (l *ledger) listed(ctx context.Context, base string) {
	type row struct {
		Seq   uint64      `json:"seq"`
		Irn   string      `json:"irn"`
		AckNo json.Number `json:"ack_no"`
		DocNo string      `json:"doc_no"`
	}
	seen, before := map[string]bool{}, "0"
	for {
		var rows []row
		if err := control(ctx, base, "GET", "/invoices?limit=1000&before="+before+"&world="+l.world, "", &rows); err != nil {
			l.complain("%v", err)
			return
		}
		for _, r := range rows {
			p := l.papers[r.Irn]
			if p == nil || p.no != r.DocNo || p.ack != string(r.AckNo) || seen[r.DocNo] {
				l.complain("the list holds %+v, which the ledger does not, or twice", r)
			}
			seen[r.DocNo] = true
		}
		if len(rows) < 1000 {
			break
		}
		before = strconv.FormatUint(rows[len(rows)-1].Seq, 10)
	}
	if len(seen) != len(l.papers) {
		l.complain("the list holds %d invoices, the ledger %d", len(seen), len(l.papers))
	}
}
