package printed

import (
	"fmt"
	"strings"

	"github.com/irpsim/irpsim/einv"
	"github.com/irpsim/irpsim/masters"
)

// column is a column of the lines with what fills it.
type column struct {
	Column
	cell func(it *einv.Item) string
}

// columns are those that the document needs: IGST or CGST with SGST or all, cess when there is some.
func columns(items []einv.Item) []column {
	var igst, local, cess, discount bool
	for i := range items {
		it := &items[i]
		igst = igst || some(it.IgstAmt)
		local = local || some(it.CgstAmt, it.SgstAmt)
		cess = cess || some(it.CesAmt, it.CesNonAdvlAmt, it.StateCesAmt, it.StateCesNonAdvlAmt)
		discount = discount || it.Discount.IsSet()
	}
	amount := func(head string, of func(it *einv.Item) einv.Amount) column {
		return column{Column{Head: head}, func(it *einv.Item) string { return rupees(of(it)) }}
	}
	list := []column{
		{Column{"#", true}, func(it *einv.Item) string { return clean(it.SlNo, 12) }},
		{Column{"Item", true}, func(it *einv.Item) string { return text(it.PrdDesc) }},
		{Column{"HSN", true}, func(it *einv.Item) string { return clean(it.HsnCd, 12) }},
		{Column{Head: "Qty"}, func(it *einv.Item) string { return join(" ", quantity(it.Qty), clean(it.Unit, 10)) }},
		amount("Unit price", func(it *einv.Item) einv.Amount { return it.UnitPrice }),
	}
	if discount {
		list = append(list, amount("Discount", func(it *einv.Item) einv.Amount { return it.Discount }))
	}
	list = append(list,
		amount("Taxable", func(it *einv.Item) einv.Amount { return it.AssAmt }),
		column{Column{Head: "GST"}, func(it *einv.Item) string { return percent(it.GstRt) }})
	if igst || !local {
		list = append(list, amount("IGST", func(it *einv.Item) einv.Amount { return it.IgstAmt }))
	}
	if local {
		list = append(list, amount("CGST", func(it *einv.Item) einv.Amount { return it.CgstAmt }),
			amount("SGST", func(it *einv.Item) einv.Amount { return it.SgstAmt }))
	}
	if cess {
		list = append(list, column{Column{Head: "Cess"}, func(it *einv.Item) string {
			var s sum
			s.add(it.CesAmt, it.CesNonAdvlAmt, it.StateCesAmt, it.StateCesNonAdvlAmt)
			return s.String()
		}})
	}
	return append(list, amount("Total ₹", func(it *einv.Item) einv.Amount { return it.TotItemVal }))
}

// items fills the lines and their summary by HSN code.
func (v *Invoice) items(doc *einv.Invoice) {
	list := doc.ItemList
	cols := columns(list)
	for _, c := range cols {
		v.Columns = append(v.Columns, c.Column)
	}
	for i := range list[:min(len(list), MaxLines)] {
		line := Line{Cells: make([]string, len(cols)), Note: note(&list[i])}
		for k, c := range cols {
			line.Cells[k] = c.cell(&list[i])
		}
		v.Lines = append(v.Lines, line)
	}
	if left := len(list) - MaxLines; left > 0 {
		v.More = fmt.Sprintf("%s more lines are not printed; the JSON of this invoice has them. The totals count them.", group(uint64(left)))
	}
	v.byHSN(list)
}

// byHSN sums taxable value and tax for each code and rate, in the order in which they come up.
func (v *Invoice) byHSN(items []einv.Item) {
	type key struct{ code, rate string }
	type row struct{ taxable, tax, cess sum }
	rows := map[key]*row{}
	var order []key
	cess := false
	for i := range items {
		it := &items[i]
		k := key{clean(it.HsnCd, 12), percent(it.GstRt)}
		r := rows[k]
		if r == nil {
			if len(order) == MaxLines {
				continue
			}
			r = &row{}
			rows[k] = r
			order = append(order, k)
		}
		r.taxable.add(it.AssAmt)
		r.tax.add(it.IgstAmt, it.CgstAmt, it.SgstAmt)
		r.cess.add(it.CesAmt, it.CesNonAdvlAmt, it.StateCesAmt, it.StateCesNonAdvlAmt)
		cess = cess || r.cess != sum{}
	}
	v.HSNHeads = []string{"HSN", "Taxable", "GST", "Tax"}
	if cess {
		v.HSNHeads = append(v.HSNHeads, "Cess")
	}
	for _, k := range order {
		r := rows[k]
		cells := []string{k.code, r.taxable.String(), k.rate, r.tax.String()}
		if cess {
			cells = append(cells, r.cess.String())
		}
		v.HSN = append(v.HSN, cells)
	}
}

// note is what a line holds beside its columns.
func note(it *einv.Item) string {
	var parts []string
	say := func(what, value string) {
		if value != "" {
			parts = append(parts, what+" "+value)
		}
	}
	if some(it.FreeQty) {
		say("free", join(" ", quantity(it.FreeQty), clean(it.Unit, 10)))
	}
	cess := func(what string, rate, amount, fixed einv.Amount) {
		if some(amount, fixed) {
			say(what, join(" + ", join(" ", percent(rate), rupees(amount)), rupees(fixed)))
		}
	}
	cess("cess", it.CesRt, it.CesAmt, it.CesNonAdvlAmt)
	cess("state cess", it.StateCesRt, it.StateCesAmt, it.StateCesNonAdvlAmt)
	if some(it.PreTaxVal) {
		say("pre-tax value", rupees(it.PreTaxVal))
	}
	if some(it.OthChrg) {
		say("other charges", rupees(it.OthChrg))
	}
	say("order line", text(it.OrdLineRef))
	if c := text(it.OrgCntry); c != "" {
		country, ok := masters.LookupCountry(strings.ToUpper(c))
		say("origin", named(c, country.Name, ok))
	}
	say("serial no", text(it.PrdSlNo))
	say("barcode", text(it.Barcde))
	if b := it.BchDtls; b != nil {
		say("batch", text(b.Nm))
		say("expires", text(b.ExpDt))
		say("warranty until", text(b.WrDt))
	}
	for _, a := range it.AttribDtls[:min(len(it.AttribDtls), maxList)] {
		if nm, val := text(a.Nm), text(a.Val); nm+val != "" {
			parts = append(parts, nm+": "+val)
		}
	}
	return clean(strings.Join(parts, " · "), maxNote)
}
