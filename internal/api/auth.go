package api

import (
	"bytes"
	"context"
	"crypto/rsa"
	"encoding/json"
	"errors"
	"strings"

	"github.com/irpsim/irpsim/einv"
	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/registrar"
	"github.com/irpsim/irpsim/internal/seal"
)

// authFace opens logins: version 1.04 seals the whole request under RSA, version 1.03 only two members of it. The
// answer is the IRP's envelope with Data in clear. Order of the refusals: protocol reference 21.1.
type authFace struct {
	nicFace
	version string
}

// opened is a login on its way from face to operation.
type opened struct {
	login registrar.Login
	eway  registrar.EwayLogin
}

func (f authFace) open(c *call) error {
	if w, ok := f.s.worlds.Get(c.who.ClientID); ok {
		c.world = w // also a refused login belongs into the journal of the world it named
	}
	if c.tooLarge {
		return fault.TooLarge()
	}
	var login registrar.Login
	var sealed, err error // sealed: a member of version 1.03 that cannot be opened
	if f.version == "1.03" {
		login, sealed, err = f.open103(c)
	} else {
		login, err = f.open104(c)
	}
	login.Version, login.Gstin = f.version, c.who.Gstin
	c.entry.Gstin, c.entry.UserName = login.Gstin, login.UserName
	if err != nil {
		return err
	}
	w, err := f.s.registrar.Client(c.who.ClientID, c.who.ClientSecret)
	if err != nil {
		return err
	}
	if sealed != nil && strings.TrimSpace(login.UserName) != "" {
		return sealed
	}
	c.world, c.opened = w, &opened{login: login}
	return nil
}

func (f authFace) open104(c *call) (registrar.Login, error) {
	data := dataMember(c.text)
	if data == "" {
		return registrar.Login{}, fault.New(fault.AuthDataMissing)
	}
	c.entry.Request.Cipher = data
	plain, err := f.s.unseal(c, seal.OpenAuth, data)
	if errors.Is(err, seal.ErrInner) && c.world != nil && !c.world.Settings().StrictCrypto {
		plain, err = f.s.unseal(c, seal.OpenRSA, data) // JSON that was not Base64-ed first
	}
	switch {
	case errors.Is(err, seal.ErrInner):
		return registrar.Login{}, fault.AuthError()
	case err != nil:
		return registrar.Login{}, fault.New(fault.AuthUndecryptable)
	}
	c.entry.Request.Plain = string(plain)
	a, _, err := einv.Decode[einv.Auth](plain)
	if err != nil {
		return registrar.Login{}, fault.AuthError()
	}
	return registrar.Login{
		UserName: a.UserName, Password: a.Password, AppKey: a.AppKey, Force: bool(a.ForceRefreshAccessToken),
	}, nil
}

// unseal opens what was sealed with the portal's key, for as long as the client waits for it.
func (s *Server) unseal(c *call, open func(context.Context, *rsa.PrivateKey, string) ([]byte, error), data string) ([]byte, error) {
	ctx, done := c.work()
	defer done()
	return open(ctx, s.keys.Encryption, data)
}

// open103 reads the old login, whose password and key are sealed one by one. sealed is their failure, which is told after
// the client's and after a missing user name.
func (f authFace) open103(c *call) (login registrar.Login, sealed, err error) {
	var outer struct{ Data json.RawMessage }
	if json.Unmarshal(c.body, &outer) != nil || !bytes.HasPrefix(bytes.TrimSpace(outer.Data), []byte("{")) {
		return login, nil, fault.New(fault.AuthDataMissing)
	}
	a, _, err := einv.Decode[einv.Auth](outer.Data)
	if err != nil {
		return login, nil, fault.New(fault.AuthIncomplete)
	}
	login = registrar.Login{UserName: a.UserName, Force: bool(a.ForceRefreshAccessToken)}
	password, key := strings.TrimSpace(a.Password), strings.TrimSpace(a.AppKey)
	if password == "" || key == "" {
		return login, nil, nil // 1007 in its turn
	}
	plain, err := f.s.unseal(c, seal.OpenRSA, password)
	if err != nil {
		return login, fault.New(fault.PasswordUnreadable), nil
	}
	login.Password = string(plain)
	if login.RawKey, err = f.s.unseal(c, seal.OpenRSA, key); err != nil {
		return login, fault.New(fault.AppKeyUnreadable), nil
	}
	return login, nil, nil
}

func (f authFace) reply(c *call, a registrar.Answer) error {
	data, err := marshalText(a.Value)
	if err != nil {
		return err
	}
	c.entry.Response.Plain = data
	return f.envelope(c, 1, nil, a.Info, len(data), func(body *strings.Builder) { body.WriteString(data) })
}

func (s *Server) logIn(ctx context.Context, c *call) (registrar.Answer, error) {
	return s.registrar.LogIn(ctx, c.world, c.opened.login)
}
