// Package connect runs the calls of this folder's pages as they are printed, against the real binary.
package connect

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/irpsim/irpsim/internal/gateway/faces"
	"github.com/irpsim/irpsim/internal/server"
)

// runTime bounds the calls of one page.
const runTime = time.Minute

var (
	shell = regexp.MustCompile("(?m)^```sh\n((?s:.*?))^```$")
	irn   = regexp.MustCompile(`\b[0-9a-f]{64}\b`)
)

// TestPages runs what each page prints for the shell; an IRN must come out of it.
func TestPages(t *testing.T) {
	t.Parallel()
	bin := build(t)
	pages := map[string]bool{}
	for _, f := range faces.All() {
		pages[f.Doc.Page+".md"] = true
	}
	if len(pages) < 10 {
		t.Fatalf("the faces name %d pages, want one for each product", len(pages))
	}
	for page := range pages {
		t.Run(page, func(t *testing.T) {
			t.Parallel()
			script := scriptOf(t, page)
			seed := uint64(1)
			sim, err := server.Start(t.Context(), server.Config{Listen: "127.0.0.1:0", Ephemeral: true, Rand: &seed})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _, _ = sim.Shutdown(context.WithoutCancel(t.Context())) })
			ctx, cancel := context.WithTimeout(t.Context(), runTime)
			defer cancel()
			cmd := exec.CommandContext(ctx, "bash", "-eu", "-c", strings.ReplaceAll(script, "http://127.0.0.1:7017", sim.Info().HTTP))
			cmd.Dir = t.TempDir()
			cmd.Env = append(os.Environ(), "PATH="+filepath.Dir(bin)+string(os.PathListSeparator)+os.Getenv("PATH"))
			out, err := cmd.CombinedOutput()
			if err != nil || !irn.Match(out) {
				t.Errorf("%v: no IRN came out of\n%s\nbut\n%.2000s", err, script, out)
			}
		})
	}
}

// scriptOf joins the page's blocks that call the simulator.
func scriptOf(t *testing.T, page string) string {
	t.Helper()
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	var script strings.Builder
	for _, m := range shell.FindAllStringSubmatch(string(text), -1) {
		if strings.Contains(m[1], "$IRP") {
			script.WriteString(m[1])
		}
	}
	if script.Len() == 0 {
		t.Fatalf("%s prints no call", page)
	}
	return script.String()
}

// TestEveryFaceHasAPage: the page that a face names is there, speaks of it, and the overview links to it.
func TestEveryFaceHasAPage(t *testing.T) {
	t.Parallel()
	overview, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range faces.All() {
		if _, err := os.Stat(f.Doc.Page + ".md"); err != nil {
			t.Errorf("%s: %v", f.Name, err)
		}
		for _, want := range []string{"(" + f.Doc.Page + ".md", "`" + f.Name + "`"} {
			if !strings.Contains(string(overview), want) {
				t.Errorf("README.md lacks %s", want)
			}
		}
	}
}

func build(t *testing.T) string {
	t.Helper()
	for _, program := range []string{"bash", "curl", "sed"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Fatalf("%v; the pages are written for a shell with curl", err)
		}
	}
	bin := filepath.Join(t.TempDir(), "irpsim")
	cmd := exec.CommandContext(t.Context(), "go", "build", "-o", bin, "./cmd/irpsim")
	cmd.Dir = "../.."
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return bin
}
