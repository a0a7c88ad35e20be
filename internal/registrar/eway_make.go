package registrar

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/irpsim/irpsim/einv"
	"github.com/irpsim/irpsim/internal/distance"
	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/irn"
	"github.com/irpsim/irpsim/internal/store"
)

// directBill is the decrypted request of GENEWAYBILL: a bill for a document that has no IRN. Members that nothing is
// decided by are kept as they were sent and read back from there.
type directBill struct {
	SupplyType       string      `json:"supplyType" einv:"trim,upper"`
	SubSupplyType    einv.Amount `json:"subSupplyType" einv:"loose"`
	SubSupplyDesc    string      `json:"subSupplyDesc" einv:"trim"`
	DocType          string      `json:"docType" einv:"trim,upper"`
	DocNo            string      `json:"docNo" einv:"trim"`
	DocDate          string      `json:"docDate" einv:"trim"`
	FromGstin        string      `json:"fromGstin" einv:"trim,upper"`
	FromTrdName      string      `json:"fromTrdName"`
	FromAddr1        string      `json:"fromAddr1"`
	FromAddr2        string      `json:"fromAddr2"`
	FromPlace        string      `json:"fromPlace"`
	FromPincode      einv.Amount `json:"fromPincode" einv:"loose"`
	FromStateCode    einv.Amount `json:"fromStateCode" einv:"loose"`
	ActFromStateCode einv.Amount `json:"actFromStateCode" einv:"loose"`
	ToGstin          string      `json:"toGstin" einv:"trim,upper"`
	ToTrdName        string      `json:"toTrdName"`
	ToAddr1          string      `json:"toAddr1"`
	ToAddr2          string      `json:"toAddr2"`
	ToPlace          string      `json:"toPlace"`
	ToPincode        einv.Amount `json:"toPincode" einv:"loose"`
	ToStateCode      einv.Amount `json:"toStateCode" einv:"loose"`
	ActToStateCode   einv.Amount `json:"actToStateCode" einv:"loose"`
	TransactionType  einv.Amount `json:"transactionType" einv:"loose"`
	TotInvValue      einv.Amount `json:"totInvValue" einv:"loose"`
	TotalValue       einv.Amount `json:"totalValue" einv:"loose"`
	CgstValue        einv.Amount `json:"cgstValue" einv:"loose"`
	SgstValue        einv.Amount `json:"sgstValue" einv:"loose"`
	IgstValue        einv.Amount `json:"igstValue" einv:"loose"`
	CessValue        einv.Amount `json:"cessValue" einv:"loose"`
	TransMode        string      `json:"transMode" einv:"trim"`
	TransDistance    einv.Amount `json:"transDistance" einv:"loose"`
	TransporterID    string      `json:"transporterId" einv:"trim,upper"`
	TransporterName  string      `json:"transporterName"`
	TransDocNo       string      `json:"transDocNo" einv:"trim"`
	TransDocDate     string      `json:"transDocDate" einv:"trim"`
	VehicleNo        string      `json:"vehicleNo" einv:"trim,upper"`
	VehicleType      string      `json:"vehicleType" einv:"trim,upper"`
	ItemList         []billItem  `json:"itemList"`
}

// billItem is a line. Its HSN comes as a number, which has lost leading zeros, or as a text, so it is read apart.
type billItem struct {
	ProductName   string      `json:"productName"`
	ProductDesc   string      `json:"productDesc"`
	Quantity      einv.Amount `json:"quantity" einv:"loose"`
	QtyUnit       string      `json:"qtyUnit" einv:"trim,upper"`
	TaxableAmount einv.Amount `json:"taxableAmount" einv:"loose"`
	CgstRate      einv.Amount `json:"cgstRate" einv:"loose"`
	SgstRate      einv.Amount `json:"sgstRate" einv:"loose"`
	IgstRate      einv.Amount `json:"igstRate" einv:"loose"`
	CessRate      einv.Amount `json:"cessRate" einv:"loose"`
}

// EwayMade is the answer of GENEWAYBILL, where the number is a number.
type EwayMade struct {
	EwayBillNo   int64   `json:"ewayBillNo"`
	EwayBillDate string  `json:"ewayBillDate"`
	ValidUpto    *string `json:"validUpto"`
	Alert        string  `json:"alert"`
}

// MakeEWB makes a bill without an IRN: for what no IRN is needed for. What is wrong with single members is told together,
// what is wrong between them one at a time.
func (s *Service) MakeEWB(ctx context.Context, who Caller, plain []byte) (Answer, error) {
	members, _, err := einv.Decode[directBill](plain)
	if err := misfit(err, memberCodes()); err != nil {
		return Answer{}, err
	}
	req := &directRequest{directBill: *members, hsn: hsnCodes(plain)}
	if found := req.wrongMembers(); len(found) > 0 {
		return Answer{}, &fault.Error{Findings: found}
	}
	verdict := who.World.DistanceTable().Check(int(req.TransDistance.Int()), int(req.FromPincode.Int()), int(req.ToPincode.Int()))
	if code := req.wrongTogether(who, verdict); code != "" {
		return Answer{}, fault.New(code)
	}
	if found := s.forcedEWB(who, nil); len(found) > 0 {
		return Answer{}, &fault.Error{Findings: found}
	}
	bill := req.bill(who, verdict.Km, plain)
	if err := putDirect(ctx, who, bill); err != nil {
		return Answer{}, err
	}
	made := EwayMade{EwayBillNo: bill.No, EwayBillDate: ewayMinute(bill.GeneratedAt), ValidUpto: ewayEnd(bill)}
	if verdict.Asked {
		made.Alert = ", Distance between these two pincodes is " + strconv.Itoa(verdict.Km)
	}
	return Answer{Value: made}, nil
}

func (r *directRequest) bill(who Caller, km int, plain []byte) *store.EWB {
	bill := &store.EWB{
		No: who.World.NextEwb(), Status: store.Active, Generator: who.Gstin, Supplier: r.FromGstin, Recipient: r.ToGstin,
		DocTyp: r.DocType, DocNo: r.DocNo, DocDt: r.DocDate,
		FromPin: int(r.FromPincode.Int()), ToPin: int(r.ToPincode.Int()), FromState: stateOf(r.ActFromStateCode), ToState: stateOf(r.ActToStateCode),
		Transporter: r.TransporterID, TransporterName: r.TransporterName, Km: km,
		Over: r.VehicleType == "O" || r.TransMode == "4", GeneratedAt: who.Now, Request: json.RawMessage(plain),
	}
	if r.TransMode != "" {
		begin(bill, store.Movement{
			At: who.Now, By: who.Gstin, Mode: r.TransMode, Vehicle: r.VehicleNo, VehType: r.VehicleType,
			DocNo: r.TransDocNo, DocDt: r.TransDocDate, FromPlace: r.FromPlace, FromState: bill.FromState,
		})
	}
	return bill
}

// putDirect stores a bill without invoice, unless the document has one: 604.
func putDirect(ctx context.Context, who Caller, bill *store.EWB) error {
	return who.World.DB().Update(ctx, func(tx *store.Tx) error {
		earlier, ok, err := tx.EWBOfDocument(who.World.ID, bill.Supplier, bill.DocTyp, bill.DocNo)
		if err != nil {
			return err
		}
		if ok && earlier.Status == store.Active && sameYear(earlier.DocDt, bill.DocDt) {
			return fault.New(ewayDuplicate)
		}
		return tx.PutEWB(who.World.ID, bill)
	})
}

// sameYear reports whether two dates lie in one financial year, in which a document number stands for one document.
func sameYear(a, b string) bool {
	x, okX := day(a)
	y, okY := day(b)
	return okX && okY && irn.FinancialYear(x) == irn.FinancialYear(y)
}

// besideIRN finds an active bill that was made for the document of an invoice at the e-way bill system: 4026.
func (c Caller) besideIRN(inv *store.Invoice) error {
	return c.World.DB().View(func(tx *store.Tx) error {
		bill, ok, err := tx.EWBOfDocument(c.World.ID, inv.Supplier, inv.DocTyp, inv.DocNo)
		if err != nil || !ok || bill.Irn != "" || bill.Status != store.Active || !sameYear(bill.DocDt, inv.DocDt) {
			return err
		}
		return fault.New(fault.EWBOfDocument, strconv.FormatInt(bill.No, 10))
	})
}

// farOff words a distance that the table refuses as the e-way bill system does.
func farOff(v distance.Verdict) fault.Code {
	switch v.Code {
	case "":
		return ""
	case distance.CodeNotKnown, distance.CodeNoPlace:
		return ewayNoDistance
	case distance.CodeSamePIN:
		return ewaySamePin
	}
	return ewayTooFar
}

// directRequest is the request with what is worked out from it.
type directRequest struct {
	directBill
	hsn []string // of each line
}

// hsnCodes reads the HSN of each line. A number lacks the zero that chapters 01 to 09 begin with.
func hsnCodes(plain []byte) []string {
	var doc struct {
		ItemList []struct {
			HsnCode json.RawMessage `json:"hsnCode"`
		} `json:"itemList"`
	}
	if json.Unmarshal(plain, &doc) != nil {
		return nil
	}
	codes := make([]string, len(doc.ItemList))
	for i, it := range doc.ItemList {
		text := string(it.HsnCode)
		codes[i] = strings.Trim(text, `" `)
		if len(codes[i])%2 == 1 && codes[i] == text {
			codes[i] = "0" + text
		}
	}
	return codes
}

// anyGoods reports whether a line is of goods.
func (r *directRequest) anyGoods() bool {
	return slices.ContainsFunc(r.hsn, func(code string) bool { return !strings.HasPrefix(code, "99") })
}
