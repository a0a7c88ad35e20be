package validate

import (
	"encoding/json"
	"testing"

	"github.com/irpsim/irpsim/einv"
	"github.com/irpsim/irpsim/internal/fault"
)

// No document that can be decoded makes a rule panic; every finding has a known code and a path that exists; judging
// and explaining agree.
func FuzzGenerate(f *testing.F) {
	f.Add([]byte(`{}`))
	f.Add([]byte(`{"ItemList":[{}],"ValDtls":{"TotInvVal":-99999999999999.999}}`))
	f.Add([]byte(`{"Version":"1.1","DocDtls":{"Typ":"INV","Dt":"01/11/2026"},"ItemList":[{"AssAmt":1e5,"GstRt":999999999999999.999}]}`))
	f.Add([]byte(`{"Version":"1.1","SellerDtls":{"Gstin":"2","Stcd":"0"},"BuyerDtls":{"Gstin":"urp","Pos":"ß"},"ShipDtls":{},"DispDtls":{},"ExpDtls":{},"EwbDtls":{}}`))
	for _, r := range All() {
		for _, e := range append(r.Breaks[:1:1], r.Passes[0]) {
			tree, err := e.Tree(testNow)
			if err != nil {
				f.Fatal(err)
			}
			raw, err := json.Marshal(tree)
			if err != nil {
				f.Fatal(err)
			}
			if len(raw) < 10_000 {
				f.Add(raw)
			}
		}
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		inv, _, err := einv.Decode[einv.Invoice](raw)
		if err != nil {
			t.Skip()
		}
		in := &Input{Invoice: inv, Now: testNow, Caller: seller, Taxpayer: register,
			Settings: Settings{CheckTotAmt: true, ShipToGstin: true, ReportingDays: 30}}
		bill := &WaybillInput{Input: in}
		for _, d := range append(Explain(in), ExplainWaybill(bill)...) {
			if _, ok := fault.Lookup(d.Code); !ok || d.Rule == "" || d.Path == "" || d.Because.Expected == "" {
				t.Errorf("finding without code, rule, path or what is expected: %+v", d)
			}
		}
		if got, all := Waybill(bill), ExplainWaybill(bill); len(got) > 1 || (len(got) == 1) != (len(all) > 0) {
			t.Errorf("e-way bill: judged %v, explained %v; want the first alone", got, all)
		}
		sameAsExplained(t, in)
	})
}

// Paths of edits are user input one day; none may panic or make a document that cannot be encoded.
func FuzzSet(f *testing.F) {
	for _, path := range []string{"ItemList[0].GstRt", "ItemList[1].BchDtls.Nm", "", "[", "]", "a[", "a[-1]", "a[9]", ".", "a..b", "ItemList[0][0]"} {
		f.Add(path, "x")
	}
	f.Fuzz(func(t *testing.T, path, value string) {
		tree := Standard(testNow)
		if err := Set(tree, path, value); err != nil {
			return
		}
		if _, err := json.Marshal(tree); err != nil {
			t.Errorf("%q: %v", path, err)
		}
	})
}
