package api

import (
	"strings"

	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/gateway"
	"github.com/irpsim/irpsim/internal/registrar"
	"github.com/irpsim/irpsim/internal/seal"
	"github.com/irpsim/irpsim/internal/world"
)

// introduce finds out on whose behalf a gateway speaks, and puts the world's client id and secret where the gateway would
// put its own: for the portal's side of a call nothing is special about it then.
func (s *Server) introduce(c *call) {
	r := c.route
	if r.Gateway == nil {
		return
	}
	c.gate = &gateway.Exchange{
		Request: c.Request, Face: r.Gateway, Row: r.Row, Path: rawParams(r, c.URL.Path), Query: gateway.ParseQuery(c.URL.RawQuery),
		Sent: c.body, Registrar: s.registrar, World: s.worlds.Default(), Again: s.again(c.Request),
		OpenRSA: func(text string) ([]byte, error) { return s.unseal(c, seal.OpenRSA, text) },
	}
	if r.Gateway.Who != nil {
		c.gate.Who = r.Gateway.Who(c.gate)
	}
	who := &c.gate.Who
	w := s.worldOf(who)
	c.gate.World = w
	if who.At == "" {
		who.At = portalOf(c.Context())
	}
	if session, ok := w.Session(who.AuthToken); ok && session.Gateway == "" && !who.NeedsUser {
		if who.UserName == "" {
			who.UserName = session.User
		}
		if who.Gstin == "" {
			who.Gstin = session.Gstin
		}
	}
	who.ClientID, who.ClientSecret = w.ID, w.Secret()
	c.who = who.Credentials
	c.entry.ClientID, c.entry.Gstin, c.entry.UserName = w.ID, who.Gstin, who.UserName
}

// worldOf finds the world that a gateway's caller means: by a key that is a client id, by a token, by the user, else the
// default world.
func (s *Server) worldOf(who *gateway.Who) *world.World {
	for _, id := range []string{who.ClientID, who.Key} {
		if w, ok := s.worlds.Get(id); ok {
			return w
		}
	}
	for _, token := range []string{who.AuthToken, who.Ticket} {
		if w, ok := s.worlds.WorldOfToken(token); ok {
			return w
		}
	}
	if who.UserName != "" {
		if w, ok := s.worlds.WorldOfUser(who.UserName, who.Gstin); ok {
			return w
		}
	}
	return s.worlds.Default()
}

// checkKey refuses a caller whom the gateway does not know as its customer. Any key will do, because the simulator cannot
// know what a gateway gave its customer, unless the world names one or the key is a world's client id, whose secret then
// must be right.
func (s *Server) checkKey(c *call) error {
	x := c.gate
	who := &x.Who
	if x.Face.Key == "" || x.Row.Admit == gateway.Anyone {
		return nil
	}
	if who.Key == "" {
		if x.Row.Admit == gateway.ByTicket || x.Row.Admit == gateway.ByTicketOrKey {
			return nil // the ticket stands for it
		}
		return gateway.Deny(gateway.KeyMissing, "the request has no key of the gateway; send "+x.Face.Key)
	}
	if w, ok := s.worlds.Get(who.Key); ok {
		if who.KeySecret != "" && !registrar.SameSecret(who.KeySecret, w.Secret()) {
			return gateway.Deny(gateway.KeyWrong, "the secret beside the gateway's key is not that of the world "+w.ID+"; GET /_sim/v1/creds shows it")
		}
		return nil
	}
	if session, ok := x.World.Session(who.Key); ok && session.Gateway == x.Face.Name { // a key that the gateway itself handed out
		if !x.World.Clock.Now().Before(session.Expires) {
			return gateway.Deny(gateway.TicketExpired, "the gateway's token has ended; get another one from its login call")
		}
		return nil
	}
	if wanted := x.World.Settings().GatewayKey; wanted != "" && !registrar.SameSecret(who.Key, wanted) {
		return gateway.Deny(gateway.KeyWrong, "the gateway's key is not the setting gateway_key of the world "+x.World.ID+"; send that one or change the setting")
	}
	return nil
}

// admit lets the caller in as the row says and fills c.caller.
func (s *Server) admit(c *call) error {
	x := c.gate
	x.Caller = registrar.Caller{World: x.World, Now: x.World.Clock.Now(), At: x.Who.At, Portal: x.Who.At}
	c.world = x.World
	keyInPlace := x.Row.Admit == gateway.ByTicketOrKey && x.Who.Ticket == "" && x.Who.Key != "" // checkKey found it good
	if x.Row.Admit == gateway.ByTicket || x.Row.Admit == gateway.ByTicketOrKey && !keyInPlace {
		if err := s.admitTicket(x); err != nil {
			return err
		}
	}
	var err error
	switch login := x.Row.Login(); {
	case login, x.Row.Admit == gateway.ByKey, x.Row.Admit == gateway.Anyone:
		return nil
	case x.Row.Admit == gateway.ByToken:
		err = s.admitByToken(c)
	default:
		err = s.admitUser(c)
	}
	x.Caller = c.caller
	return err
}

func (s *Server) admitByToken(c *call) error {
	who := &c.gate.Who
	if (who.UserName == "" || who.Gstin == "") && !who.NeedsUser { // they stand in the session, and there is none
		c.recognised(registrar.Caller{World: c.gate.World, Now: c.gate.World.Clock.Now()})
		if strings.HasPrefix(c.route.API, "ewayapi") {
			return fault.New(fault.EwaybillToken)
		}
		return fault.New(fault.InvalidToken)
	}
	recognise := s.registrar.Recognise
	if strings.HasPrefix(c.route.API, "ewayapi") {
		recognise = s.registrar.RecogniseEway
	}
	caller, err := recognise(c.who)
	if caller.World == nil {
		caller.World = c.gate.World
	}
	c.recognised(caller)
	return err
}

func (s *Server) admitUser(c *call) error {
	x := c.gate
	caller, err := s.registrar.Attend(c.Context(), x.World, c.who, x.Who.Password)
	c.recognised(caller)
	if f := registrar.AsFault(err); f != nil && f.Findings[0].Code == fault.GstinNotOfUser && c.who.UserName == "" {
		return gateway.Deny(gateway.NotMapped, "no user of the world "+x.World.ID+" has the GSTIN "+caller.Gstin+"; add one with POST /_sim/v1/users")
	}
	return err
}

// admitTicket checks the gateway's own token.
func (s *Server) admitTicket(x *gateway.Exchange) error {
	session, ok := x.World.Session(x.Who.Ticket)
	switch {
	case !ok || session.Gateway != x.Face.Name:
		return gateway.Deny(gateway.TicketWrong, "the gateway's token is not known; get one from its login call")
	case !x.World.Clock.Now().Before(session.Expires):
		return gateway.Deny(gateway.TicketExpired, "the gateway's token has ended; get another one from its login call")
	}
	x.Ticket = session
	return nil
}
