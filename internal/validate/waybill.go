package validate

import (
	"strings"

	"github.com/irpsim/irpsim/einv"
	"github.com/irpsim/irpsim/internal/distance"
	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/taxpayer"
)

// WaybillInput is an e-way bill that is asked for an invoice, and what the rules need to know of the world. The rest is
// worked out once, as in [Input].
type WaybillInput struct {
	*Input                                  // the invoice, the time, the register, the settings
	Request     *einv.EWBByIRN              // Generate e-way bill by IRN; nil: the bill is the invoice's own EwbDtls
	Transporter func(gstinOrID string) bool // whether a transporter is known; nil: nobody is
	Distances   *distance.Table             // nil: the default one

	bill bill
}

// bill is derived from a WaybillInput.
type bill struct {
	ready  bool
	prefix string // of paths: "EwbDtls." or, in a request of its own, ""
	part   einv.EwbDtls
	given  int // Distance, km
	over   bool
	from   place
	to     place // the ship-to address, else the recipient's
	ship   place // the zero place when there is none
	disp   place

	verdict distance.Verdict
}

// place is an address that goods move from or to.
type place struct {
	sent  bool
	path  string // of its block
	gstin string
	pin   int // 0 when it was not sent
	state string
}

// Route is what a bill carries about its journey.
type Route struct {
	From, To           int    // effective PIN codes, 0 when one was not sent
	FromState, ToState string // two digits
	Km                 int
	Asked              bool // Distance was 0: the portal's own figure stands in for it
	OverDimensional    bool // 20 km a day instead of 200
}

// Route returns the journey of a bill that [Waybill] found nothing against.
func (in *WaybillInput) Route() Route {
	b := in.prepareBill()
	return Route{
		From: b.from.pin, To: b.to.pin, FromState: b.from.state, ToState: b.to.state,
		Km: b.verdict.Km, Asked: b.verdict.Asked, OverDimensional: b.over,
	}
}

// Part returns what the request says about transport, in the form of EwbDtls.
func (in *WaybillInput) Part() einv.EwbDtls { return in.prepareBill().part }

// Waybill judges an e-way bill in the portal's order and returns the first finding alone, nil when the bill would be
// made. Whether the IRN stands, whose it is, and whether it has a bill is the registrar's to see first.
func Waybill(in *WaybillInput) []fault.Finding {
	in.prepareBill()
	r := run{in: in.Input}
	for i := range waybillRules {
		if r.checkBill(&waybillRules[i], in); len(r.entries) > 0 {
			return r.findings()[:1]
		}
	}
	return nil
}

// ExplainWaybill runs every rule of e-way bills and explains what it finds; all but the first are [Detail.Later].
func ExplainWaybill(in *WaybillInput) []Detail {
	in.prepareBill()
	r := run{in: in.Input, explain: true}
	for i := range waybillRules {
		r.checkBill(&waybillRules[i], in)
	}
	details := make([]Detail, len(r.entries))
	for i := range r.entries {
		details[i] = r.entries[i].detail()
		details[i].Later = i > 0
	}
	return details
}

func (r *run) checkBill(rule *Rule, in *WaybillInput) {
	if rule.inForce(r.in) {
		rule.CheckBill(in, Fail{run: r, rule: rule})
	}
}

func (in *WaybillInput) prepareBill() *bill {
	b := &in.bill
	if b.ready {
		return b
	}
	b.ready = true
	in.prepare()
	in.lookUpParties()
	b.prefix = "EwbDtls."
	b.part = *orBlank(in.ewb)
	if req := in.Request; req != nil {
		b.prefix = ""
		b.part = einv.EwbDtls{
			TransId: req.TransId, TransName: req.TransName, TransMode: req.TransMode, Distance: req.Distance,
			TransDocNo: req.TransDocNo, TransDocDt: req.TransDocDt, VehNo: req.VehNo, VehType: req.VehType,
		}
	}
	b.given = int(b.part.Distance.Int())
	b.over = b.part.VehType == "O" || b.part.TransMode == "4"
	in.placesOf(b)
	table := in.Distances
	if table == nil {
		table = distance.Default()
	}
	b.verdict = table.Check(b.given, b.from.pin, b.to.pin)
	return b
}

// placesOf finds the effective addresses. For exports the request's ExpShipDtls comes before the invoice's ShipDtls; in
// other supplies the address of the invoice stays (validations reference 9.20).
func (in *WaybillInput) placesOf(b *bill) {
	b.from = place{true, "SellerDtls", in.seller.Gstin, int(in.seller.Pin.Int()), in.sellerState}
	b.to = place{true, "BuyerDtls", in.buyer.Gstin, int(in.buyer.Pin.Int()), in.buyerState}
	if in.export && b.to.pin == 0 {
		b.to.pin = noPlacePIN // a recipient abroad need not have one
	}
	if d := in.disp; d != nil {
		b.disp = place{true, "DispDtls", "", int(d.Pin.Int()), twoDigits(d.Stcd)}
	}
	if s := in.ship; s != nil {
		b.ship = place{true, "ShipDtls", s.Gstin, int(s.Pin.Int()), twoDigits(s.Stcd)}
	}
	if req := in.Request; req != nil {
		if d := req.DispDtls; d != nil {
			b.disp = place{true, "DispDtls", "", int(d.Pin.Int()), twoDigits(d.Stcd)}
		}
		if s := req.ExpShipDtls; s != nil && in.export {
			b.ship = place{true, "ExpShipDtls", s.Gstin, int(s.Pin.Int()), twoDigits(s.Stcd)}
		}
	}
	if b.disp.sent {
		b.from = b.disp
	}
	if b.ship.sent {
		b.to = b.ship
	}
}

// at is the path of a member of the part.
func (in *WaybillInput) at(member string) string { return in.bill.prefix + member }

// partA reports whether only the first part of a bill is asked for: a transporter, and no mode.
func (b *bill) partA() bool { return b.part.TransMode == "" }

// allServices reports whether no line is of goods. Chapter 99 holds the services.
func (in *Input) allServices() bool {
	for i := range in.items {
		if !strings.HasPrefix(in.items[i].HsnCd, "99") {
			return false
		}
	}
	return true
}

// blocked reports whether a party may not have e-way bills.
func (p *party) blocked() bool { return p.known && p.BlockStatus == taxpayer.Blocked }
