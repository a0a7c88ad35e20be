package validate

import (
	"github.com/irpsim/irpsim/internal/taxpayer"
)

// buyerRules check BuyerDtls against the kind of supply.
var buyerRules = []Rule{
	{
		ID:         "buyer-is-not-supplier",
		Code:       "2211",
		API:        GenerateIRN,
		Path:       "BuyerDtls.Gstin",
		Title:      "The recipient must not be the supplier.",
		Why:        "A movement inside one registration is not a supply; it travels with a delivery challan.",
		Source:     "NIC error list INV, Sept 2026",
		Confidence: Official,
		Check: func(in *Input, fail Fail) {
			if in.buyer.Gstin != "" && in.buyer.Gstin == in.seller.Gstin {
				fail.At("BuyerDtls.Gstin").Because(plain(in.buyer.Gstin, "another GSTIN than the supplier's"))
			}
		},
		Breaks: []Example{{Edits: Edits{"BuyerDtls.Gstin": seller, "BuyerDtls.Stcd": "29", "BuyerDtls.Pin": 560001}}},
		Passes: []Example{{Note: "another registration in the same State", Edits: intra}},
	},
	{
		ID:         "buyer-registered",
		Code:       "2212",
		API:        GenerateIRN,
		Path:       "BuyerDtls.Gstin",
		Title:      "URP is for exports only.",
		Why:        "E-invoices are for supplies to registered persons and for exports; consumers get an ordinary invoice.",
		Source:     "NIC error list INV, Sept 2026",
		Confidence: Official,
		Check: func(in *Input, fail Fail) {
			if unregistered(in.buyer.Gstin) && !in.export {
				fail.At("BuyerDtls.Gstin", in.tran.SupTyp).Because(plain(in.buyer.Gstin, "a GSTIN, for "+in.tran.SupTyp))
			}
		},
		Breaks: []Example{
			{Edits: Edits{"BuyerDtls.Gstin": "URP"}, Slots: []string{"B2B"}},
			{Edits: with(toSEZ, Edits{"BuyerDtls.Gstin": "URP"}), Slots: []string{"SEZWP"}},
		},
		Passes: []Example{{Edits: export}},
	},
	{
		ID:         "export-buyer-unregistered",
		Code:       "2248",
		API:        GenerateIRN,
		Path:       "BuyerDtls.Gstin",
		Title:      "The recipient of an export must be URP.",
		Why:        "A recipient abroad has no Indian registration.",
		Source:     "NIC error list INV, Sept 2026",
		Confidence: Official,
		Check: func(in *Input, fail Fail) {
			if in.export && !unregistered(in.buyer.Gstin) {
				fail.At("BuyerDtls.Gstin").Because(plain(in.buyer.Gstin, "URP"))
			}
		},
		Breaks: []Example{{Edits: with(export, Edits{"BuyerDtls.Gstin": buyer})}},
		Passes: []Example{{Edits: export}},
	},
	{
		ID:         "sez-buyer",
		Code:       "2247",
		API:        GenerateIRN,
		Path:       "BuyerDtls.Gstin",
		Title:      "The recipient of an SEZ supply must be an SEZ unit or developer.",
		Why:        "Only supplies into a special economic zone are zero-rated as SEZWP or SEZWOP.",
		Source:     "NIC error list INV, Sept 2026",
		Confidence: Official,
		Check: func(in *Input, fail Fail) {
			if in.sez && in.recipient.known && !in.recipient.inSEZ() {
				fail.At("BuyerDtls.Gstin", in.tran.SupTyp).Because(row(in.buyer.Gstin, "a taxpayer of type SEZ or SED", in.recipient.row()))
			}
		},
		Breaks: []Example{{Edits: Edits{"TranDtls.SupTyp": "SEZWP"}, Slots: []string{"SEZWP"}}},
		Passes: []Example{{Edits: toSEZ}, {Edits: with(Edits{"TranDtls.SupTyp": "SEZWP"}, to(sezDeveloper, "24", 380001))}},
	},
	{
		ID:         "ordinary-buyer",
		Code:       "2246",
		API:        GenerateIRN,
		Path:       "BuyerDtls.Gstin",
		Title:      "The recipient of an ordinary supply must not be an SEZ unit or developer.",
		Why:        "A supply into a special economic zone is SEZWP or SEZWOP, whatever the parties agree.",
		Source:     "NIC error list INV, Sept 2026; for DEXP it is read from the text",
		Confidence: Official,
		Check: func(in *Input, fail Fail) {
			if !in.sez && !in.export && in.recipient.inSEZ() {
				fail.At("BuyerDtls.Gstin", in.tran.SupTyp).Because(row(in.buyer.Gstin, "SupTyp SEZWP or SEZWOP, or another recipient", in.recipient.row()))
			}
		},
		Breaks: []Example{
			{Edits: to(sezUnit, "33", 600001), Slots: []string{"B2B"}},
			{Edits: to(sezDeveloper, "24", 380001)},
			{Edits: with(Edits{"TranDtls.SupTyp": "DEXP"}, to(sezUnit, "33", 600001)), Slots: []string{"DEXP"}},
		},
		Passes: []Example{{Edits: toSEZ}},
	},
	{
		ID:         "deemed-export-buyer",
		Code:       "2298",
		API:        GenerateIRN,
		Path:       "BuyerDtls.Gstin",
		Title:      "The recipient of a deemed export must be a regular or casual taxpayer.",
		Why:        "The tax on a deemed export is refunded to someone who can claim input tax; others cannot.",
		Source:     "NIC error list INV, Sept 2026",
		Confidence: Official,
		Check: func(in *Input, fail Fail) {
			if in.tran.SupTyp != "DEXP" || !in.recipient.known || in.recipient.inSEZ() {
				return
			}
			if t := in.recipient.Type; t != taxpayer.REG && t != taxpayer.CAS {
				fail.At("BuyerDtls.Gstin").Because(row(in.buyer.Gstin, "a taxpayer of type REG or CAS", in.recipient.row()))
			}
		},
		Breaks: []Example{{Edits: with(Edits{"TranDtls.SupTyp": "DEXP"}, to(composition, "09", 201301))}},
		Passes: []Example{
			{Edits: Edits{"TranDtls.SupTyp": "DEXP"}},
			{Note: "in an ordinary supply he is welcome", Edits: to(composition, "09", 201301)},
		},
	},
	{
		ID:         "buyer-state-known",
		Code:       "2260",
		API:        GenerateIRN,
		Path:       "BuyerDtls.Stcd",
		Title:      "The recipient's state code must be one of the master.",
		Why:        "25 and 28 are withdrawn, 99 only begins GSTINs. A leading 0 may be left out.",
		Source:     "NIC error list INV, Sept 2026",
		Confidence: Official,
		Check: func(in *Input, fail Fail) {
			if !usableState(in.buyerState) {
				fail.At("BuyerDtls.Stcd").Because(row(in.buyer.Stcd, "a state code of the master", stateRow(in.buyerState)))
			}
		},
		Breaks: []Example{{Edits: Edits{"BuyerDtls.Stcd": "28"}}, {Edits: with(export, Edits{"BuyerDtls.Stcd": "99"})}},
		Passes: []Example{{Note: "no leading 0", Edits: to(composition, "9", 201301)}},
	},
	{
		ID:         "export-buyer-state",
		Code:       "2261",
		API:        GenerateIRN,
		Path:       "BuyerDtls.Stcd",
		Title:      "The recipient's state of an export must be 96.",
		Why:        "96 stands for every country but India.",
		Source:     "NIC error list INV, Sept 2026",
		Confidence: Official,
		Check: func(in *Input, fail Fail) {
			if in.export && in.buyerState != abroad && usableState(in.buyerState) {
				fail.At("BuyerDtls.Stcd", in.tran.SupTyp).Because(plain(in.buyer.Stcd, abroad))
			}
		},
		Breaks: []Example{{Edits: with(export, Edits{"BuyerDtls.Stcd": "27"}), Slots: []string{"EXPWP"}}},
		Passes: []Example{{Edits: export}},
	},
	{
		ID:         "buyer-state-in-india",
		Code:       "2269",
		API:        GenerateIRN,
		Path:       "BuyerDtls.Stcd",
		Title:      "The recipient's state must not be 96, except for exports.",
		Why:        "A registered recipient has his place of business in India.",
		Source:     "NIC error list INV, Sept 2026",
		Confidence: Official,
		Check: func(in *Input, fail Fail) {
			if !in.export && in.buyerState == abroad {
				fail.At("BuyerDtls.Stcd", in.tran.SupTyp).Because(plain(in.buyer.Stcd, "the recipient's State"))
			}
		},
		Breaks: []Example{{Edits: Edits{"BuyerDtls.Stcd": "96"}, Slots: []string{"B2B"}}},
		Passes: []Example{{Edits: export}},
	},
	{
		ID:         "buyer-state-of-gstin",
		Code:       "2265",
		API:        GenerateIRN,
		Path:       "BuyerDtls.Stcd",
		Title:      "The recipient's state code must be the first two digits of his GSTIN.",
		Why:        "A registration belongs to one State. Where the goods go is said by Pos and ShipDtls.",
		Source:     "NIC error list INV, Sept 2026; Fynd sample answer",
		Confidence: Observed,
		Check: func(in *Input, fail Fail) {
			if in.export || unregistered(in.buyer.Gstin) || !indianState(in.buyerState) {
				return
			}
			if statePart(in.buyer.Gstin) != in.buyerState {
				fail.At("BuyerDtls.Stcd").Because(plain(in.buyer.Stcd, statePart(in.buyer.Gstin)+" as in "+in.buyer.Gstin))
			}
		},
		Breaks: []Example{{Edits: Edits{"BuyerDtls.Stcd": "33", "BuyerDtls.Pin": 600001}}},
		Passes: []Example{{Note: "the place of supply may be elsewhere", Edits: Edits{"BuyerDtls.Pos": "33"}}},
	},
	{
		ID:         "buyer-pin-present",
		Code:       "2244",
		API:        GenerateIRN,
		Path:       "BuyerDtls.Pin",
		Title:      "The recipient's PIN must be sent, except for exports.",
		Why:        "The schema leaves it optional because exports have none.",
		Source:     "NIC error list INV, Sept 2026",
		Confidence: Official,
		Check: func(in *Input, fail Fail) {
			if !in.export && !in.buyer.Pin.IsSet() {
				fail.At("BuyerDtls.Pin", in.tran.SupTyp).Because(plain("", "the recipient's PIN"))
			}
		},
		Breaks: []Example{{Edits: Edits{"BuyerDtls.Pin": Absent{}}, Slots: []string{"B2B"}}},
		Passes: []Example{{Note: "an export without", Edits: with(export, Edits{"BuyerDtls.Pin": Absent{}})}},
	},
	{
		ID:         "export-buyer-pin",
		Code:       "2275",
		API:        GenerateIRN,
		Path:       "BuyerDtls.Pin",
		Title:      "The recipient's PIN of an export, when sent, must be 999999.",
		Why:        "999999 stands for every address abroad.",
		Source:     "NIC error list INV, Sept 2026; that it may be left out is our reading",
		Confidence: Official,
		Check: func(in *Input, fail Fail) {
			if in.export && in.buyer.Pin.IsSet() && in.buyer.Pin.Int() != foreignPin {
				fail.At("BuyerDtls.Pin").Because(plain(in.buyer.Pin.Literal(), "999999"))
			}
		},
		Breaks: []Example{{Edits: with(export, Edits{"BuyerDtls.Pin": 400001})}},
		Passes: []Example{{Edits: export}},
	},
	{
		ID:         "buyer-pin-in-india",
		Code:       "2274",
		API:        GenerateIRN,
		Path:       "BuyerDtls.Pin",
		Title:      "The recipient's PIN must not be 999999, except for exports.",
		Why:        "999999 stands for an address abroad. Only the territory with code 97 uses it inside India.",
		Source:     "NIC error list INV, Sept 2026",
		Confidence: Official,
		Check: func(in *Input, fail Fail) {
			if !in.export && in.buyer.Pin.Int() == foreignPin && in.buyerState != otherTerritory {
				fail.At("BuyerDtls.Pin", in.tran.SupTyp).Because(plain(in.buyer.Pin.Literal(), "the recipient's PIN"))
			}
		},
		Breaks: []Example{{Edits: Edits{"BuyerDtls.Pin": 999999}, Slots: []string{"B2B"}}},
		Passes: []Example{{Edits: export}, {Note: "the territory without PINs",
			Edits: to(offshore, "97", 999999), World: registered(offshore, func(*taxpayer.Taxpayer) {})}},
	},
	pinKnown("buyer", "Buyer", "BuyerDtls.Pin", buyerPin, Edits{}, "BuyerDtls"),
	pinOfState("buyer", "Buyer", "BuyerDtls.Pin", buyerPin, Edits{}, "BuyerDtls"),
}

// inSEZ reports whether the party is a unit or a developer of a special economic zone.
func (p *party) inSEZ() bool {
	return p.known && (p.Type == taxpayer.SEZ || p.Type == taxpayer.SED)
}

// buyerPin is the recipient's address. Exports have rules of their own for both members.
func buyerPin(in *Input) address {
	if in.export || !indianState(in.buyerState) {
		return address{}
	}
	return address{in.buyer.Pin, in.buyer.Stcd, in.buyerState}.unlessForeign()
}
