package server_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/tls"
	"encoding/json"
	"io"
	"net"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/irpsim/irpsim/internal/chaos"
	"github.com/irpsim/irpsim/internal/clock"
	"github.com/irpsim/irpsim/internal/server"
)

// The tests of this file run alone, see steady.

// TestSlowClients: clients that send slowly, or nothing, are let go, and cost nobody else anything.
func TestSlowClients(t *testing.T) {
	s := start(t, impatient)
	c := s.client()
	if err := c.Login(t.Context()); err != nil {
		t.Fatal(err)
	}
	steady(t, 8<<20, func() {
		var conns []net.Conn
		for range 60 {
			conns = append(conns,
				s.dial("GET /livez HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "),
				s.dial(ask("POST", "/eicore/v1.03/Invoice", 1000)+`{"Data":"`),
				s.dial(ask("POST", "/_sim/v1/worlds", 1000)+`{"name":"`),
				s.dial(ask("POST", "/theme", 1000)+`theme=`),
				s.dial(ask("GET", "/livez", 0)),
				s.dial(""))
		}
		if _, err := c.Generate(t.Context(), document(t, "b2b", "SLOW/1", 1)); err != nil {
			t.Errorf("a registration beside %d slow clients: %v", len(conns), err)
		}
		for i, conn := range conns {
			_ = conn.SetReadDeadline(clock.Wall().Add(20 * time.Second))
			got, err := io.ReadAll(conn)
			if err != nil && !strings.Contains(err.Error(), "reset") {
				t.Fatalf("slow client %d is not let go: %v after %q", i, err, got)
			}
			_ = conn.Close()
		}
	})
	s.quiet()
}

// TestUnreadAnswers: clients that ask for much, read nothing and go leave nothing behind.
func TestUnreadAnswers(t *testing.T) {
	s := start(t)
	much := strings.Repeat(ask("GET", "/_sim/v1/openapi.json", 0)+ask("GET", "/openapi.json", 0), 40)
	steady(t, 8<<20, func() {
		for range 30 {
			conn := s.dial(much)
			if _, err := conn.Read(make([]byte, 1)); err != nil {
				t.Error(err)
			}
			_ = conn.Close()
		}
	})
	s.quiet()
}

// TestIdleConnections: a thousand connections that do nothing cost little, and nothing when they are gone.
func TestIdleConnections(t *testing.T) {
	s := start(t)
	steady(t, 8<<20, func() {
		before := live()
		var conns []net.Conn
		for range 1000 {
			conn := s.dial(ask("GET", "/livez", 0))
			if line, err := bufio.NewReader(conn).ReadString('\n'); err != nil || !strings.Contains(line, "200") {
				t.Fatalf("connection %d: %q, %v", len(conns), line, err)
			}
			conns = append(conns, conn)
		}
		if each := (int64(live()) - int64(before)) / 1000; each > 64<<10 {
			t.Errorf("an idle connection costs %d bytes", each)
		}
		if got := s.metricsText(); !strings.Contains(got, "irpsim_connections_open 100") {
			t.Error("/metrics does not show the open connections")
		}
		for _, conn := range conns {
			_ = conn.Close()
		}
	})
}

// TestConnectionCap: the cap holds, idle connections make room, and when none idles the next client waits for its turn.
func TestConnectionCap(t *testing.T) {
	s := start(t, func(c *server.Config) { c.MaxConnections = 10 })
	steady(t, 8<<20, func() {
		var conns []net.Conn
		defer func() {
			for _, conn := range conns {
				_ = conn.Close()
			}
		}()
		for i := range 40 {
			conn := s.dial(ask("GET", "/livez", 0))
			conns = append(conns, conn)
			if line, err := bufio.NewReader(conn).ReadString('\n'); err != nil || !strings.Contains(line, "200") {
				t.Fatalf("connection %d beside idle ones: %q, %v", i, line, err)
			}
		}
		busy := make([]net.Conn, 0, 10)
		for range 10 { // they take the places of the idle ones, and stay busy
			conn := s.dial("GET /livez HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ")
			busy = append(busy, conn)
		}
		conns = append(conns, busy...)
		late := s.dial(ask("GET", "/livez", 0))
		conns = append(conns, late)
		_ = late.SetReadDeadline(clock.Wall().Add(200 * time.Millisecond))
		if n, err := late.Read(make([]byte, 1)); err == nil {
			t.Errorf("an eleventh connection got %d bytes beside ten busy ones", n)
		}
		_ = busy[0].Close()
		_ = late.SetReadDeadline(clock.Wall().Add(20 * time.Second))
		if line, err := bufio.NewReader(late).ReadString('\n'); err != nil || !strings.Contains(line, "200") {
			t.Errorf("after a busy connection ended the next got %q, %v", line, err)
		}
	})
	if got := s.metricsText(); !strings.Contains(got, "irpsim_connections_limit 10\n") || strings.Contains(got, "irpsim_connections_ousted_total 0\n") {
		t.Errorf("/metrics does not tell of the cap:\n%s", got)
	}
}

// sealedBody makes the body of a registration of about so many bytes: a document of many lines, filled up with blanks.
func (s *sim) sealedBody(number, token string, bytes int) string {
	s.t.Helper()
	plain := document(s.t, "b2b", number, 1000)
	if fill := bytes*3/4 - len(plain); fill > 0 {
		plain = append(plain[:len(plain)-1], strings.Repeat(" ", fill)+"}"...)
	}
	in, err := json.Marshal(map[string]string{"plain": string(plain), "auth_token": token})
	if err != nil {
		s.t.Fatal(err)
	}
	var out struct{ Data string }
	s.control("POST", "/crypto/encrypt", string(in), 200, &out)
	return `{"Data":"` + out.Data + `"}`
}

// TestVanishingClients: sixty clients send 1.9 MB each and go. They are worked on a few at a time, and not once it is known
// that they have gone.
func TestVanishingClients(t *testing.T) {
	s := start(t)
	c := s.client()
	if err := c.Login(t.Context()); err != nil {
		t.Fatal(err)
	}
	token, _ := c.Session()
	body := s.sealedBody("GONE/1", token, 1_900_000)
	if len(body) < 1_800_000 || len(body) > 2<<20 {
		t.Fatalf("the body has %d bytes", len(body))
	}
	s.control("DELETE", "/journal", "", 204, nil)
	i := s.Info().Creds
	head := ask("POST", "/eicore/v1.03/Invoice", len(body), "client_id: "+i.ClientID+"\r\n", "client_secret: "+i.ClientSecret+"\r\n",
		"Gstin: "+i.GSTIN+"\r\n", "user_name: "+i.UserName+"\r\n", "AuthToken: "+token+"\r\n")
	const most = 240 << 20     // all sixty at once would take 330; the heap counts what is not collected yet
	steady(t, 24<<20, func() { // a journal of 16 MiB among it
		base, peak := live(), uint64(0)
		ctx, stop := context.WithCancel(t.Context())
		var watch, wg sync.WaitGroup
		watch.Go(func() {
			for chaos.Wait(ctx, 2*time.Millisecond) {
				var m runtime.MemStats
				runtime.ReadMemStats(&m)
				peak = max(peak, m.HeapAlloc)
			}
		})
		for range 60 {
			wg.Go(func() {
				conn, err := net.Dial("tcp", strings.TrimPrefix(s.Info().HTTP, "http://"))
				if err != nil {
					t.Error(err)
					return
				}
				_, _ = io.WriteString(conn, head)
				_, _ = io.WriteString(conn, body)
				_ = conn.Close()
			})
		}
		wg.Wait()
		if _, err := c.Generate(t.Context(), document(t, "b2b", "STILL/1", 1)); err != nil {
			t.Errorf("a registration beside them: %v", err)
		}
		// The journal holds the newest eight of such exchanges; those before were the login, so the last has the ID 1+61.
		s.control("GET", "/journal/await?since=61&timeout=60s", "", 200, nil)
		stop()
		watch.Wait()
		if peak > base+most {
			t.Errorf("memory rose by %d MiB, want at most %d", (peak-base)>>20, most>>20)
		}
		t.Logf("memory rose by %d MiB", (int64(peak)-int64(base))>>20)
	})
	if got := s.metricsText(); !strings.Contains(got, `outcome="gone"`) {
		t.Error("of 60 clients that went none was noticed")
	}
	s.quiet()
}

// TestHugeInputs: whatever is sent, the answer is clear and the memory stays.
func TestHugeInputs(t *testing.T) {
	s := start(t)
	r := s.raw()
	var bomb bytes.Buffer
	zip := gzip.NewWriter(&bomb)
	for range 256 {
		_, _ = zip.Write(make([]byte, 1<<20))
	}
	_ = zip.Close()
	c := s.client()
	if err := c.Login(t.Context()); err != nil {
		t.Fatal(err)
	}
	token, _ := c.Session()
	r.headers["AuthToken"] = token
	digits := strings.Replace(string(document(t, "b2b", "DIGITS/1", 1)), `"TotInvVal":`, `"TotInvVal":`+strings.Repeat("9", 1_000_000), 1)
	with := func(name, value string) map[string]string {
		h := map[string]string{name: value}
		for k, v := range r.headers {
			h[k] = v
		}
		return h
	}
	steady(t, 24<<20, func() {
		for _, tt := range []struct {
			name, path, body string
			headers          map[string]string
			status           int
			want             string
		}{
			{"huge header", "/eicore/v1.03/Invoice", "{}", with("X-Huge", strings.Repeat("h", 200_000)), 431, ""},
			{"2 MB and a byte", "/eicore/v1.03/Invoice", strings.Repeat("x", 2<<20+1), r.headers, 200, `"Status":0`},
			{"2 MB and a byte at the login", "/eivital/v1.04/auth", strings.Repeat("x", 2<<20+1), r.headers, 200, `"Status":0`},
			{"deep JSON", "/eicore/v1.03/Invoice", strings.Repeat("[", 1_000_000), r.headers, 200, `"Status":0`},
			{"deep JSON in Data", "/eicore/v1.03/Invoice", `{"Data":` + strings.Repeat(`{"a":`, 300_000), r.headers, 200, `"Status":0`},
			{"gzip bomb", "/eicore/v1.03/Invoice", bomb.String(), with("Content-Encoding", "gzip"), 200, `"Status":0`},
			{"gzip bomb at the control API", "/_sim/v1/worlds", bomb.String(), with("Content-Encoding", "gzip"), 400, "JSON"},
			{"8 MB and a byte at the control API", "/_sim/v1/verify", strings.Repeat("x", 8<<20+1), r.headers, 400, "8 MiB"},
			{"deep JSON to explain", "/_sim/v1/explain", strings.Repeat("[", 1_000_000), r.headers, 200, `"clean":false`},
			{"long path", "/" + strings.Repeat("p", 60_000), "", r.headers, 404, "Message"},
		} {
			status, got := r.send(tt.path, tt.body, tt.headers)
			if status != tt.status || !strings.Contains(got, tt.want) {
				t.Errorf("%s: HTTP %d %.200s, want %d with %s", tt.name, status, got, tt.status, tt.want)
			}
		}
		for name, doc := range map[string]string{"a million digits": digits, "deep document": strings.Repeat(`{"a":`, 200_000), "deep list": strings.Repeat("[", 500_000)} {
			if _, err := c.Generate(t.Context(), []byte(doc)); code(t, err) != "5002" {
				t.Errorf("%s: %v, want 5002", name, err)
			}
		}
	})
	s.quiet()
}

// TestConnectionCapOverTLS: idle connections make room over HTTPS as well.
func TestConnectionCapOverTLS(t *testing.T) {
	s := start(t, func(c *server.Config) { c.ListenTLS, c.MaxConnections, c.Data = "127.0.0.1:0", 3, t.TempDir()+"/x.db" })
	for i := range 9 {
		conn, err := tls.Dial("tcp", strings.TrimPrefix(s.Info().HTTPS, "https://"), &tls.Config{InsecureSkipVerify: true}) // whose certificate it is is tested elsewhere
		if err != nil {
			t.Fatalf("connection %d beside idle ones: %v", i, err)
		}
		defer conn.Close()
		_ = conn.SetDeadline(clock.Wall().Add(20 * time.Second))
		if _, err := io.WriteString(conn, ask("GET", "/livez", 0)); err != nil {
			t.Fatal(err)
		}
		if line, err := bufio.NewReader(conn).ReadString('\n'); err != nil || !strings.Contains(line, "200") {
			t.Fatalf("connection %d beside idle ones: %q, %v", i, line, err)
		}
	}
}
