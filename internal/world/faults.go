package world

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/irpsim/irpsim/internal/chaos"
	"github.com/irpsim/irpsim/internal/store"
)

// AddFault puts a fault into the world, in place of the one with its id. The error wraps [chaos.ErrFull] when there is no
// room.
func (w *World) AddFault(ctx context.Context, f chaos.Fault) (chaos.State, error) {
	w.faultMu.Lock()
	defer w.faultMu.Unlock()
	added, gone, err := w.Faults.Add(f)
	if err != nil {
		return added, err
	}
	b, err := json.Marshal(added)
	if err != nil {
		return added, err
	}
	return added, w.db.Update(ctx, func(tx *store.Tx) error {
		for _, id := range gone {
			if err := tx.Delete(w.ID, store.Faults, id); err != nil {
				return err
			}
		}
		return tx.Put(w.ID, store.Faults, added.ID, b)
	})
}

// RemoveFault takes a fault out of the world. [ErrNotFound] when it is not there.
func (w *World) RemoveFault(ctx context.Context, id string) error {
	w.faultMu.Lock()
	defer w.faultMu.Unlock()
	if !w.Faults.Remove(id) {
		return ErrNotFound
	}
	return w.db.Update(ctx, func(tx *store.Tx) error { return tx.Delete(w.ID, store.Faults, id) })
}

// ClearFaults takes all faults out of the world.
func (w *World) ClearFaults(ctx context.Context) error {
	w.faultMu.Lock()
	defer w.faultMu.Unlock()
	w.Faults.Clear()
	return w.db.Update(ctx, func(tx *store.Tx) error { return tx.Clear(w.ID, store.Faults) })
}

// SaveFaults stores the counts of faults that have changed, so that a restart does not strike anew. It reads them inside
// the transaction: of two exchanges that end together the later write then holds the later count, and a fault that was
// removed meanwhile stays removed.
func (w *World) SaveFaults(ctx context.Context) error {
	ids := w.Faults.TakeDirty()
	if len(ids) == 0 {
		return nil
	}
	return w.db.Update(ctx, func(tx *store.Tx) error {
		for _, id := range ids {
			st, ok := w.Faults.Get(id)
			if !ok {
				continue
			}
			b, err := json.Marshal(st)
			if err != nil {
				return err
			}
			if err := tx.Put(w.ID, store.Faults, id, b); err != nil {
				return err
			}
		}
		return nil
	})
}

// readFaults fills the set of faults from the store.
func readFaults(tx *store.Tx, w *World) error {
	var states []chaos.State
	err := tx.Each(w.ID, store.Faults, func(id string, value []byte) error {
		var st chaos.State
		if err := json.Unmarshal(value, &st); err != nil {
			return fmt.Errorf("world %s: fault %s: %w", w.ID, id, err)
		}
		states = append(states, st)
		return nil
	})
	w.Faults.Load(states)
	return err
}
