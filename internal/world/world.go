package world

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/irpsim/irpsim/internal/chance"
	"github.com/irpsim/irpsim/internal/chaos"
	"github.com/irpsim/irpsim/internal/clock"
	"github.com/irpsim/irpsim/internal/coverage"
	"github.com/irpsim/irpsim/internal/journal"
	"github.com/irpsim/irpsim/internal/store"
	"github.com/irpsim/irpsim/internal/taxpayer"
)

// Bounds of one world, so that no client can grow it without limit.
const (
	MaxUsers       = 10_000
	MaxTaxpayers   = 100_000
	journalEntries = 5_000
	journalBytes   = 16 << 20
)

// journalBudget bounds the journals of all worlds together: the largest give way to the others.
const journalBudget = 128 << 20

// ErrFull means that a bound is reached: of a world, or of the worlds of a simulator.
var ErrFull = errors.New("no room for more")

// firstAck is what the running number of an AckNo begins with as it is printed and stored (protocol reference 5.3).
const firstAck = 10_000_000_000

// User is an API user of a GSTIN.
type User struct {
	Name     string `json:"user_name"`
	Password string `json:"password"`
	Gstin    string `json:"gstin"`
}

// World is everything one client id sees. Its methods are safe for concurrent use.
type World struct {
	ID      string // the client id
	Clock   *clock.Clock
	Chance  *chance.Source
	Journal *journal.Journal
	Faults  *chaos.Set   // read it; the methods of the world change it
	Met     coverage.Met // what its clients have met

	db    *store.DB
	shard int
	birth clock.State // the clock of the simulator's start

	faultMu sync.Mutex   // keeps Faults and the store together
	logins  sync.RWMutex // read-locked while a session is on its way to the store, locked by who puts others in their place

	mu        sync.RWMutex
	state     state
	users     map[string]User               // by lower-cased name
	taxpayers map[string]*taxpayer.Taxpayer // by GSTIN, over the seeds; nil: deleted
	sessions  map[string]*Session           // by AuthToken
	handed    map[string]Handed             // by user name
	settings  atomic.Pointer[Settings]
	running   atomic.Int64 // last running number of an AckNo
	ewbs      atomic.Int64 // last running number of an EwbNo
	measured  atomic.Pointer[measured]
	abuse     abuse
}

// state is the stored record of a world.
type state struct {
	Name     string      `json:"name"`
	Secret   string      `json:"secret"`
	Settings Settings    `json:"settings"`
	Clock    clock.State `json:"clock"`
	Shard    int         `json:"shard"` // second digit of AckNo
	Created  time.Time   `json:"created"`
	First    string      `json:"first"`            // name of the user that lists show first
	Seeded   string      `json:"seeded,omitempty"` // what [World.SetSeeded] left
	Link     []byte      `json:"link,omitempty"`   // see [World.LinkKey]
}

// ErrNotFound means that the named thing is not in the world.
var ErrNotFound = errors.New("not found")

// Settings returns the settings in force.
func (w *World) Settings() Settings { return *w.settings.Load() }

// Name returns the display name of the world.
func (w *World) Name() string {
	w.mu.RLock()
	defer w.mu.RUnlock()
	return w.state.Name
}

// Secret returns the client secret.
func (w *World) Secret() string {
	w.mu.RLock()
	defer w.mu.RUnlock()
	return w.state.Secret
}

// Created returns when the world was made, by the wall clock.
func (w *World) Created() time.Time {
	w.mu.RLock()
	defer w.mu.RUnlock()
	return w.state.Created
}

// SetSettings replaces the settings and stores them. When the registry between the portals comes back, what was registered
// twice in the meantime is rejected as of now.
func (w *World) SetSettings(ctx context.Context, s Settings) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	next := w.state
	next.Settings = s
	if err := w.put(ctx, next); err != nil {
		return err
	}
	back := w.settings.Load().RegistryDown && !s.RegistryDown
	w.settings.Store(&s)
	if !back {
		return nil
	}
	return w.db.Update(ctx, func(tx *store.Tx) error { return rejectContested(tx, w.ID, w.Clock.Now()) })
}

func rejectContested(tx *store.Tx, world string, now time.Time) error {
	contested := map[uint64]store.State{}
	err := tx.EachState(world, func(seq uint64, s store.State) bool {
		if s.Contested {
			s.Contested, s.RejectedAt = false, now
			contested[seq] = s
		}
		return true
	})
	for seq, s := range contested {
		err = errors.Join(err, tx.SetState(world, seq, s))
	}
	return err
}

// SetSecret replaces the client secret.
func (w *World) SetSecret(ctx context.Context, secret string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	next := w.state
	next.Secret = secret
	return w.put(ctx, next)
}

// MoveClock changes the clock by move and stores where it went. An error of move is returned as it is.
func (w *World) MoveClock(ctx context.Context, move func(*clock.Clock) error) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	before := w.Clock.State()
	if err := move(w.Clock); err != nil {
		return err
	}
	next := w.state
	next.Clock = w.Clock.State()
	if err := w.put(ctx, next); err != nil {
		return errors.Join(err, w.Clock.Restore(before))
	}
	return nil
}

// ResetClock puts the clock back to what the simulator was started with.
func (w *World) ResetClock(ctx context.Context) error {
	return w.MoveClock(ctx, func(c *clock.Clock) error { return c.Restore(w.birth) })
}

// put stores s and makes it current. The caller holds mu.
func (w *World) put(ctx context.Context, s state) error {
	b, err := json.Marshal(s)
	if err != nil {
		return err
	}
	if err := w.db.Update(ctx, func(tx *store.Tx) error { return tx.PutWorld(w.ID, b) }); err != nil {
		return err
	}
	w.state = s
	return nil
}

// User finds an API user; names compare without regard to case.
func (w *World) User(name string) (User, bool) {
	w.mu.RLock()
	defer w.mu.RUnlock()
	u, ok := w.users[strings.ToLower(strings.TrimSpace(name))]
	return u, ok
}

// Users lists the API users: the one the world was made with, then the others in order of their names.
func (w *World) Users() []User {
	w.mu.RLock()
	defer w.mu.RUnlock()
	users := slices.Collect(maps.Values(w.users))
	slices.SortFunc(users, func(a, b User) int {
		if first := w.state.First; (a.Name == first) != (b.Name == first) {
			if a.Name == first {
				return -1
			}
			return 1
		}
		return strings.Compare(a.Name, b.Name)
	})
	return users
}

// PutUser adds or replaces an API user.
func (w *World) PutUser(ctx context.Context, u User) error {
	key := strings.ToLower(u.Name)
	b, err := json.Marshal(u)
	if err != nil {
		return err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if _, known := w.users[key]; !known && len(w.users) >= MaxUsers {
		return fmt.Errorf("%w: a world holds at most %d users; add them to another one", ErrFull, MaxUsers)
	}
	err = w.db.Update(ctx, func(tx *store.Tx) error { return tx.Put(w.ID, store.Users, key, b) })
	if err == nil {
		w.users[key] = u
	}
	return err
}

// NextAck reserves the next running number of an AckNo, counted from 0, and returns it with the shard digit. A number
// whose registration then fails stays unused, as on the portal.
func (w *World) NextAck() (running int64, shard int) {
	return w.running.Add(1) - firstAck, w.shard
}

// DB returns the store that holds the world's invoices.
func (w *World) DB() *store.DB { return w.db }

// Taxpayer looks a GSTIN up by the world's policy: its own entries, then the seeds, then, under the open policy, any
// number with a right check character.
func (w *World) Taxpayer(gstin string) (taxpayer.Taxpayer, bool) {
	w.mu.RLock()
	own, known := w.taxpayers[gstin]
	w.mu.RUnlock()
	if known {
		if own == nil || own.Hidden {
			return taxpayer.Taxpayer{}, false
		}
		return *own, true
	}
	return taxpayer.Find(gstin, w.Settings().GstinPolicy)
}

// Entry returns what the world holds of a GSTIN for the control API: hidden entries too.
func (w *World) Entry(gstin string) (taxpayer.Taxpayer, bool) {
	w.mu.RLock()
	own := w.taxpayers[gstin]
	w.mu.RUnlock()
	if own != nil {
		return *own, true
	}
	return w.Taxpayer(gstin)
}

// Sync brings a taxpayer up to what the GST common portal says and returns it. [ErrNotFound] when neither knows it.
func (w *World) Sync(ctx context.Context, gstin string) (taxpayer.Taxpayer, error) {
	t, ok := w.Entry(gstin)
	if !ok {
		return t, ErrNotFound
	}
	if t.CommonPortal == nil && !t.Hidden {
		return t, nil
	}
	t = t.Synced()
	return t, w.PutTaxpayer(ctx, t)
}

// Taxpayers lists what the world knows by name, own entries and seeds, in order of GSTIN.
func (w *World) Taxpayers() []taxpayer.Taxpayer {
	w.mu.RLock()
	defer w.mu.RUnlock()
	var list []taxpayer.Taxpayer
	for _, t := range taxpayer.Seeds() {
		if _, over := w.taxpayers[t.Gstin]; !over {
			list = append(list, t)
		}
	}
	for _, t := range w.taxpayers {
		if t != nil {
			list = append(list, *t)
		}
	}
	slices.SortFunc(list, func(a, b taxpayer.Taxpayer) int { return strings.Compare(a.Gstin, b.Gstin) })
	return list
}

// PutTaxpayer adds or replaces a taxpayer of the world.
func (w *World) PutTaxpayer(ctx context.Context, t taxpayer.Taxpayer) error {
	return w.putTaxpayer(ctx, t.Gstin, &t)
}

// DeleteTaxpayer makes a GSTIN unknown to the world, a seeded one too. [ErrNotFound] when it was unknown already.
func (w *World) DeleteTaxpayer(ctx context.Context, gstin string) error {
	if _, ok := w.Taxpayer(gstin); !ok {
		return ErrNotFound
	}
	return w.putTaxpayer(ctx, gstin, nil)
}

func (w *World) putTaxpayer(ctx context.Context, gstin string, t *taxpayer.Taxpayer) error {
	b, err := json.Marshal(t)
	if err != nil {
		return err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if _, known := w.taxpayers[gstin]; !known && len(w.taxpayers) >= MaxTaxpayers {
		return fmt.Errorf("%w: a world holds at most %d taxpayers of its own; add them to another one", ErrFull, MaxTaxpayers)
	}
	err = w.db.Update(ctx, func(tx *store.Tx) error { return tx.Put(w.ID, store.Taxpayers, gstin, b) })
	if err == nil {
		w.taxpayers[gstin] = t
	}
	return err
}
