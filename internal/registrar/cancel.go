package registrar

import (
	"context"
	"strings"

	"github.com/irpsim/irpsim/einv"
	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/store"
	"github.com/irpsim/irpsim/internal/validate/schema"
)

// Cancelled is the answer of Cancel IRN.
type Cancelled struct {
	Irn        string
	CancelDate string
}

// CancelIRN withdraws an invoice while its window is open. Order of the checks: shape, found, owner, status, e-way bill,
// time (protocol reference 21.5). Exactly the window's length after registration is still in time.
func (s *Service) CancelIRN(ctx context.Context, who Caller, plain []byte) (Answer, error) {
	req, doc, err := einv.Decode[einv.CancelIRN](plain)
	if err != nil {
		return Answer{}, fault.Unreadable()
	}
	if found := s.Judge.Check(schema.CancelIRN, doc); len(found) > 0 {
		return Answer{}, &fault.Error{Findings: found}
	}
	name := strings.ToLower(req.Irn)
	window := who.World.Settings().CancelWindow()
	err = who.World.DB().Update(ctx, func(tx *store.Tx) error {
		inv, ok, err := who.find(tx, name)
		switch {
		case err != nil:
			return err
		case !ok:
			return fault.New(fault.UnknownIRN)
		case inv.Supplier != who.Gstin && inv.Generator != who.Gstin:
			return fault.New(fault.NotOwner)
		case inv.State.Status != store.Active:
			return fault.New(fault.InvoiceNotActive)
		}
		bill, err := billIn(tx, who.World.ID, inv)
		switch {
		case err != nil:
			return err
		case bill != nil && bill.Status == store.Active: // also after its validity has run out
			return fault.New(fault.ActiveEWB)
		case who.Now.Sub(inv.AckDt) > window:
			return fault.New(fault.CancelTooLate)
		}
		state := inv.State
		state.Status, state.CancelledAt, state.CnlRsn, state.CnlRem = store.Cancelled, who.Now, req.CnlRsn, req.CnlRem
		return tx.SetState(who.World.ID, inv.Seq, state)
	})
	if err != nil {
		return Answer{IRN: name}, err
	}
	return Answer{Value: Cancelled{Irn: name, CancelDate: minute(who.Now)}, IRN: name}, nil
}
