package faces

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/gateway"
	"github.com/irpsim/irpsim/internal/registrar"
)

// sandboxTicket is how long the platform's token lives.
const sandboxTicket = 24 * time.Hour

// sandbox is Sandbox.co.in: a platform token first, then a session of the taxpayer, whose token all calls carry.
func sandbox() gateway.Face {
	const root = "/gst/compliance/e-invoice/tax-payer"
	row := func(op, title, method, path string) gateway.Row {
		return gateway.Row{Op: op, Title: title, Method: method, Path: root + path, Headers: []string{"authorization", "x-api-version", "x-source"}}
	}
	login := row("auth", "Authenticate", http.MethodPost, "/authenticate")
	login.Admit, login.Query, login.Say = gateway.ByTicket, []string{"force"}, sandboxLoggedIn
	return gateway.Face{
		Name: "sandbox", Title: "Sandbox.co.in", Provider: "Quicko",
		Doc: gateway.Doc{
			Text: "The portal's envelope in clear inside one of the platform's. Two logins: the platform's by key and secret, then the " +
				"taxpayer's; tokens travel in authorization without the word Bearer. x-source picks one of the two NIC portals.",
			Source: "provider reference 7.6", Confidence: "provider's documentation and public client code",
			Repoint: "set the base URL, https://test-api.sandbox.co.in, to the simulator's", Page: "sandbox",
		},
		Key: "the header x-api-key",
		Rows: []gateway.Row{
			{
				Op: "token", Title: "Log in at the platform", Method: http.MethodPost, Path: "/authenticate", Admit: gateway.ByKey,
				Headers: []string{"x-api-secret", "x-api-version"}, Do: sandboxPlatform, Say: sandboxGranted,
			},
			login,
			row("generate", "Generate IRN", http.MethodPost, "/invoice"),
			row("get", "Get IRN details", http.MethodGet, "/invoice/{irn}"),
			row("cancel", "Cancel IRN", http.MethodPost, "/invoice/{irn}/cancel"),
			row("ewb", "Generate e-way bill by IRN", http.MethodPost, "/invoice/{irn}/e-way-bill"),
		},
		Who: sandboxWho, Open: sandboxOpen, Say: sandboxSay, Refuse: sandboxRefuse, Deny: sandboxDeny,
	}
}

func sandboxWho(x *gateway.Exchange) gateway.Who {
	token := bearer(x.Header.Get("Authorization"))
	who := gateway.Who{Key: x.Field("x-api-key"), KeySecret: x.Field("x-api-secret")}
	if source := strings.ToLower(x.Field("x-source")); source == "secondary" || source == "2" {
		who.At = "NIC2"
	}
	if x.Row.Op != "auth" {
		who.AuthToken = token
		return who
	}
	var login struct{ UserName, Password, Gstin string }
	if json.Unmarshal(x.Sent, &login) == nil {
		who.UserName, who.Password, who.Gstin = strings.TrimSpace(login.UserName), login.Password, strings.TrimSpace(login.Gstin)
	}
	who.Ticket = token
	return who
}

func sandboxOpen(x *gateway.Exchange) error {
	if err := gateway.Open(x); err != nil {
		return err
	}
	x.Ask.Force = strings.EqualFold(x.Query.First("force"), "true")
	if x.Row.Op == "cancel" || x.Row.Op == "ewb" {
		x.Ask.Plain = withIRN(x.Sent, x.Ask.IRN)
	}
	return nil
}

// withIRN gives a request the IRN that its path names, unless it has one itself. What is no JSON object stays as it is.
func withIRN(body []byte, irn string) []byte {
	var object map[string]json.RawMessage
	if json.Unmarshal(body, &object) != nil || object == nil {
		return body
	}
	for name := range object {
		if strings.EqualFold(name, "Irn") {
			return body
		}
	}
	name, err := gateway.Marshal(irn)
	if err != nil {
		return body
	}
	rest := bytes.TrimSpace(body)[1:]
	comma := ","
	if len(object) == 0 {
		comma = ""
	}
	return append([]byte(`{"Irn":`+string(name)+comma), rest...)
}

func sandboxPlatform(ctx context.Context, x *gateway.Exchange) (registrar.Answer, error) {
	session, err := x.Registrar.Grant(ctx, x.World, registrar.Ticket{Gateway: x.Face.Name, Holder: x.Face.Name, Life: sandboxTicket})
	if err != nil {
		return registrar.Answer{}, err
	}
	return registrar.Answer{Value: session.Token}, nil
}

// sandboxEnvelope is the platform's. Data is the portal's envelope.
type sandboxEnvelope struct {
	ID      string `json:"transaction_id"`
	Code    int    `json:"code"`
	Token   string `json:"access_token,omitempty"`
	Message string `json:"message,omitempty"`
	Data    any    `json:"data,omitempty"`
	At      int64  `json:"timestamp"` // milliseconds
}

func sandboxReply(x *gateway.Exchange, status int, e sandboxEnvelope) (gateway.Reply, error) {
	e.Code, e.At, e.ID = status, x.World.Clock.Now().UnixMilli(), uuid(x.World.Chance.Bytes(16))
	return gateway.JSON(status, e)
}

// uuid prints 16 bytes as a random UUID, version 4.
func uuid(b []byte) string {
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	h := hex.EncodeToString(b)
	return strings.Join([]string{h[:8], h[8:12], h[12:16], h[16:20], h[20:]}, "-")
}

// sandboxGranted tells the platform's token where both generations of clients look for it.
func sandboxGranted(x *gateway.Exchange, a registrar.Answer) (gateway.Reply, error) {
	token := a.Value.(string)
	return sandboxReply(x, http.StatusOK, sandboxEnvelope{Token: token, Data: map[string]string{"access_token": token}})
}

// sandboxLoggedIn tells the session's token in the portal's words and in the platform's.
func sandboxLoggedIn(x *gateway.Exchange, a registrar.Answer) (gateway.Reply, error) {
	in, ok := a.Value.(registrar.LoggedIn)
	if !ok {
		return sandboxSay(x, a)
	}
	expiry := int64(0)
	if session, ok := x.World.Session(in.AuthToken); ok {
		expiry = session.Expires.UnixMilli()
	}
	return sandboxReply(x, http.StatusOK, sandboxEnvelope{Data: struct {
		nicEnvelope
		Token  string `json:"access_token"`
		Expiry int64  `json:"expiry"`
	}{nicAnswer(a), in.AuthToken, expiry}})
}

func sandboxSay(x *gateway.Exchange, a registrar.Answer) (gateway.Reply, error) {
	return sandboxReply(x, http.StatusOK, sandboxEnvelope{Data: nicAnswer(a)})
}

func sandboxRefuse(x *gateway.Exchange, e *fault.Error) gateway.Reply {
	return sandboxTell(x, http.StatusOK, sandboxEnvelope{Data: nicRefusal(e)})
}

func sandboxDeny(x *gateway.Exchange, d *gateway.Denial) gateway.Reply {
	status := http.StatusUnauthorized
	switch d.Cause {
	case gateway.KeyMissing, gateway.KeyWrong:
		status = http.StatusForbidden
	case gateway.BadRequest, gateway.NotMapped:
		status = http.StatusBadRequest
	}
	return sandboxTell(x, status, sandboxEnvelope{Message: d.Text})
}

func sandboxTell(x *gateway.Exchange, status int, e sandboxEnvelope) gateway.Reply {
	r, err := sandboxReply(x, status, e)
	if err != nil { // texts and numbers always marshal; a wrapped InfoDtls too
		return gateway.Must(status, sandboxEnvelope{Code: status})
	}
	return r
}
