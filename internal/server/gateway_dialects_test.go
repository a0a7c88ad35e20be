package server_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"strings"
)

// dialects are the faces that the table of scenarios is run through: the portal's own first.
func dialects() []dialect {
	sealedCodes := func(d dialect) dialect {
		d.sealed, d.login, d.badPass, d.expired = true, []string{"auth"}, "1019", "1005"
		return d
	}
	return append([]dialect{
		sealedCodes(dialect{name: "nic", speak: nicSpeak(map[string]string{}, func(d *desk) []string {
			return []string{"client_id", d.Info().Creds.ClientID, "client_secret", d.Info().Creds.ClientSecret, "Gstin", d.gstin, "user_name", d.user, "AuthToken", d.token}
		})}),
		// Without an aspid a call is the portal's own, which refuses it: 1011.
		sealedCodes(dialect{name: "taxpro", speak: nicSpeak(map[string]string{}, func(d *desk) []string {
			return []string{"aspid", d.key, "password", d.secret, "Gstin", d.gstin, "user_name", d.user, "AuthToken", d.token}
		})}),
		sealedCodes(dialect{name: "cleartax-gsp", badKey: true, speak: nicSpeak(map[string]string{
			"/eivital": "/einv-gsp/vital", "/eicore": "/einv-gsp/core", "/eiewb": "/einv-gsp/eiewb",
		}, func(d *desk) []string {
			return []string{"X-CT-Auth-Token", d.key, "Gstin", d.gstin, "user_name", d.user, "AuthToken", d.token}
		})}),
		sealedCodes(dialect{name: "vayana", speak: nicSpeak(map[string]string{"/ei": "/gus/irp/ni1/ei"}, func(d *desk) []string {
			return []string{"X-FLYNN-N-IRP-GSTIN", d.gstin, "X-FLYNN-N-IRP-USERNAME", d.user, "auth-token", d.token}
		})}),
		sealedCodes(dialect{name: "passthrough", speak: nicSpeak(map[string]string{"/ei": "/gsp/ei"}, func(d *desk) []string {
			if d.token == "" {
				return []string{"gstin", d.gstin}
			}
			return []string{"auth-token", d.token} // a bare token: the rest stands in the session
		})}),
		sealedCodes(dialect{name: "india-compliance-standard", badKey: true, speak: standardSpeak}),
		{name: "taxpro-dec", login: []string{"auth"}, badPass: "1019", badKey: true, expired: "1005", speak: taxproSpeak, read: taxproRead},
		{name: "whitebooks", login: []string{"auth"}, badPass: "1019", badKey: true, expired: "1005", speak: whitebooksSpeak, read: whitebooksRead},
		{
			name: "odoo", login: []string{"auth"}, badPass: "1019", badKey: true, expired: "1005", lacks: "get gstin",
			speak: odooSpeak, read: odooRead,
		},
		{name: "adaequare", login: []string{"token"}, badPass: "1019", badKey: false, expired: "", speak: adaequareSpeak, read: eiRead},
		{name: "india-compliance", badPass: "1019", badKey: true, expired: "", speak: indiaSpeak, read: eiRead},
		{
			name: "sandbox", login: []string{"token", "auth"}, badPass: "1019", badKey: true, expired: "1005", lacks: "getbydoc ewb-get gstin",
			speak: sandboxSpeak, read: sandboxRead,
		},
		{name: "cleartax", badKey: true, lacks: "getbydoc ewb ewb-get gstin", speak: cleartaxSpeak, read: cleartaxRead},
		{name: "cleartax-govt", badKey: true, lacks: "ewb ewb-get gstin", speak: govtSpeak, read: govtRead},
	}, mastersDialects()...)
}

const (
	mGet  = http.MethodGet
	mPost = http.MethodPost
)

// nicSpeak speaks the portal's calls under other roots.
func nicSpeak(roots map[string]string, headers func(*desk) []string) func(*desk, string, asked) spoken {
	return func(d *desk, op string, a asked) spoken {
		c := spoken{headers: headers(d), method: mGet}
		switch op {
		case "auth":
			c.method, c.path = mPost, "/eivital/v1.04/auth"
		case "generate":
			c.method, c.path, c.body = mPost, "/eicore/v1.03/Invoice", a.doc
		case "cancel":
			c.method, c.path, c.body = mPost, "/eicore/v1.03/Invoice/Cancel", cancelling(a.irn)
		case "get":
			c.path = "/eicore/v1.03/Invoice/irn/" + a.irn
		case "getbydoc":
			c.path = "/eicore/v1.03/Invoice/irnbydocdetails?doctype=" + a.typ + "&docnum=" + a.no + "&docdate=" + a.docDay
		case "ewb":
			c.method, c.path, c.body = mPost, "/eiewb/v1.03/ewaybill", billing(a.irn)
		case "ewb-get":
			c.path = "/eiewb/v1.03/ewaybill/irn/" + a.irn
		case "gstin":
			c.path = "/eivital/v1.04/Master/gstin/" + a.gstin
		}
		for from, to := range roots {
			if strings.HasPrefix(c.path, from) {
				c.path = to + strings.TrimPrefix(c.path, from)
				break
			}
		}
		return c
	}
}

func cancelling(irn string) []byte {
	return []byte(`{"Irn":"` + irn + `","CnlRsn":"1","CnlRem":"typing error"}`)
}

func billing(irn string) []byte {
	return []byte(`{"Irn":"` + irn + `","Distance":0,"TransMode":"1","VehNo":"KA01AB1234","VehType":"R"}`)
}

// plainPaths are the paths of Adaequare's shape.
func plainPaths(op string, a asked) spoken {
	switch op {
	case "generate":
		return spoken{method: mPost, path: "/invoice", body: a.doc}
	case "cancel":
		return spoken{method: mPost, path: "/invoice/cancel", body: cancelling(a.irn)}
	case "get":
		return spoken{method: mGet, path: "/invoice/irn?irn=" + a.irn}
	case "getbydoc":
		return spoken{method: mGet, path: "/invoice/irnbydocdetails?doctype=" + a.typ + "&docnum=" + url.QueryEscape(a.no) + "&docdate=" + a.docDay}
	case "ewb":
		return spoken{method: mPost, path: "/ewaybill", body: billing(a.irn)}
	case "ewb-get":
		return spoken{method: mGet, path: "/ewaybill/irn?irn=" + a.irn}
	case "gstin":
		return spoken{method: mGet, path: "/master/gstin?gstin=" + a.gstin}
	}
	return spoken{method: mPost, path: "/" + op}
}

func standardSpeak(d *desk, op string, a asked) spoken {
	c := plainPaths(op, a)
	c.path = "/test/standard/ei/api" + c.path
	c.headers = []string{"x-api-key", d.key, "gstin", d.gstin, "user_name", d.user, "AuthToken", d.token, "requestid", "A1"}
	return c
}

func indiaSpeak(d *desk, op string, a asked) spoken {
	c := plainPaths(op, a)
	c.path = "/test/ei/api" + c.path
	c.headers = []string{"x-api-key", d.key, "gstin", d.gstin, "user_name", d.user, "password", d.password, "requestid", "A1"}
	return c
}

func adaequareSpeak(d *desk, op string, a asked) spoken {
	if op == "token" {
		return spoken{
			method: mPost, path: "/gsp/authenticate?action=GSP&grant_type=token", headers: []string{"gspappid", d.key, "gspappsecret", d.secret},
		}
	}
	c := plainPaths(op, a)
	c.path = "/enriched/ei/api" + c.path
	c.headers = []string{"Authorization", "Bearer " + d.ticket, "gstin", d.gstin, "user_name", d.user, "password", d.password, "requestid", "A1"}
	return c
}

var leading = regexp.MustCompile(`(?:^|, )([0-9]{3,4}) : `)

func eiRead(d *desk, op string, status int, body []byte) told {
	if op == "token" {
		return told{plain: object(d.t, body)}
	}
	var e struct {
		Success bool
		Message string
		Result  json.RawMessage
		Info    json.RawMessage
	}
	unmarshal(d.t, body, &e)
	if e.Success {
		return told{plain: object(d.t, e.Result), info: string(e.Info)}
	}
	var codes []string
	for _, m := range leading.FindAllStringSubmatch(e.Message, -1) {
		codes = append(codes, m[1])
	}
	return told{codes: strings.Join(codes, ","), denied: len(codes) == 0 && status != http.StatusOK, info: string(e.Result)}
}

func taxproSpeak(d *desk, op string, a asked) spoken {
	c := nicSpeak(map[string]string{"/eivital": "/eivital/dec", "/eicore": "/eicore/dec", "/eiewb": "/eiewb/dec"}, func(*desk) []string { return nil })(d, op, a)
	q := url.Values{"aspid": {d.key}, "password": {d.secret}, "Gstin": {d.gstin}, "user_name": {d.user}}
	if op == "auth" {
		c.method = mGet
		q.Set("eInvPwd", d.password)
	} else {
		q.Set("AuthToken", d.token)
	}
	if op == "generate" {
		q.Set("QrCodeSize", "250")
	}
	glue := "?"
	if strings.Contains(c.path, "?") {
		glue = "&"
	}
	c.path += glue + q.Encode()
	return c
}

func taxproRead(d *desk, _ string, _ int, body []byte) told {
	var e nicShape
	unmarshal(d.t, body, &e)
	if e.Status == nil {
		return told{denied: true}
	}
	got := e.told()
	var text string
	if json.Unmarshal(e.Data, &text) == nil {
		got.plain = object(d.t, []byte(text))
	}
	return got
}

func whitebooksSpeak(d *desk, op string, a asked) spoken {
	const mail = "email=dev%40example.test"
	headers := []string{"ip_address", "10.0.0.1", "client_id", d.key, "client_secret", d.secret, "username", d.user, "gstin", d.gstin}
	if op == "auth" {
		return spoken{method: mGet, path: "/einvoice/authenticate?" + mail, headers: append(headers, "password", d.password)}
	}
	c := spoken{method: mGet, headers: append(headers, "auth-token", d.token)}
	name, param := "", a.irn
	switch op {
	case "generate":
		name, c.method, c.body = "GENERATE", mPost, a.doc
	case "cancel":
		name, c.method, c.body = "CANCEL", mPost, cancelling(a.irn)
	case "get":
		name = "GETIRN"
	case "getbydoc":
		name, param = "GETIRNBYDOCDETAILS", a.typ
		c.headers = append(c.headers, "docnum", a.no, "docdate", a.docDay)
	case "gstin":
		name, param = "GSTNDETAILS", a.gstin
	case "ewb":
		name, c.method = "GENERATE_EWAYBILL", mPost
		c.body = []byte(`{"Irn":"` + a.irn + `","Distance":0,"TransMode":"1","Vehno":"KA01AB1234","Vehtype":"R"}`)
	case "ewb-get":
		name = "GETEWAYBILLIRN"
	}
	c.path = "/einvoice/type/" + name + "/version/V1_03?" + mail
	if c.method == mGet {
		c.path += "&param1=" + param
	}
	return c
}

func whitebooksRead(d *desk, op string, _ int, body []byte) told {
	var e struct {
		Status string `json:"status_cd"`
		Text   string `json:"status_desc"`
		Data   json.RawMessage
		Info   json.RawMessage `json:"InfoDtls"`
		Error  json.RawMessage `json:"error"`
	}
	unmarshal(d.t, body, &e)
	switch {
	case e.Status == "1" && op != "auth", e.Status == "Sucess" && op == "auth":
		return told{plain: object(d.t, e.Data), info: string(e.Info)}
	case e.Error != nil:
		return told{denied: true}
	}
	n := nicShape{InfoDtls: e.Info}
	unmarshal(d.t, []byte(e.Text), &n.ErrorDetails)
	return n.told()
}
