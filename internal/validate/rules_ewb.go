package validate

import (
	"strconv"
	"strings"
	"time"
)

// The rules of an e-way bill in the order of protocol reference 21.5; the first finding ends them. They judge EwbDtls
// inside Generate IRN, where a finding travels in InfoDtls and the IRN stands, and the request by IRN, where it is the
// answer. Paths name EwbDtls; in a request by IRN the same members stand at the top.
var waybillRules = concat(waybillPartRules, waybillModeRules, waybillVehicleRules, waybillDateRules, waybillDistanceRules, waybillPlaceRules)

// listEWB is where texts and codes are published.
const listEWB = "NIC error list EWB, Sept 2026"

// billDays is how old a document may be on the day of its e-way bill, since 1 January 2025.
const billDays = 180

// waybillPartRules say whether there is anything to make a bill from.
var waybillPartRules = []Rule{
	{
		ID:         "ewb-party-not-blocked",
		Code:       "4015",
		API:        GenerateEWB,
		Path:       "SellerDtls.Gstin",
		Title:      "Neither supplier nor recipient may be blocked from e-way bills.",
		Why:        "Rule 138E blocks who has filed no return for two periods. The invoice itself is not affected.",
		Source:     listEWB,
		Confidence: Official,
		CheckBill: func(in *WaybillInput, fail Fail) {
			for _, p := range []struct {
				party *party
				path  string
			}{{&in.supplier, "SellerDtls.Gstin"}, {&in.recipient, "BuyerDtls.Gstin"}} {
				if p.party.blocked() {
					fail.At(p.path, p.party.Gstin).Because(row(p.party.Gstin, "a party with block status U",
						"register: "+p.party.Gstin+" block status "+p.party.BlockStatus))
				}
			}
		},
		Breaks: []Example{
			{Note: "the supplier", Edits: waybill, Slots: []string{seller},
				World: sellerIs(blockForWaybills)},
			{Note: "the recipient", Edits: with(waybill, to(blockedBuyer, "23", 462001)), Path: "BuyerDtls.Gstin", Slots: []string{blockedBuyer}},
		},
		Passes: []Example{{Note: "a suspended recipient is not blocked", Edits: with(waybill, to(suspended, "19", 700001), Edits{"EwbDtls.Distance": 0})}},
	},
	{
		ID:         "ewb-transporter-or-mode",
		Code:       "4019",
		API:        GenerateEWB,
		Path:       "EwbDtls.TransId",
		Title:      "A bill needs a mode of transport, or for Part A alone a transporter.",
		Why:        "Without a mode only Part A can be made, and that is made for a transporter who adds the rest.",
		Source:     listEWB + "; four answers of the portal to EwbDtls with Distance alone",
		Confidence: Observed,
		CheckBill: func(in *WaybillInput, fail Fail) {
			if p := &in.bill.part; p.TransId == "" && p.TransMode == "" && p.TransName == "" {
				fail.At(in.at("TransId")).Because(plain("", "TransMode with its vehicle or document, or TransId for Part A alone"))
			}
		},
		Breaks: []Example{
			{Note: "nothing but a distance", Edits: Edits{"EwbDtls.Distance": 0}},
			{Note: "before the kind of document is looked at", Edits: with(credit, Edits{"EwbDtls.Distance": 0})},
			{Note: "and before services are", Edits: with(service, Edits{"EwbDtls.Distance": 0})},
			{Note: "by IRN", ByIRN: Edits{"TransMode": Absent{}, "VehNo": Absent{}, "VehType": Absent{}}, Path: "TransId"},
		},
		Passes: []Example{
			{Note: "Part A alone", Edits: Edits{"EwbDtls.TransId": transporter, "EwbDtls.Distance": 0}},
			{Note: "Part A alone, by IRN", ByIRN: Edits{"TransMode": Absent{}, "VehNo": Absent{}, "VehType": Absent{}, "TransId": transporter}},
		},
	},
	{
		ID:         "ewb-part-a-transporter-id",
		Code:       "4027",
		API:        GenerateEWB,
		Path:       "EwbDtls.TransId",
		Title:      "A transporter of Part A is named by an id, not by a name alone.",
		Why:        "The transporter finds the bill by the id. How the portal tells this from 4019 is not published.",
		Source:     listEWB + "; the condition is our reading of the text",
		Confidence: Assumption,
		CheckBill: func(in *WaybillInput, fail Fail) {
			if p := &in.bill.part; p.TransId == "" && p.TransMode == "" && p.TransName != "" {
				fail.At(in.at("TransId")).Because(plain("", "the GSTIN or enrolment number of "+p.TransName))
			}
		},
		Breaks: []Example{{Edits: Edits{"EwbDtls.TransName": "Quick Movers", "EwbDtls.Distance": 0}}},
		Passes: []Example{{Edits: Edits{"EwbDtls.TransName": "Quick Movers", "EwbDtls.TransId": transporter, "EwbDtls.Distance": 0}}},
	},
	{
		ID:         "ewb-mode-present",
		Code:       "4028",
		API:        GenerateEWB,
		Path:       "EwbDtls.TransMode",
		Title:      "A vehicle or a transport document needs a mode of transport.",
		Why:        "Vehicle and document are Part B, which begins with the mode. Part A alone has neither.",
		Source:     listEWB,
		Confidence: Official,
		CheckBill: func(in *WaybillInput, fail Fail) {
			p := &in.bill.part
			if p.TransMode == "" && p.TransId != "" && (p.VehNo != "" || p.TransDocNo != "") {
				fail.At(in.at("TransMode")).Because(plain("", "1 road, 2 rail, 3 air or 4 ship"))
			}
		},
		Breaks: []Example{
			{Note: "a vehicle", Edits: with(waybill, Edits{"EwbDtls.TransMode": Absent{}, "EwbDtls.TransId": transporter})},
			{Note: "a document", Edits: Edits{"EwbDtls.TransId": transporter, "EwbDtls.TransDocNo": "LR/11", "EwbDtls.Distance": 0}},
		},
		Passes: []Example{{Note: "with mode and transporter", Edits: with(waybill, Edits{"EwbDtls.TransId": transporter})}},
	},
	{
		ID:         "ewb-invoice-only",
		Code:       "4010",
		API:        GenerateEWB,
		Path:       "DocDtls.Typ",
		Title:      "Only an invoice can move goods.",
		Why:        "Credit and debit notes correct a price; nothing travels with them.",
		Source:     listEWB,
		Confidence: Official,
		CheckBill: func(in *WaybillInput, fail Fail) {
			if !in.invoice {
				fail.At("DocDtls.Typ").Because(plain(in.doc.Typ, "INV"))
			}
		},
		Breaks: []Example{
			{Edits: with(credit, waybill)},
			{Edits: with(waybill, Edits{"DocDtls.Typ": "DBN"})},
			{Note: "by IRN", Edits: credit, ByIRN: Edits{}},
		},
		Passes: []Example{{Edits: waybill}},
	},
	{
		ID:         "ewb-holds-goods",
		Code:       "4009",
		API:        GenerateEWB,
		Path:       "ItemList[*].HsnCd",
		Title:      "At least one line must be of goods.",
		Why:        "Services do not travel by road. HSN codes of chapter 99 are services.",
		Source:     listEWB,
		Confidence: Official,
		CheckBill: func(in *WaybillInput, fail Fail) {
			if in.allServices() {
				code := ""
				if len(in.items) > 0 {
					code = in.items[0].HsnCd
				}
				fail.At(itemPath(0, "HsnCd")).Because(row(code, "the HSN of goods on some line", hsnRow(code)))
			}
		},
		Breaks: []Example{{Edits: with(service, waybill)}, {Note: "by IRN", Edits: service, ByIRN: Edits{}}},
		Passes: []Example{{Note: "one line of goods is enough", Edits: with(second, waybill, Edits{"ItemList[1].IsServc": "Y", "ItemList[1].HsnCd": "998314"})}},
	},
	{
		ID:         "ewb-document-180-days",
		Code:       "4043",
		API:        GenerateEWB,
		Path:       "DocDtls.Dt",
		Title:      "The document must not be older than 180 days.",
		Why:        "Since 1 January 2025 goods no longer start on old paper.",
		Source:     "GSTN advisory of 17/12/2024; " + listEWB,
		Confidence: Official,
		Since:      date(2025, time.January, 1),
		CheckBill: func(in *WaybillInput, fail Fail) {
			if in.dateOK && in.age() > billDays {
				fail.At("DocDtls.Dt", strconv.Itoa(billDays)).Because(plain(in.doc.Dt,
					in.today.AddDate(0, 0, -billDays).Format("02/01/2006")+" or later"))
			}
		},
		Breaks: []Example{{Note: "the 181st day", Edits: with(waybill, Edits{"DocDtls.Dt": "{today-181}"}), Slots: []string{"180"}}},
		Passes: []Example{
			{Note: "the 180th day", Edits: with(waybill, Edits{"DocDtls.Dt": "{today-180}"})},
			{Note: "before the rule", Edits: with(waybill, Edits{"DocDtls.Dt": "{today-181}"}), World: World{Now: noon(2024, time.December, 31)}},
		},
	},
}

// blank reports whether a text of the part was not sent.
func blank(s string) bool { return strings.TrimSpace(s) == "" }
