package world

import (
	"context"
	"fmt"
	"regexp"

	"github.com/irpsim/irpsim/internal/chance"
	"github.com/irpsim/irpsim/internal/clock"
	"github.com/irpsim/irpsim/internal/store"
	"github.com/irpsim/irpsim/internal/taxpayer"
)

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
