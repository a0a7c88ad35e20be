package world

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"strings"

	"github.com/irpsim/irpsim/internal/store"
	"github.com/irpsim/irpsim/internal/taxpayer"
)

// ErrTaken means that another world has the client id.
var ErrTaken = errors.New("is the client id of another world")

// Seeded returns what [World.SetSeeded] left, "" for a world that no seed was applied to.
func (w *World) Seeded() string {
	w.mu.RLock()
	defer w.mu.RUnlock()
	return w.state.Seeded
}

// SetSeeded remembers over restarts which seed the world has been given.
func (w *World) SetSeeded(ctx context.Context, mark string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	next := w.state
	next.Seeded = mark
	return w.put(ctx, next)
}

// SetName changes the display name of the world.
func (w *World) SetName(ctx context.Context, name string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	next := w.state
	next.Name = name
	return w.put(ctx, next)
}

// Add adds or replaces many users and taxpayers in one transaction: all of them or, with an error, none.
func (w *World) Add(ctx context.Context, users []User, taxpayers []taxpayer.Taxpayer) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	newUsers, newTaxpayers := map[string]User{}, map[string]*taxpayer.Taxpayer{}
	for _, u := range users {
		newUsers[strings.ToLower(u.Name)] = u
	}
	for _, t := range taxpayers {
		newTaxpayers[t.Gstin] = &t
	}
	if together(w.users, newUsers) > MaxUsers || together(w.taxpayers, newTaxpayers) > MaxTaxpayers {
		return fmt.Errorf("%w: a world holds at most %d users and %d taxpayers of its own", ErrFull, MaxUsers, MaxTaxpayers)
	}
	err := w.db.Update(ctx, func(tx *store.Tx) error {
		return errors.Join(putAll(tx, w.ID, store.Users, newUsers), putAll(tx, w.ID, store.Taxpayers, newTaxpayers))
	})
	if err != nil {
		return err
	}
	maps.Copy(w.users, newUsers)
	maps.Copy(w.taxpayers, newTaxpayers)
	return nil
}

// together counts the keys of both maps.
func together[V any](a, b map[string]V) int {
	n := len(a)
	for key := range b {
		if _, known := a[key]; !known {
			n++
		}
	}
	return n
}

func putAll[V any](tx *store.Tx, world string, kind store.Kind, records map[string]V) error {
	for _, key := range sortedKeys(records) {
		b, err := json.Marshal(records[key])
		if err != nil {
			return err
		}
		if err := tx.Put(world, kind, key, b); err != nil {
			return err
		}
	}
	return nil
}

// HasTaxpayer reports whether the world has an entry of its own for a GSTIN, be it that the number was made unknown.
func (w *World) HasTaxpayer(gstin string) bool {
	w.mu.RLock()
	defer w.mu.RUnlock()
	_, has := w.taxpayers[gstin]
	return has
}
