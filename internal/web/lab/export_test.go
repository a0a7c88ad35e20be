package lab

import (
	"context"
	"github.com/irpsim/irpsim/internal/chance"
	"github.com/irpsim/irpsim/internal/diagnose"
	"github.com/irpsim/irpsim/internal/keys"
	"github.com/irpsim/irpsim/internal/world"
)

// Crafted is a mistake made, for the tests that send it.
type Crafted struct {
	Err        error
	Path, Body string
	Foretold   string
	Diagnosis  diagnose.Diagnosis
}

// Catalogue is the list of mistakes.
func Catalogue() []*Mistake { return catalogue() }

// CanonicalNamed is how many have a number that people quote.
const CanonicalNamed = len(named)

// CraftLogin makes a mistake in a login of a user.
func CraftLogin(m *Mistake, set *keys.Set, w *world.World, user world.User) Crafted {
	c := testClient(set)
	way := rightLogin()
	if m != nil {
		m.Login(&way)
	}
	made := way.make(c, []byte(loginText(user, b64(c.AppKey))))
	out := Crafted{Err: made.Err, Path: made.Path, Body: made.Body}
	if made.Err == nil {
		out.Foretold = judge{set, w, true}.login(context.Background(), made.Path, made.Body).Code
		q := inquiry{Data: made.Data}
		if made.Path == auth103 {
			q.Version = diagnose.V103
		}
		k := c.knowledge()
		k.Passwords = []string{user.Password}
		out.Diagnosis = diagnose.Diagnose(diagnose.Request{Stage: diagnose.Auth, Version: q.Version, Data: q.Data}, k)
	}
	return out
}

// CraftPayload makes a mistake in a payload under a Sek.
func CraftPayload(m *Mistake, set *keys.Set, w *world.World, appKey, sek []byte, text string) Crafted {
	c := testClient(set)
	c.AppKey, c.Sek = appKey, sek
	way := rightPayload()
	if m != nil {
		m.Payload(&way)
	}
	made := way.make(c, []byte(text))
	out := Crafted{Err: made.Err, Body: made.Body}
	if made.Err == nil {
		out.Foretold = judge{set, w, true}.payload(sek, made.Body).Code
		out.Diagnosis = diagnose.Diagnose(diagnose.Request{Stage: diagnose.Payload, Data: made.Data}, c.knowledge())
	}
	return out
}

// RightLogin makes a login as it should be, and returns the AppKey in it.
func RightLogin(set *keys.Set, user world.User) (body string, appKey []byte) {
	c := testClient(set)
	return rightLogin().make(c, []byte(loginText(user, b64(c.AppKey)))).Body, c.AppKey
}

func testClient(set *keys.Set) *client {
	draw := chance.New(nil, "")
	return &client{Keys: set, Draw: draw, AppKey: draw.Bytes(32), Sek: draw.Bytes(32), Stale: [][]byte{draw.Bytes(32)}}
}

// Unpack takes what is pasted apart, and lists the checks of what is in it.
func Unpack(stage, text string) (data string, rungs int) {
	o := own{Stage: stage, Text: text}
	q := o.call().Body.(inquiry)
	d := diagnose.Diagnose(diagnose.Request{Stage: q.Stage, Version: q.Version, Data: q.Data}, diagnose.Knowledge{})
	return q.Data, len(ladder(&d, q.Version))
}

// Forge flips a value of a token.
func Forge(set *keys.Set, token, name string) (shown string, valid bool) {
	d := signedView{Token: token}
	d.verify(set, name)
	return d.Shown, d.Valid
}
