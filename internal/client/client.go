// Package client speaks the IRP face as a taxpayer's program does: it logs in, seals and opens payloads, and turns the
// portal's envelope into values and a typed [*Refusal]. It works against any base URL that speaks the protocol.
//
// A [Client] is one user of one GSTIN and is safe for concurrent use. It logs in by itself when it has no session, and
// once more when the portal says that the token is no longer valid (1005). Numbers stay the text they were.
package client

import (
	"context"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"

	"github.com/irpsim/irpsim/internal/chance"
	"github.com/irpsim/irpsim/internal/seal"
)

// Config says who talks to whom. All members but HTTP and Chance are needed.
type Config struct {
	BaseURL      string // "http://127.0.0.1:7017"
	ClientID     string
	ClientSecret string
	UserName     string
	Password     string
	GSTIN        string
	Key          *rsa.PublicKey // the portal's encryption key, see ParsePublicKey and FetchKey
	HTTP         *http.Client   // nil: one with room for many connections
	Chance       *chance.Source // nil: the secure source
	ForceRefresh bool           // ask for a new token at each login
	IRP          string         // header irp: act on IRNs of that portal; "" for none
}

// Client is a user of the portal. Make one with [New].
type Client struct {
	conf Config
	base string

	mu      sync.Mutex // held while logging in, so that callers that find the token expired log in once
	session *session
}

// session is what a login gave.
type session struct {
	token, expiry string
	sek           []byte
}

// New checks the configuration and returns a client that has not logged in yet.
func New(c Config) (*Client, error) {
	base, err := BaseURL(c.BaseURL)
	if err != nil {
		return nil, err
	}
	if c.Key == nil {
		return nil, errors.New("the portal's public key is missing; give it as a file or fetch it")
	}
	for _, m := range []struct{ name, value string }{
		{"client id", c.ClientID}, {"client secret", c.ClientSecret}, {"user name", c.UserName},
		{"password", c.Password}, {"GSTIN", c.GSTIN},
	} {
		if m.value == "" {
			return nil, fmt.Errorf("the %s is missing", m.name)
		}
	}
	if c.HTTP == nil {
		c.HTTP = &http.Client{Transport: Transport()}
	}
	if c.Chance == nil {
		c.Chance = chance.New(nil, "")
	}
	return &Client{conf: c, base: base}, nil
}

// Transport returns an HTTP transport that keeps a connection open for each of many parallel callers.
func Transport() *http.Transport {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.MaxIdleConns, t.MaxIdleConnsPerHost = 256, 256
	return t
}

// BaseURL checks a base URL and returns it without a slash at its end.
func BaseURL(text string) (string, error) {
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return "", fmt.Errorf("%q is no base URL; write one like http://127.0.0.1:7017", text)
	}
	return strings.TrimRight(text, "/"), nil
}

// GSTIN returns whom the client speaks for.
func (c *Client) GSTIN() string { return c.conf.GSTIN }

// Login takes a new session, with an AppKey of its own. It is not needed before other calls; it is there to see whether
// the credentials hold.
func (c *Client) Login(ctx context.Context) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	s, err := c.login(ctx)
	if err == nil {
		c.session = s
	}
	return err
}

// current returns the session, logging in when there is none or when it is the one that stale names.
func (c *Client) current(ctx context.Context, stale *session) (*session, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.session != nil && c.session != stale {
		return c.session, nil
	}
	s, err := c.login(ctx)
	if err != nil {
		return nil, err
	}
	c.session = s
	return s, nil
}

// LoginRequest returns a login as it would be sent, with an AppKey of its own; see [Client.Request].
func (c *Client) LoginRequest(ctx context.Context) (*http.Request, error) {
	return c.loginRequest(ctx, c.conf.Chance.Bytes(32))
}

func (c *Client) loginRequest(ctx context.Context, appKey []byte) (*http.Request, error) {
	inner, err := json.Marshal(struct {
		UserName, Password, AppKey string
		ForceRefreshAccessToken    bool
	}{c.conf.UserName, c.conf.Password, base64.StdEncoding.EncodeToString(appKey), c.conf.ForceRefresh})
	if err != nil {
		return nil, err
	}
	data, err := seal.SealAuth(c.conf.Chance, c.conf.Key, inner)
	if err != nil {
		return nil, err
	}
	return c.request(ctx, http.MethodPost, "/eivital/v1.04/auth", map[string]string{"Data": data}, nil)
}

func (c *Client) login(ctx context.Context) (*session, error) {
	appKey := c.conf.Chance.Bytes(32)
	req, err := c.loginRequest(ctx, appKey)
	if err != nil {
		return nil, err
	}
	env, err := c.exchange(req)
	if err != nil {
		return nil, err
	}
	var got struct{ AuthToken, Sek, TokenExpiry string }
	if err := json.Unmarshal(env.Data, &got); err != nil || got.AuthToken == "" {
		return nil, errors.New("the login's answer holds no AuthToken; is this an IRP of version 1.04?")
	}
	sek, err := seal.UnwrapSek(appKey, got.Sek)
	if err != nil {
		return nil, fmt.Errorf("the Sek of the login's answer does not open with our AppKey: %w", err)
	}
	return &session{token: got.AuthToken, expiry: got.TokenExpiry, sek: sek}, nil
}

// Session returns the AuthToken and its expiry as the portal printed it, empty before the first login.
func (c *Client) Session() (token, expiry string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.session == nil {
		return "", ""
	}
	return c.session.token, c.session.expiry
}
