package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"irpsim": main})
}

// TestScripts plays what users type: each file of testdata/script is one session. Beside testscript's own commands there
// are
//
//	exitcode CODE PROGRAM ARG…   runs a program that has to end with that code
//	serve VAR ARG…               starts irpsim, waits for its ready line and puts its URL in $VAR
//	halt SIGNAL CODE             sends the signal to what serve started and wants that exit code and a summary
//	halt-at-once                 sends two signals and wants exit code 1 without a summary
//	hang URL                     keeps half a request open until the end
//	field VAR FILE NAME          puts a member of a JSON file in $VAR
//	login VAR FILE               sends a sealed login to $IRPSIM_URL and puts the AuthToken in $VAR
//	occupy VAR                   takes a free port until the end and puts its address in $VAR
//	spoil FILE                   changes the end of a token
func TestScripts(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/script/*.txtar")
	if err != nil || len(files) < 10 {
		t.Fatalf("found %d scripts (%v), want all of them", len(files), err)
	}
	s := &served{started: map[*testscript.TestScript]*running{}}
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
			"exitcode": exitCode, "occupy": occupy, "spoil": spoil, "hang": hang, "field": field, "login": logIn,
			"serve": s.serve, "halt": s.halt, "halt-at-once": s.haltAtOnce,
		},
	})
}

func exitCode(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exitcode CODE PROGRAM [ARG…]")
	}
	err := ts.Exec(args[1], args[2:]...)
	got := 0
	if e, ok := errors.AsType[*exec.ExitError](err); ok {
		got = e.ExitCode()
	} else if err != nil {
		ts.Fatalf("%v did not run: %v", args[1:], err)
	}
	if strconv.Itoa(got) != args[0] {
		ts.Fatalf("%v ended with %d, want %s", args[1:], got, args[0])
	}
}

func occupy(ts *testscript.TestScript, _ bool, args []string) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	ts.Defer(func() { _ = l.Close() })
	ts.Setenv(args[0], l.Addr().String())
}

func spoil(ts *testscript.TestScript, _ bool, args []string) {
	text := strings.TrimSpace(ts.ReadFile(args[0]))
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(text[:len(text)-10]+"AAAAAAAAAA\n"), 0o600))
}

// served keeps what the scripts have started.
type served struct {
	mu      sync.Mutex
	started map[*testscript.TestScript]*running
}

type running struct {
	cmd *exec.Cmd
	out *bufio.Reader
}

func (s *served) serve(ts *testscript.TestScript, _ bool, args []string) {
	p := &running{cmd: exec.Command(program(ts), append([]string{"serve", "--listen", "127.0.0.1:0"}, args[1:]...)...)}
	p.cmd.Dir = ts.MkAbs(".")
	p.cmd.Env = []string{"PATH=" + ts.Getenv("PATH"), "TMPDIR=" + ts.Getenv("TMPDIR"), "IRPSIM_USER=" + ts.Getenv("SERVE_USER")}
	out, err := p.cmd.StdoutPipe()
	ts.Check(err)
	p.cmd.Stderr = os.Stderr
	ts.Check(p.cmd.Start())
	p.out = bufio.NewReader(out)
	ts.Defer(func() { _ = p.cmd.Process.Kill() })
	var banner strings.Builder
	for {
		line, err := p.out.ReadString('\n')
		if err != nil {
			ts.Fatalf("irpsim ended before it was ready: %v\n%s", err, banner.String())
		}
		if url, ready := strings.CutPrefix(line, "irpsim ready http="); ready {
			ts.Setenv(args[0], strings.TrimSpace(url))
			break
		}
		banner.WriteString(line)
	}
	ts.Check(os.WriteFile(ts.MkAbs("banner"), []byte(banner.String()), 0o600))
	s.mu.Lock()
	defer s.mu.Unlock()
	s.started[ts] = p
}

func (s *served) halt(ts *testscript.TestScript, _ bool, args []string) {
	code, rest := s.end(ts, map[string]os.Signal{"INT": os.Interrupt, "TERM": syscall.SIGTERM}[args[0]])
	if code != args[1] {
		ts.Fatalf("irpsim ended with %s after %s, want %s", code, args[0], args[1])
	}
	if strings.Count(rest, "\n") != 1 || !strings.HasPrefix(rest, "irpsim stopped") {
		ts.Fatalf("after the ready line stdout has %q, want the summary line alone", rest)
	}
}

func (s *served) haltAtOnce(ts *testscript.TestScript, _ bool, _ []string) {
	// Two different ones: the system may deliver two of a kind as one.
	if code, rest := s.end(ts, os.Interrupt, syscall.SIGTERM); code != "1" || rest != "" {
		ts.Fatalf("irpsim ended with %s and printed %q, want 1 and nothing", code, rest)
	}
}

// end sends the signals and returns the exit code and what came on stdout after the ready line.
func (s *served) end(ts *testscript.TestScript, signals ...os.Signal) (code, rest string) {
	s.mu.Lock()
	p := s.started[ts]
	delete(s.started, ts)
	s.mu.Unlock()
	if p == nil {
		ts.Fatalf("nothing was started with serve")
	}
	for _, signal := range signals {
		ts.Check(p.cmd.Process.Signal(signal))
	}
	out, err := io.ReadAll(p.out)
	ts.Check(err)
	_ = p.cmd.Wait() // the code says it all
	return strconv.Itoa(p.cmd.ProcessState.ExitCode()), string(out)
}

func hang(ts *testscript.TestScript, _ bool, args []string) {
	conn, err := net.Dial("tcp", strings.TrimPrefix(args[0], "http://"))
	ts.Check(err)
	ts.Defer(func() { _ = conn.Close() })
	_, err = io.WriteString(conn, "POST /eicore/v1.03/Invoice HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")
	ts.Check(err)
}

func field(ts *testscript.TestScript, _ bool, args []string) {
	var members map[string]any
	ts.Check(json.Unmarshal([]byte(ts.ReadFile(args[1])), &members))
	text, ok := members[args[2]].(string)
	if !ok || text == "" {
		ts.Fatalf("%s has no text %s: %v", args[1], args[2], members)
	}
	ts.Setenv(args[0], text)
}

func logIn(ts *testscript.TestScript, _ bool, args []string) {
	req, err := http.NewRequest(http.MethodPost, ts.Getenv("IRPSIM_URL")+"/eivital/v1.04/auth", strings.NewReader(ts.ReadFile(args[1])))
	ts.Check(err)
	for name, value := range map[string]string{"client_id": "IRPSIM29TXP0001", "client_secret": "irpsimClientSecret01", "Gstin": "29ZZZCS0001A1ZI"} {
		req.Header.Set(name, value)
	}
	resp, err := http.DefaultClient.Do(req)
	ts.Check(err)
	defer func() { _ = resp.Body.Close() }()
	var answer struct{ Data struct{ AuthToken string } }
	ts.Check(json.NewDecoder(resp.Body).Decode(&answer))
	if answer.Data.AuthToken == "" {
		ts.Fatalf("the login was refused with %s", resp.Status)
	}
	ts.Setenv(args[0], answer.Data.AuthToken)
}

// program finds the copy of irpsim that testscript has put on the path.
func program(ts *testscript.TestScript) string {
	for _, dir := range filepath.SplitList(ts.Getenv("PATH")) {
		if path := filepath.Join(dir, "irpsim"); exists(path) {
			return path
		}
		if path := filepath.Join(dir, "irpsim.exe"); exists(path) {
			return path
		}
	}
	ts.Fatalf("irpsim is not on the path")
	return ""
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
