package validate

import (
	"time"

	"github.com/irpsim/irpsim/internal/taxpayer"
)

// registerRules look the recipient and the ship-to party up. They come before all other rules of the parties: clients
// that read only the first entry of an answer then get the GSTIN's fault (protocol reference 21.5).
//
// A recipient passes when he is active or suspended, or was registered on the day of the document (21.9).
var registerRules = []Rule{
	{
		ID:         "buyer-known",
		Code:       "3028",
		API:        GenerateIRN,
		Path:       "BuyerDtls.Gstin",
		Title:      "The recipient must be in the register.",
		Why:        "The portal has a copy of the register. A new number may be missing from it until it is synchronised.",
		Source:     "NIC error list INV, Sept 2026; Fynd sample answer",
		Confidence: Observed,
		Check: func(in *Input, fail Fail) {
			if in.buyer.Gstin != "" && !unregistered(in.buyer.Gstin) && !in.recipient.known {
				fail.At("BuyerDtls.Gstin", in.buyer.Gstin).Because(row(in.buyer.Gstin, "a registered GSTIN", notRegistered))
			}
		},
		Breaks: []Example{{Note: "a wrong check character", Edits: Edits{"BuyerDtls.Gstin": unknown}, Slots: []string{unknown}}},
		Passes: []Example{{Note: "exports name no GSTIN", Edits: export}},
	},
	{
		ID:         "buyer-not-provisional",
		Code:       "3029",
		API:        GenerateIRN,
		Path:       "BuyerDtls.Gstin",
		Title:      "The recipient's registration must have become final.",
		Why:        "A provisional number that was never activated entitles to no input tax credit.",
		Source:     "NIC error list INV, Sept 2026; that provisional numbers get this code is our reading",
		Confidence: Assumption,
		Check: func(in *Input, fail Fail) {
			if !in.recipient.known {
				return
			}
			switch in.recipient.Status {
			case taxpayer.Active, taxpayer.Suspended, taxpayer.Cancelled, taxpayer.Inactive:
			default:
				fail.At("BuyerDtls.Gstin", in.buyer.Gstin).Because(row(in.buyer.Gstin, "status ACT", in.recipient.row()))
			}
		},
		Breaks: []Example{{Edits: to(provisional, "32", 682001)}},
		Passes: []Example{{Note: "a suspended recipient", Edits: to(suspended, "19", 700001)}},
	},
	{
		ID:         "buyer-registered-until",
		Code:       "3074",
		API:        GenerateIRN,
		Path:       "BuyerDtls.Gstin",
		Title:      "A cancelled recipient must still have been registered on the day of the document.",
		Why:        "Documents dated up to the day of de-registration remain valid, whenever they are reported.",
		Source:     "NIC error list INV, Sept 2026; GSTN note of June 2021",
		Confidence: Official,
		Check: func(in *Input, fail Fail) {
			if end, ok := day(in.recipient.Deregistered); ok && in.recipient.cancelled() && in.date.After(end) {
				fail.At("BuyerDtls.Gstin", in.buyer.Gstin, in.doc.Dt).
					Because(row(in.doc.Dt, "a document of "+end.Format("02/01/2006")+" or earlier", in.recipient.row()))
			}
		},
		Breaks: []Example{
			{Note: "cancelled long ago", Edits: to(cancelled, "07", 110001)},
			{Note: "the day after", World: buyerIs(taxpayer.Cancelled, "2017-07-01", "{today-4}")},
		},
		Passes: []Example{{Note: "on the day itself", World: buyerIs(taxpayer.Cancelled, "2017-07-01", "{today-3}")}},
	},
	{
		ID:         "buyer-deregistration-known",
		Code:       "3075",
		API:        GenerateIRN,
		Path:       "BuyerDtls.Gstin",
		Title:      "Of a cancelled recipient the day of de-registration must be known.",
		Why:        "Without it the portal cannot tell whether he was registered on the day of the document.",
		Source:     "NIC error list INV, Sept 2026",
		Confidence: Official,
		Check: func(in *Input, fail Fail) {
			if _, ok := day(in.recipient.Deregistered); !ok && in.recipient.cancelled() {
				fail.At("BuyerDtls.Gstin", in.buyer.Gstin).Because(row(in.buyer.Gstin, "a known day of de-registration", in.recipient.row()))
			}
		},
		Breaks: []Example{{World: buyerIs(taxpayer.Cancelled, "2017-07-01", "")}},
		Passes: []Example{{World: buyerIs(taxpayer.Cancelled, "2017-07-01", "{today}")}},
	},
	{
		ID:         "buyer-not-inactive",
		Code:       "3076",
		API:        GenerateIRN,
		Path:       "BuyerDtls.Gstin",
		Title:      "The recipient must not be inactive.",
		Why:        "An inactive registration is one that the department has switched off without cancelling it.",
		Source:     "NIC error list INV, Sept 2026",
		Confidence: Official,
		Check: func(in *Input, fail Fail) {
			if in.recipient.known && in.recipient.Status == taxpayer.Inactive {
				fail.At("BuyerDtls.Gstin", in.buyer.Gstin).Because(row(in.buyer.Gstin, "status ACT", in.recipient.row()))
			}
		},
		Breaks: []Example{{Edits: to(inactive, "36", 500001)}},
		Passes: []Example{{Edits: to("36AMBPG7773M002", "36", 500055)}},
	},
	{
		ID:         "buyer-registered-from",
		Code:       "3077",
		API:        GenerateIRN,
		Path:       "BuyerDtls.Gstin",
		Title:      "A cancelled recipient must already have been registered on the day of the document.",
		Why:        "Who is not registered yet can be charged no tax under the number.",
		Source:     "NIC error list INV, Sept 2026",
		Confidence: Official,
		Check: func(in *Input, fail Fail) {
			if start, ok := day(in.recipient.Registered); ok && in.recipient.cancelled() && in.dateOK && in.date.Before(start) {
				fail.At("BuyerDtls.Gstin", in.buyer.Gstin, in.doc.Dt).
					Because(row(in.doc.Dt, "a document of "+start.Format("02/01/2006")+" or later", in.recipient.row()))
			}
		},
		Breaks: []Example{{World: buyerIs(taxpayer.Cancelled, "{today-2}", "{today-1}")}},
		Passes: []Example{{Note: "on the day itself", World: buyerIs(taxpayer.Cancelled, "{today-3}", "{today-1}")}},
	},
	{
		ID:         "buyer-registration-known",
		Code:       "3078",
		API:        GenerateIRN,
		Path:       "BuyerDtls.Gstin",
		Title:      "Of a cancelled recipient the day of registration must be known.",
		Why:        "Without it the portal cannot tell whether he was registered on the day of the document.",
		Source:     "NIC error list INV, Sept 2026",
		Confidence: Official,
		Check: func(in *Input, fail Fail) {
			if _, ok := day(in.recipient.Registered); !ok && in.recipient.cancelled() {
				fail.At("BuyerDtls.Gstin", in.buyer.Gstin).Because(row(in.buyer.Gstin, "a known day of registration", in.recipient.row()))
			}
		},
		Breaks: []Example{{World: buyerIs(taxpayer.Cancelled, "", "{today-1}")}},
		Passes: []Example{{Note: "of an active one nobody asks", World: buyerIs(taxpayer.Active, "", "")}},
	},
	{
		ID:         "buyer-active-since",
		Code:       "3079",
		API:        GenerateIRN,
		Path:       "BuyerDtls.Gstin",
		Title:      "The recipient must already have been registered on the day of the document.",
		Why:        "Who is not registered yet can be charged no tax under the number.",
		Source:     "NIC error list INV, Sept 2026",
		Confidence: Official,
		Check: func(in *Input, fail Fail) {
			start, ok := day(in.recipient.Registered)
			if ok && in.recipient.known && in.recipient.Status == taxpayer.Active && in.dateOK && in.date.Before(start) {
				fail.At("BuyerDtls.Gstin").
					Because(row(in.doc.Dt, "a document of "+start.Format("02/01/2006")+" or later", in.recipient.row()))
			}
		},
		Breaks: []Example{{World: buyerIs(taxpayer.Active, "{today-2}", "")}},
		Passes: []Example{{Note: "on the day itself", World: buyerIs(taxpayer.Active, "{today-3}", "")}},
	},
	{
		ID:         "ship-to-known",
		Code:       "3028",
		API:        GenerateIRN,
		Path:       "ShipDtls.Gstin",
		Title:      "The GSTIN that goods are shipped to, when given, must be in the register.",
		Why:        "ShipDtls.Gstin may be left out or be URP; a number must be somebody's.",
		Source:     "india-compliance issue 3617",
		Confidence: Observed,
		Check: func(in *Input, fail Fail) {
			if in.ship != nil && in.ship.Gstin != "" && !unregistered(in.ship.Gstin) && !in.shipTo.known {
				fail.At("ShipDtls.Gstin", in.ship.Gstin).Because(row(in.ship.Gstin, "a registered GSTIN", notRegistered))
			}
		},
		Breaks: []Example{{Edits: with(shipTo, Edits{"ShipDtls.Gstin": unknown})}},
		Passes: []Example{{Edits: with(shipTo, Edits{"ShipDtls.Gstin": "URP"})}, {Edits: shipTo}},
	},
	{
		ID:         "ship-to-active",
		Code:       "3029",
		API:        GenerateIRN,
		Path:       "ShipDtls.Gstin",
		Title:      "The GSTIN that goods are shipped to, when given, must be active.",
		Why:        "The register is asked for every number of the document. Suspended ones pass, as for recipients.",
		Source:     "india-compliance issue 3617",
		Confidence: Observed,
		Check: func(in *Input, fail Fail) {
			if in.shipTo.known && in.shipTo.Status != taxpayer.Active && in.shipTo.Status != taxpayer.Suspended {
				fail.At("ShipDtls.Gstin", in.ship.Gstin).Because(row(in.ship.Gstin, "status ACT", in.shipTo.row()))
			}
		},
		Breaks: []Example{{Edits: with(shipTo, Edits{"ShipDtls.Gstin": provisional})}},
		Passes: []Example{{Edits: with(shipTo, Edits{"ShipDtls.Gstin": suspended})}},
	},
}

// cancelled reports whether the party is known and its registration cancelled.
func (p *party) cancelled() bool { return p.known && p.Status == taxpayer.Cancelled }

// day reads a date of the register.
func day(s string) (time.Time, bool) {
	if s == "" {
		return time.Time{}, false
	}
	y, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return time.Time{}, false
	}
	return date(y.Date()), true
}
