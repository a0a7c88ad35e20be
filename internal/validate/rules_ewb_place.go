package validate

import (
	"strconv"

	"github.com/irpsim/irpsim/internal/distance"
	"github.com/irpsim/irpsim/internal/fault"
)

// noPlacePIN is the PIN code of places outside the Indian post.
const noPlacePIN = 999999

// waybillDistanceRules hold the distance given against the table of PIN codes. One look-up decides between them.
var waybillDistanceRules = []Rule{
	{
		ID:         "ewb-distance-no-place",
		Code:       distance.CodeNoPlace,
		API:        GenerateEWB,
		Path:       "EwbDtls.Distance",
		Title:      "A journey from or to PIN 999999 must say how far it is.",
		Why:        "That PIN stands for no place, so the portal cannot work the distance out.",
		Source:     listEWB,
		Confidence: Official,
		CheckBill:  distanceIs(distance.CodeNoPlace),
		Breaks: []Example{
			{Note: "an export without ship-to address", Edits: with(export, waybill, Edits{"EwbDtls.Distance": 0})},
			{Note: "nor a PIN of the recipient", Edits: with(export, waybill, Edits{"BuyerDtls.Pin": Absent{}, "EwbDtls.Distance": 0})},
			{Note: "dispatched from there, by IRN", ByIRN: with(requestDispatch, Edits{"DispDtls.Pin": noPlacePIN, "Distance": 0}), Path: "Distance"},
		},
		Passes: []Example{{Note: "an export to a port", Edits: with(export, waybill, toPort, Edits{"EwbDtls.Distance": 0})}},
	},
	{
		ID:         "ewb-distance-same-pin",
		Code:       distance.CodeSamePIN,
		API:        GenerateEWB,
		Path:       "EwbDtls.Distance",
		Title:      "A journey inside one PIN must say how far it is, 1 to 100 km.",
		Why:        "Between a PIN and itself there is no distance to work out.",
		Source:     listEWB + "; NIC Generate EWB page",
		Confidence: Official,
		CheckBill:  distanceIs(distance.CodeSamePIN),
		Breaks:     []Example{{Edits: with(intra, waybill, Edits{"EwbDtls.Distance": 0})}},
		Passes: []Example{
			{Note: "the shortest", Edits: with(intra, waybill, Edits{"EwbDtls.Distance": 1})},
			{Note: "the longest", Edits: with(intra, waybill, Edits{"EwbDtls.Distance": 100})},
		},
	},
	{
		ID:         "ewb-distance-known",
		Code:       distance.CodeNotKnown,
		API:        GenerateEWB,
		Path:       "EwbDtls.Distance",
		Title:      "Between PIN codes that the portal has no distance for, the request must give one.",
		Why:        "0 asks the portal for its own figure.",
		Source:     listEWB,
		Confidence: Official,
		CheckBill:  distanceIs(distance.CodeNotKnown),
		Breaks: []Example{{Edits: with(waybill, toUnused, Edits{"EwbDtls.Distance": 0}),
			Slots: []string{"560001", strconv.Itoa(unusedPIN)}}},
		Passes: []Example{{Note: "given", Edits: with(waybill, toUnused, Edits{"EwbDtls.Distance": distance.MaxKm})}},
	},
	{
		ID:         "ewb-distance-in-range",
		Code:       distance.CodeOutOfRange,
		API:        GenerateEWB,
		Path:       "EwbDtls.Distance",
		Title:      "A distance must lie within ten percent of the portal's.",
		Why:        "Below 100 km anything from 1 km passes; above, ten percent less is the limit as well.",
		Source:     listEWB + "; NIC Generate EWB page",
		Confidence: Official,
		CheckBill:  distanceIs(distance.CodeOutOfRange),
		Breaks: []Example{
			{Note: "eleven percent more", Edits: with(waybill, toChennai, Edits{"EwbDtls.Distance": 386})},
			{Note: "eleven percent less", Edits: with(waybill, toChennai, Edits{"EwbDtls.Distance": 314})},
			{Note: "inside one PIN", Edits: with(intra, waybill, Edits{"EwbDtls.Distance": 101})},
			{Note: "by IRN", Edits: toChennai, ByIRN: Edits{"Distance": 4000}, Path: "Distance"},
		},
		Passes: []Example{
			{Note: "ten percent more", Edits: with(waybill, toChennai, Edits{"EwbDtls.Distance": 385})},
			{Note: "ten percent less", Edits: with(waybill, toChennai, Edits{"EwbDtls.Distance": 315})},
		},
	},
}

// distanceIs reports the one thing that is wrong with a distance.
func distanceIs(code fault.Code) func(*WaybillInput, Fail) {
	return func(in *WaybillInput, fail Fail) {
		b := &in.bill
		if b.verdict.Code != code {
			return
		}
		from, to := strconv.Itoa(b.from.pin), strconv.Itoa(b.to.pin)
		fail.At(in.at("Distance"), from, to).Because(func() Explanation {
			v := b.verdict
			e := Explanation{
				Found:     b.part.Distance.Literal(),
				Expected:  strconv.Itoa(v.Min) + " to " + strconv.Itoa(v.Max) + " km",
				MasterRow: "distances: " + from + " to " + to + " " + string(v.Source),
			}
			if v.System > 0 {
				e.MasterRow += ", " + strconv.Itoa(v.System) + " km"
				e.Expected += ", or 0 for the portal's own"
			}
			return e
		})
	}
}

// waybillPlaceRules ask for Indian places that goods move between.
var waybillPlaceRules = []Rule{
	{
		ID:         "ewb-export-ship-to",
		Code:       "4031",
		API:        GenerateEWB,
		Path:       "ShipDtls",
		Title:      "An export must say to which place in India the goods go.",
		Why:        "The bill ends at the port or border, not at the buyer abroad.",
		Source:     listEWB,
		Confidence: Official,
		CheckBill: func(in *WaybillInput, fail Fail) {
			if in.export && !in.bill.ship.sent {
				fail.At("ShipDtls").Because(plain("", "ShipDtls of the invoice, or ExpShipDtls by IRN: the port or border"))
			}
		},
		Breaks: []Example{{Edits: with(export, waybill)}, {Note: "by IRN", Edits: export, ByIRN: Edits{"Distance": 1000}}},
		Passes: []Example{
			{Edits: with(export, waybill, toPort, Edits{"EwbDtls.Distance": 350})},
			{Note: "given by IRN", Edits: export, ByIRN: with(requestPort, Edits{"Distance": 0})},
		},
	},
	{
		ID:         "ewb-ship-to-in-india",
		Code:       "4032",
		API:        GenerateEWB,
		Path:       "ShipDtls.Stcd",
		Title:      "The ship-to address of an e-way bill lies in India.",
		Why:        "96 stands for other countries.",
		Source:     listEWB,
		Confidence: Official,
		CheckBill: func(in *WaybillInput, fail Fail) {
			if b := &in.bill; b.ship.sent && b.ship.state == abroad {
				fail.At(b.ship.path + ".Stcd").Because(row(abroad, "the state of the port", stateRow(abroad)))
			}
		},
		Breaks: []Example{
			{Edits: with(export, waybill, toPort, Edits{"ShipDtls.Stcd": "96", "ShipDtls.Pin": noPlacePIN})},
			{Note: "by IRN", Edits: export, ByIRN: with(requestPort, Edits{"ExpShipDtls.Stcd": "96"}), Path: "ExpShipDtls.Stcd"},
		},
		Passes: []Example{{Edits: with(export, waybill, toPort, Edits{"EwbDtls.Distance": 350})}},
	},
	{
		ID:         "ewb-ship-to-pin",
		Code:       "4033",
		API:        GenerateEWB,
		Path:       "ShipDtls.Pin",
		Title:      "The ship-to address of an e-way bill has a PIN of its own.",
		Why:        "999999 stands for no place.",
		Source:     listEWB,
		Confidence: Official,
		CheckBill: func(in *WaybillInput, fail Fail) {
			if b := &in.bill; b.ship.sent && b.ship.pin == noPlacePIN {
				fail.At(b.ship.path + ".Pin").Because(plain(strconv.Itoa(noPlacePIN), "the PIN of the port"))
			}
		},
		Breaks: []Example{
			{Edits: export, ByIRN: with(requestPort, Edits{"ExpShipDtls.Pin": noPlacePIN}), Path: "ExpShipDtls.Pin"},
			{Note: "in the offshore territory", Edits: with(export, waybill, toPort, Edits{"ShipDtls.Stcd": "97", "ShipDtls.Pin": noPlacePIN})},
		},
		Passes: []Example{{Edits: export, ByIRN: with(requestPort, Edits{"Distance": 350})}},
	},
	{
		ID:         "ewb-dispatch-in-india",
		Code:       "4035",
		API:        GenerateEWB,
		Path:       "DispDtls.Stcd",
		Title:      "The dispatch address of an e-way bill lies in India.",
		Why:        "96 stands for other countries. In an invoice the PIN refuses it before, with 2273 or 3039.",
		Source:     listEWB,
		Confidence: Official,
		CheckBill: func(in *WaybillInput, fail Fail) {
			if b := &in.bill; b.disp.sent && b.disp.state == abroad {
				fail.At("DispDtls.Stcd").Because(row(abroad, "a state of India", stateRow(abroad)))
			}
		},
		Breaks: []Example{{Note: "by IRN", ByIRN: with(requestDispatch, Edits{"DispDtls.Stcd": "96"})}},
		Passes: []Example{{Edits: with(waybill, dispatch, Edits{"EwbDtls.Distance": 0})}},
	},
	{
		ID:         "ewb-dispatch-pin",
		Code:       "4036",
		API:        GenerateEWB,
		Path:       "DispDtls.Pin",
		Title:      "The dispatch address of an e-way bill has a PIN of its own.",
		Why:        "999999 stands for no place. In an invoice 2273 refuses it before.",
		Source:     listEWB,
		Confidence: Official,
		CheckBill: func(in *WaybillInput, fail Fail) {
			if b := &in.bill; b.disp.sent && b.disp.pin == noPlacePIN {
				fail.At("DispDtls.Pin").Because(plain(strconv.Itoa(noPlacePIN), "the PIN of the place of dispatch"))
			}
		},
		Breaks: []Example{{Note: "by IRN", ByIRN: with(requestDispatch, Edits{"DispDtls.Pin": noPlacePIN, "Distance": 1000})}},
		Passes: []Example{{Note: "by IRN", ByIRN: requestDispatch}},
	},
	shipToGstinRule("ewb-ship-to-gstin-not-required", "4073", "ExpShipDtls.Gstin",
		"The ship-to GSTIN must not be sent when there is no ship-to address.",
		func(in *WaybillInput) (string, bool) {
			return "an invoice with a ship-to address", in.sentShipTo() != "" && !in.bill.ship.sent
		},
		[]Example{{World: shipToSwitch, ByIRN: with(requestPort, Edits{"ExpShipDtls.Gstin": neighbour, "Distance": 0}), Slots: []string{"Regular"}}}),
	shipToGstinRule("ewb-ship-to-gstin-present", "4074", "ExpShipDtls.Gstin",
		"A bill with a ship-to address must name the ship-to GSTIN, or URP.",
		func(in *WaybillInput) (string, bool) {
			return "a GSTIN or URP", in.bill.ship.sent && in.bill.ship.gstin == ""
		},
		[]Example{{World: shipToSwitch, Edits: export, ByIRN: with(requestPort, Edits{"Distance": 350})}}),
	shipToGstinRule("ewb-ship-to-gstin-known", "4075", "ExpShipDtls.Gstin",
		"The ship-to GSTIN must be in the register.",
		func(in *WaybillInput) (string, bool) {
			return "a GSTIN of the register, or URP", in.bill.ship.sent && !unregistered(in.bill.ship.gstin) &&
				in.bill.ship.gstin != "" && !in.lookUp(in.bill.ship.gstin).known
		},
		[]Example{{World: shipToSwitch, Edits: export, ByIRN: with(requestPort, Edits{"Distance": 350, "ExpShipDtls.Gstin": unknown})}}),
	shipToGstinRule("ewb-ship-to-gstin-not-buyer", "4076", "ShipDtls.Gstin",
		"The ship-to GSTIN must not be the recipient's.",
		func(in *WaybillInput) (string, bool) {
			return "another GSTIN than the recipient's", in.bill.ship.sent && !unregistered(in.bill.ship.gstin) &&
				in.bill.ship.gstin != "" && in.bill.ship.gstin == in.buyer.Gstin
		},
		[]Example{{World: shipToSwitch, ByIRN: Edits{"Distance": 1000}, Edits: with(shipTo, Edits{
			"ShipDtls.Gstin": buyer, "ShipDtls.Stcd": "27", "ShipDtls.Pin": 400001})}}),
}

// sentShipTo is the GSTIN that a request by IRN gives for the ship-to address, "" when it gives none.
func (in *WaybillInput) sentShipTo() string {
	if in.Request == nil || in.Request.ExpShipDtls == nil {
		return ""
	}
	return in.Request.ExpShipDtls.Gstin
}

// shipToGstinRule is one of the rules of 2026 that were withdrawn before they held. Inside Generate the rules of the
// invoice, switched by the same setting, come first.
func shipToGstinRule(id string, code fault.Code, path, title string, broken func(*WaybillInput) (string, bool), breaks []Example) Rule {
	return Rule{
		ID: id, Code: code, API: GenerateEWB, Path: path, Title: title,
		Why:        "Announced for 1 August 2026 and withdrawn before; a setting brings it back.",
		Source:     "GSTN advisory of 17/06/2026, put on hold on 30/07/2026; " + listEWB,
		Confidence: ThirdParty,
		Setting:    "ship_to_gstin",
		CheckBill: func(in *WaybillInput, fail Fail) {
			if expected, is := broken(in); is {
				at, found := in.bill.ship.path, in.bill.ship.gstin
				if at == "" {
					at, found = "ExpShipDtls", in.sentShipTo()
				}
				fail.At(at+".Gstin", in.transaction()).Because(plain(found, expected))
			}
		},
		Breaks: breaks,
		Passes: []Example{{Note: "switched off", Edits: breaks[0].Edits, ByIRN: breaks[0].ByIRN}},
	}
}

// transaction names the kind of transaction as the masters do.
func (in *WaybillInput) transaction() string {
	switch b := &in.bill; {
	case b.ship.sent && b.disp.sent:
		return "Combination"
	case b.ship.sent:
		return "Bill To - Ship To"
	case b.disp.sent:
		return "Bill From - Dispatch From"
	}
	return "Regular"
}
