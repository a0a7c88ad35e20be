package schema

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v5"
	"pgregory.net/rapid"

	"github.com/irpsim/irpsim/einv"
	"github.com/irpsim/irpsim/internal/fault"
)

// FuzzCheck feeds decoded documents to the Judge. It must not panic, every finding must point somewhere, and the whole
// document put to the whole schema must come out the same but for what the package comment names.
func FuzzCheck(f *testing.F) {
	files, err := filepath.Glob("testdata/valid/*.json")
	if err != nil || len(files) == 0 {
		f.Fatalf("found no seeds (%v)", err)
	}
	for _, file := range append(files, "testdata/broken.json") {
		raw, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		for i := range APIs() {
			f.Add(byte(i), raw)
		}
	}
	f.Add(byte(0), []byte(`{"ItemList":[{"Qty":0.00000000000000000000000000000000000000000000000000000000000000000000001,"AttribDtls":[{"Nm":""}]}]}`))
	j := newJudge(f)
	whole, alone := map[API]*jsonschema.Schema{}, map[API]*plan{}
	for _, api := range APIs() {
		whole[api], alone[api] = wholeSchema(f, api), strict(f, api)
	}
	f.Fuzz(func(t *testing.T, n byte, raw []byte) {
		api := APIs()[int(n)%len(APIs())]
		doc, err := decode(api, raw)
		if err != nil {
			return
		}
		tree := doc.Tree()
		found := j.Check(api, doc)
		for _, one := range found {
			if !points(tree, one.Path) || one.Message == "" {
				t.Errorf("%s: finding %q at %q, which names nothing in the document or below it", api, one.Message, one.Path)
			}
		}
		if diff := cmp.Diff(lines(alone[api].checkTree(tree)), lines(found)); diff != "" {
			t.Errorf("%s: findings (-the judge +got)\n%s", api, diff)
		}
		agree(t, whole[api].Validate(tree), found)
	})
}

// points reports whether path leads to a member of tree, present or missing from an object that is there.
func points(tree einv.Tree, path string) bool {
	var v any = tree
	for s := range strings.SplitSeq(path, ".") {
		sub, ok := v.(einv.Tree)
		if !ok {
			return false
		}
		v, ok = step(sub, s)
		if !ok && !strings.HasSuffix(path, s) {
			return false
		}
	}
	return true
}

// agree compares the findings with the verdict of the schema on the whole document.
func agree(t rapid.TB, err error, found []fault.Finding) {
	t.Helper()
	if err == nil {
		for _, one := range found {
			if !strings.Contains(one.Message, `\d+.?\d`) && !strings.Contains(one.Message, " must be between ") && !strings.HasPrefix(one.Message, "Invalid value in Cancel") {
				t.Errorf("the schema accepts the document, and we say %s: %s", one.Path, one.Message)
			}
		}
		return
	}
	if len(found) > 0 {
		return
	}
	ve, ok := err.(*jsonschema.ValidationError)
	if !ok {
		t.Fatalf("unexpected error %v", err)
	}
	for _, leaf := range ve.BasicOutput().Errors {
		heading := leaf.KeywordLocation == "" // of the list, no error itself
		listLength := leaf.InstanceLocation == "/ItemList" && strings.HasSuffix(leaf.KeywordLocation, "Items")
		ours := heading || listLength || leaf.InstanceLocation == "/ForceRefreshAccessToken"
		if !ours {
			t.Errorf("we accept the document, and the schema says %s: %s", leaf.InstanceLocation, leaf.Error)
		}
	}
}
