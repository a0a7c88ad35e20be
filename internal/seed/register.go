package seed

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/irpsim/irpsim/internal/clock"
	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/registrar"
	"github.com/irpsim/irpsim/internal/world"
)

// registering is the work on the invoices of one world.
type registering struct {
	*run
	w      *world.World
	seller string           // who supplies when an invoice names nobody
	now    time.Time        // of the world, read once
	first  map[string]place // IRNs that this run has registered
}

// invoices registers the invoices of a plan in the order of their instants, so that AckNo rises with AckDt.
func (r *run) invoices(ctx context.Context, w *world.World, p *plan) error {
	g := &registering{run: r, w: w, seller: w.Users()[0].Gstin, now: w.Clock.Now(), first: map[string]place{}}
	if len(p.users) > 0 {
		g.seller = p.users[0].Gstin
	}
	when := func(i invoice) time.Time { return i.registered.resolve(g.now, g.now) }
	list := slices.Clone(p.invoices)
	slices.SortStableFunc(list, func(a, b invoice) int { return when(a).Compare(when(b)) })
	for _, inv := range list {
		at := when(inv)
		if !g.lived(inv.n, "registered", at) {
			continue
		}
		irn, fresh, err := g.register(ctx, inv, at)
		if err == nil && irn != "" && inv.cancelled != nil {
			err = g.cancel(ctx, inv, irn, at, fresh)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// lived complains of an instant that the world has not seen.
func (g *registering) lived(n *node, member string, at time.Time) bool {
	line := n.at
	if m := n.get(member); m != nil {
		line = m.at
	}
	switch {
	case at.After(g.now):
		g.add(line, "%s lies ahead of the world's clock, which shows %s: give an earlier instant, or set the clock of the world",
			at.Format(time.RFC3339), g.now.Format(time.RFC3339))
		return false
	case at.Before(time.Date(2000, time.January, 1, 0, 0, 0, 0, clock.IST)):
		g.add(line, "%s lies before the year 2000, where a world's time begins", at.Format(time.RFC3339))
		return false
	}
	return true
}

// register registers one invoice. It returns its IRN, "" when it was refused, and whether it is new: one that was
// registered in an earlier start stays as it is.
func (g *registering) register(ctx context.Context, inv invoice, at time.Time) (irn string, fresh bool, err error) {
	plain, err := inv.text(g.now, at, g.seller)
	if err != nil {
		g.add(inv.n.at, "%v", err)
		return "", false, nil
	}
	who := registrar.Caller{World: g.w, Gstin: inv.caller(plain), Now: at}
	answer, err := g.service.GenerateIRN(ctx, who, plain)
	refused := registrar.AsFault(err)
	if refused == nil {
		if err == nil {
			g.done.Invoices++
			g.first[answer.IRN] = inv.n.at
		}
		return answer.IRN, true, err
	}
	if code := refused.Findings[0].Code; code == fault.Duplicate || code == fault.DuplicateCancelled {
		earlier, ours := g.first[answer.IRN]
		if !ours {
			g.done.Kept++
			return answer.IRN, false, nil
		}
		g.add(inv.n.at, "invoice %s is registered by %s already (%s): give it another number", label(plain), g.name(earlier), code)
		return "", false, nil
	}
	g.refused(inv, "invoice "+label(plain), refused)
	return "", false, nil
}

// refused complains of each finding, at the member that it names if the file has it.
func (g *registering) refused(inv invoice, what string, err *fault.Error) {
	for _, f := range err.Findings {
		at, path := inv.n.at, ""
		if f.Path != "" {
			path = " (" + f.Path + ")"
			if inv.document != nil {
				found, _ := inv.document.find(f.Path)
				at = found.at
			}
		}
		g.add(at, "%s is refused: %s %s%s", what, f.Code, f.Message, path)
	}
}

// cancel cancels what register has registered. Of an invoice of an earlier start it only finishes what that one may have
// been stopped at, and leaves it alone when it cannot.
func (g *registering) cancel(ctx context.Context, inv invoice, irn string, registered time.Time, fresh bool) error {
	c := inv.cancelled
	at := c.at.resolve(g.now, registered)
	if !g.lived(c.n, "at", at) {
		return nil
	}
	if at.Before(registered) {
		g.add(c.n.at, "the cancellation at %s lies before the registration at %s: give a later instant", at.Format(time.RFC3339), registered.Format(time.RFC3339))
		return nil
	}
	plain, err := json.Marshal(struct{ Irn, CnlRsn, CnlRem string }{irn, c.reason, c.remark})
	if err != nil {
		return err
	}
	invoice, err := inv.text(g.now, registered, g.seller)
	if err != nil {
		return err
	}
	_, err = g.service.CancelIRN(ctx, registrar.Caller{World: g.w, Gstin: inv.caller(invoice), Now: at}, plain)
	if refused := registrar.AsFault(err); refused != nil {
		if fresh {
			for _, f := range refused.Findings {
				g.add(c.n.at, "the cancellation of invoice %s is refused: %s %s", label(invoice), f.Code, f.Message)
			}
		}
		return nil
	}
	return err
}

// label names a document in a message.
func label(plain []byte) string {
	var d struct{ DocDtls struct{ No string } }
	if json.Unmarshal(plain, &d) != nil || d.DocDtls.No == "" {
		return "without a number"
	}
	return shorten(d.DocDtls.No)
}
