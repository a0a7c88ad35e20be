package server_test

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/irpsim/irpsim/internal/chaos"
	"github.com/irpsim/irpsim/internal/clock"
	"github.com/irpsim/irpsim/internal/server"
)

// steady counts goroutines, open files and memory of the whole process, so the tests that use it do not run beside others. It
// fails when act leaves goroutines, open files or more than so many bytes of memory behind.
func steady(t *testing.T, bytes uint64, act func()) {
	t.Helper()
	http.DefaultClient.CloseIdleConnections()
	before, files, heap := runtime.NumGoroutine(), openFiles(t), live()
	act()
	http.DefaultClient.CloseIdleConnections()
	began := clock.Wall()
	const few = 4 // of the runtime and of net/http, which come and go
	for runtime.NumGoroutine() > before+few || openFiles(t) > files+few {
		if clock.Since(began) > 20*time.Second {
			stacks := make([]byte, 1<<20)
			t.Fatalf("%d goroutines and %d files are open, there were %d and %d:\n%s", runtime.NumGoroutine(), openFiles(t), before, files, stacks[:runtime.Stack(stacks, true)])
		}
		chaos.Wait(t.Context(), 20*time.Millisecond)
	}
	if now := live(); now > heap+bytes {
		t.Errorf("%d KiB of memory are in use, there were %d: want at most %d more", now>>10, heap>>10, bytes>>10)
	}
}

// live is the memory that is in use.
func live() uint64 {
	runtime.GC() // a pool keeps what it has for two rounds
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// openFiles counts what the process holds open, where the system tells it; else it is 0 and goroutines alone are counted.
func openFiles(t *testing.T) int {
	t.Helper()
	list, err := os.ReadDir("/proc/self/fd")
	if err != nil && runtime.GOOS == "linux" {
		t.Fatal(err)
	}
	return len(list)
}

func impatient(c *server.Config) {
	c.HeaderWithin, c.RequestWithin, c.IdleWithin = 300*time.Millisecond, 600*time.Millisecond, 300*time.Millisecond
}

// dial opens a connection and sends what is given.
func (s *sim) dial(text string) net.Conn {
	s.t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(s.Info().HTTP, "http://"))
	if err != nil {
		s.t.Fatal(err)
	}
	if _, err := io.WriteString(conn, text); err != nil {
		s.t.Fatal(err)
	}
	return conn
}

// ask writes a request as it goes over the line; a body that is announced and not given makes an unfinished one.
func ask(method, path string, length int, more ...string) string {
	return fmt.Sprintf("%s %s HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: %d\r\n%s\r\n",
		method, path, length, strings.Join(more, ""))
}

// quiet fails when the simulator calls anything that happened its own error.
func (s *sim) quiet() {
	s.t.Helper()
	got := s.metricsText()
	if !strings.Contains(got, "irpsim_log_errors_total 0\n") || strings.Contains(got, `outcome="broken"`) {
		s.t.Errorf("the simulator counts errors of its own:\n%s", got)
	}
}

func (s *sim) metricsText() string {
	s.t.Helper()
	resp, err := http.Get(s.Info().HTTP + "/metrics")
	if err != nil {
		s.t.Fatal(err)
	}
	defer resp.Body.Close()
	got, err := io.ReadAll(resp.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return string(got)
}
