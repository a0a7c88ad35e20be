package registrar

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/irpsim/irpsim/einv"
	"github.com/irpsim/irpsim/internal/distance"
	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/store"
	"github.com/irpsim/irpsim/internal/validate"
	"github.com/irpsim/irpsim/internal/validate/schema"
)

// EWBMade is the answer of Generate e-way bill by IRN. The portal's page also lists Remarks, which no capture has.
type EWBMade struct {
	EwbNo        int64
	EwbDt        string
	EwbValidTill *string
}

// EWBShown is the answer of Get e-way bill by IRN.
type EWBShown struct {
	EwbNo        int64
	Status       string
	GenGstin     string
	EwbDt        string
	EwbValidTill *string
}

// GenerateEWB makes an e-way bill for a registered invoice. Order of the checks: protocol reference 21.5.
func (s *Service) GenerateEWB(ctx context.Context, who Caller, plain []byte) (Answer, error) {
	req, doc, err := einv.Decode[einv.EWBByIRN](plain)
	if err != nil {
		return Answer{}, fault.Unreadable()
	}
	if err := shapeOfEWB(s.Judge.Check(schema.GenerateEWB, doc), req, doc); err != nil {
		return Answer{}, err
	}
	name := strings.ToLower(req.Irn)
	unlock := s.inFlight.lock(who.World, name)
	defer unlock()
	inv, err := find(who, name)
	if err != nil {
		return Answer{IRN: name}, err
	}
	if err := mayHaveEWB(who, inv); err != nil {
		return Answer{IRN: name}, err
	}
	document, _, err := einv.Decode[einv.Invoice](inv.Payload)
	if err != nil {
		return Answer{IRN: name}, err
	}
	if found := s.forcedEWB(who, document); len(found) > 0 {
		return Answer{IRN: name}, &fault.Error{Findings: found}
	}
	in := s.waybill(who, s.input(who, document), req)
	if found := validate.Waybill(in); len(found) > 0 {
		return Answer{IRN: name}, &fault.Error{Findings: found}
	}
	bill := newBill(who, in, inv)
	if err := putBill(ctx, who, bill); err != nil {
		return Answer{IRN: name}, err
	}
	return Answer{
		Value: EWBMade{bill.No, minute(bill.GeneratedAt), validTill(bill)}, Info: computed(in), IRN: name,
	}, nil
}

// shapeOfEWB refuses a request whose members have the wrong shape (5002) and then one whose Irn was sent blank (4006).
func shapeOfEWB(found []fault.Finding, req *einv.EWBByIRN, doc *einv.Document) error {
	blank := strings.TrimSpace(req.Irn) == "" && doc.Tree()["Irn"] != nil
	if blank {
		found = slices.DeleteFunc(found, func(f fault.Finding) bool { return f.Path == "Irn" })
	}
	switch {
	case len(found) > 0:
		return &fault.Error{Findings: found}
	case blank:
		return fault.New(fault.ParameterEmpty)
	}
	return nil
}

// mayHaveEWB says whether a bill can be asked for: the IRN is there (4003), the caller's (4037), active (2302), has no
// active bill (4002), and its document none beside it (4026).
func mayHaveEWB(who Caller, inv *store.Invoice) error {
	switch {
	case inv == nil:
		return fault.New(fault.EWBUnknownIRN)
	case inv.Supplier != who.Gstin && inv.Generator != who.Gstin:
		return fault.New(fault.NotAuthorisedEWB)
	case inv.State.Status != store.Active:
		return fault.New(fault.IRNNotActive)
	}
	bill, err := who.billOf(inv)
	if err != nil {
		return err
	}
	if bill != nil && bill.Status == store.Active {
		return fault.New(fault.EWBExists)
	}
	return who.besideIRN(inv)
}

// GetEWB returns the last e-way bill of an invoice, a cancelled one too, to its supplier or the operator.
func (s *Service) GetEWB(_ context.Context, who Caller, name string) (Answer, error) {
	name = strings.ToLower(strings.TrimSpace(name))
	if name == "" {
		return Answer{}, fault.New(fault.ParameterEmpty)
	}
	inv, err := find(who, name)
	if err != nil {
		return Answer{IRN: name}, err
	}
	if inv == nil {
		return Answer{IRN: name}, fault.New(fault.EWBNotFound)
	}
	bill, err := who.billOf(inv)
	switch {
	case err != nil:
		return Answer{IRN: name}, err
	case bill == nil:
		return Answer{IRN: name}, fault.New(fault.EWBNotFound)
	case inv.Supplier != who.Gstin && inv.Generator != who.Gstin:
		return Answer{IRN: name}, fault.New(fault.NotAuthorisedEWB)
	}
	return Answer{
		Value: EWBShown{bill.No, bill.Status, bill.Generator, minute(bill.GeneratedAt), validTill(bill)}, IRN: name,
	}, nil
}

// waybill prepares the judgement of a bill: the invoice's own EwbDtls, or a request by IRN.
func (s *Service) waybill(who Caller, in *validate.Input, req *einv.EWBByIRN) *validate.WaybillInput {
	return &validate.WaybillInput{Input: in, Request: req, Transporter: who.World.Transporter, Distances: who.World.DistanceTable()}
}

// attempt is the e-way bill that an invoice asks for: made, or refused with the IRN standing.
type attempt struct {
	bill  *store.EWB // nil when none was asked for, or it is refused
	info  []fault.Info
	noted []fault.Finding // why it is refused
}

// attempt tries the e-way bill that an invoice asks for.
func (s *Service) attempt(who Caller, in *validate.Input, record *store.Invoice) (attempt, error) {
	if in.Invoice.EwbDtls == nil {
		return attempt{}, nil
	}
	if found := s.forcedEWB(who, in.Invoice); len(found) > 0 {
		return attempt{info: refusedBill(found), noted: found}, nil
	}
	asked := s.waybill(who, in, nil)
	var found []fault.Finding
	switch err := who.besideIRN(record); {
	case err == nil:
		found = validate.Waybill(asked)
	case AsFault(err) != nil:
		found = AsFault(err).Findings
	default:
		return attempt{}, err
	}
	if len(found) > 0 {
		return attempt{info: refusedBill(found), noted: found}, nil
	}
	return attempt{bill: newBill(who, asked, record), info: computed(asked)}, nil
}

// refusedBill is how InfoDtls tells why an invoice was registered without the bill that it asked for.
func refusedBill(found []fault.Finding) []fault.Info {
	type entry struct{ ErrorCode, ErrorMessage string }
	list := make([]entry, len(found))
	for i, f := range found {
		list[i] = entry{string(f.Code), f.Message}
	}
	return []fault.Info{{InfCd: "EWBERR", Desc: list}}
}

// computed is how InfoDtls tells the distance that the portal worked out, nil when the request gave one.
func computed(in *validate.WaybillInput) []fault.Info {
	r := in.Route()
	if !r.Asked {
		return nil
	}
	return []fault.Info{{InfCd: "EWBPPD", Desc: "Pin-Pin calc distance: " + strconv.Itoa(r.Km) + "KM"}}
}

// newBill makes the bill that the rules found nothing against. Without a mode of transport it is Part A alone and not
// valid for any time yet.
func newBill(who Caller, in *validate.WaybillInput, inv *store.Invoice) *store.EWB {
	part, route := in.Part(), in.Route()
	bill := &store.EWB{
		No: who.World.NextEwb(), Status: store.Active, Seq: inv.Seq, Irn: inv.Irn,
		Generator: who.Gstin, Supplier: inv.Supplier, Recipient: inv.Buyer,
		DocTyp: inv.DocTyp, DocNo: inv.DocNo, DocDt: inv.DocDt,
		FromPin: route.From, ToPin: route.To, FromState: route.FromState, ToState: route.ToState,
		Transporter: part.TransId, TransporterName: part.TransName, Km: route.Km, Over: route.OverDimensional,
		GeneratedAt: who.Now,
	}
	if part.TransMode != "" {
		begin(bill, store.Movement{
			At: who.Now, By: who.Gstin, Mode: part.TransMode, Vehicle: strings.ToUpper(part.VehNo), VehType: part.VehType,
			DocNo: part.TransDocNo, DocDt: part.TransDocDt, FromState: route.FromState,
		})
	}
	return bill
}

// begin enters a movement. The first one starts the bill's validity.
func begin(bill *store.EWB, m store.Movement) {
	if bill.PartBAt.IsZero() {
		bill.PartBAt = m.At
		bill.ValidTill = distance.Validity(m.At, bill.Km, bill.Over)
	}
	bill.Movements = append(bill.Movements, m)
}

// validTill is how the invoice portal prints the end of a bill, nil for Part A alone.
func validTill(bill *store.EWB) *string {
	if bill.ValidTill.IsZero() {
		return nil
	}
	text := stamp(bill.ValidTill)
	return &text
}

// putBill stores the bill of a registered invoice, unless the invoice has changed since it was judged.
func putBill(ctx context.Context, who Caller, bill *store.EWB) error {
	return who.World.DB().Update(ctx, func(tx *store.Tx) error {
		inv, ok, err := tx.InvoiceAt(who.World.ID, bill.Seq)
		switch {
		case err != nil:
			return err
		case !ok:
			return fault.New(fault.EWBUnknownIRN)
		case statusAt(inv, who.Now) != store.Active:
			return fault.New(fault.IRNNotActive)
		}
		earlier, err := billIn(tx, who.World.ID, inv)
		if err != nil {
			return err
		}
		if earlier != nil && earlier.Status == store.Active {
			return fault.New(fault.EWBExists)
		}
		state := inv.State
		state.EwbNo = bill.No
		if err := tx.SetState(who.World.ID, inv.Seq, state); err != nil {
			return err
		}
		return tx.PutEWB(who.World.ID, bill)
	})
}

// billOf returns the last bill of an invoice, nil when it never had one.
func (c Caller) billOf(inv *store.Invoice) (bill *store.EWB, err error) {
	if inv.State.EwbNo == 0 {
		return nil, nil
	}
	err = c.World.DB().View(func(tx *store.Tx) error {
		bill, err = billIn(tx, c.World.ID, inv)
		return err
	})
	return bill, err
}

func billIn(tx *store.Tx, world string, inv *store.Invoice) (*store.EWB, error) {
	if inv.State.EwbNo == 0 {
		return nil, nil
	}
	bill, ok, err := tx.EWB(world, inv.State.EwbNo)
	if err != nil || !ok {
		return nil, err
	}
	return bill, nil
}
