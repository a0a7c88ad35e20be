package workbench

import (
	"strconv"
	"strings"

	"github.com/irpsim/irpsim/internal/lint"
	"github.com/irpsim/irpsim/internal/web/page"
)

// Bounds of what the form shows; the JSON has everything.
const (
	shownLines  = 40
	shownCards  = 25
	shownPicks  = 200
	shownMarks  = 200
	shownSource = 1500
)

// form is the document in fields, with the findings at their places.
type form struct {
	Off           bool // the text cannot be read: the fields are of the last text that could
	Doc, MoreDoc  []field
	DocCards      []*card
	Parties       []party
	Columns       []string
	Lines         []line
	MoreLines     int // not shown
	Totals        []field
	MoreTotals    []field
	TotalCards    []*card
	Sections      []section
	Elsewhere     int // cards that are not shown
	NoLines, Full bool
}

// party is the supplier or the recipient.
type party struct {
	Block, Role, Gstin, Name, Place string
	Picks                           []choice
	Fields                          []field
	Bad                             bool
}

type choice struct{ Value, Title string }

// line is one line of the document.
type line struct {
	N                    int // from 1
	Desc, HSN, Qty, Unit field
	Cells                []field // as form.Columns
	More                 []field
	Cards                []*card
	Bad, MoreBad         bool
	Hidden               int
}

// Index is the line's place in ItemList.
func (l line) Index() int { return l.N - 1 }

// section is a part of the document that not every one has.
type section struct {
	Block, Title, Use string
	There, Bad        bool
	Fields            []field
}

// builder makes the parts of the page out of a text and what was found in it.
type builder struct {
	v       *page.Visit
	outline *lint.Outline
	report  lint.Report
	causes  []cause
	cards   []*card
	about   map[string]concern // by path in small letters
}

// concern is the finding about a member.
type concern struct {
	card    string
	follows bool
}

func (b *builder) concern(path string) (id string, follows bool) {
	c := b.about[strings.ToLower(path)]
	return c.card, c.follows
}

// index notes which finding is about which member.
func (b *builder) index() {
	b.about = map[string]concern{}
	put := func(at int, c concern) {
		f := &b.report.Findings[at]
		for _, path := range append([]string{f.Path}, f.Paths...) {
			if _, there := b.about[strings.ToLower(path)]; !there {
				b.about[strings.ToLower(path)] = c
			}
		}
	}
	for i, c := range b.causes {
		put(c.At, concern{b.cards[i].ID, false})
	}
	for i, c := range b.causes {
		for _, at := range c.Follows {
			put(at, concern{b.cards[i].ID, true})
		}
	}
}

// form makes the fields and deals the cards out to their places.
func (b *builder) form() *form {
	f := &form{
		Doc:     []field{b.fieldAt("DocDtls.Typ", ""), b.fieldAt("DocDtls.No", ""), b.fieldAt("DocDtls.Dt", ""), b.fieldAt("TranDtls.SupTyp", ""), b.fieldAt("TranDtls.RegRev", "")},
		MoreDoc: append([]field{b.fieldAt("Version", "")}, b.fieldsOf("TranDtls", "", "SupTyp", "RegRev")...),
	}
	f.Parties = []party{b.party("SellerDtls", "Seller"), b.party("BuyerDtls", "Buyer")}
	b.lines(f)
	f.Totals = []field{b.fieldAt("ValDtls.AssVal", ""), b.fieldAt("ValDtls.CgstVal", ""), b.fieldAt("ValDtls.SgstVal", ""), b.fieldAt("ValDtls.IgstVal", ""), b.fieldAt("ValDtls.TotInvVal", "")}
	f.MoreTotals = b.fieldsOf("ValDtls", "", "AssVal", "CgstVal", "SgstVal", "IgstVal", "TotInvVal")
	for _, s := range blocks {
		f.Sections = append(f.Sections, b.section(s))
	}
	for i, c := range b.cards {
		if i >= shownCards {
			f.Elsewhere = len(b.cards) - i
			break
		}
		b.deal(f, c)
	}
	return f
}

// deal puts a card to the line or part of the document that it is about.
func (b *builder) deal(f *form, c *card) {
	switch {
	case c.Line > 0 && c.Line <= len(f.Lines):
		f.Lines[c.Line-1].Cards = append(f.Lines[c.Line-1].Cards, c)
	case strings.HasPrefix(c.Path, "ValDtls") || c.Line > 0:
		f.TotalCards = append(f.TotalCards, c)
	default:
		f.DocCards = append(f.DocCards, c)
	}
}

func (b *builder) party(block, role string) party {
	p := party{
		Block: block, Role: role, Gstin: b.outline.Value(block + ".Gstin"), Name: b.outline.Value(block + ".LglNm"),
		Place: strings.TrimSpace(b.outline.Value(block+".Loc") + " " + b.outline.Value(block+".Pin")), Fields: b.fieldsOf(block, "of the "+strings.ToLower(role)),
	}
	if pos := b.outline.Value(block + ".Pos"); pos != "" {
		p.Place += " · POS " + pos
	} else if state := b.outline.Value(block + ".Stcd"); state != "" {
		p.Place += " · " + state
	}
	for _, f := range p.Fields {
		p.Bad = p.Bad || f.Bad != ""
	}
	for _, t := range b.v.World.Taxpayers() {
		if len(p.Picks) == shownPicks {
			break
		}
		title := t.Gstin + " " + page.Start(40, t.LegalName)
		if t.Status != "ACT" || t.Type != "REG" {
			title += " · " + string(t.Type) + " " + string(t.Status)
		}
		p.Picks = append(p.Picks, choice{t.Gstin, title})
	}
	return p
}

// lines makes the table: the tax columns are those that the lines use.
func (b *builder) lines(f *form) {
	n := b.outline.Len("ItemList")
	f.NoLines, f.Full = n == 0, n >= maxLines
	shown := min(n, shownLines)
	f.MoreLines = n - shown
	igst, intra := false, false
	for i := range shown {
		at := "ItemList[" + strconv.Itoa(i) + "]."
		igst = igst || strings.Trim(b.outline.Value(at+"IgstAmt"), "0.") != ""
		intra = intra || strings.Trim(b.outline.Value(at+"CgstAmt")+b.outline.Value(at+"SgstAmt"), "0.") != ""
	}
	f.Columns = []string{"UnitPrice", "Discount", "AssAmt", "GstRt"}
	if intra {
		f.Columns = append(f.Columns, "CgstAmt", "SgstAmt")
	}
	if igst || !intra {
		f.Columns = append(f.Columns, "IgstAmt")
	}
	f.Columns = append(f.Columns, "TotItemVal")
	aside := append([]string{"PrdDesc", "HsnCd", "Qty", "Unit"}, f.Columns...)
	for i := range shown {
		block, of := "ItemList["+strconv.Itoa(i)+"]", "of line "+strconv.Itoa(i+1)
		get := func(name string) field { return b.fieldAt(block+"."+name, name+" "+of) }
		l := line{N: i + 1, Desc: get("PrdDesc"), HSN: get("HsnCd"), Qty: get("Qty"), Unit: get("Unit"), More: b.fieldsOf(block, of, aside...)}
		for _, name := range f.Columns {
			l.Cells = append(l.Cells, get(name))
		}
		for _, m := range l.More {
			l.MoreBad = l.MoreBad || m.Bad != ""
		}
		for path := range b.about {
			l.Bad = l.Bad || strings.HasPrefix(path, "itemlist["+strconv.Itoa(i)+"]")
		}
		f.Lines = append(f.Lines, l)
	}
}

// block is a part of the document that can be added, with what it is added as. Values in braces are taken from the
// document: {SellerDtls.Pin}.
type block struct {
	name, title, use string
	parts            []string // fields of these are shown too
	add              string
}

var blocks = []block{
	{"DispDtls", "Dispatched from", "goods leave from another place than the supplier's", nil,
		`{"Nm":{SellerDtls.LglNm},"Addr1":{SellerDtls.Addr1},"Loc":{SellerDtls.Loc},"Pin":{SellerDtls.Pin},"Stcd":{SellerDtls.Stcd}}`},
	{"ShipDtls", "Shipped to", "goods go to another place than the recipient's", nil,
		`{"Gstin":{BuyerDtls.Gstin},"LglNm":{BuyerDtls.LglNm},"Addr1":{BuyerDtls.Addr1},"Loc":{BuyerDtls.Loc},"Pin":{BuyerDtls.Pin},"Stcd":{BuyerDtls.Stcd}}`},
	{"ExpDtls", "Export", "shipping bill, port, currency", nil, `{"Port":"INMAA1","RefClm":"N","ForCur":"USD","CntCode":"US"}`},
	{"EwbDtls", "E-way bill", "asked for with the IRN", nil,
		`{"TransName":"Simulated Transport","TransDocNo":"LR1","TransDocDt":{DocDtls.Dt},"Distance":0,"VehNo":"KA01AB1234","VehType":"R","TransMode":"1"}`},
	{"PayDtls", "Payment", "payee, account, terms", nil, `{"Nm":{SellerDtls.LglNm},"Mode":"Credit","PayTerm":"30 days"}`},
	{"RefDtls", "References", "period, earlier documents, contracts", []string{"RefDtls.DocPerdDtls", "RefDtls.PrecDocDtls[0]", "RefDtls.ContrDtls[0]"}, `{"InvRm":"Remark"}`},
}

func (b *builder) section(s block) section {
	got := section{Block: s.name, Title: s.title, Use: s.use, There: b.outline.Has(s.name)}
	if !got.There {
		return got
	}
	got.Fields = b.fieldsOf(s.name, "of "+s.name)
	for _, part := range s.parts {
		got.Fields = append(got.Fields, b.fieldsOf(part, "of "+part)...)
	}
	for _, f := range got.Fields {
		got.Bad = got.Bad || f.Bad != ""
	}
	return got
}

// blockEdit is the edit that adds a block, with what the document already knows. o may be nil to ask whether there is such
// a block at all.
func blockEdit(o *lint.Outline, name string) (edit, bool) {
	for _, s := range blocks {
		if s.name != name {
			continue
		}
		if o == nil || o.Has(name) {
			return edit{}, o == nil
		}
		text := s.add
		for _, from := range []string{"SellerDtls", "BuyerDtls", "DocDtls"} {
			for _, member := range []string{"Gstin", "LglNm", "Addr1", "Loc", "Pin", "Stcd", "Dt"} {
				lit, there := o.Literal(from + "." + member)
				if !there {
					lit = "null"
				}
				text = strings.ReplaceAll(text, "{"+from+"."+member+"}", lit)
			}
		}
		return edit{name, text}, true
	}
	return edit{}, false
}
