package docgen

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/validate"
)

const root = "../.."

// TestPagesAreCurrent compares what is checked in with what the catalogues say.
func TestPagesAreCurrent(t *testing.T) {
	t.Parallel()
	pages, err := Pages(root)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range pages {
		have, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(p.Path)))
		if err != nil {
			t.Errorf("%v; run go generate ./internal/docgen", err)
			continue
		}
		if diff := cmp.Diff(string(have), string(p.Text)); diff != "" {
			t.Errorf("%s is not what the catalogues say; run go generate ./internal/docgen\n%.2000s", p.Path, diff)
		}
	}
}

// TestPagesHoldEverything: every rule and every code is on its page, and no table breaks.
func TestPagesHoldEverything(t *testing.T) {
	t.Parallel()
	rules, err := Rules()
	if err != nil {
		t.Fatal(err)
	}
	again, err := Rules()
	if err != nil || !bytes.Equal(rules, again) {
		t.Errorf("the page of the rules is another one each time: %v", err)
	}
	for _, r := range validate.All() {
		if !strings.Contains(string(rules), "\n### "+r.ID+"\n") || !strings.Contains(string(rules), r.Title) {
			t.Errorf("rule %s is not on the page", r.ID)
		}
	}
	if got := strings.Count(string(rules), "accepted: "); got < 10 {
		t.Errorf("%d accepted ranges, want those of every amount that is computed", got)
	}
	codes := string(ErrorCodes())
	for _, e := range fault.All() {
		if !strings.Contains(codes, "\n| "+string(e.Code)+" | ") {
			t.Errorf("code %s is not on the page", e.Code)
		}
	}
	for line := range strings.Lines(codes) {
		if n := strings.Count(strings.ReplaceAll(line, `\|`, ""), "|"); n != 0 && n != 3 && n != 6 && n != 8 {
			t.Errorf("a row of %d bars: %s", n, line)
		}
	}
}

func TestWriteAndMarks(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := Write(dir); err == nil {
		t.Error("Write below a folder without README.md succeeded")
	}
	if err := os.WriteFile(filepath.Join(dir, "README.md"), []byte("no marks"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := Write(dir); err == nil || !strings.Contains(err.Error(), "counts:begin") {
		t.Errorf("Write into a README.md without marks: %v", err)
	}
	if err := os.WriteFile(filepath.Join(dir, "README.md"), []byte("a\n"+countsBegin+"old\n"+countsEnd+"\nz\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(dir, "docs"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := Write(dir); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(filepath.Join(dir, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	if want := "a\n" + countsBegin + Counts() + countsEnd + "\nz\n"; string(got) != want {
		t.Errorf("README.md is %q, want %q", got, want)
	}
}

func TestCode(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{"": "", "a": "`a`", "a`b": "`` a`b ``"} {
		if got := code(text); got != want {
			t.Errorf("code(%q) = %q, want %q", text, got, want)
		}
	}
}
