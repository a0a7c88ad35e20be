package irptest

import (
	"context"
	"crypto/rsa"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/irpsim/irpsim/internal/clock"
	"github.com/irpsim/irpsim/internal/sample"
	"github.com/irpsim/irpsim/internal/world"
)

// T is what irptest needs of a test. *testing.T, *testing.B and *testing.F have it, and so do the test values of most
// frameworks.
type T interface {
	Helper()
	Name() string
	Cleanup(func())
	Logf(format string, args ...any)
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
	Failed() bool
}

// StartTime is where the clock of a world stands unless [WithClock] says otherwise: a Wednesday in the middle of the
// financial year 2026-27.
const StartTime = "2026-07-15T11:00:00+05:30"

// Sim is a simulated portal that belongs to one test. Its methods may be called from any goroutine, but those that can
// fail the test at once, as t.Fatal does, only do so well on the goroutine of the test.
type Sim struct {
	// URL is the base URL of the portal: what a program is configured with in place of NIC's.
	URL string
	// Clock is the clock of the portal.
	Clock *Clock

	t       T
	host    *host
	world   *world.World
	key     *rsa.PublicKey
	numbers *sample.Numbers
	seed    uint64

	mu      sync.Mutex
	clients map[string]*Client // by lower-cased user name
	armed   []*Armed
	allowed map[Check]bool
	logins  int             // that may be in vain
	read    map[string]bool // IRNs that were taken out of an Error
}

// New starts a simulated portal for the test and removes it when the test ends. What the options say wrong fails the test
// at once, with every complaint.
func New(t T, options ...Option) *Sim {
	t.Helper()
	c := config{start: startTime(), logins: defaultLogins, allowed: map[Check]bool{}}
	for _, o := range options {
		o(&c)
	}
	s, err := open(t, c)
	if err != nil {
		t.Fatalf("irptest: no simulator for this test: %v", err)
		return nil
	}
	return s
}

func startTime() time.Time {
	at, err := time.Parse(time.RFC3339, StartTime)
	if err != nil {
		panic("irptest: StartTime: " + err.Error()) // a broken constant; every test would show it
	}
	return at.In(clock.IST)
}

// open makes the world of a test, on the shared server or on one of its own.
func open(t T, c config) (*Sim, error) {
	settings, taxpayers, err := c.check()
	if err != nil {
		return nil, err
	}
	ctx := context.Background() // the world outlives no test; a test's own context ends before its cleanup
	var h *host
	var w *world.World
	if c.own {
		h, w, err = ownHost(ctx, c, settings, taxpayers)
	} else if h, err = shared(); err == nil {
		w, err = h.newWorld(ctx, t.Name(), c, settings, taxpayers)
	}
	if err != nil {
		return nil, err
	}
	s := &Sim{
		URL: h.url, t: t, host: h, world: w, key: h.key, seed: c.seed, clients: map[string]*Client{},
		allowed: c.allowed, logins: c.logins, read: map[string]bool{}, numbers: sample.NewNumbers(c.source("numbers/" + w.ID)),
	}
	s.Clock = &Clock{sim: s}
	t.Cleanup(func() {
		s.judge()
		if err := h.release(ctx, w); err != nil {
			t.Errorf("irptest: the world of this test could not be removed: %v", err)
		}
	})
	return s, nil
}

// Creds are what a program needs to log in. JSON names are those of the control API.
type Creds struct {
	URL              string `json:"url"` // base URL of the portal
	ClientID         string `json:"client_id"`
	ClientSecret     string `json:"client_secret"`
	UserName         string `json:"user_name"`
	Password         string `json:"password"`
	GSTIN            string `json:"gstin"`
	EncryptionKeyPEM string `json:"encryption_key_pem"` // the portal's public key, with which logins are encrypted
}

// Creds returns the credentials of the world's first user: the one of [WithUser], else the seller 29ZZZCS0001A1ZI.
func (s *Sim) Creds() Creds { return s.creds(s.world.Users()[0]) }

// CredsOf returns the credentials of another user of the world, such as irpsim_mh (a seller in Maharashtra) or irpsim_eco
// (an e-commerce operator). A user that the world does not have fails the test.
func (s *Sim) CredsOf(userName string) Creds {
	s.t.Helper()
	u, ok := s.world.User(userName)
	if !ok {
		var names []string
		for _, u := range s.world.Users() {
			names = append(names, u.Name)
		}
		s.t.Fatalf("irptest: there is no user %q; this world has %s, and irptest.WithUser adds one", userName, strings.Join(names, ", "))
	}
	return s.creds(u)
}

func (s *Sim) creds(u world.User) Creds {
	return Creds{
		URL: s.URL, ClientID: s.world.ID, ClientSecret: s.world.Secret(), UserName: u.Name, Password: u.Password, GSTIN: u.Gstin,
		EncryptionKeyPEM: s.host.keyPEM,
	}
}

// Control makes a call of the control API (/_sim/v1) about this test's world and returns its answer. Path begins behind
// the prefix: "/journal?limit=5". In, unless nil, is sent as JSON. What the API refuses fails the test.
func (s *Sim) Control(method, path string, in any) []byte {
	s.t.Helper()
	answer, err := s.host.control(context.Background(), s.world.ID, method, path, in)
	if err != nil {
		s.t.Fatalf("irptest: %s %s: %v", method, path, err)
	}
	return answer
}

// Set changes settings of the world while the test runs.
func (s *Sim) Set(settings Settings) {
	s.t.Helper()
	s.Control(http.MethodPatch, "/settings", settings)
}

// AddTaxpayer puts taxpayers into the register of the world, or replaces those with the same GSTIN.
func (s *Sim) AddTaxpayer(taxpayers ...Taxpayer) {
	s.t.Helper()
	for _, t := range taxpayers {
		entry, err := t.entry()
		if err == nil {
			err = s.world.PutTaxpayer(context.Background(), entry)
		}
		if err != nil {
			s.t.Fatalf("irptest: %v", err)
		}
	}
}
