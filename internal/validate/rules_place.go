package validate

import "github.com/irpsim/irpsim/internal/taxpayer"

// placeRules check the place of supply and the switches of TranDtls that change who pays which tax.
var placeRules = []Rule{
	{
		ID:         "pos-known",
		Code:       "2243",
		API:        GenerateIRN,
		Path:       "BuyerDtls.Pos",
		Title:      "The place of supply must be a state code of the master.",
		Why:        "25 (Daman and Diu) was merged into 26 in 2020. A leading 0 may be left out.",
		Source:     "NIC Generate IRN page; error list INV, Sept 2026",
		Confidence: Official,
		Check: func(in *Input, fail Fail) {
			if !usableState(in.pos) {
				fail.At("BuyerDtls.Pos").Because(row(in.buyer.Pos, "a state code of the master", stateRow(in.pos)))
			}
		},
		Breaks: []Example{{Edits: Edits{"BuyerDtls.Pos": "25"}}, {Edits: Edits{"BuyerDtls.Pos": "99"}}},
		Passes: []Example{{Edits: Edits{"BuyerDtls.Pos": "26"}}, {Edits: Edits{"BuyerDtls.Pos": "9"}}, {Edits: Edits{"BuyerDtls.Pos": "97"}}},
	},
	{
		ID:         "export-pos",
		Code:       "2232",
		API:        GenerateIRN,
		Path:       "BuyerDtls.Pos",
		Title:      "The place of supply of an export must be 96.",
		Why:        "An export is supplied outside India.",
		Source:     "NIC error list INV, Sept 2026",
		Confidence: Official,
		Check: func(in *Input, fail Fail) {
			if in.export && in.pos != abroad && usableState(in.pos) {
				fail.At("BuyerDtls.Pos", in.tran.SupTyp).Because(plain(in.buyer.Pos, abroad))
			}
		},
		Breaks: []Example{{Edits: with(export, Edits{"BuyerDtls.Pos": "27"}), Slots: []string{"EXPWP"}}},
		Passes: []Example{{Edits: export}},
	},
	{
		ID:         "pos-in-india",
		Code:       "2242",
		API:        GenerateIRN,
		Path:       "BuyerDtls.Pos",
		Title:      "The place of supply must not be 96, except for exports and for carrying goods.",
		Why:        "A supply to a registered recipient takes place in India; only carrying goods abroad does not.",
		Source:     "NIC error list INV, Sept 2026",
		Confidence: Official,
		Check: func(in *Input, fail Fail) {
			if !in.export && in.pos == abroad && (in.tran.SupTyp != "B2B" || in.transportLines() == 0) {
				fail.At("BuyerDtls.Pos", in.tran.SupTyp).Because(plain(in.buyer.Pos, "a State of India"))
			}
		},
		Breaks: []Example{
			{Edits: Edits{"BuyerDtls.Pos": "96"}, Slots: []string{"B2B"}},
			{Edits: with(toSEZ, Edits{"BuyerDtls.Pos": "96"}), Slots: []string{"SEZWP"}},
		},
		Passes: []Example{{Edits: export}, {Note: "carriage by air", Edits: with(service, Edits{
			"BuyerDtls.Pos": "96", "ItemList[0].HsnCd": "996531"})}},
	},
	{
		ID:         "pos-abroad-for-transport",
		Code:       "2303",
		API:        GenerateIRN,
		Path:       "BuyerDtls.Pos",
		Title:      "With a place of supply abroad, every line of a B2B document must be a service of carrying goods.",
		Why:        "Only HSN 9965 (carriage of goods) and 9968 (post and courier) have their place where the goods go.",
		Source:     "NIC error list INV, Sept 2026; which code comes when some lines fit is our reading",
		Confidence: Official,
		Check: func(in *Input, fail Fail) {
			if in.tran.SupTyp != "B2B" || in.pos != abroad {
				return
			}
			if n := in.transportLines(); n > 0 && n < len(in.items) {
				fail.At("BuyerDtls.Pos").Because(plain(in.buyer.Pos, "a State of India, or lines with HSN 9965 or 9968 only"))
			}
		},
		Breaks: []Example{{Note: "carriage and goods in one document", Edits: with(service, second, Edits{
			"BuyerDtls.Pos": "96", "ItemList[0].HsnCd": "996531"})}},
		Passes: []Example{{Note: "carriage and courier", Edits: with(service, second, Edits{
			"BuyerDtls.Pos": "96", "ItemList[0].HsnCd": "996531", "ItemList[1].HsnCd": "996812", "ItemList[1].IsServc": "Y"})}},
	},
	{
		ID:         "reverse-charge-supply",
		Code:       "2162",
		API:        GenerateIRN,
		Path:       "TranDtls.RegRev",
		Title:      "Reverse charge is for B2B and SEZ supplies only.",
		Why:        "Under reverse charge the recipient pays the tax, so he must be registered in India.",
		Source:     "NIC error list INV, Sept 2026",
		Confidence: Official,
		Check: func(in *Input, fail Fail) {
			if in.reverse && in.tran.SupTyp != "B2B" && !in.sez {
				fail.At("TranDtls.RegRev").Because(plain("Y", "N for "+in.tran.SupTyp))
			}
		},
		Breaks: []Example{{Edits: with(export, reverse)}, {Edits: with(reverse, Edits{"TranDtls.SupTyp": "DEXP"})}},
		Passes: []Example{{Edits: reverse}, {Edits: with(toSEZ, reverse)}},
	},
	{
		ID:         "reverse-charge-distributor",
		Code:       "2297",
		API:        GenerateIRN,
		Path:       "TranDtls.RegRev",
		Title:      "Reverse charge must not be used towards an input service distributor.",
		Why:        "A distributor only passes credit on; it has no output tax to pay under reverse charge.",
		Source:     "NIC error list INV, Sept 2026",
		Confidence: Official,
		Check: func(in *Input, fail Fail) {
			if in.reverse && in.recipient.known && in.recipient.Type == taxpayer.ISD {
				fail.At("TranDtls.RegRev").Because(row("Y", "N, or another recipient", in.recipient.row()))
			}
		},
		Breaks: []Example{{Edits: with(reverse, Edits{"BuyerDtls.Gstin": distributor})}},
		Passes: []Example{{Edits: Edits{"BuyerDtls.Gstin": distributor}}},
	},
	{
		ID:         "igst-on-intra-supply",
		Code:       "2268",
		API:        GenerateIRN,
		Path:       "TranDtls.IgstOnIntra",
		Title:      "IgstOnIntra must not be Y for exports and SEZ supplies.",
		Why:        "Those are inter-State supplies anyway.",
		Source:     "NIC error list INV, Sept 2026",
		Confidence: Official,
		Check: func(in *Input, fail Fail) {
			if in.igstOnIntra && (in.export || in.sez) {
				fail.At("TranDtls.IgstOnIntra").Because(plain("Y", "N for "+in.tran.SupTyp))
			}
		},
		Breaks: []Example{{Note: "the place of supply is the supplier's State", Edits: with(toSEZ, reverse, Edits{
			"TranDtls.IgstOnIntra": "Y", "BuyerDtls.Pos": "29"})}},
		Passes: []Example{{Edits: with(toSEZ, Edits{"BuyerDtls.Pos": "29"})}},
	},
	{
		ID:         "igst-on-intra-place",
		Code:       "2262",
		API:        GenerateIRN,
		Path:       "TranDtls.IgstOnIntra",
		Title:      "IgstOnIntra Y needs a place of supply in the supplier's State.",
		Why:        "The switch taxes a supply inside a State with IGST; between States IGST needs no switch.",
		Source:     "NIC error list INV, Sept 2026",
		Confidence: Official,
		Check: func(in *Input, fail Fail) {
			if in.igstOnIntra && in.sellerState != in.pos {
				fail.At("TranDtls.IgstOnIntra").Because(plain("Y with place of supply "+in.buyer.Pos, "place of supply "+in.seller.Stcd+", or N"))
			}
		},
		Breaks: []Example{{Edits: with(reverse, Edits{"TranDtls.IgstOnIntra": "Y"})}},
		Passes: []Example{{Edits: with(reverse, Edits{"TranDtls.IgstOnIntra": "Y", "BuyerDtls.Pos": "29"})}},
	},
	{
		ID:         "igst-on-intra-reverse",
		Code:       "2294",
		API:        GenerateIRN,
		Path:       "TranDtls.IgstOnIntra",
		Title:      "IgstOnIntra Y needs reverse charge.",
		Why:        "Inside a State only some supplies under reverse charge bear IGST.",
		Source:     "NIC error list INV, Sept 2026",
		Confidence: Official,
		Check: func(in *Input, fail Fail) {
			if in.igstOnIntra && !in.reverse {
				fail.At("TranDtls.IgstOnIntra").Because(plain("Y with RegRev "+in.tran.RegRev, "RegRev Y, or IgstOnIntra N"))
			}
		},
		Breaks: []Example{{Edits: Edits{"TranDtls.IgstOnIntra": "Y", "BuyerDtls.Pos": "29"}}},
		Passes: []Example{{Edits: with(reverse, Edits{"TranDtls.IgstOnIntra": "Y", "BuyerDtls.Pos": "29"})}},
	},
}

// transportLines counts the lines that are services of carrying goods.
func (in *Input) transportLines() int {
	n := 0
	for i := range in.items {
		if transport(in.items[i].HsnCd) {
			n++
		}
	}
	return n
}
