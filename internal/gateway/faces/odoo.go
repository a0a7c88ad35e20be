package faces

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"

	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/gateway"
	"github.com/irpsim/irpsim/internal/registrar"
)

// odoo is the service that Odoo databases with the Indian e-invoice module call: JSON-RPC 2.0, everything in params.
func odoo() gateway.Face {
	row := func(op, title, name string) gateway.Row {
		return gateway.Row{Op: op, Title: title, Method: http.MethodPost, Path: "/iap/l10n_in_edi/1/" + name}
	}
	return gateway.Face{
		Name: "odoo", Title: "Odoo IAP", Provider: "Odoo",
		Doc: gateway.Doc{
			Text: "What Odoo's module l10n_in_edi calls: JSON-RPC 2.0 with the portal's JSON in params.json_payload, answers as data, " +
				"refusals as a list of code and message.",
			Source: "provider reference 7.3", Confidence: "read from public client code",
			Repoint: "set the system parameter l10n_in_edi.endpoint to the simulator's URL", Page: "odoo",
		},
		Key: "params.account_token",
		Rows: []gateway.Row{
			row("auth", "Authenticate", "authenticate"), row("generate", "Generate IRN", "generate"), row("cancel", "Cancel IRN", "cancel"),
			row("getbydoc", "Get IRN details by document", "getirnbydocdetails"),
			row("ewb", "Generate e-way bill by IRN", "generate_ewaybill_by_irn"), row("ewb-get", "Get e-way bill by IRN", "get_ewaybill_by_irn"),
		},
		Who: odooWho, Open: odooOpen, Say: odooSay, Refuse: odooRefuse, Deny: odooDeny,
	}
}

// odooCall is a call as it came. Params has the members that are not told apart by name.
type odooCall struct {
	ID     json.RawMessage
	Params map[string]json.RawMessage
}

func (c *odooCall) text(name string) string {
	var s string
	if json.Unmarshal(c.Params[name], &s) != nil {
		return ""
	}
	return strings.TrimSpace(s)
}

func odooWho(x *gateway.Exchange) gateway.Who {
	call := &odooCall{}
	x.State = call
	if json.Unmarshal(x.Sent, call) != nil {
		call.Params = nil // Open refuses it; ID may have been read
	}
	return gateway.Who{
		Credentials: registrar.Credentials{Gstin: call.text("gstin"), UserName: call.text("username"), AuthToken: call.text("auth_token")},
		Password:    call.text("password"), Key: call.text("account_token"),
	}
}

func odooOpen(x *gateway.Exchange) error {
	call := x.State.(*odooCall)
	if call.Params == nil {
		return gateway.Deny(gateway.BadRequest, "the body is no JSON-RPC call with params")
	}
	x.Ask.Document = registrar.DocumentQuery{DocType: call.text("doc_type"), DocNum: call.text("doc_num"), DocDate: call.text("doc_date")}
	x.Ask.IRN = orElse(call.text("irn"), call.text("Irn"))
	switch x.Row.Op {
	case "generate", "cancel":
		x.Ask.Plain = call.Params["json_payload"]
		if text := call.text("json_payload"); text != "" {
			x.Ask.Plain = []byte(text)
		}
	case "ewb":
		x.Ask.Plain = call.rest()
	}
	return nil
}

// rest is the params without those that name the caller: the request for an e-way bill lies flat among them.
func (c *odooCall) rest() []byte {
	flat := map[string]json.RawMessage{}
	for name, value := range c.Params {
		switch name {
		case "auth_token", "username", "gstin", "dbuuid", "account_token", "password":
		default:
			flat[name] = value
		}
	}
	b, err := json.Marshal(flat)
	if err != nil {
		return nil
	}
	return b
}

type odooResult struct {
	Data  any          `json:"data,omitempty"`
	Error []odooError  `json:"error,omitempty"`
	Info  []fault.Info `json:"info,omitempty"`
}

type odooError struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

func odooReply(x *gateway.Exchange, result odooResult) (gateway.Reply, error) {
	id := json.RawMessage("null")
	if call, ok := x.State.(*odooCall); ok && len(bytes.TrimSpace(call.ID)) > 0 {
		id = call.ID
	}
	return gateway.JSON(http.StatusOK, struct {
		Version string          `json:"jsonrpc"`
		ID      json.RawMessage `json:"id"`
		Result  odooResult      `json:"result"`
	}{"2.0", id, result})
}

func odooSay(x *gateway.Exchange, a registrar.Answer) (gateway.Reply, error) {
	return odooReply(x, odooResult{Data: a.Value, Info: a.Info})
}

func odooRefuse(x *gateway.Exchange, e *fault.Error) gateway.Reply {
	list := make([]odooError, len(e.Findings))
	for i, f := range e.Findings {
		list[i] = odooError{string(f.Code), f.Message}
	}
	return odooTell(x, list, e.Info)
}

func odooDeny(x *gateway.Exchange, d *gateway.Denial) gateway.Reply {
	code := "access_error"
	if d.Cause == gateway.BadRequest {
		code = "invalid_request"
	}
	return odooTell(x, []odooError{{code, d.Text}}, nil)
}

func odooTell(x *gateway.Exchange, list []odooError, info []fault.Info) gateway.Reply {
	r, err := odooReply(x, odooResult{Error: list, Info: info})
	if err != nil { // an id that is no JSON, which decoding has ruled out
		return gateway.Must(http.StatusOK, odooResult{Error: list, Info: info})
	}
	return r
}
