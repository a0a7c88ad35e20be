package server_test

import (
	"encoding/json"
	"net/http"
	"strings"
)

func odooSpeak(d *desk, op string, a asked) spoken {
	params := map[string]any{"account_token": d.key, "dbuuid": "0b", "username": d.user, "gstin": d.gstin, "auth_token": d.token}
	name := op
	switch op {
	case "auth":
		name, params["password"] = "authenticate", d.password
	case "generate":
		params["json_payload"] = json.RawMessage(odooSpelling(a.doc))
	case "cancel":
		params["json_payload"] = json.RawMessage(cancelling(a.irn))
	case "getbydoc":
		name = "getirnbydocdetails"
		params["doc_type"], params["doc_num"], params["doc_date"] = a.typ, a.no, a.docDay
	case "ewb":
		name = "generate_ewaybill_by_irn"
		for k, v := range object(d.t, billing(a.irn)) {
			params[k] = v
		}
	case "ewb-get":
		name, params["irn"] = "get_ewaybill_by_irn", a.irn
	}
	body, err := json.Marshal(map[string]any{"jsonrpc": "2.0", "method": "call", "params": params, "id": "q-1"})
	if err != nil {
		d.t.Fatal(err)
	}
	return spoken{method: mPost, path: "/iap/l10n_in_edi/1/" + name, body: body, headers: []string{"Content-Type", "application/json"}}
}

// odooSpelling writes GSTIN and POS where the portal's schema says Gstin and Pos.
func odooSpelling(doc []byte) []byte {
	return []byte(strings.NewReplacer(`"Gstin":`, `"GSTIN":`, `"Pos":`, `"POS":`).Replace(string(doc)))
}

func odooRead(d *desk, _ string, _ int, body []byte) told {
	var e struct {
		Version string `json:"jsonrpc"`
		ID      string `json:"id"`
		Result  struct {
			Data  json.RawMessage
			Error []struct{ Code, Message string }
			Info  json.RawMessage
		}
	}
	unmarshal(d.t, body, &e)
	if e.ID != "q-1" || e.Version != "2.0" {
		d.t.Errorf("odoo: the answer %s is not one to the call q-1", body)
	}
	got := told{plain: object(d.t, e.Result.Data), info: string(e.Result.Info)}
	var codes []string
	for _, x := range e.Result.Error {
		if x.Code == "access_error" {
			got.denied = true
			continue
		}
		codes = append(codes, x.Code)
	}
	got.codes = strings.Join(codes, ",")
	return got
}

func sandboxSpeak(d *desk, op string, a asked) spoken {
	const root = "/gst/compliance/e-invoice/tax-payer"
	if op == "token" {
		return spoken{method: mPost, path: "/authenticate", headers: []string{"x-api-key", d.key, "x-api-secret", d.secret, "x-api-version", "1.0"}}
	}
	c := spoken{method: mPost, headers: []string{"x-api-key", d.key, "x-api-version", "1.0", "x-source", "primary", "authorization", d.token}}
	switch op {
	case "auth":
		c.path, c.headers[7] = root+"/authenticate?force=true", d.ticket
		c.body = []byte(`{"username":"` + d.user + `","password":"` + d.password + `","gstin":"` + d.gstin + `"}`)
	case "generate":
		c.path, c.body = root+"/invoice", a.doc
	case "get":
		c.method, c.path = mGet, root+"/invoice/"+a.irn
	case "cancel":
		c.path, c.body = root+"/invoice/"+a.irn+"/cancel", []byte(`{"CnlRsn":"1","CnlRem":"typing error"}`)
	case "ewb":
		c.path, c.body = root+"/invoice/"+a.irn+"/e-way-bill", []byte(`{"Distance":0,"TransMode":"1","VehNo":"KA01AB1234","VehType":"R"}`)
	}
	return c
}

func sandboxRead(d *desk, op string, status int, body []byte) told {
	var e struct {
		ID   string `json:"transaction_id"`
		Code int
		Data json.RawMessage
	}
	unmarshal(d.t, body, &e)
	if e.Code != status || len(e.ID) != 36 {
		d.t.Errorf("sandbox: the envelope %s has another code than HTTP %d, or no transaction_id", body, status)
	}
	if status != http.StatusOK {
		return told{denied: true}
	}
	if op == "token" {
		return told{plain: object(d.t, e.Data)}
	}
	var n nicShape
	unmarshal(d.t, e.Data, &n)
	got := n.told()
	if got.plain = object(d.t, n.Data); op == "auth" && got.codes == "" {
		got.plain = map[string]any{"AuthToken": object(d.t, e.Data)["access_token"]}
	}
	return got
}

func cleartaxSpeak(d *desk, op string, a asked) spoken {
	c := spoken{method: http.MethodPut, headers: []string{"X-Cleartax-Auth-Token", d.key, "gstin", d.gstin, "Content-Type", "application/json"}}
	switch op {
	case "generate":
		c.path, c.body = "generate", []byte(`[{"transaction":`+string(a.doc)+`,"custom_fields":{"row":7}}]`)
	case "cancel":
		c.path, c.body = "cancel", []byte(`[{"irn":"`+a.irn+`","CnlRsn":"1","CnlRem":"typing error"}]`)
	case "get":
		c.method, c.path = mGet, "get?irn="+a.irn
	}
	c.path = "/einv/v2/eInvoice/" + c.path
	return c
}

func cleartaxRead(d *desk, op string, status int, body []byte) told {
	if status != http.StatusOK {
		return told{denied: true}
	}
	var list []struct {
		Custom map[string]int  `json:"custom_fields"`
		Status string          `json:"document_status"`
		Govt   json.RawMessage `json:"govt_response"`
	}
	unmarshal(d.t, body, &list)
	if len(list) != 1 || op == "generate" && list[0].Custom["row"] != 7 {
		d.t.Errorf("cleartax: %s is not one outcome with the custom fields of its transaction", body)
	}
	got := govtRead(d, op, status, list[0].Govt)
	if (got.codes == "") != (list[0].Status == "IRN_GENERATED" || list[0].Status == "IRN_CANCELLED") {
		d.t.Errorf("cleartax: document_status %s with codes %q", list[0].Status, got.codes)
	}
	return got
}

func govtSpeak(d *desk, op string, a asked) spoken {
	c := spoken{method: mGet, headers: []string{"x-cleartax-auth-token", d.key, "x-cleartax-product", "EInvoice", "gstin", d.gstin}}
	switch op {
	case "generate":
		c.method, c.path, c.body = mPost, "/", a.doc
	case "cancel":
		c.method, c.path, c.body = mPost, "/Cancel", cancelling(a.irn)
	case "get":
		c.path = "/irn/" + a.irn
	case "getbydoc":
		c.path = "/irnbydocdetails?doctype=" + a.typ + "&docnum=" + a.no + "&docdate=" + a.docDay
	}
	c.path = "/einv/v1/govt/api/Invoice" + c.path
	return c
}

func govtRead(d *desk, _ string, status int, body []byte) told {
	if status != http.StatusOK {
		return told{denied: true}
	}
	var e struct {
		Success string
		Details []struct {
			Code string `json:"error_code"`
		} `json:"ErrorDetails"`
		Info json.RawMessage
	}
	unmarshal(d.t, body, &e)
	got := told{info: string(e.Info)}
	if e.Success == "Y" {
		got.plain = object(d.t, body)
		return got
	}
	var codes []string
	for _, x := range e.Details {
		codes = append(codes, x.Code)
	}
	got.codes = strings.Join(codes, ",")
	return got
}
