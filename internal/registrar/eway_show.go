package registrar

import (
	"strconv"

	"github.com/irpsim/irpsim/einv"
	"github.com/irpsim/irpsim/internal/distance"
	"github.com/irpsim/irpsim/internal/store"
)

// EwayBill is the answer of GetEwayBill, members as the public documentation lists them.
type EwayBill struct {
	EwbNo           int64          `json:"ewbNo"`
	EwayBillDate    string         `json:"ewayBillDate"`
	GenMode         string         `json:"genMode"`
	UserGstin       string         `json:"userGstin"`
	SupplyType      string         `json:"supplyType"`
	SubSupplyType   string         `json:"subSupplyType"`
	DocType         string         `json:"docType"`
	DocNo           string         `json:"docNo"`
	DocDate         string         `json:"docDate"`
	FromGstin       string         `json:"fromGstin"`
	FromTrdName     string         `json:"fromTrdName"`
	FromAddr1       string         `json:"fromAddr1"`
	FromAddr2       string         `json:"fromAddr2"`
	FromPlace       string         `json:"fromPlace"`
	FromPincode     int            `json:"fromPincode"`
	FromStateCode   int            `json:"fromStateCode"`
	ToGstin         string         `json:"toGstin"`
	ToTrdName       string         `json:"toTrdName"`
	ToAddr1         string         `json:"toAddr1"`
	ToAddr2         string         `json:"toAddr2"`
	ToPlace         string         `json:"toPlace"`
	ToPincode       int            `json:"toPincode"`
	ToStateCode     int            `json:"toStateCode"`
	TotalValue      einv.Amount    `json:"totalValue"`
	TotInvValue     einv.Amount    `json:"totInvValue"`
	CgstValue       einv.Amount    `json:"cgstValue"`
	SgstValue       einv.Amount    `json:"sgstValue"`
	IgstValue       einv.Amount    `json:"igstValue"`
	CessValue       einv.Amount    `json:"cessValue"`
	TransporterID   string         `json:"transporterId"`
	TransporterName string         `json:"transporterName"`
	Status          string         `json:"status"`
	ActualDist      int            `json:"actualDist"`
	NoValidDays     int            `json:"noValidDays"`
	ValidUpto       *string        `json:"validUpto"`
	ExtendedTimes   int            `json:"extendedTimes"`
	RejectStatus    string         `json:"rejectStatus"`
	VehicleType     string         `json:"vehicleType"`
	ActFromState    int            `json:"actFromStateCode"`
	ActToState      int            `json:"actToStateCode"`
	TransactionType int            `json:"transactionType"`
	ItemList        []ewayItem     `json:"itemList"`
	Movements       []ewayMovement `json:"VehiclListDetails"` // the portal's spelling
}

type ewayItem struct {
	ItemNo        int         `json:"itemNo"`
	ProductID     int         `json:"productId"`
	ProductName   string      `json:"productName"`
	ProductDesc   string      `json:"productDesc"`
	HsnCode       int         `json:"hsnCode"`
	Quantity      einv.Amount `json:"quantity"`
	QtyUnit       string      `json:"qtyUnit"`
	CgstRate      einv.Amount `json:"cgstRate"`
	SgstRate      einv.Amount `json:"sgstRate"`
	IgstRate      einv.Amount `json:"igstRate"`
	CessRate      einv.Amount `json:"cessRate"`
	TaxableAmount einv.Amount `json:"taxableAmount"`
}

type ewayMovement struct {
	UpdMode     string `json:"updMode"`
	VehicleNo   string `json:"vehicleNo"`
	FromPlace   string `json:"fromPlace"`
	FromState   int    `json:"fromState"`
	TripshtNo   int    `json:"tripshtNo"`
	UserGstin   string `json:"userGSTINTransin"`
	EnteredDate string `json:"enteredDate"`
	TransMode   string `json:"transMode"`
	TransDocNo  string `json:"transDocNo"`
	TransDocDt  string `json:"transDocDate"`
	GroupNo     string `json:"groupNo"`
}

// Ways in which a bill was made.
const (
	byIRP  = "IRP"
	byEway = "API"
)

// showBill fills what the store knows of a bill.
func showBill(b *store.EWB) EwayBill {
	shown := EwayBill{
		EwbNo: b.No, EwayBillDate: ewayMinute(b.GeneratedAt), GenMode: byEway, UserGstin: b.Generator,
		DocType: b.DocTyp, DocNo: b.DocNo, DocDate: b.DocDt, FromGstin: b.Supplier, ToGstin: b.Recipient,
		FromPincode: b.FromPin, ToPincode: b.ToPin, ActFromState: number(b.FromState), ActToState: number(b.ToState),
		TransporterID: b.Transporter, TransporterName: b.TransporterName, Status: b.Status, ActualDist: b.Km,
		NoValidDays: distance.Days(b.Km, b.Over), ValidUpto: ewayEnd(b), ExtendedTimes: b.Extended, RejectStatus: "N",
		VehicleType: "R", ItemList: []ewayItem{}, Movements: []ewayMovement{},
	}
	if b.Irn != "" {
		shown.GenMode = byIRP
	}
	if b.Over {
		shown.VehicleType = "O"
	}
	if b.ValidTill.IsZero() {
		shown.NoValidDays = 0
	}
	for _, m := range b.Movements {
		shown.Movements = append(shown.Movements, ewayMovement{
			UpdMode: shown.GenMode, VehicleNo: m.Vehicle, FromPlace: m.FromPlace, FromState: number(m.FromState), UserGstin: m.By,
			EnteredDate: ewayMinute(m.At), TransMode: m.Mode, TransDocNo: m.DocNo, TransDocDt: m.DocDt, GroupNo: "0",
		})
	}
	return shown
}

// ofInvoice adds what the invoice of a bill says.
func (e *EwayBill) ofInvoice(inv *einv.Invoice) {
	seller, buyer, val := inv.SellerDtls, inv.BuyerDtls, inv.ValDtls
	e.SupplyType, e.SubSupplyType, e.TransactionType = "O", "1", 1
	switch inv.TranDtls.SupTyp {
	case "EXPWP", "EXPWOP":
		e.SubSupplyType = "3"
	}
	e.FromTrdName, e.FromAddr1, e.FromAddr2, e.FromPlace = seller.LglNm, seller.Addr1, seller.Addr2, seller.Loc
	e.ToTrdName, e.ToAddr1, e.ToAddr2, e.ToPlace = buyer.LglNm, buyer.Addr1, buyer.Addr2, buyer.Loc
	e.FromStateCode, e.ToStateCode = number(seller.Stcd), number(buyer.Stcd)
	if ship := inv.ShipDtls; ship != nil {
		e.ToAddr1, e.ToAddr2, e.ToPlace = ship.Addr1, ship.Addr2, ship.Loc
		e.TransactionType = 2
	}
	if from := inv.DispDtls; from != nil {
		e.FromAddr1, e.FromAddr2, e.FromPlace = from.Addr1, from.Addr2, from.Loc
		e.TransactionType += 2 // 3, or 4 with a ship-to address as well
	}
	e.TotalValue, e.TotInvValue, e.CgstValue, e.SgstValue = val.AssVal, val.TotInvVal, val.CgstVal, val.SgstVal
	e.IgstValue, e.CessValue = val.IgstVal, val.CesVal
	for i := range inv.ItemList {
		it := &inv.ItemList[i]
		item := ewayItem{
			ItemNo: i + 1, ProductDesc: it.PrdDesc, HsnCode: number(it.HsnCd), Quantity: it.Qty, QtyUnit: it.Unit,
			CessRate: it.CesRt, TaxableAmount: it.AssAmt,
		}
		if it.IgstAmt.Milli() != 0 {
			item.IgstRate = it.GstRt
		} else if it.CgstAmt.Milli() != 0 {
			half := einv.Milli(it.GstRt.Milli() / 2)
			item.CgstRate, item.SgstRate = half, half
		}
		e.ItemList = append(e.ItemList, item)
	}
}

// ofRequest adds what the request of a bill without invoice said.
func (e *EwayBill) ofRequest(r *directRequest) {
	e.SupplyType, e.SubSupplyType = r.SupplyType, strconv.FormatInt(r.SubSupplyType.Int(), 10)
	e.FromTrdName, e.FromAddr1, e.FromAddr2, e.FromPlace = r.FromTrdName, r.FromAddr1, r.FromAddr2, r.FromPlace
	e.ToTrdName, e.ToAddr1, e.ToAddr2, e.ToPlace = r.ToTrdName, r.ToAddr1, r.ToAddr2, r.ToPlace
	e.FromStateCode, e.ToStateCode = int(r.FromStateCode.Int()), int(r.ToStateCode.Int())
	e.TransactionType = int(r.TransactionType.Int())
	e.TotalValue, e.TotInvValue, e.CgstValue, e.SgstValue = r.TotalValue, r.TotInvValue, r.CgstValue, r.SgstValue
	e.IgstValue, e.CessValue = r.IgstValue, r.CessValue
	for i, it := range r.ItemList {
		hsn := ""
		if i < len(r.hsn) {
			hsn = r.hsn[i]
		}
		e.ItemList = append(e.ItemList, ewayItem{
			ItemNo: i + 1, ProductName: it.ProductName, ProductDesc: it.ProductDesc, HsnCode: number(hsn), Quantity: it.Quantity, QtyUnit: it.QtyUnit,
			CgstRate: it.CgstRate, SgstRate: it.SgstRate, IgstRate: it.IgstRate, CessRate: it.CessRate, TaxableAmount: it.TaxableAmount,
		})
	}
}

// number reads digits, 0 when there are none.
func number(digits string) int {
	n, err := strconv.Atoi(digits)
	if err != nil {
		return 0
	}
	return n
}
