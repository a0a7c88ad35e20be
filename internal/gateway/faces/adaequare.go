package faces

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/gateway"
	"github.com/irpsim/irpsim/internal/registrar"
)

// The shape of this file is spoken by Adaequare's enriched API and, behind another host, by india-compliance of ERPNext.

// eiRows are the calls of the enriched API.
func eiRows(admit gateway.Admission, sealed bool) []gateway.Row {
	const get, post = http.MethodGet, http.MethodPost
	rows := []gateway.Row{
		{Op: "generate", Title: "Generate IRN", Method: post, Path: "/invoice"},
		{Op: "cancel", Title: "Cancel IRN", Method: post, Path: "/invoice/cancel"},
		{Op: "get", Title: "Get IRN details", Method: get, Path: "/invoice/irn", Query: []string{"irn"}},
		{
			Op: "getbydoc", Title: "Get IRN details by document", Method: get, Path: "/invoice/irnbydocdetails",
			Query: []string{"doctype", "docnum", "docdate"},
		},
		{Op: "ewb", Title: "Generate e-way bill by IRN", Method: post, Path: "/ewaybill"},
		{Op: "ewb-get", Title: "Get e-way bill by IRN", Method: get, Path: "/ewaybill/irn", Query: []string{"irn"}},
		{Op: "ewayapi", Title: "Cancel an e-way bill", Method: post, Path: "/ewayapi"},
		{Op: "gstin", Title: "GSTIN details", Method: get, Path: "/master/gstin", Query: []string{"gstin"}},
		{Op: "syncgstin", Title: "Sync GSTIN from the common portal", Method: get, Path: "/master/syncgstin", Query: []string{"gstin"}},
	}
	for i := range rows {
		rows[i].Admit, rows[i].Sealed = admit, sealed
		rows[i].Headers = []string{"user_name", "password", "requestid"}
	}
	return rows
}

func eiWho(x *gateway.Exchange) gateway.Who {
	return gateway.Who{
		Credentials: registrar.Credentials{
			Gstin: gateway.HeaderOf(x.Request, "gstin"), UserName: x.Field("user_name"), AuthToken: x.Field("AuthToken"),
		},
		Password: gateway.HeaderOf(x.Request, "password"), Key: x.Field("x-api-key"),
	}
}

// adaequareTicket is how long a token of Adaequare's lives.
const adaequareTicket = 24 * time.Hour

func adaequare() gateway.Face {
	rows := eiRows(gateway.ByTicket, false)
	login := gateway.Row{
		Op: "token", Title: "Log in at the gateway", Method: http.MethodPost, Path: "/gsp/authenticate", Admit: gateway.ByKey,
		Query: []string{"action", "grant_type"}, Headers: []string{"gspappid", "gspappsecret"},
		Do: func(ctx context.Context, x *gateway.Exchange) (registrar.Answer, error) {
			session, err := x.Registrar.Grant(ctx, x.World, registrar.Ticket{Gateway: x.Face.Name, Holder: x.Face.Name, Life: adaequareTicket})
			if err != nil {
				return registrar.Answer{}, err
			}
			return registrar.Answer{Value: bearerToken{
				session.Token, "bearer", int64(session.Expires.Sub(x.Caller.Now) / time.Second),
			}}, nil
		},
		Say: plainSay,
	}
	for i := range rows {
		path := "/enriched/ei/api" + rows[i].Path
		rows[i].Path, rows[i].Aliases = path, []string{"/test" + path}
	}
	return gateway.Face{
		Name: "adaequare", Title: "Adaequare, enriched", Provider: "Adaequare",
		Doc: gateway.Doc{
			Text: "Plain JSON with success, message, result and info. A token of the gateway's own comes first, then every call carries " +
				"user name, password and GSTIN: the gateway logs in at the portal by itself. ERPNext's older connector, SAP and NAV use it.",
			Source: "provider reference 7.2", Confidence: "read from public client code",
			Repoint: "replace the host https://gsp.adaequare.com by the simulator's URL", Page: "adaequare",
		},
		Key: "the header gspappid", Rows: append([]gateway.Row{login}, rows...),
		Who: func(x *gateway.Exchange) gateway.Who {
			who := eiWho(x)
			who.Key, who.KeySecret, who.Ticket = x.Field("gspappid"), x.Field("gspappsecret"), bearer(x.Header.Get("Authorization"))
			return who
		},
		Open: eiOpen, Say: eiSay, Refuse: eiRefuse, Deny: eiDeny,
	}
}

// bearerToken is the answer of an OAuth login.
type bearerToken struct {
	Token   string `json:"access_token"`
	Type    string `json:"token_type"`
	Seconds int64  `json:"expires_in"`
}

func indiaCompliance() gateway.Face {
	return gateway.Face{
		Name: "india-compliance", Title: "India Compliance for ERPNext, enriched", Provider: "Resilient Tech",
		Doc: gateway.Doc{
			Text: "What the india-compliance app of ERPNext calls in sandbox mode and as a fallback: Adaequare's enriched shape behind an API " +
				"key, without a login of the client's.",
			Source: "provider reference 7.2", Confidence: "read from public client code",
			Repoint: "point the constant BASE_URL of india_compliance/gst_india/api_classes/base.py at the simulator", Page: "erpnext",
		},
		Key: "the header x-api-key", Prefixes: []string{"/ei/api", "/test/ei/api"}, Rows: eiRows(gateway.ByUser, false),
		Who: eiWho, Open: eiOpen, Say: eiSay, Refuse: eiRefuse, Deny: eiDeny,
	}
}

func indiaComplianceStandard() gateway.Face {
	rows := eiRows(gateway.ByToken, true)
	login := gateway.Row{Op: "auth", Title: "Authenticate", Method: http.MethodPost, Path: "/auth", Sealed: true}
	return gateway.Face{
		Name: "india-compliance-standard", Title: "India Compliance for ERPNext, standard", Provider: "Resilient Tech",
		Doc: gateway.Doc{
			Text: "What the india-compliance app of ERPNext calls in production: the enriched paths with the portal's own encryption and " +
				"envelope.",
			Source: "provider reference 7.2", Confidence: "read from public client code",
			Repoint: "point the constant BASE_URL of india_compliance/gst_india/api_classes/base.py at the simulator", Page: "erpnext",
		},
		Key: "the header x-api-key", Prefixes: []string{"/standard/ei/api", "/test/standard/ei/api"}, Rows: append([]gateway.Row{login}, rows...),
		Who: eiWho, Say: eiSay, Refuse: eiRefuse, Deny: eiDeny,
	}
}

func eiOpen(x *gateway.Exchange) error {
	if err := gateway.Open(x); err != nil {
		return err
	}
	if x.Row.Op == "ewayapi" {
		x.Ask.Action, x.Ask.Plain = ewayAction(x.Sent)
	}
	return nil
}

// ewayAction reads a call of the e-way bill system in plain JSON: action and data, or the data of a cancellation alone,
// which is what this path is for.
func ewayAction(body []byte) (action string, data []byte) {
	var wrapped struct {
		Action string          `json:"action"`
		Data   json.RawMessage `json:"data"`
	}
	if json.Unmarshal(body, &wrapped) == nil && wrapped.Action != "" && bytes.HasPrefix(wrapped.Data, []byte("{")) {
		return wrapped.Action, wrapped.Data
	}
	return orElse(wrapped.Action, "CANEWB"), body
}

// eiEnvelope is the enriched API's.
type eiEnvelope struct {
	Success bool         `json:"success"`
	Message string       `json:"message"`
	Result  any          `json:"result,omitempty"`
	Info    []fault.Info `json:"info,omitempty"`
}

// eiMessages are what the enriched API says with a success.
func eiMessage(op string) string {
	switch op {
	case "generate":
		return "IRN generated successfully"
	case "cancel":
		return "E-Invoice is cancelled successfully"
	case "ewb":
		return "E-Way Bill generated successfully"
	case "ewayapi":
		return "E-Way Bill is cancelled successfully"
	}
	return "Details fetched successfully"
}

func eiSay(x *gateway.Exchange, a registrar.Answer) (gateway.Reply, error) {
	return gateway.JSON(http.StatusOK, eiEnvelope{true, eiMessage(x.Row.Op), a.Value, a.Info})
}

// eiRefuse begins the message with the code, which clients cut off it. What InfoDtls tells of a duplicate stands in result.
func eiRefuse(_ *gateway.Exchange, e *fault.Error) gateway.Reply {
	refusal := eiEnvelope{Message: gateway.Join(e, " : ", ", ")}
	if len(e.Info) > 0 {
		refusal.Result = e.Info
	}
	return gateway.Must(http.StatusOK, refusal)
}

func eiDeny(_ *gateway.Exchange, d *gateway.Denial) gateway.Reply {
	status, code := http.StatusUnauthorized, "invalid_token"
	switch d.Cause {
	case gateway.KeyMissing, gateway.KeyWrong:
		status, code = http.StatusForbidden, "invalid_key" // access_denied would mean that the portal cannot be reached
	case gateway.NotMapped, gateway.BadRequest:
		status, code = http.StatusBadRequest, "invalid_request"
	}
	return gateway.Must(status, struct {
		Success bool   `json:"success"`
		Message string `json:"message"`
		Error   string `json:"error"`
		Text    string `json:"error_description"`
	}{false, d.Text, code, d.Text})
}
