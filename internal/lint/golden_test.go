package lint

import (
	"bytes"
	"encoding/json"
	"flag"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/irpsim/irpsim/internal/clock"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// testNow is the instant of the tests.
var testNow = time.Date(2026, time.November, 20, 12, 0, 0, 0, clock.IST)

func newLinter(t testing.TB) *Linter {
	t.Helper()
	l, err := New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// inputs is the result for every file of testdata/in.
func inputs(t testing.TB) Result {
	t.Helper()
	files, err := filepath.Glob("testdata/in/*.json")
	if err != nil || len(files) < 9 {
		t.Fatalf("found %d inputs (%v), want all of them", len(files), err)
	}
	l, ctx := newLinter(t), Context{Now: testNow}
	var reports []Report
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range Split(filepath.ToSlash(file), text) {
			reports = append(reports, l.CheckDocument(d, ctx))
		}
	}
	return Collect("test", testNow, reports)
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is not as before; run go test ./internal/lint -update and look at the difference\ngot:\n%s", path, got)
	}
}

// What each format makes of the same result.
func TestFormats(t *testing.T) {
	t.Parallel()
	r := inputs(t)
	formats := map[string]func(io.Writer, Result) error{
		"out.txt":    func(w io.Writer, r Result) error { return WriteText(w, r, TextOptions{Clean: true, Next: true}) },
		"colour.txt": func(w io.Writer, r Result) error { return WriteText(w, r, TextOptions{Colour: true, Width: 70}) },
		"out.json":   WriteJSON, "out.sarif": WriteSARIF, "out.junit.xml": WriteJUnit,
	}
	for name, write := range formats {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var b bytes.Buffer
			if err := write(&b, r); err != nil {
				t.Fatal(err)
			}
			got := b.Bytes()
			if name == "out.sarif" {
				got = withoutCatalogue(t, got)
			}
			golden(t, name, got)
			if err := write(brokenPipe{}, r); err == nil {
				t.Error("writing into a broken pipe is no error")
			}
		})
	}
}

// withoutCatalogue leaves one rule in a SARIF log, so that the golden file does not change with every new rule.
func withoutCatalogue(t *testing.T, text []byte) []byte {
	t.Helper()
	var log sarifLog
	if err := json.Unmarshal(text, &log); err != nil {
		t.Fatal(err)
	}
	run := &log.Runs[0]
	run.Tool.Driver.Rules = run.Tool.Driver.Rules[:1]
	for i := range run.Results {
		run.Results[i].RuleIndex = 0
	}
	var b bytes.Buffer
	if err := writeIndented(&b, log); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

type brokenPipe struct{}

func (brokenPipe) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

func TestSummary(t *testing.T) {
	t.Parallel()
	r := inputs(t)
	if got, want := r.Summary.String(), "10 documents: 2 clean, 8 with 99 findings and 12 more to come, 7 notes"; got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	for _, tt := range []struct {
		s    Summary
		want string
	}{
		{Summary{Documents: 1, Clean: 1}, "1 document: 1 clean"},
		{Summary{Documents: 2, Clean: 1, WithFindings: 1, Findings: 1, Notes: 1}, "2 documents: 1 clean, 1 with 1 finding, 1 note"},
		{Summary{}, "0 documents: 0 clean"},
	} {
		if got := tt.s.String(); got != tt.want {
			t.Errorf("%+v: got %q, want %q", tt.s, got, tt.want)
		}
	}
}
