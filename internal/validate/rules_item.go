package validate

import "github.com/irpsim/irpsim/einv"

// itemRules check the lines: first what concerns all of them, then each line in turn.
var itemRules = concat(itemCodeRules, itemTaxRules)

// itemCodeRules check numbers, codes and quantities of lines.
var itemCodeRules = []Rule{
	{
		ID:         "item-number-unique",
		Code:       "2233",
		API:        GenerateIRN,
		Path:       "ItemList[*].SlNo",
		Title:      "SlNo must not occur twice.",
		Why:        "Messages name lines by their SlNo. 1 and 01 are two numbers.",
		Source:     "NIC error list INV, Sept 2026",
		Confidence: Official,
		Grouping:   Once,
		Check: func(in *Input, fail Fail) {
			for _, i := range repeated(in.items) {
				fail.At(itemPath(i, "SlNo")).Because(plain(in.items[i].SlNo, "a number that no other line has"))
			}
		},
		Breaks: []Example{{Edits: with(second, Edits{"ItemList[1].SlNo": "1"}), Path: "ItemList[1].SlNo"}},
		Passes: []Example{{Note: "any order will do", Edits: with(second, Edits{"ItemList[0].SlNo": "20", "ItemList[1].SlNo": "3"})},
			{Note: "texts differ", Edits: with(second, Edits{"ItemList[1].SlNo": "01"})}},
	},
	{
		ID:    "item-hsn-known",
		Code:  "2176",
		API:   GenerateIRN,
		Path:  "ItemList[*].HsnCd",
		Title: "The HSN must be one of the master.",
		Why: "The master has codes of 4, 6 and 8 digits, but not every beginning of a code: 39152000 is listed and " +
			"391520 is not. Customs drops and adds codes every year.",
		Source:     "NIC error list INV, Sept 2026; india-compliance issues 3510 (391520) and 3362 (521211, 630411)",
		Confidence: Observed,
		Grouping:   ListValues,
		CheckItem: func(in *Input, it *Line, fail Fail) {
			if !it.hsnListed {
				fail.Item("HsnCd", it.HsnCd).Because(row(it.HsnCd, "an HSN of the master", hsnRow(it.HsnCd)))
			}
		},
		Breaks: []Example{
			{Edits: Edits{"ItemList[0].HsnCd": "73189999"}, Slots: []string{"73189999"}},
			{Note: "the beginning of a listed code", Edits: Edits{"ItemList[0].HsnCd": "391520"}, Slots: []string{"391520"}},
			{Note: "several in one entry", Edits: with(second, Edits{"ItemList[0].HsnCd": "73189999", "ItemList[1].HsnCd": "7700"}),
				Slots: []string{"73189999,7700"}},
		},
		Passes: []Example{{Edits: Edits{"ItemList[0].HsnCd": "7318"}}, {Edits: Edits{"ItemList[0].HsnCd": "847130"}}, {Edits: Edits{"ItemList[0].HsnCd": "39152000"}}},
	},
	{
		ID:         "item-hsn-length",
		Code:       "2176",
		API:        GenerateIRN,
		Path:       "ItemList[*].HsnCd",
		Title:      "A supplier of 5 crore turnover must give at least 6 digits of the HSN.",
		Why:        "Notification 78/2020; the portals refuse shorter codes since December 2023.",
		Source:     "einvoice6.gst.gov.in on HSN reporting; the code is our reading",
		Confidence: ThirdParty,
		Since:      date(2023, 12, 15),
		Grouping:   ListValues,
		CheckItem: func(in *Input, it *Line, fail Fail) {
			if it.hsnListed && len(it.HsnCd) < 6 && in.supplier.TurnoverCr >= 5 {
				fail.Item("HsnCd", it.HsnCd).Because(row(it.HsnCd, "6 or 8 digits", in.supplier.row()))
			}
		},
		Breaks: []Example{{Edits: with(fromLarge, Edits{"ItemList[0].HsnCd": "7318"}), World: withTurnover(5)}},
		Passes: []Example{{Edits: with(fromLarge, Edits{"ItemList[0].HsnCd": "847130"}), World: withTurnover(5)}},
	},
	{
		ID:         "item-hsn-of-service",
		Code:       "3048",
		API:        GenerateIRN,
		Path:       "ItemList[*].HsnCd",
		Title:      "A line with IsServc Y needs an HSN of chapter 99.",
		Why:        "Chapter 99 holds services and nothing else.",
		Source:     "NIC error list INV, Sept 2026",
		Confidence: Official,
		Grouping:   EachOfValue,
		CheckItem: func(in *Input, it *Line, fail Fail) {
			if it.service && it.hsnListed && !it.hsnOf99 {
				fail.Item("HsnCd", it.HsnCd).Because(row(it.HsnCd, "an HSN that begins with 99, or IsServc N", hsnRow(it.HsnCd)))
			}
		},
		Breaks: []Example{{Edits: Edits{"ItemList[0].IsServc": "Y"}, Slots: []string{"73181500"}},
			{Note: "one entry for two lines with one HSN", Edits: with(second, Edits{"ItemList[0].IsServc": "Y", "ItemList[1].IsServc": "Y"})}},
		Passes: []Example{{Edits: service}},
	},
	{
		ID:         "item-hsn-of-goods",
		Code:       "3047",
		API:        GenerateIRN,
		Path:       "ItemList[*].HsnCd",
		Title:      "A line with IsServc N needs an HSN outside chapter 99.",
		Why:        "Chapter 99 holds services and nothing else.",
		Source:     "NIC error list INV, Sept 2026",
		Confidence: Official,
		Grouping:   EachOfValue,
		CheckItem: func(in *Input, it *Line, fail Fail) {
			if it.goods() && it.hsnListed && it.hsnOf99 {
				fail.Item("HsnCd", it.HsnCd).Because(row(it.HsnCd, "an HSN of goods, or IsServc Y", hsnRow(it.HsnCd)))
			}
		},
		Breaks: []Example{{Edits: Edits{"ItemList[0].HsnCd": "998314"}, Slots: []string{"998314"}}},
		Passes: []Example{{Edits: service}},
	},
	{
		ID:         "item-quantity-present",
		Code:       "2238",
		API:        GenerateIRN,
		Path:       "ItemList[*].Qty",
		Title:      "A line of goods needs a quantity above 0.",
		Why:        "Invoice rules (rule 46 CGST) ask for the quantity of goods. That 0 counts as missing is our reading.",
		Source:     "NIC error list INV, Sept 2026",
		Confidence: Official,
		CheckItem: func(in *Input, it *Line, fail Fail) {
			if it.goods() && it.Qty.Milli() == 0 {
				fail.Item("Qty", it.SlNo).Because(plain(it.Qty.Literal(), "a quantity above 0, or IsServc Y"))
			}
		},
		Breaks: []Example{{Edits: Edits{"ItemList[0].Qty": Absent{}}, Slots: []string{"1"}}, {Edits: Edits{"ItemList[0].Qty": 0}}},
		Passes: []Example{{Edits: service}, {Edits: Edits{"ItemList[0].Qty": num("0.001")}}},
	},
	{
		ID:         "item-unit-present",
		Code:       "2239",
		API:        GenerateIRN,
		Path:       "ItemList[*].Unit",
		Title:      "A line of goods needs a unit.",
		Why:        "A quantity says nothing without its unit.",
		Source:     "NIC error list INV, Sept 2026",
		Confidence: Official,
		CheckItem: func(in *Input, it *Line, fail Fail) {
			if it.goods() && it.Unit == "" {
				fail.Item("Unit", it.SlNo).Because(plain("", "a unit quantity code, or IsServc Y"))
			}
		},
		Breaks: []Example{{Edits: Edits{"ItemList[0].Unit": Absent{}}, Slots: []string{"1"}}},
		Passes: []Example{{Edits: service}},
	},
	{
		ID:         "item-unit-known",
		Code:       "2177",
		API:        GenerateIRN,
		Path:       "ItemList[*].Unit",
		Title:      "The unit of a line of goods must be one of the master.",
		Why:        "Units are those of the GST returns, three letters each. Either case passes; units of services are not looked up.",
		Source:     "NIC error list INV, Sept 2026",
		Confidence: Official,
		Grouping:   ListValues,
		CheckItem: func(in *Input, it *Line, fail Fail) {
			if it.goods() && it.Unit != "" && !unitKnown(it.Unit) {
				fail.Item("Unit", it.Unit).Because(row(it.Unit, "a unit of the master, such as NOS, KGS, OTH", "uqc: no row "+it.Unit))
			}
		},
		Breaks: []Example{
			{Edits: Edits{"ItemList[0].Unit": "KGM"}, Slots: []string{"KGM"}},
			{Note: "several in one entry", Edits: with(second, Edits{"ItemList[0].Unit": "KGM", "ItemList[1].Unit": "PCE"}),
				Slots: []string{"KGM,PCE"}},
		},
		Passes: []Example{{Edits: Edits{"ItemList[0].Unit": "KGS"}}, {Edits: Edits{"ItemList[0].Unit": "nos"}},
			{Note: "of a service", Edits: with(service, Edits{"ItemList[0].Unit": "HRS"})}},
	},
}

// fewLines is up to how many lines comparing all pairs is cheaper than a set.
const fewLines = 16

// repeated returns the lines whose SlNo an earlier line has. Numbers that only rise, as nearly all documents have
// them, need no set.
func repeated(items []einv.Item) []int {
	if rising(items) {
		return nil
	}
	var again []int
	if len(items) <= fewLines {
		for i := range items {
			for j := range i {
				if items[j].SlNo == items[i].SlNo {
					again = append(again, i)
					break
				}
			}
		}
		return again
	}
	seen := make(map[string]struct{}, len(items))
	for i := range items {
		if _, dup := seen[items[i].SlNo]; dup {
			again = append(again, i)
		}
		seen[items[i].SlNo] = struct{}{}
	}
	return again
}

func rising(items []einv.Item) bool {
	for i := 1; i < len(items); i++ {
		a, b := items[i-1].SlNo, items[i].SlNo
		if len(a) > len(b) || len(a) == len(b) && a >= b {
			return false
		}
	}
	return true
}
