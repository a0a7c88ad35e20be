package masterlists

import (
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/irpsim/irpsim/masters"
)

// list is a master with what the portal's pages know beside it.
type list struct {
	masters.Table
	Columns []string // in words
	UsedBy  []string // members, as the schema spells them
	Codes   []string // that the portal answers when a value is not in the list
	Count   int

	code    int          // the column that stands in documents, -1 for none
	mono    map[int]bool // other columns that can be typed
	refused func(values []string) string
	rows    func() []line
}

// line is a row and its text in small letters, for searching.
type line struct {
	values []string
	lower  string
}

// more is what a list has beside its rows.
type more struct {
	usedBy, codes []string
	refused       func([]string) string
	noCode        bool
	asOf          string // the state of the source, where it is known
}

// column makes a refusal of rows in which a column has a value.
func column(i int, value, why string) func([]string) string {
	return func(v []string) string {
		if i < len(v) && v[i] == value {
			return why
		}
		return ""
	}
}

// notEInvoice refuses rows whose use, in column 2, is not the e-invoice.
func notEInvoice(v []string) string {
	if strings.HasPrefix(v[2], "e-invoice") && !strings.Contains(v[2], "dropped") {
		return ""
	}
	return "not in an e-invoice"
}

// known says of each list where its codes stand and which of them are refused there.
func known() map[string]more {
	pins := more{usedBy: []string{"SellerDtls.Pin", "BuyerDtls.Pin", "DispDtls.Pin", "ShipDtls.Pin"}, codes: []string{"3038", "3039"}, noCode: true}
	return map[string]more{
		"countries":           {usedBy: []string{"ExpDtls.CntCode", "ItemList.OrgCntry"}, codes: []string{"2202"}},
		"currencies":          {usedBy: []string{"ExpDtls.ForCur"}, codes: []string{"2203"}},
		"document_types":      {usedBy: []string{"DocDtls.Typ"}, codes: []string{"5002"}, refused: notEInvoice},
		"ewb_cancel_reasons":  {usedBy: []string{"cancelRsnCode"}},
		"hsn":                 {usedBy: []string{"ItemList.HsnCd"}, codes: []string{"2176", "3047", "3048"}, refused: column(3, "2", "HsnCd has 4, 6 or 8 digits"), asOf: "October 2024"},
		"irn_cancel_reasons":  {usedBy: []string{"CnlRsn"}, codes: []string{"5002"}},
		"irn_status":          {usedBy: []string{"Status"}},
		"gstin_status":        {usedBy: []string{"Status of GSTIN details"}, codes: []string{"3029", "3074"}, refused: column(2, "N", "may not issue e-invoices")},
		"gstin_block_status":  {usedBy: []string{"BlkStatus of GSTIN details"}},
		"pin_prefix":          pins,
		"pin_prefix_observed": pins,
		"ports":               {usedBy: []string{"ExpDtls.Port"}, codes: []string{"2201"}},
		"states": {
			usedBy: []string{"SellerDtls.Stcd", "BuyerDtls.Stcd", "BuyerDtls.Pos", "DispDtls.Stcd", "ShipDtls.Stcd"}, codes: []string{"2259", "2260", "2243", "2200"},
			refused: column(3, "N", "in GSTINs only"),
		},
		"supply_types": {usedBy: []string{"TranDtls.SupTyp"}, codes: []string{"5002"}},
		"tax_rates":    {usedBy: []string{"ItemList.GstRt"}, codes: []string{"2240"}, refused: column(3, "N", "not accepted")},
		"taxpayer_types": {usedBy: []string{"TxpType of GSTIN details"}, refused: func(v []string) string {
			if strings.HasPrefix(v[3], "N") {
				return "may not issue e-invoices"
			}
			return ""
		}},
		"transaction_modes":      {refused: func([]string) string { return "not in an e-invoice" }},
		"transport_modes":        {usedBy: []string{"EwbDtls.TransMode", "TransMode"}, codes: []string{"4028"}, refused: column(0, "5", "extension of an e-way bill only")},
		"uqc":                    {usedBy: []string{"ItemList.Unit"}, codes: []string{"2177", "2239"}},
		"vehicle_number_formats": {usedBy: []string{"EwbDtls.VehNo"}, codes: []string{"4014"}, noCode: true},
		"vehicle_types":          {usedBy: []string{"EwbDtls.VehType"}, codes: []string{"4022", "4024"}},
	}
}

// all lists the masters in order of name. Their rows are read when they are first asked for.
var all = sync.OnceValue(func() []*list {
	var lists []*list
	about := known()
	for _, t := range masters.Tables() {
		m := about[t.Name]
		if m.asOf != "" {
			t.Source += "; state of " + m.asOf
		}
		l := &list{Table: t, UsedBy: m.usedBy, Codes: m.codes, Count: t.Len(), refused: m.refused, mono: map[int]bool{}}
		if l.refused == nil {
			l.refused = func([]string) string { return "" }
		}
		if m.noCode {
			l.code = -1
		}
		for i, c := range t.Columns() {
			l.Columns = append(l.Columns, strings.ReplaceAll(c, "_", " "))
			l.mono[i] = strings.HasPrefix(c, "iso_") || strings.HasPrefix(c, "pin") || strings.HasPrefix(c, "prefix") || c == "state_code" || c == "regex" || c == "format" || c == "cgst" || c == "sgst"
		}
		l.rows = sync.OnceValue(func() []line { return read(t) })
		lists = append(lists, l)
	}
	return lists
})

func read(t masters.Table) []line {
	rows := make([]line, 0, t.Len())
	for r := range t.Rows() {
		rows = append(rows, line{r, strings.ToLower(strings.Join(r, "\x00"))})
	}
	return rows
}

func named(name string) (*list, bool) {
	lists := all()
	i := slices.IndexFunc(lists, func(l *list) bool { return l.Name == name })
	if i < 0 {
		return nil, false
	}
	return lists[i], true
}

// find returns the numbers of the rows that hold every word of q: a word of digits begins a code, six digits of PIN lie in a
// range, any other word stands anywhere.
func (l *list) find(q string) []int {
	rows := l.rows()
	found := make([]int, 0, len(rows))
	var tests []func(*line) bool
	for w := range strings.FieldsSeq(strings.ToLower(q)) {
		tests = append(tests, l.test(w))
	}
	for i := range rows {
		held := true
		for _, test := range tests {
			held = held && test(&rows[i])
		}
		if held {
			found = append(found, i)
		}
	}
	return found
}

// test makes the test for one word.
func (l *list) test(word string) func(*line) bool {
	if n, err := strconv.Atoi(word); err == nil && n >= 0 {
		if l.Name == "hsn" {
			return func(r *line) bool { return strings.HasPrefix(r.values[0], word) }
		}
		if i := slices.Index(l.Columns, "pin min"); i >= 0 && len(word) == 6 {
			return func(r *line) bool { // texts of six digits compare as their numbers do
				return r.values[i] <= word && word <= r.values[i+1]
			}
		}
	}
	return func(r *line) bool { return strings.Contains(r.lower, word) }
}
