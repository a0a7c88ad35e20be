package validate

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/taxpayer"
)

// testNow is the clock of examples that do not set one.
var testNow = noon(2026, time.November, 20)

func register(gstin string) (taxpayer.Taxpayer, bool) { return taxpayer.Find(gstin, taxpayer.Open) }

func inputOf(t testing.TB, e Example) *Input {
	t.Helper()
	in, err := e.Input(testNow, register)
	if err != nil {
		t.Fatalf("example %q: %v", e.Note, err)
	}
	return in
}

func show(t testing.TB, e Example) string {
	t.Helper()
	tree, err := e.Tree(e.Time(testNow))
	if err != nil {
		t.Fatal(err)
	}
	raw, err := json.MarshalIndent(tree, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// Every rule is raised by its own examples, alone and in the right place, and not by its near misses.
func TestRulesAgainstTheirExamples(t *testing.T) {
	t.Parallel()
	for _, rule := range All() {
		t.Run(rule.ID, func(t *testing.T) {
			t.Parallel()
			if len(rule.Breaks) == 0 || len(rule.Passes) == 0 {
				t.Fatalf("rule %s has %d examples that break it and %d that pass, want at least one of each",
					rule.ID, len(rule.Breaks), len(rule.Passes))
			}
			for i, e := range rule.Breaks {
				checkBreak(t, rule, e, fmt.Sprintf("break %d (%s)", i, e.Note))
			}
			for i, e := range rule.Passes {
				if got := judged(t, rule, e, testNow); got != nil {
					t.Errorf("pass %d (%s): got %v, want nothing\n%s", i, e.Note, got, show(t, e))
				}
			}
		})
	}
}

// judged is what the portal finds in an example at the place of the rule's own call. An example of e-way bills must be
// an invoice that stands.
func judged(t testing.TB, rule Rule, e Example, now time.Time) []fault.Finding {
	t.Helper()
	in, err := e.Waybill(now, register)
	if err != nil {
		t.Fatalf("example %q: %v", e.Note, err)
	}
	got := Generate(in.Input)
	if rule.API != GenerateEWB {
		return got
	}
	if got != nil {
		t.Errorf("example %q of an e-way bill: the invoice gives %v, want one that is registered\n%s", e.Note, got, show(t, e))
	}
	return Waybill(in)
}

func checkBreak(t *testing.T, rule Rule, e Example, name string) {
	t.Helper()
	got := judged(t, rule, e, testNow)
	want := append([]fault.Code{rule.Code}, e.Also...)
	var codes []fault.Code
	for _, f := range got {
		codes = append(codes, f.Code)
	}
	if !slices.Equal(codes, want) {
		t.Errorf("%s: got %v, want codes %v\n%s", name, got, want, show(t, e))
		return
	}
	if (len(e.Also) > 0) != (e.AlsoWhy != "") {
		t.Errorf("%s: other codes and their reason must come together: %v, %q", name, e.Also, e.AlsoWhy)
	}
	f := got[0]
	path := e.Path
	if path == "" {
		path = strings.ReplaceAll(rule.Path, "[*]", "[0]")
	}
	if f.Rule != rule.ID || f.Path != path {
		t.Errorf("%s: got rule %s at %s, want %s at %s", name, f.Rule, f.Path, rule.ID, path)
	}
	if f.Message != fault.Message(rule.Code, e.Slots...) && e.Slots != nil {
		t.Errorf("%s: got message %q, want %q", name, f.Message, fault.Message(rule.Code, e.Slots...))
	}
	if regexp.MustCompile(`\{[0-9]\}`).MatchString(f.Message) {
		t.Errorf("%s: message %q has an empty slot", name, f.Message)
	}
}

// Ids are unique and well formed, codes known and current, sources and words given, exactly one check set.
func TestRulesAreComplete(t *testing.T) {
	t.Parallel()
	ids := map[string]bool{}
	word := regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	for _, r := range All() {
		if ids[r.ID] || !word.MatchString(r.ID) {
			t.Errorf("id %q: not unique, or not words joined by hyphens", r.ID)
		}
		ids[r.ID] = true
		entry, ok := fault.Lookup(r.Code)
		if !ok || !entry.Current {
			t.Errorf("%s: code %q: known %v, current %v; want both", r.ID, r.Code, ok, entry.Current)
		}
		if r.Title == "" || r.Why == "" || r.Source == "" || r.Path == "" || r.API == "" {
			t.Errorf("%s: a text is missing: %+v", r.ID, r)
		}
		if !slices.Contains([]Confidence{Official, Observed, ThirdParty, Assumption}, r.Confidence) {
			t.Errorf("%s: confidence %q", r.ID, r.Confidence)
		}
		set := 0
		for _, is := range []bool{r.Check != nil, r.CheckItem != nil, r.CheckBill != nil} {
			if is {
				set++
			}
		}
		if set != 1 || (r.CheckBill != nil) != (r.API == GenerateEWB) {
			t.Errorf("%s: %d checks for API %s, want one of Check and CheckItem, or CheckBill for e-way bills", r.ID, set, r.API)
		}
		if r.Setting != "" && !new(Settings).set(r.Setting) {
			t.Errorf("%s: setting %q is none that rules read", r.ID, r.Setting)
		}
		if !strings.HasSuffix(r.Title, ".") || strings.Contains(r.Title, "\n") {
			t.Errorf("%s: title %q is not one sentence", r.ID, r.Title)
		}
	}
	if len(ids) < 130 {
		t.Errorf("%d rules, want the whole catalogue", len(ids))
	}
}

// Every example is sent by a user of the default world, and needs only taxpayers, switches and a clock besides.
func TestExamplesNeedNoNewUser(t *testing.T) {
	t.Parallel()
	for _, r := range All() {
		for _, e := range append(slices.Clone(r.Breaks), r.Passes...) {
			if c := e.Caller(); !slices.Contains([]string{seller, branch, operator}, c) {
				t.Errorf("%s (%s): %s sends it, who has no user in the default world", r.ID, e.Note, c)
			}
			for _, s := range e.Seeds(e.Time(testNow)) {
				if wrong := taxpayer.Validate(s); len(wrong) > 0 {
					t.Errorf("%s (%s): taxpayer %s: %v", r.ID, e.Note, s.Gstin, wrong)
				}
			}
		}
	}
}

// Every path of a rule, an edit and a finding exists in the JSON Schema.
func TestPathsExist(t *testing.T) {
	t.Parallel()
	known, request := readSchema(t, "generate-irn.json"), readSchema(t, "generate-ewb.json")
	paths := 0
	check := func(rule, path string, shapes ...*shape) {
		paths++
		if !slices.ContainsFunc(append(shapes, known), func(s *shape) bool { return s.has(path) }) {
			t.Errorf("%s: path %q is not in the schema", rule, path)
		}
	}
	for _, r := range All() {
		check(r.ID, r.Path, request)
		for _, e := range append(slices.Clone(r.Breaks), r.Passes...) {
			for path := range e.Edits {
				check(r.ID, path)
			}
			for path := range e.ByIRN {
				check(r.ID, path, request)
			}
			if e.Path != "" {
				check(r.ID, e.Path, request)
			}
		}
	}
	if paths < 300 {
		t.Errorf("looked at %d paths, want those of all rules and examples", paths)
	}
	if known.has("ItemList[0].Nonsense") || known.has("Nonsense") {
		t.Error("the schema has a path that it must not have")
	}
}

// shape is as much of a JSON Schema as paths need.
type shape struct {
	Properties map[string]*shape `json:"properties"`
	Items      *shape            `json:"items"`
}

func readSchema(t *testing.T, name string) *shape {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("..", "..", "schemas", name))
	if err != nil {
		t.Fatal(err)
	}
	s := new(shape)
	if err := json.Unmarshal(raw, s); err != nil {
		t.Fatal(err)
	}
	return s
}

func (s *shape) has(path string) bool {
	for _, name := range strings.Split(path, ".") {
		name, _, list := strings.Cut(name, "[")
		if s = s.Properties[name]; s == nil {
			return false
		}
		if list {
			s = s.Items
		}
	}
	return s != nil
}

var update = flag.Bool("update", false, "write the golden files of testdata anew")

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("differs from testdata/%s (-update writes it); got:\n%s", name, got)
	}
}

// The catalogue reports in the order of protocol reference 21.5 and of the tables of the validations reference.
func TestOrder(t *testing.T) {
	t.Parallel()
	var got []string
	for _, r := range All() {
		got = append(got, string(r.Code)+" "+r.ID)
	}
	golden(t, "order.txt", strings.Join(got, "\n")+"\n")
}
