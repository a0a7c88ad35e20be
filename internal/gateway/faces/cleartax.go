package faces

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"time"

	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/gateway"
	"github.com/irpsim/irpsim/internal/registrar"
)

// cleartaxTicket is how long a token of ClearTax's own lives.
const cleartaxTicket = 24 * time.Hour

// cleartaxWho: ClearTax knows the taxpayer's login, so clients send its token and the GSTIN.
func cleartaxWho(x *gateway.Exchange) gateway.Who {
	return gateway.Who{
		Credentials: registrar.Credentials{Gstin: x.Field("gstin")},
		Key:         orElse(x.Field("x-cleartax-auth-token"), x.Field("x-clear-client-secret")),
	}
}

// cleartaxGovt is ClearTax's surface that takes the portal's JSON and answers it flat, with Success beside it.
func cleartaxGovt() gateway.Face {
	const root = "/einv/v1/govt/api/Invoice"
	row := func(op, title, method, path string, query ...string) gateway.Row {
		return gateway.Row{Op: op, Title: title, Method: method, Path: root + path, Query: query, Admit: gateway.ByUser, Headers: []string{"x-cleartax-product"}}
	}
	return gateway.Face{
		Name: "cleartax-govt", Title: "ClearTax, government format", Provider: "Clear",
		Doc: gateway.Doc{
			Text: "The portal's JSON in clear in both directions; the answer is flat, with Success Y or N in front. ClearTax logs in at the " +
				"portal by itself.",
			Source: "provider reference 7.5", Confidence: "provider's documentation; cancelling inferred from the paths beside it",
			Repoint: "replace the host https://api-sandbox.clear.in by the simulator's URL", Page: "cleartax",
		},
		Key: "the header x-cleartax-auth-token",
		Rows: []gateway.Row{
			row("generate", "Generate IRN", http.MethodPost, ""),
			row("get", "Get IRN details", http.MethodGet, "/irn/{irn}"),
			row("getbydoc", "Get IRN details by document", http.MethodGet, "/irnbydocdetails", "doctype", "docnum", "docdate"),
			row("cancel", "Cancel IRN", http.MethodPost, "/Cancel"),
		},
		Who: cleartaxWho, Say: cleartaxFlat, Refuse: cleartaxFlatRefuse, Deny: cleartaxDeny,
	}
}

// cleartaxDetail is a refusal as ClearTax prints it.
type cleartaxDetail struct {
	Code    string `json:"error_code"`
	Message string `json:"error_message"`
	Source  string `json:"error_source"`
}

func cleartaxDetails(e *fault.Error) []cleartaxDetail {
	list := make([]cleartaxDetail, len(e.Findings))
	for i, f := range e.Findings {
		list[i] = cleartaxDetail{string(f.Code), f.Message, "NIC"}
	}
	return list
}

// govtSuccess is the portal's answer flat, with Success in front and what InfoDtls tells behind.
func govtSuccess(value any, info []fault.Info) (json.RawMessage, error) {
	text, err := gateway.Marshal(value)
	if err != nil {
		return nil, err
	}
	flat := append([]byte(`{"Success":"Y"`), ',')
	flat = append(flat, bytes.TrimPrefix(text, []byte("{"))...)
	if len(info) == 0 {
		return flat, nil
	}
	list, err := gateway.Marshal(info)
	if err != nil {
		return nil, err
	}
	flat = append(bytes.TrimSuffix(flat, []byte("}")), `,"info":`...)
	return append(append(flat, list...), '}'), nil
}

type govtRefusal struct {
	Success string           `json:"Success"`
	Details []cleartaxDetail `json:"ErrorDetails"`
	Info    []fault.Info     `json:"info,omitempty"`
}

func cleartaxFlat(_ *gateway.Exchange, a registrar.Answer) (gateway.Reply, error) {
	flat, err := govtSuccess(a.Value, a.Info)
	return gateway.Reply{Type: gateway.JSONType, Body: flat}, err
}

func cleartaxFlatRefuse(_ *gateway.Exchange, e *fault.Error) gateway.Reply {
	return gateway.Must(http.StatusOK, govtRefusal{"N", cleartaxDetails(e), e.Info})
}

func cleartaxDeny(_ *gateway.Exchange, d *gateway.Denial) gateway.Reply {
	status := http.StatusUnauthorized
	if d.Cause == gateway.BadRequest || d.Cause == gateway.NotMapped {
		status = http.StatusBadRequest
	}
	return gateway.Must(status, struct {
		Error   string           `json:"error_message"`
		Success string           `json:"Success"`
		Details []cleartaxDetail `json:"ErrorDetails"`
	}{d.Text, "N", []cleartaxDetail{{strconv.Itoa(status), d.Text, "CLEARTAX"}}})
}

// cleartax is ClearTax's own surface, version 2: lists of transactions in, lists of outcomes out.
func cleartax() gateway.Face {
	const put, get = http.MethodPut, http.MethodGet
	row := func(op, title, method, path string, query ...string) gateway.Row {
		return gateway.Row{Op: op, Title: title, Method: method, Path: "/einv/v2/eInvoice/" + path, Query: query, Admit: gateway.ByUser}
	}
	generate, cancel := row("generate", "Generate IRNs", put, "generate"), row("cancel", "Cancel IRNs", put, "cancel")
	generate.Do, cancel.Do = cleartaxEach((*registrar.Service).GenerateIRN), cleartaxEach((*registrar.Service).CancelIRN)
	return gateway.Face{
		Name: "cleartax", Title: "ClearTax, version 2", Provider: "Clear",
		Doc: gateway.Doc{
			Text: "Lists of transactions with custom fields; each is answered by its own document_status and govt_response. ClearTax logs in " +
				"at the portal by itself; the client sends its token and the GSTIN.",
			Source: "provider reference 7.5", Confidence: "provider's documentation; the list of document_status values is not complete",
			Repoint: "replace the host https://api-sandbox.clear.in by the simulator's URL", Page: "cleartax",
		},
		Key: "the header X-Cleartax-Auth-Token",
		Rows: []gateway.Row{
			{
				Op: "token", Title: "Log in at the gateway", Method: get, Path: "/integration/v1/authz/token", Admit: gateway.ByKey,
				Headers: []string{"x-clear-client-secret"}, Do: cleartaxToken, Say: plainSay,
			},
			generate, cancel, row("get", "Get IRN details", get, "get", "irn"),
		},
		Who: cleartaxWho, Open: cleartaxOpen, Say: cleartaxSay, Refuse: cleartaxRefuse, Deny: cleartaxDeny,
	}
}

func cleartaxToken(ctx context.Context, x *gateway.Exchange) (registrar.Answer, error) {
	session, err := x.Registrar.Grant(ctx, x.World, registrar.Ticket{Gateway: x.Face.Name, Holder: x.Face.Name, Life: cleartaxTicket})
	if err != nil {
		return registrar.Answer{}, err
	}
	return registrar.Answer{Value: bearerToken{
		Token: session.Token, Type: "bearer", Seconds: int64(session.Expires.Sub(x.Caller.Now) / time.Second),
	}}, nil
}

// maxTransactions bounds one list.
const maxTransactions = 100

// cleartaxItem is one transaction of a request.
type cleartaxItem struct {
	Transaction json.RawMessage `json:"transaction"`
	Custom      json.RawMessage `json:"custom_fields"`
}

func (i cleartaxItem) plain() []byte { return i.Transaction }

func cleartaxOpen(x *gateway.Exchange) error {
	if err := gateway.Open(x); err != nil || x.Row.Method == http.MethodGet {
		return err
	}
	var raw []json.RawMessage
	if json.Unmarshal(x.Sent, &raw) != nil {
		return gateway.Deny(gateway.BadRequest, "the body is no JSON array of transactions")
	}
	if len(raw) == 0 || len(raw) > maxTransactions {
		return gateway.Deny(gateway.BadRequest, "send 1 to "+strconv.Itoa(maxTransactions)+" transactions in one call")
	}
	items := make([]cleartaxItem, len(raw))
	for i, one := range raw {
		if json.Unmarshal(one, &items[i]) != nil || items[i].Transaction == nil {
			items[i] = cleartaxItem{Transaction: one} // cancellations come without a wrapping
		}
	}
	x.State, x.Ask.Plain = items, items[0].plain()
	return nil
}

// cleartaxResult is the outcome of one transaction.
type cleartaxResult struct {
	Custom      json.RawMessage `json:"custom_fields"`
	Deleted     bool            `json:"deleted"`
	Status      string          `json:"document_status"`
	ErrorText   *string         `json:"error_response"`
	Errors      any             `json:"errors"`
	Govt        any             `json:"govt_response"`
	Transaction json.RawMessage `json:"transaction,omitempty"`
}

// cleartaxEach makes an operation on every transaction. A refusal of the only one is the refusal of the call, so that
// journal and coverage see it as one; among several it is that one's outcome.
func cleartaxEach(do func(*registrar.Service, context.Context, registrar.Caller, []byte) (registrar.Answer, error)) func(context.Context, *gateway.Exchange) (registrar.Answer, error) {
	return func(ctx context.Context, x *gateway.Exchange) (registrar.Answer, error) {
		items := x.State.([]cleartaxItem)
		if len(items) == 1 {
			return do(x.Registrar, ctx, x.Caller, items[0].plain())
		}
		var all registrar.Answer
		results := make([]cleartaxResult, len(items))
		for i, item := range items {
			a, err := do(x.Registrar, ctx, x.Caller, item.plain())
			refused := registrar.AsFault(err)
			switch {
			case refused != nil:
				all.Noted = append(all.Noted, refused.Findings...)
				results[i] = cleartaxRefused(x.Row.Op, item, refused)
			case err != nil:
				return all, err
			default:
				all.Noted = append(all.Noted, a.Noted...)
				if results[i], err = cleartaxDone(x.Row.Op, item, a); err != nil {
					return all, err
				}
			}
		}
		all.Value = results
		return all, nil
	}
}

func cleartaxDone(op string, item cleartaxItem, a registrar.Answer) (cleartaxResult, error) {
	flat, err := govtSuccess(a.Value, a.Info)
	status := "IRN_GENERATED"
	r, read := a.Value.(registrar.Registered)
	if op == "cancel" || read && r.Status != "ACT" {
		status = "IRN_CANCELLED"
	}
	return cleartaxResult{Custom: item.Custom, Status: status, Govt: flat, Transaction: item.Transaction}, err
}

func cleartaxRefused(op string, item cleartaxItem, e *fault.Error) cleartaxResult {
	status := "NOT_CREATED"
	if op == "cancel" {
		status = "IRN_CANCELLATION_FAILED"
	}
	return cleartaxResult{
		Custom: item.Custom, Status: status, Govt: govtRefusal{"N", cleartaxDetails(e), e.Info}, Transaction: item.Transaction,
	}
}

// first is the transaction of a call that has one.
func first(x *gateway.Exchange) cleartaxItem {
	if items, ok := x.State.([]cleartaxItem); ok {
		return items[0]
	}
	return cleartaxItem{}
}

func cleartaxSay(x *gateway.Exchange, a registrar.Answer) (gateway.Reply, error) {
	if results, ok := a.Value.([]cleartaxResult); ok {
		return gateway.JSON(http.StatusOK, results)
	}
	result, err := cleartaxDone(x.Row.Op, first(x), a)
	if err != nil {
		return gateway.Reply{}, err
	}
	return gateway.JSON(http.StatusOK, []cleartaxResult{result})
}

func cleartaxRefuse(x *gateway.Exchange, e *fault.Error) gateway.Reply {
	return gateway.Must(http.StatusOK, []cleartaxResult{cleartaxRefused(x.Row.Op, first(x), e)})
}
