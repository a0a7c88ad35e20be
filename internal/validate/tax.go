package validate

import "github.com/irpsim/irpsim/einv"

const retailChange = "2194, 2234 and 2235 are waived for documents with goods of Rule 31D, by document date."

// mayLeaveTaxOut reports whether TotItemVal may be given without the taxes: the supplier does not collect them.
func (in *Input) mayLeaveTaxOut() bool { return in.reverse || in.tran.SupTyp == "EXPWP" }

// taxes are all taxes and cesses of the line.
func (l *Line) taxes() exact {
	x := fromMilli(l.CgstAmt.Milli())
	for _, a := range [...]*einv.Amount{&l.SgstAmt, &l.IgstAmt, &l.CesAmt, &l.StateCesAmt, &l.CesNonAdvlAmt, &l.StateCesNonAdvlAmt} {
		x = x.add(fromMilli(a.Milli()))
	}
	return x
}

// cessRule compares a cess of the line with its rate.
func cessRule(name, rateName string, of func(*einv.Item) (amount, rate einv.Amount)) func(*Input, *Line, Fail) {
	return func(in *Input, it *Line, fail Fail) {
		found, rate := of(it.Item)
		if !in.invoice || in.noPayment && found.Milli() == 0 {
			return
		}
		want := percent(it.AssAmt.Milli(), rate.Milli())
		if want.accepts(found.Milli()) {
			return
		}
		item := it.Item
		fail.Item(name, it.SlNo).Because(func() Explanation { return against(found, taxOf(item, rateName, rate, "100", want)) })
	}
}

// taxOf shows a tax as taxable value × rate ÷ divisor.
func taxOf(it *einv.Item, name string, rate einv.Amount, divisor string, x exact) calculation {
	return calculation{x: x, steps: []Step{
		{Name: "AssAmt", Value: orZero(it.AssAmt)},
		{Op: "×", Name: name, Value: orZero(rate)},
		{Op: "÷", Value: divisor},
	}}
}

// itemTotal explains TotItemVal.
func itemTotal(it *einv.Item, bare exact, mayLeaveOut bool) Explanation {
	var c calculation
	for _, m := range []member{
		{"AssAmt", it.AssAmt}, {"IgstAmt", it.IgstAmt}, {"CgstAmt", it.CgstAmt}, {"SgstAmt", it.SgstAmt},
		{"CesAmt", it.CesAmt}, {"CesNonAdvlAmt", it.CesNonAdvlAmt}, {"StateCesAmt", it.StateCesAmt},
		{"StateCesNonAdvlAmt", it.StateCesNonAdvlAmt}, {"OthChrg", it.OthChrg},
	} {
		c.term("+", m.name, m.amount, "")
	}
	if !mayLeaveOut {
		return against(it.TotItemVal, c)
	}
	c.when = "with taxes and cesses"
	return against(it.TotItemVal, c, calculation{x: bare, when: "without them"})
}

// member is an amount with its name.
type member struct {
	name   string
	amount einv.Amount
}

// orZero prints an amount, 0 when it was not sent.
func orZero(a einv.Amount) string {
	if !a.IsSet() {
		return "0"
	}
	return a.Literal()
}
