package lint

import (
	"bytes"
	"encoding/json"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/irpsim/irpsim/einv"
	"github.com/irpsim/irpsim/internal/clock"
	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/irn"
	"github.com/irpsim/irpsim/internal/keys"
	"github.com/irpsim/irpsim/internal/registrar"
	"github.com/irpsim/irpsim/internal/store"
	"github.com/irpsim/irpsim/internal/taxpayer"
	"github.com/irpsim/irpsim/internal/validate"
	"github.com/irpsim/irpsim/internal/validate/schema"
	"github.com/irpsim/irpsim/internal/world"
)

// portal is the registrar itself, without HTTP and envelope, over a store of its own.
type portal struct {
	*registrar.Service
	worlds *world.Registry
	linter *Linter
}

func newPortal(t testing.TB) *portal {
	t.Helper()
	db, err := store.Open(filepath.Join(t.TempDir(), "irpsim.db"), store.Options{Ephemeral: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	seed := uint64(1)
	worlds, err := world.Open(t.Context(), world.Config{DB: db, Seed: &seed, Clock: clock.State{Mode: clock.Frozen, Now: testNow}})
	if err != nil {
		t.Fatal(err)
	}
	set, err := keys.Default()
	if err != nil {
		t.Fatal(err)
	}
	judge, err := schema.New()
	if err != nil {
		t.Fatal(err)
	}
	linter, err := New(judge)
	if err != nil {
		t.Fatal(err)
	}
	service := registrar.New(registrar.Config{Worlds: worlds, Signer: irn.NewSigner(set.Signing, set.SigningCert), Judge: judge})
	return &portal{service, worlds, linter}
}

// world makes the world that an example needs.
func (p *portal) world(t testing.TB, e validate.Example) registrar.Caller {
	t.Helper()
	set := world.DefaultSettings()
	set.CheckTotAmt = slices.Contains(e.World.Settings, "check_tot_amt")
	set.ShipToGstin = slices.Contains(e.World.Settings, "ship_to_gstin")
	set.Magic = false
	now := e.Time(testNow)
	w, err := p.worlds.Create(t.Context(), world.Spec{Settings: &set, Taxpayers: e.Seeds(now)})
	if err != nil {
		t.Fatal(err)
	}
	return registrar.Caller{World: w, Gstin: e.Caller(), Now: now}
}

// context is what the control API gives the linter for a caller.
func (p *portal) context(t testing.TB, who registrar.Caller) Context {
	rules := registrar.RuleSettings(who.World.Settings())
	return Context{
		API: GenerateIRN, Now: who.Now, Settings: &rules, Taxpayer: who.World.Taxpayer, Caller: who.Gstin,
		Duplicate: func(inv *einv.Invoice) *fault.Error {
			earlier, err := p.EarlierDocument(who, inv)
			if err != nil {
				t.Error(err)
			}
			return earlier
		},
		Waybill: p.Waybills(who),
	}
}

// agree lets both judge a text, the linter first, since the other may register it.
func (p *portal) agree(t testing.TB, who registrar.Caller, text []byte, complain func(format string, args ...any)) []string {
	t.Helper()
	report := p.linter.Check(text, p.context(t, who))
	told := []string{}
	for _, f := range report.Now() {
		told = append(told, string(f.Code)+" "+f.Message)
	}
	_, err := p.GenerateIRN(t.Context(), who, text)
	answered := []string{}
	if err != nil {
		f := registrar.AsFault(err)
		if f == nil {
			complain("the registrar broke: %v\n%s", err, text)
			return nil
		}
		for _, finding := range f.Findings {
			answered = append(answered, string(finding.Code)+" "+finding.Message)
		}
	}
	if !slices.Equal(told, answered) {
		complain("lint tells %q\nthe portal answers %q\n%s", told, answered, text)
	}
	return answered
}

// What every example of every rule is answered with is what lint tells.
func TestLintAgreesOnExamples(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	looked := 0
	for _, r := range validate.All() {
		for i, e := range slices.Concat(r.Breaks, r.Passes) {
			if e.ByIRN != nil {
				continue
			}
			tree, err := e.Tree(e.Time(testNow))
			if err != nil {
				t.Fatal(err)
			}
			text, err := json.Marshal(tree)
			if err != nil {
				t.Fatal(err)
			}
			who := p.world(t, e)
			for range 2 { // the second time it may be a duplicate
				p.agree(t, who, text, func(format string, args ...any) {
					t.Errorf("%s, example %d (%s): "+format, append([]any{r.ID, i, e.Note}, args...)...)
				})
			}
			looked++
		}
	}
	if looked < 200 {
		t.Errorf("looked at %d examples, want those of all rules", looked)
	}
}

// strange are values that stand where they should not.
var strange = []any{
	nil, "", "0", "x", "Ünïcode ₹", strings.Repeat("y", 200), " 18 ", `"q"`, `\`, -1, 0, 1, 18, json.Number("1.005"), json.Number("99999999999999999.99"),
	json.Number("1e30"), json.Number("12.50"), true, []any{}, []any{1}, map[string]any{}, map[string]any{"a": 1}, "29ZZZCS0001A1ZI", "URP", "31/02/2026", "01/01/2099",
}

// Documents made of the edits of several examples, with members taken out, replaced, respelt and doubled, are told as
// they are answered.
func TestLintAgreesOnBrokenDocuments(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	var examples []validate.Example
	for _, r := range validate.All() {
		for _, e := range slices.Concat(r.Breaks, r.Passes) {
			if e.Lines == 0 && e.ByIRN == nil && e.World.Now.IsZero() {
				examples = append(examples, e)
			}
		}
	}
	plain := p.world(t, validate.Example{})
	refused, registered, duplicates := 0, 0, 0
	rapid.Check(t, func(rt *rapid.T) {
		e := validate.Example{Edits: validate.Edits{}}
		for range rapid.IntRange(0, 3).Draw(rt, "mixed") {
			maps.Copy(e.Edits, rapid.SampledFrom(examples).Draw(rt, "example").Edits)
		}
		tree, err := e.Tree(testNow)
		if err != nil {
			return // edits of two examples that do not go together
		}
		for range rapid.IntRange(0, 3).Draw(rt, "changes") {
			change(rt, tree)
		}
		text, err := json.Marshal(tree)
		if err != nil {
			rt.Fatal(err)
		}
		text = respell(rt, text)
		who := plain
		who.Gstin = rapid.SampledFrom([]string{e.Caller(), e.Caller(), e.Caller(), "27ZZZCS0001A1ZM"}).Draw(rt, "caller")
		answered := p.agree(t, who, text, rt.Fatalf)
		switch {
		case len(answered) == 0:
			registered++
		case strings.HasPrefix(answered[0], "2150"):
			duplicates++
		default:
			refused++
		}
	})
	if refused == 0 || registered == 0 || duplicates == 0 {
		t.Errorf("%d were refused, %d registered, %d duplicates; want some of each", refused, registered, duplicates)
	}
}

// change breaks one member of a tree.
func change(t *rapid.T, tree einv.Tree) {
	paths := pathsOf(tree, "")
	path := rapid.SampledFrom(paths).Draw(t, "path")
	var value any = validate.Absent{}
	if rapid.Bool().Draw(t, "replace") {
		value = rapid.SampledFrom(strange).Draw(t, "value")
	}
	if err := validate.Set(tree, path, value); err != nil {
		t.Logf("%s is not a place for %v: %v", path, value, err)
	}
}

// pathsOf lists the members of a tree in order.
func pathsOf(tree einv.Tree, at string) []string {
	var paths []string
	for _, name := range slices.Sorted(maps.Keys(tree)) {
		path := join(at, name)
		paths = append(paths, path)
		switch v := tree[name].(type) {
		case map[string]any:
			paths = append(paths, pathsOf(v, path)...)
		case []any:
			for i, e := range v {
				if sub, ok := e.(map[string]any); ok && i == 0 {
					paths = append(paths, pathsOf(sub, path+"[0]")...)
				}
			}
		}
	}
	return paths
}

// respell changes the letter case of names, doubles members, cuts the text or puts things around it, each now and then.
func respell(t *rapid.T, text []byte) []byte {
	switch rapid.IntRange(0, 9).Draw(t, "spelling") {
	case 0:
		for _, name := range []string{"Version", "ItemList", "GstRt", "SellerDtls", "Pin"} {
			text = bytes.ReplaceAll(text, []byte(`"`+name+`":`), []byte(`"`+strings.ToUpper(name)+`":`))
		}
	case 1:
		text = bytes.Replace(text, []byte(`"Version":`), []byte(`"version":"9","Colour":"red","Version":`), 1)
	case 2:
		text = text[:rapid.IntRange(0, len(text)).Draw(t, "cut")]
	case 3:
		text = append([]byte("\xEF\xBB\xBF \n"), text...)
	case 4:
		text = append(append([]byte("["), text...), ']')
	}
	return text
}

// Whoever is in the register of a world and whoever is not: the linter asks the world, not the seeds.
func TestLintAsksTheWorldsRegister(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	who := p.world(t, validate.Example{})
	buyer := taxpayer.Regular("27ZZZCB0002B1Z0")
	buyer.Status, buyer.Deregistered = taxpayer.Cancelled, "2026-11-01"
	if err := who.World.PutTaxpayer(t.Context(), buyer); err != nil {
		t.Fatal(err)
	}
	got := p.agree(t, who, standard(t, nil), t.Errorf)
	if len(got) != 1 || !strings.HasPrefix(got[0], "3074") {
		t.Errorf("got %q, want 3074 alone", got)
	}
}
