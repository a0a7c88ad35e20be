package crash

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
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
const patience = 60 * time.Second

// build compiles the program, unless IRPSIM_CRASH_BIN names one.
func build(t *testing.T) string {
	t.Helper()
	if bin := os.Getenv("IRPSIM_CRASH_BIN"); bin != "" {
		return bin
	}
	bin := filepath.Join(t.TempDir(), "irpsim")
	cmd := exec.CommandContext(t.Context(), "go", "build", "-o", bin, "./cmd/irpsim")
	cmd.Dir = filepath.Join("..", "..")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return bin
}

// process is a running irpsim.
type process struct {
	url    string
	cmd    *exec.Cmd
	exited chan struct{} // closed when it has ended and err is set
	err    error
	log    bounded
}

// bounded keeps the first of what a process says.
type bounded struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *bounded) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.b.Len() < 4<<10 {
		b.b.Write(p)
	}
	return len(p), nil
}

func (b *bounded) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

// start runs irpsim on a free port and returns when it says that it is ready.
func start(t *testing.T, bin, data string) *process {
	t.Helper()
	p := &process{exited: make(chan struct{})}
	p.cmd = exec.Command(bin, "serve", "--listen", "127.0.0.1:0", "--data", data, "--fast-keys", "--log-level", "error")
	p.cmd.Dir = filepath.Dir(data)
	for _, kv := range os.Environ() {
		if !strings.HasPrefix(kv, "IRPSIM_") && !strings.HasPrefix(kv, "PORT=") {
			p.cmd.Env = append(p.cmd.Env, kv)
		}
	}
	p.cmd.Stderr = &p.log
	stdout, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.kill(t) })
	ready := make(chan string, 1)
	go p.watch(stdout, ready)
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	select {
	case p.url = <-ready:
	case <-p.exited:
		t.Fatalf("irpsim ended before it was ready: %v\n%s", p.err, &p.log)
	case <-ctx.Done():
		t.Fatalf("irpsim was not ready in %v\n%s", patience, &p.log)
	}
	return p
}

func (p *process) watch(stdout io.Reader, ready chan<- string) {
	lines := bufio.NewScanner(stdout)
	for lines.Scan() {
		if url, ok := strings.CutPrefix(lines.Text(), "irpsim ready http="); ok {
			ready <- url
		}
	}
	p.err = p.cmd.Wait()
	close(p.exited)
}

// kill ends the process by SIGKILL and waits until it is gone. One that had ended by itself is a failure, the first time.
func (p *process) kill(t *testing.T) {
	t.Helper()
	_ = p.cmd.Process.Kill() // it may be gone; what it ended with tells
	<-p.exited
	if p.err == nil {
		return // told already
	}
	exit, ok := errors.AsType[*exec.ExitError](p.err)
	if !ok || exit.Sys().(syscall.WaitStatus).Signal() != syscall.SIGKILL {
		t.Errorf("irpsim ended by itself: %v\n%s", p.err, &p.log)
	}
	p.err = nil
}

// status asks for a page and returns the status code of the answer.
func (p *process) status(t *testing.T, path string) int {
	t.Helper()
	resp, err := http.Get(p.url + path)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if _, err := io.Copy(io.Discard, resp.Body); err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode
}

// storeCheck has another process look at the file that the killed one left.
func storeCheck(t *testing.T, bin, data string) {
	t.Helper()
	if out, err := exec.CommandContext(t.Context(), bin, "store", "check", data).CombinedOutput(); err != nil {
		t.Errorf("irpsim store check: %v\n%s", err, out)
	}
}
