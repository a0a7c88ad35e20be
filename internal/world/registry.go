package world

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"sync"

	"github.com/irpsim/irpsim/internal/chance"
	"github.com/irpsim/irpsim/internal/clock"
	"github.com/irpsim/irpsim/internal/coverage"
	"github.com/irpsim/irpsim/internal/journal"
	"github.com/irpsim/irpsim/internal/store"
	"github.com/irpsim/irpsim/internal/taxpayer"
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

// Spec is what a caller may say of a new world. Members left out get what every world has.
type Spec struct {
	ID        string // the client id; "" draws one
	Secret    string // of the client; "" draws one
	Name      string
	Settings  *Settings
	Clock     *clock.State
	Users     []User // in place of those that every world has; lists show the first one first
	Taxpayers []taxpayer.Taxpayer
	From      *Origin // a snapshot to start from; the other members come over what it holds
}

// Create makes a world. Without an ID or a Secret of the spec's own it draws them, and without Users it gives the world
// the users that every world has. The error wraps [ErrTaken] when a world has the ID already.
func (r *Registry) Create(ctx context.Context, spec Spec) (*World, error) {
	const letters, upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
	c := DefaultCredentials()
	if c.ClientID = spec.ID; spec.ID == "" {
		for taken := true; taken; _, taken = r.Get(c.ClientID) {
			c.ClientID = r.ids.Text(5, letters) + "29TXP" + r.ids.Text(5, upper)
		}
	} else if _, taken := r.Get(spec.ID); taken {
		return nil, fmt.Errorf("%s %w", spec.ID, ErrTaken)
	}
	if c.ClientSecret = spec.Secret; spec.Secret == "" {
		c.ClientSecret = r.ids.Text(20, chance.Alphanumeric)
	}
	return r.create(ctx, spec, c)
}

func (r *Registry) create(ctx context.Context, spec Spec, c Credentials) (*World, error) {
	r.mu.RLock()
	full := len(r.known) >= MaxWorlds
	r.mu.RUnlock()
	if full {
		return nil, fmt.Errorf("%w: there are %d worlds already, the most this simulator holds; delete some", ErrFull, MaxWorlds)
	}
	w := r.blank(c.ClientID)
	st := state{Name: spec.Name, Secret: c.ClientSecret, Settings: DefaultSettings(), Clock: r.cfg.Clock, Created: clock.Wall()}
	if spec.Settings != nil {
		st.Settings = *spec.Settings
	}
	if spec.Clock != nil {
		st.Clock = *spec.Clock
	}
	st.Shard = 1 + w.Chance.IntN(6)
	start := int64(firstAck + w.Chance.IntN(200_000_000))
	users := spec.Users
	if len(users) == 0 && spec.From == nil {
		users = append([]User{{Name: c.UserName, Password: c.Password, Gstin: c.GSTIN}}, otherUsers()...)
	}
	if len(users) > 0 {
		st.First = users[0].Name
	}
	err := r.cfg.DB.Update(ctx, func(tx *store.Tx) error {
		if spec.From != nil {
			return writeCopy(tx, w.ID, st, spec, start)
		}
		return writeWorld(tx, w.ID, st, users, spec.Taxpayers, start)
	})
	if err != nil {
		return nil, err
	}
	w, err = r.load(c.ClientID)
	if err != nil {
		return nil, err
	}
	r.mu.Lock()
	r.known[w.ID], r.loaded[w.ID] = true, w
	r.mu.Unlock()
	if len(spec.Users) > 0 || spec.From != nil {
		return w, nil
	}
	return w, w.admit(ctx, c.GSTIN)
}

// admit makes sure that a GSTIN given in the configuration is known: an application may bring a number of the official
// sandbox, which has no right check character.
func (w *World) admit(ctx context.Context, gstin string) error {
	if _, ok := w.Taxpayer(gstin); ok || !gstinForm.MatchString(gstin) {
		return nil
	}
	return w.PutTaxpayer(ctx, taxpayer.Regular(gstin))
}

var gstinForm = regexp.MustCompile(`^[0-9]{2}[0-9A-Z]{13}$`)

// Delete removes a world with everything in it. The default world cannot be deleted.
func (r *Registry) Delete(ctx context.Context, id string) error {
	r.mu.RLock()
	known := r.known[id]
	r.mu.RUnlock()
	if !known {
		return ErrNotFound
	}
	if id == r.defaultID {
		return fmt.Errorf("%s is the default world; POST /reset empties it", id)
	}
	if err := r.cfg.DB.Update(ctx, func(tx *store.Tx) error { return tx.DeleteWorld(id) }); err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if w := r.loaded[id]; w != nil {
		w.Met.AddTo(&r.gone)
		w.Journal.Close()
	}
	delete(r.known, id)
	delete(r.loaded, id)
	return nil
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
