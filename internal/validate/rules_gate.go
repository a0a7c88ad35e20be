package validate

import (
	"strconv"
	"time"

	"github.com/irpsim/irpsim/internal/taxpayer"
)

// gateRules each end the evaluation. They say whether the portal deals with the document at all: is there something to
// judge, may the caller send it, may its supplier issue it (protocol reference 21.5).
var gateRules = []Rule{
	{
		ID:         "items-present",
		Code:       "2228",
		API:        GenerateIRN,
		Path:       "ItemList",
		Title:      "The document must have at least one line.",
		Why:        "Tax is charged line by line; a document without lines supplies nothing.",
		Source:     "NIC error list INV, Sept 2026",
		Confidence: Official,
		Check: func(in *Input, fail Fail) {
			if len(in.items) == 0 {
				fail.At("ItemList").Because(plain("[]", "1 to "+strconv.Itoa(in.Settings.maxItems())+" lines"))
			}
		},
		Breaks: []Example{{Edits: Edits{"ItemList": []any{}}, Path: "ItemList"}},
		Passes: []Example{{Note: "one line is enough"}},
	},
	{
		ID:         "items-not-too-many",
		Code:       "2173",
		API:        GenerateIRN,
		Path:       "ItemList",
		Title:      "The document must not have more than 1000 lines.",
		Why:        "The portal takes 1000 lines in one document. Larger taxpayers have asked for 5000 and got it.",
		Source:     "NIC Generate IRN page; ClearTax FAQ for the 5000",
		Confidence: Official,
		Check: func(in *Input, fail Fail) {
			if limit := in.Settings.maxItems(); len(in.items) > limit {
				fail.At("ItemList").Because(plain(strconv.Itoa(len(in.items))+" lines", "at most "+strconv.Itoa(limit)))
			}
		},
		Breaks: []Example{{Note: "1001 lines", Lines: 1001, Path: "ItemList"}},
		Passes: []Example{{Note: "1000 lines", Lines: 1000}},
	},
	{
		ID:         "schema-version",
		Code:       "2279",
		API:        GenerateIRN,
		Path:       "Version",
		Title:      "Version must be 1.1.",
		Why:        "The portal knows one version of the schema at a time; 1.1 is notified since July 2020.",
		Source:     "NIC Generate IRN page, validation 2; NIC error list INV, Sept 2026",
		Confidence: Official,
		Check: func(in *Input, fail Fail) {
			if in.Invoice.Version != "1.1" {
				fail.At("Version").Because(plain(in.Invoice.Version, "1.1"))
			}
		},
		Breaks: []Example{
			{Edits: Edits{"Version": "1.03"}, Note: "the number of the API, not of the schema"},
			{Edits: Edits{"Version": "1.01"}},
		},
		Passes: []Example{{Edits: Edits{"Version": "1.1"}}},
	},
	{
		ID:         "caller-is-party",
		Code:       "2169",
		API:        GenerateIRN,
		Path:       "SellerDtls.Gstin",
		Title:      "The caller must be the supplier, or the e-commerce operator that the document names.",
		Why:        "An IRN is issued to the supplier. Only an operator that collects tax at source may register it for him.",
		Source:     "NIC error list INV, Sept 2026",
		Confidence: Official,
		Check: func(in *Input, fail Fail) {
			switch {
			case in.Caller == in.seller.Gstin, in.Caller == in.tran.EcmGstin:
			case in.tran.EcmGstin == "" && in.operator(): // 2301
			default:
				fail.At("SellerDtls.Gstin").Because(plain(in.seller.Gstin, in.Caller+", who is logged in"))
			}
		},
		Breaks: []Example{
			{Note: "another seller than the one logged in", World: World{Caller: branch}},
			{Note: "an operator is named, but not the one logged in", World: World{Caller: branch},
				Edits: Edits{"TranDtls.EcmGstin": operator}},
		},
		Passes: []Example{{Note: "the operator registers for the supplier", Edits: Edits{"TranDtls.EcmGstin": operator}}},
	},
	{
		ID:         "operator-names-itself",
		Code:       "2301",
		API:        GenerateIRN,
		Path:       "TranDtls.EcmGstin",
		Title:      "An e-commerce operator must name itself in EcmGstin.",
		Why:        "An operator collects tax at source (section 52 CGST Act) on what it registers; EcmGstin says who does.",
		Source:     "NIC error list INV, Sept 2026",
		Confidence: Official,
		Check: func(in *Input, fail Fail) {
			if in.tran.EcmGstin == "" && in.operator() {
				fail.At("TranDtls.EcmGstin").Because(row("", in.Caller, in.caller.row()))
			}
		},
		Breaks: []Example{{World: World{Caller: operator}, Edits: Edits{"TranDtls.EcmGstin": Absent{}}}},
		Passes: []Example{{Edits: Edits{"TranDtls.EcmGstin": operator}}},
	},
	{
		ID:         "supplier-names-no-operator",
		Code:       "2299",
		API:        GenerateIRN,
		Path:       "TranDtls.EcmGstin",
		Title:      "A supplier that registers its own document must leave EcmGstin out.",
		Why:        "EcmGstin is for the operator's own calls. A supplier who sells through an operator still leaves it out.",
		Source:     "NIC error list INV, Sept 2026",
		Confidence: Official,
		Check: func(in *Input, fail Fail) {
			if in.tran.EcmGstin != "" && in.Caller == in.seller.Gstin {
				fail.At("TranDtls.EcmGstin").Because(plain(in.tran.EcmGstin, "no EcmGstin, or the operator's login"))
			}
		},
		Breaks: []Example{{World: World{Caller: seller}, Edits: Edits{"TranDtls.EcmGstin": operator}}},
		Passes: []Example{{Note: "null is the same as leaving it out", Edits: Edits{"TranDtls.EcmGstin": nil}}},
	},
	{
		ID:         "operator-collects-tax",
		Code:       "2195",
		API:        GenerateIRN,
		Path:       "TranDtls.EcmGstin",
		Title:      "EcmGstin must be registered to collect tax at source (TCS).",
		Why:        "Operators hold a registration of their own for TCS; its 14th character is C.",
		Source:     "NIC error list INV, Sept 2026",
		Confidence: Official,
		Check: func(in *Input, fail Fail) {
			if in.Caller != in.seller.Gstin && in.Caller == in.tran.EcmGstin && !in.operator() {
				fail.At("TranDtls.EcmGstin").Because(row(in.tran.EcmGstin, "a registration of type TCS", in.caller.row()))
			}
		},
		Breaks: []Example{{Note: "an ordinary taxpayer acts as operator", World: World{Caller: branch},
			Edits: Edits{"TranDtls.EcmGstin": branch}}},
		Passes: []Example{{Edits: Edits{"TranDtls.EcmGstin": operator}}},
	},
	{
		ID:         "supplier-known",
		Code:       "3028",
		API:        GenerateIRN,
		Path:       "SellerDtls.Gstin",
		Title:      "The supplier must be in the register.",
		Why:        "Only an operator can send a supplier that does not exist: a supplier's own login proves that he does.",
		Source:     "the code's text; NIC lists no condition for suppliers",
		Confidence: Assumption,
		Check: func(in *Input, fail Fail) {
			if !in.supplier.known {
				fail.At("SellerDtls.Gstin", in.seller.Gstin).Because(row(in.seller.Gstin, "a registered GSTIN", notRegistered))
			}
		},
		Breaks: []Example{{Edits: from(unknownSeller, "29", 560001)}},
		Passes: []Example{{Edits: from(neighbour, "29", 560001)}},
	},
	{
		ID:         "supplier-enabled",
		Code:       "3026",
		API:        GenerateIRN,
		Path:       "SellerDtls.Gstin",
		Title:      "The supplier must be enabled for e-invoicing.",
		Why:        "Taxpayers below the notified turnover are not enabled until they ask for it on the portal.",
		Source:     "NIC error list INV, Sept 2026; resilient-tech/india-compliance",
		Confidence: Official,
		Check: func(in *Input, fail Fail) {
			if in.supplier.known && !in.supplier.Enabled {
				fail.At("SellerDtls.Gstin", in.seller.Gstin).
					Because(row(in.seller.Gstin, "a taxpayer enabled for e-invoicing", in.supplier.row()))
			}
		},
		Breaks: []Example{{Edits: from(notEnabled, "08", 302001)}},
		Passes: []Example{{Note: "an operator need not be enabled, its supplier must", Edits: Edits{"TranDtls.EcmGstin": operator}}},
	},
	{
		ID:    "supplier-active",
		Code:  "3029",
		API:   GenerateIRN,
		Path:  "SellerDtls.Gstin",
		Title: "The supplier's registration must be active.",
		Why: "A cancelled, inactive or provisional taxpayer cannot charge tax; a suspended one cannot issue tax " +
			"invoices until the suspension ends, though he may still cancel his IRNs.",
		Source:     "GSTN note of June 2021 on blocked registrations; the code is read from its text",
		Confidence: Official,
		Check: func(in *Input, fail Fail) {
			if in.supplier.known && in.supplier.Status != taxpayer.Active {
				fail.At("SellerDtls.Gstin", in.seller.Gstin).Because(row(in.seller.Gstin, "status ACT", in.supplier.row()))
			}
		},
		Breaks: []Example{
			{Note: "a suspended supplier", Edits: from(suspended, "19", 700001)},
			{Note: "the standard seller, cancelled", World: sellerIs(func(t *taxpayer.Taxpayer) {
				t.Status, t.Deregistered = taxpayer.Cancelled, "{today-30}"
			})},
		},
		Passes: []Example{{Note: "a suspended recipient is no obstacle", Edits: to(suspended, "19", 700001)}},
	},
	{
		ID:         "supplier-not-sez-unit",
		Code:       "2231",
		API:        GenerateIRN,
		Path:       "SellerDtls.Gstin",
		Title:      "The supplier must not be an SEZ unit.",
		Why:        "Units in special economic zones are exempt from e-invoicing (notification 13/2020, as amended).",
		Source:     "NIC error list INV, Sept 2026",
		Confidence: Official,
		Check: func(in *Input, fail Fail) {
			if in.supplier.known && in.supplier.Type == taxpayer.SEZ {
				fail.At("SellerDtls.Gstin", in.seller.Gstin).
					Because(row(in.seller.Gstin, "another type than SEZ", in.supplier.row()))
			}
		},
		Breaks: []Example{{Edits: from(sezUnit, "33", 600001)}},
		Passes: []Example{{Note: "an SEZ developer may", Edits: from(sezDeveloper, "24", 380001)}},
	},
	{
		ID:         "supplier-type-until-2025",
		Code:       "2300",
		API:        GenerateIRN,
		Path:       "SellerDtls.Gstin",
		Title:      "The supplier must be a regular taxpayer or an SEZ developer.",
		Why:        "Before December 2025 casual taxable persons could not issue e-invoices.",
		Source:     "wording of 2300 from 2023 to 2025",
		Confidence: ThirdParty,
		Until:      date(2025, time.December, 1),
		Check:      supplierType(taxpayer.REG, taxpayer.SED),
		Breaks: []Example{{Note: "a casual taxable person in November 2025",
			Edits: from(casual, "30", 403001),
			World: World{Now: noon(2025, time.November, 20)}}},
		Passes: []Example{{World: World{Now: noon(2025, time.November, 20)}}},
	},
	{
		ID:         "supplier-type",
		Code:       "2300",
		API:        GenerateIRN,
		Path:       "SellerDtls.Gstin",
		Title:      "The supplier must be a regular taxpayer, an SEZ developer or a casual taxable person.",
		Why:        "Composition dealers, distributors, deductors and UN bodies issue no tax invoices with input tax credit.",
		Source:     "NIC error list INV, Sept 2026; casual taxable persons since December 2025",
		Confidence: Official,
		Since:      date(2025, time.December, 1),
		Check:      supplierType(taxpayer.REG, taxpayer.SED, taxpayer.CAS),
		Breaks: []Example{
			{Note: "a composition dealer", Edits: from(composition, "09", 201301)},
			{Note: "a distributor", World: sellerIs(func(t *taxpayer.Taxpayer) { t.Type = taxpayer.ISD })},
		},
		Passes: []Example{{Note: "a casual taxable person", Edits: from(casual, "30", 403001)}},
	},
	{
		ID:    "doc-date-real",
		Code:  "2292",
		API:   GenerateIRN,
		Path:  "DocDtls.Dt",
		Title: "DocDtls.Dt must be a day of the calendar.",
		Why: "The pattern admits 31/02/2026. Without a real date there is no financial year, so no IRN can be " +
			"computed and no duplicate looked for.",
		Source:     "NIC error list INV, Sept 2026; the condition is read from the text",
		Confidence: Assumption,
		Check: func(in *Input, fail Fail) {
			if !in.dateOK {
				fail.At("DocDtls.Dt").Because(plain(in.doc.Dt, "a day of the calendar as dd/MM/yyyy"))
			}
		},
		Breaks: []Example{{Edits: Edits{"DocDtls.Dt": "31/02/2026"}}, {Edits: Edits{"DocDtls.Dt": "39/19/2026"}}},
		Passes: []Example{{Note: "a leap day, where there is one", Edits: Edits{"DocDtls.Dt": "29/02/2028"},
			World: World{Now: noon(2028, time.March, 1)}}},
	},
}

// supplierType refuses suppliers of other types than those given.
func supplierType(allowed ...taxpayer.Type) func(*Input, Fail) {
	return func(in *Input, fail Fail) {
		if !in.supplier.known {
			return
		}
		for _, t := range allowed {
			if in.supplier.Type == t {
				return
			}
		}
		fail.At("SellerDtls.Gstin").Because(func() Explanation {
			return Explanation{Found: in.seller.Gstin, Expected: "a taxpayer of type " + typeList(allowed), MasterRow: in.supplier.row()}
		})
	}
}
