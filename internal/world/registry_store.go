package world

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/irpsim/irpsim/internal/chance"
	"github.com/irpsim/irpsim/internal/chaos"
	"github.com/irpsim/irpsim/internal/clock"
	"github.com/irpsim/irpsim/internal/store"
	"github.com/irpsim/irpsim/internal/taxpayer"
)

// How worlds lie in the store.

func writeWorld(tx *store.Tx, id string, st state, users []User, taxpayers []taxpayer.Taxpayer, start int64) error {
	b, err := json.Marshal(st)
	if err != nil {
		return err
	}
	if err := tx.PutWorld(id, b); err != nil {
		return err
	}
	for _, u := range users {
		if b, err = json.Marshal(u); err != nil {
			return err
		}
		if err := tx.Put(id, store.Users, strings.ToLower(u.Name), b); err != nil {
			return err
		}
	}
	for _, t := range taxpayers {
		if b, err = json.Marshal(t); err != nil {
			return err
		}
		if err := tx.Put(id, store.Taxpayers, t.Gstin, b); err != nil {
			return err
		}
	}
	return tx.RaiseCounter(id, store.CounterAckNo, start)
}

func (r *Registry) blank(id string) *World {
	return &World{
		ID: id, db: r.cfg.DB, birth: r.cfg.Clock, Chance: chance.New(r.cfg.Seed, "world/"+id),
		Journal: r.journals.New(journalEntries, journalBytes),
		Faults:  chaos.NewSet(chance.New(r.cfg.Seed, "world/"+id+"/faults")),
		users:   map[string]User{}, taxpayers: map[string]*taxpayer.Taxpayer{}, sessions: map[string]*Session{},
		handed: map[string]Handed{},
	}
}

// load reads a world from the store.
func (r *Registry) load(id string) (*World, error) {
	w := r.blank(id)
	err := r.cfg.DB.View(func(tx *store.Tx) error {
		b, ok := tx.World(id)
		if !ok {
			return ErrNotFound
		}
		if err := json.Unmarshal(b, &w.state); err != nil {
			return fmt.Errorf("world %s: %w", id, err)
		}
		w.running.Store(tx.Counter(id, store.CounterAckNo))
		w.ewbs.Store(max(tx.Counter(id, store.CounterEwbNo), firstEwb))
		if err := readFaults(tx, w); err != nil {
			return err
		}
		return readRecords(tx, w)
	})
	if err != nil {
		return nil, err
	}
	s := w.state.Settings
	w.settings.Store(&s)
	w.shard = w.state.Shard
	w.Clock = clock.New(w.state.Clock)
	return w, nil
}

func readRecords(tx *store.Tx, w *World) error {
	read := func(kind store.Kind, put func(key string, value []byte) error) error {
		return tx.Each(w.ID, kind, func(key string, value []byte) error {
			if err := put(key, slices.Clone(value)); err != nil {
				return fmt.Errorf("world %s: %s %q: %w", w.ID, kind, key, err)
			}
			return nil
		})
	}
	if err := read(store.Users, func(key string, value []byte) error {
		var u User
		err := json.Unmarshal(value, &u)
		w.users[key] = u
		return err
	}); err != nil {
		return err
	}
	if err := read(store.Taxpayers, func(key string, value []byte) error {
		var t *taxpayer.Taxpayer
		err := json.Unmarshal(value, &t)
		w.taxpayers[key] = t
		return err
	}); err != nil {
		return err
	}
	return read(store.Sessions, func(key string, value []byte) error {
		s := new(Session)
		err := json.Unmarshal(value, s)
		w.sessions[key] = s
		return err
	})
}
