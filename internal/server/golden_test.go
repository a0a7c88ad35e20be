package server_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"net/http"
	"os"
	"path/filepath"
	"testing"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares got with a file under testdata.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v; run the test with -update to make it", err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs; run the test with -update and look at the diff\ngot %s", path, got)
	}
}

// TestLifeOfAnInvoice plays one invoice from login to its burned number and compares every answer, sealed and plain,
// with the golden file. Clock, chance and keys are fixed, so every byte is.
func TestLifeOfAnInvoice(t *testing.T) {
	t.Parallel()
	s := start(t)
	c := s.client()
	doc := document(t, "b2b", "Life/1", 2)
	r, err := c.Generate(t.Context(), doc)
	if err != nil {
		t.Fatal(err)
	}
	want := func(step, wanted string, err error) {
		t.Helper()
		if got := code(t, err); got != wanted {
			t.Errorf("%s: code %q, want %q", step, got, wanted)
		}
	}
	s.advance("29s")
	_, err = c.Generate(t.Context(), doc)
	want("duplicate", "2150", err)
	_, err = c.Get(t.Context(), r.Irn)
	want("get", "", err)
	_, err = c.GetByDoc(t.Context(), "INV", "LIFE/1", "22/11/2026")
	want("get by document", "", err)
	_, err = c.Cancel(t.Context(), r.Irn, "2", "wrong amount")
	want("cancel", "", err)
	_, err = c.Cancel(t.Context(), r.Irn, "2", "wrong amount")
	want("cancel again", "9999", err)
	_, err = c.Generate(t.Context(), document(t, "b2b", "LIFE/1", 2))
	want("burned number", "2278", err)
	_, err = c.Generate(t.Context(), []byte(`{"Version":"1.1","DocDtls":{"Typ":"INV","No":"/1","Dt":"22/11/2026"}}`))
	want("schema", "5002,5002,5002,5002,5002,5002", err)

	var entries []map[string]any
	s.control(http.MethodGet, "/journal", "", http.StatusOK, &entries)
	for _, e := range entries {
		delete(e, "duration_ms") // of the machine
		delete(e, "remote")
		for _, side := range []string{"request", "response"} {
			delete(e[side].(map[string]any), "headers")
		}
		if e["api"] == "auth" { // RSA padding is random, whatever source is given to it
			delete(e["request"].(map[string]any), "body")
			delete(e["request"].(map[string]any), "cipher")
		}
	}
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	if err := enc.Encode(entries); err != nil {
		t.Fatal(err)
	}
	golden(t, "life.json", out.Bytes())
}
