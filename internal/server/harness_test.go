package server_test

import (
	"bytes"
	"crypto/rsa"
	"encoding/json"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/irpsim/irpsim/internal/chance"
	"github.com/irpsim/irpsim/internal/client"
	"github.com/irpsim/irpsim/internal/clock"
	"github.com/irpsim/irpsim/internal/sample"
	"github.com/irpsim/irpsim/internal/server"
)

// today is the frozen instant of the tests.
const today = "2026-11-22T12:31:07+05:30"

// sim is a simulator of a test's own, on a real port, with a frozen clock and fixed chance.
type sim struct {
	*server.Server
	t   testing.TB
	key *rsa.PublicKey
}

func start(t testing.TB, change ...func(*server.Config)) *sim {
	t.Helper()
	seed := uint64(1)
	cfg := server.Config{Listen: "127.0.0.1:0", Ephemeral: true, Rand: &seed, Clock: today, Version: "test"}
	for _, c := range change {
		c(&cfg)
	}
	s, err := server.Start(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := s.Shutdown(t.Context()); err != nil {
			t.Errorf("shutdown: %v", err)
		}
	})
	key, err := client.FetchKey(t.Context(), http.DefaultClient, s.Info().Admin, s.Info().AdminToken)
	if err != nil {
		t.Fatal(err)
	}
	return &sim{s, t, key}
}

// durable keeps the state in a file with fsync.
func durable(dir string) func(*server.Config) {
	return func(c *server.Config) { c.Ephemeral, c.Data = false, filepath.Join(dir, "irpsim.db") }
}

func (s *sim) client(change ...func(*client.Config)) *client.Client {
	s.t.Helper()
	i := s.Info()
	seed := uint64(2)
	cfg := client.Config{
		BaseURL: i.HTTP, ClientID: i.Creds.ClientID, ClientSecret: i.Creds.ClientSecret, UserName: i.Creds.UserName,
		Password: i.Creds.Password, GSTIN: i.Creds.GSTIN, Key: s.key, Chance: chance.New(&seed, "client"),
	}
	for _, c := range change {
		c(&cfg)
	}
	c, err := client.New(cfg)
	if err != nil {
		s.t.Fatal(err)
	}
	return c
}

// document makes a valid document of a kind with the given number.
func document(t testing.TB, kind, number string, items int) []byte {
	t.Helper()
	at, err := time.Parse(time.RFC3339, today)
	if err != nil {
		t.Fatal(err)
	}
	d, err := sample.Make(kind, sample.Options{Number: number, Date: at.In(clock.IST), Items: items})
	if err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// control makes a control call and decodes its answer into v, which may be nil.
func (s *sim) control(method, path, body string, status int, v any) string {
	s.t.Helper()
	req, err := http.NewRequestWithContext(s.t.Context(), method, s.Info().Admin+"/_sim/v1"+path, strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+s.Info().AdminToken)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		s.t.Fatal(err)
	}
	defer resp.Body.Close()
	got, err := io.ReadAll(resp.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	if resp.StatusCode != status {
		s.t.Fatalf("%s %s answered %d, want %d: %s", method, path, resp.StatusCode, status, got)
	}
	if v != nil {
		if err := json.NewDecoder(bytes.NewReader(got)).Decode(v); err != nil {
			s.t.Fatalf("%s %s: %v in %s", method, path, err, got)
		}
	}
	return string(got)
}
