package schemas_test

import (
	"bytes"
	"encoding/json"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/irpsim/irpsim/einv"
	"github.com/irpsim/irpsim/schemas"
)

// documents joins each schema to the struct that the same request is decoded into.
func documents() map[string]reflect.Type {
	return map[string]reflect.Type{
		"auth.json":         reflect.TypeFor[einv.Auth](),
		"cancel-ewb.json":   reflect.TypeFor[einv.CancelEWB](),
		"cancel-irn.json":   reflect.TypeFor[einv.CancelIRN](),
		"generate-ewb.json": reflect.TypeFor[einv.EWBByIRN](),
		"generate-irn.json": reflect.TypeFor[einv.Invoice](),
	}
}

func TestNames(t *testing.T) {
	t.Parallel()
	want := []string{"auth.json", "cancel-ewb.json", "cancel-irn.json", "generate-ewb.json", "generate-irn.json", "seed.json"}
	if diff := cmp.Diff(want, schemas.Names()); diff != "" {
		t.Errorf("Names() (-want +got)\n%s", diff)
	}
	if b, ok := schemas.Bytes("../go.mod"); ok {
		t.Errorf("Bytes(../go.mod) = %d bytes, want none", len(b))
	}
}

func TestHead(t *testing.T) {
	t.Parallel()
	for _, name := range schemas.Names() {
		b, ok := schemas.Bytes(name)
		if !ok {
			t.Fatalf("Bytes(%s) has nothing, although Names lists it", name)
		}
		var head struct {
			Schema string `json:"$schema"`
			ID     string `json:"$id"`
			Title  string
		}
		if err := json.Unmarshal(b, &head); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if head.Schema != "http://json-schema.org/draft-07/schema#" || head.ID != "https://irpsim.invalid/schemas/"+name || head.Title == "" {
			t.Errorf("%s: got head %+v, want draft-07, an id that ends in the file's name, and a title", name, head)
		}
	}
}

// TestMembersAreThoseOfEinv holds the two descriptions of a document together: same names, same nesting, same order
// (which is the order of the signed text and of the complaints).
func TestMembersAreThoseOfEinv(t *testing.T) {
	t.Parallel()
	docs := documents()
	for _, name := range schemas.Names() {
		if name == "seed.json" { // no document of the portal; internal/seed makes it and tests it
			continue
		}
		typ, ok := docs[name]
		if !ok {
			t.Fatalf("%s: no struct of einv is compared with it", name)
		}
		b, _ := schemas.Bytes(name)
		got := schemaPaths(t, b, "")
		want := structPaths(typ, "")
		want = slices.DeleteFunc(want, func(p string) bool { return p == "ItemList[].ItemNo" }) // the portal's own, not in the schema
		if len(got) == 0 {
			t.Fatalf("%s: found no members", name)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-einv +schema)\n%s", name, diff)
		}
	}
}

func structPaths(typ reflect.Type, at string) []string {
	var paths []string
	for i := range typ.NumField() {
		f := typ.Field(i)
		name := f.Name
		if n := f.Tag.Get("json"); n != "" {
			name = n
		}
		p := at + name
		paths = append(paths, p)
		switch {
		case f.Type.Kind() == reflect.Pointer:
			paths = append(paths, structPaths(f.Type.Elem(), p+".")...)
		case f.Type.Kind() == reflect.Slice:
			paths = append(paths, structPaths(f.Type.Elem(), p+"[].")...)
		}
	}
	return paths
}

// schemaPaths reads the members of an object schema in the order of the file.
func schemaPaths(t *testing.T, raw []byte, at string) []string {
	t.Helper()
	var s struct {
		Properties json.RawMessage
		Items      json.RawMessage
	}
	if err := json.Unmarshal(raw, &s); err != nil {
		t.Fatalf("%s: %v", at, err)
	}
	if s.Items != nil {
		return schemaPaths(t, s.Items, strings.TrimSuffix(at, ".")+"[].")
	}
	if s.Properties == nil {
		return nil
	}
	var paths []string
	dec := json.NewDecoder(bytes.NewReader(s.Properties))
	if _, err := dec.Token(); err != nil {
		t.Fatalf("%s: %v", at, err)
	}
	for dec.More() {
		name, err := dec.Token()
		if err != nil {
			t.Fatalf("%s: %v", at, err)
		}
		var sub json.RawMessage
		if err := dec.Decode(&sub); err != nil {
			t.Fatalf("%s%s: %v", at, name, err)
		}
		paths = append(paths, at+name.(string))
		paths = append(paths, schemaPaths(t, sub, at+name.(string)+".")...)
	}
	return paths
}

// TestPatterns keeps the expressions inside what Go, JavaScript and Python all understand alike.
func TestPatterns(t *testing.T) {
	t.Parallel()
	n := 0
	for _, name := range schemas.Names() {
		b, _ := schemas.Bytes(name)
		var doc any
		if err := json.Unmarshal(b, &doc); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		walkPatterns(doc, func(p string) {
			n++
			if _, err := regexp.Compile(p); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			if !strings.HasPrefix(p, "^") || !strings.HasSuffix(p, "$") {
				t.Errorf("%s: pattern %s is not anchored", name, p)
			}
		})
	}
	if n == 0 {
		t.Error("found no patterns")
	}
}

func walkPatterns(v any, visit func(string)) {
	switch v := v.(type) {
	case map[string]any:
		for k, e := range v {
			if p, ok := e.(string); ok && k == "pattern" {
				visit(p)
			}
			walkPatterns(e, visit)
		}
	case []any:
		for _, e := range v {
			walkPatterns(e, visit)
		}
	}
}
