package lint

import (
	"time"

	"github.com/irpsim/irpsim/einv"
	"github.com/irpsim/irpsim/internal/clock"
	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/taxpayer"
	"github.com/irpsim/irpsim/internal/validate"
)

// The requests that can be checked, spelled as in the error catalogue.
const (
	GenerateIRN = "generate"
	CancelIRN   = "cancel"
	GenerateEWB = "ewb-generate"
)

// APIs lists the requests that can be checked.
func APIs() []string { return []string{GenerateIRN, CancelIRN, GenerateEWB} }

// Context is what a check needs to know beside the document. The zero Context is the portal of today with the register
// of the default world.
type Context struct {
	API      string             // one of [APIs]; "" finds out from the members
	Now      time.Time          // the instant at which the document would arrive; zero: now by the machine's clock
	AsOf     time.Time          // a day whose rules to apply instead, at noon in India; zero: the day of Now
	Settings *validate.Settings // nil: [validate.DefaultSettings]
	Policy   taxpayer.Policy    // of the register when Taxpayer is nil; "" is open
	Taxpayer func(gstin string) (taxpayer.Taxpayer, bool)
	Caller   string // GSTIN that is logged in; "": the operator that the document names, else its supplier

	// Duplicate says how the portal would refuse the document because of an earlier one; nil when it would not. A nil
	// function: nothing is registered. It runs where the portal looks, between the two stages of the rules.
	Duplicate func(inv *einv.Invoice) *fault.Error

	// Waybill prepares the judgement of the e-way bill that EwbDtls asks for. nil: whoever is in the register, or is
	// enrolled as the number tells, is a transporter.
	Waybill func(in *validate.Input) *validate.WaybillInput
}

// Instant returns the instant whose rules the context applies.
func (c Context) Instant() time.Time {
	if !c.AsOf.IsZero() {
		y, m, d := c.AsOf.In(clock.IST).Date()
		return time.Date(y, m, d, 12, 0, 0, 0, clock.IST)
	}
	if c.Now.IsZero() {
		return clock.Wall().Round(0)
	}
	return c.Now.In(clock.IST)
}

// caller returns who is taken to be logged in.
func (c Context) caller(inv *einv.Invoice) string {
	switch {
	case c.Caller != "":
		return c.Caller
	case inv.TranDtls != nil && inv.TranDtls.EcmGstin != "":
		return inv.TranDtls.EcmGstin
	case inv.SellerDtls != nil:
		return inv.SellerDtls.Gstin
	}
	return ""
}

// input makes what the rules take.
func (c Context) input(inv *einv.Invoice, now time.Time) *validate.Input {
	in := &validate.Input{Invoice: inv, Now: now, Caller: c.caller(inv), Settings: validate.DefaultSettings(), Taxpayer: c.Taxpayer}
	if c.Settings != nil {
		in.Settings = *c.Settings
	}
	if in.Taxpayer == nil {
		policy := c.Policy
		if policy == "" {
			policy = taxpayer.Open
		}
		in.Taxpayer = func(gstin string) (taxpayer.Taxpayer, bool) { return taxpayer.Find(gstin, policy) }
	}
	return in
}

// waybill makes what the rules of e-way bills take.
func (c Context) waybill(in *validate.Input) *validate.WaybillInput {
	if c.Waybill != nil {
		return c.Waybill(in)
	}
	return &validate.WaybillInput{Input: in, Transporter: func(id string) bool {
		_, known := in.Taxpayer(id)
		return known || c.Policy != taxpayer.Strict && taxpayer.Enrolled(id)
	}}
}
