package validate

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/irpsim/irpsim/einv"
	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/validate/schema"
)

// judge puts an example through the JSON Schema, as the portal does before any rule.
func judge(t testing.TB, j *schema.Judge, e Example) []fault.Finding {
	t.Helper()
	tree, err := e.Tree(e.Time(testNow))
	if err != nil {
		t.Fatal(err)
	}
	raw, err := json.Marshal(tree)
	if err != nil {
		t.Fatal(err)
	}
	_, canonical, err := einv.Decode[einv.Invoice](raw)
	if err != nil {
		t.Fatalf("%v\n%s", err, raw)
	}
	return j.Check(schema.GenerateIRN, canonical)
}

// judgeRequest does the same with the request by IRN of an example that has one.
func judgeRequest(t testing.TB, j *schema.Judge, e Example) []fault.Finding {
	t.Helper()
	tree, err := e.Request(e.Time(testNow))
	if err != nil {
		t.Fatal(err)
	}
	if tree == nil {
		return nil
	}
	tree["Irn"] = strings.Repeat("a", 64)
	raw, err := json.Marshal(tree)
	if err != nil {
		t.Fatal(err)
	}
	_, canonical, err := einv.Decode[einv.EWBByIRN](raw)
	if err != nil {
		t.Fatalf("%v\n%s", err, raw)
	}
	return j.Check(schema.GenerateEWB, canonical)
}

// No example and no generated document is refused by the schema, so each reaches its rule over the wire.
func TestExamplesReachTheirRules(t *testing.T) {
	t.Parallel()
	j, err := schema.New()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range All() {
		for i, e := range append(slices.Clone(r.Breaks), r.Passes...) {
			if got := judge(t, j, e); len(got) > 0 {
				t.Errorf("%s, example %d (%s): %v\n%s", r.ID, i, e.Note, got, show(t, e))
			}
			if got := judgeRequest(t, j, e); len(got) > 0 {
				t.Errorf("%s, example %d (%s), request by IRN: %v", r.ID, i, e.Note, got)
			}
		}
	}
	rapid.Check(t, func(rt *rapid.T) {
		e := drawDraft(rt, nil).example()
		if got := judge(t, j, e); len(got) > 0 {
			rt.Fatalf("%v\n%s", got, show(t, e))
		}
	})
}

// Codes that the schema shadows are not reachable, as the accounts say.
func TestShadowedBySchema(t *testing.T) {
	t.Parallel()
	j, err := schema.New()
	if err != nil {
		t.Fatal(err)
	}
	for path, value := range map[string]any{
		"TranDtls.RegRev": "X", "TranDtls.IgstOnIntra": "X", "SellerDtls.Gstin": "URP", "EwbDtls.VehType": "X",
	} {
		got := judge(t, j, Example{Edits: with(waybill, Edits{path: value})})
		if len(got) == 0 || got[0].Code != "5002" {
			t.Errorf("%s %v: got %v, want 5002", path, value, fmt.Sprint(got))
		}
	}
}
