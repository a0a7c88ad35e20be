package lint

import (
	"strings"
	"testing"

	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/validate"
)

func TestReasons(t *testing.T) {
	t.Parallel()
	doc := standard(t, validate.Edits{"ItemList[0].IgstAmt": 1700, "ItemList[0].TotItemVal": 11700, "ValDtls.IgstVal": 1700, "ValDtls.TotInvVal": 11700})
	igst := fault.Finding{Code: "2235", Message: fault.Message("2235", "1"), Path: "ItemList[0].IgstAmt", Rule: "item-igst-amount"}
	ctx := Context{Now: testNow}
	got := Reasons(doc, ctx, []fault.Finding{igst, {Code: "2150", Message: "Duplicate IRN"}})
	const want = "Found 1700, expected 1800.00; off by -100.00; AssAmt 10000 × GstRt 18 ÷ 100 = expected 1800.00; accepted 1799.00 to 1801.00. " +
		"IgstAmt must be AssAmt × GstRt ÷ 100. "
	if len(got) != 1 || !strings.HasPrefix(got[igst], want) {
		t.Errorf("got %q, want one that begins %q", got, want)
	}
	long := append([]byte(strings.Repeat(" ", maxReasoned)), doc...)
	for name, r := range map[string]map[fault.Finding]string{
		"no rule": Reasons(doc, ctx, []fault.Finding{{Code: "5002"}}), "too long": Reasons(long, ctx, []fault.Finding{igst}),
		"no JSON": Reasons([]byte("{"), ctx, []fault.Finding{igst}), "another finding": Reasons(doc, ctx, []fault.Finding{{Code: "2235", Rule: "item-igst-amount"}}),
	} {
		if len(r) != 0 {
			t.Errorf("%s: got %q, want nothing", name, r)
		}
	}
}
