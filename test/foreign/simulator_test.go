package foreign

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// patience bounds the wait for the ready line and for the end of a process. It is far above what either takes.
const patience = 30 * time.Second

// build compiles the server once, with the race detector when the test has it.
//
// It first walks the whole source tree: go test remembers a result for as long as the files and folders that the test
// itself looked at stay the same, and it cannot see what a child process reads.
func build(t *testing.T) string {
	t.Helper()
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	sources := 0
	err = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() && strings.HasPrefix(d.Name(), ".") {
			return filepath.SkipDir
		}
		if strings.HasSuffix(path, ".go") || strings.HasSuffix(path, ".mjs") {
			sources++
		}
		return err
	})
	if err != nil || sources == 0 {
		t.Fatalf("walking %s: %d sources, %v", root, sources, err)
	}
	bin := filepath.Join(t.TempDir(), "irpsim.exe") // the suffix matters on Windows and harms nowhere
	args := []string{"build", "-o", bin}
	if raceDetector {
		args = append(args, "-race")
	}
	cmd := exec.CommandContext(t.Context(), "go", append(args, "./cmd/irpsim")...)
	cmd.Dir = root
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("go %v: %v\n%s", args, err, out)
	}
	return bin
}

// simulator is a running irpsim process.
type simulator struct {
	url   string
	ready readyFile

	cmd    *exec.Cmd
	exited chan struct{} // closed when the process has ended and err is set
	err    error
	mu     sync.Mutex
	log    bytes.Buffer
}

// readyFile is what --ready-file holds, as far as a client wants it.
type readyFile struct {
	HTTP  string `json:"http"`
	HTTPS string `json:"https"`
	CA    string `json:"ca"`
	PID   int    `json:"pid"`
}

// start runs `irpsim serve` on a free port and returns when it said that it is ready.
func start(t *testing.T, bin string, args ...string) *simulator {
	t.Helper()
	dir := t.TempDir()
	file := filepath.Join(dir, "ready.json")
	s := &simulator{exited: make(chan struct{})}
	s.cmd = exec.Command(bin, append([]string{"serve", "--listen", "127.0.0.1:0", "--ready-file", file}, args...)...)
	s.cmd.Dir = dir
	s.cmd.Env = cleanEnv()
	s.cmd.Stderr = s
	stdout, err := s.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line := make(chan string, 1)
	go s.watch(stdout, line)
	t.Cleanup(func() {
		s.cmd.Process.Kill()
		<-s.exited
	})
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	select {
	case s.url = <-line:
	case <-s.exited:
		t.Fatalf("irpsim %v ended before it was ready: %v\n%s", args, s.err, s.output())
	case <-ctx.Done():
		t.Fatalf("irpsim %v did not print its ready line in %v\n%s", args, patience, s.output())
	}
	s.readFile(t, file)
	return s
}

// watch collects standard output, hands over the address of the ready line, and waits for the end of the process.
func (s *simulator) watch(stdout io.Reader, line chan<- string) {
	lines := bufio.NewScanner(stdout)
	for lines.Scan() {
		s.Write(append(lines.Bytes(), '\n'))
		if url, ok := strings.CutPrefix(lines.Text(), "irpsim ready http="); ok {
			line <- url
		}
	}
	s.err = s.cmd.Wait()
	close(s.exited)
}

// readFile reads the ready file, which must be complete by the time of the ready line and agree with it.
func (s *simulator) readFile(t *testing.T, file string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("the ready line is out, the ready file is not: %v", err)
	}
	if err := json.Unmarshal(text, &s.ready); err != nil {
		t.Fatalf("ready file: %v\n%s", err, text)
	}
	if s.ready.HTTP != s.url || s.ready.PID != s.cmd.Process.Pid {
		t.Errorf("ready file %s: want the address %s of the ready line and the process id %d", text, s.url, s.cmd.Process.Pid)
	}
}

// stop sends sig and returns how the process ended, nil for exit code 0.
func (s *simulator) stop(t *testing.T, sig syscall.Signal) error {
	t.Helper()
	if err := s.cmd.Process.Signal(sig); err != nil {
		t.Fatalf("signal %v: %v", sig, err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	select {
	case <-s.exited:
		return s.err
	case <-ctx.Done():
		t.Fatalf("irpsim did not end within %v of signal %v\n%s", patience, sig, s.output())
		return errors.ErrUnsupported
	}
}

// Write takes what the process prints.
func (s *simulator) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.log.Write(p)
}

func (s *simulator) output() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.log.String()
}

// bytesReader is nil for no input: a client then gets an empty standard input.
func bytesReader(b []byte) io.Reader {
	if b == nil {
		return nil
	}
	return bytes.NewReader(b)
}
