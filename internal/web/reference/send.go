package reference

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"

	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/seal"
	"github.com/irpsim/irpsim/internal/web/page"
	"github.com/irpsim/irpsim/internal/web/wire"
	"github.com/irpsim/irpsim/internal/world"
)

// strangeKey is a key of the right length that belongs to no session.
const strangeKey = "a key that belongs to nobody ---"

// send makes the call of a page over the wire.
func (p *pages) send(v *page.Visit) (page.Answer, error) {
	o, ok := find(v)
	if !ok || untried(o) != "" {
		return page.Answer{}, page.Missing("There is no console for this call.", "The API reference lists the calls.")
	}
	change, name := v.PostFormValue("change"), v.PostFormValue("case")
	title, ok := titleOf(o, change)
	if !ok {
		return page.Answer{}, page.Bad("This call has no such change.", "Choose one of the list.")
	}
	s := &sent{Change: title}
	var err error
	if o.API == "auth" {
		err = s.login(v, o, change)
	} else {
		err = s.call(v, o, name, change)
	}
	if err != nil {
		return page.Answer{}, err
	}
	p.keep(v, o, s)
	if !v.Partial {
		back := "/reference/" + o.Slug
		if name != "" {
			back += "?case=" + name
		}
		return page.Answer{Goto: back + "#answer"}, nil
	}
	t := p.try(v, o)
	t.Change = change
	for i := range t.Cases {
		t.Cases[i].Current = t.Cases[i].Value == caseOf(name)
	}
	return page.Answer{Part: "reference/try", View: t}, nil
}

// call makes a call within a session of the world's first user.
func (s *sent) call(v *page.Visit, o Operation, name, change string) error {
	user, ok := v.User()
	if !ok {
		return page.Bad("This world has no API user.", "Add one under Controls, Worlds.")
	}
	r, err := prepare(v, o, name, v.PostForm)
	if err != nil {
		return page.Bad("This cannot be sent: "+err.Error()+".", "Choose another case.")
	}
	if o.API == "generate" {
		user = callerOf(v, r.plain, user)
	}
	session, login, err := v.Wire.Session(v.Context(), v.World, user)
	if login != nil {
		s.Login = true
		if session == nil {
			s.take(login.Exchange, nil)
			return nil
		}
	}
	if err != nil {
		return err
	}
	if r.needs {
		if r, err = s.first(v, o, session); err != nil || s.First.ID == 0 && s.First.Lost != "" {
			return err
		}
	}
	body, plain := seals(o, r, session.Sek, change)
	s.Plain = plain
	list := headers(session.Headers(), change)
	if o.API == "ping" {
		list = headers(nil, change)
	}
	x := v.Wire.Send(v.Context(), v.World, wire.Request{Method: o.Method, Path: r.path, Headers: list, Body: body})
	s.take(x, session.Sek)
	return nil
}

// callerOf is the user who registers a document: the e-commerce operator that it names, else its supplier.
func callerOf(v *page.Visit, plain string, usual world.User) world.User {
	var doc struct {
		TranDtls   struct{ EcmGstin string }
		SellerDtls struct{ Gstin string }
	}
	if json.Unmarshal([]byte(plain), &doc) != nil {
		return usual
	}
	want := doc.SellerDtls.Gstin
	if doc.TranDtls.EcmGstin != "" {
		want = doc.TranDtls.EcmGstin
	}
	for _, u := range v.World.Users() {
		if u.Gstin == want && usual.Gstin != want {
			return u
		}
	}
	return usual
}

// first registers a document for a call that needs one.
func (s *sent) first(v *page.Visit, o Operation, session *wire.Session) (request, error) {
	for _, g := range Operations(v.Routes) {
		if g.API != "generate" {
			continue
		}
		r, err := prepare(v, g, "b2b", nil)
		if err != nil {
			return r, err
		}
		c, err := v.Wire.Call(v.Context(), session, g.Method, g.Path, []byte(r.plain))
		if err != nil {
			return r, err
		}
		s.First = &c.Exchange
	}
	return prepare(v, o, "", v.PostForm)
}

// seals makes the body of a call, changed as wanted, and says what was sealed.
func seals(o Operation, r request, sek []byte, change string) (body, plain string) {
	if path, ok := strings.CutPrefix(change, "omit:"); ok {
		r.plain = omit(r.plain, path)
	}
	switch change {
	case "key:wrong":
		sek = []byte(strangeKey)
	case "data:none":
		return r.plain, r.plain
	}
	return r.wire(o, sek), r.plain
}

// login makes a login of the world's first user, changed as wanted.
func (s *sent) login(v *page.Visit, o Operation, change string) error {
	user, ok := v.User()
	if !ok {
		return page.Bad("This world has no API user.", "Add one under Controls, Worlds.")
	}
	if change == "" {
		l, err := v.Wire.LogIn(v.Context(), v.World, user, false)
		if err != nil {
			return err
		}
		s.Plain = l.JSON
		s.take(l.Exchange, nil)
		return nil
	}
	list := headers([]wire.Header{
		{Name: "client_id", Value: v.World.ID}, {Name: "client_secret", Value: v.World.Secret()}, {Name: "Gstin", Value: user.Gstin}, {Name: "Content-Type", Value: "application/json"},
	}, change)
	switch change {
	case "pass:wrong":
		user.Password = "wrong"
	case "user:wrong":
		user.Name = "no_such_user"
	}
	r, err := request{}.login(v, user)
	if err != nil {
		return err
	}
	if path, ok := strings.CutPrefix(change, "omit:"); ok {
		r.plain = omit(r.plain, path)
	}
	if strings.HasPrefix(change, "omit:") || change == "base64:none" {
		inner := []byte(base64.StdEncoding.EncodeToString([]byte(r.plain)))
		if change == "base64:none" {
			inner = []byte(r.plain)
		}
		if r.sealed, err = v.Wire.SealRSA(inner); err != nil {
			return err
		}
	}
	s.Plain = r.plain
	s.take(v.Wire.Send(v.Context(), v.World, wire.Request{Method: o.Method, Path: o.Path, Headers: list, Body: r.wire(o, nil)}), nil)
	return nil
}

// take reads what came of a call.
func (s *sent) take(x wire.Exchange, sek []byte) {
	e := wire.Read(x.Answer, sek)
	s.Exchange, s.Answer, s.Opened, s.Lost, s.OK = x, x.Answer, e.Plain, x.Lost, e.OK && x.Lost == ""
	for _, c := range e.Codes() {
		if _, known := fault.Lookup(fault.Code(c)); known {
			s.Codes = append(s.Codes, fault.Code(c))
		}
	}
	if s.Opened == "" && sek != nil {
		s.Opened = openRead(x.Answer, sek)
	}
	if !e.Parsed && x.Lost == "" && x.Status == http.StatusOK && strings.HasPrefix(x.Answer, "e-Invoice") {
		s.OK = true // the heartbeat, which has no envelope
	}
	if len(s.Answer) > maxKept {
		s.Answer = s.Answer[:maxKept]
	}
	s.Exchange.Answer = ""
}

// maxKept bounds an answer that is kept; the journal has all of it.
const maxKept = 256 << 10

// openRead opens an answer of the e-way bill system to a read: its key travels beside it, under the Sek.
func openRead(answer string, sek []byte) string {
	var got struct{ Data, Rek string }
	if json.Unmarshal([]byte(answer), &got) != nil || got.Rek == "" {
		return ""
	}
	rek, err := seal.Open(sek, got.Rek)
	if err != nil {
		return ""
	}
	plain, err := seal.Open(rek, got.Data)
	if err != nil {
		return ""
	}
	return string(plain)
}
