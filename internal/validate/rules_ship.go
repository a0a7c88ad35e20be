package validate

import "github.com/irpsim/irpsim/einv"

// shipRules check DispDtls, ShipDtls and ExpDtls.
var shipRules = []Rule{
	{
		ID:         "dispatch-state-known",
		Code:       "2200",
		API:        GenerateIRN,
		Path:       "DispDtls.Stcd",
		Title:      "The state that goods leave from must be one of the master.",
		Why:        "25 and 28 are withdrawn. 96 passes here, though an e-way bill refuses it.",
		Source:     "NIC error list INV, Sept 2026; frappe/erpnext issue 32851 for 96",
		Confidence: Observed,
		Check: func(in *Input, fail Fail) {
			if in.disp != nil && !usableState(twoDigits(in.disp.Stcd)) {
				fail.At("DispDtls.Stcd", in.disp.Stcd).Because(row(in.disp.Stcd, "a state code of the master", stateRow(twoDigits(in.disp.Stcd))))
			}
		},
		Breaks: []Example{{Edits: with(dispatch, Edits{"DispDtls.Stcd": "28"}), Slots: []string{"28"}}},
		Passes: []Example{{Edits: dispatch}},
	},
	{
		ID:         "ship-to-state-known",
		Code:       "2200",
		API:        GenerateIRN,
		Path:       "ShipDtls.Stcd",
		Title:      "The state that goods are shipped to must be one of the master.",
		Why:        "25 and 28 are withdrawn, 99 only begins GSTINs.",
		Source:     "NIC error list INV, Sept 2026",
		Confidence: Official,
		Check: func(in *Input, fail Fail) {
			if in.ship != nil && !usableState(twoDigits(in.ship.Stcd)) {
				fail.At("ShipDtls.Stcd", in.ship.Stcd).Because(row(in.ship.Stcd, "a state code of the master", stateRow(twoDigits(in.ship.Stcd))))
			}
		},
		Breaks: []Example{{Edits: with(shipTo, Edits{"ShipDtls.Stcd": "25"}), Slots: []string{"25"}}},
		Passes: []Example{{Edits: shipTo}, {Note: "abroad, in an export", Edits: with(export, shipTo, Edits{
			"ShipDtls.Stcd": "96", "ShipDtls.Pin": 999999})}},
	},
	{
		ID:         "dispatch-pin-in-india",
		Code:       "2273",
		API:        GenerateIRN,
		Path:       "DispDtls.Pin",
		Title:      "The PIN that goods leave from must not be 999999.",
		Why:        "999999 stands for an address abroad. The territory with code 97 has no other.",
		Source:     "frappe/erpnext issue 32851; that 97 is exempt is our reading",
		Confidence: Observed,
		Check: func(in *Input, fail Fail) {
			if in.disp != nil && in.disp.Pin.Int() == foreignPin && twoDigits(in.disp.Stcd) != otherTerritory {
				fail.At("DispDtls.Pin").Because(plain(in.disp.Pin.Literal(), "a PIN of India"))
			}
		},
		Breaks: []Example{{Edits: with(dispatch, Edits{"DispDtls.Pin": 999999})},
			{Note: "the case seen on the wire", Edits: with(export, credit, dispatch, Edits{
				"TranDtls.SupTyp": "EXPWOP", "DispDtls.Stcd": "96", "DispDtls.Pin": 999999})}},
		Passes: []Example{{Edits: with(dispatch, Edits{"DispDtls.Stcd": "97", "DispDtls.Pin": 999999})}},
	},
	{
		ID:         "ship-to-state-in-india",
		Code:       "2271",
		API:        GenerateIRN,
		Path:       "ShipDtls.Stcd",
		Title:      "The state that goods are shipped to must not be 96, except for exports.",
		Why:        "Goods of a supply inside India stay in India.",
		Source:     "NIC error list INV, Sept 2026",
		Confidence: Official,
		Check: func(in *Input, fail Fail) {
			if in.ship != nil && !in.export && twoDigits(in.ship.Stcd) == abroad {
				fail.At("ShipDtls.Stcd").Because(plain(in.ship.Stcd, "a State of India"))
			}
		},
		Breaks: []Example{{Edits: with(shipTo, Edits{"ShipDtls.Stcd": "96"})}},
		Passes: []Example{{Edits: with(export, shipTo, Edits{"ShipDtls.Stcd": "96", "ShipDtls.Pin": 999999})}},
	},
	{
		ID:         "ship-to-pin-in-india",
		Code:       "2272",
		API:        GenerateIRN,
		Path:       "ShipDtls.Pin",
		Title:      "The PIN that goods are shipped to must not be 999999, except for exports.",
		Why:        "999999 stands for an address abroad. The territory with code 97 has no other.",
		Source:     "NIC error list INV, Sept 2026; that 97 is exempt is our reading",
		Confidence: Official,
		Check: func(in *Input, fail Fail) {
			if in.ship != nil && !in.export && in.ship.Pin.Int() == foreignPin && twoDigits(in.ship.Stcd) != otherTerritory {
				fail.At("ShipDtls.Pin").Because(plain(in.ship.Pin.Literal(), "a PIN of India"))
			}
		},
		Breaks: []Example{{Edits: with(shipTo, Edits{"ShipDtls.Pin": 999999})}},
		Passes: []Example{
			{Edits: with(export, shipTo, Edits{"ShipDtls.Stcd": "96", "ShipDtls.Pin": 999999})},
			{Edits: with(shipTo, Edits{"ShipDtls.Stcd": "97", "ShipDtls.Pin": 999999})},
		},
	},
	pinKnown("dispatch", "Dispatch", "DispDtls.Pin", dispatchPin, dispatch, "DispDtls"),
	pinOfState("dispatch", "Dispatch", "DispDtls.Pin", dispatchPin, dispatch, "DispDtls"),
	pinKnown("ship-to", "Ship", "ShipDtls.Pin", shipToPin, shipTo, "ShipDtls"),
	pinOfState("ship-to", "Ship", "ShipDtls.Pin", shipToPin, shipTo, "ShipDtls"),
	{
		ID:         "ship-to-gstin-present",
		Code:       "5002",
		API:        GenerateIRN,
		Path:       "ShipDtls.Gstin",
		Title:      "A document with ship-to address and e-way bill must name the ship-to GSTIN, or URP.",
		Why:        "Announced for 1 August 2026 and withdrawn before; a setting brings it back.",
		Source:     "GSTN advisory of 17/06/2026; put on hold on 30/07/2026",
		Confidence: ThirdParty,
		Setting:    "ship_to_gstin",
		Check: func(in *Input, fail Fail) {
			if in.ship != nil && in.ewb != nil && in.ship.Gstin == "" {
				fail.Text("ShipDtls.Gstin", "The GSTIN field is required.").Because(plain("", "a GSTIN or URP"))
			}
		},
		Breaks: []Example{{Edits: with(shipTo, askedWaybill), World: shipToSwitch}},
		Passes: []Example{
			{Edits: with(shipTo, askedWaybill)},
			{Edits: with(shipTo, askedWaybill, Edits{"ShipDtls.Gstin": "URP"}), World: shipToSwitch},
			{Note: "without e-way bill", Edits: shipTo, World: shipToSwitch},
		},
	},
	{
		ID:         "ship-to-is-not-buyer",
		Code:       "2323",
		API:        GenerateIRN,
		Path:       "ShipDtls.Gstin",
		Title:      "With an e-way bill, the ship-to GSTIN must not be the recipient's.",
		Why:        "Announced for 1 August 2026 and withdrawn before; a setting brings it back. Its text was never published.",
		Source:     "GSTN advisory of 17/06/2026, as summarised by taxation360.in circular 158; on hold since 30/07/2026",
		Confidence: ThirdParty,
		Setting:    "ship_to_gstin",
		Check: func(in *Input, fail Fail) {
			if in.ship != nil && in.ewb != nil && in.ship.Gstin != "" && in.ship.Gstin == in.buyer.Gstin && !unregistered(in.ship.Gstin) {
				fail.At("ShipDtls.Gstin").Because(plain(in.ship.Gstin, "another GSTIN than the recipient's, or no ShipDtls"))
			}
		},
		Breaks: []Example{{World: shipToSwitch, Edits: with(shipTo, askedWaybill, Edits{
			"ShipDtls.Gstin": buyer, "ShipDtls.Stcd": "27", "ShipDtls.Pin": 400001})}},
		Passes: []Example{{Note: "switched off", Edits: with(shipTo, askedWaybill, Edits{
			"ShipDtls.Gstin": buyer, "ShipDtls.Stcd": "27", "ShipDtls.Pin": 400001})}},
	},
	{
		ID:         "ship-to-state-of-gstin",
		Code:       "2325",
		API:        GenerateIRN,
		Path:       "ShipDtls.Stcd",
		Title:      "With an e-way bill, the ship-to state code must be the first two digits of the ship-to GSTIN.",
		Why:        "Announced for 1 August 2026 and withdrawn before; a setting brings it back. Its text was never published.",
		Source:     "GSTN advisory of 17/06/2026, as summarised by taxation360.in circular 158; on hold since 30/07/2026",
		Confidence: ThirdParty,
		Setting:    "ship_to_gstin",
		Check: func(in *Input, fail Fail) {
			if in.ship == nil || in.ewb == nil || in.ship.Gstin == "" || unregistered(in.ship.Gstin) {
				return
			}
			if statePart(in.ship.Gstin) != twoDigits(in.ship.Stcd) {
				fail.At("ShipDtls.Stcd").Because(plain(in.ship.Stcd, statePart(in.ship.Gstin)+" as in "+in.ship.Gstin))
			}
		},
		Breaks: []Example{{World: shipToSwitch,
			Edits: with(shipTo, askedWaybill, Edits{"ShipDtls.Gstin": neighbour})}},
		Passes: []Example{
			{World: shipToSwitch, Edits: with(shipTo, askedWaybill, Edits{
				"ShipDtls.Gstin": neighbour, "ShipDtls.Stcd": "29", "ShipDtls.Pin": 570001})},
			{Note: "switched off", Edits: with(shipTo, askedWaybill, Edits{"ShipDtls.Gstin": neighbour})},
		},
	},
	{
		ID:         "port-known",
		Code:       "2201",
		API:        GenerateIRN,
		Path:       "ExpDtls.Port",
		Title:      "The port, when given, must be one of the master.",
		Why:        "Ports have six characters: IN, the place, and a digit for its kind. Either case passes.",
		Source:     "NIC error list INV, Sept 2026",
		Confidence: Official,
		Check: func(in *Input, fail Fail) {
			if in.exp != nil && in.exp.Port != "" && !portKnown(in.exp.Port) {
				fail.At("ExpDtls.Port").Because(row(in.exp.Port, "a port code of the master", "ports: no row "+in.exp.Port))
			}
		},
		Breaks: []Example{{Edits: with(export, Edits{"ExpDtls.Port": "INXYZ9"})}},
		Passes: []Example{{Edits: with(export, Edits{"ExpDtls.Port": "INABG1"})}},
	},
	{
		ID:         "country-known",
		Code:       "2202",
		API:        GenerateIRN,
		Path:       "ExpDtls.CntCode",
		Title:      "The country, when given, must be one of the master.",
		Why:        "Countries have two letters, ISO 3166-1.",
		Source:     "NIC error list INV, Sept 2026",
		Confidence: Official,
		Check: func(in *Input, fail Fail) {
			if in.exp != nil && in.exp.CntCode != "" && !countryKnown(in.exp.CntCode) {
				fail.At("ExpDtls.CntCode").Because(row(in.exp.CntCode, "a country code of the master", "countries: no row "+in.exp.CntCode))
			}
		},
		Breaks: []Example{{Edits: with(export, Edits{"ExpDtls.CntCode": "UK"})}},
		Passes: []Example{{Edits: with(export, Edits{"ExpDtls.CntCode": "GB"})}},
	},
	{
		ID:         "export-country-present",
		Code:       "2202",
		API:        GenerateIRN,
		Path:       "ExpDtls.CntCode",
		Title:      "An export must name the country.",
		Why:        "The portal asks for it since 2021; which code it answers with is not known.",
		Source:     "taxguru.in on blocking of e-invoices; the code is our choice",
		Confidence: Assumption,
		Check: func(in *Input, fail Fail) {
			if in.export && (in.exp == nil || in.exp.CntCode == "") {
				fail.At("ExpDtls.CntCode").Because(plain("", "the country the export goes to"))
			}
		},
		Breaks: []Example{{Edits: with(export, Edits{"ExpDtls.CntCode": Absent{}})}, {Edits: with(export, Edits{"ExpDtls.CntCode": Absent{}, "ExpDtls.RefClm": "N"})}},
		Passes: []Example{{Note: "not asked for inside India", Edits: Edits{"ExpDtls.RefClm": "N"}}},
	},
	{
		ID:         "currency-known",
		Code:       "2203",
		API:        GenerateIRN,
		Path:       "ExpDtls.ForCur",
		Title:      "The foreign currency, when given, must be one of the master.",
		Why:        "Currencies have three letters, ISO 4217. Either case passes.",
		Source:     "NIC error list INV, Sept 2026",
		Confidence: Official,
		Check: func(in *Input, fail Fail) {
			if in.exp != nil && in.exp.ForCur != "" && !currencyKnown(in.exp.ForCur) {
				fail.At("ExpDtls.ForCur").Because(row(in.exp.ForCur, "a currency code of the master", "currencies: no row "+in.exp.ForCur))
			}
		},
		Breaks: []Example{{Edits: with(export, Edits{"ExpDtls.ForCur": "XBT"})}},
		Passes: []Example{{Edits: with(export, Edits{"ExpDtls.ForCur": "AED"})}},
	},
}

// dispatchPin is where goods leave from, unless another rule refuses the PIN or the state.
func dispatchPin(in *Input) address {
	if in.disp == nil {
		return address{}
	}
	return partyAddress(in.disp.Pin, in.disp.Stcd).unlessForeign()
}

// shipToPin is where goods go. In an export 999999 is compared as well: it belongs to 96.
func shipToPin(in *Input) address {
	if in.ship == nil {
		return address{}
	}
	a := partyAddress(in.ship.Pin, in.ship.Stcd)
	if in.export {
		return a
	}
	if a.state == abroad {
		return address{}
	}
	return a.unlessForeign()
}

// partyAddress is the zero address when the state is not one of the master.
func partyAddress(pin einv.Amount, stcd string) address {
	state := twoDigits(stcd)
	if !usableState(state) {
		return address{}
	}
	return address{pin, stcd, state}
}
