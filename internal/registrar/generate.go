package registrar

import (
	"context"
	"strings"
	"time"

	"github.com/irpsim/irpsim/einv"
	"github.com/irpsim/irpsim/internal/clock"
	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/irn"
	"github.com/irpsim/irpsim/internal/store"
	"github.com/irpsim/irpsim/internal/validate"
	"github.com/irpsim/irpsim/internal/validate/schema"
)

// Registered is the answer of Generate IRN and of both look-ups, members in the portal's order.
type Registered struct {
	AckNo         int64
	AckDt         string
	Irn           string
	SignedInvoice string
	SignedQRCode  string
	Status        string
	EwbNo         *int64
	EwbDt         *string
	EwbValidTill  *string
	Remarks       *string
}

// GenerateIRN registers the document in plain. Order of the checks: protocol reference 21.5.
func (s *Service) GenerateIRN(ctx context.Context, who Caller, plain []byte) (told Answer, err error) {
	inv, doc, err := einv.Decode[einv.Invoice](plain)
	if err != nil {
		return Answer{}, fault.Unreadable()
	}
	defer func() {
		if inv != nil && inv.DocDtls != nil { // refused or not
			told.DocNo = inv.DocDtls.No
		}
	}()
	if found := s.Judge.Check(schema.GenerateIRN, doc); len(found) > 0 {
		return Answer{}, &fault.Error{Findings: found}
	}
	if err := s.forced(atShape, who, inv); err != nil {
		return Answer{}, err
	}
	in := s.input(who, inv)
	if found := validate.Gate(in); len(found) > 0 {
		return Answer{}, &fault.Error{Findings: found}
	}
	if err := s.forced(atGate, who, inv); err != nil {
		return Answer{}, err
	}
	date, ok := day(inv.DocDtls.Dt)
	if !ok { // a day that is not in the calendar has no financial year and so no IRN: the rules refuse it
		return Answer{}, &fault.Error{Findings: validate.Business(in)}
	}
	names := hashes(inv.SellerDtls.Gstin, inv.DocDtls.Typ, inv.DocDtls.No, date, who.Now)
	unlock := s.inFlight.lock(who.World, names[0])
	defer unlock()
	if err := s.duplicate(who, names); err != nil {
		return Answer{IRN: names[0]}, err
	}
	if err := s.forced(atDuplicate, who, inv); err != nil {
		return Answer{IRN: names[0]}, err
	}
	if found := validate.Business(in); len(found) > 0 {
		return Answer{}, &fault.Error{Findings: found}
	}
	if err := s.forced(atBusiness, who, inv); err != nil {
		return Answer{}, err
	}
	if err := ctx.Err(); err != nil { // nobody waits for what comes now, the costly part
		return Answer{}, err
	}
	arrived := who.World.DB().Announce()
	defer arrived()
	record, err := s.sign(ctx, who, inv, names[0], plain)
	if err != nil {
		return Answer{}, err
	}
	ewb, err := s.attempt(who, in, record)
	if err != nil {
		return Answer{}, err
	}
	arrived()
	if err := s.put(ctx, who, record, ewb.bill); err != nil {
		return Answer{IRN: record.Irn}, err
	}
	answer := registered(record, ewb.bill)
	answer.AckDt = stamp(record.AckDt)
	return Answer{Value: answer, Info: ewb.info, IRN: record.Irn, AckNo: record.AckNo, Noted: ewb.noted}, nil
}

func (s *Service) input(who Caller, inv *einv.Invoice) *validate.Input {
	rules := RuleSettings(who.World.Settings())
	return &validate.Input{Invoice: inv, Now: who.Now, Caller: who.Gstin, Settings: rules, Taxpayer: who.World.Taxpayer}
}

// hashes returns the IRNs under which a document may stand: the one of today's rule first. Until 31 May 2025 numbers were
// hashed as sent, so a world whose clock was there then holds such an IRN.
func hashes(gstin, typ, no string, docDate, now time.Time) []string {
	names := []string{irn.Of(gstin, typ, no, docDate, now)}
	fy := irn.FinancialYear(docDate)
	for _, n := range []string{no, strings.ToUpper(no)} {
		if h := irn.Hash(gstin, fy, strings.ToUpper(typ), n); h != names[0] {
			names = append(names, h)
		}
	}
	return names
}

// duplicate refuses a document that is registered already: 2150 while it stands, 2278 once it is cancelled.
func (s *Service) duplicate(who Caller, names []string) error {
	return who.World.DB().View(func(tx *store.Tx) error {
		for _, name := range names {
			earlier, ok, err := tx.InvoiceOf(who.World.ID, who.At, name)
			if err != nil {
				return err
			}
			if ok {
				return alreadyRegistered(earlier)
			}
		}
		return deduplicate(tx, who, &store.Invoice{Irn: names[0], Portal: who.At})
	})
}

func alreadyRegistered(earlier *store.Invoice) *fault.Error {
	code := fault.Duplicate
	if earlier.State.Status != store.Active {
		code = fault.DuplicateCancelled
	}
	return fault.New(code).WithInfo(fault.Info{InfCd: "DUPIRN", Desc: struct {
		AckNo int64
		AckDt string
		Irn   string
	}{earlier.AckNo, minute(earlier.AckDt), earlier.Irn}})
}

// sign gives the document its AckNo and both tokens. The two signatures do not depend on each other, so they are made
// side by side; the store's transaction comes after, so that no one waits in it for a signature.
func (s *Service) sign(ctx context.Context, who Caller, inv *einv.Invoice, name string, plain []byte) (*store.Invoice, error) {
	w := who.World
	running, shard := w.NextAck()
	record := &store.Invoice{
		Irn: name, AckNo: irn.AckNo(portalDigit(who.At), shard, who.Now.In(clock.IST).Year(), running), AckDt: who.Now,
		Supplier: inv.SellerDtls.Gstin, Generator: who.Gstin, Buyer: inv.BuyerDtls.Gstin,
		SupTyp: inv.TranDtls.SupTyp, DocTyp: inv.DocDtls.Typ, DocNo: inv.DocDtls.No, DocDt: inv.DocDtls.Dt,
		TotInvVal: inv.ValDtls.TotInvVal.Literal(), Payload: plain, Portal: who.At, State: store.State{Status: store.Active},
	}
	issuer := w.Settings().Issuer
	qr := make(chan error, 1)
	go func() {
		var err error
		record.SignedQRCode, err = s.Signer.Sign(ctx, issuer, irn.QRText(name, record.AckDt, inv))
		qr <- err
	}()
	var err error
	record.SignedInvoice, err = s.Signer.Sign(ctx, issuer, irn.InvoiceText(record.AckNo, record.AckDt, name, inv))
	if qrErr := <-qr; err == nil {
		err = qrErr
	}
	return record, err
}

// put stores an invoice and, in the same transaction, its bill; bill is nil when there is none.
func (s *Service) put(ctx context.Context, who Caller, record *store.Invoice, bill *store.EWB) error {
	return who.World.DB().Update(ctx, func(tx *store.Tx) error {
		record.State = store.State{Status: store.Active} // the function may run again
		if err := deduplicate(tx, who, record); err != nil {
			return err
		}
		if bill != nil {
			record.State.EwbNo = bill.No
		}
		earlier, err := tx.Register(who.World.ID, record)
		if err != nil {
			return err
		}
		if earlier != nil {
			return alreadyRegistered(earlier)
		}
		if bill == nil {
			return nil
		}
		bill.Seq = record.Seq
		return tx.PutEWB(who.World.ID, bill)
	})
}

// registered shows a stored invoice as the portal reads it back, AckDt rounded to the minute. A bill shows while it is
// active.
func registered(i *store.Invoice, bill *store.EWB) Registered {
	r := Registered{
		AckNo: i.AckNo, AckDt: minute(i.AckDt), Irn: i.Irn,
		SignedInvoice: i.SignedInvoice, SignedQRCode: i.SignedQRCode, Status: i.State.Status,
	}
	if bill != nil && bill.Status == store.Active {
		at := minute(bill.GeneratedAt)
		r.EwbNo, r.EwbDt, r.EwbValidTill = &bill.No, &at, validTill(bill)
	}
	return r
}
