package validate

import (
	"fmt"
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"github.com/irpsim/irpsim/einv"
	"github.com/irpsim/irpsim/internal/fault"
)

// draft is a generated document: amounts in thousandths, each worked out here and not by the code under test.
type draft struct {
	supTyp, docTyp       string
	intra, reverse, onIn bool
	leaveTaxOut          bool
	items                []draftItem
	discount, othChrg    int64
	rndOff               int64
}

type draftItem struct {
	service                  bool
	qty, price               int64
	tot, disc, ass           int64
	rate                     int64
	igst, half               int64
	cesRt, ces, cesFix       int64
	stCesRt, stCes, stCesFix int64
	oth, total               int64
}

// paise rounds thousandths half up to two decimals.
func paise(milli int64) int64 { return (milli + 5) / 10 * 10 }

// rated is amount × rate ÷ divisor, half up to two decimals, divisor in percent.
func rated(amount, rate, divisor int64) int64 { return paise(amount * rate / (divisor * 1000)) }

func drawItem(t *rapid.T, d *draft, i int) draftItem {
	name := func(s string) string { return s + strconv.Itoa(i) }
	it := draftItem{
		service: rapid.Bool().Draw(t, name("service")),
		qty:     rapid.Int64Range(1, 5_000_000).Draw(t, name("qty")),
		price:   rapid.Int64Range(0, 3_000_000).Draw(t, name("price")),
		rate:    rapid.SampledFrom([]int64{0, 100, 250, 1000, 1500, 3000, 5000, 6000, 7500, 12000, 18000, 28000, 40000}).Draw(t, name("rate")),
		oth:     10 * rapid.Int64Range(0, 100_000).Draw(t, name("oth")),
	}
	it.tot = paise(it.qty * it.price / 1000)
	it.disc = 10 * rapid.Int64Range(0, it.tot/10).Draw(t, name("disc"))
	it.ass = it.tot - it.disc
	if rapid.Bool().Draw(t, name("cess")) {
		it.cesRt = rapid.Int64Range(0, 20_000).Draw(t, name("cesRt"))
		it.stCesRt = rapid.Int64Range(0, 5_000).Draw(t, name("stCesRt"))
		it.cesFix = 10 * rapid.Int64Range(0, 1000).Draw(t, name("cesFix"))
		it.stCesFix = 10 * rapid.Int64Range(0, 1000).Draw(t, name("stCesFix"))
	}
	d.tax(&it)
	return it
}

// tax fills in what follows from the taxable value.
func (d *draft) tax(it *draftItem) {
	withoutPayment := d.supTyp == "EXPWOP" || d.supTyp == "SEZWOP"
	if !withoutPayment {
		it.ces, it.stCes = rated(it.ass, it.cesRt, 100), rated(it.ass, it.stCesRt, 100)
		if d.intra && !d.onIn {
			it.half = rated(it.ass, it.rate, 200)
		} else {
			it.igst = rated(it.ass, it.rate, 100)
		}
	}
	it.total = it.ass + it.oth
	if !d.leaveTaxOut {
		it.total += it.igst + 2*it.half + it.ces + it.cesFix + it.stCes + it.stCesFix
	}
}

// drawDraft draws a valid document; force, when given, narrows its kind down.
func drawDraft(t *rapid.T, force func(*draft)) *draft {
	d := &draft{
		supTyp: rapid.SampledFrom([]string{"B2B", "SEZWP", "SEZWOP", "EXPWP", "EXPWOP", "DEXP"}).Draw(t, "SupTyp"),
		docTyp: rapid.SampledFrom([]string{"INV", "CRN", "DBN"}).Draw(t, "Typ"),
	}
	if d.supTyp == "B2B" || d.supTyp == "DEXP" {
		d.intra = rapid.Bool().Draw(t, "intra")
	}
	if d.supTyp == "B2B" || d.supTyp == "SEZWP" || d.supTyp == "SEZWOP" {
		d.reverse = rapid.Bool().Draw(t, "reverse")
	}
	d.onIn = d.intra && d.reverse && rapid.Bool().Draw(t, "IgstOnIntra")
	if force != nil {
		force(d)
	}
	d.leaveTaxOut = (d.reverse || d.supTyp == "EXPWP") && rapid.Bool().Draw(t, "leaveTaxOut") && force == nil
	for i := range rapid.IntRange(1, 25).Draw(t, "lines") {
		d.items = append(d.items, drawItem(t, d, i))
	}
	d.othChrg = 10 * rapid.Int64Range(10_000, 20_000).Draw(t, "othChrg") // keeps the total above 0
	d.rndOff = 10 * rapid.Int64Range(-9999, 9999).Draw(t, "rndOff")
	return d
}

func money(milli int64) einv.Amount { return einv.Milli(milli) }

// example turns the draft into edits of the standard invoice.
func (d *draft) example() Example {
	edits := with(Edits{"TranDtls.SupTyp": d.supTyp, "DocDtls.Typ": d.docTyp})
	switch {
	case d.intra:
		edits = with(intra, edits)
	case d.supTyp[0] == 'E':
		edits = with(export, edits)
	case d.supTyp[0] == 'S':
		edits = with(toSEZ, edits)
	}
	if d.reverse {
		edits["TranDtls.RegRev"] = "Y"
	}
	if d.onIn {
		edits["TranDtls.IgstOnIntra"] = "Y"
	}
	for path := range edits {
		if len(path) > 8 && path[:8] == "ItemList" {
			delete(edits, path)
		}
	}
	var ass, igst, half, ces, stCes, total int64
	list := make([]any, len(d.items))
	for i, it := range d.items {
		list[i] = it.tree(i)
		ass, igst, half, total = ass+it.ass, igst+it.igst, half+it.half, total+it.total
		ces, stCes = ces+it.ces+it.cesFix, stCes+it.stCes+it.stCesFix
	}
	edits["ItemList"] = list
	return Example{Edits: with(edits, Edits{
		"ValDtls.AssVal": money(ass), "ValDtls.IgstVal": money(igst), "ValDtls.CgstVal": money(half),
		"ValDtls.SgstVal": money(half), "ValDtls.CesVal": money(ces), "ValDtls.StCesVal": money(stCes),
		"ValDtls.Discount": money(d.discount), "ValDtls.OthChrg": money(d.othChrg), "ValDtls.RndOffAmt": money(d.rndOff),
		"ValDtls.TotInvVal": money(total - d.discount + d.othChrg + d.rndOff),
	})}
}

func (it draftItem) tree(i int) map[string]any {
	m := map[string]any{
		"SlNo": strconv.Itoa(i + 1), "IsServc": "N", "HsnCd": "73181500", "Unit": "KGS",
		"Qty": money(it.qty), "UnitPrice": money(it.price), "TotAmt": money(it.tot), "Discount": money(it.disc),
		"AssAmt": money(it.ass), "GstRt": money(it.rate), "IgstAmt": money(it.igst), "CgstAmt": money(it.half),
		"SgstAmt": money(it.half), "CesRt": money(it.cesRt), "CesAmt": money(it.ces), "CesNonAdvlAmt": money(it.cesFix),
		"StateCesRt": money(it.stCesRt), "StateCesAmt": money(it.stCes), "StateCesNonAdvlAmt": money(it.stCesFix),
		"OthChrg": money(it.oth), "TotItemVal": money(it.total),
	}
	if it.service {
		m["IsServc"], m["HsnCd"] = "Y", "998314"
		delete(m, "Unit")
		delete(m, "Qty")
	}
	return m
}

// Whatever is worked out as the law says is registered, whatever kind of document it is.
func TestValidDocumentsPass(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		e := drawDraft(rt, nil).example()
		if got := Generate(inputOf(t, e)); got != nil {
			rt.Fatalf("got %v, want nothing\n%s", got, show(t, e))
		}
	})
}

// One violation planted in a valid document is found, in its place, and nothing else is.
func TestPlantedViolations(t *testing.T) {
	t.Parallel()
	const rupees = 1000
	anyKind := func(*draft) {}
	invoice := func(d *draft) { // with payment of tax, so that amounts are compared
		d.docTyp = "INV"
		if len(d.supTyp) > 5 {
			d.supTyp = "B2B"
		}
	}
	plants := []struct {
		code   fault.Code
		member string
		kind   func(*draft)
		plant  func(d *draft, it *draftItem)
	}{
		{"2193", "AssAmt", anyKind, func(d *draft, it *draftItem) { it.tot += 3 * rupees }},
		{"2194", "TotItemVal", anyKind, func(d *draft, it *draftItem) { it.total += 3 * rupees }},
		{"2235", "IgstAmt", func(d *draft) {
			invoice(d)
			d.intra, d.onIn = false, false
		}, func(d *draft, it *draftItem) { it.igst, it.total = it.igst+3*rupees, it.total+3*rupees }},
		{"2234", "CgstAmt", func(d *draft) {
			d.docTyp, d.supTyp, d.intra, d.onIn = "INV", "B2B", true, false
		}, func(d *draft, it *draftItem) { it.half, it.total = it.half+3*rupees, it.total+6*rupees }},
		{"2266", "CesAmt", invoice, func(d *draft, it *draftItem) { it.ces, it.total = it.ces+3*rupees, it.total+3*rupees }},
		{"2267", "StateCesAmt", invoice, func(d *draft, it *draftItem) {
			it.stCes, it.total = it.stCes+3*rupees, it.total+3*rupees
		}},
		{"2240", "GstRt", anyKind, func(d *draft, it *draftItem) {
			it.rate = 17_000
			it.igst, it.half, it.ces, it.stCes = 0, 0, 0, 0
			d.tax(it)
		}},
	}
	for _, p := range plants {
		t.Run(string(p.code), func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, func(rt *rapid.T) {
				d := drawDraft(rt, p.kind)
				at := rapid.IntRange(0, len(d.items)-1).Draw(rt, "line")
				p.plant(d, &d.items[at])
				e := d.example()
				got := Generate(inputOf(t, e))
				want := fault.Finding{Code: p.code, Path: itemPath(at, p.member),
					Message: fault.Message(p.code, strconv.Itoa(at+1))}
				if len(got) == 1 {
					want.Rule = got[0].Rule
				}
				if len(got) != 1 || got[0] != want {
					rt.Fatalf("got %v, want %v\n%s", got, want, show(t, e))
				}
			})
		})
	}
}

// Every line is named by its SlNo, in the order of the lines; explaining finds the same as judging.
func TestManyFindings(t *testing.T) {
	t.Parallel()
	edits := Edits{}
	for i := range 300 {
		edits[itemPath(i, "GstRt")] = 17
		edits[itemPath(i, "SlNo")] = strconv.Itoa(1000 - i)
	}
	in := inputOf(t, Example{Lines: 300, Edits: edits})
	got := Generate(in)
	if len(got) != 300 {
		t.Fatalf("got %d findings, want 300", len(got))
	}
	for i, f := range got {
		if want := fmt.Sprintf("For Sl. No %d, GST rate of tax is incorrect or not as notified", 1000-i); f.Message != want {
			t.Fatalf("finding %d: got %q, want %q", i, f.Message, want)
		}
	}
	sameAsExplained(t, in)
}

// sameAsExplained checks that the entries which Explain does not put off are those of Generate.
func sameAsExplained(t testing.TB, in *Input) {
	t.Helper()
	got, now := Generate(in), 0
	for i, d := range Explain(in) {
		if d.Later {
			continue
		}
		now++
		f := fault.Finding{Code: d.Code, Message: d.Message, Path: d.Path, Rule: d.Rule}
		if i >= len(got) || got[i] != f {
			t.Fatalf("explained %d: %v, judged %v", i, f, got)
		}
	}
	if now != len(got) {
		t.Fatalf("%d findings explained, %d judged", now, len(got))
	}
}
