package api

import (
	"encoding/json"
	"maps"
	"net/http"
	"regexp"
	"strings"
)

// OpenAPI describes the portal's faces and the gateways', each call tagged with its face: what travels in clear. The decrypted requests have schemas of their own, named by
// x-decrypted-schema; the decrypted answers are described under x-decrypted-answer.
func (s *Server) OpenAPI(version string) []byte {
	paths := map[string]map[string]any{}
	for _, r := range s.routes {
		if r.Gateway != nil {
			continue
		}
		if paths[r.Path] == nil {
			paths[r.Path] = map[string]any{}
		}
		paths[r.Path][strings.ToLower(r.Method)] = r.describe()
	}
	s.gatewayPaths(paths)
	b, err := json.MarshalIndent(map[string]any{
		"openapi": "3.0.3", "tags": s.tags(),
		"info": map[string]any{
			"title": "e-Invoice registration portal, simulated", "version": version,
			"description": "NIC e-Invoice API 1.03/1.04 as irpsim speaks it. Every handled call is answered with HTTP 200; Status tells whether it succeeded.",
		},
		"servers":    []any{map[string]any{"url": "/"}},
		"paths":      paths,
		"components": map[string]any{"schemas": envelopes()},
	}, "", " ")
	if err != nil {
		return []byte("{}") // a map of texts always marshals
	}
	return b
}

var braces = regexp.MustCompile(`\{([a-z]+)\}`)

func (r Route) describe() map[string]any {
	op := map[string]any{"operationId": operationID(r), "tags": []string{r.Face()}, "summary": r.Title, "x-source": r.Source, "parameters": r.parameters()}
	if r.API == "ping" {
		op["responses"] = map[string]any{"200": map[string]any{
			"description": "server time", "content": map[string]any{"text/plain": map[string]any{"schema": textSchema()}},
		}}
		return op
	}
	r.describeWire(op)
	if r.Request != "" {
		op["x-decrypted-schema"] = "/_sim/v1/schemas/" + r.Request + ".json"
	}
	return op
}

// describeWire adds what travels between a client and the portal: bodies under encryption, in the portal's envelope.
func (r Route) describeWire(op map[string]any) {
	answer, request := "Envelope", "Sealed"
	switch {
	case strings.HasPrefix(r.API, "auth"):
		answer = "LoginEnvelope"
	case r.eway():
		request, answer = r.ewayShapes()
	default:
		op["x-decrypted-answer"] = answers[r.API]
	}
	op["responses"] = map[string]any{"200": map[string]any{
		"description": "success (Status 1) or refusal (Status 0)", "content": jsonContent(answer),
	}}
	if r.Method == http.MethodPost {
		if r.API == "auth103" {
			request = "Login103"
		}
		op["requestBody"] = map[string]any{"required": true, "content": jsonContent(request)}
	}
}

// operationID is the name of the call, with the version where two paths share it.
func operationID(r Route) string {
	if strings.Contains(r.Path, "v1.03/Master") {
		return r.API + "103"
	}
	return r.API
}

// parameters lists headers, path and query. Refusals of missing headers are answers of the portal, so none is required.
func (r Route) parameters() []any {
	headers := []string{"client_id", "client_secret", "Gstin", "user_name", "AuthToken", "sup_gstin", "irp"}
	switch r.API {
	case "ping":
		headers = nil
	case "auth":
		headers = headers[:3]
	case "auth103":
		headers = headers[:2]
	case "ewayapi-auth":
		headers = []string{"client-id", "client-secret", "gstin"}
	case "ewayapi", "ewayapi-get", "ewayapi-list", "ewayapi-find":
		headers = []string{"client-id", "client-secret", "gstin", "authtoken"}
	}
	list := []any{}
	add := func(name, in string, required bool) {
		list = append(list, map[string]any{"name": name, "in": in, "required": required, "schema": textSchema()})
	}
	for _, h := range headers {
		add(h, "header", false)
	}
	for _, m := range braces.FindAllStringSubmatch(r.Path, -1) {
		add(m[1], "path", true)
	}
	for _, q := range r.Query {
		add(q, "query", false)
	}
	return list
}

// answers names the members of the decrypted answers in the portal's order.
var answers = map[string][]string{
	"generate": registeredMembers, "get": registeredMembers, "getbydoc": registeredMembers,
	"cancel": {"Irn", "CancelDate"},
	"gstin":  gstinMembers, "syncgstin": gstinMembers,
	"rejected": {"array of IRNs"},
	"ewb":      {"EwbNo", "EwbDt", "EwbValidTill"},
	"ewb-get":  {"EwbNo", "Status", "GenGstin", "EwbDt", "EwbValidTill"},
}

var registeredMembers = []string{
	"AckNo", "AckDt", "Irn", "SignedInvoice", "SignedQRCode", "Status", "EwbNo", "EwbDt", "EwbValidTill", "Remarks",
}

var gstinMembers = []string{
	"Gstin", "TradeName", "LegalName", "AddrBnm", "AddrBno", "AddrFlno", "AddrSt", "AddrLoc", "StateCode", "AddrPncd", "TxpType",
	"Status", "BlkStatus", "DtReg", "DtDReg",
}

func textSchema() map[string]any { return map[string]any{"type": "string"} }

func jsonContent(name string) map[string]any {
	return map[string]any{"application/json": map[string]any{"schema": map[string]any{"$ref": "#/components/schemas/" + name}}}
}

// envelopes are the shapes of the wire (protocol reference 2.3 and 4).
func envelopes() map[string]any {
	object := func(required []string, members map[string]any) map[string]any {
		return map[string]any{"type": "object", "required": required, "properties": members, "additionalProperties": false}
	}
	all := []string{"Status", "ErrorDetails", "Data", "InfoDtls"}
	details := map[string]any{
		"type": "array", "nullable": true, "minItems": 1,
		"items": object([]string{"ErrorCode", "ErrorMessage"}, map[string]any{"ErrorCode": textSchema(), "ErrorMessage": textSchema()}),
	}
	info := map[string]any{
		"type": "array", "nullable": true, "minItems": 1,
		"items": object([]string{"InfCd", "Desc"}, map[string]any{"InfCd": textSchema(), "Desc": map[string]any{}}),
	}
	status := map[string]any{"type": "integer", "enum": []int{0, 1}}
	login := object([]string{"ClientId", "UserName", "AuthToken", "Sek", "TokenExpiry"}, map[string]any{
		"ClientId": textSchema(), "UserName": textSchema(), "AuthToken": textSchema(), "Sek": textSchema(), "TokenExpiry": textSchema(),
	})
	login["nullable"] = true
	shapes := map[string]any{
		"Sealed": map[string]any{"type": "object", "properties": map[string]any{
			"Data": map[string]any{"type": "string", "description": "login: base64 of RSA PKCS#1 v1.5 over base64 of the JSON; otherwise base64 of AES-256-ECB-PKCS7 under the Sek over the JSON"},
		}},
		"Login103": map[string]any{"type": "object", "properties": map[string]any{
			"data": map[string]any{"type": "object", "description": "UserName, Password and AppKey each under RSA, ForceRefreshAccessToken"},
		}},
		"Envelope": object(all, map[string]any{
			"Status": status, "ErrorDetails": details, "Data": map[string]any{"type": "string", "nullable": true}, "InfoDtls": info,
		}),
		"LoginEnvelope": object(all, map[string]any{"Status": status, "ErrorDetails": details, "Data": login, "InfoDtls": info}),
	}
	maps.Copy(shapes, ewayEnvelopes())
	return shapes
}
