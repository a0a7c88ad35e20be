package api

import "strings"

// eway reports whether a route belongs to the e-way bill system, which has an envelope of its own.
func (r Route) eway() bool { return strings.HasPrefix(r.API, "ewayapi") }

// ewayShapes names what a route of the e-way bill system takes and answers, among the components.
func (r Route) ewayShapes() (request, answer string) {
	switch {
	case r.API == "ewayapi-auth":
		return "EwayLogin", "EwayLoggedIn"
	case r.API == "ewayapi":
		return "EwayAction", "EwayEnvelope"
	}
	return "", "EwayReadEnvelope"
}

// ewayEnvelopes are the shapes of the e-way bill system's wire (protocol reference 2.4 and 9).
func ewayEnvelopes() map[string]any {
	status := func(value string) map[string]any { return map[string]any{"type": "string", "enum": []string{value}} }
	null := map[string]any{"type": "string", "nullable": true}
	object := func(members map[string]any, required ...string) map[string]any {
		return map[string]any{"type": "object", "required": required, "properties": members, "additionalProperties": false}
	}
	refused := object(map[string]any{
		"status": status("0"), "info": null,
		"error": map[string]any{"type": "string", "description": `base64 of {"errorCodes":"312"}; several codes are separated by commas`},
	}, "status", "error", "info")
	either := func(success map[string]any) map[string]any { return map[string]any{"oneOf": []any{success, refused}} }
	sealed := map[string]any{"type": "string", "description": "base64 of AES-256-ECB-PKCS7 under the sek over the JSON"}
	return map[string]any{
		"EwayAction": map[string]any{"type": "object", "properties": map[string]any{"action": textSchema(), "data": sealed}},
		"EwayLogin": map[string]any{"type": "object", "properties": map[string]any{
			"Data": map[string]any{"type": "string", "description": `base64 of RSA PKCS#1 v1.5 over base64 of {"action":"ACCESSTOKEN","username","password","app_key"}`},
		}},
		"EwayEnvelope": either(object(map[string]any{"status": status("1"), "data": sealed, "alert": null}, "status", "data", "alert")),
		"EwayReadEnvelope": either(object(map[string]any{
			"status": status("1"), "data": map[string]any{"type": "string", "description": "sealed under the rek"},
			"rek":  map[string]any{"type": "string", "description": "a key of this answer, sealed under the sek"},
			"hmac": map[string]any{"type": "string", "description": "base64 of HMAC-SHA256 under the rek over base64 of the JSON"},
		}, "status", "data", "rek", "hmac")),
		"EwayLoggedIn": either(object(map[string]any{"status": status("1"), "authtoken": textSchema(), "sek": textSchema()}, "status", "authtoken", "sek")),
	}
}
