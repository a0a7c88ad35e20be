package server

import (
	"context"

	"github.com/irpsim/irpsim/internal/registrar"
	"github.com/irpsim/irpsim/internal/seed"
	"github.com/irpsim/irpsim/internal/world"
)

// seed brings about what the configured seed says, before anybody is served. An ephemeral store goes away when the seed
// does not hold, so only another one is spared by a rehearsal.
func (s *Server) seed(ctx context.Context, service *registrar.Service, worlds world.Config) error {
	if s.cfg.Seed == nil {
		return nil
	}
	done, err := s.cfg.Seed.Apply(ctx, seed.Target{Service: service, Worlds: worlds, Rehearse: !s.cfg.Ephemeral})
	if err != nil {
		return err
	}
	if c := s.cfg.Credentials; c.UserName+c.Password+c.GSTIN == "" {
		s.cfg.Credentials.UserName = s.cfg.Seed.FirstUser() // who is shown at the start
	}
	s.cfg.Seed = nil // it may be large
	s.log.Info("seed applied", "worlds", done.Worlds, "invoices", done.Invoices, "registered_before", done.Kept)
	return nil
}
