package irn_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/irpsim/irpsim/einv"
	"github.com/irpsim/irpsim/internal/irn"
)

var update = flag.Bool("update", false, "write the golden files anew")

const sampleIRN = "14832aa86e421ca6b174e695c61d24c114a5040ec7e03f2b21069240b5db03ad"

func decode(t testing.TB, raw []byte) (*einv.Invoice, einv.Tree) {
	t.Helper()
	inv, doc, err := einv.Decode[einv.Invoice](raw)
	if err != nil {
		t.Fatalf("%s: %v", raw, err)
	}
	return inv, doc.Tree()
}

func golden(t *testing.T, file string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if want := read(t, file); !bytes.Equal(got, want) {
		t.Errorf("%s\n got %s\nwant %s", file, got, want)
	}
}

func TestFullDocument(t *testing.T) {
	t.Parallel()
	inv, tree := decode(t, read(t, "testdata/full.json"))
	at := time.Date(2026, time.November, 22, 7, 1, 7, 999, time.UTC) // 12:31:07 in India
	text := irn.InvoiceText(112610000000123, at, sampleIRN, inv)
	golden(t, "testdata/full.invoice.golden", text)
	golden(t, "testdata/full.qr.golden", irn.QRText(sampleIRN, at, inv))

	// Read back by the standard library, the signed text says what was sent: nothing lost, nothing changed, numbers as written.
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	var got map[string]any
	if err := dec.Decode(&got); err != nil {
		t.Fatalf("the signed text is not JSON: %v", err)
	}
	want := withoutNulls(tree).(einv.Tree)
	delete(want, "unknownMember")
	want["AckNo"], want["AckDt"], want["Irn"] = json.Number("112610000000123"), "2026-11-22 12:31:07", sampleIRN
	for _, item := range want["ItemList"].([]any) {
		item.(einv.Tree)["ItemNo"] = json.Number("0")
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("signed text differs from the request (-want +got):\n%s", diff)
	}
}

func withoutNulls(v any) any {
	switch v := v.(type) {
	case einv.Tree:
		out := einv.Tree{}
		for name, member := range v {
			if member != nil {
				out[name] = withoutNulls(member)
			}
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i := range v {
			out[i] = withoutNulls(v[i])
		}
		return out
	}
	return v
}

func TestInvoiceText(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, request, want string }{
		{"nothing", `{}`, ``},
		{"literals keep their scale",
			`{"ValDtls":{"TotInvVal":1239.00,"AssVal":0,"CgstVal":0.0,"SgstVal":12.000,"IgstVal":-0.50}}`,
			`,"ValDtls":{"AssVal":0,"CgstVal":0.0,"SgstVal":12.000,"IgstVal":-0.50,"TotInvVal":1239.00}`},
		{"escapes",
			`{"SellerDtls":{"LglNm":"é+&'<>\"\\/` + "`" + `","TrdNm":"ह😀"}}`,
			`,"SellerDtls":{"LglNm":"\u00E9\u002B\u0026\u0027\u003C\u003E\u0022\\/\u0060","TrdNm":"\u0939\uD83D\uDE00"}`},
		{"null operator is dropped",
			`{"TranDtls":{"IgstOnIntra":"N","EcmGstin":null,"TaxSch":"GST"}}`,
			`,"TranDtls":{"TaxSch":"GST","IgstOnIntra":"N"}`},
		{"ItemNo is 0 and first", `{"ItemList":[{"SlNo":"1"},{}]}`, `,"ItemList":[{"ItemNo":0,"SlNo":"1"},{"ItemNo":0}]`},
		{"number in the case sent, type in capitals", `{"DocDtls":{"No":"aB/1","Typ":"crn"}}`, `,"DocDtls":{"Typ":"CRN","No":"aB/1"}`},
		{"a sent Irn is not echoed", `{"Irn":"ff","Version":"1.1"}`, `,"Version":"1.1"`},
	}
	for _, tt := range tests {
		inv, _ := decode(t, []byte(tt.request))
		want := `{"AckNo":112610000000123,"AckDt":"2026-11-22 00:00:59","Irn":"ab"` + tt.want + `}`
		if got := string(irn.InvoiceText(112610000000123, ist(2026, time.November, 22, 0, 0, 59), "ab", inv)); got != want {
			t.Errorf("%s: InvoiceText of %s\n got %s\nwant %s", tt.name, tt.request, got, want)
		}
	}
}

// The portal's own ten members for a real document of 2022 (protocol reference 6.4).
func TestQRTextOfARealToken(t *testing.T) {
	t.Parallel()
	inv, _ := decode(t, []byte(`{"SellerDtls":{"Gstin":"01AMBPG7773M002"},"BuyerDtls":{"Gstin":"36AMBPG7773M002"},
		"DocDtls":{"No":"SINV-CFY-00067","Typ":"INV","Dt":"16/09/2022"},"ValDtls":{"TotInvVal":100.0},"ItemList":[{"HsnCd":"61149090"}]}`))
	const want = `{"SellerGstin":"01AMBPG7773M002","BuyerGstin":"36AMBPG7773M002","DocNo":"SINV-CFY-00067","DocTyp":"INV","DocDt":"16/09/2022","TotInvVal":100.0,"ItemCnt":1,"MainHsnCode":"61149090","Irn":"706daeccda0ef6f818da78f3a2a05a1288731057373002289b46c3229289a2e7","IrnDt":"2022-09-16 19:29:00"}`
	got := string(irn.QRText("706daeccda0ef6f818da78f3a2a05a1288731057373002289b46c3229289a2e7", ist(2022, time.September, 16, 19, 29, 0), inv))
	if got != want {
		t.Errorf("QRText\n got %s\nwant %s", got, want)
	}
}

func TestQRTextMainHSN(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, items, want string }{
		{"one", `[{"HsnCd":"1001","AssAmt":1}]`, `"ItemCnt":1,"MainHsnCode":"1001"`},
		{"highest", `[{"HsnCd":"1001","AssAmt":9.99},{"HsnCd":"1002","AssAmt":10},{"HsnCd":"1003","AssAmt":9}]`, `"ItemCnt":3,"MainHsnCode":"1002"`},
		{"first on a tie, whatever the scale", `[{"HsnCd":"1001","AssAmt":5},{"HsnCd":"1002","AssAmt":10.00},{"HsnCd":"1003","AssAmt":10}]`, `"ItemCnt":3,"MainHsnCode":"1002"`},
		{"all zero", `[{"HsnCd":"1001"},{"HsnCd":"1002","AssAmt":0}]`, `"ItemCnt":2,"MainHsnCode":"1001"`},
		{"none", `[]`, `"ItemCnt":0,"MainHsnCode":""`},
	}
	for _, tt := range tests {
		inv, _ := decode(t, []byte(`{"ItemList":`+tt.items+`}`))
		want := `{"SellerGstin":"","BuyerGstin":"","DocNo":"","DocTyp":"","DocDt":"","TotInvVal":0,` + tt.want + `,"Irn":"ab","IrnDt":"2026-11-22 00:00:59"}`
		if got := string(irn.QRText("ab", ist(2026, time.November, 22, 0, 0, 59), inv)); got != want {
			t.Errorf("%s: QRText of items %s\n got %s\nwant %s", tt.name, tt.items, got, want)
		}
	}
}
