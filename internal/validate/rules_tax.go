package validate

import "github.com/irpsim/irpsim/einv"

// itemTaxRules check the amounts of a line. All comparisons allow what validations reference, section 1, allows.
var itemTaxRules = []Rule{
	{
		ID:         "item-total-amount",
		Code:       "2192",
		API:        GenerateIRN,
		Path:       "ItemList[*].TotAmt",
		Title:      "TotAmt must be Qty × UnitPrice.",
		Why:        "The portal has withdrawn this check for the time being; a setting brings it back.",
		Source:     "NIC Generate IRN page; error list INV, Sept 2026",
		Confidence: Official,
		Setting:    "check_tot_amt",
		Grouping:   EachOfValue,
		CheckItem: func(in *Input, it *Line, fail Fail) {
			if it.Qty.Milli() == 0 || share(it.Qty.Milli(), it.UnitPrice.Milli(), 1000).accepts(it.TotAmt.Milli()) {
				return
			}
			item := it.Item
			fail.Item("TotAmt", it.HsnCd).Because(func() Explanation {
				return against(item.TotAmt, calculation{x: share(item.Qty.Milli(), item.UnitPrice.Milli(), 1000), steps: []Step{
					{Name: "Qty", Value: item.Qty.Literal()}, {Op: "×", Name: "UnitPrice", Value: item.UnitPrice.Literal()}}})
			})
		},
		Breaks: edges("ItemList[0].UnitPrice", "99.98", "100.02", totAmtSwitch),
		Passes: append(edges("ItemList[0].UnitPrice", "99.99", "100.01", totAmtSwitch),
			Example{Note: "switched off", Edits: Edits{"ItemList[0].UnitPrice": 1}}),
	},
	{
		ID:         "item-taxable-value",
		Code:       "2193",
		API:        GenerateIRN,
		Path:       "ItemList[*].AssAmt",
		Title:      "AssAmt must be TotAmt − Discount.",
		Why:        "Tax is due on the value after discount. PreTaxVal plays no part.",
		Source:     "NIC Generate IRN page; error list INV, Sept 2026",
		Confidence: Official,
		CheckItem: func(in *Input, it *Line, fail Fail) {
			if fromMilli(it.TotAmt.Milli()).sub(fromMilli(it.Discount.Milli())).accepts(it.AssAmt.Milli()) {
				return
			}
			item := it.Item
			fail.Item("AssAmt", it.SlNo).Because(func() Explanation {
				var c calculation
				c.term("+", "TotAmt", item.TotAmt, "")
				c.term("−", "Discount", item.Discount, "")
				return against(item.AssAmt, c)
			})
		},
		Breaks: append(edges("ItemList[0].TotAmt", "9998", "10002", World{}),
			Example{Note: "the discount is not taken off", Edits: Edits{"ItemList[0].Discount": 500}, Slots: []string{"1"}}),
		Passes: append(edges("ItemList[0].TotAmt", "9998.01", "10001.99", World{}),
			Example{Note: "with discount", Edits: Edits{"ItemList[0].TotAmt": 10500, "ItemList[0].Discount": 500}}),
	},
	{
		ID:         "item-rate-notified",
		Code:       "2240",
		API:        GenerateIRN,
		Path:       "ItemList[*].GstRt",
		Title:      "GstRt must be a notified rate.",
		Why:        "The whole rate is sent, also inside a State: 18, not 9. 12 and 28 are still in the master.",
		Source:     "NIC error list INV, Sept 2026; rates of india-compliance, 40 since 21/09/2025",
		Confidence: Official,
		Changes:    []Change{{Date: deMeritFrom, What: "The rate of 40 % is accepted."}},
		CheckItem: func(in *Input, it *Line, fail Fail) {
			if !it.rateOK {
				fail.Item("GstRt", it.SlNo).Because(row(it.GstRt.Literal(), "a rate of the master", "tax_rates: no row "+it.GstRt.Literal()))
			}
		},
		Breaks: []Example{
			{Edits: atRate(17), Slots: []string{"1"}},
			{Note: "half the rate", Edits: atRate(9)},
			{Note: "40 % before it was notified", Edits: atRate(40), World: World{Now: noon(2025, 9, 20)}},
		},
		Passes: []Example{{Edits: atRate(28)}, {Edits: atRate(40)}, {Edits: atRate(0)}, {Edits: atRate(12)},
			{Note: "7.5 %", Edits: with(atRate(7), Edits{"ItemList[0].GstRt": num("7.500"), "ItemList[0].IgstAmt": 750,
				"ItemList[0].TotItemVal": 10750, "ValDtls.IgstVal": 750, "ValDtls.TotInvVal": 10750})}},
	},
	{
		ID:         "item-no-igst-inside-state",
		Code:       "2172",
		API:        GenerateIRN,
		Path:       "ItemList[*].IgstAmt",
		Title:      "A supply inside a State bears no IGST.",
		Why:        "Supplier's State and place of supply are the same, so CGST and SGST are due. IgstOnIntra Y lifts this.",
		Source:     "NIC error list INV, Sept 2026",
		Confidence: Official,
		Grouping:   Once,
		CheckItem: func(in *Input, it *Line, fail Fail) {
			if !in.igst && it.IgstAmt.Milli() > 0 {
				fail.Item("IgstAmt").Because(plain(it.IgstAmt.Literal(), "0, as place of supply and supplier are in State "+in.pos))
			}
		},
		Breaks: []Example{{Edits: with(intra, Edits{"ItemList[0].IgstAmt": 1800, "ItemList[0].TotItemVal": 13600,
			"ValDtls.IgstVal": 1800, "ValDtls.TotInvVal": 13600})}},
		Passes: []Example{{Edits: intra}, {Note: "IGST inside a State, under reverse charge",
			Edits: with(reverse, Edits{"TranDtls.IgstOnIntra": "Y", "BuyerDtls.Pos": "29"})}},
	},
	{
		ID:         "item-only-igst-between-states",
		Code:       "2174",
		API:        GenerateIRN,
		Path:       "ItemList[*].CgstAmt",
		Title:      "A supply between States bears IGST only.",
		Why:        "So do exports, SEZ supplies, whatever an SEZ developer supplies, and IgstOnIntra Y.",
		Source:     "NIC error list INV, Sept 2026",
		Confidence: Official,
		Grouping:   Once,
		CheckItem: func(in *Input, it *Line, fail Fail) {
			switch {
			case !in.igst:
			case it.CgstAmt.Milli() > 0:
				fail.Item("CgstAmt").Because(plain(it.CgstAmt.Literal(), "0, and IGST instead"))
			case it.SgstAmt.Milli() > 0:
				fail.Item("SgstAmt").Because(plain(it.SgstAmt.Literal(), "0, and IGST instead"))
			}
		},
		Breaks: []Example{
			{Edits: Edits{"ItemList[0].CgstAmt": 900, "ItemList[0].SgstAmt": 900, "ItemList[0].TotItemVal": 13600,
				"ValDtls.CgstVal": 900, "ValDtls.SgstVal": 900, "ValDtls.TotInvVal": 13600}},
			{Note: "an SEZ developer supplies inside his State", Edits: with(credit, intra, to("24AAAPI3182M002", "24", 380001),
				from(sezDeveloper, "24", 380001))},
		},
		Passes: []Example{{Note: "an SEZ developer, with IGST", Edits: with(to("24AAAPI3182M002", "24", 380001),
			from(sezDeveloper, "24", 380001))},
			{Note: "an SEZ supply inside the State", Edits: with(toSEZ, Edits{"BuyerDtls.Pos": "29"})}},
	},
	{
		ID:         "item-cgst-equals-sgst",
		Code:       "2227",
		API:        GenerateIRN,
		Path:       "ItemList[*].SgstAmt",
		Title:      "CgstAmt and SgstAmt must be equal.",
		Why:        "Both halves have the same rate. Not even a paisa of difference passes.",
		Source:     "NIC error list INV, Sept 2026; exactness is our reading",
		Confidence: Official,
		CheckItem: func(in *Input, it *Line, fail Fail) {
			if it.CgstAmt.Milli() != it.SgstAmt.Milli() {
				fail.Item("SgstAmt", it.SlNo).Because(plain(it.SgstAmt.Literal(), orZero(it.CgstAmt)+" as CgstAmt"))
			}
		},
		Breaks: []Example{{Edits: with(intra, Edits{"ItemList[0].SgstAmt": num("900.01")}), Slots: []string{"1"}}},
		Passes: []Example{{Edits: with(intra, Edits{"ItemList[0].SgstAmt": num("900.00")})}},
	},
	{
		ID:         "item-cgst-sgst-amount",
		Code:       "2234",
		API:        GenerateIRN,
		Path:       "ItemList[*].CgstAmt",
		Title:      "CgstAmt and SgstAmt must each be AssAmt × GstRt ÷ 200.",
		Why:        "For invoices only. Goods valued by retail sale price (Rule 31D) free the document from it since 01/02/2026.",
		Source:     "NIC Generate IRN page; NIC notice of 28/01/2026",
		Confidence: Official,
		Changes:    []Change{{Date: retailFrom, Basis: ByDocument, What: retailChange}},
		CheckItem: func(in *Input, it *Line, fail Fail) {
			if !in.invoice || in.igst || in.retailValued {
				return
			}
			half, item := halfPercent(it.AssAmt.Milli(), it.GstRt.Milli()), it.Item
			switch {
			case !half.accepts(item.CgstAmt.Milli()):
				fail.Item("CgstAmt", it.SlNo).Because(func() Explanation {
					return against(item.CgstAmt, taxOf(item, "GstRt", item.GstRt, "200", half))
				})
			case !half.accepts(item.SgstAmt.Milli()):
				fail.Item("SgstAmt", it.SlNo).Because(func() Explanation {
					return against(item.SgstAmt, taxOf(item, "GstRt", item.GstRt, "200", half))
				})
			}
		},
		Breaks: append(intraEdges("898.99", "901.01"),
			Example{Note: "the whole rate twice", Edits: with(intra, Edits{"ItemList[0].CgstAmt": 1800, "ItemList[0].SgstAmt": 1800,
				"ItemList[0].TotItemVal": 13600, "ValDtls.CgstVal": 1800, "ValDtls.SgstVal": 1800, "ValDtls.TotInvVal": 13600}), Slots: []string{"1"}}),
		Passes: append(intraEdges("899", "901"),
			Example{Note: "notes are not checked", Edits: with(intra, credit, untaxedIntra)},
			Example{Note: "cigarettes", Edits: with(intra, untaxedIntra, Edits{"ItemList[0].HsnCd": "24022090"})}),
	},
	{
		ID:    "item-igst-amount",
		Code:  "2235",
		API:   GenerateIRN,
		Path:  "ItemList[*].IgstAmt",
		Title: "IgstAmt must be AssAmt × GstRt ÷ 100.",
		Why: "For invoices only; without payment of tax (EXPWOP, SEZWOP) 0 passes too. Goods valued by retail sale price " +
			"(Rule 31D) free the document from it since 01/02/2026.",
		Source:     "NIC Generate IRN page; NIC notice of 28/01/2026",
		Confidence: Official,
		Changes:    []Change{{Date: retailFrom, Basis: ByDocument, What: retailChange}},
		CheckItem: func(in *Input, it *Line, fail Fail) {
			if !in.invoice || !in.igst || in.retailValued || in.noPayment && it.IgstAmt.Milli() == 0 {
				return
			}
			whole := percent(it.AssAmt.Milli(), it.GstRt.Milli())
			if whole.accepts(it.IgstAmt.Milli()) {
				return
			}
			item := it.Item
			fail.Item("IgstAmt", it.SlNo).Because(func() Explanation {
				return against(item.IgstAmt, taxOf(item, "GstRt", item.GstRt, "100", whole))
			})
		},
		Breaks: append(edges("ItemList[0].IgstAmt", "1798.99", "1801.01", World{}),
			Example{Note: "half the tax", Edits: Edits{"ItemList[0].IgstAmt": 900, "ItemList[0].TotItemVal": 10900,
				"ValDtls.IgstVal": 900, "ValDtls.TotInvVal": 10900}, Slots: []string{"1"}},
			Example{Note: "an export with payment, without tax", Edits: with(export, untaxed)}),
		Passes: append(edges("ItemList[0].IgstAmt", "1799", "1801", World{}),
			Example{Note: "an export without payment", Edits: with(export, untaxed, Edits{"TranDtls.SupTyp": "EXPWOP"})},
			Example{Note: "an SEZ supply without payment", Edits: with(toSEZ, untaxed, Edits{"TranDtls.SupTyp": "SEZWOP"})},
			Example{Note: "notes are not checked", Edits: with(untaxed, Edits{"DocDtls.Typ": "DBN"})},
			Example{Note: "cigarettes", Edits: with(untaxed, Edits{"ItemList[0].HsnCd": "24022090"})}),
	},
	{
		ID:         "item-cess-amount",
		Code:       "2266",
		API:        GenerateIRN,
		Path:       "ItemList[*].CesAmt",
		Title:      "CesAmt must be AssAmt × CesRt ÷ 100.",
		Why:        "For invoices only. The specific cess, CesNonAdvlAmt, is free; without payment of tax 0 passes too.",
		Source:     "NIC Generate IRN page; that 0 passes without payment is our reading",
		Confidence: Official,
		CheckItem:  cessRule("CesAmt", "CesRt", func(it *einv.Item) (amount, rate einv.Amount) { return it.CesAmt, it.CesRt }),
		Breaks: append(edgesOf(cess, "ItemList[0].CesAmt", "98.99", "101.01"), Example{Note: "a rate without its cess",
			Edits: Edits{"ItemList[0].CesRt": 1}, Slots: []string{"1"}}),
		Passes: append(edgesOf(cess, "ItemList[0].CesAmt", "99", "101"),
			Example{Note: "specific cess only", Edits: Edits{"ItemList[0].CesNonAdvlAmt": 400, "ItemList[0].TotItemVal": 12200,
				"ValDtls.CesVal": 400, "ValDtls.TotInvVal": 12200}},
			Example{Note: "notes are not checked", Edits: with(credit, Edits{"ItemList[0].CesRt": 1})}),
	},
	{
		ID:         "item-state-cess-amount",
		Code:       "2267",
		API:        GenerateIRN,
		Path:       "ItemList[*].StateCesAmt",
		Title:      "StateCesAmt must be AssAmt × StateCesRt ÷ 100.",
		Why:        "For invoices only. StateCesNonAdvlAmt is free; without payment of tax 0 passes too.",
		Source:     "NIC Generate IRN page; that 0 passes without payment is our reading",
		Confidence: Official,
		CheckItem: cessRule("StateCesAmt", "StateCesRt", func(it *einv.Item) (amount, rate einv.Amount) {
			return it.StateCesAmt, it.StateCesRt
		}),
		Breaks: append(edgesOf(cess, "ItemList[0].StateCesAmt", "98.99", "101.01"), Example{Note: "a rate without its cess",
			Edits: Edits{"ItemList[0].StateCesRt": 1}, Slots: []string{"1"}}),
		Passes: append(edgesOf(cess, "ItemList[0].StateCesAmt", "99", "101"),
			Example{Note: "notes are not checked", Edits: with(credit, Edits{"ItemList[0].StateCesRt": 1})}),
	},
	{
		ID:    "item-total-value",
		Code:  "2194",
		API:   GenerateIRN,
		Path:  "ItemList[*].TotItemVal",
		Title: "TotItemVal must be the taxable value with all taxes, cesses and other charges.",
		Why: "Under reverse charge and in exports with payment the taxes may be left out. Goods valued by retail sale " +
			"price (Rule 31D) free the document from it since 01/02/2026.",
		Source:     "NIC Generate IRN page; NIC notice of 28/01/2026",
		Confidence: Official,
		Changes:    []Change{{Date: retailFrom, Basis: ByDocument, What: retailChange}},
		CheckItem: func(in *Input, it *Line, fail Fail) {
			if in.retailValued {
				return
			}
			bare := fromMilli(it.AssAmt.Milli()).add(fromMilli(it.OthChrg.Milli()))
			full, found := bare.add(it.taxes()), it.TotItemVal.Milli()
			mayLeaveOut := in.mayLeaveTaxOut()
			if full.accepts(found) || mayLeaveOut && bare.accepts(found) {
				return
			}
			item := it.Item
			fail.Item("TotItemVal", it.SlNo).Because(func() Explanation { return itemTotal(item, bare, mayLeaveOut) })
		},
		Breaks: append(edges("ItemList[0].TotItemVal", "11798.99", "11801.01", World{}),
			Example{Note: "the tax left out", Edits: Edits{"ItemList[0].TotItemVal": 10000, "ValDtls.TotInvVal": 10000}, Slots: []string{"1"}}),
		Passes: append(edges("ItemList[0].TotItemVal", "11799", "11801", World{}),
			Example{Note: "reverse charge, the tax left out", Edits: with(reverse, Edits{"ItemList[0].TotItemVal": 10000, "ValDtls.TotInvVal": 10000})},
			Example{Note: "an export with payment, the tax left out", Edits: with(export, Edits{"ItemList[0].TotItemVal": 10000, "ValDtls.TotInvVal": 10000})},
			Example{Note: "other charges", Edits: Edits{"ItemList[0].OthChrg": 50, "ItemList[0].TotItemVal": 11850, "ValDtls.TotInvVal": 11850}}),
	},
}
