package validate

import (
	"slices"
	"testing"
	"time"

	"github.com/irpsim/irpsim/internal/clock"
	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/taxpayer"
)

func codes(found []fault.Finding) []fault.Code {
	var list []fault.Code
	for _, f := range found {
		list = append(list, f.Code)
	}
	return list
}

// Answers of the real portal and its sandbox, letter for letter.
func TestAnswersSeenOnTheWire(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		e    Example
		want []string
	}{
		{"HSN that the master lacks", Example{Edits: Edits{"ItemList[0].HsnCd": "391520"}}, []string{"HSN code(s)-391520 is invalid"}},
		{"PIN that does not exist", Example{Edits: Edits{"SellerDtls.Pin": 101301}},
			[]string{"Seller details Details:Pincode-101301 does not exists"}},
		{"unknown recipient of another State", Example{Edits: Edits{"BuyerDtls.Gstin": "22AQDPK3837A1Z6"}}, []string{
			"GSTIN -22AQDPK3837A1Z6 is invalid.",
			"Recipient GSTIN state code does not match with the state code passed in recipient details"}},
		{"dispatch from abroad", Example{Edits: with(export, credit, untaxed, dispatch, Edits{
			"TranDtls.SupTyp": "EXPWOP", "DispDtls.Stcd": "96", "DispDtls.Pin": 999999})}, []string{"Dispatch from PIN code cannot be 999999"}},
		{"cancelled recipient", Example{Edits: to(cancelled, "07", 110001)}, []string{
			"GSTIN - 07ZZZCX0006X1Z3 is cancelled and document date - 17/11/2026 is later than DRegistration Date"}},
		{"wrong State", Example{Edits: Edits{"BuyerDtls.Pin": 560001}}, []string{
			"Pincode -560001 of Buyer does not belong to his/her State - 27"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, f := range Generate(inputOf(t, tt.e)) {
				got = append(got, f.Message)
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("got %q, want %q\n%s", got, tt.want, show(t, tt.e))
			}
		})
	}
}

// The gate ends the evaluation at its first finding; behind it everything is collected, GSTINs before the other
// checks of parties, lines in their order, totals last.
func TestOrderOfFindings(t *testing.T) {
	t.Parallel()
	all := with(second, dispatch, Edits{
		"DocDtls.Dt": "{today+1}", "BuyerDtls.Gstin": unknown, "BuyerDtls.Pos": "25", "SellerDtls.Pin": 201301,
		"DispDtls.Stcd": "28", "ItemList[1].SlNo": "1", "ItemList[0].GstRt": 17, "ItemList[1].GstRt": 17,
		"ItemList[0].Unit": Absent{}, "ItemList[1].Unit": "KGM", "ValDtls.AssVal": 1, "ValDtls.TotInvVal": 0,
	})
	tests := []struct {
		name string
		e    Example
		want []fault.Code
	}{
		{"everything behind the gate", Example{Edits: all}, []fault.Code{
			"2163", "3028", "3039", "2243", "2200", "2233", "2239", "2240", "2235", "2177", "2240", "2235", "2182", "2189", "2290"}},
		{"no lines before the version", Example{Edits: with(all, Edits{"ItemList": []any{}, "Version": "1.0"})}, nil},
		{"version before the caller", Example{Edits: with(all, Edits{"Version": "1.0"}), World: World{Caller: branch}},
			[]fault.Code{"2279"}},
		{"caller before the supplier", Example{Edits: with(all, from(notEnabled, "08", 302001)), World: World{Caller: branch}},
			[]fault.Code{"2169"}},
		{"enabled before active", Example{Edits: all, World: sellerIs(func(t *taxpayer.Taxpayer) {
			t.Enabled, t.Status, t.Type = false, taxpayer.Suspended, taxpayer.SEZ
		})}, []fault.Code{"3026"}},
		{"active before the type", Example{Edits: all, World: sellerIs(func(t *taxpayer.Taxpayer) {
			t.Status, t.Type = taxpayer.Suspended, taxpayer.SEZ
		})}, []fault.Code{"3029"}},
		{"the date last", Example{Edits: with(all, Edits{"DocDtls.Dt": "31/06/2026"})}, []fault.Code{"2292"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			e := tt.e
			if tt.want == nil {
				e.Edits, tt.want = Edits{"ItemList": []any{}, "Version": "1.0"}, []fault.Code{"2228"}
			}
			in := inputOf(t, e)
			if got := codes(Generate(in)); !slices.Equal(got, tt.want) {
				t.Errorf("got %v, want %v\n%s", got, tt.want, show(t, e))
			}
			sameAsExplained(t, in)
		})
	}
}

// Several findings of one kind become entries as the portal makes them.
func TestGrouping(t *testing.T) {
	t.Parallel()
	edits := Edits{}
	for i, hsn := range []string{"998314", "77000001", "998314", "77000000", "77000001", "996531"} {
		edits[itemPath(i, "HsnCd")] = hsn
		edits[itemPath(i, "CgstAmt")], edits[itemPath(i, "SgstAmt")] = 1, 1
	}
	var got []string
	for _, f := range Generate(inputOf(t, Example{Lines: 6, Edits: with(edits, Edits{"DocDtls.Typ": "CRN"})})) {
		if f.Code != "2194" && f.Code != "2183" && f.Code != "2184" {
			got = append(got, f.Path+" "+f.Message)
		}
	}
	want := []string{
		"ItemList[0].HsnCd The HSN - 998314 does not belong to Goods",
		"ItemList[0].CgstAmt For inter-state transaction, CGST and SGST amounts are not applicable; only IGST amount is applicable",
		"ItemList[1].HsnCd HSN code(s)-77000001,77000000 is invalid",
		"ItemList[5].HsnCd The HSN - 996531 does not belong to Goods",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// Today is the day in India: a document of the new day passes from midnight IST on, which is 18:30 UTC.
func TestTodayIsInIndia(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		now  time.Time
		want []fault.Code
	}{
		{time.Date(2026, time.November, 20, 18, 29, 59, 0, time.UTC), []fault.Code{"2163"}},
		{time.Date(2026, time.November, 20, 18, 30, 0, 0, time.UTC), nil},
	} {
		in := inputOf(t, Example{Edits: Edits{"DocDtls.Dt": "21/11/2026"}})
		in.Now = tt.now
		if got := codes(Generate(in)); !slices.Equal(got, tt.want) {
			t.Errorf("at %v: got %v, want %v", tt.now, got, tt.want)
		}
	}
}

// An invoice of 1 April must be in by 30 April.
func TestReportingWindow(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		now  time.Time
		days int
		want []fault.Code
	}{
		{time.Date(2026, time.April, 30, 23, 59, 59, 0, clock.IST), 30, nil},
		{time.Date(2026, time.May, 1, 0, 0, 0, 0, clock.IST), 30, []fault.Code{"2305"}},
		{time.Date(2026, time.May, 1, 0, 0, 0, 0, clock.IST), 31, nil},
		{time.Date(2026, time.December, 1, 0, 0, 0, 0, clock.IST), 0, nil},
	} {
		in := inputOf(t, Example{Edits: with(fromLarge, Edits{"DocDtls.Dt": "01/04/2026"})})
		in.Now, in.Settings.ReportingDays = tt.now, tt.days
		if got := codes(Generate(in)); !slices.Equal(got, tt.want) {
			t.Errorf("at %v with %d days: got %v, want %v", tt.now, tt.days, got, tt.want)
		}
	}
}

// A rule goes by the day of processing or by the day of the document, as it says.
func TestInForce(t *testing.T) {
	t.Parallel()
	in := inputOf(t, Example{Edits: Edits{"DocDtls.Dt": "10/11/2026"}})
	in.prepare()
	d := func(day int) time.Time { return date(2026, time.November, day) }
	for _, tt := range []struct {
		rule Rule
		want bool
	}{
		{Rule{}, true},
		{Rule{Since: d(20)}, true},
		{Rule{Since: d(21)}, false},
		{Rule{Until: d(21)}, true},
		{Rule{Until: d(20)}, false},
		{Rule{Since: d(10), Basis: ByDocument}, true},
		{Rule{Since: d(11), Basis: ByDocument}, false},
		{Rule{Until: d(11), Basis: ByDocument}, true},
		{Rule{Until: d(10), Basis: ByDocument}, false},
		{Rule{Setting: "check_tot_amt"}, false},
		{Rule{Setting: "no_such"}, false},
	} {
		if got := tt.rule.inForce(in); got != tt.want {
			t.Errorf("since %v until %v by %q setting %q: got %v, want %v",
				tt.rule.Since, tt.rule.Until, tt.rule.Basis, tt.rule.Setting, got, tt.want)
		}
	}
}

func TestRepeated(t *testing.T) {
	t.Parallel()
	edits := Edits{itemPath(39, "SlNo"): "1", itemPath(20, "SlNo"): "5"}
	in := inputOf(t, Example{Lines: 40, Edits: edits})
	if got := repeated(in.Invoice.ItemList); !slices.Equal(got, []int{20, 39}) {
		t.Errorf("got lines %v, want 20 and 39", got)
	}
	if got := repeated(inputOf(t, Example{Lines: 1000}).Invoice.ItemList); got != nil {
		t.Errorf("got lines %v of rising numbers, want none", got)
	}
}
