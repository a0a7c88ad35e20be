package world

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"sync/atomic"
	"time"

	"github.com/irpsim/irpsim/internal/clock"
	"github.com/irpsim/irpsim/internal/store"
	"github.com/irpsim/irpsim/internal/taxpayer"
)

// MaxSnapshots bounds the snapshots of one world.
const MaxSnapshots = 100

// ErrSnapshotsFull means that a world has as many snapshots as it can.
var ErrSnapshotsFull = fmt.Errorf("a world holds at most %d snapshots; delete some", MaxSnapshots)

var snapshotName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$`)

// SnapshotNameHolds tells whether a text can name a snapshot: 1 to 64 letters, digits, dots, dashes and underscores.
func SnapshotNameHolds(name string) bool { return snapshotName.MatchString(name) }

// Snapshot tells of a stored copy of a world.
type Snapshot struct {
	Name      string    `json:"name"`
	Taken     time.Time `json:"taken"` // by the machine's clock
	Now       time.Time `json:"now"`   // by the world's clock, when it was taken
	Invoices  int       `json:"invoices"`
	EWBs      int       `json:"ewbs"`
	Users     int       `json:"users"`
	Taxpayers int       `json:"taxpayers"`
	Sessions  int       `json:"sessions"`
	Faults    int       `json:"faults"`
}

// about is what a snapshot says of itself, and what it keeps of the world's own record. Client id, secret, display name and
// shard are not part of it: they say which world it is, not what is in it.
type about struct {
	Snapshot
	Settings Settings    `json:"settings"`
	Clock    clock.State `json:"clock"`
	First    string      `json:"first"`
}

// clockNow is the clock to go on with. One that runs at a speed of its own goes on at the instant of the snapshot: what it
// would have reached meanwhile has no meaning.
func (a *about) clockNow() clock.State {
	if a.Clock.Mode != clock.Speed {
		return a.Clock
	}
	return clock.State{Mode: clock.Speed, Now: a.Now, Wall: clock.Wall(), Factor: a.Clock.Factor}
}

// describe tells what the world is now, but for what the store counts. The caller holds mu.
func (w *World) describe(name string) about {
	a := about{Settings: w.state.Settings, Clock: w.Clock.State(), First: w.state.First}
	a.Name, a.Taken, a.Now = name, clock.Wall().Round(0), w.Clock.Now().Round(0)
	a.Users, a.Taxpayers, a.Sessions, a.Faults = len(w.users), len(w.taxpayers), len(w.sessions), len(w.Faults.List())
	return a
}

// SaveSnapshot keeps a copy of everything in the world under a name, in place of an older one with it. The error wraps
// [ErrSnapshotsFull] when there are too many.
func (w *World) SaveSnapshot(ctx context.Context, name string) (Snapshot, error) {
	w.faultMu.Lock()
	defer w.faultMu.Unlock()
	w.logins.Lock()
	defer w.logins.Unlock()
	w.mu.Lock()
	defer w.mu.Unlock()
	a := w.describe(name)
	err := w.db.Update(ctx, func(tx *store.Tx) error {
		if err := hasRoom(tx, w.ID, name); err != nil {
			return err
		}
		a.Invoices, a.EWBs = tx.InvoiceCount(w.ID), 0
		if err := tx.EachEWB(w.ID, func(*store.EWB) bool { a.EWBs++; return true }); err != nil {
			return err
		}
		// Counts of faults without a bound are not stored by every exchange; here they are.
		for _, st := range w.Faults.List() {
			if err := putJSON(tx, w.ID, store.Faults, st.ID, st); err != nil {
				return err
			}
		}
		b, err := json.Marshal(a)
		if err != nil {
			return err
		}
		return tx.SaveSnapshot(w.ID, name, b)
	})
	return a.Snapshot, err
}

// hasRoom refuses a snapshot more than a world holds.
func hasRoom(tx *store.Tx, id, name string) error {
	count, there := 0, false
	err := tx.EachSnapshot(id, func(other string, _ []byte) error {
		count++
		there = there || other == name
		return nil
	})
	if err == nil && count >= MaxSnapshots && !there {
		err = ErrSnapshotsFull
	}
	return err
}

// Snapshots lists the snapshots of the world in the order of their names.
func (w *World) Snapshots() ([]Snapshot, error) {
	list := []Snapshot{}
	err := w.db.View(func(tx *store.Tx) error {
		return tx.EachSnapshot(w.ID, func(name string, b []byte) error {
			a, err := readAbout(name, b)
			list = append(list, a.Snapshot)
			return err
		})
	})
	return list, err
}

// SnapshotSettings returns the settings that a snapshot holds. [ErrNotFound] when it is not there.
func (w *World) SnapshotSettings(name string) (s Settings, err error) {
	err = w.db.View(func(tx *store.Tx) error {
		a, err := findAbout(tx, w.ID, name)
		s = a.Settings
		return err
	})
	return s, err
}

func findAbout(tx *store.Tx, id, name string) (a about, err error) {
	found := false
	err = tx.EachSnapshot(id, func(other string, b []byte) (err error) {
		if other == name {
			found = true
			a, err = readAbout(name, b)
		}
		return err
	})
	if err == nil && !found {
		err = ErrNotFound
	}
	return a, err
}

func readAbout(name string, b []byte) (a about, err error) {
	if err = json.Unmarshal(b, &a); err != nil {
		err = fmt.Errorf("snapshot %s: %w", name, err)
	}
	a.Name = name
	return a, err
}

// DeleteSnapshot removes a snapshot. [ErrNotFound] when it is not there.
func (w *World) DeleteSnapshot(ctx context.Context, name string) error {
	return w.db.Update(ctx, func(tx *store.Tx) error {
		ok, err := tx.DeleteSnapshot(w.ID, name)
		if err == nil && !ok {
			err = ErrNotFound
		}
		return err
	})
}

// RestoreSnapshot makes the world what it was when the snapshot was taken: invoices, e-way bills, users, taxpayers,
// sessions, faults, settings and clock. Client id, secret and name stay, as do journal and coverage; the numbers of
// acknowledgements and e-way bills go on, so that none is given twice. [ErrNotFound] when there is no such snapshot.
func (w *World) RestoreSnapshot(ctx context.Context, name string) (Snapshot, error) {
	w.faultMu.Lock()
	defer w.faultMu.Unlock()
	w.logins.Lock()
	defer w.logins.Unlock()
	w.mu.Lock()
	defer w.mu.Unlock()
	var a about
	var next state
	var fresh *World
	touched := false
	err := w.db.Update(ctx, func(tx *store.Tx) error {
		b, ok, err := tx.RestoreSnapshot(w.ID, name)
		if err == nil && !ok {
			err = ErrNotFound
		}
		if err != nil {
			return err
		}
		if a, err = readAbout(name, b); err != nil {
			return err
		}
		next = w.state
		next.Settings, next.Clock, next.First = a.Settings, a.clockNow(), a.First
		if b, err = json.Marshal(next); err != nil {
			return err
		}
		fresh = &World{ID: w.ID, users: map[string]User{}, taxpayers: map[string]*taxpayer.Taxpayer{}, sessions: map[string]*Session{}}
		if err := errors.Join(tx.PutWorld(w.ID, b), readRecords(tx, fresh)); err != nil {
			return err
		}
		raise(&w.running, tx.Counter(w.ID, store.CounterAckNo))
		raise(&w.ewbs, tx.Counter(w.ID, store.CounterEwbNo))
		// In here, where nobody else writes: the count of an exchange that ends meanwhile must not be stored over these.
		touched = true
		w.Faults.Clear()
		return readFaults(tx, w)
	})
	if err != nil && touched {
		w.Faults.Clear() // what is in them was never stored
		err = errors.Join(err, w.db.View(func(tx *store.Tx) error { return readFaults(tx, w) }))
	}
	if err != nil {
		return Snapshot{}, err
	}
	w.state = next
	w.settings.Store(&next.Settings)
	w.users, w.taxpayers, w.sessions = fresh.users, fresh.taxpayers, fresh.sessions
	w.ForgetErrors()
	return a.Snapshot, w.Clock.Restore(next.Clock)
}

// raise lifts a counter that others use meanwhile.
func raise(counter *atomic.Int64, to int64) {
	for {
		now := counter.Load()
		if now >= to || counter.CompareAndSwap(now, to) {
			return
		}
	}
}

// Origin names a snapshot of a world that a new world starts from.
type Origin struct{ World, Snapshot string }

// writeCopy writes a new world that starts from a snapshot. What the spec says comes over what the snapshot holds.
func writeCopy(tx *store.Tx, id string, st state, spec Spec, start int64) error {
	a, err := findAbout(tx, spec.From.World, spec.From.Snapshot)
	if err != nil {
		return err
	}
	if spec.Settings == nil {
		st.Settings = a.Settings
	}
	if spec.Clock == nil {
		st.Clock = a.clockNow()
	}
	if len(spec.Users) == 0 {
		st.First = a.First
	}
	b, err := json.Marshal(st)
	if err != nil {
		return err
	}
	if err := tx.PutWorld(id, b); err != nil {
		return err
	}
	if _, err := tx.CopySnapshot(spec.From.World, spec.From.Snapshot, id); err != nil {
		return err
	}
	return writeWorld(tx, id, st, spec.Users, spec.Taxpayers, start)
}

func putJSON(tx *store.Tx, world string, kind store.Kind, key string, v any) error {
	return putAll(tx, world, kind, map[string]any{key: v})
}

// Rand returns the number that makes the chance of all worlds reproducible, nil when nothing does.
func (r *Registry) Rand() *uint64 { return r.cfg.Seed }

// now returns what the world holds, as a snapshot of this moment would.
func (w *World) now(tx *store.Tx) (store.Contents, error) {
	c, ok, err := tx.Contents(w.ID, "")
	if err == nil && !ok {
		err = ErrNotFound
	}
	if err != nil {
		return c, err
	}
	for _, st := range w.Faults.List() { // with the counts that are not stored
		if c.Records[store.Faults][st.ID], err = json.Marshal(st); err != nil {
			return c, err
		}
	}
	return c, nil
}
