package world

import (
	"context"
	"encoding/json"
	"time"

	"github.com/irpsim/irpsim/internal/store"
)

// Session is an AuthToken and what stands behind it. A token belongs to one client id, user and GSTIN.
type Session struct {
	Token   string    `json:"token"` // 25 characters of 0-9A-Za-z
	Sek     []byte    `json:"sek"`   // 32 bytes
	User    string    `json:"user"`
	Gstin   string    `json:"gstin"`
	Issued  time.Time `json:"issued"`
	Expires time.Time `json:"expires"`
	Eway    bool      `json:"eway,omitempty"` // of the e-way bill system's own login; the invoice portal does not know it
	// Gateway is the face whose own token this is, "" for the portal's. The portal does not know it either.
	Gateway string `json:"gateway,omitempty"`
}

// Session returns the session behind an AuthToken, expired or not.
func (w *World) Session(token string) (*Session, bool) {
	w.mu.RLock()
	defer w.mu.RUnlock()
	s, ok := w.sessions[token]
	return s, ok
}

// CurrentSession returns the session of a user at the invoice portal, or at the e-way bill system, that expires last; nil
// when none is alive at now. A session from before the user was given to another GSTIN is not theirs any more.
func (w *World) CurrentSession(user User, eway bool, now time.Time) *Session {
	w.mu.RLock()
	defer w.mu.RUnlock()
	var current *Session
	for _, s := range w.sessions {
		if s.User == user.Name && s.Gstin == user.Gstin && s.Eway == eway && s.Gateway == "" && now.Before(s.Expires) && (current == nil || s.Expires.After(current.Expires)) {
			current = s
		}
	}
	return current
}

// CurrentTicket returns the living token that a gateway gave the holder, nil when there is none.
func (w *World) CurrentTicket(gateway, holder string, now time.Time) *Session {
	w.mu.RLock()
	defer w.mu.RUnlock()
	for _, s := range w.sessions {
		if s.Gateway == gateway && s.User == holder && now.Before(s.Expires) {
			return s
		}
	}
	return nil
}

// PutSession stores a new session and forgets those of the same user that ended a day before now. While it waits for the
// disk the world goes on answering, and other logins share the wait.
func (w *World) PutSession(ctx context.Context, s *Session, now time.Time) error {
	b, err := json.Marshal(s)
	if err != nil {
		return err
	}
	if _, replaces := w.Session(s.Token); replaces { // one after the other, or store and memory might differ in who was last
		w.logins.Lock()
		defer w.logins.Unlock()
	} else {
		w.logins.RLock()
		defer w.logins.RUnlock()
	}
	stale := w.staleSessions(s.User, now)
	err = w.db.Update(ctx, func(tx *store.Tx) error {
		for _, token := range stale {
			if err := tx.Delete(w.ID, store.Sessions, token); err != nil {
				return err
			}
		}
		return tx.Put(w.ID, store.Sessions, s.Token, b)
	})
	if err != nil {
		return err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, token := range stale {
		delete(w.sessions, token)
	}
	w.sessions[s.Token] = s
	return nil
}

// staleSessions are the tokens of a user's sessions that ended a day before now.
func (w *World) staleSessions(user string, now time.Time) (stale []string) {
	w.mu.RLock()
	defer w.mu.RUnlock()
	for token, old := range w.sessions {
		if old.User == user && now.Sub(old.Expires) > 24*time.Hour {
			stale = append(stale, token)
		}
	}
	return stale
}

// LastExpiry returns when the last of the tokens that are alive at now ends.
func (w *World) LastExpiry(now time.Time) (last time.Time, ok bool) {
	w.mu.RLock()
	defer w.mu.RUnlock()
	for _, s := range w.sessions {
		if now.Before(s.Expires) && s.Expires.After(last) {
			last, ok = s.Expires, true
		}
	}
	return last, ok
}

// Handed is what the latest login of a user handed over. It explains the mistakes that clients make with keys; it is kept
// in memory only and never shown.
type Handed struct {
	AppKey []byte
	Sek    string // as answered, wrapped under the AppKey
}

// HandOver remembers what a login of a user handed over.
func (w *World) HandOver(user string, h Handed) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.handed[user] = h
}

// Secrets returns what the world knows about a user's keys: the latest login's, and the Seks of all sessions of the user, of
// every user when none is named.
func (w *World) Secrets(user string) (latest Handed, seks [][]byte, passwords []string) {
	w.mu.RLock()
	defer w.mu.RUnlock()
	for _, s := range w.sessions {
		if user == "" || s.User == user {
			seks = append(seks, s.Sek)
		}
	}
	for _, u := range w.users {
		passwords = append(passwords, u.Password)
	}
	return w.handed[user], seks, passwords
}
