package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"irpsim": main})
}

// TestScripts plays what users type: each file of testdata/script is one session.
func TestScripts(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/script/*.txtar")
	if err != nil || len(files) < 8 {
		t.Fatalf("found %d scripts (%v), want all of them", len(files), err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(e *testscript.Env) error {
			// Nothing of the machine's own settings reaches a script.
			for _, s := range allSettings() {
				e.Setenv(s.env, "")
			}
			for _, name := range []string{"PORT", "IRPSIM_URL", "IRPSIM_CONFIG", "IRPSIM_ADMIN_URL"} {
				e.Setenv(name, "")
			}
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exitcode": exitCode,
			"occupy":   occupy,
			"corrupt":  corrupt,
		},
	})
}

// exitCode runs a program and wants one exit code: exitcode 2 irpsim --bogus.
func exitCode(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exitcode CODE PROGRAM [ARG…]")
	}
	err := ts.Exec(args[1], args[2:]...)
	got := "0"
	if e, ok := errors.AsType[interface {
		error
		ExitCode() int
	}](err); ok {
		got = string(rune('0' + e.ExitCode()))
	} else if err != nil {
		ts.Fatalf("%v did not run: %v", args[1:], err)
	}
	if got != args[0] {
		ts.Fatalf("%v ended with %s, want %s", args[1:], got, args[0])
	}
}

// occupy takes a port until the script ends and stores its address in a variable.
func occupy(ts *testscript.TestScript, _ bool, args []string) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	ts.Defer(func() { _ = l.Close() })
	ts.Setenv(args[0], l.Addr().String())
}

// corrupt changes the last ten characters before the end of a file's first line.
func corrupt(ts *testscript.TestScript, _ bool, args []string) {
	text := strings.TrimSpace(ts.ReadFile(args[0]))
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(text[:len(text)-10]+"AAAAAAAAAA\n"), 0o644))
}

// run0 runs the program inside the test and returns what it printed.
func run0(t *testing.T, env map[string]string, stdin string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, talk bytes.Buffer
	code = run(context.Background(), args, strings.NewReader(stdin), &out, &talk, func(name string) string { return env[name] })
	return code, out.String(), talk.String()
}

func TestEveryCommandHasHelpWithAnExample(t *testing.T) {
	t.Parallel()
	for _, command := range []string{"serve", "register", "gen", "verify", "irn", "ready", "bench", "keys", "version"} {
		code, out, talk := run0(t, nil, "", command, "--help")
		if code != 0 || !strings.Contains(out, "\n    irpsim ") || talk != "" {
			t.Errorf("%s --help ended with %d, want 0 and an indented example; stderr %q\n%s", command, code, talk, out)
		}
	}
}

func TestClosedOutputIsAnError(t *testing.T) {
	t.Parallel()
	code := run(context.Background(), []string{"version"}, strings.NewReader(""), closedWriter{}, io.Discard, func(string) string { return "" })
	if code != exitFailure {
		t.Errorf("version into a closed pipe ended with %d, want %d", code, exitFailure)
	}
}

type closedWriter struct{}

func (closedWriter) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }
