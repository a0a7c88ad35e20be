package irptest

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/irpsim/irpsim/internal/chance"
	"github.com/irpsim/irpsim/internal/clock"
	"github.com/irpsim/irpsim/internal/taxpayer"
	"github.com/irpsim/irpsim/internal/world"
)

// Option changes what [New] makes.
type Option func(*config)

type config struct {
	start     time.Time
	seed      uint64
	own       bool
	settings  []Settings
	taxpayers []Taxpayer
	users     []world.User
	allowed   map[Check]bool
	logins    int
}

// source is the stream of chance that belongs to label.
func (c config) source(label string) *chance.Source { return chance.New(&c.seed, "irptest/"+label) }

// WithClock lets the clock stand at an instant other than [StartTime]. It must lie in the years 2000 to 2199.
func WithClock(at time.Time) Option { return func(c *config) { c.start = at } }

// WithSeed draws other IRNs, AckNos, tokens and keys than seed 0 does; the same seed draws the same ones in every run.
func WithSeed(n uint64) Option { return func(c *config) { c.seed = n } }

// Settings of a world by name, such as {"token_minutes": 5, "gstin_policy": "strict"}. GET /_sim/v1/settings shows all.
type Settings map[string]any

// WithSettings changes settings of the world.
func WithSettings(s Settings) Option {
	return func(c *config) { c.settings = append(c.settings, s) }
}

// WithTaxpayer puts taxpayers into the register of the world, over those that every world knows.
func WithTaxpayer(taxpayers ...Taxpayer) Option {
	return func(c *config) { c.taxpayers = append(c.taxpayers, taxpayers...) }
}

// WithUser gives the world an API user beside the usual ones, so that a program's existing configuration fits. The first
// is the one of [Sim.Creds]. A GSTIN that nobody knows becomes an active regular taxpayer.
func WithUser(userName, password, gstin string) Option {
	return func(c *config) {
		c.users = append(c.users, world.User{Name: userName, Password: password, Gstin: gstin})
	}
}

// OwnServer runs a server for this test alone, with the documented credentials of the default world (client id
// IRPSIM29TXP0001, user irpsim_user). It takes some milliseconds more than a world of the shared server. A test needs it
// when it looks at things beyond a world (another client's user, 1018; the list of worlds; /metrics), or for goroutines that are
// left behind: the shared server keeps running.
func OwnServer() Option { return func(c *config) { c.own = true } }

// Allow switches checks off that [New] makes at the end of a test.
func Allow(checks ...Check) Option {
	return func(c *config) {
		for _, check := range checks {
			c.allowed[check] = true
		}
	}
}

// WithLoginLimit says how many logins in vain, while a token of the user was valid, are not yet [TokenChurn]; 3 unless told.
func WithLoginLimit(n int) Option { return func(c *config) { c.logins = n } }

// check turns the options into what a world is made of. The error lists every complaint.
func (c *config) check() (world.Settings, []taxpayer.Taxpayer, error) {
	var wrong []error
	settings := world.DefaultSettings()
	for _, s := range c.settings {
		patch, err := json.Marshal(s)
		if err != nil {
			wrong = append(wrong, fmt.Errorf("settings: %w", err))
			continue
		}
		next, complaints := settings.Patch(patch)
		settings = next
		for _, complaint := range complaints {
			wrong = append(wrong, errors.New(complaint))
		}
	}
	var register []taxpayer.Taxpayer
	for _, t := range c.taxpayers {
		entry, err := t.entry()
		if err != nil {
			wrong = append(wrong, err)
		}
		register = append(register, entry)
	}
	if err := (clock.State{Mode: clock.Frozen, Now: c.start}).Check(); err != nil {
		wrong = append(wrong, err)
	}
	register, complaints := c.admit(register)
	return settings, register, errors.Join(append(wrong, complaints...)...)
}

// admit checks the users and makes those GSTINs known that are not.
func (c *config) admit(register []taxpayer.Taxpayer) ([]taxpayer.Taxpayer, []error) {
	var wrong []error
	for _, u := range c.users {
		if u.Name == "" || u.Password == "" || len(u.Name) > 60 || len(u.Password) > 60 {
			wrong = append(wrong, fmt.Errorf("user %q: name and password must have 1 to 60 characters", u.Name))
		}
		_, known := taxpayer.Seeded(u.Gstin)
		for _, t := range register {
			known = known || t.Gstin == u.Gstin
		}
		if known {
			continue
		}
		entry, err := Taxpayer{GSTIN: u.Gstin}.entry()
		if err != nil {
			wrong = append(wrong, fmt.Errorf("user %q: %w", u.Name, err))
		}
		register = append(register, entry)
	}
	return register, wrong
}
