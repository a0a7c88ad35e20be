package server_test

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"github.com/irpsim/irpsim/internal/mastersindia"
	"github.com/irpsim/irpsim/internal/seal"
)

// mastersDialects are the three generations of Masters India.
func mastersDialects() []dialect {
	return []dialect{
		{name: "masters-a", login: []string{"token"}, badPass: "Unable to login with provided credential", speak: mastersSpeakA, read: mastersRead},
		{name: "masters-b", login: []string{"token"}, badPass: "invalid_grant", badKey: true, expired: "denied", speak: mastersSpeakB, read: mastersRead},
		{
			name: "masters-c", login: []string{"token", "auth"}, badPass: "invalid_grant", badKey: true, expired: "denied", sealed: true,
			lacks: "getbydoc ewb ewb-get gstin", speak: mastersSpeakC, wrap: mastersWrapC, read: mastersRead,
		},
	}
}

// mastersBody puts a body into Masters India's names, with some members more.
func mastersBody(d *desk, op string, a asked, more map[string]string) []byte {
	var body []byte
	var err error
	switch op {
	case "generate":
		body, err = mastersindia.Invoice(a.doc)
	case "cancel":
		body = []byte(`{"irn":"` + a.irn + `","cancel_reason":1,"cancel_remarks":"typing error","ewaybill_cancel":""}`)
	case "ewb":
		body = []byte(`{"irn":"` + a.irn + `","distance":"","transportation_mode":1,"vehicle_number":"KA01AB1234","vehicle_type":"R","data_source":"erp","dispatch_details":{}}`)
	}
	if err != nil {
		d.t.Fatal(err)
	}
	m := object(d.t, body)
	for name, value := range more {
		m[name] = value
	}
	b, err := json.Marshal(m)
	if err != nil {
		d.t.Fatal(err)
	}
	return b
}

func mastersSpeakA(d *desk, op string, a asked) spoken {
	const root = "/api/v1/"
	if op == "token" {
		form := url.Values{"username": {d.user}, "password": {d.password}}
		return spoken{method: mPost, path: root + "token-auth/", body: []byte(form.Encode()), headers: []string{"Content-Type", "application/x-www-form-urlencoded"}}
	}
	c := spoken{method: mPost, headers: []string{"Authorization", "JWT " + d.ticket, "Content-Type", "application/json"}}
	user := "?user_gstin=" + d.gstin
	switch op {
	case "generate":
		c.path = "einvoice/"
	case "cancel":
		c.path = "cancel-einvoice/"
	case "ewb":
		c.path = "gen-ewb-by-irn/"
	case "get":
		c.path = "get-einvoice/?gstin=" + d.gstin + "&irn=" + a.irn
	case "getbydoc":
		c.path = "get-einvoice-bydoc/" + user + "&document_type=" + a.typ + "&document_number=" + a.no + "&document_date=" + a.docDay
	case "ewb-get":
		c.path = "get-ewb-byirn" + user + "&irn=" + a.irn
	case "gstin":
		c.path = "get-gstin-details/" + user + "&gstin=" + a.gstin
	}
	if c.path = root + c.path; strings.Contains(c.path, "?") {
		c.method = mGet
		return c
	}
	c.body = mastersBody(d, op, a, map[string]string{"user_gstin": d.gstin})
	return c
}

func mastersLogin(d *desk) []byte {
	b, err := json.Marshal(map[string]string{
		"username": d.user, "password": d.password, "client_id": d.key, "client_secret": d.secret, "grant_type": "password",
	})
	if err != nil {
		d.t.Fatal(err)
	}
	return b
}

func mastersSpeakB(d *desk, op string, a asked) spoken {
	if op == "token" {
		return spoken{method: mPost, path: "/oauth/access_token", body: mastersLogin(d)}
	}
	c := spoken{method: mPost}
	token := "?access_token=" + d.ticket
	switch op {
	case "generate":
		c.path = "/generateEinvoice"
	case "cancel":
		c.path = "/cancelEinvoice"
	case "ewb":
		c.path = "/generateEwaybillByIrn"
	case "get":
		c.path = "/getEinvoiceData" + token + "&gstin=" + d.gstin + "&irn=" + a.irn
	case "getbydoc":
		c.path = "/getEinvoiceByDocDetails" + token + "&user_gstin=" + d.gstin + "&document_type=" + a.typ + "&document_number=" + a.no + "&document_date=" + a.docDay
	case "ewb-get":
		c.path = "/getEwaybillByIrn" + token + "&user_gstin=" + d.gstin + "&irn=" + a.irn
	case "gstin":
		c.path = "/getGstinDetails" + token + "&user_gstin=" + d.gstin + "&gstin=" + a.gstin
	}
	if strings.Contains(c.path, "?") {
		c.method = mGet
		return c
	}
	c.body = mastersBody(d, op, a, map[string]string{"user_gstin": d.gstin, "access_token": d.ticket})
	return c
}

var mastersCode = regexp.MustCompile(`(?:^|, )(\d{4}): `)

// mastersRead takes an answer of any of the three apart.
func mastersRead(d *desk, op string, status int, body []byte) told {
	var e struct {
		Results struct {
			Message      json.RawMessage
			ErrorMessage string
			InfoDtls     string
			Status       string
			Code         int
		}
		Error       string
		AccessToken string `json:"accessToken"`
	}
	unmarshal(d.t, body, &e)
	r := e.Results
	switch {
	case e.AccessToken != "":
		return told{plain: map[string]any{"access_token": e.AccessToken}}
	case status != http.StatusOK:
		return told{denied: true, codes: e.Error}
	case op == "token":
		return told{plain: object(d.t, body)}
	case r.Status == "Success" && r.Code == 200 && r.ErrorMessage == "":
		return told{plain: object(d.t, r.Message), info: strings.ReplaceAll(r.InfoDtls, `": `, `":`)}
	case r.Status != "Failed" || r.Code != 204 || string(r.Message) != `""`:
		d.t.Errorf("%s: %s is neither a success nor a failure", d.name, body)
	}
	var codes []string
	for _, m := range mastersCode.FindAllStringSubmatch(r.ErrorMessage, -1) {
		codes = append(codes, m[1])
	}
	return told{codes: strings.Join(codes, ","), denied: len(codes) == 0, info: r.InfoDtls}
}

func mastersSpeakC(d *desk, op string, a asked) spoken {
	c := nicSpeak(map[string]string{}, func(d *desk) []string {
		return []string{"client-id", d.key, "Gstin", d.gstin, "user_name", d.user, "AuthToken", d.token}
	})(d, op, a)
	switch {
	case op == "token":
		return spoken{method: mPost, path: "/oauth/access_token"}
	case c.method == mGet:
		c.path += "?other_parameters=" + mastersParameters(d)
	}
	return c
}

const mastersKey = "k3y-of-the-asp-1"

// mastersWrapC puts what belongs to the gateway beside what is the portal's.
func mastersWrapC(d *desk, op string, body []byte) []byte {
	if op == "token" {
		key, err := seal.SealRSA(nil, d.sim.key, []byte(mastersKey))
		if err != nil {
			d.t.Fatal(err)
		}
		return []byte(`{"credentials_data":"` + mastersCBC(d, mastersLogin(d)) + `","app_key":"` + key + `"}`)
	}
	if body == nil {
		return nil
	}
	return []byte(strings.TrimSuffix(string(body), "}") + `,"other_parameters":"` + mastersParameters(d) + `"}`)
}

func mastersParameters(d *desk) string {
	return mastersCBC(d, []byte(`{"access_token":"`+d.ticket+`"}`))
}

func mastersCBC(d *desk, plain []byte) string {
	block, err := aes.NewCipher([]byte(mastersKey))
	if err != nil {
		d.t.Fatal(err)
	}
	pad := aes.BlockSize - len(plain)%aes.BlockSize
	plain = append(plain, bytes.Repeat([]byte{byte(pad)}, pad)...)
	cipher.NewCBCEncrypter(block, []byte(mastersKey)).CryptBlocks(plain, plain)
	return hex.EncodeToString(plain)
}
