package server_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/irpsim/irpsim/internal/client"
	"github.com/irpsim/irpsim/internal/seed"
	"github.com/irpsim/irpsim/internal/server"
	"github.com/irpsim/irpsim/schemas"
)

func seeded(t *testing.T, text string) func(*server.Config) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "seed.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	s, wrong := seed.Read(path)
	if wrong != nil {
		t.Fatal(wrong)
	}
	return func(c *server.Config) { c.Seed = s }
}

// TestSeed: what a seed says is there before the first call, and looks to a client as if it had registered it.
func TestSeed(t *testing.T) {
	t.Parallel()
	s := start(t, seeded(t, `
client_id: SEEDED29TXP0001
client_secret: seededSecret
users: [{user_name: seeded_user, password: seededPass, gstin: 29ZZZCB0002B1ZW}]
invoices:
- {case: b2b-inter, number: SEED/1, registered: -1d}
- {case: b2b-inter, number: SEED/2, registered: -3d}
worlds:
- client_id: OTHER29TXP00001
  users: [{user_name: other_user, password: p, gstin: 27ZZZCB0002B1Z0}]
  invoices: [{case: b2b, number: SEED/1}]
`))
	want := server.Credentials{ClientID: "SEEDED29TXP0001", ClientSecret: "seededSecret", UserName: "seeded_user", Password: "seededPass", GSTIN: "29ZZZCB0002B1ZW"}
	if got := s.Info().Creds; got != want {
		t.Errorf("the ready file has %+v, want %+v", got, want)
	}
	got, err := s.client().GetByDoc(t.Context(), "INV", "SEED/1", "21/11/2026")
	if err != nil {
		t.Fatal(err)
	}
	if again, err := s.client().Get(t.Context(), got.Irn); err != nil || again.SignedInvoice == "" || again.AckNo != got.AckNo {
		t.Errorf("read by IRN: %+v, %v; want the same invoice as by its document, %+v", again, err, got)
	}
	other := s.client(func(c *client.Config) {
		c.ClientID, c.ClientSecret, c.UserName, c.Password, c.GSTIN = "OTHER29TXP00001", "irpsimClientSecret01", "other_user", "p", "27ZZZCB0002B1Z0"
	})
	if _, err := other.GetByDoc(t.Context(), "INV", "SEED/1", "22/11/2026"); err != nil {
		t.Errorf("the other world's invoice: %v", err)
	}
	var exchanges []struct{ API string }
	s.control("GET", "/journal", "", 200, &exchanges)
	for _, e := range exchanges {
		if e.API == "generate" {
			t.Errorf("the journal has %v, want nothing of the seed", exchanges)
		}
	}
	published := s.control("GET", "/schemas/seed.json", "", 200, nil)
	if own, _ := schemas.Bytes("seed.json"); published != string(own) {
		t.Errorf("/schemas/seed.json serves %d bytes, want the %d of schemas/seed.json", len(published), len(own))
	}
}

// TestSeedThatDoesNotHold: the start fails with the complaints, and nothing keeps the port.
func TestSeedThatDoesNotHold(t *testing.T) {
	t.Parallel()
	cfg := server.Config{Listen: "127.0.0.1:0", Ephemeral: true, Clock: today}
	seeded(t, "invoices: [{case: b2b, number: X/1, date: 2027-01-01}]")(&cfg)
	srv, err := server.Start(t.Context(), cfg)
	if err == nil {
		_, err = srv.Shutdown(t.Context())
		t.Fatalf("the simulator started with a refused invoice (shutdown: %v)", err)
	}
	if wrong, ok := errors.AsType[seed.Complaints](err); !ok || len(wrong) != 1 || !strings.Contains(wrong[0], "seed.yaml:1: invoice X/1 is refused: 2163 ") {
		t.Errorf("error %v, want one complaint with code 2163", err)
	}
}
