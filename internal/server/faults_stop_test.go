package server_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"net/http"
	"os"
	"runtime"
	"runtime/pprof"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/irpsim/irpsim/internal/clock"
	"github.com/irpsim/irpsim/internal/server"
)

// until asks again until done says so; a minute is for machines that do ten things at once.
func until(t testing.TB, what string, done func() bool) {
	t.Helper()
	for began := clock.Wall(); !done(); runtime.Gosched() {
		if clock.Since(began) > time.Minute {
			t.Fatalf("waited a minute for %s", what)
		}
	}
}

// struck waits until a fault has struck so often.
func (s *sim) struck(id string, times int) {
	s.t.Helper()
	until(s.t, "the fault to strike", func() bool {
		var f struct{ Struck int }
		s.control("GET", "/faults/"+id, "", 200, &f)
		return f.Struck >= times
	})
}

// holds are faults that keep an exchange for long. What is stored when it is given up differs.
func holds() map[string]bool {
	return map[string]bool{
		`{"before":"timeout"}`:                       false,
		`{"delay":"10m"}`:                            false,
		`{"commit_then":"delay","delay":"10m"}`:      true,
		`{"dribble":"10m"}`:                          true,
		`{"code":"2147","delay":"10m"}`:              false,
		`{"infodtls":[{"InfCd":"A"}],"delay":"10m"}`: true,
	}
}

// TestStopEndsFaults stops a simulator while faults hold exchanges. The clients hear the end, the stop does not wait, and
// what was stored stays.
func TestStopEndsFaults(t *testing.T) {
	t.Parallel()
	for do, stored := range holds() {
		t.Run(do, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			s := start(t, durable(dir))
			w := s.wire()
			id := s.fault(`{"match":{"api":"generate"},"do":` + do + `}`)
			ended := make(chan heard, 1)
			doc := document(t, "b2b", "ST/1", 1)
			go func() { ended <- w.generate(doc) }()
			s.struck(id, 1)
			began := clock.Wall()
			ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
			defer cancel()
			if _, err := s.Shutdown(ctx); err != nil {
				t.Error(err)
			}
			if took := clock.Since(began); took > 10*time.Second {
				t.Errorf("the stop took %s", took)
			}
			if h := <-ended; h.err == nil && len(h.body) > 0 {
				t.Errorf("the client heard a whole answer: %q", h.bytes)
			}
			if got := slices.Contains(start(t, durable(dir)).registered(), "ST/1"); got != stored {
				t.Errorf("registered: %v, want %v", got, stored)
			}
		})
	}
}

// TestClientLeaves gives up while faults hold exchanges. The journal has them then, long before the wait is over.
func TestClientLeaves(t *testing.T) {
	t.Parallel()
	for do, stored := range holds() {
		t.Run(do, func(t *testing.T) {
			t.Parallel()
			s := start(t)
			w := s.wire()
			id := s.fault(`{"match":{"api":"generate"},"do":` + do + `}`)
			doc := document(t, "b2b", "L/1", 1)
			conn := w.dial()
			body := `{"Data":"` + sealed(w, doc) + `"}`
			if _, err := io.WriteString(conn, w.request("POST", "/eicore/v1.03/Invoice", body)); err != nil {
				t.Fatal(err)
			}
			s.struck(id, 1)
			if err := conn.Close(); err != nil {
				t.Fatal(err)
			}
			until(t, "the journal", func() bool { return s.noted().API == "generate" })
			if n := s.noted(); !strings.HasSuffix(n.Fault, "; id="+id) {
				t.Errorf("the journal names %q", n.Fault)
			}
			if got := slices.Contains(s.registered(), "L/1"); got != stored {
				t.Errorf("registered: %v, want %v", got, stored)
			}
		})
	}
}

// TestFaultsLeaveNothingBehind counts goroutines: 40 exchanges are struck, held, dropped and left, and none stays.
func TestFaultsLeaveNothingBehind(t *testing.T) { // alone: others would be counted too
	s := start(t)
	w := s.wire()
	quiet := func() int {
		http.DefaultTransport.(*http.Transport).CloseIdleConnections()
		return runtime.NumGoroutine()
	}
	before := quiet()
	w.fault(`{"id":"hold","match":{"api":"get"},"do":{"before":"timeout"}}`)
	for i := range 40 {
		fault := []string{"before=drop", "commit_then=drop", "commit_then=truncate", "dribble=20ms", "delay=20ms"}[i%5]
		w.get("/eivital/v1.04/heartbeat/ping", "X-Irpsim-Fault", fault)
	}
	var held []net.Conn
	for range 10 {
		conn := w.dial()
		if _, err := io.WriteString(conn, w.request("GET", "/eicore/v1.03/Invoice/irn/"+strings.Repeat("0", 64), "")); err != nil {
			t.Fatal(err)
		}
		held = append(held, conn)
	}
	w.struck("hold", 10)
	for _, conn := range held {
		_ = conn.Close()
	}
	began := clock.Wall()
	for quiet() > before {
		if clock.Since(began) > 20*time.Second {
			var stacks bytes.Buffer
			_ = pprof.Lookup("goroutine").WriteTo(&stacks, 1)
			t.Fatalf("%d goroutines, %d before:\n%s", quiet(), before, stacks.String())
		}
		runtime.Gosched()
	}
}

// TestDropUnderTLS: the reset comes without TLS's own farewell.
func TestDropUnderTLS(t *testing.T) {
	t.Parallel()
	s := start(t, func(c *server.Config) { c.ListenTLS = "127.0.0.1:0" })
	w := s.wire()
	pem, err := os.ReadFile(s.Info().CA)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(pem)
	for fault, want := range map[string]string{"before=drop": "", "before=504": "504 Gateway Timeout", "dribble=20ms": "e-Invoice Vital:-"} {
		conn, err := tls.Dial("tcp", strings.TrimPrefix(s.Info().HTTPS, "https://"), &tls.Config{RootCAs: roots})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(conn, w.request("GET", "/eivital/v1.04/heartbeat/ping", "", "X-Irpsim-Fault", fault)); err != nil {
			t.Fatal(err)
		}
		if h := listen(t, conn); !strings.Contains(string(h.body), want) || want == "" && (len(h.bytes) > 0 || !h.reset) {
			t.Errorf("%s over HTTPS: %q, reset %v", fault, h.bytes, h.reset)
		}
		_ = conn.Close()
	}
}
