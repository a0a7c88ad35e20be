package server_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/irpsim/irpsim/internal/server"
)

// controlCalls lists the calls of the control API from its document, as method and path.
func (s *sim) controlCalls() (calls [][2]string) {
	s.t.Helper()
	var doc struct {
		Paths map[string]map[string]any `json:"paths"`
	}
	s.control("GET", "/openapi.json", "", 200, &doc)
	for path, methods := range doc.Paths {
		for method := range methods {
			calls = append(calls, [2]string{strings.ToUpper(method), "/_sim/v1" + strings.TrimPrefix(path, "/_sim/v1")})
		}
	}
	if len(calls) < 40 {
		s.t.Fatalf("only %d calls in the OpenAPI document", len(calls))
	}
	return calls
}

// status sends a request and returns the status of its answer.
func (s *sim) status(method, path, host string, headers map[string]string) int {
	s.t.Helper()
	req, err := http.NewRequestWithContext(s.t.Context(), method, s.Info().HTTP+path, strings.NewReader("{}"))
	if err != nil {
		s.t.Fatal(err)
	}
	if host != "" {
		req.Host = host
	}
	for name, value := range headers {
		req.Header.Set(name, value)
	}
	resp, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		s.t.Fatal(err)
	}
	defer resp.Body.Close()
	return resp.StatusCode
}

// TestRebinding: without an admin token, a page of the web that points its own name here reaches neither control API nor
// portal.
func TestRebinding(t *testing.T) {
	t.Parallel()
	s := start(t)
	for _, call := range s.controlCalls() {
		path := filled(call[1], "IRPSIM29TXP0001")
		for _, host := range []string{"attacker.example", "127.0.0.1.attacker.example:7017", "localhost.attacker.example"} {
			if got := s.status(call[0], path, host, nil); got != 403 {
				t.Errorf("%s %s for host %s: HTTP %d, want 403", call[0], path, host, got)
			}
		}
	}
	for _, path := range append(s.Forms(), "/inspector", "/invoices", "/controls") {
		if got := s.status("GET", filled(path, "x"), "attacker.example", map[string]string{"Accept": "text/html"}); got != 403 && got != 404 {
			t.Errorf("GET %s for host attacker.example: HTTP %d, want 403", path, got)
		}
	}
}

// TestCrossSite: no page of another site can change anything, by whatever call or form.
func TestCrossSite(t *testing.T) {
	t.Parallel()
	s := start(t)
	for name, headers := range map[string]map[string]string{
		"a browser of today": {"Sec-Fetch-Site": "cross-site"}, "another port of this machine": {"Sec-Fetch-Site": "same-site"},
		"an older browser": {"Origin": "https://attacker.example"}, "a sandboxed frame": {"Origin": "null"},
	} {
		changing := 0
		for _, call := range s.controlCalls() {
			if call[0] == http.MethodGet {
				continue
			}
			changing++
			if got := s.status(call[0], filled(call[1], "x"), "", headers); got != 403 {
				t.Errorf("%s: %s %s: HTTP %d, want 403", name, call[0], call[1], got)
			}
		}
		for _, path := range s.Forms() {
			changing++
			if got := s.status("POST", filled(path, "x"), "", headers); got != 403 {
				t.Errorf("%s: POST %s: HTTP %d, want 403", name, path, got)
			}
		}
		if changing < 30 {
			t.Errorf("only %d calls and forms that change something", changing)
		}
	}
}

// TestTraversal: no parameter of any call leads to a file of the machine.
func TestTraversal(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	const canary = "canary-7f3a"
	for _, name := range []string{"passwd", "passwd.json", "passwd.csv", "passwd.md", "passwd.pem"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(canary), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s := start(t, durable(dir))
	calls := s.controlCalls()
	for _, r := range s.Routes() {
		calls = append(calls, [2]string{r.Method, r.Path})
	}
	for _, page := range []string{"/guides/{x}", "/docs/{x}", "/static/{x}", "/errors/{x}", "/rules/{x}", "/masters/{x}", "/code/{x}", "/exercises/{x}", "/invoices/{x}"} {
		calls = append(calls, [2]string{"GET", page})
	}
	tried := 0
	for _, call := range calls {
		before, _, ok := strings.Cut(call[1], "{")
		if !ok {
			continue
		}
		for _, way := range []string{"../../../../../../../.." + dir + "/passwd", dir + "/passwd", "..%2f..%2f..%2f..%2f..%2f..%2f" + strings.ReplaceAll(dir[1:], "/", "%2f") + "%2fpasswd", "file://" + dir + "/passwd", "..\\..\\passwd", "....//....//passwd%00"} {
			tried++
			conn := s.dial(strings.Replace(ask(call[0], before+strings.ReplaceAll(way, " ", "%20"), 0), "Content-Type", "Connection: close\r\nContent-Type", 1))
			var got bytes.Buffer
			if _, err := got.ReadFrom(conn); err != nil {
				t.Errorf("%s %s%s: %v", call[0], before, way, err)
			}
			conn.Close()
			if strings.Contains(got.String(), canary) {
				t.Errorf("%s %s%s shows a file of the machine", call[0], before, way)
			}
		}
	}
	if tried < 150 {
		t.Errorf("only %d addresses with parameters were tried", tried)
	}
}

// TestPublicKeysBeyondLoopback: the keys that everybody has are marked, warned of where others can reach them, and refused
// there when that is asked for.
func TestPublicKeysBeyondLoopback(t *testing.T) {
	t.Parallel()
	yes, no := true, false
	own := filepath.Join(t.TempDir(), "keys")
	for _, tt := range []struct {
		name, listen string
		allow        *bool
		keys         string
		warned       bool
		refused      bool
	}{
		{"loopback", "127.0.0.1:0", nil, "", false, false},
		{"loopback, refused elsewhere", "127.0.0.1:0", &no, "", false, false},
		{"everywhere", "0.0.0.0:0", nil, "", true, false},
		{"everywhere, confirmed", "0.0.0.0:0", &yes, "", false, false},
		{"everywhere, refused", "0.0.0.0:0", &no, "", false, true},
		{"everywhere with keys of one's own", "0.0.0.0:0", &no, own, false, false},
	} {
		var log bytes.Buffer
		s, err := server.Start(t.Context(), server.Config{
			Listen: tt.listen, Ephemeral: true, AllowTestKeys: tt.allow, Keys: tt.keys, Log: slog.New(slog.NewTextHandler(&log, nil)),
		})
		if tt.refused {
			if !errors.Is(err, server.ErrConfig) || !strings.Contains(err.Error(), "--keys") {
				t.Errorf("%s: %v, want a refusal that says what to do", tt.name, err)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		if got := strings.Contains(log.String(), "level=WARN"); got != tt.warned {
			t.Errorf("%s: warned %v, want %v: %s", tt.name, got, tt.warned, &log)
		}
		if i := s.Info(); i.TestKeys != (tt.keys == "") || (i.AdminToken != "") != strings.HasPrefix(tt.listen, "0") {
			t.Errorf("%s: test keys %v, admin token %q", tt.name, i.TestKeys, i.AdminToken)
		}
		if _, err := s.Shutdown(t.Context()); err != nil {
			t.Error(err)
		}
	}
	if got := start(t).metricsText(); !strings.Contains(got, `test_keys="true"`) {
		t.Error("/metrics does not mark the test keys")
	}
}

// TestSecretsUnderWrongNames: a secret that a client sends in the wrong place shows neither in journal, archive, capsule nor
// log.
func TestSecretsUnderWrongNames(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	s := start(t, func(c *server.Config) {
		c.AdminToken, c.Log = "Adm1nTokenOfATest", slog.New(slog.NewJSONHandler(&log, nil))
	})
	c := s.client()
	if err := c.Login(t.Context()); err != nil {
		t.Fatal(err)
	}
	token, _ := c.Session()
	i := s.Info().Creds
	r := s.raw()
	for name, secret := range map[string]string{"password": i.Password, "client secret": i.ClientSecret, "AuthToken": token, "admin token": s.Info().AdminToken} {
		for _, header := range []string{"user_name", "X-Request", "gstin", "client_id", "Referer"} {
			r.send("/eicore/v1.03/Invoice", `{"Data":"`+secret+`","note":"`+secret+`"}`, r.with(header, secret))
			if header != "client_id" {
				r.send("/eicore/v1.03/Invoice/irn/"+strings.ReplaceAll(secret, "/", ""), "", r.with("AuthToken", token, header, secret))
			}
		}
		quoted, err := json.Marshal(secret)
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range []string{"/journal?limit=1000", "/journal?limit=1000&format=har", "/audit"} {
			got := s.control("GET", path, "", 200, nil)
			if at := strings.Index(got, string(quoted[1:len(quoted)-1])); at >= 0 {
				t.Errorf("GET %s shows the %s: %s", path, name, got[max(0, at-200):at+len(secret)])
			}
		}
		if at := strings.Index(log.String(), secret); at >= 0 {
			t.Errorf("the log shows the %s: %s", name, log.String()[max(0, at-200):at+len(secret)])
		}
	}
}
