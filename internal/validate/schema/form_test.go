package schema

import (
	"encoding/json"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v5"
	"pgregory.net/rapid"

	"github.com/irpsim/irpsim/einv"
	"github.com/irpsim/irpsim/schemas"
)

// wholeSchema compiles a schema file, which then judges whole documents.
func wholeSchema(t testing.TB, api API) *jsonschema.Schema {
	t.Helper()
	raw, _ := schemas.Bytes(string(api) + ".json")
	s, err := jsonschema.CompileString(string(api)+".json", string(raw))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestFormAccepts: valid documents do not need a tree, save those of the two requests with members of two types.
func TestFormAccepts(t *testing.T) {
	t.Parallel()
	j := newJudge(t)
	files, err := filepath.Glob("testdata/valid/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("found no documents (%v)", err)
	}
	for _, file := range files {
		name, _, _ := strings.Cut(filepath.Base(file), ".")
		api := API(name)
		doc := documentOf(t, api, document(t, api, file))
		if got, want := j.plan(api).form.accepts(doc), api != Auth && api != CancelEWB; got != want && !doc.EmptyText() {
			t.Errorf("%s: the form accepts: got %v, want %v", file, got, want)
		}
	}
}

// TestEmptyText: to the value an empty text looks as if it was not sent, but one that may not be empty is refused.
func TestEmptyText(t *testing.T) {
	t.Parallel()
	j := newJudge(t)
	tests := []struct {
		name  string
		empty []string
		want  []string
	}{
		{"none", nil, nil},
		{"may be empty", []string{"Irn"}, nil},
		{"may not", []string{"SellerDtls.Addr2"}, []string{"SellerDtls.Addr2"}},
		{"both", []string{"Irn", "ItemList[0].Unit"}, []string{"ItemList[0].Unit"}},
		{"mandatory", []string{"SellerDtls.Loc"}, []string{"SellerDtls.Loc"}},
	}
	for _, tt := range tests {
		tree := document(t, GenerateIRN, "testdata/valid/generate-irn.minimal.json")
		for _, path := range tt.empty {
			edit(t, tree, path, "")
		}
		var got []string
		for _, f := range j.Check(GenerateIRN, documentOf(t, GenerateIRN, tree)) {
			got = append(got, f.Path)
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s: findings at (-want +got)\n%s", tt.name, diff)
		}
	}
}

// TestFormOfOtherTypes: a struct that cannot show what a member was sent as has no form.
func TestFormOfOtherTypes(t *testing.T) {
	t.Parallel()
	j := newJudge(t)
	if j.plan(Auth).form != nil {
		t.Error("a login has a form, although its flag hides how it was written")
	}
	if f := formOf(request(CancelIRN), j.plan(CancelEWB).node); f != nil {
		t.Error("a struct without the members of the schema has a form")
	}
	item := reflect.TypeFor[einv.Item]()
	for name, want := range map[string]bool{"Qty": true, "ItemNo": false} { // ItemNo is 0 whatever text was sent
		n := &node{kids: nodes{{name: name, Member: Member{Type: Number}}}}
		if got := formOf(item, n) != nil; got != want {
			t.Errorf("a form of the number %s: got %v, want %v", name, got, want)
		}
	}
	raw, err := json.Marshal(full(t, CancelIRN))
	if err != nil {
		t.Fatal(err)
	}
	type other struct{ Irn, CnlRsn, CnlRem string }
	_, doc, err := einv.Decode[other](raw)
	if err != nil {
		t.Fatal(err)
	}
	if j.plan(CancelIRN).form.accepts(doc) {
		t.Error("a document of another type is accepted without its tree")
	}
}

// TestCheckIsTheJudge changes valid documents at drawn places, with values at and beside the bounds, and compares Check
// with what the compiled schemas of the members find alone, and with the schema of the whole.
func TestCheckIsTheJudge(t *testing.T) {
	t.Parallel()
	for _, api := range APIs() {
		t.Run(string(api), func(t *testing.T) {
			t.Parallel()
			d := newDrawn(t, api)
			rapid.Check(t, d.check)
		})
	}
}

// FuzzCheckIsTheJudge is TestCheckIsTheJudge with the fuzzer in the place of chance.
func FuzzCheckIsTheJudge(f *testing.F) {
	var all []*drawn
	for _, api := range APIs() {
		all = append(all, newDrawn(f, api))
	}
	f.Fuzz(rapid.MakeFuzz(func(t *rapid.T) { pick(t, "request", all).check(t) }))
}

// drawn makes documents of one request.
type drawn struct {
	api     API
	judge   *Judge
	strict  *plan
	whole   *jsonschema.Schema
	members []Member
	values  map[string][]any // by path
	bases   [][]byte
}

func newDrawn(t testing.TB, api API) *drawn {
	d := &drawn{api: api, judge: newJudge(t), strict: strict(t, api), whole: wholeSchema(t, api), members: Members(api), values: map[string][]any{}}
	whole := full(t, api)
	for _, n := range d.strict.kids.scalars() {
		d.values[n.Path] = nearMisses(n, value(t, whole, at(n.Path)))
	}
	files, err := filepath.Glob("testdata/valid/" + string(api) + ".*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("found no documents of %s (%v)", api, err)
	}
	for _, file := range files {
		raw, err := json.Marshal(document(t, api, file))
		if err != nil {
			t.Fatal(err)
		}
		d.bases = append(d.bases, raw)
	}
	return d
}

func (d *drawn) check(t *rapid.T) {
	var tree einv.Tree
	if err := json.Unmarshal(pick(t, "base", d.bases), &tree); err != nil {
		t.Fatal(err)
	}
	for range rapid.IntRange(0, 3).Draw(t, "edits") {
		m := pick(t, "member", d.members)
		v := pick(t, "what", []any{gone{}, nil, ""})
		if values := d.values[m.Path]; len(values) > 0 && rapid.IntRange(0, 3).Draw(t, "near") > 0 {
			v = pick(t, "value", values)
		}
		put(tree, strings.Split(at(m.Path), "."), v)
	}
	raw, err := json.Marshal(tree)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := decode(d.api, raw)
	if err != nil {
		return // what cannot be bound is refused before
	}
	tree = doc.Tree()
	got := d.judge.Check(d.api, doc)
	if diff := cmp.Diff(lines(d.strict.checkTree(tree)), lines(got)); diff != "" {
		t.Fatalf("findings (-the judge +got)\n%s%s", diff, raw)
	}
	agree(t, d.whole.Validate(tree), got)
}

// pick draws an element. rapid.SampledFrom, when it is fuzzed, prints its whole list for each.
func pick[T any](t *rapid.T, label string, list []T) T {
	return list[rapid.IntRange(0, len(list)-1).Draw(t, label)]
}

// put edits as edit does, if the place is there.
func put(tree einv.Tree, steps []string, v any) {
	for _, s := range steps[:len(steps)-1] {
		sub, _ := step(tree, s)
		below, ok := sub.(einv.Tree)
		if !ok {
			return
		}
		tree = below
	}
	name, _, _ := strings.Cut(steps[len(steps)-1], "[")
	if _, remove := v.(gone); remove {
		delete(tree, name)
		return
	}
	tree[name] = v
}
