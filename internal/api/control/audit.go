package control

import (
	"net/http"

	"github.com/irpsim/irpsim/internal/audit"
	"github.com/irpsim/irpsim/internal/journal"
)

// audit judges how the clients of the world behave, by what its journal holds.
func (s *Server) audit(c *call) error {
	return c.answer(http.StatusOK, audit.Judge(c.world.Journal.Find(journal.Filter{})))
}
