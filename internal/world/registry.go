package world

import (
	"context"
	"strings"
	"sync"

	"github.com/irpsim/irpsim/internal/chance"
	"github.com/irpsim/irpsim/internal/clock"
	"github.com/irpsim/irpsim/internal/coverage"
	"github.com/irpsim/irpsim/internal/journal"
	"github.com/irpsim/irpsim/internal/store"
)

// MaxWorlds bounds the worlds of one simulator.
const MaxWorlds = 100_000

// Config says how a registry makes its worlds.
type Config struct {
	DB      *store.DB
	Seed    *uint64     // of every world's chance, with the world's id; nil: not reproducible
	Clock   clock.State // a new world starts with this clock; if it is not the real one, the default world is set to it
	Default Credentials // of the default world; empty members keep what is stored or built in
}

// Credentials name a client and one of its users.
type Credentials struct {
	ClientID     string `json:"client_id"`
	ClientSecret string `json:"client_secret"`
	UserName     string `json:"user_name"`
	Password     string `json:"password"`
	GSTIN        string `json:"gstin"`
}

// DefaultCredentials returns those of the default world of a fresh store.
func DefaultCredentials() Credentials {
	return Credentials{
		ClientID: "IRPSIM29TXP0001", ClientSecret: "irpsimClientSecret01",
		UserName: "irpsim_user", Password: "Irpsim@2026", GSTIN: "29ZZZCS0001A1ZI",
	}
}

// otherUsers returns who stands beside the first user in every new world.
func otherUsers() []User {
	password := DefaultCredentials().Password
	return []User{
		{Name: "irpsim_mh", Password: password, Gstin: "27ZZZCS0001A1ZM"},
		{Name: "irpsim_eco", Password: password, Gstin: "29ZZZCT0011T1CN"},
	}
}

// Registry holds the worlds of one simulator. Worlds are read from the store when they are first asked for.
type Registry struct {
	cfg       Config
	defaultID string
	ids       *chance.Source // names and secrets of new worlds
	gone      coverage.Met   // of deleted worlds
	journals  *journal.Budget

	mu     sync.RWMutex
	known  map[string]bool
	loaded map[string]*World
}

// Open reads the list of worlds and makes sure that the default world exists with the credentials asked for.
func Open(ctx context.Context, cfg Config) (*Registry, error) {
	r := &Registry{cfg: cfg, known: map[string]bool{}, loaded: map[string]*World{}, ids: chance.New(cfg.Seed, "worlds"), journals: journal.NewBudget(journalBudget)}
	err := cfg.DB.View(func(tx *store.Tx) error {
		for _, id := range tx.WorldIDs() {
			r.known[id] = true
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return r, r.ensureDefault(ctx)
}

func (r *Registry) ensureDefault(ctx context.Context) error {
	want := fill(r.cfg.Default, DefaultCredentials())
	r.defaultID = want.ClientID
	w, ok := r.Get(want.ClientID)
	if !ok {
		_, err := r.create(ctx, Spec{Name: "default"}, want)
		return err
	}
	if r.cfg.Clock.Mode != clock.Real {
		if err := w.MoveClock(ctx, func(c *clock.Clock) error { return c.Restore(r.cfg.Clock) }); err != nil {
			return err
		}
	}
	over := r.cfg.Default
	if over.ClientSecret != "" && over.ClientSecret != w.Secret() {
		if err := w.SetSecret(ctx, over.ClientSecret); err != nil {
			return err
		}
	}
	u := User{Name: want.UserName, Password: want.Password, Gstin: want.GSTIN}
	if have, ok := w.User(u.Name); ok {
		if over.Password == "" {
			u.Password = have.Password
		}
		if over.GSTIN == "" {
			u.Gstin = have.Gstin
		}
		if have == u {
			return nil
		}
	}
	if err := w.admit(ctx, u.Gstin); err != nil {
		return err
	}
	return w.PutUser(ctx, u)
}

func fill(c, d Credentials) Credentials {
	pick := func(a, b string) string {
		if a != "" {
			return a
		}
		return b
	}
	return Credentials{
		ClientID: pick(c.ClientID, d.ClientID), ClientSecret: pick(c.ClientSecret, d.ClientSecret),
		UserName: pick(c.UserName, d.UserName), Password: pick(c.Password, d.Password), GSTIN: pick(c.GSTIN, d.GSTIN),
	}
}

// Default returns the default world.
func (r *Registry) Default() *World {
	w, _ := r.Get(r.defaultID)
	return w
}

// Get finds a world by its client id.
func (r *Registry) Get(id string) (*World, bool) {
	r.mu.RLock()
	w, known := r.loaded[id], r.known[id]
	r.mu.RUnlock()
	if w != nil || !known {
		return w, w != nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if w := r.loaded[id]; w != nil {
		return w, true
	}
	w, err := r.load(id)
	if err != nil {
		return nil, false
	}
	r.loaded[id] = w
	return w, true
}

// IDs lists the client ids of all worlds in order.
func (r *Registry) IDs() []string {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return sortedKeys(r.known)
}

// DefaultID returns the client id of the default world.
func (r *Registry) DefaultID() string { return r.defaultID }

// Loaded returns the worlds that have been used since the start.
func (r *Registry) Loaded() []*World {
	r.mu.RLock()
	defer r.mu.RUnlock()
	worlds := make([]*World, 0, len(r.loaded))
	for _, id := range sortedKeys(r.loaded) {
		worlds = append(worlds, r.loaded[id])
	}
	return worlds
}

// OtherWorldHas reports whether a world other than id has the user: code 1018 instead of 1017.
func (r *Registry) OtherWorldHas(id, user string) bool {
	key := strings.ToLower(strings.TrimSpace(user))
	return r.findWorld(store.Users, key, id) != ""
}

// WorldOfToken finds the world whose session an AuthToken names, for callers that send no client id.
func (r *Registry) WorldOfToken(token string) (*World, bool) {
	return r.Get(r.findWorld(store.Sessions, token, ""))
}

// WorldOfUser finds the world that has a user of a GSTIN, for callers that send no client id: the default world when it has
// one, else the first by client id. An empty GSTIN fits every user.
func (r *Registry) WorldOfUser(name, gstin string) (*World, bool) {
	fits := func(w *World) bool {
		u, ok := w.User(name)
		return ok && (gstin == "" || strings.EqualFold(u.Gstin, gstin))
	}
	if w := r.Default(); fits(w) {
		return w, true
	}
	key := strings.ToLower(strings.TrimSpace(name))
	var ids []string
	_ = r.cfg.DB.View(func(tx *store.Tx) error {
		for _, id := range tx.WorldIDs() {
			if _, ok := tx.Get(id, store.Users, key); ok && key != "" {
				ids = append(ids, id)
			}
		}
		return nil
	})
	for _, id := range ids {
		if w, ok := r.Get(id); ok && fits(w) {
			return w, true
		}
	}
	return nil, false
}

func (r *Registry) findWorld(kind store.Kind, key, except string) (id string) {
	if key == "" {
		return ""
	}
	_ = r.cfg.DB.View(func(tx *store.Tx) error {
		for _, w := range tx.WorldIDs() {
			if _, ok := tx.Get(w, kind, key); ok && w != except {
				id = w
				return nil
			}
		}
		return nil
	})
	return id
}

// Journals tells what the journals of all worlds take together.
func (r *Registry) Journals() journal.Use { return r.journals.Use() }

// Met sums what the clients of all worlds have met since the start, those that were deleted since included.
func (r *Registry) Met() *coverage.Met {
	sum := &coverage.Met{}
	r.gone.AddTo(sum)
	for _, w := range r.Loaded() {
		w.Met.AddTo(sum)
	}
	return sum
}
