package control

import (
	"slices"

	"github.com/irpsim/irpsim/internal/distance"
	"github.com/irpsim/irpsim/internal/registrar"
)

func sorted(s []string) []string {
	slices.Sort(s)
	return s
}

func nullable(s map[string]any) map[string]any {
	s["nullable"] = true
	return s
}

func enum(values ...string) map[string]any {
	return map[string]any{"type": "string", "enum": values}
}

// components are the shapes that the table names. A test holds them against real answers.
func components() map[string]any {
	integer, boolean := kind("integer"), kind("boolean")
	message := object(map[string]any{
		"headers": map[string]any{"type": "object", "additionalProperties": text()}, "body!": text(), "cipher": text(),
		"plain": map[string]any{"description": "the decrypted text, as JSON when it is JSON"},
	})
	row := map[string]any{
		"seq!": integer, "irn!": text(), "ack_no!": integer, "ack_dt!": text(), "status!": enum("ACT", "CNL", "REJ"),
		"supplier!": text(), "generator!": text(), "buyer!": text(), "sup_typ!": text(), "doc_typ!": text(), "doc_no!": text(),
		"doc_dt!": text(), "tot_inv_val!": text(), "cancelled_at": text(), "cnl_rsn": text(), "cnl_rem": text(),
	}
	whole := map[string]any{"signed_invoice!": text(), "signed_qr_code!": text(), "payload!": kind("object"), "simulated!": boolean}
	for name, s := range row {
		whole[name] = s
	}
	whole["ewb"] = object(map[string]any{
		"ewb_no!": integer, "status!": enum("ACT", "CNL"), "generator!": text(), "generated_at!": text(), "valid_till": text(),
		"distance!": integer, "transporter": text(), "vehicles!": listOf(text()), "extended!": integer, "cancelled_at": text(),
	})
	taxpayer := map[string]any{
		"gstin": text(), "legal_name": text(), "trade_name": text(), "status": enum("ACT", "CNL", "INA", "PRO", "SUS"), "type": text(),
		"block_status": enum("U", "B"), "building_name": text(), "building_no": text(), "floor": text(), "street": text(),
		"location": text(), "state_code": text(), "pin": integer, "registered": text(), "deregistered": text(),
		"turnover_cr": integer, "enabled": boolean, "common_portal": ref("Taxpayer"), "hidden": boolean,
	}
	user := object(map[string]any{"user_name!": text(), "password!": text(), "gstin!": text()})
	tokenHeader := object(map[string]any{"alg!": text(), "kid!": text(), "x5t!": text(), "typ!": text()})
	return with(sampleComponents(user), map[string]any{
		"Any": map[string]any{},
		"Diagnose": object(map[string]any{
			"stage!": enum("auth", "payload"), "version": enum("1.03", "1.04"), "data!": text(), "auth_token": text(), "sek": text(), "app_key": text(),
		}),
		"Sealing": object(map[string]any{"plain": text(), "data": text(), "key": text(), "auth_token": text()}),
		"Verified": object(map[string]any{
			"valid!": boolean, "problem": text(), "kind": text(), "header": tokenHeader, "issuer": text(), "data": kind("object"),
			"irn": text(), "recomputed": text(), "irn_equal!": boolean, "mark!": text(),
		}),
		"Explanation": explanationSchema(),
		"Names":       listOf(text()),
		"Problem": object(map[string]any{
			"type!": text(), "title!": text(), "status!": integer, "detail!": text(),
		}),
		"Creds": object(map[string]any{
			"url!": text(), "client_id!": text(), "client_secret!": text(), "users!": listOf(user), "encryption_key_pem!": text(),
		}),
		"User":   user,
		"Worlds": listOf(object(map[string]any{"id!": text(), "name!": text(), "default!": boolean, "created!": text()})),
		"NewWorld": object(map[string]any{
			"name": text(), "settings": ref("Settings"), "taxpayers": listOf(ref("Taxpayer")), "users": listOf(ref("User")), "snapshot": text(),
		}),
		"Settings": object(map[string]any{
			"token_minutes": integer, "cancel_hours": integer, "get_days": integer, "reporting_days": integer,
			"gstin_policy": enum("open", "strict"), "issuer": text(), "check_tot_amt": boolean, "ship_to_gstin": boolean,
			"error_details": enum("array", "base64"), "strict_crypto": boolean, "magic": boolean,
			"rate_limit": nullable(kind("integer")), "rate_limit_answer": enum("3108", "429"), "block_after_errors": nullable(kind("integer")),
			"registry_lag_minutes": integer, "registry_down": boolean,
			"distance_table": enum(distance.Names()...),
			"distances":      listOf(object(map[string]any{"from!": integer, "to!": integer, "km!": integer})), "faces": map[string]any{}, "bare_token": boolean,
			"gateway_key": text(),
		}),
		"Taxpayer":  object(taxpayer),
		"Taxpayers": listOf(ref("Taxpayer")),
		"Clock":     object(map[string]any{"now!": text(), "mode!": enum("real", "frozen", "offset", "speed"), "speed": integer}),
		"SetClock":  object(map[string]any{"now": text(), "mode": enum("real"), "speed": integer}),
		"Goto":      object(map[string]any{"edge!": enum(registrar.Edges()...), "irn": text(), "offset": text()}),
		"Advance":   object(map[string]any{"by!": text()}),
		"NewFault":  object(faultMembers()),
		"Fault":     faultSchema(),
		"Faults":    listOf(ref("Fault")),
		"Reset":     object(map[string]any{"what!": listOf(enum(resets...))}),
		"Journal":   listOf(ref("Exchange")),
		"Exchange": map[string]any{
			"type": "object", "required": []string{"id", "time", "api", "codes", "http_status", "duration_ms", "request", "response"},
			"properties": map[string]any{
				"id": integer, "time": text(), "api": text(), "codes": listOf(text()), "http_status": integer,
				"duration_ms": kind("number"), "request": message, "response": message,
			},
		},
		"Invoices": listOf(object(row)),
		"Invoice":  object(whole),

		"NewSnapshot": object(map[string]any{"name!": text()}),
		"Snapshot":    snapshotSchema(),
		"Snapshots":   listOf(ref("Snapshot")),
	})
}
