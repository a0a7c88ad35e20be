package api

import (
	"context"
	"net/http"

	"github.com/irpsim/irpsim/internal/clock"
	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/registrar"
)

// pingFace is the heartbeat's: plain text, no credentials, no envelope (protocol reference 11, confirmed).
type pingFace struct{ s *Server }

func (pingFace) name() string { return "nic" }

func (f pingFace) open(c *call) error {
	if w, ok := f.s.worlds.Get(c.who.ClientID); ok {
		c.world = w
	} else {
		c.world = f.s.worlds.Default()
	}
	return nil
}

func (f pingFace) reply(c *call, a registrar.Answer) error {
	c.write("text/plain; charset=utf-8", http.StatusOK, []byte(a.Value.(string)))
	return nil
}

func (f pingFace) refuse(c *call, _ *fault.Error) { f.broken(c) }

func (f pingFace) broken(c *call) {
	c.write("text/plain; charset=utf-8", http.StatusInternalServerError, nil)
}

func (s *Server) ping(_ context.Context, c *call) (registrar.Answer, error) {
	now := c.world.Clock.Now().In(clock.IST)
	return registrar.Answer{Value: "e-Invoice Vital:-" + now.Format("02-01-2006 15:04:05")}, nil
}
