package api

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/gateway"
	"github.com/irpsim/irpsim/internal/journal"
	"github.com/irpsim/irpsim/internal/registrar"
)

// gateFace speaks as a gateway does. What differs between gateways is in the [gateway.Face]; here is what they share.
type gateFace struct {
	s *Server
	f *gateway.Face
}

func (f gateFace) name() string { return f.f.Name }

// open checks the gateway's key, admits the caller as the row says and reads the request into the portal's terms.
func (f gateFace) open(c *call) error {
	if err := f.s.checkKey(c); err != nil {
		return err
	}
	if c.tooLarge {
		return fault.TooLarge()
	}
	if err := f.s.admit(c); err != nil {
		return err
	}
	return f.read(c)
}

// read has the face open the request and puts what it asks for where operations, faults and journal look for it.
func (f gateFace) read(c *call) error {
	x := c.gate
	read := x.Row.Open
	if read == nil {
		read = f.f.Open
	}
	if read == nil {
		read = gateway.Open
	}
	if err := read(x); err != nil {
		return err
	}
	c.plain = x.Ask.Plain
	c.entry.Request.Plain = string(x.Ask.Plain)
	c.params = map[string]string{"irn": x.Ask.IRN, "gstin": x.Ask.Gstin, "action": strings.ToUpper(x.Ask.Action)}
	c.query = query{
		"doctype": x.Ask.Document.DocType, "docnum": x.Ask.Document.DocNum, "docdate": x.Ask.Document.DocDate,
		"date": x.Ask.Date, "ewbno": x.Ask.EwbNo,
	}
	switch x.Row.Op {
	case "auth":
		c.opened = &opened{login: registrar.Login{
			Gstin: x.Who.Gstin, UserName: x.Who.UserName, Password: x.Who.Password, Force: x.Ask.Force,
			RawKey: x.World.Chance.Bytes(rekLength),
		}}
	case "ewayapi-auth":
		c.opened = &opened{eway: registrar.EwayLogin{
			Gstin: x.Who.Gstin, UserName: x.Who.UserName, Password: x.Who.Password, RawKey: x.World.Chance.Bytes(rekLength),
		}}
	case "ewayapi":
		return f.readAction(c)
	}
	return nil
}

// readAction checks what a call of the e-way bill system wants to be done, as its own face does.
func (f gateFace) readAction(c *call) error {
	action := c.params["action"]
	if _, known := f.s.ewayActions()[action]; !known {
		return fault.New(fault.EwaybillAction)
	}
	c.entry.API = c.route.API + "-" + strings.ToLower(action)
	if !bytes.HasPrefix(bytes.TrimSpace(c.plain), []byte("{")) || !json.Valid(c.plain) {
		return fault.New(fault.EwaybillJSON)
	}
	return nil
}

func (f gateFace) reply(c *call, a registrar.Answer) error {
	say := c.gate.Row.Say
	if say == nil {
		say = f.f.Say
	}
	r, err := say(c.gate, a)
	if err != nil {
		return err
	}
	c.utter(r)
	return nil
}

func (f gateFace) refuse(c *call, e *fault.Error) {
	if e.Findings[0].Code == fault.OperationExceeded && c.gate.World.Settings().RateLimitAnswer == "429" {
		c.gateway(http.StatusTooManyRequests)
		return
	}
	c.utter(f.f.Refuse(c.gate, e))
}

// broken says the portal's generic code: a gateway passes on what the portal answers.
func (f gateFace) broken(c *call) {
	if strings.HasPrefix(c.route.API, "ewayapi") {
		f.refuse(c, fault.New(ewayBroken))
		return
	}
	f.refuse(c, fault.New(fault.SchemaError))
}

// utter writes a gateway's reply.
func (c *call) utter(r gateway.Reply) {
	if r.Status == 0 {
		r.Status = http.StatusOK
	}
	if plain, err := gateway.Marshal(r.Plain); r.Plain != nil && err == nil {
		c.entry.Response.Plain = string(plain)
	}
	c.write(r.Type, r.Status, r.Body)
	if !strings.Contains(r.Type, "json") && !strings.HasPrefix(r.Type, "text/") { // the journal is read by people
		c.entry.Response.Body = fmt.Sprintf("(%s, %d bytes)", r.Type, len(r.Body))
	}
}

// sealedGate passes a call of the portal's own encryption through a gateway: the key is the gateway's business, the rest
// is the portal's face.
type sealedGate struct {
	gateFace
	portal face
}

func (f sealedGate) open(c *call) error {
	if err := f.s.checkKey(c); err != nil {
		return err
	}
	if c.gate.Row.Admit == gateway.ByTicket { // the gateway's token stands beside the portal's
		if err := f.s.admitTicket(c.gate); err != nil {
			return err
		}
	}
	if err := gateway.Open(c.gate); err != nil { // some name the IRN or the GSTIN in the query
		return err
	}
	for name, value := range map[string]string{"irn": c.gate.Ask.IRN, "gstin": c.gate.Ask.Gstin} {
		if c.params[name] == "" {
			c.params[name] = value
		}
	}
	return f.portal.open(c)
}

func (f sealedGate) reply(c *call, a registrar.Answer) error { return f.portal.reply(c, a) }
func (f sealedGate) refuse(c *call, e *fault.Error)          { f.portal.refuse(c, e) }
func (f sealedGate) broken(c *call)                          { f.portal.broken(c) }

// deny says a refusal of the gateway's own. The journal has it as a note: it is no code of the portal.
func (s *Server) deny(c *call, d *gateway.Denial) {
	c.denied = true
	c.entry.Notes = append(c.entry.Notes, journal.Note{Text: "The gateway refused this by itself: " + d.Text})
	c.utter(c.gate.Face.Deny(c.gate, d))
}

// expired tells a call whose session a fault has just ended. A gateway that logs in by itself would hide that, so it says
// what it heard from the portal; one with a token of its own finds that ended too.
func (s *Server) expired(c *call) error {
	x := c.gate
	if x.Ticket != nil {
		if err := s.registrar.EndSession(c.Context(), x.World, x.Ticket, c.caller.Now); err != nil {
			return err
		}
	} else if !x.Row.Sealed && (x.Row.Admit == gateway.ByUser || x.Row.Admit == gateway.ByTicketOrKey) {
		return fault.New(fault.InvalidToken)
	}
	return c.route.face.open(c)
}

// gatewayDo is the operation of a row that has one of its own, nil for the portal's.
func (s *Server) gatewayDo(r *gateway.Row) operation {
	if r.Do == nil {
		return nil
	}
	return func(ctx context.Context, c *call) (registrar.Answer, error) {
		c.gate.Caller.Forced = c.caller.Forced // known only now
		return r.Do(ctx, c.gate)
	}
}
