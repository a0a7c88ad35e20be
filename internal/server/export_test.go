package server

import "github.com/irpsim/irpsim/internal/api"

// Forms lists the addresses of the portal that take a form, for tests.
func (s *Server) Forms() []string { return s.site.Forms() }

// Routes lists the calls of the IRP face and of the gateways, for tests.
func (s *Server) Routes() []api.Route { return s.portal.Routes() }
