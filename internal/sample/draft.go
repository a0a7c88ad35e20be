package sample

import (
	"time"

	"github.com/irpsim/irpsim/einv"
	"github.com/irpsim/irpsim/internal/taxpayer"
)

// shape is what one case differs in from another.
type shape struct {
	supTyp string // "" is B2B
	typ    string // "" is INV
	buyer  buyerKind
	levy   levy
	lines  []line

	discount, other int64          // of the whole document, thousandths of a rupee
	round           bool           // to whole rupees
	dress           []func(*draft) // optional blocks, after the amounts are known
	pos             string         // place of supply when it is not the buyer's state
	tran            []func(*einv.TranDtls)
	seller          string // when it is not the default one
}

type buyerKind int

const (
	buyerElsewhere buyerKind = iota // an ordinary taxpayer of another state
	buyerNearby                     // an ordinary taxpayer of the supplier's state
	buyerSEZ
	buyerOverseas
)

// draft is a document on its way.
type draft struct {
	shape shape
	opts  Options
	from  taxpayer.Taxpayer // the supplier
	sum   sums
	inv   *einv.Invoice
}

func newDraft(s shape, o Options) (*draft, error) {
	if o.Seller == "" {
		o.Seller = s.seller
	}
	o, err := o.resolve(len(s.lines))
	if err != nil {
		return nil, err
	}
	if s.supTyp == "" {
		s.supTyp = "B2B"
	}
	if s.typ == "" {
		s.typ = "INV"
	}
	d := &draft{shape: s, opts: o}
	d.from, _ = partyOf(o.Seller) // resolve has refused a number that is none
	d.inv = &einv.Invoice{
		Version:  "1.1",
		TranDtls: &einv.TranDtls{TaxSch: "GST", SupTyp: s.supTyp, RegRev: "N", IgstOnIntra: "N"},
		DocDtls:  &einv.DocDtls{Typ: s.typ, No: o.Number, Dt: d.date(0)},
	}
	for _, change := range s.tran {
		change(d.inv.TranDtls)
	}
	return d, nil
}

// date returns the document's date moved by days, as the portal writes dates.
func (d *draft) date(days int) string { return format(d.opts.Date.AddDate(0, 0, days)) }

func format(t time.Time) string { return t.Format("02/01/2006") }

func (d *draft) parties() {
	d.inv.SellerDtls = sellerOf(d.from)
	switch d.shape.buyer {
	case buyerElsewhere:
		d.inv.BuyerDtls = buyerOf(ordinaryBuyer(otherState(d.from.StateCode)))
	case buyerNearby:
		d.inv.BuyerDtls = buyerOf(ordinaryBuyer(d.from.StateCode))
	case buyerSEZ:
		d.inv.BuyerDtls = buyerOf(sezUnit)
	case buyerOverseas:
		d.inv.BuyerDtls = buyerAbroad()
	}
	if d.shape.pos != "" {
		d.inv.BuyerDtls.Pos = d.shape.pos
	}
}

// items repeats the lines of the case until there are as many as asked for.
func (d *draft) items() {
	// What an SEZ developer supplies is always inter-state.
	inter := d.shape.levy != byPlace || d.inv.BuyerDtls.Pos != d.from.StateCode || d.from.Type == taxpayer.SED
	list := make([]einv.Item, d.opts.Items)
	for i := range list {
		l := d.shape.lines[i%len(d.shape.lines)]
		list[i] = l.item(i+1, inter, d.shape.levy != asZero, &d.sum)
	}
	d.inv.ItemList = list
}

func (d *draft) totals() {
	s := d.sum
	total := s.items - d.shape.discount + d.shape.other
	var round int64
	if d.shape.round {
		rupees := (total + 500) / 1000 * 1000
		round, total = rupees-total, rupees
	}
	d.inv.ValDtls = &einv.ValDtls{
		AssVal: einv.Milli(s.ass), CgstVal: einv.Milli(s.cgst), SgstVal: einv.Milli(s.sgst), IgstVal: einv.Milli(s.igst),
		CesVal: einv.Milli(s.cess), StCesVal: einv.Milli(s.stateCess), Discount: einv.Milli(d.shape.discount),
		OthChrg: einv.Milli(d.shape.other), RndOffAmt: einv.Milli(round), TotInvVal: einv.Milli(total),
	}
}
