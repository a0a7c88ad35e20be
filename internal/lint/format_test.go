package lint

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/irpsim/irpsim/internal/validate"
)

// The SARIF that is written has the shape of the standard: testdata/sarif-shape.json holds what of it is used, with the
// standard's types, bounds and required members. Rules are found by their index, regions lie in the files.
func TestSARIFShape(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("testdata/sarif-shape.json")
	if err != nil {
		t.Fatal(err)
	}
	var shape openapi3.Schema
	if err := json.Unmarshal(raw, &shape); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := WriteSARIF(&b, inputs(t)); err != nil {
		t.Fatal(err)
	}
	var doc any
	if err := json.Unmarshal(b.Bytes(), &doc); err != nil {
		t.Fatal(err)
	}
	if err := shape.VisitJSON(doc); err != nil {
		t.Errorf("not SARIF 2.1.0: %v", err)
	}
	doc.(map[string]any)["runs"].([]any)[0].(map[string]any)["results"].([]any)[0].(map[string]any)["colour"] = "red"
	if shape.VisitJSON(doc) == nil {
		t.Error("the shape admits members that SARIF does not have")
	}
	var log sarifLog
	if err := json.Unmarshal(b.Bytes(), &log); err != nil {
		t.Fatal(err)
	}
	run := log.Runs[0]
	if len(run.Results) < 50 || len(run.Tool.Driver.Rules) < len(validate.All()) {
		t.Errorf("%d results, %d rules; want those of all inputs and the whole catalogue", len(run.Results), len(run.Tool.Driver.Rules))
	}
	for _, r := range run.Results {
		checkSARIFResult(t, run, r)
	}
	for _, r := range run.Tool.Driver.Rules {
		if r.Help.Text == "" || r.Short.Text == "" {
			t.Errorf("rule %s has no help", r.ID)
		}
	}
}

func checkSARIFResult(t *testing.T, run sarifRun, r sarifResult) {
	t.Helper()
	if got := run.Tool.Driver.Rules[r.RuleIndex].ID; got != r.RuleID {
		t.Errorf("rule index %d is %s, want %s", r.RuleIndex, got, r.RuleID)
	}
	at := r.Locations[0].Physical
	name, err := url.PathUnescape(at.Artifact.URI)
	if err != nil {
		t.Errorf("uri %q: %v", at.Artifact.URI, err)
		return
	}
	text, err := os.ReadFile(name)
	if err != nil {
		t.Error(err)
		return
	}
	lines := strings.Split(string(text), "\n")
	if at.Region == nil || at.Region.EndLine > len(lines) || at.Region.StartColumn > len(lines[at.Region.StartLine-1])+1 {
		t.Errorf("%s: region %+v does not lie in %s", r.RuleID, at.Region, name)
	}
}

func TestFileURI(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"-": "stdin", "": "stdin", "a b.json": "a%20b.json", "dir/x.json": "dir/x.json", "/tmp/ü.json": "file:///tmp/%C3%BC.json", "a:b.json": "./a:b.json",
	} {
		if got := fileURI(name); got != want {
			t.Errorf("fileURI(%q) = %q, want %q", name, got, want)
		}
	}
}

// The counts of a JUnit report are those of its cases, and texts with control characters are still XML.
func TestJUnitCounts(t *testing.T) {
	t.Parallel()
	r := inputs(t)
	l := newLinter(t)
	r.Documents = append(r.Documents, l.CheckDocument(Split("bad.json", []byte("{\"DocDtls\":{\"No\":\"\\u0001\\ud800<&\"}}"))[0], Context{Now: testNow}))
	var b bytes.Buffer
	if err := WriteJUnit(&b, r); err != nil {
		t.Fatal(err)
	}
	var all junitSuites
	if err := xml.Unmarshal(b.Bytes(), &all); err != nil {
		t.Fatal(err)
	}
	tests, failures := 0, 0
	for _, s := range all.Suites {
		bad := 0
		for _, c := range s.Cases {
			if c.Failure != nil {
				bad++
			}
		}
		if s.Tests != len(s.Cases) || s.Failures != bad {
			t.Errorf("%s: %d tests and %d failures, its cases say %d and %d", s.Name, s.Tests, s.Failures, len(s.Cases), bad)
		}
		tests, failures = tests+s.Tests, failures+s.Failures
	}
	if tests != all.Tests || failures != all.Failures || failures == 0 || tests == failures {
		t.Errorf("%d tests and %d failures, the suites say %d and %d; want some of each", all.Tests, all.Failures, tests, failures)
	}
}

func TestNextChange(t *testing.T) {
	t.Parallel()
	next := NextChange(testNow.AddDate(-1, 0, 0)) // 20 November 2025
	if next == nil || next.Date != "2025-12-01" || len(next.Changes) != 2 {
		t.Errorf("got %+v, want the two changes of 1 December 2025", next)
	}
	if next := NextChange(testNow.AddDate(20, 0, 0)); next != nil {
		t.Errorf("got %+v, want nothing known", next)
	}
}

func TestDescribe(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, code string
		rules      int
		known      bool
	}{
		{"2235", "2235", 1, true}, {" 2300 ", "2300", 2, true}, {"Supplier-Type", "2300", 1, true}, {"2150", "2150", 0, true}, {"334", "334", 0, true},
		{"9", "", 0, false}, {"", "", 0, false},
	} {
		e, known := Describe(tt.name)
		if known != tt.known || string(e.Code) != tt.code || len(e.Rules) != tt.rules {
			t.Errorf("Describe(%q) = code %q with %d rules, %v; want %q, %d, %v", tt.name, e.Code, len(e.Rules), known, tt.code, tt.rules, tt.known)
		}
	}
	for name, want := range map[string]string{"item-igst-amout": "item-igst-amount", "2325": "", "22355": "2235", "quite another": ""} {
		if got := Guess(name); want != "" && got != want || want == "" && name == "quite another" && got != "" {
			t.Errorf("Guess(%q) = %q, want %q", name, got, want)
		}
	}
}

// What is told of codes and rules is complete for every one of them.
func TestWriteEntry(t *testing.T) {
	t.Parallel()
	for _, r := range validate.All() {
		e, _ := Describe(r.ID)
		var b strings.Builder
		if err := WriteEntry(&b, e, TextOptions{Width: 1000}); err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{string(r.Code), r.ID, r.Title, r.Why, r.Source, "breaks it", "passes"} {
			if !strings.Contains(b.String(), want) {
				t.Errorf("what is told of %s lacks %q:\n%s", r.ID, want, b.String())
			}
		}
		if raw, err := json.Marshal(e); err != nil || strings.Contains(string(raw), "Absent") {
			t.Errorf("%s as JSON: %s, %v", r.ID, raw, err)
		}
	}
	var b bytes.Buffer
	for _, name := range []string{"2300", "2150", "item-cgst-sgst-amount", "334"} {
		e, _ := Describe(name)
		if err := WriteEntry(&b, e, TextOptions{}); err != nil {
			t.Fatal(err)
		}
		b.WriteString("\n")
	}
	golden(t, "entries.txt", b.Bytes())
}
