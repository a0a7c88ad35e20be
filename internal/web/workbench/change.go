package workbench

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/irpsim/irpsim/internal/clock"
	"github.com/irpsim/irpsim/internal/lint"
	"github.com/irpsim/irpsim/internal/taxpayer"
	"github.com/irpsim/irpsim/internal/web/page"
	"github.com/irpsim/irpsim/internal/world"
)

// maxLines bounds the lines that are made in the form; the portal takes 1000.
const maxLines = 1000

// fields writes what was typed in the form into the text, each at its place. A text that cannot be read stays as it is:
// its form is grey.
func (p *pages) fields(v *page.Visit, text string) string {
	doc := []byte(text)
	names := make([]string, 0, len(v.PostForm))
	for name := range v.PostForm {
		if strings.HasPrefix(name, "f:") {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	o, err := lint.ReadOutline(doc)
	if err != nil {
		return text
	}
	for _, name := range names {
		path, typed := strings.TrimPrefix(name, "f:"), v.PostForm.Get(name)
		if _, known := memberAt(path); !known || typed == o.Value(path) {
			continue
		}
		e := edit{Path: path}
		if typed != "" {
			e.Literal = literal(path, typed)
		}
		if changed, err := apply(doc, []edit{e}); err == nil {
			doc = changed
		}
	}
	for _, block := range []string{"SellerDtls", "BuyerDtls"} {
		if gstin := v.PostForm.Get("pick:" + block); gstin != "" {
			doc = pick(v, doc, block, gstin)
		}
	}
	return string(doc)
}

// pick fills a party with what the register says of a taxpayer.
func pick(v *page.Visit, doc []byte, block, gstin string) []byte {
	t, ok := v.World.Taxpayer(gstin)
	if !ok {
		return doc
	}
	edits := []edit{{block + ".Gstin", lint.Quote(t.Gstin)}, {block + ".LglNm", lint.Quote(t.LegalName)}, {block + ".TrdNm", ""}}
	if street := address(t); street != "" {
		edits = append(edits, edit{block + ".Addr1", lint.Quote(street)})
	}
	if t.Location != "" {
		edits = append(edits, edit{block + ".Loc", lint.Quote(t.Location)})
	}
	if t.Pin != 0 {
		edits = append(edits, edit{block + ".Pin", strconv.Itoa(t.Pin)})
	}
	edits = append(edits, edit{block + ".Stcd", lint.Quote(t.StateCode)})
	if block == "BuyerDtls" {
		edits = append(edits, edit{block + ".Pos", lint.Quote(t.StateCode)})
	}
	changed, err := apply(doc, edits)
	if err != nil {
		return doc
	}
	return changed
}

func address(t taxpayer.Taxpayer) string {
	var parts []string
	for _, s := range []string{t.BuildingNo, t.BuildingName, t.Floor, t.Street} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, ", ")
}

// perform does what a button of the form asks for; "" and what happens after the change leave the text as it is.
func (p *pages) perform(v *page.Visit, text, do string) (string, error) {
	name, arg, _ := strings.Cut(do, ":")
	o, err := lint.ReadOutline([]byte(text))
	if err != nil {
		return text, nil // the page tells where it breaks
	}
	var edits []edit
	switch name {
	case "totals":
		edits = totals(o)
	case "number":
		edits, err = p.renumber(v, o)
	case "line-add":
		edits = addLine(o)
	case "line-del":
		edits = []edit{{Path: "ItemList[" + arg + "]"}}
	case "add":
		if e, ok := blockEdit(o, arg); ok {
			edits = []edit{e}
		}
	case "drop":
		if _, ok := blockEdit(nil, arg); ok {
			edits = []edit{{Path: arg}}
		}
	case "tidy":
		return page.Indent(text), nil
	case "mend":
		return p.mendOne(v, text, arg)
	case "mend-all":
		return p.mendAll(v, text)
	}
	if err != nil {
		return "", err
	}
	changed, err := apply([]byte(text), edits)
	if err != nil {
		return "", page.Bad("The text has no place for this: "+err.Error()+".", "Change it in the JSON.")
	}
	return string(changed), nil
}

// renumber gives a document the next free number.
func (p *pages) renumber(v *page.Visit, o *lint.Outline) ([]edit, error) {
	no, ok, err := nextNumber(v, o.Value("SellerDtls.Gstin"), o.Value("DocDtls.Typ"))
	if err != nil || !ok {
		return nil, err
	}
	return []edit{{"DocDtls.No", lint.Quote(no)}}, nil
}

// addLine appends a copy of the last line under the next number, or a first line.
func addLine(o *lint.Outline) []edit {
	n := o.Len("ItemList")
	if n >= maxLines {
		return nil
	}
	at, slNo := "ItemList["+strconv.Itoa(n)+"]", lint.Quote(strconv.Itoa(n+1))
	if n == 0 {
		return []edit{{at, `{"SlNo":` + slNo + `,"PrdDesc":"New line","IsServc":"N","HsnCd":"73181500","Qty":1.00,"Unit":"NOS","UnitPrice":100.00,` +
			`"TotAmt":100.00,"Discount":0.00,"AssAmt":100.00,"GstRt":18.00,"IgstAmt":0.00,"CgstAmt":0.00,"SgstAmt":0.00,"TotItemVal":100.00}`}}
	}
	last, _ := o.Literal("ItemList[" + strconv.Itoa(n-1) + "]")
	return []edit{{at, last}, {at + ".SlNo", slNo}}
}

// found is what a check found, and what follows from what.
type found struct {
	Report  lint.Report
	Causes  []cause
	Outline *lint.Outline // nil when the text cannot be read
	User    world.User    // who would send it
	Took    time.Duration // of the check alone
}

// causesOf checks a text and finds what follows from what.
func (p *pages) causesOf(v *page.Visit, text []byte, budget int) (found, error) {
	o, _ := lint.ReadOutline(text)
	user := sender(v, o)
	began := clock.Wall()
	report, err := p.checkFor(v, text, user)
	all := found{Report: report, Outline: o, User: user, Took: clock.Since(began)}
	if err != nil {
		return all, err
	}
	if len(text) > maxMended {
		budget = 0
	}
	m := mender{
		text: text, outline: o, report: &all.Report, budget: budget, today: v.Now(), taxpayer: v.World.Taxpayer,
		check: func(text []byte) lint.Report {
			r, e := p.checkFor(v, text, user)
			if e != nil {
				err = e
			}
			return r
		},
		number: func() (string, bool) {
			no, ok, e := nextNumber(v, o.Value("SellerDtls.Gstin"), o.Value("DocDtls.Typ"))
			return no, ok && e == nil
		},
	}
	all.Causes = m.causes()
	return all, err
}

// maxMended is how long a text may be for mends to be sought: each is tried by checking the text again.
const maxMended = 64 << 10

// mendOne applies the mend of the finding with a key.
func (p *pages) mendOne(v *page.Visit, text, which string) (string, error) {
	all, err := p.causesOf(v, []byte(text), maxTried)
	if err != nil {
		return "", err
	}
	for _, c := range all.Causes {
		if key(&all.Report.Findings[c.At]) == which && c.Mend != nil {
			mended, err := apply([]byte(text), c.Mend.Edits)
			return string(mended), err
		}
	}
	return text, nil // mended since
}

// maxMends bounds “Mend all”.
const maxMends = 50

// mendAll applies mends, those of most effect first, until none is left.
func (p *pages) mendAll(v *page.Visit, text string) (string, error) {
	for range maxMends {
		all, err := p.causesOf(v, []byte(text), 4*maxTried)
		if err != nil {
			return "", err
		}
		best := -1
		for i, c := range all.Causes {
			if c.Mend != nil && (best < 0 || len(c.Follows) > len(all.Causes[best].Follows)) {
				best = i
			}
		}
		if best < 0 {
			return text, nil
		}
		mended, err := apply([]byte(text), all.Causes[best].Mend.Edits)
		if err != nil {
			return "", err
		}
		text = string(mended)
	}
	return text, nil
}
