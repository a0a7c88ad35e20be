package validate

import (
	"strconv"
	"time"

	"github.com/irpsim/irpsim/einv"
)

// The taxpayers of the default world that examples speak of.
const (
	seller       = "29ZZZCS0001A1ZI" // Karnataka
	branch       = "27ZZZCS0001A1ZM" // Maharashtra, the seller's other registration
	buyer        = "27ZZZCB0002B1Z0" // Maharashtra
	neighbour    = "29ZZZCB0002B1ZW" // Karnataka
	sezUnit      = "33ZZZCE0003E1ZX" // Tamil Nadu
	sezDeveloper = "24ZZZCD0004D1ZY" // Gujarat
	composition  = "09ZZZPC0005C1Z1" // Uttar Pradesh
	suspended    = "19ZZZCS0007S1ZC" // West Bengal
	inactive     = "36ZZZCI0008I1Z9" // Telangana
	provisional  = "32ZZZCP0009P1ZV" // Kerala
	distributor  = "27ZZZCI0010I1ZE" // Maharashtra
	operator     = "29ZZZCT0011T1CN" // Karnataka
	notEnabled   = "08ZZZCN0012N1ZX" // Rajasthan
	large        = "29ZZZCA0014A1ZV" // Karnataka
	casual       = "30ZZZPK0015K1ZP" // Goa
	unknown      = "27AAAAA0000A1Z9" // wrong check character, nobody's
)

// Standard builds the valid invoice that examples edit, for a world whose clock shows now: goods from Karnataka to
// Maharashtra, one line, IGST at 18 %, dated three days ago.
func Standard(now time.Time) einv.Tree {
	return resolve(map[string]any{
		"Version":  "1.1",
		"TranDtls": map[string]any{"TaxSch": "GST", "SupTyp": "B2B", "RegRev": "N", "IgstOnIntra": "N"},
		"DocDtls":  map[string]any{"Typ": "INV", "No": "EX/0001", "Dt": "{today-3}"},
		"SellerDtls": map[string]any{
			"Gstin": seller, "LglNm": "Simulated Seller Private Limited", "Addr1": "5 Main Road", "Loc": "Bengaluru",
			"Pin": 560001, "Stcd": "29",
		},
		"BuyerDtls": map[string]any{
			"Gstin": buyer, "LglNm": "Simulated Buyer Private Limited", "Pos": "27", "Addr1": "9 Link Road",
			"Loc": "Mumbai", "Pin": 400001, "Stcd": "27",
		},
		"ItemList": []any{map[string]any{
			"SlNo": "1", "PrdDesc": "Steel bolts", "IsServc": "N", "HsnCd": "73181500", "Qty": 100, "Unit": "NOS",
			"UnitPrice": 100, "TotAmt": 10000, "Discount": 0, "AssAmt": 10000, "GstRt": 18, "IgstAmt": 1800,
			"CgstAmt": 0, "SgstAmt": 0, "TotItemVal": 11800,
		}},
		"ValDtls": map[string]any{
			"AssVal": 10000, "CgstVal": 0, "SgstVal": 0, "IgstVal": 1800, "CesVal": 0, "StCesVal": 0, "TotInvVal": 11800,
		},
	}, now, "02/01/2006").(map[string]any)
}

// repeat gives the standard invoice n equal lines of 100 rupees.
func repeat(tree einv.Tree, n int) {
	list := make([]any, n)
	for i := range list {
		list[i] = map[string]any{
			"SlNo": strconv.Itoa(i + 1), "IsServc": "N", "HsnCd": "73181500", "Qty": 1, "Unit": "NOS",
			"UnitPrice": 100, "TotAmt": 100, "AssAmt": 100, "GstRt": 18, "IgstAmt": 18, "TotItemVal": 118,
		}
	}
	tree["ItemList"] = list
	val := tree["ValDtls"].(map[string]any)
	val["AssVal"], val["IgstVal"], val["TotInvVal"] = 100*n, 18*n, 118*n
}

// Variants of the standard invoice that several examples start from. Each is valid as it stands.
var (
	// intra: sold inside Karnataka, CGST and SGST instead of IGST.
	intra = Edits{
		"BuyerDtls.Gstin": neighbour, "BuyerDtls.Stcd": "29", "BuyerDtls.Pos": "29", "BuyerDtls.Pin": 560001,
		"ItemList[0].IgstAmt": 0, "ItemList[0].CgstAmt": 900, "ItemList[0].SgstAmt": 900,
		"ValDtls.IgstVal": 0, "ValDtls.CgstVal": 900, "ValDtls.SgstVal": 900,
	}
	// export: with payment of tax, to the United Arab Emirates.
	export = Edits{
		"TranDtls.SupTyp": "EXPWP", "BuyerDtls.Gstin": "URP", "BuyerDtls.Stcd": "96", "BuyerDtls.Pos": "96",
		"BuyerDtls.Pin": 999999, "BuyerDtls.Loc": "Dubai", "ExpDtls.CntCode": "AE",
	}
	// fromLarge: sold by a supplier of the same State with a large turnover.
	fromLarge = from(large, "29", 560001)
	// toSEZ: to an SEZ unit in Tamil Nadu, with payment of tax.
	toSEZ = Edits{
		"TranDtls.SupTyp": "SEZWP", "BuyerDtls.Gstin": sezUnit, "BuyerDtls.Stcd": "33", "BuyerDtls.Pos": "33",
		"BuyerDtls.Pin": 600001, "BuyerDtls.Loc": "Chennai",
	}
	// service: a line of services, which needs neither quantity nor unit.
	service = Edits{
		"ItemList[0].IsServc": "Y", "ItemList[0].HsnCd": "998314", "ItemList[0].PrdDesc": "Software design",
		"ItemList[0].Qty": Absent{}, "ItemList[0].Unit": Absent{},
	}
	// second: one more line, the same as the first.
	second = Edits{
		"ItemList[1].SlNo": "2", "ItemList[1].IsServc": "N", "ItemList[1].HsnCd": "73181500", "ItemList[1].Qty": 100,
		"ItemList[1].Unit": "NOS", "ItemList[1].UnitPrice": 100, "ItemList[1].TotAmt": 10000,
		"ItemList[1].AssAmt": 10000, "ItemList[1].GstRt": 18, "ItemList[1].IgstAmt": 1800, "ItemList[1].TotItemVal": 11800,
		"ValDtls.AssVal": 20000, "ValDtls.IgstVal": 3600, "ValDtls.TotInvVal": 23600,
	}
	// cess: 1 % ad valorem and 100 rupees specific, and the same of State cess.
	cess = Edits{
		"ItemList[0].CesRt": 1, "ItemList[0].CesAmt": 100, "ItemList[0].CesNonAdvlAmt": 100,
		"ItemList[0].StateCesRt": 1, "ItemList[0].StateCesAmt": 100, "ItemList[0].StateCesNonAdvlAmt": 100,
		"ItemList[0].TotItemVal": 12200, "ValDtls.CesVal": 200, "ValDtls.StCesVal": 200, "ValDtls.TotInvVal": 12200,
	}
	// credit: a credit note.
	credit = Edits{"DocDtls.Typ": "CRN"}
	// reverse: the recipient pays the tax.
	reverse = Edits{"TranDtls.RegRev": "Y"}
	// dispatch and shipTo add the other two addresses.
	dispatch = Edits{
		"DispDtls.Nm": "Simulated Depot", "DispDtls.Addr1": "2 Mill Road", "DispDtls.Loc": "Chennai",
		"DispDtls.Pin": 600001, "DispDtls.Stcd": "33",
	}
	shipTo = Edits{
		"ShipDtls.LglNm": "Simulated Site", "ShipDtls.Addr1": "7 Port Road", "ShipDtls.Loc": "Kochi",
		"ShipDtls.Pin": 682001, "ShipDtls.Stcd": "32",
	}
	// waybill asks for an e-way bill by road.
	waybill = Edits{
		"EwbDtls.TransMode": "1", "EwbDtls.VehNo": "KA01AB1234", "EwbDtls.VehType": "R", "EwbDtls.Distance": 1000,
	}
	// askedWaybill is the same with the distance left to the portal.
	askedWaybill = with(waybill, Edits{"EwbDtls.Distance": 0})
)
