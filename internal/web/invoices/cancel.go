package invoices

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/irpsim/irpsim/internal/web/page"
	"github.com/irpsim/irpsim/internal/web/wire"
	"github.com/irpsim/irpsim/internal/world"
	"github.com/irpsim/irpsim/masters"
)

// cancelPath is where an IRN is cancelled.
const cancelPath = "/eicore/v1.03/Invoice/Cancel"

// reason is a code of the portal for why an IRN is cancelled.
type reason struct{ Code, Text string }

// reasons lists the portal's codes, 1 to 4.
func reasons() []reason {
	var list []reason
	for _, code := range []string{"1", "2", "3", "4"} {
		list = append(list, reason{code, reasonText(code)})
	}
	return list
}

func reasonText(code string) string {
	if named, ok := masters.LookupIRNCancelReason(code); ok {
		return named.Name
	}
	return "unknown"
}

// try is how an attempt to cancel went.
type try struct {
	Details  []wire.Detail
	Lost     string
	Exchange uint64
	OK       bool
}

const (
	maxTries  = 200
	maxRemark = 100 // characters of CnlRem, by the schema
)

// cancel sends a cancellation over the wire, as the user of whoever registered the invoice.
func (p *pages) cancel(v *page.Visit) (page.Answer, error) {
	i, _, err := find(v)
	if err != nil {
		return page.Answer{}, err
	}
	user, ok := userOf(v, i.Generator)
	if !ok {
		return page.Answer{}, page.Bad("No API user of this world belongs to "+i.Generator+", who registered this.", "Add one under Controls, Worlds.")
	}
	remark := strings.TrimSpace(v.PostFormValue("rem"))
	if utf8.RuneCountInString(remark) > maxRemark {
		return page.Answer{}, page.Bad("The remark is too long.", "CnlRem takes 100 characters.")
	}
	plain, err := json.Marshal(struct{ Irn, CnlRsn, CnlRem string }{i.Irn, v.PostFormValue("rsn"), remark})
	if err != nil {
		return page.Answer{}, err
	}
	t := &try{}
	session, login, err := v.Wire.Session(v.Context(), v.World, user)
	switch {
	case errors.Is(err, wire.ErrNotLoggedIn):
		t.Details, t.Lost, t.Exchange = login.Answer.Details, login.Exchange.Lost, login.Exchange.ID
	case err != nil:
		return page.Answer{}, err
	default:
		call, err := v.Wire.Call(v.Context(), session, http.MethodPost, cancelPath, plain)
		if err != nil {
			return page.Answer{}, err
		}
		t.Details, t.Lost, t.Exchange = call.Answer.Details, call.Exchange.Lost, call.Exchange.ID
		t.OK = call.Answer.OK && call.Exchange.Lost == ""
	}
	p.tries.Keep(v.World.ID+i.Irn, t)
	if !v.Partial {
		return page.Answer{Goto: "/invoices/" + i.Irn + "#answer"}, nil
	}
	return p.show(v)
}

func userOf(v *page.Visit, gstin string) (world.User, bool) {
	for _, u := range v.World.Users() {
		if u.Gstin == gstin {
			return u, true
		}
	}
	return world.User{}, false
}
