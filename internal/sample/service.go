package sample

import (
	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/validate"
)

// standard is the document of steps that need any valid one.
func standard() *validate.Example { return &validate.Example{} }

// Requests that several scenarios share.
const (
	goodLogin  = `{"UserName":"{user_name}","Password":"{password}","AppKey":"{app_key}","ForceRefreshAccessToken":false}`
	goodCancel = `{"Irn":"{irn}","CnlRsn":"1","CnlRem":"Wrong entry"}`
	nobodysIRN = "0000000000000000000000000000000000000000000000000000000000000000"
	byDocument = "/eicore/v1.03/Invoice/irnbydocdetails?doctype=INV&docnum={number}&docdate={today-3}"
	rejectedOn = "/eicore/v1.03/Invoice/rejectedirns?date="
)

// register is the step that registers the standard document.
func register() Step { return Step{API: "generate", Sample: standard()} }

func login(plain string) Step { return Step{API: "auth", Plain: plain} }

// serviceScenarios are the refusals that no rule of the document makes, in the order of protocol reference 21.
func serviceScenarios() []Scenario {
	var list []Scenario
	for _, group := range [][]Scenario{loginScenarios(), headerScenarios(), limitScenarios(), storeScenarios(), readScenarios(), billScenarios()} {
		list = append(list, group...)
	}
	return list
}

// loginScenarios follow 21.1.
func loginScenarios() []Scenario {
	const inactive, notEnabled = "36ZZZCI0008I1Z9", "08ZZZCN0012N1ZX"
	sealed := func(s Seal) Step { return Step{API: "auth", Plain: goodLogin, Seal: s} }
	user := func(name, gstin string) User { return User{name, defaultPassword, gstin} }
	return []Scenario{
		{Code: "5003", Note: "the body has no Data", Steps: []Step{{API: "auth", Body: `{}`}}},
		{Code: "1020", Note: "Data was not encrypted with the portal's public key",
			Steps: []Step{{API: "auth", Body: `{"Data":"bm90IGVuY3J5cHRlZA=="}`}}},
		{Code: "5001", Note: "the JSON was encrypted without being written in base64 first", Steps: []Step{sealed(ByBareRSA)}},
		{Code: "1006", Note: "an empty UserName", Steps: []Step{login(`{"UserName":"","Password":"{password}","AppKey":"{app_key}"}`)}},
		{Code: "1007", Note: "no Password", Steps: []Step{login(`{"UserName":"{user_name}","AppKey":"{app_key}"}`)}},
		{Code: "1007", Note: "no AppKey", Steps: []Step{login(`{"UserName":"{user_name}","Password":"{password}"}`)}},
		{Code: "1013", Note: "version 1.03, whose Password is encrypted by itself",
			Steps: []Step{{API: "auth103", Body: `{"data":{"UserName":"{user_name}","Password":"bm90IHNlYWxlZA==","AppKey":"bm90IHNlYWxlZA=="}}`}}},
		{Code: "1016", Note: "an AppKey of 3 bytes", Steps: []Step{login(`{"UserName":"{user_name}","Password":"{password}","AppKey":"YWJj"}`)}},
		{Code: "1017", Note: "a user that nobody has", Steps: []Step{login(`{"UserName":"no_such_user","Password":"{password}","AppKey":"{app_key}"}`)}},
		{Code: "1018", Note: "a user of another client", Needs: Needs{Elsewhere: []User{user("sample_elsewhere", "27ZZZCB0002B1Z0")}},
			Steps: []Step{login(`{"UserName":"sample_elsewhere","Password":"{password}","AppKey":"{app_key}"}`)}},
		{Code: "1019", Steps: []Step{login(`{"UserName":"{user_name}","Password":"wrong","AppKey":"{app_key}"}`)}},
		{Code: "1015", Note: "the header Gstin is the other user's",
			Steps: []Step{{API: "auth", Plain: goodLogin, Headers: map[string]string{"Gstin": secondSeller}}}},
		{Code: "1014", Note: "the taxpayer is inactive", Needs: Needs{Users: []User{user("sample_inactive", inactive)}},
			Steps: []Step{{API: "auth", Caller: inactive, Plain: goodLogin}}},
		{Code: "1014", Note: "the taxpayer is not enabled for e-invoicing", Needs: Needs{Users: []User{user("sample_not_enabled", notEnabled)}},
			Steps: []Step{{API: "auth", Caller: notEnabled, Plain: goodLogin}}},
	}
}

// headerScenarios follow 21.2 and 21.4. Every header is first wrong at the login, when a login reads it.
func headerScenarios() []Scenario {
	change := func(s Step, name, value string) Step {
		s.Headers = map[string]string{name: value}
		return s
	}
	at := func(s Step, note string, code fault.Code, name, value string) Scenario {
		return Scenario{Code: code, Note: note, Steps: []Step{change(s, name, value)}}
	}
	in, out := login(goodLogin), register()
	return []Scenario{
		at(in, "at the login", "1011", "client_id", ""), at(out, "at any other call", "1011", "client_id", ""),
		at(in, "at the login", "1012", "client_secret", ""), at(out, "at any other call", "1012", "client_secret", ""),
		at(in, "at the login", "1010", "client_secret", "wrong"), at(out, "at any other call", "1010", "client_id", "NOSUCHCLIENT"),
		at(in, "at the login", "1004", "Gstin", ""), at(out, "at any other call", "1004", "Gstin", ""),
		at(out, "no header user_name", "1006", "user_name", ""),
		at(out, "no token", "1005", "AuthToken", ""), at(out, "a token that nobody has", "1005", "AuthToken", "NoSuchToken"),
		at(out, "the token belongs to another GSTIN", "1005", "Gstin", secondSeller),
		{Code: "1005", Note: "the token has expired", Steps: []Step{in,
			{API: "rejected", Path: rejectedOn + "{today}", Wait: "6h", Headers: map[string]string{"AuthToken": "{last_token}"}}}},
		at(out, "a portal that does not exist", "3098", "irp", "NIC9"),
		{Code: "2255", Note: "the body has no Data", Steps: []Step{{API: "generate", Body: `{}`}}},
		{Code: "5002", Note: "sealed with another key than the session's Sek", Steps: []Step{{API: "generate", Sample: standard(), Seal: ByWrongSek}}},
		{Code: "5002", Note: "Data is no base64 of whole blocks", Steps: []Step{{API: "generate", Body: `{"Data":"YWJj"}`}}},
		{Code: "5002", Note: "the sealed text is no JSON object", Steps: []Step{{API: "generate", Plain: `["not an object"]`}}},
	}
}

// limitScenarios need the settings that make the portal count.
func limitScenarios() []Scenario {
	unknown := Step{API: "get", Path: "/eicore/v1.03/Invoice/irn/" + nobodysIRN}
	stranger := Step{API: "rejected", Path: rejectedOn + "{today}", Headers: map[string]string{"AuthToken": ""}}
	refused := func(s Step, code fault.Code, times int) Step {
		s.Answer, s.Times = code, times
		return s
	}
	lookUp := Step{API: "gstin", Path: "/eivital/v1.04/Master/gstin/" + secondSeller}
	one := func(setting string) Needs { return Needs{Settings: map[string]any{setting: 1}} }
	return []Scenario{
		{Code: "3095", Note: "five times as many refusals as a user may have", Needs: one("block_after_errors"),
			Steps: []Step{refused(stranger, "1005", 5), stranger}},
		{Code: "3096", Note: "one refusal of the user, and no more are allowed", Needs: one("block_after_errors"),
			Steps: []Step{refused(unknown, "2148", 1), unknown}},
		{Code: "3108", Note: "the second call of a minute, and one is allowed", Needs: one("rate_limit"), Steps: []Step{lookUp, lookUp}},
	}
}

// storeScenarios need what is registered: duplicates and cancelling, 21.5.
func storeScenarios() []Scenario {
	cancel := Step{API: "cancel", Plain: goodCancel}
	after := func(wait string, s Step) Step {
		s.Wait = wait
		return s
	}
	as := func(gstin string, s Step) Step {
		s.Caller = gstin
		return s
	}
	return []Scenario{
		{Code: "2150", Note: "the same document again", Steps: []Step{register(), register()}},
		{Code: "2278", Note: "the same document again after it was cancelled", Steps: []Step{register(), cancel, register()}},
		{Code: "2295", Note: "the same document at another portal",
			Steps: []Step{register(), {API: "generate", Sample: standard(), Path: "/irp/NIC2/eicore/v1.03/Invoice"}}},
		{Code: "2148", Note: "cancelling an IRN that nobody has",
			Steps: []Step{{API: "cancel", Plain: `{"Irn":"` + nobodysIRN + `","CnlRsn":"1","CnlRem":"Wrong entry"}`}}},
		{Code: "2148", Note: "reading an IRN that nobody has", Steps: []Step{{API: "get", Path: "/eicore/v1.03/Invoice/irn/" + nobodysIRN}}},
		{Code: "2143", Note: "cancelling the IRN of another taxpayer", Steps: []Step{register(), as(secondSeller, cancel)}},
		{Code: "9999", Note: "cancelling twice", Steps: []Step{register(), cancel, cancel}},
		{Code: "2230", Note: "cancelling an IRN whose e-way bill is active", Steps: []Step{registerWithBill(), cancel}},
		{Code: "2270", Note: "one second after the window", Steps: []Step{register(), after("24h1s", cancel)}},
		{Code: "2270", Note: "at the last instant of the window", NearMiss: true, Steps: []Step{register(), after("24h", cancel)}},
	}
}

// readScenarios are the look-ups, 21.5.
func readScenarios() []Scenario {
	query := func(q string) Step { return Step{API: "getbydoc", Path: "/eicore/v1.03/Invoice/irnbydocdetails?" + q} }
	return []Scenario{
		{Code: "2226", Note: "reading the IRN of another taxpayer", Steps: []Step{register(), {API: "get", Caller: secondSeller}}},
		{Code: "2283", Note: "one second after the window", Steps: []Step{register(), {API: "get", Wait: "48h1s"}}},
		{Code: "2283", Note: "by document", Steps: []Step{register(), {API: "getbydoc", Path: byDocument, Wait: "48h1s"}}},
		{Code: "2283", Note: "at the last instant of the window", NearMiss: true, Steps: []Step{register(), {API: "get", Wait: "48h"}}},
		{Code: "2154", Note: "a document that nobody registered", Steps: []Step{{API: "getbydoc", Path: byDocument}}},
		{Code: "2154", Note: "a document of another taxpayer",
			Steps: []Step{register(), {API: "getbydoc", Caller: secondSeller, Path: byDocument}}},
		{Code: "2154", Note: "the own document", NearMiss: true, Steps: []Step{register(), {API: "getbydoc", Path: byDocument}}},
		{Code: "2280", Note: "no type of document", Steps: []Step{query("doctype=BILL&docnum={number}&docdate={today-3}")}},
		{Code: "2281", Note: "a number that begins with 0", Steps: []Step{query("doctype=INV&docnum=01&docdate={today-3}")}},
		{Code: "2282", Note: "no day of the calendar", Steps: []Step{query("doctype=INV&docnum={number}&docdate=31/02/2026")}},
		{Code: "3001", Note: "a number that is not in the register", Steps: []Step{{API: "gstin", Path: "/eivital/v1.04/Master/gstin/27AAAAA0000A1Z9"}}},
		{Code: "2293", Note: "no date", Steps: []Step{{API: "rejected"}}},
		{Code: "2307", Note: "tomorrow", Steps: []Step{{API: "rejected", Path: rejectedOn + "{today+1}"}}},
		{Code: "2296", Note: "a day without rejected documents", Steps: []Step{{API: "rejected", Path: rejectedOn + "{today}"}}},
	}
}

// registerWithBill is the step that registers the standard document together with an e-way bill by road.
func registerWithBill() Step {
	edits := validate.Edits{}
	for name, value := range validate.StandardRequest() {
		edits["EwbDtls."+name] = value
	}
	return Step{API: "generate", Sample: &validate.Example{Edits: edits}}
}

// billAlone is the step that makes a bill for the standard document at the e-way bill system, as for a consignee without
// GSTIN, who needs no IRN.
func billAlone() Step {
	return Step{API: "ewayapi", Action: "GENEWAYBILL", Plain: `{"supplyType":"O","subSupplyType":"1","docType":"INV","docNo":"{number}",` +
		`"docDate":"{today-3}","fromGstin":"` + DefaultSeller + `","fromPincode":560001,"actFromStateCode":29,"fromStateCode":29,` +
		`"toGstin":"URP","toPincode":400001,"actToStateCode":27,"toStateCode":27,"transactionType":1,"totInvValue":11800,` +
		`"transMode":"1","transDistance":"0","vehicleNo":"KA01AB1234","vehicleType":"R",` +
		`"itemList":[{"hsnCode":73181500,"quantity":100,"qtyUnit":"NOS","taxableAmount":10000,"igstRate":18}]}`}
}

// billScenarios are what asking for an e-way bill by IRN says before any rule, and reading one.
func billScenarios() []Scenario {
	bill := Step{API: "ewb", Bill: &validate.Example{ByIRN: validate.Edits{}}}
	other := bill
	other.Caller = secondSeller
	cancel := Step{API: "cancel", Plain: goodCancel}
	ask := func(irn string) Step {
		return Step{API: "ewb", Plain: `{"Irn":"` + irn + `","TransMode":"1","VehNo":"KA01AB1234","VehType":"R","Distance":0}`}
	}
	return []Scenario{
		{Code: "4006", Note: "a blank Irn", Steps: []Step{ask(" ")}},
		{Code: "4006", Note: "the body has no Data", Steps: []Step{{API: "ewb", Body: `{}`}}},
		{Code: "4003", Note: "an IRN that nobody has", Steps: []Step{ask(nobodysIRN)}},
		{Code: "4037", Note: "the IRN of another taxpayer", Steps: []Step{register(), other}},
		{Code: "4037", Note: "reading the bill of another taxpayer", Steps: []Step{registerWithBill(), {API: "ewb-get", Caller: secondSeller}}},
		{Code: "2302", Note: "a cancelled IRN", Steps: []Step{register(), cancel, bill}},
		{Code: "4002", Note: "the IRN has a bill", Steps: []Step{registerWithBill(), bill}},
		{Code: "4002", Note: "the IRN has no bill yet", NearMiss: true, Steps: []Step{register(), bill}},
		{Code: "4026", Note: "the document has a bill from the e-way bill system", Steps: []Step{billAlone(), register(), bill}},
		{Code: "4026", Note: "likewise, inside Generate IRN", InInfo: true, Steps: []Step{billAlone(), registerWithBill()}},
		{Code: "4005", Note: "the IRN has no bill", Steps: []Step{register(), {API: "ewb-get"}}},
		{Code: "4005", Note: "an IRN that nobody has", Steps: []Step{{API: "ewb-get", Path: "/eiewb/v1.03/ewaybill/irn/" + nobodysIRN}}},
		{Code: "4005", Note: "the IRN has a bill", NearMiss: true, Steps: []Step{registerWithBill(), {API: "ewb-get"}}},
	}
}
