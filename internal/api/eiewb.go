package api

import (
	"context"

	"github.com/irpsim/irpsim/internal/registrar"
)

// operations of the service eiewb, e-way bills by IRN.

func (s *Server) generateEWB(ctx context.Context, c *call) (registrar.Answer, error) {
	return s.registrar.GenerateEWB(ctx, c.caller, c.plain)
}

// getEWB also takes the IRN as a parameter, as old samples send it.
func (s *Server) getEWB(ctx context.Context, c *call) (registrar.Answer, error) {
	name := c.params["irn"]
	if name == "" {
		name = c.query.first("irn_no", "irn")
	}
	return s.registrar.GetEWB(ctx, c.caller, name)
}
