package seed

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"time"

	"github.com/irpsim/irpsim/einv"
	"github.com/irpsim/irpsim/internal/clock"
	"github.com/irpsim/irpsim/internal/sample"
)

// invoice is an invoice to register. Dates are worked out when the world's time is known.
type invoice struct {
	n            *node
	document     *node // nil for a case
	kind         string
	number, date string
	seller, by   string
	items        int
	registered   moment
	cancelled    *cancellation
}

type cancellation struct {
	n              *node
	at             moment
	reason, remark string
}

// moment is an instant, or a distance from one that is known later.
type moment struct {
	from    anchor
	instant time.Time
	shift   time.Duration
}

type anchor int

const (
	worldTime anchor = iota
	registration
	fixed
)

// resolve returns the instant; now is the world's time.
func (m moment) resolve(now, registered time.Time) time.Time {
	switch m.from {
	case fixed:
		return m.instant
	case registration:
		return registered.Add(m.shift)
	}
	return now.Add(m.shift)
}

// invoice reads an invoice. It complains of nothing that check has complained of.
func (b *book) invoice(n *node) invoice {
	upper := func(member string) string { return strings.ToUpper(n.get(member).str()) }
	inv := invoice{
		n: n, document: n.get("document"), kind: n.get("case").str(), number: n.get("number").str(),
		date: n.get("date").str(), seller: upper("seller"), by: upper("by"),
	}
	inv.items, _ = n.get("items").whole()
	if d := n.get("date"); d != nil {
		if _, ok := day(inv.date, clock.Wall()); !ok && dateForm.MatchString(inv.date) {
			b.add(d.at, "date %s is not in the calendar: give another day", inv.date)
		}
	}
	if inv.document == nil && caseForm.MatchString(inv.kind) {
		if _, err := sample.Make(inv.kind, sample.Options{Number: "A", Date: time.Date(2026, time.April, 1, 0, 0, 0, 0, clock.IST)}); err != nil {
			b.add(n.get("case").at, "%v", err)
		}
	}
	inv.registered = b.moment(n.get("registered"), "now", false)
	if inv.document != nil && inv.document.kind == object {
		b.decodes(inv.document)
	}
	if c := n.get("cancelled"); c != nil && c.kind == object {
		inv.cancelled = &cancellation{n: c, at: b.moment(c.get("at"), "+0s", true), reason: c.get("reason").str(), remark: c.get("remark").str()}
		if inv.cancelled.reason == "" {
			inv.cancelled.reason = "3"
		}
		if inv.cancelled.remark == "" {
			inv.cancelled.remark = "cancelled by the seed"
		}
	}
	return inv
}

// moment reads a member that may be missing.
func (b *book) moment(n *node, missing string, afterwards bool) moment {
	said, at := missing, place{}
	if text, ok := n.word(); ok {
		said, at = strings.TrimSpace(text), n.at
	}
	forms := "an RFC 3339 instant such as 2026-11-20T10:00:00+05:30, or how long ago, such as -2d or -36h"
	if afterwards {
		forms += ", or how long after the registration, such as +2h"
	}
	switch {
	case said == "now":
		return moment{}
	case strings.HasPrefix(said, "-"), strings.HasPrefix(said, "+") && afterwards:
		d, err := clock.ParseDuration(said)
		if err != nil {
			b.add(at, "%v", err)
		}
		if said[0] == '+' {
			return moment{from: registration, shift: d}
		}
		return moment{shift: d}
	}
	t, err := time.Parse(time.RFC3339, said)
	if err != nil {
		b.add(at, "%q is no instant: give %s", shorten(said), forms)
	}
	return moment{from: fixed, instant: t.In(clock.IST)}
}

// maxMisfits is how many complaints of one document's types are looked for.
const maxMisfits = 20

// decodes complains of what keeps the portal from even reading a document: a list where a text belongs, and the like. It
// would answer with a text that names no member.
func (b *book) decodes(document *node) {
	for range maxMisfits {
		_, _, err := einv.Decode[einv.Invoice](appendJSON(nil, document, reflect.TypeFor[einv.Invoice]()))
		if err == nil {
			return
		}
		wrong, ok := errors.AsType[*einv.BindError](err)
		if !ok {
			b.add(document.at, "the document cannot be read: %v", err)
			return
		}
		member, found := document.find(wrong.Path)
		b.add(member.at, "%s of the document must be %s, not %s", wrong.Path, wrong.Want, member.print())
		if !found || member == document {
			return
		}
		kind := member.kind
		member.kind = null // which is like not sending it: then the next one shows
		defer func() { member.kind = kind }()
	}
}

// day works out a document date: today and before, seen from now, or a day as the portal or ISO 8601 writes it.
func day(said string, now time.Time) (time.Time, bool) {
	if back, ok := strings.CutPrefix(said, "today"); ok {
		days := 0
		if back != "" {
			if _, err := fmt.Sscanf(back, "-%d", &days); err != nil {
				return time.Time{}, false
			}
		}
		return now.In(clock.IST).AddDate(0, 0, -days), true
	}
	for _, layout := range []string{"02/01/2006", time.DateOnly} {
		if t, err := time.ParseInLocation(layout, said, clock.IST); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

// text makes the document that is sent. seller is who supplies when nobody is named.
func (inv invoice) text(now, registered time.Time, seller string) ([]byte, error) {
	date, dated := day(inv.date, now)
	if inv.document != nil {
		doc := inv.document
		if inv.number != "" {
			doc = doc.with("DocDtls", "No", inv.number)
		}
		if dated {
			doc = doc.with("DocDtls", "Dt", date.Format("02/01/2006"))
		}
		return appendJSON(nil, doc, reflect.TypeFor[einv.Invoice]()), nil
	}
	o := sample.Options{Seller: seller, Date: registered, Number: inv.number, Items: inv.items}
	if inv.seller != "" {
		o.Seller = inv.seller
	}
	if dated {
		o.Date = date
	}
	d, err := sample.Make(inv.kind, o)
	if err != nil {
		return nil, err
	}
	return json.Marshal(d)
}

// caller is who registers a document: who is named, or else the operator that it names, or else its supplier.
func (inv invoice) caller(plain []byte) string {
	if inv.by != "" {
		return inv.by
	}
	doc, _, err := einv.Decode[einv.Invoice](plain)
	switch {
	case err != nil: // the registrar says so
		return ""
	case doc.TranDtls != nil && doc.TranDtls.EcmGstin != "":
		return strings.ToUpper(doc.TranDtls.EcmGstin)
	case doc.SellerDtls != nil:
		return strings.ToUpper(doc.SellerDtls.Gstin)
	}
	return ""
}
