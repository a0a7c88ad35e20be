package sample

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/irpsim/irpsim/einv"
	"github.com/irpsim/irpsim/internal/clock"
	"github.com/irpsim/irpsim/internal/taxpayer"
	"github.com/irpsim/irpsim/masters"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func day(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 12, 0, 0, 0, clock.IST) }

// sellers from states with and without seeded buyers.
var sellers = []string{"", "27ZZZCS0001A1ZM", "33ZZZCE0003E1ZX", "07ZZZCX0006X1Z3"}

func each(t *testing.T, check func(t *testing.T, c Case, o Options, doc *Doc)) {
	t.Helper()
	if len(Cases()) < 20 {
		t.Fatalf("%d cases, want all kinds of documents", len(Cases()))
	}
	for _, c := range Cases() {
		for _, seller := range sellers {
			for _, items := range []int{0, 1, 37} {
				o := Options{Seller: seller, Items: items, Date: day(2026, 11, 22), Number: "T-1"}
				t.Run(fmt.Sprintf("%s/%s/%d", c.Name, seller, items), func(t *testing.T) {
					t.Parallel()
					doc, err := Make(c.Name, o)
					if err != nil {
						t.Fatal(err)
					}
					check(t, c, o, doc)
				})
			}
		}
	}
}

// TestArithmetic recomputes every amount from quantity, price and rates as printed, apart from the code that made them.
func TestArithmetic(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, _ Case, _ Options, doc *Doc) {
		inter := doc.BuyerDtls.Pos != doc.SellerDtls.Stcd || doc.TranDtls.IgstOnIntra == "Y" ||
			doc.TranDtls.SupTyp != "B2B" && doc.TranDtls.SupTyp != "DEXP"
		free := doc.TranDtls.SupTyp == "EXPWOP" || doc.TranDtls.SupTyp == "SEZWOP"
		var ass, cgst, igst, ces, state, total int64
		for _, it := range doc.ItemList {
			near(t, it.SlNo+" TotAmt", it.TotAmt, it.Qty.Milli()*it.UnitPrice.Milli(), 1000)
			near(t, it.SlNo+" AssAmt", it.AssAmt, it.TotAmt.Milli()-it.Discount.Milli(), 1)
			wantIgst, wantHalf := it.AssAmt.Milli()*it.GstRt.Milli(), int64(0)
			if !inter {
				wantIgst, wantHalf = 0, wantIgst
			}
			if free {
				wantIgst = 0
			}
			near(t, it.SlNo+" IgstAmt", it.IgstAmt, wantIgst, 100_000)
			near(t, it.SlNo+" CgstAmt", it.CgstAmt, wantHalf, 200_000)
			if it.CgstAmt.Literal() != it.SgstAmt.Literal() {
				t.Errorf("item %s: CgstAmt %s, SgstAmt %s, want equal", it.SlNo, it.CgstAmt, it.SgstAmt)
			}
			near(t, it.SlNo+" CesAmt", it.CesAmt, it.AssAmt.Milli()*it.CesRt.Milli(), 100_000)
			near(t, it.SlNo+" StateCesAmt", it.StateCesAmt, it.AssAmt.Milli()*it.StateCesRt.Milli(), 100_000)
			sum := it.AssAmt.Milli() + it.IgstAmt.Milli() + it.CgstAmt.Milli() + it.SgstAmt.Milli() + it.CesAmt.Milli() +
				it.CesNonAdvlAmt.Milli() + it.StateCesAmt.Milli() + it.StateCesNonAdvlAmt.Milli() + it.OthChrg.Milli()
			near(t, it.SlNo+" TotItemVal", it.TotItemVal, sum, 1)
			ass += it.AssAmt.Milli()
			cgst += it.CgstAmt.Milli()
			igst += it.IgstAmt.Milli()
			ces += it.CesAmt.Milli() + it.CesNonAdvlAmt.Milli()
			state += it.StateCesAmt.Milli() + it.StateCesNonAdvlAmt.Milli()
			total += it.TotItemVal.Milli()
		}
		v := doc.ValDtls
		for _, s := range []struct {
			name string
			got  einv.Amount
			want int64
		}{
			{"AssVal", v.AssVal, ass}, {"CgstVal", v.CgstVal, cgst}, {"SgstVal", v.SgstVal, cgst}, {"IgstVal", v.IgstVal, igst},
			{"CesVal", v.CesVal, ces}, {"StCesVal", v.StCesVal, state},
			{"TotInvVal", v.TotInvVal, total - v.Discount.Milli() + v.OthChrg.Milli() + v.RndOffAmt.Milli()},
		} {
			near(t, s.name, s.got, s.want, 1)
		}
		if v.TotInvVal.Milli() <= 0 {
			t.Errorf("TotInvVal %s, want more than 0", v.TotInvVal)
		}
	})
}

// near demands that got is the exact n/d rounded to two decimals.
func near(t *testing.T, name string, got einv.Amount, n, d int64) {
	t.Helper()
	diff := 2 * (got.Milli()*d - n)
	if diff < -10*d || diff > 10*d || got.Milli()%10 != 0 {
		t.Errorf("%s = %s, want %d/%d thousandths rounded to paise", name, got, n, d)
	}
}

func TestParties(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, c Case, o Options, doc *Doc) {
		s, b := doc.SellerDtls, doc.BuyerDtls
		if o.Seller != "" && s.Gstin != o.Seller {
			t.Errorf("seller %s, want %s", s.Gstin, o.Seller)
		}
		if s.Gstin[:2] != s.Stcd || s.Gstin == b.Gstin && c.shape.buyer != buyerSEZ {
			t.Errorf("seller %s of state %s, buyer %s", s.Gstin, s.Stcd, b.Gstin)
		}
		export := strings.HasPrefix(doc.TranDtls.SupTyp, "EXP")
		switch {
		case export && (b.Gstin != "URP" || b.Stcd != "96" || b.Pos != "96" || b.Pin.Literal() != "999999"):
			t.Errorf("buyer of an export: %+v", b)
		case export && (doc.ExpDtls == nil || doc.ExpDtls.CntCode == ""):
			t.Errorf("export block %+v, want a country", doc.ExpDtls)
		case !export && (b.Gstin[:2] != b.Stcd || b.Pin.Literal() == "999999"):
			t.Errorf("buyer %s of state %s, PIN %s", b.Gstin, b.Stcd, b.Pin)
		case strings.HasPrefix(doc.TranDtls.SupTyp, "SEZ") != (b.Gstin == sezUnit):
			t.Errorf("supply type %s with buyer %s", doc.TranDtls.SupTyp, b.Gstin)
		}
		if !export && !taxpayer.CheckHolds(b.Gstin) {
			t.Errorf("buyer %s has the wrong check character", b.Gstin)
		}
		if doc.TranDtls.IgstOnIntra == "Y" && (s.Stcd != b.Pos || doc.TranDtls.RegRev != "Y") {
			t.Errorf("IgstOnIntra with state %s, POS %s, RegRev %s", s.Stcd, b.Pos, doc.TranDtls.RegRev)
		}
	})
}

// TestJSONBinds reads the JSON back: nothing is lost, nothing is unknown to the schema, the order is the schema's.
func TestJSONBinds(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, _ Case, _ Options, doc *Doc) {
		raw, err := doc.Indented()
		if err != nil {
			t.Fatal(err)
		}
		inv, _, err := einv.Decode[einv.Invoice](raw)
		if err != nil {
			t.Fatalf("%v\n%s", err, raw)
		}
		got, want := einv.AppendMembers(nil, inv), einv.AppendMembers(nil, &doc.Invoice)
		if string(got) != string(want) {
			t.Errorf("read back\n got %s\nwant %s", got, want)
		}
		if !json.Valid(raw) || strings.Contains(string(raw), "null") {
			t.Errorf("not plain JSON: %s", raw)
		}
	})
}

func TestGolden(t *testing.T) {
	t.Parallel()
	doc, err := Make("batch-attributes", Options{Date: day(2026, 11, 22), Number: "SIM/26-27/1"})
	if err != nil {
		t.Fatal(err)
	}
	got, err := doc.Indented()
	if err != nil {
		t.Fatal(err)
	}
	const file = "testdata/batch-attributes.json"
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != string(want) {
		t.Errorf("document differs from %s; got\n%s", file, got)
	}
}

func TestMakeRefuses(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, kase string
		o          Options
		want       string
	}{
		{"unknown case", "b2c", Options{}, `no case is called "b2c"`},
		{"seller too short", "b2b", Options{Seller: "2"}, "no GSTIN"},
		{"seller of no state", "b2b", Options{Seller: "25ZZZCS0001A1ZM"}, "no GSTIN of a state"},
		{"number begins with 0", "b2b", Options{Number: "01"}, "not valid"},
		{"number too long", "b2b", Options{Number: "A234567890123456x"}, "not valid"},
		{"number with blank", "b2b", Options{Number: "A 1"}, "not valid"},
		{"year beyond the schema", "b2b", Options{Date: day(2030, 1, 1)}, "2010 to 2029"},
		{"too many items", "b2b", Options{Items: MaxItems + 1}, "1 to 5000"},
		{"items below zero", "b2b", Options{Items: -1}, "1 to 5000"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := Make(tt.kase, tt.o)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("Make(%q, %+v) = %v, want an error with %q", tt.kase, tt.o, err, tt.want)
			}
		})
	}
}

func TestNamesAreUnique(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, c := range Cases() {
		for _, n := range append([]string{c.Name}, c.Aliases...) {
			if seen[n] || n != strings.ToLower(n) || c.Title == "" {
				t.Errorf("name %q of %+v is taken, not lower case, or has no title", n, c)
			}
			seen[n] = true
			if got, ok := Find(strings.ToUpper(n)); !ok || got.Name != c.Name {
				t.Errorf("Find(%q) = %q, %v; want %q", n, got.Name, ok, c.Name)
			}
		}
	}
}

func TestNumbers(t *testing.T) {
	t.Parallel()
	n := NewNumbers(nil)
	seen := map[string]bool{}
	for range 200_000 {
		s := n.Next()
		if seen[s] || !validNumber(s) {
			t.Fatalf("number %q is not valid or was there before", s)
		}
		seen[s] = true
	}
	n.last = 9_999_998
	if s := n.Next(); len(s) != 16 || !validNumber(s) {
		t.Errorf("last number %q, want 16 valid characters", s)
	}
	if a, b := NewNumbers(nil).prefix, NewNumbers(nil).prefix; a == b {
		t.Errorf("two series have the prefix %q", a)
	}
}

// TestMasters looks every code of every document up in the portal's lists.
func TestMasters(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, _ Case, _ Options, doc *Doc) {
		for _, it := range doc.ItemList {
			h, ok := masters.LookupHSN(it.HsnCd)
			if !ok || h.Service != (it.IsServc == "Y") {
				t.Errorf("HSN %s: known %v, service %v, IsServc %s", it.HsnCd, ok, h.Service, it.IsServc)
			}
			if _, ok := masters.LookupUQC(it.Unit); !ok {
				t.Errorf("unit %q is not in the list", it.Unit)
			}
			if r, ok := masters.LookupRate(it.GstRt.Milli()); !ok || !r.Accepted {
				t.Errorf("rate %s is not in the list", it.GstRt)
			}
		}
		pin := func(who string, a einv.Amount, state string) {
			if p := int(a.Int()); p != foreignPin && (!masters.PinKnown(p) || !masters.PinInState(p, state)) {
				t.Errorf("PIN %s of %s is not one of state %s", a, who, state)
			}
		}
		pin("seller", doc.SellerDtls.Pin, doc.SellerDtls.Stcd)
		pin("buyer", doc.BuyerDtls.Pin, doc.BuyerDtls.Stcd)
		if d := doc.DispDtls; d != nil {
			pin("dispatch", d.Pin, d.Stcd)
		}
		if d := doc.ShipDtls; d != nil {
			pin("ship-to", d.Pin, d.Stcd)
		}
		if e := doc.ExpDtls; e != nil {
			_, port := masters.LookupPort(e.Port)
			_, country := masters.LookupCountry(e.CntCode)
			_, currency := masters.LookupCurrency(e.ForCur)
			if !port || !country || !currency {
				t.Errorf("export block %+v: port %v, country %v, currency %v", e, port, country, currency)
			}
		}
	})
}

// TestAllStates makes a document for a supplier of each state that can be one.
func TestAllStates(t *testing.T) {
	t.Parallel()
	made := 0
	for code := range 100 {
		state := fmt.Sprintf("%02d", code)
		doc, err := Make("b2b-intra", Options{Seller: ordinaryBuyer(state)[:2] + "ZZZCS0001A1ZI", Date: day(2026, 11, 22)})
		s, known := masters.LookupState(state)
		if usable := known && s.Usable && state != "96" && state != "97"; usable != (err == nil) {
			t.Errorf("supplier of state %s: usable %v, error %v", state, usable, err)
		}
		if err == nil {
			made++
			if pin := int(doc.BuyerDtls.Pin.Int()); !masters.PinInState(pin, state) {
				t.Errorf("buyer of state %s has PIN %d", state, pin)
			}
		}
	}
	if made < 36 {
		t.Errorf("%d states, want all 36", made)
	}
}

func TestSEZDeveloperChargesIGST(t *testing.T) {
	t.Parallel()
	doc, err := Make("b2b-intra", Options{Seller: "24ZZZCD0004D1ZY", Date: day(2026, 11, 22)})
	if err != nil {
		t.Fatal(err)
	}
	if v := doc.ValDtls; v.IgstVal.Milli() == 0 || v.CgstVal.Milli() != 0 {
		t.Errorf("IGST %s, CGST %s, want IGST only", v.IgstVal, v.CgstVal)
	}
}

func TestOrdinaryBuyersAreSeeded(t *testing.T) {
	t.Parallel()
	for state, want := range map[string]string{"27": "27ZZZCB0002B1Z0", "29": "29ZZZCB0002B1ZW"} {
		if got := ordinaryBuyer(state); got != want {
			t.Errorf("ordinary buyer of %s is %s, want %s", state, got, want)
		}
	}
}
