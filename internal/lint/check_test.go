package lint

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/irpsim/irpsim/einv"
	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/taxpayer"
	"github.com/irpsim/irpsim/internal/validate"
)

// standard is the valid invoice of the rules' examples, edited.
func standard(t testing.TB, edits validate.Edits) []byte {
	t.Helper()
	tree, err := validate.Example{Edits: edits}.Tree(testNow)
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(tree)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// brief writes what was found as "code path" with later ones in brackets.
func brief(r Report) string {
	var list []string
	for _, f := range r.Findings {
		s := string(f.Code) + " " + f.Path
		if f.Later {
			s = "[" + s + "]"
		}
		list = append(list, s)
	}
	return strings.Join(list, ", ")
}

func TestCheck(t *testing.T) {
	t.Parallel()
	l := newLinter(t)
	tests := []struct {
		name string
		doc  []byte
		ctx  Context
		want string
	}{
		{"valid", standard(t, nil), Context{}, ""},
		{"schema before rules", standard(t, validate.Edits{"DocDtls.No": "0", "ItemList[0].GstRt": 17, "Version": "1.0"}), Context{},
			"5002 DocDtls.No, [2279 Version], [2240 ItemList[0].GstRt], [2235 ItemList[0].IgstAmt]"},
		{"type before schema", standard(t, validate.Edits{"DocDtls.No": "0", "ItemList[0].GstRt": "17"}), Context{},
			"5002 ItemList[0].GstRt, [5002 DocDtls.No], [2240 ItemList[0].GstRt], [2235 ItemList[0].IgstAmt]"},
		{"what is left out is not judged", standard(t, validate.Edits{"ItemList[0].GstRt": true, "BuyerDtls.Gstin": []any{1}}), Context{},
			"5002 BuyerDtls.Gstin, [5002 ItemList[0].GstRt]"},
		{"a refused text is not judged again", standard(t, validate.Edits{"BuyerDtls.Gstin": "27"}), Context{}, "5002 BuyerDtls.Gstin, 5002 BuyerDtls.Gstin"},
		{"register by policy", standard(t, validate.Edits{"BuyerDtls.Gstin": "27ZZZCB0099B1ZW"}), Context{Policy: taxpayer.Strict}, "3028 BuyerDtls.Gstin"},
		{"own register", standard(t, nil), Context{Taxpayer: func(string) (taxpayer.Taxpayer, bool) { return taxpayer.Taxpayer{}, false }},
			"3028 SellerDtls.Gstin, [3028 BuyerDtls.Gstin]"},
		{"caller", standard(t, nil), Context{Caller: "27ZZZCS0001A1ZM"}, "2169 SellerDtls.Gstin"},
		{"operator calls", standard(t, validate.Edits{"TranDtls.EcmGstin": "29ZZZCT0011T1CN"}), Context{}, ""},
		{"setting", standard(t, validate.Edits{"ItemList[0].TotAmt": 10005, "ItemList[0].Discount": 5}),
			Context{Settings: &validate.Settings{CheckTotAmt: true}}, "2192 ItemList[0].TotAmt"},
		{"as of", standard(t, nil), Context{AsOf: testNow.AddDate(0, 0, -4)}, "2163 DocDtls.Dt"},
		{"lines that are null", standard(t, validate.Edits{"ItemList": make([]any, 3)}), Context{},
			"5002 ItemList[0], [5002 ItemList[1]], [5002 ItemList[2]]"},
		{"not an object", []byte(`[{"DocDtls":{}}]`), Context{}, "5002 "},
		{"cancel by name", []byte(`{"irn":"1"}`), Context{API: CancelIRN}, "5002 Irn, 5002 CnlRsn, 5002 CnlRem"},
		{"nothing", []byte(`{}`), Context{}, "5002 Version, 5002 TranDtls, 5002 DocDtls, 5002 SellerDtls, 5002 BuyerDtls, 5002 ItemList, 5002 ValDtls"},
		{"duplicate before the rules", standard(t, validate.Edits{"ItemList[0].GstRt": 17}), Context{Duplicate: isDuplicate},
			"2150 DocDtls.No, [2240 ItemList[0].GstRt], [2235 ItemList[0].IgstAmt]"},
		{"duplicate after the gate", standard(t, validate.Edits{"Version": "1.0"}), Context{Duplicate: isDuplicate},
			"2279 Version, [2150 DocDtls.No]"},
	}
	for _, tt := range tests {
		if tt.ctx.Now.IsZero() {
			tt.ctx.Now = testNow
		}
		r := l.Check(tt.doc, tt.ctx)
		if got := brief(r); got != tt.want {
			t.Errorf("%s:\ngot  %s\nwant %s\n%s", tt.name, got, tt.want, tt.doc)
		}
		if r.Clean != (tt.want == "") {
			t.Errorf("%s: clean is %v with findings %s", tt.name, r.Clean, brief(r))
		}
	}
}

func isDuplicate(*einv.Invoice) *fault.Error {
	return fault.New(fault.Duplicate).WithInfo(fault.Info{InfCd: "DUPIRN", Desc: map[string]string{"Irn": "abc"}})
}

// The register's row of a duplicate names the earlier IRN.
func TestDuplicateTellsOfTheEarlierOne(t *testing.T) {
	t.Parallel()
	r := newLinter(t).Check(standard(t, nil), Context{Now: testNow, Duplicate: isDuplicate})
	f := r.Findings[0]
	if f.Kind != Duplicate || f.Found != "EX/0001" || f.MasterRow != `registered: {"Irn":"abc"}` {
		t.Errorf("got %+v", f)
	}
}

// Sizes that the portal would not take.
func TestSizes(t *testing.T) {
	t.Parallel()
	l := newLinter(t)
	fat := func(n int) []byte {
		return standard(t, validate.Edits{"RefDtls.InvRm": strings.Repeat("x", n)})
	}
	for _, tt := range []struct {
		name  string
		doc   []byte
		want  string
		notes int
	}{
		{"just small enough", fat(1_571_000), "5002 RefDtls.InvRm", 0},
		{"too long when sealed", fat(1_574_000), "5002 , [5002 RefDtls.InvRm]", 0},
		{"too long to look at", fat(4 << 20), "5002 ", 1},
		{"too many lines to look at", []byte(`{"ItemList":[` + strings.Repeat("{},", 10_000) + `{}]}`), "2173 ItemList", 1},
	} {
		r := l.Check(tt.doc, Context{Now: testNow})
		if got := brief(r); got != tt.want || len(r.Notes) != tt.notes {
			t.Errorf("%s (%d bytes): got %s and notes %v, want %s and %d notes", tt.name, len(tt.doc), got, r.Notes, tt.want, tt.notes)
		}
	}
}

func TestNotes(t *testing.T) {
	t.Parallel()
	doc := `{"TranDtls":{"SubTyp":"B2B"},"Gstin":"x","docdtls":{},"DocDtls":{"NO":"1"},
"ItemList":[{"Sl_No":"1","HsnCode":"1","Xyz":1},{"Xyz":{"a":1}},{"AttribDtls":[{"Name":1},{"Name":2}]}],
"Quantumentanglement":1,"ValDtls":{"AssAmt":1}}`
	want := []string{
		`unknown-member TranDtls.SubTyp SupTyp 1:14`, `unknown-member Gstin SellerDtls.Gstin 1:30`,
		`unknown-member ItemList[0].Sl_No SlNo 2:14`, `unknown-member ItemList[0].HsnCode HsnCd 2:26`,
		`unknown-member ItemList[0].Xyz  2:40`, `unknown-member ItemList[2].AttribDtls[0].Name  2:81`,
		`unknown-member Quantumentanglement  3:1`, `unknown-member ValDtls.AssAmt ItemList.AssAmt 3:36`,
		`repeated-member DocDtls  1:55`, `letter-case   1:42`,
	}
	r := newLinter(t).Check([]byte(doc), Context{Now: testNow})
	var got []string
	for _, n := range r.Notes {
		got = append(got, fmt.Sprintf("%s %s %s %d:%d", n.Kind, n.Path, n.DidYouMean, n.Line, n.Column))
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	for _, n := range r.Notes {
		if n.Path == "ItemList[0].Xyz" && !strings.HasSuffix(n.Text, "(2 times)") {
			t.Errorf("%s: %q does not say that it stands twice", n.Path, n.Text)
		}
	}
}

func TestNearestName(t *testing.T) {
	t.Parallel()
	names := []string{"SlNo", "HsnCd", "AssAmt", "IgstAmt", "CgstAmt", "Pin"}
	for word, want := range map[string]string{
		"SIno": "SlNo", "hsncode": "HsnCd", "AsstAmt": "AssAmt", "AssAtm": "AssAmt", "GstAmt": "IgstAmt", "Pni": "Pin", "X": "", "Quantity": "", "": "",
		strings.Repeat("Pin", 20): "",
	} {
		if got := nearest(word, names); got != want {
			t.Errorf("nearest(%q) = %q, want %q", word, got, want)
		}
	}
}

// misfits lists what the fitter finds of a text, and judges what it made of it.
func misfits(t testing.TB, text []byte) (found []misfit, mended []byte) {
	t.Helper()
	root, wrong := scan(text, maxDepth)
	if wrong != nil || root.kind != '{' {
		return nil, nil
	}
	l := newLinter(t)
	form := l.forms[GenerateIRN]
	tree := root.tree(text, form.names).(einv.Tree)
	f := fitter{}
	f.object(form.typ, tree, "")
	mended, err := json.Marshal(tree)
	if err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	return f.found, mended
}

// The fitter's first misfit is the one that einv.Decode stops at, and what it leaves can be decoded.
func FuzzFitter(f *testing.F) {
	f.Add([]byte(`{"Version":1.1,"TranDtls":[{"SupTyp":true}],"ItemList":{"Qty":"1,5"},"EwbDtls":{"Distance":"12 km"}}`))
	f.Add([]byte(`{"ItemList":[1,null,{"Qty":1e99,"ItemNo":"x","AttribDtls":{}}],"Version":null,"version":"1"}`))
	f.Add([]byte(`{"BuyerDtls":"x","SellerDtls":[],"DocDtls":[1],"ValDtls":{"AssVal":"","TotInvVal":" 5 "}}`))
	f.Add([]byte(`{"ſhipDtls":1,"ShipDtls":{"Pin":"x"}}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		_, _, err := einv.Decode[einv.Invoice](text)
		bind, isBind := errors.AsType[*einv.BindError](err)
		found, mended := misfits(t, text)
		if errors.Is(err, einv.ErrNotObject) {
			return
		}
		if isBind != (len(found) > 0) {
			t.Fatalf("%q: einv.Decode says %v, the fitter finds %v", text, err, found)
		}
		if isBind && (found[0].Path != bind.Path || found[0].Want != bind.Want) {
			t.Errorf("%q: einv.Decode says %v, the fitter begins with %v", text, bind, found[0])
		}
		if _, _, err := einv.Decode[einv.Invoice](mended); err != nil {
			t.Errorf("%q: mended to %s, which cannot be decoded: %v", text, mended, err)
		}
	})
}

// Nothing panics, every finding has a code, a message and what is expected, and later ones come last.
func FuzzCheck(f *testing.F) {
	for _, r := range validate.All() {
		for _, e := range r.Breaks[:1] {
			tree, err := e.Tree(testNow)
			if err != nil {
				f.Fatal(err)
			}
			if text, err := json.Marshal(tree); err == nil && len(text) < 4_000 {
				f.Add(text)
			}
		}
	}
	f.Add([]byte(`{"Irn":"x","CnlRsn":1}`))
	f.Add([]byte(`{"Irn":"x","TransMode":"9","ExpShipDtls":[{}]}`))
	f.Add([]byte("{\"DocDtls\":{\"No\":\"\x1b[2J\"}}"))
	l := newLinter(f)
	f.Fuzz(func(t *testing.T, text []byte) {
		var reports []Report
		for _, d := range Split("f", text) {
			reports = append(reports, l.CheckDocument(d, Context{Now: testNow}))
		}
		for _, r := range reports {
			later := false
			for _, x := range r.Findings {
				if _, known := fault.Lookup(x.Code); !known || x.Message == "" || x.Title == "" || x.Expected == "" || x.Rule == "" || x.Line < 1 {
					t.Errorf("%q: finding without code, message, title, expectation, rule or place: %+v", text, x)
				}
				if later && !x.Later {
					t.Errorf("%q: a finding of now stands behind a later one: %s", text, brief(r))
				}
				later = x.Later
			}
		}
		var b strings.Builder
		result := Collect("test", testNow, reports)
		if err := errors.Join(WriteText(&b, result, TextOptions{Clean: true}), WriteJSON(&b, result), WriteJUnit(&b, result)); err != nil {
			t.Errorf("%q: %v", text, err)
		}
		if strings.ContainsRune(b.String(), 0x1b) {
			t.Errorf("%q: an escape of a terminal gets through", text)
		}
	})
}
