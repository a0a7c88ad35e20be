package sample

import (
	"testing"

	"github.com/irpsim/irpsim/einv"
	"github.com/irpsim/irpsim/internal/taxpayer"
	"github.com/irpsim/irpsim/internal/validate"
	"github.com/irpsim/irpsim/internal/validate/schema"
)

// TestNobodyComplains puts every document through the schema and all business rules, with every optional rule on and
// under both look-up policies.
func TestNobodyComplains(t *testing.T) {
	t.Parallel()
	judge, err := schema.New()
	if err != nil {
		t.Fatal(err)
	}
	settings := validate.DefaultSettings()
	settings.CheckTotAmt, settings.ShipToGstin = true, true
	each(t, func(t *testing.T, c Case, o Options, doc *Doc) {
		seller, _ := taxpayer.Seeded(doc.SellerDtls.Gstin)
		if seller.Type != taxpayer.REG || seller.Status != taxpayer.Active {
			return // may not register; the arithmetic of its documents is tested all the same
		}
		raw, err := doc.MarshalJSON()
		if err != nil {
			t.Fatal(err)
		}
		inv, tree, err := einv.Decode[einv.Invoice](raw)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range judge.Check(schema.GenerateIRN, tree) {
			t.Errorf("schema: %s %s at %s", f.Code, f.Message, f.Path)
		}
		caller := doc.SellerDtls.Gstin
		if doc.TranDtls.EcmGstin != "" {
			caller = doc.TranDtls.EcmGstin
		}
		for _, policy := range []taxpayer.Policy{taxpayer.Open, taxpayer.Strict} {
			in := &validate.Input{Invoice: inv, Now: o.Date, Caller: caller, Settings: settings,
				Taxpayer: func(g string) (taxpayer.Taxpayer, bool) { return taxpayer.Find(g, policy) }}
			for _, f := range validate.Generate(in) {
				t.Errorf("%s: %s %s at %s (%s)", policy, f.Code, f.Message, f.Path, f.Rule)
			}
		}
		inv.ValDtls.TotInvVal = einv.Milli(inv.ValDtls.TotInvVal.Milli() + 5_000)
		in := &validate.Input{Invoice: inv, Now: o.Date, Caller: caller, Settings: settings,
			Taxpayer: func(g string) (taxpayer.Taxpayer, bool) { return taxpayer.Find(g, taxpayer.Open) }}
		if got := validate.Generate(in); len(got) != 1 || got[0].Code != "2189" {
			t.Errorf("a total that is five rupees off gives %v, want 2189 alone", got)
		}
	})
}
