package api

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	"github.com/irpsim/irpsim/internal/chaos"
	"github.com/irpsim/irpsim/internal/registrar"
	"github.com/irpsim/irpsim/internal/world"
)

// What a fault has to know of an exchange to tell whether it is meant.

// home is the world whose faults strike a request that nobody has recognised yet: that of the client id, or of the token
// when there is none, else the default world, which keeps the journal of strangers.
func (s *Server) home(c *call) *world.World {
	who := c.who
	if w, ok := s.worlds.Get(who.ClientID); ok {
		return w
	}
	if who.ClientID == "" && who.AuthToken != "" {
		if w, ok := s.worlds.WorldOfToken(who.AuthToken); ok && w.Settings().BareToken {
			return w
		}
	}
	return s.worlds.Default()
}

// apis are the names of the call: the route's and, where one path takes several actions, that of the action.
func (c *call) apis() []string {
	names := []string{c.route.API}
	if c.Method == http.MethodPost && c.route.word() == "ewb-cancel" {
		action := actionMember(c.body)
		if c.route.plain() {
			action = c.params["action"]
		}
		if action != "" {
			names = append(names, c.route.API+"-"+action)
		}
	}
	return names
}

func actionMember(body []byte) string {
	var object struct{ Action string }
	_ = json.Unmarshal(body, &object) // what cannot be read names no action
	return strings.TrimSpace(object.Action)
}

// fits tells whether the exchange has what an action spoils, so that a fault is not used up by a call it cannot touch.
func (c *call) fits(a registrar.Answer) func(chaos.Action) bool {
	_, heartbeat := c.route.face.(pingFace)
	_, login := a.Value.(registrar.LoggedIn)
	_, ewayLogin := a.Value.(registrar.EwayLoggedIn)
	_, signed := a.Value.(registrar.Registered)
	return func(do chaos.Action) bool {
		switch {
		case len(do.Code) > 0:
			return !heartbeat // it has no words for a code
		case len(do.InfoDtls) > 0:
			return !heartbeat && c.route.word() != "ewb-cancel" // the e-way bill system's envelope has no InfoDtls
		case do.Token != "":
			return c.caller.Session != nil
		case do.Sek != "":
			return login || ewayLogin || c.caller.Session != nil && !c.route.plain()
		case do.Signature != "":
			return signed
		}
		return true
	}
}

// asker is the caller as far as known: before the request is opened, what its headers claim.
func (c *call) asker() registrar.Caller {
	if c.caller.World != nil {
		return c.caller
	}
	w := c.struck.world
	return registrar.Caller{World: w, Gstin: strings.ToUpper(c.who.Gstin), Now: w.Clock.Now()}
}

// subject finds out what the request is about.
func (s *Server) subject(c *call) registrar.Subject {
	if no, err := strconv.ParseInt(c.query.first("ewbno"), 10, 64); err == nil {
		return registrar.SubjectOfBill(c.asker(), no)
	}
	name := c.params["irn"]
	if name == "" {
		name = c.query.first("irn", "irnno")
	}
	return s.registrar.SubjectOf(c.asker(), c.plain, name, registrar.DocumentQuery{
		DocType: c.query.first("doctype"), DocNum: c.query.first("docnum", "docno"), DocDate: c.query.first("docdate"),
	})
}
