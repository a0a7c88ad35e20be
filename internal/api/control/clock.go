package control

import (
	"errors"
	"net/http"
	"time"

	"github.com/irpsim/irpsim/internal/clock"
	"github.com/irpsim/irpsim/internal/world"
)

type clockAnswer struct {
	Now  string     `json:"now"`
	Mode clock.Mode `json:"mode"`
}

func clockOf(w *world.World) clockAnswer {
	return clockAnswer{w.Clock.Now().Format(time.RFC3339), w.Clock.State().Mode}
}

func (s *Server) clock(c *call) error { return c.answer(http.StatusOK, clockOf(c.world)) }

func (s *Server) setClock(c *call) error {
	var in struct {
		Now  string     `json:"now"`
		Mode clock.Mode `json:"mode"`
	}
	if err := c.read(&in); err != nil {
		return err
	}
	if in.Now == "" && in.Mode != clock.Real {
		return bad(`give {"now":"2026-04-01T00:00:00+05:30"} to freeze the clock, or {"mode":"real"} to free it`)
	}
	move := free
	if in.Now != "" {
		at, err := time.Parse(time.RFC3339, in.Now)
		if err != nil {
			return bad("now is " + in.Now + ": give an RFC 3339 instant with its zone, such as 2026-04-01T00:00:00+05:30")
		}
		move = func(k *clock.Clock) error { return k.Freeze(at) }
	}
	return s.moveClock(c, move)
}

func (s *Server) advance(c *call) error {
	var in struct {
		By string `json:"by"`
	}
	if err := c.read(&in); err != nil {
		return err
	}
	by, err := clock.ParseDuration(in.By)
	if err != nil {
		return bad(err.Error())
	}
	return s.moveClock(c, func(k *clock.Clock) error { return k.Advance(by) })
}

func free(k *clock.Clock) error {
	k.Free()
	return nil
}

func (s *Server) moveClock(c *call, move func(*clock.Clock) error) error {
	err := c.world.MoveClock(c.Context(), move)
	if errors.Is(err, clock.ErrRange) {
		return bad(err.Error())
	}
	if err != nil {
		return err
	}
	return c.answer(http.StatusOK, clockOf(c.world))
}
