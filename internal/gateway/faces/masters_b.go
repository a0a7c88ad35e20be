package faces

import (
	"context"
	"net/http"
	"time"

	"github.com/irpsim/irpsim/internal/gateway"
	"github.com/irpsim/irpsim/internal/mastersindia"
	"github.com/irpsim/irpsim/internal/registrar"
	"github.com/irpsim/irpsim/internal/world"
)

// mastersB is Masters India's older API: the same documents, the token inside the body or the query.
func mastersB() gateway.Face {
	row := func(op, title, method, path string, query ...string) gateway.Row {
		if method == http.MethodGet {
			query = append([]string{"access_token"}, query...)
		}
		return gateway.Row{Op: op, Title: title, Method: method, Path: path, Query: query, Admit: gateway.ByTicket}
	}
	work := newBulkWork("/generateEinvoice")
	submit := row("bulk", "Generate IRN in bulk", http.MethodPost, "/bulkEinvoiceGenerate")
	submit.Do = work.submit
	poll := row("bulk-get", "Results of a bulk call", http.MethodGet, "/getBulkEinvoiceResponse", "request_id")
	poll.Do = work.poll
	return gateway.Face{
		Name: "masters-b", Title: "Masters India E Invoicing API", Provider: "Masters India",
		Doc: gateway.Doc{
			Text: "The older API of Masters India: the same documents and answers as the current one, but the access token stands inside the " +
				"body or the query and lives an hour.",
			Source: "GSP reference 3; docs.mastersindia.co/e-invoicing-api", Confidence: "provider's documentation; the paths of three reads are open",
			Repoint: "replace https://clientbasic.mastersindia.co, or https://pro.mastersindia.co, by the simulator's URL", Page: "masters-india",
		},
		Key: "client_id",
		Rows: []gateway.Row{
			{Op: "token", Title: "Get an access token", Method: http.MethodPost, Path: "/oauth/access_token", Admit: gateway.ByKey, Do: mastersTokenB, Say: mastersTokenSaid},
			row("generate", "Generate IRN", http.MethodPost, "/generateEinvoice"),
			row("cancel", "Cancel IRN", http.MethodPost, "/cancelEinvoice"),
			row("get", "Get IRN details", http.MethodGet, "/getEinvoiceData", "gstin", "irn"),
			row("getbydoc", "Get IRN details by document", http.MethodGet, "/getEinvoiceByDocDetails", "user_gstin", "document_type", "document_number", "document_date"),
			row("ewb", "Generate e-way bill by IRN", http.MethodPost, "/generateEwaybillByIrn"),
			row("ewb-get", "Get e-way bill by IRN", http.MethodGet, "/getEwaybillByIrn", "user_gstin", "irn"),
			row("gstin", "GSTIN details", http.MethodGet, "/getGstinDetails", "user_gstin", "gstin"),
			row("syncgstin", "Sync GSTIN from the common portal", http.MethodGet, "/syncGstinDetails", "user_gstin", "gstin"),
			submit, poll,
		},
		Who: mastersWhoB, Open: mastersOpen, Say: mastersResult, Refuse: mastersRefuse, Deny: mastersDenyB,
	}
}

func mastersWhoB(x *gateway.Exchange) gateway.Who {
	m := mastersRead(x)
	if x.Row.Op == "token" {
		who := gateway.Who{Key: m.login.ClientID, KeySecret: m.login.ClientSecret}
		who.UserName = m.login.Username
		return who
	}
	who := gateway.Who{Ticket: orElse(x.Query.First("access_token"), orElse(m.req.AccessToken, m.bulk.AccessToken))}
	who.Gstin = orElse(x.Query.First("user_gstin"), m.req.UserGstin)
	switch {
	case x.Row.Op == "get":
		who.Gstin = orElse(x.Query.First("gstin"), who.Gstin)
	case m.err != nil, x.Row.Op == "bulk", x.Row.Op == "bulk-get":
		mastersHolder(x, &who)
	}
	return who
}

// mastersBearer is the answer of a login to the older API.
type mastersBearer struct {
	Token   string `json:"access_token"`
	Expires int64  `json:"expires_in"` // seconds
	Type    string `json:"token_type"`
}

func mastersTokenB(ctx context.Context, x *gateway.Exchange) (registrar.Answer, error) {
	m := mastersState(x)
	if m.err != nil || m.login.Username == "" || m.login.Password == "" {
		return registrar.Answer{}, gateway.Deny(gateway.BadRequest, "a login has username, password, client_id, client_secret and grant_type")
	}
	session, _, err := mastersGrant(ctx, x, m.login, registrar.Ticket{Life: mastersindia.OAuthLife * time.Second, Hex: true})
	if err != nil {
		return registrar.Answer{}, err
	}
	return registrar.Answer{Value: mastersBearer{session.Token, secondsLeft(x, session), "bearer"}}, nil
}

// secondsLeft is how long a session still lives, rounded up.
func secondsLeft(x *gateway.Exchange, s *world.Session) int64 {
	return int64((s.Expires.Sub(x.World.Clock.Now()) + time.Second - 1) / time.Second)
}

func mastersDenyB(_ *gateway.Exchange, d *gateway.Denial) gateway.Reply {
	say := func(status int, what, text string) gateway.Reply {
		return gateway.Must(status, mastersindia.OAuthError{Error: what, Description: text})
	}
	switch d.Cause {
	case gateway.KeyMissing, gateway.KeyWrong:
		return say(http.StatusBadRequest, mastersindia.InvalidClient, mastersindia.WrongClient)
	case gateway.LoginWrong:
		return say(http.StatusUnauthorized, "invalid_grant", "Invalid username and password combination")
	case gateway.TicketExpired:
		return say(http.StatusUnauthorized, "invalid_token", "The access token provided has expired")
	case gateway.TicketWrong:
		return say(http.StatusUnauthorized, "invalid_token", "The access token provided is invalid")
	case gateway.NotMapped:
		return gateway.Must(http.StatusOK, mastersindia.Envelope{Results: mastersindia.Failed(mastersindia.NotMapped)})
	case gateway.Broken:
		return gateway.Must(http.StatusOK, mastersindia.Envelope{Results: mastersindia.Failed(mastersindia.NoAnswer)})
	}
	return say(http.StatusBadRequest, mastersindia.InvalidRequest, mastersindia.BrokenJSON)
}
