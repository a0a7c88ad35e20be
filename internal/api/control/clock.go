package control

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/irpsim/irpsim/internal/clock"
	"github.com/irpsim/irpsim/internal/registrar"
	"github.com/irpsim/irpsim/internal/world"
)

type clockAnswer struct {
	Now   string     `json:"now"`
	Mode  clock.Mode `json:"mode"`
	Speed int        `json:"speed,omitempty"`
}

func clockOf(w *world.World) clockAnswer {
	state := w.Clock.State()
	return clockAnswer{w.Clock.Now().Format(time.RFC3339), state.Mode, state.Factor}
}

func (s *Server) clock(c *call) error { return c.answer(http.StatusOK, clockOf(c.world)) }

func (s *Server) setClock(c *call) error {
	var in struct {
		Now   string     `json:"now"`
		Mode  clock.Mode `json:"mode"`
		Speed int        `json:"speed"`
	}
	if err := c.read(&in); err != nil {
		return err
	}
	if in.Now == "" && in.Mode != clock.Real && in.Speed == 0 {
		return bad(`give {"now":"2026-04-01T00:00:00+05:30"} to freeze the clock, {"speed":60} to let it run faster, or {"mode":"real"} to free it`)
	}
	var at time.Time
	if in.Now != "" {
		var err error
		if at, err = time.Parse(time.RFC3339, in.Now); err != nil {
			return bad("now is " + in.Now + ": give an RFC 3339 instant with its zone, such as 2026-04-01T00:00:00+05:30")
		}
	}
	if in.Speed < 0 || in.Speed > clock.MaxFactor {
		return bad(fmt.Sprintf("speed is %d: give a whole number from 1 to %d", in.Speed, clock.MaxFactor))
	}
	move := func(k *clock.Clock) error {
		if in.Now == "" && in.Mode == clock.Real {
			k.Free()
		}
		if in.Now != "" {
			if err := k.Freeze(at); err != nil {
				return err
			}
		}
		if in.Speed > 0 {
			return k.Run(in.Speed)
		}
		return nil
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

// gotoEdge freezes the clock at an edge, or so much before or after it.
func (s *Server) gotoEdge(c *call) error {
	var in struct {
		Edge   string `json:"edge"`
		IRN    string `json:"irn"`
		Offset string `json:"offset"`
	}
	if err := c.read(&in); err != nil {
		return err
	}
	var offset time.Duration
	if in.Offset != "" {
		var err error
		if offset, err = clock.ParseDuration(in.Offset); err != nil {
			return bad("offset: " + err.Error())
		}
	}
	at, err := s.Registrar.Edge(c.world, in.Edge, strings.ToLower(in.IRN))
	if errors.Is(err, registrar.ErrNoEdge) {
		return bad(err.Error())
	}
	if err != nil {
		return err
	}
	return s.moveClock(c, func(k *clock.Clock) error { return k.Freeze(at.Add(offset)) })
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
