package validate

import (
	"encoding/json"
	"math/big"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/irpsim/irpsim/internal/fault"
)

// A wrong amount is explained by what was added up and what would pass.
func TestExplain(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		e    Example
	}{
		{"igst", Example{Edits: with(second, Edits{
			"ItemList[1].TotAmt": 17406, "ItemList[1].Discount": 406, "ItemList[1].AssAmt": 17000, "ItemList[1].IgstAmt": 3006,
			"ItemList[1].TotItemVal": 20060, "ValDtls.AssVal": 27000, "ValDtls.IgstVal": 4860, "ValDtls.TotInvVal": 31860})}},
		{"total", Example{Edits: Edits{"ValDtls.Discount": num("100.50"), "ValDtls.RndOffAmt": num("0.50")}}},
		{"reverse", Example{Edits: with(reverse, Edits{"ItemList[0].TotItemVal": 11000, "ValDtls.TotInvVal": 11000})}},
		{"merged", Example{Edits: with(second, Edits{"ItemList[0].HsnCd": "77000000", "ItemList[1].HsnCd": "77000001",
			"ItemList[0].Unit": "KGM", "ItemList[1].Unit": "KGM"})}},
		{"later", Example{Edits: Edits{"Version": "1.0", "TranDtls.EcmGstin": operator, "BuyerDtls.Gstin": unknown,
			"ItemList[0].GstRt": 17}, World: World{Caller: seller}}},
		{"many", Example{Lines: 25, Edits: Edits{"ValDtls.AssVal": 2000}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			in := inputOf(t, tt.e)
			got, err := json.MarshalIndent(Explain(in), "", "  ")
			if err != nil {
				t.Fatal(err)
			}
			golden(t, "explain-"+tt.name+".json", string(got)+"\n")
			sameAsExplained(t, in)
		})
	}
}

// Every finding of every example says what was found and expected. Where it names a range, both ends pass, a paisa
// beyond either does not, and the arithmetic ends in the expected amount.
func TestExplanationsHold(t *testing.T) {
	t.Parallel()
	ranges := 0
	for _, r := range All() {
		for _, e := range r.Breaks {
			for _, d := range explained(t, r, e) {
				if d.Rule != r.ID || d.Later {
					continue
				}
				if d.Because.Expected == "" {
					t.Errorf("%s (%s): nothing is expected: %+v", r.ID, e.Note, d)
				}
				for _, rng := range d.Because.Ranges {
					ranges++
					checkRange(t, r, e, d, rng)
				}
				if n := len(d.Because.Arithmetic); n > 0 && len(d.Because.Ranges) > 0 {
					if last := d.Because.Arithmetic[n-1]; last.Op != "=" || last.Value != d.Because.Expected {
						t.Errorf("%s: arithmetic ends in %q, expected is %q", r.ID, last, d.Because.Expected)
					}
				}
			}
		}
	}
	if ranges < 30 {
		t.Errorf("looked at %d ranges, want those of all amounts", ranges)
	}
}

// explained is the explanation of an example by the rule's own call.
func explained(t *testing.T, r Rule, e Example) []Detail {
	t.Helper()
	if r.API != GenerateEWB {
		return Explain(inputOf(t, e))
	}
	in, err := e.Waybill(testNow, register)
	if err != nil {
		t.Fatal(err)
	}
	details := ExplainWaybill(in)
	if got := Waybill(in); len(details) == 0 || len(got) != 1 || got[0].Rule != details[0].Rule || got[0].Message != details[0].Message {
		t.Errorf("%s (%s): judged %v, explained %v; want the same first", r.ID, e.Note, got, details)
	}
	return details
}

func checkRange(t *testing.T, r Rule, e Example, d Detail, rng Range) {
	t.Helper()
	raised := func(value string) bool {
		edits := Edits{d.Path: num(value)}
		if half, ok := strings.CutSuffix(d.Path, "CgstAmt"); ok {
			edits[half+"SgstAmt"] = num(value)
		}
		in := inputOf(t, Example{Lines: e.Lines, Edits: with(e.Edits, edits), World: e.World})
		return slices.ContainsFunc(Generate(in), func(f fault.Finding) bool { return f.Rule == r.ID })
	}
	for _, end := range []struct {
		value, beyond string
	}{{rng.Min, plus(rng.Min, -1)}, {rng.Max, plus(rng.Max, 1)}} {
		if raised(end.value) {
			t.Errorf("%s (%s): %s at %s is in the range %v, but refused", r.ID, e.Note, end.value, d.Path, rng)
		}
		if len(d.Because.Ranges) == 1 && !raised(end.beyond) {
			t.Errorf("%s (%s): %s at %s is out of the range %v, but accepted", r.ID, e.Note, end.beyond, d.Path, rng)
		}
	}
}

// plus adds paise to an amount.
func plus(amount string, paise int64) string {
	x, _ := new(big.Rat).SetString(amount)
	return x.Add(x, big.NewRat(paise, 100)).FloatString(2)
}

func TestStepString(t *testing.T) {
	t.Parallel()
	c := calculation{}
	c.term("+", "AssAmt", money(1000_000), "taxable value")
	c.term("−", "Discount", money(50_500), "")
	var got []string
	for _, s := range against(money(1_000_000), c).Arithmetic {
		got = append(got, s.String())
	}
	if want := "AssAmt 1000.00 (taxable value) | − Discount 50.50 | = expected 949.50"; strings.Join(got, " | ") != want {
		t.Errorf("got %q, want %q", strings.Join(got, " | "), want)
	}
}

func TestChanges(t *testing.T) {
	t.Parallel()
	got := Changes(date(2025, time.November, 30))
	var rules []string
	for _, c := range got {
		rules = append(rules, c.Date.Format(time.DateOnly)+" "+c.Rule)
		if c.What == "" {
			t.Errorf("%+v says nothing", c)
		}
	}
	want := []string{
		"2025-12-01 supplier-type-until-2025", "2025-12-01 supplier-type", "2026-01-01 doc-date-floor",
		"2026-02-01 item-cgst-sgst-amount", "2026-02-01 item-igst-amount", "2026-02-01 item-total-value",
	}
	if !slices.Equal(rules, want) {
		t.Errorf("got %q, want %q", rules, want)
	}
	if got := Changes(date(2026, time.December, 1)); got != nil {
		t.Errorf("got %v, want nothing known to change", got)
	}
}
