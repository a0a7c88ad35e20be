package registrar

import (
	"context"
	"strconv"
	"strings"

	"github.com/irpsim/irpsim/einv"
	"github.com/irpsim/irpsim/internal/clock"
	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/store"
)

// Codes of reading bills. Which of several fits an unknown number is our choice.
const (
	ewayNoData   fault.Code = "325"
	ewayNoRecord fault.Code = "418"
	ewayBadDate  fault.Code = "601"
)

// maxListed bounds the bills of one answer.
const maxListed = 1000

// EwayQuery is what the reads of the e-way bill system take, as sent.
type EwayQuery struct{ EwbNo, Date, DocType, DocNo string }

// ReadEWB shows a bill to who made it, whose goods they are, who receives them and who carries them.
func (s *Service) ReadEWB(_ context.Context, who Caller, q EwayQuery) (Answer, error) {
	no, err := strconv.ParseInt(strings.TrimSpace(q.EwbNo), 10, 64)
	if err != nil || no < 100_000_000_000 || no > 999_999_999_999 {
		return Answer{}, fault.New(fault.EwaybillNumber)
	}
	var bill *store.EWB
	var inv *store.Invoice
	err = who.World.DB().View(func(tx *store.Tx) error {
		found, ok, err := tx.EWB(who.World.ID, no)
		if err != nil || !ok {
			return err
		}
		bill = found
		inv, _, err = tx.InvoiceAt(who.World.ID, bill.Seq)
		return err
	})
	if err != nil {
		return Answer{}, err
	}
	if bill == nil || (!owns(who, bill) && !carries(who, bill) && bill.Recipient != who.Gstin) {
		return Answer{}, fault.New(ewayNoData)
	}
	shown := showBill(bill)
	if err := shown.fill(bill, inv); err != nil {
		return Answer{IRN: bill.Irn}, err
	}
	return Answer{Value: shown, IRN: bill.Irn}, nil
}

// fill adds what the document of a bill says.
func (e *EwayBill) fill(bill *store.EWB, inv *store.Invoice) error {
	if bill.Irn != "" && inv != nil {
		document, _, err := einv.Decode[einv.Invoice](inv.Payload)
		if err != nil {
			return err
		}
		e.ofInvoice(document)
		return nil
	}
	request, _, err := einv.Decode[directBill](bill.Request)
	if err != nil {
		return err
	}
	e.ofRequest(&directRequest{directBill: *request, hsn: hsnCodes(bill.Request)})
	return nil
}

// EwayRow is a bill in the list of a day.
type EwayRow struct {
	EwbNo        int64   `json:"ewbNo"`
	EwbDate      string  `json:"ewbDate"`
	Status       string  `json:"status"`
	GenGstin     string  `json:"genGstin"`
	DocNo        string  `json:"docNo"`
	DocDate      string  `json:"docDate"`
	DelPinCode   int     `json:"delPinCode"`
	DelStateCode int     `json:"delStateCode"`
	DelPlace     string  `json:"delPlace"`
	ValidUpto    *string `json:"validUpto"`
	Extended     int     `json:"extendedTimes"`
	RejectStatus string  `json:"rejectStatus"`
}

// ListEWBs lists the bills that the caller made on a day, newest first, at most a thousand.
func (s *Service) ListEWBs(_ context.Context, who Caller, q EwayQuery) (Answer, error) {
	on, ok := day(strings.TrimSpace(q.Date))
	if !ok {
		return Answer{}, fault.New(ewayBadDate)
	}
	rows := []EwayRow{}
	err := who.World.DB().View(func(tx *store.Tx) error {
		return tx.EachEWB(who.World.ID, func(b *store.EWB) bool {
			if b.Generator == who.Gstin && b.GeneratedAt.In(clock.IST).Format(dateForm) == on.Format(dateForm) {
				rows = append(rows, EwayRow{
					EwbNo: b.No, EwbDate: ewayMinute(b.GeneratedAt), Status: b.Status, GenGstin: b.Generator, DocNo: b.DocNo, DocDate: b.DocDt,
					DelPinCode: b.ToPin, DelStateCode: number(b.ToState), ValidUpto: ewayEnd(b), Extended: b.Extended, RejectStatus: "N",
				})
			}
			return len(rows) < maxListed && !b.GeneratedAt.Before(on) // numbers grow with time, unless the clock was set back
		})
	})
	if err != nil {
		return Answer{}, err
	}
	if len(rows) == 0 {
		return Answer{}, fault.New(ewayNoRecord)
	}
	return Answer{Value: rows}, nil
}

// FindEWB returns the active bill that the caller made for a document.
func (s *Service) FindEWB(_ context.Context, who Caller, q EwayQuery) (Answer, error) {
	var bill *store.EWB
	err := who.World.DB().View(func(tx *store.Tx) error {
		found, ok, err := tx.EWBOfDocument(who.World.ID, who.Gstin, strings.TrimSpace(q.DocType), strings.TrimSpace(q.DocNo))
		if ok {
			bill = found
		}
		return err
	})
	if err != nil {
		return Answer{}, err
	}
	if bill == nil || bill.Status != store.Active {
		return Answer{}, fault.New(ewayNoRecord)
	}
	return Answer{
		Value: EwayMade{EwayBillNo: bill.No, EwayBillDate: ewayMinute(bill.GeneratedAt), ValidUpto: ewayEnd(bill)}, IRN: bill.Irn,
	}, nil
}
