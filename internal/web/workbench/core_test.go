package workbench

import (
	"strings"
	"testing"
	"time"

	"github.com/irpsim/irpsim/internal/clock"
	"github.com/irpsim/irpsim/internal/lint"
	"github.com/irpsim/irpsim/internal/sample"
	"github.com/irpsim/irpsim/internal/taxpayer"
)

var noon = time.Date(2026, 11, 22, 12, 31, 7, 0, clock.IST)

func made(t testing.TB, name string) []byte {
	t.Helper()
	items := 0
	if name == "b2b" {
		items = 3
	}
	doc, err := sample.Make(name, sample.Options{Date: noon, Number: "SIM/26-27/0001", Items: items})
	if err != nil {
		t.Fatal(err)
	}
	text, err := doc.Indented()
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func linter(t testing.TB) func([]byte) lint.Report {
	t.Helper()
	l, err := lint.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return func(text []byte) lint.Report { return l.Check(text, lint.Context{API: lint.GenerateIRN, Now: noon}) }
}

func outlineOf(t testing.TB, text []byte) *lint.Outline {
	t.Helper()
	o, err := lint.ReadOutline(text)
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return o
}

// Totals leaves every valid document as it is: what agrees already is not touched.
func TestTotalsLeaveValidDocumentsAlone(t *testing.T) {
	t.Parallel()
	check := linter(t)
	for _, c := range sample.Cases() {
		text := made(t, c.Name)
		changed, err := apply(text, totals(outlineOf(t, text)))
		if err != nil {
			t.Fatal(err)
		}
		if r := check(changed); !r.Clean {
			t.Errorf("%s: after filling in: %+v", c.Name, r.Findings)
		}
		if c.Name == "b2b" && string(changed) != string(text) {
			t.Errorf("%s changed:\n%s", c.Name, changed)
		}
	}
}

// Taken out or spoilt, every calculated amount comes back.
func TestTotalsFillIn(t *testing.T) {
	t.Parallel()
	check := linter(t)
	for _, c := range sample.Cases() {
		text := made(t, c.Name)
		o := outlineOf(t, text)
		var edits []edit
		for _, path := range []string{"ValDtls.AssVal", "ValDtls.TotInvVal", "ValDtls.IgstVal", "ValDtls.CgstVal", "ItemList[0].TotItemVal", "ItemList[0].AssAmt"} {
			edits = append(edits, edit{Path: path})
		}
		if o.Value("ItemList[0].Qty") != "" {
			edits = append(edits, edit{Path: "ItemList[0].TotAmt"}, edit{"ItemList[0].UnitPrice", "99.9"})
		}
		spoilt, err := apply(text, edits)
		if err != nil {
			t.Fatal(err)
		}
		if check(spoilt).Clean {
			t.Fatalf("%s is clean without its amounts", c.Name)
		}
		filled, err := apply(spoilt, totals(outlineOf(t, spoilt)))
		if err != nil {
			t.Fatal(err)
		}
		if r := check(filled); !r.Clean {
			t.Errorf("%s: %s %s, expected %s, found %s", c.Name, r.Findings[0].Code, r.Findings[0].Path, r.Findings[0].Expected, r.Findings[0].Found)
		}
	}
}

func mendingOf(t testing.TB, text []byte) (*mender, []cause) {
	t.Helper()
	check := linter(t)
	r := check(text)
	o, _ := lint.ReadOutline(text)
	m := &mender{
		text: text, outline: o, report: &r, check: check, today: noon, budget: maxTried,
		taxpayer: func(gstin string) (taxpayer.Taxpayer, bool) { return taxpayer.Find(gstin, taxpayer.Open) },
		number:   func() (string, bool) { return "SIM/26-27/0002", true },
	}
	return m, m.causes()
}

// One slip of digits is one cause, and what follows from it goes with its mend.
func TestCauses(t *testing.T) {
	t.Parallel()
	text, ok := slip(made(t, "b2b"), "ItemList[1].IgstAmt")
	if !ok {
		t.Fatal("no digits to swap")
	}
	m, causes := mendingOf(t, text)
	if len(m.report.Findings) != 3 || len(causes) != 1 || len(causes[0].Follows) != 2 || causes[0].Mend == nil || causes[0].Mend.Label != "Write 189.00" {
		t.Fatalf("%d findings, causes %+v", len(m.report.Findings), causes)
	}
	mended, err := apply(text, causes[0].Mend.Edits)
	if err != nil || string(mended) != string(made(t, "b2b")) {
		t.Errorf("mended to %s (%v), want the document before the slip", mended, err)
	}
}

// Every mend that is offered holds, and these are offered.
func TestMends(t *testing.T) {
	t.Parallel()
	check := linter(t)
	tests := []struct {
		path, literal string
		want          string // "" for: no mend is known
	}{
		{"BuyerDtls.Pin", `"400002"`, "Write 400002"},
		{"BuyerDtls.Pin", `560001`, "Write 400001"},
		{"BuyerDtls.Gstin", `"27ZZZCB0002B1Z8"`, "Write 27ZZZCB0002B1Z0"},
		{"BuyerDtls.Stcd", `"29"`, "Write 27"},
		{"ItemList[0].Unit", `"XYZ"`, "Write NOS"},
		{"ItemList[0].Qty", `100.12345`, "Write 100.123"},
		{"ItemList[1].SlNo", `"1"`, "Write 2"},
		{"DocDtls.Dt", `"22/11/2028"`, "Write 22/11/2026"},
		{"DocDtls.No", `"0001"`, "Write 1"},
		{"TranDtls.EcmGstin", `"29ZZZCS0001A1ZI"`, "Leave EcmGstin out"},
		{"Version", `"1.0"`, "Write 1.1"},
		{"ValDtls.TotInvVal", "1", "Write 3717.00"},
		{"ItemList[0].HsnCd", `"00000000"`, ""},
	}
	for _, tt := range tests {
		text, err := lint.SetAt(made(t, "b2b"), tt.path, tt.literal)
		if err != nil {
			t.Fatal(err)
		}
		m, causes := mendingOf(t, text)
		label := ""
		for _, c := range causes {
			if c.Mend == nil {
				continue
			}
			if label == "" {
				label = c.Mend.Label
			}
			mended, err := apply(text, c.Mend.Edits)
			after := check(mended)
			if is := keys(&after); err != nil || is[key(&m.report.Findings[c.At])] || brings(keys(m.report), is) {
				t.Errorf("%s = %s: %q does not mend it: %+v (%v)", tt.path, tt.literal, c.Mend.Label, after.Findings, err)
			}
		}
		if label != tt.want {
			t.Errorf("%s = %s: offered %q, want %q; found %s", tt.path, tt.literal, label, tt.want, m.report.Findings[0].Title)
		}
	}
}

func TestHeadlines(t *testing.T) {
	t.Parallel()
	check := linter(t)
	for _, tt := range []struct{ path, literal, want string }{
		{"ItemList[1].IgstAmt", "180.00", "Line 2: the IGST is 9.00 too low"},
		{"ValDtls.TotInvVal", "3818.00", "The invoice value is 101.00 too high"},
		{"ItemList[0].Qty", `"12"`, "Line 1: Qty must be a number"},
		{"ItemList[0].Unit", "null", "Line 1: a line of goods needs a unit"},
	} {
		text, err := lint.SetAt(made(t, "b2b"), tt.path, tt.literal)
		if err != nil {
			t.Fatal(err)
		}
		r := check(text)
		if len(r.Findings) == 0 || headline(&r.Findings[0]) != tt.want {
			t.Errorf("%s = %s: got %+v, want %q", tt.path, tt.literal, r.Findings, tt.want)
			continue
		}
	}
}

// What is typed stands in the text as it was typed, also when it is wrong.
func TestLiteral(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ path, typed, want string }{
		{"ItemList[3].Qty", "100.0", "100.0"}, {"ItemList[3].Qty", "1,000", `"1,000"`}, {"ItemList[3].Qty", "1.", `"1."`},
		{"BuyerDtls.Pos", "27", `"27"`}, {"BuyerDtls.Pin", "400001", "400001"}, {"DocDtls.No", `a"b<`, `"a\"b<"`},
	} {
		if got := literal(tt.path, tt.typed); got != tt.want {
			t.Errorf("literal(%s, %s) = %s, want %s", tt.path, tt.typed, got, tt.want)
		}
	}
}

func TestDraftsAreBounded(t *testing.T) {
	t.Parallel()
	d := drafts{worlds: map[string][]*draft{}}
	first := d.keep("w", "0").ID
	for i := range maxDrafts {
		d.keep("w", strings.Repeat("x", i+1))
	}
	if _, ok := d.find("w", first); ok || len(d.worlds["w"]) != maxDrafts {
		t.Errorf("the first of %d is kept: %v, %d in all", maxDrafts+1, ok, len(d.worlds["w"]))
	}
	big := d.keep("w", strings.Repeat("y", maxKept+1))
	if got, ok := d.find("w", big.ID); !ok || got.Text != big.Text || len(d.worlds["w"]) != 1 {
		t.Errorf("a large one is kept alone: %v, %d in all", ok, len(d.worlds["w"]))
	}
	for i := range maxWorlds {
		d.keep(strings.Repeat("w", i+2), "0")
	}
	if len(d.worlds) != maxWorlds {
		t.Errorf("%d worlds are kept, want %d", len(d.worlds), maxWorlds)
	}
}
