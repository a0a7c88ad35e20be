package main

import (
	"context"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"

	"github.com/irpsim/irpsim/internal/client"
	"github.com/irpsim/irpsim/internal/sample"
)

// defaultURL is where a simulator listens unless told.
const defaultURL = "http://127.0.0.1:7017"

// remote are the flags of commands that talk to a running IRP.
type remote struct {
	URL text   `name:"url" std:"http://127.0.0.1:7017" var:"IRPSIM_URL" placeholder:"URL" help:"Base URL of the IRP."`
	CA  string `name:"ca" placeholder:"FILE" help:"CA certificate to trust, for HTTPS."`
}

// base returns the base URL without a slash at its end.
func (r *remote) base(a *app) (string, error) {
	base, err := client.BaseURL(r.URL.or(a, "IRPSIM_URL", ownAddress(a)))
	if err != nil {
		return "", usage("--url: %w", err)
	}
	return base, nil
}

func (r *remote) httpClient() (*http.Client, error) {
	t := client.Transport()
	if r.CA != "" {
		pem, err := os.ReadFile(r.CA)
		if err != nil {
			return nil, usage("--ca: %w", err)
		}
		roots := x509.NewCertPool()
		if !roots.AppendCertsFromPEM(pem) {
			return nil, usage("--ca: %s holds no certificate in PEM", r.CA)
		}
		t.TLSClientConfig = &tls.Config{RootCAs: roots}
	}
	return &http.Client{Transport: t}, nil
}

// account are the flags of commands that log in.
type account struct {
	remote
	ClientID     text   `var:"IRPSIM_CLIENT_ID" placeholder:"ID" help:"Client id."`
	ClientSecret text   `var:"IRPSIM_CLIENT_SECRET" placeholder:"SECRET" help:"Client secret."`
	User         text   `var:"IRPSIM_USER" placeholder:"NAME" help:"User name."`
	Password     text   `var:"IRPSIM_PASSWORD" placeholder:"TEXT" help:"Password."`
	Gstin        text   `var:"IRPSIM_GSTIN" placeholder:"GSTIN" help:"GSTIN of the user."`
	PublicKey    string `placeholder:"FILE" help:"The portal's encryption key: PEM, DER, or bare base64; asked of the simulator unless given."`
	AdminURL     text   `name:"admin-url" var:"IRPSIM_ADMIN_URL" placeholder:"URL" help:"Base URL of the simulator's control API, when it is not that of the IRP."`
	AdminToken   text   `var:"IRPSIM_ADMIN_TOKEN" placeholder:"TOKEN" help:"Token of the simulator's control API, to ask it for key and credentials."`
}

// login is everything needed to make clients.
type login struct {
	base  string
	http  *http.Client
	world client.World
	fixed bool // the user was named: one for every document
	key   *rsa.PublicKey
}

// login finds out who logs in where. What flags and environment leave open, the simulator is asked for.
func (c *account) login(a *app) (*login, error) {
	l := &login{}
	var err error
	if l.base, err = c.base(a); err != nil {
		return nil, err
	}
	if l.http, err = c.httpClient(); err != nil {
		return nil, err
	}
	named := client.World{ClientID: c.ClientID.or(a, "IRPSIM_CLIENT_ID", ""), ClientSecret: c.ClientSecret.or(a, "IRPSIM_CLIENT_SECRET", "")}
	who := client.User{Name: c.User.or(a, "IRPSIM_USER", ""), Password: c.Password.or(a, "IRPSIM_PASSWORD", ""), GSTIN: c.Gstin.or(a, "IRPSIM_GSTIN", "")}
	l.fixed = who.Name != "" || who.GSTIN != ""
	if c.PublicKey != "" {
		raw, err := a.readInput(c.PublicKey)
		if err != nil {
			return nil, err
		}
		if l.key, err = client.ParsePublicKey(raw); err != nil {
			return nil, usage("--public-key: %s: %w", c.PublicKey, err)
		}
	}
	complete := named.ClientID != "" && named.ClientSecret != "" && who.Name != "" && who.Password != "" && who.GSTIN != ""
	token := c.AdminToken.or(a, "IRPSIM_ADMIN_TOKEN", "")
	control, err := client.BaseURL(c.AdminURL.or(a, "IRPSIM_ADMIN_URL", l.base))
	if err != nil {
		return nil, usage("--admin-url: %w", err)
	}
	if complete {
		l.world = client.World{ClientID: named.ClientID, ClientSecret: named.ClientSecret, Users: []client.User{who}}
		if l.key == nil {
			l.key, err = client.FetchKey(a.ctx, l.http, control, token)
		}
		return l, withHint(err, l.base, "give the portal's key with --public-key")
	}
	told, err := askWorld(a.ctx, l.http, control, named.ClientID, token)
	if err != nil {
		return nil, withHint(err, l.base, "give --client-id, --client-secret, --user, --password, --gstin and --public-key")
	}
	if l.key == nil {
		if l.key, err = client.ParsePublicKey([]byte(told.EncryptionKey)); err != nil {
			return nil, fmt.Errorf("%s gives a key that cannot be used: %w", l.base, err)
		}
	}
	l.world = merged(told, named, who)
	return l, nil
}

func withHint(err error, base, hint string) error {
	if err == nil {
		return nil
	}
	if _, refused := errors.AsType[*client.Refusal](err); refused {
		return err
	}
	if _, ok := errors.AsType[*url.Error](err); ok {
		return fmt.Errorf("%w\nis a simulator running at %s? start one with irpsim, or name another with --url", err, base)
	}
	return fmt.Errorf("%w\nif this is not irpsim, %s", err, hint)
}

// askWorld asks a simulator for the credentials of the default world, or of the one that id names.
func askWorld(ctx context.Context, h *http.Client, base, id, token string) (client.World, error) {
	var w client.World
	at := base + "/_sim/v1/creds"
	if id != "" {
		at += "?world=" + url.QueryEscape(id)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, at, nil)
	if err != nil {
		return w, err
	}
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	resp, err := h.Do(req)
	if err != nil {
		return w, err
	}
	defer func() { _ = resp.Body.Close() }()
	switch resp.StatusCode {
	case http.StatusOK:
		err = json.NewDecoder(io.LimitReader(resp.Body, 1<<20)).Decode(&w)
	case http.StatusUnauthorized, http.StatusForbidden:
		err = errors.New("the simulator's control API asks for a token; give --admin-token")
	default:
		err = fmt.Errorf("%s answered %s", at, resp.Status)
	}
	if err == nil && len(w.Users) == 0 {
		err = fmt.Errorf("%s names no user", at)
	}
	return w, err
}

// merged is what the simulator told, but for what was named by hand.
func merged(w, named client.World, who client.User) client.World {
	if named.ClientID != "" {
		w.ClientID = named.ClientID
	}
	if named.ClientSecret != "" {
		w.ClientSecret = named.ClientSecret
	}
	if who.Name == "" && who.GSTIN == "" {
		for i := range w.Users {
			w.Users[i].Password = first(who.Password, w.Users[i].Password)
		}
		return w
	}
	chosen := ordinary(w)
	for _, u := range w.Users {
		byName, byGSTIN := u.Name == who.Name, u.GSTIN == who.GSTIN
		if byName && (byGSTIN || who.GSTIN == "") || byGSTIN && who.Name == "" {
			chosen = u
			break
		}
	}
	w.Users = []client.User{{
		Name: first(who.Name, chosen.Name), Password: first(who.Password, chosen.Password), GSTIN: first(who.GSTIN, chosen.GSTIN),
	}}
	return w
}

func first(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// user returns the user of a GSTIN. When the GSTIN has none, or users are fixed, it is the one who stands for the rest.
func (l *login) user(caller string) client.User {
	if !l.fixed {
		for _, u := range l.world.Users {
			if u.GSTIN == caller {
				return u
			}
		}
	}
	return ordinary(l.world)
}

// ordinary returns the user of the default world's seller, else the first who is no e-commerce operator: those register
// for others only.
func ordinary(w client.World) client.User {
	best := w.Users[0]
	for i := len(w.Users) - 1; i >= 0; i-- {
		u := w.Users[i]
		if u.GSTIN == sample.DefaultSeller {
			return u
		}
		if len(u.GSTIN) == 15 && u.GSTIN[13] != 'C' { // the 14th character of an operator's GSTIN is C
			best = u
		}
	}
	return best
}

// beside reports whether the server is on this machine, as far as its address tells.
func (l *login) beside() bool {
	u, err := url.Parse(l.base)
	if err != nil {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return u.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
}

// pipe is a connection of its own, with the same trust.
func (l *login) pipe() *client.Pipe {
	p := &client.Pipe{}
	if t, ok := l.http.Transport.(*http.Transport); ok {
		p.TLS = t.TLSClientConfig
	}
	return p
}

// client makes a client for a user.
func (l *login) client(u client.User) (*client.Client, error) {
	return client.New(l.world.Config(l.base, u, l.key, l.http))
}
