package faces

import (
	"context"
	"net/http"
	"strings"

	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/gateway"
	"github.com/irpsim/irpsim/internal/mastersindia"
	"github.com/irpsim/irpsim/internal/registrar"
)

// mastersA is Masters India's current API.
func mastersA() gateway.Face {
	const v1 = "/api/v1/"
	row := func(op, title, method, name string, query ...string) gateway.Row {
		return gateway.Row{Op: op, Title: title, Method: method, Path: v1 + name, Query: query, Headers: []string{"Authorization", "api_key"}, Admit: gateway.ByTicketOrKey}
	}
	work := newBulkWork(v1 + "einvoice/")
	submit := row("bulk", "Generate IRN in bulk", http.MethodPost, "einvoiceGenerateInBulk/")
	submit.Do = work.submit
	poll := row("bulk-get", "Results of a bulk call", http.MethodGet, "getBulkEinvoiceResponse", "request_id")
	poll.Do = work.poll
	rows := []gateway.Row{
		{Op: "token", Title: "Get an access token", Method: http.MethodPost, Path: v1 + "token-auth/", Admit: gateway.Anyone, Do: mastersTokenA, Say: mastersTokenSaid},
		row("generate", "Generate IRN", http.MethodPost, "einvoice/"),
		row("cancel", "Cancel IRN", http.MethodPost, "cancel-einvoice/"),
		row("ewb", "Generate e-way bill by IRN", http.MethodPost, "gen-ewb-by-irn/"),
		row("get", "Get IRN details", http.MethodGet, "get-einvoice/", "gstin", "irn"),
		row("getbydoc", "Get IRN details by document", http.MethodGet, "get-einvoice-bydoc/", "user_gstin", "document_type", "document_number", "document_date"),
		row("ewb-get", "Get e-way bill by IRN", http.MethodGet, "get-ewb-byirn/", "user_gstin", "irn"),
		row("gstin", "GSTIN details", http.MethodGet, "get-gstin-details/", "user_gstin", "gstin"),
		row("syncgstin", "Sync GSTIN from the common portal", http.MethodGet, "sync-gstin/", "user_gstin", "gstin"),
		submit, poll,
	}
	return gateway.Face{
		Name: "masters-a", Title: "Masters India EInvoicing v1", Provider: "Masters India",
		Doc: gateway.Doc{
			Text: "The current API of Masters India: its own names for every field, numbers and texts as they come, a token of 24 hours, " +
				"and an envelope whose code says 204 where HTTP says 200.",
			Source: "GSP reference 2; docs.mastersindia.co/einvoicing", Confidence: "provider's documentation and public client code",
			Repoint: "replace https://sandb-api.mastersindia.co, or https://router.mastersindia.co, by the simulator's URL", Page: "masters-india",
		},
		Key: "api_key", Rows: append(rows, mastersImages()...),
		Who: mastersWhoA, Open: mastersOpen, Say: mastersResult, Refuse: mastersRefuse, Deny: mastersDenyA,
	}
}

func mastersWhoA(x *gateway.Exchange) gateway.Who {
	m := mastersRead(x)
	who := gateway.Who{Key: gateway.HeaderOf(x.Request, "api_key")}
	who.Gstin = orElse(x.Query.First("user_gstin"), m.req.UserGstin)
	switch x.Row.Op {
	case "token":
		who.Key, who.UserName = "", m.login.Username
	case "get":
		who.Gstin = orElse(x.Query.First("gstin"), who.Gstin)
	case "qr", "pdf":
		return x.Who
	}
	if word, token, _ := strings.Cut(gateway.HeaderOf(x.Request, "Authorization"), " "); strings.EqualFold(word, "JWT") {
		who.Ticket, _ = mastersindia.OpenToken(strings.TrimSpace(token), func(id string) []byte { return mastersKeyOf(x, id) })
		who.Key = "" // the token says more
	}
	if m.err != nil || x.Row.Op == "bulk" || x.Row.Op == "bulk-get" {
		mastersHolder(x, &who)
	}
	return who
}

// mastersKeyOf is the key that the token of a session is signed with, nil when there is no such session of the face.
func mastersKeyOf(x *gateway.Exchange, id string) []byte {
	w, ok := x.Registrar.Worlds.WorldOfToken(id)
	if !ok {
		return nil
	}
	session, ok := w.Session(id)
	if !ok || session.Gateway != x.Face.Name {
		return nil
	}
	return session.Sek
}

// mastersToken is the answer of a login, told as it stands.
type mastersToken struct {
	Token string `json:"token"`
}

func mastersTokenA(ctx context.Context, x *gateway.Exchange) (registrar.Answer, error) {
	m := mastersState(x)
	if m.login.Username == "" || m.login.Password == "" {
		return registrar.Answer{}, gateway.Deny(gateway.BadRequest, "a login has username and password, as JSON or as form fields")
	}
	session, user, err := mastersGrant(ctx, x, m.login, registrar.Ticket{Life: mastersTokenTTL})
	if err != nil {
		return registrar.Answer{}, err
	}
	number := 1
	for _, u := range x.World.Users() {
		if u.Name == user.Name {
			break
		}
		number++
	}
	email := ""
	if strings.Contains(user.Name, "@") {
		email = user.Name
	}
	token, err := mastersindia.Token(mastersindia.Claims{
		UserID: number, Username: user.Name, Expires: session.Expires.Unix(), Email: email, Issued: session.Issued.Unix(), ID: session.Token,
	}, session.Sek)
	return registrar.Answer{Value: mastersToken{token}}, err
}

func mastersTokenSaid(_ *gateway.Exchange, a registrar.Answer) (gateway.Reply, error) {
	return gateway.JSON(http.StatusOK, a.Value)
}

func mastersRefuse(x *gateway.Exchange, e *fault.Error) gateway.Reply {
	id := ""
	if x.Row.Op == "generate" && x.World != nil {
		id = mastersindia.RequestID(strings.ToUpper(x.Who.Gstin), mastersState(x).req.Number, x.World.Clock.Now())
	}
	return gateway.Must(http.StatusOK, mastersindia.Envelope{Results: mastersindia.Refused(e, id)})
}

// mastersDetail is how the framework behind the current API refuses a caller.
type mastersDetail struct {
	Detail string `json:"detail"`
}

func mastersDenyA(x *gateway.Exchange, d *gateway.Denial) gateway.Reply {
	type wrong struct {
		Error string `json:"error"`
	}
	switch d.Cause {
	case gateway.LoginWrong:
		return gateway.Must(http.StatusBadRequest, wrong{mastersindia.WrongLogin})
	case gateway.KeyMissing, gateway.KeyWrong:
		return gateway.Must(http.StatusUnauthorized, mastersDetail{d.Text})
	case gateway.TicketExpired:
		return gateway.Must(http.StatusUnauthorized, mastersDetail{"Signature has expired."})
	case gateway.TicketWrong:
		if gateway.HeaderOf(x.Request, "Authorization") == "" {
			return gateway.Must(http.StatusUnauthorized, mastersDetail{"Authentication credentials were not provided."})
		}
		return gateway.Must(http.StatusUnauthorized, mastersDetail{"Error decoding signature."})
	case gateway.NotMapped:
		return gateway.Must(http.StatusOK, mastersindia.Envelope{Results: mastersindia.Failed(mastersindia.NotMapped)})
	case gateway.NotFound:
		return gateway.Must(http.StatusNotFound, mastersDetail{"Not found."})
	case gateway.Broken:
		return gateway.Must(http.StatusOK, mastersindia.Envelope{Results: mastersindia.Failed(mastersindia.NoAnswer)})
	}
	if m := mastersState(x); x.Row.Op == "token" && m.err == nil {
		missing := map[string][]string{}
		for name, value := range map[string]string{"username": m.login.Username, "password": m.login.Password} {
			if value == "" {
				missing[name] = []string{"missing field"}
			}
		}
		return gateway.Must(http.StatusBadRequest, missing)
	}
	return gateway.Must(http.StatusBadRequest, mastersindia.OAuthError{Error: mastersindia.InvalidRequest, Description: mastersindia.BrokenJSON})
}
