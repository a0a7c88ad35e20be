package registrar

import (
	"context"
	"errors"
	"strconv"
	"time"

	"github.com/irpsim/irpsim/einv"
	"github.com/irpsim/irpsim/internal/clock"
	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/store"
)

// ewbCancelWindow is how long a bill can be cancelled after its Part B was entered, or after it was made.
const ewbCancelWindow = 24 * time.Hour

// maxCancelRemark bounds cancelRmrk, in characters.
const maxCancelRemark = 50

// EWBCancelled is the answer of CANEWB. The number is a text, as in captures; NIC's page prints a number.
type EWBCancelled struct {
	EwayBillNo string `json:"ewayBillNo"`
	CancelDate string `json:"cancelDate"`
}

// CancelEWB withdraws an e-way bill. Order of the checks: protocol reference 21.5, ewayapi.
func (s *Service) CancelEWB(ctx context.Context, who Caller, plain []byte) (Answer, error) {
	req, _, err := einv.Decode[einv.CancelEWB](plain)
	if err := misfit(err, map[string]fault.Code{
		"ewbNo": fault.EwaybillNumber, "cancelRsnCode": fault.EwaybillReason, "cancelRmrk": fault.EwaybillRemarks,
	}); err != nil {
		return Answer{}, err
	}
	no, ok := ewbNumber(req.EwbNo)
	switch {
	case !ok:
		return Answer{}, fault.New(fault.EwaybillNumber)
	case !oneOf(req.CancelRsnCode, 1, 4):
		return Answer{}, fault.New(fault.EwaybillReason)
	case len([]rune(req.CancelRmrk)) > maxCancelRemark:
		return Answer{}, fault.New(fault.EwaybillRemarks)
	}
	irn, err := s.changeEWB(ctx, who, no, func(bill *store.EWB) error {
		if !owns(who, bill) || bill.Status != store.Active {
			return fault.New(fault.EwaybillNotYours)
		}
		if who.Now.Sub(latest(bill.GeneratedAt, bill.PartBAt)) > ewbCancelWindow {
			return fault.New(fault.EwaybillTooLate)
		}
		bill.Status, bill.CancelledAt = store.Cancelled, who.Now
		bill.CnlRsn, bill.CnlRem = req.CancelRsnCode.Literal(), req.CancelRmrk
		return nil
	})
	if err != nil {
		return Answer{IRN: irn}, err
	}
	return Answer{Value: EWBCancelled{strconv.FormatInt(no, 10), ewayMinute(who.Now)}, IRN: irn}, nil
}

// changeEWB lets change alter a bill and stores it. A number that no bill has is refused as somebody else's is. change may
// run more than once, each time on a fresh copy.
func (s *Service) changeEWB(ctx context.Context, who Caller, no int64, change func(*store.EWB) error) (irn string, err error) {
	err = who.World.DB().Update(ctx, func(tx *store.Tx) error {
		bill, ok, err := tx.EWB(who.World.ID, no)
		if err != nil {
			return err
		}
		if !ok {
			return fault.New(fault.EwaybillNotYours)
		}
		irn = bill.Irn
		if err := change(bill); err != nil {
			return err
		}
		return tx.PutEWB(who.World.ID, bill)
	})
	return irn, err
}

// owns reports whether a bill is the caller's: who made it, or whose goods they are.
func owns(who Caller, bill *store.EWB) bool {
	return who.Gstin == bill.Generator || who.Gstin == bill.Supplier
}

// carries reports whether the caller is the transporter that the bill names.
func carries(who Caller, bill *store.EWB) bool {
	return bill.Transporter != "" && who.Gstin == bill.Transporter
}

// misfit words an error of decoding as the e-way bill system does: the code of the member that cannot be bound, or 100.
func misfit(err error, codes map[string]fault.Code) error {
	if err == nil {
		return nil
	}
	if bad, ok := errors.AsType[*einv.BindError](err); ok {
		if code, ok := codes[bad.Path]; ok {
			return fault.New(code)
		}
	}
	return fault.New(fault.EwaybillJSON)
}

// ewbNumber reads an e-way bill number: twelve digits.
func ewbNumber(a einv.Amount) (int64, bool) {
	return a.Int(), whole(a) && a.Int() >= 100_000_000_000 && a.Int() <= 999_999_999_999
}

// whole reports whether an amount was sent and has no fraction.
func whole(a einv.Amount) bool { return a.IsSet() && a.Exact() && a.Milli()%1000 == 0 }

func oneOf(a einv.Amount, lowest, highest int64) bool {
	return whole(a) && a.Int() >= lowest && a.Int() <= highest
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// ewayForm is how the e-way bill system prints an instant.
const ewayForm = "02/01/2006 03:04:05 PM"

// ewayMinute prints an instant rounded to the nearest minute.
func ewayMinute(t time.Time) string {
	return t.In(clock.IST).Add(30 * time.Second).Truncate(time.Minute).Format(ewayForm)
}

// ewayEnd prints the end of a bill, nil for Part A alone.
func ewayEnd(bill *store.EWB) *string {
	if bill.ValidTill.IsZero() {
		return nil
	}
	text := bill.ValidTill.In(clock.IST).Format(ewayForm)
	return &text
}
