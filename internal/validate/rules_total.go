package validate

import (
	"github.com/irpsim/irpsim/einv"
	"github.com/irpsim/irpsim/internal/fault"
)

// totalRules check ValDtls against the lines.
var totalRules = []Rule{
	totalRule(total{
		id: "total-taxable-value", code: "2182", path: "ValDtls.AssVal", title: "AssVal must be the sum of AssAmt over the lines.",
		passed:  func(v *einv.ValDtls) einv.Amount { return v.AssVal },
		sum:     func(s *sums) exact { return s.ass },
		columns: []column{{"AssAmt", func(it *einv.Item) einv.Amount { return it.AssAmt }}},
	}, edges("ValDtls.AssVal", "9998.99", "10001.01", World{}), edges("ValDtls.AssVal", "9999", "10001", World{})),
	totalRule(total{
		id: "total-sgst", code: "2183", path: "ValDtls.SgstVal", title: "SgstVal must be the sum of SgstAmt over the lines.",
		passed:  func(v *einv.ValDtls) einv.Amount { return v.SgstVal },
		sum:     func(s *sums) exact { return s.sgst },
		columns: []column{{"SgstAmt", func(it *einv.Item) einv.Amount { return it.SgstAmt }}},
	}, edgesOf(intra, "ValDtls.SgstVal", "898.99", "901.01"), edgesOf(intra, "ValDtls.SgstVal", "899", "901")),
	totalRule(total{
		id: "total-cgst", code: "2184", path: "ValDtls.CgstVal", title: "CgstVal must be the sum of CgstAmt over the lines.",
		passed:  func(v *einv.ValDtls) einv.Amount { return v.CgstVal },
		sum:     func(s *sums) exact { return s.cgst },
		columns: []column{{"CgstAmt", func(it *einv.Item) einv.Amount { return it.CgstAmt }}},
	}, edgesOf(intra, "ValDtls.CgstVal", "898.99", "901.01"), edgesOf(intra, "ValDtls.CgstVal", "899", "901")),
	totalRule(total{
		id: "total-igst", code: "2185", path: "ValDtls.IgstVal", title: "IgstVal must be the sum of IgstAmt over the lines.",
		passed:  func(v *einv.ValDtls) einv.Amount { return v.IgstVal },
		sum:     func(s *sums) exact { return s.igst },
		columns: []column{{"IgstAmt", func(it *einv.Item) einv.Amount { return it.IgstAmt }}},
	}, edges("ValDtls.IgstVal", "1798.99", "1801.01", World{}), edges("ValDtls.IgstVal", "1799", "1801", World{})),
	totalRule(total{
		id: "total-cess", code: "2186", path: "ValDtls.CesVal",
		title:  "CesVal must be the sum of CesAmt and CesNonAdvlAmt over the lines.",
		passed: func(v *einv.ValDtls) einv.Amount { return v.CesVal },
		sum:    func(s *sums) exact { return s.cess },
		columns: []column{
			{"CesAmt", func(it *einv.Item) einv.Amount { return it.CesAmt }},
			{"CesNonAdvlAmt", func(it *einv.Item) einv.Amount { return it.CesNonAdvlAmt }},
		},
	}, edgesOf(cess, "ValDtls.CesVal", "198.99", "201.01"), edgesOf(cess, "ValDtls.CesVal", "199", "201")),
	totalRule(total{
		id: "total-state-cess", code: "2187", path: "ValDtls.StCesVal",
		title:  "StCesVal must be the sum of StateCesAmt and StateCesNonAdvlAmt over the lines.",
		passed: func(v *einv.ValDtls) einv.Amount { return v.StCesVal },
		sum:    func(s *sums) exact { return s.stateCess },
		columns: []column{
			{"StateCesAmt", func(it *einv.Item) einv.Amount { return it.StateCesAmt }},
			{"StateCesNonAdvlAmt", func(it *einv.Item) einv.Amount { return it.StateCesNonAdvlAmt }},
		},
	}, edgesOf(cess, "ValDtls.StCesVal", "198.99", "201.01"), edgesOf(cess, "ValDtls.StCesVal", "199", "201")),
	{
		ID:    "total-invoice-value",
		Code:  "2189",
		API:   GenerateIRN,
		Path:  "ValDtls.TotInvVal",
		Title: "TotInvVal must be the sum of TotItemVal, less Discount, plus OthChrg and RndOffAmt.",
		Why: "The sum of the totals in ValDtls passes as well: the two differ only when lines have other charges, and " +
			"sources disagree which of them the portal takes.",
		Source:     "NIC Generate IRN page; error list INV, Sept 2026; india-compliance PR 4218 for the sum of the totals",
		Confidence: Official,
		Check: func(in *Input, fail Fail) {
			v := in.val
			byLines := in.total().itemed.add(in.adjustments())
			byTotals := in.headerTotal().add(in.adjustments())
			if byLines.accepts(v.TotInvVal.Milli()) || byTotals.accepts(v.TotInvVal.Milli()) {
				return
			}
			fail.At("ValDtls.TotInvVal").Because(in.invoiceTotal)
		},
		Breaks: append(edges("ValDtls.TotInvVal", "11798.99", "11801.01", World{}),
			Example{Note: "the discount is not taken off", Edits: Edits{"ValDtls.Discount": 100}},
			Example{Note: "rounded, but not said so", Edits: Edits{"ValDtls.TotInvVal": 11850}}),
		Passes: append(edges("ValDtls.TotInvVal", "11799", "11801", World{}),
			Example{Note: "discount, charges and rounding", Edits: Edits{"ValDtls.Discount": 100, "ValDtls.OthChrg": 40,
				"ValDtls.RndOffAmt": num("-9.50"), "ValDtls.TotInvVal": num("11730.50")}},
			Example{Note: "other charges of the line, in both totals", Edits: Edits{"ItemList[0].OthChrg": 50,
				"ItemList[0].TotItemVal": 11850, "ValDtls.TotInvVal": 11850}},
			Example{Note: "other charges of the line, left out of the total", Edits: Edits{"ItemList[0].OthChrg": 50,
				"ItemList[0].TotItemVal": 11850}}),
	},
	{
		ID:         "total-positive",
		Code:       "2290",
		API:        GenerateIRN,
		Path:       "ValDtls.TotInvVal",
		Title:      "TotInvVal must be above 0.",
		Why:        "A document over nothing needs no IRN.",
		Source:     "NIC error list INV, Sept 2026; the condition is read from the text",
		Confidence: Assumption,
		Check: func(in *Input, fail Fail) {
			if in.val.TotInvVal.Milli() <= 0 {
				fail.At("ValDtls.TotInvVal").Because(plain(in.val.TotInvVal.Literal(), "more than 0"))
			}
		},
		Breaks: []Example{
			{Note: "goods for nothing", Edits: with(worth("0"), Edits{"ValDtls.TotInvVal": 0})},
			{Note: "discounted to nothing", Edits: Edits{"ValDtls.Discount": 11800, "ValDtls.TotInvVal": 0}},
		},
		Passes: []Example{{Edits: worth("0.01")}},
	},
}

// total is a total of ValDtls that sums columns of the lines up.
type total struct {
	id      string
	code    fault.Code
	path    string
	title   string
	passed  func(*einv.ValDtls) einv.Amount
	sum     func(*sums) exact
	columns []column
}

func totalRule(t total, breaks, passes []Example) Rule {
	return Rule{
		ID:         t.id,
		Code:       t.code,
		API:        GenerateIRN,
		Path:       t.path,
		Title:      t.title,
		Why:        "What is not sent counts as 0. The difference may be about a rupee.",
		Source:     "NIC Generate IRN page; error list INV, Sept 2026",
		Confidence: Official,
		Check: func(in *Input, fail Fail) {
			found := t.passed(in.val)
			if t.sum(in.total()).accepts(found.Milli()) {
				return
			}
			fail.At(t.path).Because(func() Explanation { return against(found, overLines(in.items, t.columns...)) })
		},
		Breaks: breaks,
		Passes: passes,
	}
}

// adjustments are what the document adds to its lines.
func (in *Input) adjustments() exact {
	v := in.val
	return fromMilli(v.OthChrg.Milli()).add(fromMilli(v.RndOffAmt.Milli())).sub(fromMilli(v.Discount.Milli()))
}

// headerTotal is the sum of the totals.
func (in *Input) headerTotal() exact {
	v := in.val
	x := fromMilli(v.AssVal.Milli())
	for _, a := range [...]*einv.Amount{&v.CgstVal, &v.SgstVal, &v.IgstVal, &v.CesVal, &v.StCesVal} {
		x = x.add(fromMilli(a.Milli()))
	}
	return x
}

// invoiceTotal explains TotInvVal.
func (in *Input) invoiceTotal() Explanation {
	byLines := overLines(in.items, column{"TotItemVal", func(it *einv.Item) einv.Amount { return it.TotItemVal }})
	byLines.when = "from the lines"
	v := in.val
	byLines.term("−", "Discount", v.Discount, "of ValDtls")
	byLines.term("+", "OthChrg", v.OthChrg, "of ValDtls")
	byLines.term("+", "RndOffAmt", v.RndOffAmt, "")
	return against(v.TotInvVal, byLines, calculation{x: in.headerTotal().add(in.adjustments()), when: "from the totals"})
}
