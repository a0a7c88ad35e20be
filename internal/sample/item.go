package sample

import (
	"strconv"

	"github.com/irpsim/irpsim/einv"
)

// line is one line of a document before its amounts are computed. All numbers are thousandths: of a unit, of a rupee, of
// a percent.
type line struct {
	text, hsn, unit string // unit "" for services
	service         bool
	qty, price      int64
	rate            int64 // GST, percent
	discount        int64 // percent of the gross amount
	freeQty         int64
	cess, cessUnit  int64 // percent of the taxable value; rupees per unit
	stateCess       int64 // percent
	stateCessUnit   int64 // rupees per unit
	other           int64 // other charges of the line, rupees
}

// levy says how a document is taxed.
type levy int

const (
	byPlace levy = iota // CGST and SGST when the supplier's state is the place of supply, else IGST
	asInter             // IGST wherever the place: exports, SEZ, IgstOnIntra
	asZero              // IGST at zero: exports and SEZ supplies without payment
)

// sums are the totals of the lines, in thousandths of a rupee.
type sums struct {
	ass, cgst, sgst, igst, cess, stateCess, items int64
}

// item computes a line; inter says that IGST applies, charged that it is not zero.
func (l line) item(serial int, inter, charged bool, sum *sums) einv.Item {
	gross := paise(l.qty*l.price, 1000)
	discount := paise(gross*l.discount, 100_000)
	ass := gross - discount
	var igst, half int64
	switch {
	case inter && charged:
		igst = paise(ass*l.rate, 100_000)
	case !inter:
		half = paise(ass*l.rate, 200_000)
	}
	cess, cessFixed := paise(ass*l.cess, 100_000), paise(l.qty*l.cessUnit, 1000)
	state, stateFixed := paise(ass*l.stateCess, 100_000), paise(l.qty*l.stateCessUnit, 1000)
	total := ass + igst + 2*half + cess + cessFixed + state + stateFixed + l.other

	sum.ass += ass
	sum.igst += igst
	sum.cgst += half
	sum.sgst += half
	sum.cess += cess + cessFixed
	sum.stateCess += state + stateFixed
	sum.items += total

	it := einv.Item{
		SlNo: strconv.Itoa(serial), PrdDesc: l.text, IsServc: "N", HsnCd: l.hsn,
		Qty: einv.Milli(l.qty), Unit: l.unit, UnitPrice: einv.Milli(l.price), TotAmt: einv.Milli(gross),
		Discount: einv.Milli(discount), AssAmt: einv.Milli(ass), GstRt: einv.Milli(l.rate),
		IgstAmt: einv.Milli(igst), CgstAmt: einv.Milli(half), SgstAmt: einv.Milli(half), TotItemVal: einv.Milli(total),
	}
	if l.service {
		it.IsServc = "Y"
	}
	it.FreeQty = positive(l.freeQty)
	it.OthChrg = positive(l.other)
	if l.cess+l.cessUnit > 0 {
		it.CesRt, it.CesAmt, it.CesNonAdvlAmt = einv.Milli(l.cess), einv.Milli(cess), einv.Milli(cessFixed)
	}
	if l.stateCess+l.stateCessUnit > 0 {
		it.StateCesRt, it.StateCesAmt, it.StateCesNonAdvlAmt = einv.Milli(l.stateCess), einv.Milli(state), einv.Milli(stateFixed)
	}
	return it
}

// paise divides n by d and rounds half up to whole paise, in thousandths of a rupee. n is not negative.
func paise(n, d int64) int64 {
	return (n + 5*d) / (10 * d) * 10
}

// positive leaves a member out that would be zero.
func positive(milli int64) einv.Amount {
	if milli == 0 {
		return einv.Amount{}
	}
	return einv.Milli(milli)
}
