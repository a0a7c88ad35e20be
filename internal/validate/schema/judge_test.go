package schema

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/irpsim/irpsim/einv"
)

var update = flag.Bool("update", false, "rewrite golden files")

func TestWarm(t *testing.T) {
	t.Parallel()
	if err := newJudge(t).Warm(); err != nil {
		t.Fatal(err)
	}
}

// TestWireMessages provokes every schema message of the portal that is publicly known, letter by letter.
func TestWireMessages(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("testdata/wire-messages.tsv")
	if err != nil {
		t.Fatal(err)
	}
	rows := strings.Split(strings.TrimSpace(string(raw)), "\n")[1:]
	if len(rows) < 70 {
		t.Fatalf("found %d messages, want them all", len(rows))
	}
	j := newJudge(t)
	for _, row := range rows {
		col := strings.Split(row, "\t")
		path, want := at(col[0]), col[1]
		provoked := 0
		for _, v := range provocations(t, want) {
			tree := full(t, GenerateIRN)
			edit(t, tree, path, v)
			got := j.CheckTree(GenerateIRN, tree)
			for _, f := range got {
				if f.Message == want && f.Path == path {
					provoked++
				}
			}
			if provoked == 0 {
				t.Errorf("%s = %v: got\n%s want %s", path, v, lines(got), want)
			}
		}
	}
}

// provocations are the values that must raise a message, read off its text.
func provocations(t *testing.T, message string) []any {
	t.Helper()
	var low, high int
	_, rest, _ := strings.Cut(message, " must be a string with ")
	switch n, _ := fmt.Sscanf(rest, "a minimum length of %d and a maximum length of %d.", &low, &high); {
	case n == 2 && low > 1:
		return []any{strings.Repeat("9", high+1), strings.Repeat("9", low-1)}
	case n == 2:
		return []any{strings.Repeat("9", high+1)}
	case strings.HasSuffix(message, " field is required."):
		return []any{gone{}, nil}
	case strings.HasPrefix(message, "Invalid "):
		return []any{strings.Repeat("z", 3)}
	case strings.Contains(message, "between -99.99"):
		return []any{json.Number("100"), json.Number("-100")}
	case strings.Contains(message, "between 100000"):
		return []any{json.Number("99999"), json.Number("1000000")}
	case strings.Contains(message, `^\d+.?\d{0,2}$`):
		return []any{json.Number("1.005"), json.Number("-1")}
	case strings.Contains(message, "regular expression '^([a-zA-Z1-9]"):
		return []any{"0A", "/A", "-A", "A B", "A_1", "A\n"}
	}
	t.Fatalf("no value is known that raises %q", message)
	return nil
}

// TestLengthThenPattern is the one answer with several entries whose text is public: both, and in this order.
func TestLengthThenPattern(t *testing.T) {
	t.Parallel()
	tree := full(t, GenerateIRN)
	edit(t, tree, "TranDtls.EcmGstin", "29ABC")
	want := []string{
		"The field e-Commerce GSTIN must be a string with a minimum length of 15 and a maximum length of 15.",
		"Invalid GSTIN",
	}
	if diff := cmp.Diff(want, messages(newJudge(t).CheckTree(GenerateIRN, tree))); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestOrder(t *testing.T) {
	t.Parallel()
	tree := full(t, GenerateIRN)
	for _, path := range []string{"BuyerDtls.Stcd", "BuyerDtls.Em", "ValDtls.TotInvVal", "ItemList[0].HsnCd", "Version", "DocDtls.No", "ItemList[0].BchDtls.Nm", "SellerDtls.Gstin", "TranDtls.SupTyp"} {
		edit(t, tree, path, gone{})
	}
	tree["ItemList"] = append(tree["ItemList"].([]any), einv.Tree{"SlNo": ""})
	edit(t, tree, "ItemList[0].Qty", json.Number("-1.2345"))
	edit(t, tree, "BuyerDtls.Em", "x")
	var got []string
	for _, f := range newJudge(t).CheckTree(GenerateIRN, tree) {
		got = append(got, f.Path)
	}
	want := []string{
		"Version", "TranDtls.SupTyp", "DocDtls.No", "SellerDtls.Gstin", "BuyerDtls.Em", "BuyerDtls.Em", "BuyerDtls.Stcd",
		"ItemList[0].HsnCd", "ItemList[0].Qty", "ItemList[0].Qty", "ItemList[0].BchDtls.Nm",
		"ItemList[1].SlNo", "ItemList[1].IsServc", "ItemList[1].HsnCd", "ItemList[1].UnitPrice", "ItemList[1].TotAmt",
		"ItemList[1].AssAmt", "ItemList[1].GstRt", "ItemList[1].TotItemVal", "ValDtls.TotInvVal",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("paths (-want +got)\n%s", diff)
	}
}

// TestLeftToOthers: the length of the item list has codes of its own, and the portal ignores what it does not know.
func TestLeftToOthers(t *testing.T) {
	t.Parallel()
	j := newJudge(t)
	tree := full(t, GenerateIRN)
	item := tree["ItemList"].([]any)[0]
	for _, n := range []int{0, 1000, 1001, 5001} {
		list := make([]any, n)
		for i := range list {
			list[i] = item
		}
		tree["ItemList"] = list
		if got := j.CheckTree(GenerateIRN, tree); got != nil {
			t.Errorf("%d items: got %s, want nothing", n, lines(got[:1]))
		}
	}
}

func TestBounded(t *testing.T) {
	t.Parallel()
	tree := full(t, GenerateIRN)
	list := make([]any, 100_000)
	for i := range list {
		list[i] = einv.Tree{}
	}
	tree["ItemList"] = list
	edit(t, tree, "ValDtls", gone{})
	got := newJudge(t).CheckTree(GenerateIRN, tree)
	if len(got) != MaxFindings {
		t.Fatalf("got %d findings, want %d", len(got), MaxFindings)
	}
	if last := got[MaxFindings-1].Path; last != "ItemList[124].TotItemVal" {
		t.Errorf("last finding at %s, want the eighth of the 125th item", last)
	}

	for i := range list {
		list[i] = einv.Tree{"SlNo": "A234567"} // nine findings each, so that the thousandth is the first of two
	}
	if got := newJudge(t).CheckTree(GenerateIRN, tree); len(got) != MaxFindings {
		t.Errorf("got %d findings, want %d", len(got), MaxFindings)
	}
}

// TestBroken holds the whole answer to a document with everything wrong.
func TestBroken(t *testing.T) {
	t.Parallel()
	got := lines(newJudge(t).CheckTree(GenerateIRN, document(t, GenerateIRN, "testdata/broken.json")))
	if *update {
		if err := os.WriteFile("testdata/broken.golden", []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("testdata/broken.golden")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("findings in testdata/broken.json (-want +got); -update rewrites\n%s", diff)
	}
}

func TestConcurrent(t *testing.T) {
	t.Parallel()
	j := newJudge(t)
	tree := document(t, GenerateIRN, "testdata/broken.json")
	want := lines(newJudge(t).CheckTree(GenerateIRN, tree))
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if got := lines(j.CheckTree(GenerateIRN, tree)); got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
	wg.Wait()
}

func TestUnknownAPIPanics(t *testing.T) {
	t.Parallel()
	defer func() {
		if recover() == nil {
			t.Error("Check of an unknown API did not panic")
		}
	}()
	newJudge(t).CheckTree("nothing", einv.Tree{})
}
