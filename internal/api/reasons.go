package api

import (
	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/lint"
	"github.com/irpsim/irpsim/internal/registrar"
)

// reasons explains what rules found in a document to be registered, with the arithmetic, for the journal. It must not
// change what the client is answered, so whatever goes wrong in it is only logged.
func (s *Server) reasons(c *call, found []fault.Finding) (reasons map[fault.Finding]string) {
	if len(found) == 0 || c.route.API != "generate" || c.caller.World == nil {
		return nil
	}
	defer func() {
		if p := recover(); p != nil {
			s.log.ErrorContext(c.Context(), "a refusal could not be explained", "panic", p, "stack", stack())
			reasons = nil
		}
	}()
	rules := registrar.RuleSettings(c.caller.World.Settings())
	return lint.Reasons(c.plain, lint.Context{
		Now: c.caller.Now, Settings: &rules, Taxpayer: c.caller.World.Taxpayer, Caller: c.caller.Gstin,
		Waybill: s.registrar.Waybills(c.caller),
	}, found)
}
