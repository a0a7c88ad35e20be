package validate

import (
	"encoding/json"
	"time"

	"github.com/irpsim/irpsim/einv"
	"github.com/irpsim/irpsim/internal/taxpayer"
)

// What follows is data of examples of e-way bills.

const (
	transporter   = "29ZZZCT0016T1Z7"
	noTransporter = "00AAAAA0000A1Z0" // no state, nobody's
	blockedBuyer  = "23ZZZCL0013L1ZA"
	unusedPIN     = 128001 // of Haryana's prefixes, and of no post office
)

var (
	// byRail and byShip ask for an e-way bill by another mode.
	byRail = Edits{
		"EwbDtls.TransMode": "2", "EwbDtls.TransDocNo": "RR/2211", "EwbDtls.TransDocDt": "{today-1}", "EwbDtls.Distance": 0,
	}
	byShip = Edits{
		"EwbDtls.TransMode": "4", "EwbDtls.TransDocNo": "BL2211", "EwbDtls.VehType": "O", "EwbDtls.Distance": 0,
	}
	// toChennai sends the goods to Tamil Nadu: a pair of PIN codes whose distance is public, 350 km.
	toChennai = to("33ZZZCB0002B1Z7", "33", 600001)
	// toUnused sends them where the table of distances has no point.
	toUnused = to("06ZZZCB0002B1Z4", "06", unusedPIN)
	// toPort and requestPort name the port of an export, in the invoice and in a request by IRN.
	toPort = Edits{
		"ShipDtls.LglNm": "Chennai Port", "ShipDtls.Addr1": "7 Port Road", "ShipDtls.Loc": "Chennai", "ShipDtls.Pin": 600001, "ShipDtls.Stcd": "33",
	}
	requestPort = Edits{
		"ExpShipDtls.Addr1": "7 Port Road", "ExpShipDtls.Loc": "Chennai", "ExpShipDtls.Pin": 600001, "ExpShipDtls.Stcd": "33", "Distance": 350,
	}
	requestDispatch = Edits{
		"DispDtls.Nm": "Simulated Depot", "DispDtls.Addr1": "2 Mill Road", "DispDtls.Loc": "Chennai", "DispDtls.Pin": 600001,
		"DispDtls.Stcd": "33", "Distance": 0,
	}
)

func blockForWaybills(t *taxpayer.Taxpayer) { t.BlockStatus = taxpayer.Blocked }

// StandardRequest builds the request by IRN that examples edit: by road, the distance left to the portal.
func StandardRequest() einv.Tree {
	return einv.Tree{"TransMode": "1", "VehNo": "KA01AB1234", "VehType": "R", "Distance": 0}
}

// Request builds the example's request by IRN without its Irn, nil when the bill belongs to the invoice.
func (e Example) Request(now time.Time) (einv.Tree, error) {
	if e.ByIRN == nil {
		return nil, nil
	}
	tree := StandardRequest()
	return tree, e.ByIRN.apply(tree, now)
}

// Waybill builds what the rules of e-way bills take for the example.
func (e Example) Waybill(now time.Time, lookUp func(string) (taxpayer.Taxpayer, bool)) (*WaybillInput, error) {
	in, err := e.Input(now, lookUp)
	if err != nil {
		return nil, err
	}
	bill := &WaybillInput{Input: in, Transporter: func(id string) bool {
		_, known := in.Taxpayer(id)
		return known || taxpayer.Enrolled(id)
	}}
	tree, err := e.Request(in.Now)
	if err != nil || tree == nil {
		return bill, err
	}
	raw, err := json.Marshal(tree)
	if err != nil {
		return nil, err
	}
	bill.Request, _, err = einv.Decode[einv.EWBByIRN](raw)
	return bill, err
}
