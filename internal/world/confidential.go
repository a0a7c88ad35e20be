package world

import (
	"slices"
	"strings"
)

// mostPasswords is how many users' passwords [World.Confidential] lists; a world of more lists the one of the user at hand.
const mostPasswords = 64

// Confidential lists what must not be shown of the world: the client secret, the key of its gateways, and the passwords of its
// users, each once. user names the one whose password is among them in any case.
func (w *World) Confidential(user string) []string {
	w.mu.RLock()
	defer w.mu.RUnlock()
	list := []string{w.state.Secret}
	add := func(secret string) {
		if secret != "" && !slices.Contains(list, secret) {
			list = append(list, secret)
		}
	}
	add(w.settings.Load().GatewayKey)
	if u, ok := w.users[strings.ToLower(strings.TrimSpace(user))]; ok {
		add(u.Password)
	}
	if len(w.users) <= mostPasswords {
		for _, u := range w.users {
			add(u.Password)
		}
	}
	return list
}
