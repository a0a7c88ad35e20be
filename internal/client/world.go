package client

import (
	"crypto/rsa"
	"fmt"
	"net/http"
)

// World is what a simulator tells of the credentials that one of its worlds takes: JSON of GET /_sim/v1/creds, and of what
// POST /_sim/v1/worlds answers.
type World struct {
	ClientID      string `json:"client_id"`
	ClientSecret  string `json:"client_secret"`
	Users         []User `json:"users"`
	EncryptionKey string `json:"encryption_key_pem"`
}

// User is an API user of a GSTIN.
type User struct {
	Name     string `json:"user_name"`
	Password string `json:"password"`
	GSTIN    string `json:"gstin"`
}

// Config is that of a client of one of the world's users.
func (w World) Config(base string, u User, key *rsa.PublicKey, h *http.Client) Config {
	return Config{
		BaseURL: base, ClientID: w.ClientID, ClientSecret: w.ClientSecret, UserName: u.Name, Password: u.Password, GSTIN: u.GSTIN,
		Key: key, HTTP: h,
	}
}

// Client makes a client of the first user of a GSTIN, of any when it is "", at a base URL. The client sends through h, as
// in [Config].
func (w World) Client(base, gstin string, h *http.Client) (*Client, error) {
	key, err := ParsePublicKey([]byte(w.EncryptionKey))
	if err != nil {
		return nil, fmt.Errorf("world %s: %w", w.ClientID, err)
	}
	for _, u := range w.Users {
		if gstin == "" || u.GSTIN == gstin {
			return New(w.Config(base, u, key, h))
		}
	}
	return nil, fmt.Errorf("world %s has no user of %q", w.ClientID, gstin)
}
