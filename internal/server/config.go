package server

import (
	"cmp"
	"log/slog"
	"time"

	"github.com/irpsim/irpsim/internal/seed"
	"github.com/irpsim/irpsim/internal/world"
)

// Credentials name a client and one of its users.
type Credentials = world.Credentials

// Config says how to run. The zero value of a member means what its flag's default means.
type Config struct {
	Listen      string // host:port; port 0 picks a free one
	ListenTLS   string // the same on HTTPS; "" for none
	AdminListen string // where /_sim stands; "" for the same port
	AdminToken  string // Bearer token of /_sim; "" on a non-loopback address mints one
	Data        string // the bbolt file
	Ephemeral   bool   // state in a temporary file without fsync, removed at the end
	Prefixes    string // more prefixes of gateways' faces: face=/path, separated by commas
	Keys        string // folder of key pairs; "" for the test keys inside the binary
	FastKeys    bool   // the test keys with a signing key that signs faster; not together with Keys
	// AllowTestKeys says whether the built-in test keys may be used where others can reach the simulator: true confirms it,
	// false refuses to start so, nil allows it with a warning.
	AllowTestKeys *bool
	Rand          *uint64
	Clock         string // real, an RFC 3339 instant, or an offset
	ReadyFile     string
	Credentials   Credentials // of the default world; empty members keep those of the seed or the built-in ones
	Seed          *seed.Seed  // what to start with; nil for nothing. Start's error wraps seed.Complaints when it does not hold
	Log           *slog.Logger
	Version       string

	MaxConnections int           // of each address at a time; 0 for [DefaultMaxConnections]
	HeaderWithin   time.Duration // how long a client may take for the headers of a request; 0 for 10 s
	RequestWithin  time.Duration // for a whole request; 0 for 2 min: 2 MB over a poor line
	IdleWithin     time.Duration // how long a connection may idle between requests; 0 for 3 min
}

func (c *Config) fill() {
	c.MaxConnections = cmp.Or(c.MaxConnections, DefaultMaxConnections)
	c.HeaderWithin = cmp.Or(c.HeaderWithin, 10*time.Second)
	c.RequestWithin = cmp.Or(c.RequestWithin, 2*time.Minute)
	c.IdleWithin = cmp.Or(c.IdleWithin, 3*time.Minute)
}

// Info is what a running simulator tells of itself; its JSON is the ready file.
type Info struct {
	HTTP             string      `json:"http"`
	HTTPS            string      `json:"https"`
	Admin            string      `json:"admin"`
	PID              int         `json:"pid"`
	CA               string      `json:"ca"` // path of the certificate that signs the HTTPS one, "" without HTTPS
	Creds            Credentials `json:"creds"`
	AdminToken       string      `json:"admin_token,omitempty"`
	AdminTokenMinted bool        `json:"-"`
	TestKeys         bool        `json:"test_keys"`
	Public           bool        `json:"-"` // reachable from other machines
	Data             string      `json:"data"`
}
