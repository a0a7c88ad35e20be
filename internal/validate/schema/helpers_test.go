package schema

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/irpsim/irpsim/einv"
	"github.com/irpsim/irpsim/internal/fault"
)

// decode reads raw as the service does.
func decode(api API, raw []byte) (*einv.Document, error) {
	var doc *einv.Document
	var err error
	switch api {
	case GenerateIRN:
		_, doc, err = einv.Decode[einv.Invoice](raw)
	case CancelIRN:
		_, doc, err = einv.Decode[einv.CancelIRN](raw)
	case GenerateEWB:
		_, doc, err = einv.Decode[einv.EWBByIRN](raw)
	case CancelEWB:
		_, doc, err = einv.Decode[einv.CancelEWB](raw)
	case Auth:
		_, doc, err = einv.Decode[einv.Auth](raw)
	default:
		err = errors.New("unknown API " + string(api))
	}
	return doc, err
}

// full returns a fresh valid request of api that has every member.
func full(t testing.TB, api API) einv.Tree {
	t.Helper()
	return document(t, api, filepath.Join("testdata", "valid", string(api)+".full.json"))
}

func document(t testing.TB, api API, file string) einv.Tree {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := decode(api, raw)
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return doc.Tree()
}

// documentOf is the document whose tree is like this one.
func documentOf(t testing.TB, api API, tree einv.Tree) *einv.Document {
	t.Helper()
	raw, err := json.Marshal(tree)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := decode(api, raw)
	if err != nil {
		t.Fatalf("%v\n%s", err, raw)
	}
	return doc
}

// strict is the plan of an api that puts every value to the compiled schema, as the Judge did before it knew better.
func strict(t testing.TB, api API) *plan {
	t.Helper()
	p := *newJudge(t).plan(api)
	p.form = nil
	for _, n := range p.kids.scalars() {
		n.quick = nil
	}
	return &p
}

func newJudge(t testing.TB) *Judge {
	t.Helper()
	j, err := New()
	if err != nil {
		t.Fatal(err)
	}
	return j
}

// gone as a value removes the member.
type gone struct{}

// edit puts v in the place of the member at path ("ItemList[0].Qty").
func edit(t testing.TB, tree einv.Tree, path string, v any) {
	t.Helper()
	steps := strings.Split(path, ".")
	for _, s := range steps[:len(steps)-1] {
		sub, ok := step(tree, s)
		if !ok {
			t.Fatalf("edit %s: no %s", path, s)
		}
		tree = sub.(einv.Tree)
	}
	last := steps[len(steps)-1]
	if _, remove := v.(gone); remove {
		delete(tree, last)
		return
	}
	tree[last] = v
}

// step follows one step of a path, "Name" or "Name[3]".
func step(tree einv.Tree, s string) (any, bool) {
	name, index, isElement := strings.Cut(s, "[")
	v, ok := tree[name]
	if !ok || !isElement {
		return v, ok
	}
	i, err := strconv.Atoi(strings.TrimSuffix(index, "]"))
	list, isList := v.([]any)
	if err != nil || !isList || i < 0 || i >= len(list) {
		return nil, false
	}
	return list[i], true
}

// at is the first element of every list on the way: "ItemList[].Qty" → "ItemList[0].Qty".
func at(path string) string { return strings.ReplaceAll(path, "[]", "[0]") }

// value finds what stands at path, "" for anything but a text or number.
func value(t testing.TB, tree einv.Tree, path string) string {
	t.Helper()
	var v any = tree
	for s := range strings.SplitSeq(path, ".") {
		sub, _ := v.(einv.Tree)
		v, _ = step(sub, s)
	}
	switch v := v.(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	}
	return ""
}

func messages(findings []fault.Finding) []string {
	var texts []string
	for _, f := range findings {
		texts = append(texts, f.Message)
	}
	return texts
}

func lines(findings []fault.Finding) string {
	var b strings.Builder
	for _, f := range findings {
		b.WriteString(f.Path + "\t" + string(f.Code) + "\t" + f.Message + "\n")
	}
	return b.String()
}

// repeated is the text of a valid invoice whose line is repeated, members in the order of the schema or of the alphabet.
func repeated(t testing.TB, file string, lines int, alphabetical bool) []byte {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	inv, _, err := einv.Decode[einv.Invoice](raw)
	if err != nil {
		t.Fatal(err)
	}
	inv.ItemList = slices.Repeat(inv.ItemList[:1], lines)
	text := append(einv.AppendMembers([]byte{'{'}, inv), '}')
	if !alphabetical {
		return text
	}
	_, doc, err := einv.Decode[einv.Invoice](text)
	if err != nil {
		t.Fatal(err)
	}
	if text, err = json.Marshal(doc.Tree()); err != nil {
		t.Fatal(err)
	}
	return text
}
