package control

import (
	"net/http"
	"slices"
	"strings"

	"github.com/irpsim/irpsim/einv"
	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/lint"
	"github.com/irpsim/irpsim/internal/registrar"
	"github.com/irpsim/irpsim/internal/world"
)

// explanation is a report, and what changes next in the rules.
type explanation struct {
	lint.Report
	Next *lint.Next `json:"next,omitempty"`
}

// explain tells everything at once that the portal of the world would find in a plain document, now and later.
func (s *Server) explain(c *call) error {
	q := c.URL.Query()
	api := q.Get("api")
	if api != "" && !slices.Contains(lint.APIs(), api) {
		return bad("api is " + api + ": give " + strings.Join(lint.APIs(), ", ") + ", or leave it out")
	}
	doc, err := c.text()
	if err != nil {
		return err
	}
	if len(doc) == 0 {
		return bad("the body is empty: send the plain document, as it is before it is encrypted")
	}
	var broken error
	ctx := s.lintContext(c, strings.ToUpper(strings.TrimSpace(q.Get("caller"))), &broken)
	ctx.API = api
	report := s.linter.Check(doc, ctx)
	if broken != nil {
		return broken
	}
	report.Notes = append(report.Notes, s.callerNote(c, report.Caller)...)
	return c.answer(http.StatusOK, explanation{report, lint.NextChange(report.AsOf)})
}

// lintContext is the world as the linter wants to know it. An error of the store, which ends the call, goes to broken.
func (s *Server) lintContext(c *call, caller string, broken *error) lint.Context {
	return LintContext(s.Registrar, c.world, caller, broken)
}

// LintContext is a world as the linter wants to know it, for a caller's GSTIN ("" leaves it to the document). An error of
// the store, after which a report is worth nothing, goes to broken.
func LintContext(service *registrar.Service, w *world.World, caller string, broken *error) lint.Context {
	rules := registrar.RuleSettings(w.Settings())
	who := registrar.Caller{World: w, Gstin: caller, Now: w.Clock.Now()}
	return lint.Context{
		Now: who.Now, Settings: &rules, Taxpayer: w.Taxpayer, Caller: caller,
		Duplicate: func(inv *einv.Invoice) *fault.Error {
			earlier, err := service.EarlierDocument(who, inv)
			if err != nil {
				*broken = err
			}
			return earlier
		},
		Waybill: service.Waybills(who),
	}
}

// callerNote tells when nobody of the world can send the document.
func (s *Server) callerNote(c *call, caller string) []lint.Note {
	if caller == "" {
		return nil
	}
	for _, u := range c.world.Users() {
		if u.Gstin == caller {
			return nil
		}
	}
	return []lint.Note{{Kind: lint.NoUser, Text: "no API user of this world belongs to " + caller + "; POST " + Prefix + "/users adds one"}}
}
