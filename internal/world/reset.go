package world

import (
	"context"
	"encoding/json"

	"github.com/irpsim/irpsim/internal/store"
	"github.com/irpsim/irpsim/internal/taxpayer"
)

// ClearInvoices forgets every registered invoice of the world. Running numbers go on.
func (w *World) ClearInvoices(ctx context.Context) error {
	return w.db.Update(ctx, func(tx *store.Tx) error { return tx.ClearInvoices(w.ID) })
}

// Restore gives the world the settings it was born with and forgets its own taxpayers and its sessions. Client secret and
// users stay, so that configured clients keep working.
func (w *World) Restore(ctx context.Context) error {
	w.logins.Lock()
	defer w.logins.Unlock()
	w.mu.Lock()
	defer w.mu.Unlock()
	next := w.state
	next.Settings = DefaultSettings()
	b, err := json.Marshal(next)
	if err != nil {
		return err
	}
	err = w.db.Update(ctx, func(tx *store.Tx) error {
		if err := tx.Clear(w.ID, store.Taxpayers); err != nil {
			return err
		}
		if err := tx.Clear(w.ID, store.Sessions); err != nil {
			return err
		}
		return tx.PutWorld(w.ID, b)
	})
	if err != nil {
		return err
	}
	w.state = next
	w.settings.Store(&next.Settings)
	w.ForgetErrors()
	w.taxpayers, w.sessions = map[string]*taxpayer.Taxpayer{}, map[string]*Session{}
	return nil
}
