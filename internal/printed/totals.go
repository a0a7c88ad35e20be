package printed

import (
	"fmt"
	"strings"

	"github.com/irpsim/irpsim/einv"
	"github.com/irpsim/irpsim/internal/store"
	"github.com/irpsim/irpsim/masters"
)

func (v *Invoice) totals(inv *store.Invoice, doc *einv.Invoice) {
	val := doc.ValDtls
	var f facts
	for _, row := range []struct {
		name   string
		amount einv.Amount
		always bool // a nought is worth saying
	}{
		{"Taxable value", val.AssVal, true}, {"CGST", val.CgstVal, true}, {"SGST", val.SgstVal, true}, {"IGST", val.IgstVal, true},
		{"Cess", val.CesVal, false}, {"State cess", val.StCesVal, false}, {"Discount", val.Discount, false},
		{"Other charges", val.OthChrg, false}, {"Round off", val.RndOffAmt, true},
	} {
		if row.always || some(row.amount) {
			f.add(row.name, rupees(row.amount))
		}
	}
	if some(val.TotInvValFc) {
		currency := "In foreign currency"
		if doc.ExpDtls != nil && doc.ExpDtls.ForCur != "" {
			currency = "In " + clean(doc.ExpDtls.ForCur, 16)
		}
		f.add(currency, rupees(val.TotInvValFc))
	}
	total := val.TotInvVal
	if !total.IsSet() {
		if a, err := einv.ParseAmount(inv.TotInvVal); err == nil {
			total = a
		}
	}
	v.Totals = f
	if total.IsSet() {
		v.Grand = "₹ " + rupees(total)
	}
	v.Words = words(total)
	v.Formula = formula(strings.ToLower(inv.Irn), inv, doc)
}

// sections are the members that not every document has.
func (v *Invoice) sections(doc *einv.Invoice, bill *store.EWB) {
	add := func(title string, f facts) {
		if len(f) > 0 {
			v.Sections = append(v.Sections, Section{title, f})
		}
	}
	if bill != nil {
		add("e-Way bill", waybill(bill))
	} else if e := doc.EwbDtls; e != nil {
		var f facts
		f.add("Transporter", join(" ", e.TransId, e.TransName))
		f.add("Distance", kilometres(clean(e.Distance.Literal(), 16)))
		f.add("Vehicle", e.VehNo)
		f.add("Transport document", join(" of ", e.TransDocNo, e.TransDocDt))
		add("Transport, as asked for; no e-way bill was made", f)
	}
	if e := doc.ExpDtls; e != nil {
		add("Export", export(e))
	}
	if p := doc.PayDtls; p != nil {
		add("Payment", payment(p))
	}
	if r := doc.RefDtls; r != nil {
		add("References", references(r))
	}
	var f facts
	for i, d := range doc.AddlDocDtls {
		if i == maxList {
			f.add("and", fmt.Sprintf("%d more", len(doc.AddlDocDtls)-maxList))
			break
		}
		f.add(fmt.Sprintf("Document %d", i+1), join(" · ", text(d.Docs), text(d.Info), text(d.Url)))
	}
	add("Supporting documents", f)
}

func kilometres(n string) string {
	if n == "" {
		return ""
	}
	return n + " km"
}

func waybill(b *store.EWB) facts {
	var f facts
	f.code("Number", fmt.Sprint(b.No))
	f.add("Made", moment(b.GeneratedAt))
	f.add("Valid until", validity(b))
	f.add("Distance", kilometres(fmt.Sprint(b.Km)))
	f.add("Transporter", join(" ", b.Transporter, b.TransporterName))
	if b.Extended > 0 {
		f.add("Extended", fmt.Sprintf("%d ×", b.Extended))
	}
	first := max(0, len(b.Movements)-maxList)
	for _, m := range b.Movements[first:] {
		mode, ok := masters.LookupTransportMode(m.Mode)
		f.add("By "+transport(m.Mode, mode.Name, ok),
			join(" · ", m.Vehicle, join(" of ", m.DocNo, m.DocDt), moment(m.At)))
	}
	return f
}

func transport(code, name string, known bool) string {
	if !known {
		return "mode " + text(code)
	}
	return strings.ToLower(name)
}

func export(e *einv.ExpDtls) facts {
	var f facts
	f.add("Shipping bill", join(" of ", text(e.ShipBNo), text(e.ShipBDt)))
	port, ok := masters.LookupPort(strings.ToUpper(e.Port))
	f.add("Port", named(e.Port, port.Name, ok))
	country, ok := masters.LookupCountry(strings.ToUpper(e.CntCode))
	f.add("Country", named(e.CntCode, country.Name, ok))
	currency, ok := masters.LookupCurrency(strings.ToUpper(e.ForCur))
	f.add("Currency", named(e.ForCur, currency.Name, ok))
	if e.RefClm != "" {
		f.add("Refund claimed", yesNo(e.RefClm))
	}
	f.add("Export duty", rupees(e.ExpDuty))
	return f
}

func payment(p *einv.PayDtls) facts {
	var f facts
	f.add("Payee", p.Nm)
	f.add("Account", p.AccDet)
	f.add("Mode", p.Mode)
	f.add("Branch (IFSC)", p.FinInsBr)
	f.add("Terms", p.PayTerm)
	f.add("Instruction", p.PayInstr)
	f.add("Credit transfer", p.CrTrn)
	f.add("Direct debit", p.DirDr)
	f.add("Credit days", quantity(p.CrDay))
	f.add("Paid", rupees(p.PaidAmt))
	f.add("Due", rupees(p.PaymtDue))
	return f
}

func references(r *einv.RefDtls) facts {
	var f facts
	f.add("Remark", r.InvRm)
	if p := r.DocPerdDtls; p != nil {
		f.add("Period", join(" to ", text(p.InvStDt), text(p.InvEndDt)))
	}
	for i, d := range r.PrecDocDtls {
		if i == maxList {
			f.add("and", fmt.Sprintf("%d more preceding documents", len(r.PrecDocDtls)-maxList))
			break
		}
		f.add("Preceding document", join(" · ", join(" of ", text(d.InvNo), text(d.InvDt)), text(d.OthRefNo)))
	}
	for i, c := range r.ContrDtls {
		if i == maxList {
			f.add("and", fmt.Sprintf("%d more contracts", len(r.ContrDtls)-maxList))
			break
		}
		f.add("Receipt advice", join(" of ", text(c.RecAdvRefr), text(c.RecAdvDt)))
		f.add("Tender", c.TendRefr)
		f.add("Contract", c.ContrRefr)
		f.add("External reference", c.ExtRefr)
		f.add("Project", c.ProjRefr)
		f.add("Purchase order", join(" of ", text(c.PORefr), text(c.PORefDt)))
	}
	return f
}
