// Package recipes runs the recipes of this folder as they are printed: it takes their files out of the text and puts stand-ins
// in the place of what a machine may lack, pytest and Vitest. The program under test is in testdata.
package recipes

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// runTime bounds one recipe; it takes a second or two.
const runTime = time.Minute

func TestRecipes(t *testing.T) {
	t.Parallel()
	tests := []struct {
		page    string
		files   int               // that the page prints
		add     map[string]string // from testdata to their names beside them
		command []string
		want    string
	}{
		{"pytest.md", 2, map[string]string{"pytest.py": "pytest.py", "billing.py": "billing.py"}, []string{"python3", "pytest.py", "test_billing"}, "1 passed"},
		{
			"vitest.md", 4,
			map[string]string{"vitest.json": "node_modules/vitest/package.json", "vitest.mjs": "node_modules/vitest/index.mjs", "billing.mjs": "billing.mjs", "run-vitest.mjs": "run.mjs"},
			[]string{"node", "run.mjs"}, "# pass 1",
		},
	}
	irpsim := build(t)
	for _, tt := range tests {
		t.Run(tt.page, func(t *testing.T) {
			t.Parallel()
			need(t, tt.command[0])
			dir := t.TempDir()
			if files := unpack(t, tt.page, dir); files != tt.files {
				t.Fatalf("%s prints %d files, want %d", tt.page, files, tt.files)
			}
			for from, to := range tt.add {
				write(t, filepath.Join(dir, to), read(t, filepath.Join("testdata", from)))
			}
			ctx, cancel := context.WithTimeout(t.Context(), runTime)
			defer cancel()
			cmd := exec.CommandContext(ctx, tt.command[0], tt.command[1:]...)
			cmd.Dir, cmd.Env = dir, append(os.Environ(), "IRPSIM="+irpsim, "PYTHONDONTWRITEBYTECODE=1")
			out, err := cmd.CombinedOutput()
			if err != nil || !strings.Contains(string(out), tt.want) {
				t.Errorf("%v: %v, want %q in\n%s", tt.command, err, tt.want, out)
			}
		})
	}
}

// The pages that are not run print the calls of those that are.
func TestPagesMakeTheSameCalls(t *testing.T) {
	t.Parallel()
	pages, err := filepath.Glob("*.md")
	if err != nil || len(pages) < 5 {
		t.Fatalf("found %d pages, %v; want the five recipes", len(pages), err)
	}
	for _, page := range pages {
		text := read(t, page)
		for _, call := range []string{"/worlds", "/clock", "/faults", "/journal/await?api=auth&count=2", "2026-07-15T11:00:00+05:30", "504"} {
			if !strings.Contains(text, call) {
				t.Errorf("%s does not mention %s", page, call)
			}
		}
	}
}

// printed is a file in a page: its name in back-ticks on a line of its own, then its text.
var printed = regexp.MustCompile("(?m)^`([^`]+)`:\n\n```[a-z]+\n((?s:.*?))^```$")

func unpack(t *testing.T, page, dir string) int {
	t.Helper()
	files := printed.FindAllStringSubmatch(read(t, page), -1)
	for _, f := range files {
		write(t, filepath.Join(dir, f[1]), f[2])
	}
	return len(files)
}

func read(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func build(t *testing.T) string {
	t.Helper()
	bin := filepath.Join(t.TempDir(), "irpsim")
	out, err := exec.CommandContext(t.Context(), "go", "build", "-o", bin, "github.com/irpsim/irpsim/cmd/irpsim").CombinedOutput()
	if err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return bin
}

// need skips the test, loudly, on a machine without the program. Under CI it fails instead.
func need(t *testing.T, program string) {
	t.Helper()
	if _, err := exec.LookPath(program); err == nil {
		return
	}
	if os.Getenv("CI") == "true" {
		t.Fatalf("this machine lacks %s, and CI must run every test; install it", program)
	}
	t.Skipf("LOUD SKIP: a recipe did not run: this machine lacks %s; on Debian and Ubuntu: apt-get install nodejs python3", program)
}
