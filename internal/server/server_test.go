package server_test

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/irpsim/irpsim/internal/client"
	"github.com/irpsim/irpsim/internal/server"
	"github.com/irpsim/irpsim/internal/store"
)

// TestReadyFile holds the file against what the contract names.
func TestReadyFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "ready.json")
	s := start(t, func(c *server.Config) { c.ReadyFile, c.ListenTLS = path, "127.0.0.1:0" })
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal(b, &got); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"http", "https", "admin", "pid", "ca", "creds"} {
		if got[name] == nil || got[name] == "" {
			t.Errorf("the ready file lacks %s: %s", name, b)
		}
	}
	if _, err := os.Stat(s.Info().CA); err != nil {
		t.Errorf("the ready file names a CA that is not there: %v", err)
	}
}

// TestCAPathIsWhole: whoever reads the ready file may stand in another folder than the simulator.
func TestCAPathIsWhole(t *testing.T) {
	t.Chdir(t.TempDir())
	s := start(t, func(c *server.Config) { c.Ephemeral, c.Data, c.ListenTLS = false, "irpsim.db", "127.0.0.1:0" })
	if got := s.Info().CA; !filepath.IsAbs(got) {
		t.Errorf("a simulator with relative --data names its CA as %s, want the whole path", got)
	}
}

// TestSummaryCountsTheDrain: an exchange that ends while the simulator stops is in the summary.
func TestSummaryCountsTheDrain(t *testing.T) {
	t.Parallel()
	s, err := server.Start(t.Context(), server.Config{Listen: "127.0.0.1:0", Ephemeral: true, Clock: today})
	if err != nil {
		t.Fatal(err)
	}
	address := strings.TrimPrefix(s.Info().HTTP, "http://")
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := io.WriteString(conn, "POST /eivital/v1.04/auth HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	answer := bufio.NewReader(conn)
	if _, err := answer.ReadString('\n'); err != nil { // 100 Continue: the exchange has begun
		t.Fatal(err)
	}
	done := make(chan server.Summary, 1)
	go func() {
		sum, err := s.Shutdown(t.Context())
		if err != nil {
			t.Errorf("shutdown: %v", err)
		}
		done <- sum
	}()
	for listens := true; listens; { // until the stop has begun
		var c net.Conn
		if c, err = net.Dial("tcp", address); err == nil {
			_ = c.Close()
		}
		listens = err == nil
	}
	if _, err := io.WriteString(conn, "{}"); err != nil {
		t.Fatal(err)
	}
	if sum := <-done; sum.Exchanges != 1 {
		t.Errorf("summary %q counts %d exchanges, want 1: the one that was open when the stop began", sum, sum.Exchanges)
	}
}

// TestStartRefuses gives clear errors for what a start can meet.
func TestStartRefuses(t *testing.T) {
	t.Parallel()
	busy, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer busy.Close()
	dir := t.TempDir()
	held := filepath.Join(dir, "held.db")
	start(t, func(c *server.Config) { c.Ephemeral, c.Data = false, held })
	garbage := filepath.Join(dir, "garbage.db")
	if err := os.WriteFile(garbage, []byte(strings.Repeat("not a store ", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name   string
		cfg    server.Config
		target error
		text   string
	}{
		{"port in use", server.Config{Listen: busy.Addr().String(), Ephemeral: true}, server.ErrPortInUse, "--listen"},
		{"bad address", server.Config{Listen: "nowhere", Ephemeral: true}, nil, "nowhere"},
		{"store in use", server.Config{Listen: "127.0.0.1:0", Data: held}, store.ErrInUse, held},
		{"no store", server.Config{Listen: "127.0.0.1:0", Data: garbage}, store.ErrNotStore, garbage},
		{"bad clock", server.Config{Listen: "127.0.0.1:0", Ephemeral: true, Clock: "soon"}, nil, "soon"},
		{"no keys folder", server.Config{Listen: "127.0.0.1:0", Ephemeral: true, Keys: garbage}, nil, garbage},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := server.Start(t.Context(), tt.cfg)
			if err == nil || (tt.target != nil && !errors.Is(err, tt.target)) || !strings.Contains(err.Error(), tt.text) {
				t.Errorf("got %v, want an error of kind %v that names %q", err, tt.target, tt.text)
			}
		})
	}
}

// TestAdminToken guards the control API, but not public keys and not the portal's face.
func TestAdminToken(t *testing.T) {
	t.Parallel()
	s := start(t, func(c *server.Config) { c.AdminToken, c.AdminListen = "sesame", "127.0.0.1:0" })
	i := s.Info()
	tests := []struct {
		url, token, origin, method string
		want                       int
	}{
		{i.Admin + "/_sim/v1/creds", "", "", "GET", 401},
		{i.Admin + "/_sim/v1/creds", "wrong", "", "GET", 401},
		{i.Admin + "/_sim/v1/creds", "sesame", "", "GET", 200},
		{i.Admin + "/_sim/v1/keys/encryption.pem", "", "", "GET", 200},
		{i.Admin + "/_sim/v1/worlds", "sesame", "https://evil.example", "POST", 403},
		{i.HTTP + "/_sim/v1/creds", "sesame", "", "GET", 404},
		{i.HTTP + "/readyz", "", "", "GET", 200},
		{i.HTTP + "/livez", "", "", "GET", 200},
		{i.HTTP + "/metrics", "", "", "GET", 200},
		{i.HTTP + "/", "", "", "GET", 200},
	}
	for _, tt := range tests {
		req, err := http.NewRequestWithContext(t.Context(), tt.method, tt.url, nil)
		if err != nil {
			t.Fatal(err)
		}
		if tt.token != "" {
			req.Header.Set("Authorization", "Bearer "+tt.token)
		}
		if tt.origin != "" {
			req.Header.Set("Origin", tt.origin)
		}
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, resp.Body)
		resp.Body.Close()
		if resp.StatusCode != tt.want {
			t.Errorf("%s %s with token %q, origin %q: %d, want %d", tt.method, tt.url, tt.token, tt.origin, resp.StatusCode, tt.want)
		}
	}
}

// TestMintedToken: an address that others can reach is never without a token.
func TestMintedToken(t *testing.T) {
	t.Parallel()
	s := start(t, func(c *server.Config) { c.Listen = "0.0.0.0:0" })
	if i := s.Info(); len(i.AdminToken) < 20 || !i.AdminTokenMinted {
		t.Errorf("listening on every address minted the token %q (minted %v)", i.AdminToken, i.AdminTokenMinted)
	}
}

// TestRestartKeepsEverything: invoices, worlds, settings, users, sessions and the clock outlive the process.
func TestRestartKeepsEverything(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	one := start(t, durable(dir))
	c := one.client()
	r, err := c.Generate(t.Context(), document(t, "b2b", "R/1", 1))
	if err != nil {
		t.Fatal(err)
	}
	token, _ := c.Session()
	one.control("PATCH", "/settings", `{"get_days":7}`, 200, nil)
	one.control("POST", "/clock/advance", `{"by":"1h"}`, 200, nil)
	var made struct {
		ClientID string `json:"client_id"`
	}
	one.control("POST", "/worlds", `{"name":"kept"}`, 201, &made)
	if _, err := one.Shutdown(t.Context()); err != nil {
		t.Fatal(err)
	}

	two := start(t, durable(dir), func(c *server.Config) { c.Clock = "" })
	again := two.client()
	got, err := again.Get(t.Context(), r.Irn)
	if err != nil || got.SignedInvoice != r.SignedInvoice {
		t.Errorf("after the restart get answered %v, %v", got, err)
	}
	if kept, _ := again.Session(); kept != token {
		t.Errorf("the token became %s, want %s", kept, token)
	}
	var clock struct{ Now, Mode string }
	two.control("GET", "/clock", "", 200, &clock)
	if clock.Mode != "frozen" || clock.Now != "2026-11-22T13:31:07+05:30" {
		t.Errorf("the clock stands at %+v, want frozen an hour after the start", clock)
	}
	if worlds := two.control("GET", "/worlds", "", 200, nil); !strings.Contains(worlds, made.ClientID) {
		t.Errorf("world %s is gone: %s", made.ClientID, worlds)
	}
}

// TestOneWinner: the same document sent by 64 clients at once is registered once.
func TestOneWinner(t *testing.T) {
	t.Parallel()
	s := start(t, durable(t.TempDir()))
	c := s.client()
	if err := c.Login(t.Context()); err != nil {
		t.Fatal(err)
	}
	doc := document(t, "b2b", "One/1", 1)
	irns := make([]string, 64)
	var wait sync.WaitGroup
	for i := range irns {
		wait.Go(func() {
			r, err := c.Generate(t.Context(), doc)
			if err == nil {
				irns[i] = r.Irn
				return
			}
			refusal, _ := errors.AsType[*client.Refusal](err)
			if refusal == nil || !refusal.Has("2150") {
				t.Errorf("a loser got %v, want 2150", err)
			}
		})
	}
	wait.Wait()
	if winners := countSet(irns); winners != 1 {
		t.Errorf("%d clients were told that they registered the document, want 1", winners)
	}
}

func countSet(list []string) (n int) {
	for _, s := range list {
		if s != "" {
			n++
		}
	}
	return n
}

// TestWorldsDoNotTouch: 40 worlds register the same document at once, each its own, under its own clock.
func TestWorldsDoNotTouch(t *testing.T) {
	t.Parallel()
	s := start(t)
	var wait sync.WaitGroup
	for range 40 {
		var made struct {
			ClientID     string `json:"client_id"`
			ClientSecret string `json:"client_secret"`
		}
		s.control("POST", "/worlds", `{}`, 201, &made)
		wait.Go(func() {
			c := s.client(func(c *client.Config) { c.ClientID, c.ClientSecret = made.ClientID, made.ClientSecret })
			r, err := c.Generate(t.Context(), document(t, "b2b", "Same/1", 1))
			if err != nil {
				t.Errorf("world %s: %v", made.ClientID, err)
				return
			}
			if _, err := c.Cancel(t.Context(), r.Irn, "1", "own world"); err != nil {
				t.Errorf("world %s: %v", made.ClientID, err)
			}
		})
	}
	wait.Wait()
	if rows := s.control("GET", "/invoices", "", 200, nil); strings.TrimSpace(rows) != "[]" {
		t.Errorf("the default world has invoices of others: %s", rows)
	}
}

// TestOwnCredentials: the environment's credentials are the default world's, a GSTIN without a right check character too.
func TestOwnCredentials(t *testing.T) {
	t.Parallel()
	want := server.Credentials{ClientID: "OWNCLIENT", ClientSecret: "own-secret", UserName: "own_user", Password: "own-Pass1", GSTIN: "29ABCDE1234F1Z9"}
	s := start(t, func(c *server.Config) { c.Credentials = want })
	if got := s.Info().Creds; got != want {
		t.Errorf("credentials are %+v, want %+v", got, want)
	}
	if err := s.client().Login(t.Context()); err != nil {
		t.Errorf("login with own credentials: %v", err)
	}
}
