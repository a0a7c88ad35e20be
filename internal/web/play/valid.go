package play

import (
	"encoding/json"
	"slices"

	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/sample"
	"github.com/irpsim/irpsim/internal/validate"
)

// Calls that the steps below share.
const (
	login      = `{"UserName":"{user_name}","Password":"{password}","AppKey":"{app_key}","ForceRefreshAccessToken":false}`
	cancel     = `{"Irn":"{irn}","CnlRsn":"1","CnlRem":"Wrong entry"}`
	byDocument = "/eicore/v1.03/Invoice/irnbydocdetails?doctype=INV&docnum={number}&docdate={today-3}"
	nobody     = "27ZZZCS0001A1ZM"
	makeBill   = `{"supplyType":"O","subSupplyType":"1","docType":"INV","docNo":"{number}","docDate":"{today-3}","fromGstin":"` + sample.DefaultSeller +
		`","fromPincode":560001,"actFromStateCode":29,"fromStateCode":29,"toGstin":"URP","toPincode":400001,"actToStateCode":27,"toStateCode":27,` +
		`"transactionType":1,"totInvValue":11800,"transMode":"1","transDistance":"0","vehicleNo":"KA01AB1234","vehicleType":"R",` +
		`"itemList":[{"hsnCode":73181500,"quantity":100,"qtyUnit":"NOS","taxableAmount":10000,"igstRate":18}]}`
)

// Valid returns the steps that lead to a call of an operation which succeeds, that call last. Ok is false for an operation
// that no script reaches, and for rejected, which has nothing to answer in a new world.
func Valid(api string) (steps []sample.Step, ok bool) {
	register := sample.Step{API: "generate", Sample: &validate.Example{}}
	switch api {
	case "auth":
		return []sample.Step{{API: "auth", Plain: login}}, true
	case "generate":
		return []sample.Step{register}, true
	case "cancel":
		return []sample.Step{register, {API: "cancel", Plain: cancel}}, true
	case "get":
		return []sample.Step{register, {API: "get"}}, true
	case "getbydoc":
		return []sample.Step{register, {API: "getbydoc", Path: byDocument}}, true
	case "gstin":
		return []sample.Step{{API: "gstin", Path: "/eivital/v1.04/Master/gstin/" + nobody}}, true
	case "syncgstin":
		return []sample.Step{{API: "gstin", Path: "/eivital/v1.04/Master/syncgstin/" + nobody}}, true
	case "ewb":
		return []sample.Step{register, {API: "ewb", Bill: &validate.Example{ByIRN: validate.Edits{}}}}, true
	case "ewb-get":
		return []sample.Step{register, {API: "ewb", Bill: &validate.Example{ByIRN: validate.Edits{}}}, {API: "ewb-get"}}, true
	case "ewayapi":
		return []sample.Step{{API: "ewayapi", Action: "GENEWAYBILL", Plain: makeBill}}, true
	}
	return nil, false
}

// saidBy names the operation that says a code which a fault raises, by where the catalogue has it.
func saidBy(e fault.Entry) string {
	for _, way := range []struct{ word, api string }{
		{"generate", "generate"}, {"any", "generate"}, {"header", "generate"}, {"auth", "auth"}, {"cancel", "cancel"}, {"get", "get"},
		{"rejected", "rejected"}, {"gstin", "gstin"}, {"ewb-generate", "ewb"}, {"ewb-get", "ewb-get"}, {"ewb-cancel", "ewayapi"}, {"ewb-system", "ewayapi"},
	} {
		if slices.Contains(e.APIs, way.word) {
			return way.api
		}
	}
	return "generate"
}

// ByFault is the wish for a code that only a fault raises: a call that would succeed, struck.
func ByFault(e fault.Entry) Wish {
	api := saidBy(e)
	steps, ok := Valid(api)
	if !ok {
		steps = []sample.Step{{API: "rejected", Path: "/eicore/v1.03/Invoice/rejectedirns?date={today}"}}
	}
	return Wish{Scenario: sample.Scenario{Code: e.Code, Note: "a fault makes the portal say it", Steps: steps}, Fault: FaultOf(e)}
}

// FaultOf is a fault that makes the next call say a code once: the body of POST /faults.
func FaultOf(e fault.Entry) json.RawMessage {
	b, err := json.Marshal(map[string]any{
		"id": "show-" + string(e.Code), "match": map[string]string{"api": saidBy(e)}, "do": map[string]string{"code": string(e.Code)}, "times": 1,
	})
	if err != nil {
		return nil // texts only: cannot happen
	}
	return b
}
