package server_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"
)

// described sends requests and holds every exchange against an OpenAPI document that the simulator serves.
type described struct {
	s      *sim
	base   string
	router routers.Router
	doc    *openapi3.T
	met    map[string]bool // method and path of the operations met
}

func describe(s *sim, url string) *described {
	s.t.Helper()
	resp, err := http.Get(url)
	if err != nil {
		s.t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	doc, err := openapi3.NewLoader().LoadFromData(text)
	if err != nil {
		s.t.Fatalf("%s: %v", url, err)
	}
	if err := doc.Validate(s.t.Context()); err != nil {
		s.t.Fatalf("%s: %v", url, err)
	}
	router, err := gorillamux.NewRouter(doc)
	if err != nil {
		s.t.Fatal(err)
	}
	return &described{s, s.Info().HTTP, router, doc, map[string]bool{}}
}

// do makes a call and fails the test when request or answer is not as described, or the status is another one.
func (d *described) do(method, path, body string, status int, headers ...string) []byte {
	t := d.s.t
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, d.base+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	got, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	if resp.StatusCode != status {
		t.Errorf("%s %s answered %d, want %d: %s", method, path, resp.StatusCode, status, got)
	}
	relative := req.Clone(t.Context())
	relative.URL.Scheme, relative.URL.Host, relative.Host = "", "", ""
	route, params, err := d.router.FindRoute(relative)
	if err != nil {
		t.Errorf("%s %s is not described: %v", method, path, err)
		return got
	}
	d.met[method+" "+route.Path] = true
	input := &openapi3filter.RequestValidationInput{Request: relative, PathParams: params, Route: route, Options: &openapi3filter.Options{
		IncludeResponseStatus: true, AuthenticationFunc: openapi3filter.NoopAuthenticationFunc, ExcludeRequestBody: true,
	}}
	err = openapi3filter.ValidateResponse(t.Context(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: input, Status: resp.StatusCode, Header: resp.Header, Body: io.NopCloser(bytes.NewReader(got)),
		Options: input.Options,
	})
	if err != nil {
		t.Errorf("%s %s: the answer is not as described: %v\n%s", method, path, err, got)
	}
	return got
}

// unmet fails the test for every described operation that was not met, but for those named.
func (d *described) unmet(but ...string) {
	t := d.s.t
	t.Helper()
	excused := strings.Join(but, "\n")
	for path, item := range d.doc.Paths.Map() {
		for method := range item.Operations() {
			if name := method + " " + path; !d.met[name] && !strings.Contains(excused, name) {
				t.Errorf("%s is described but this test never calls it", name)
			}
		}
	}
}

// TestControlIsAsDescribed calls everything under /_sim/v1, rightly and wrongly.
func TestControlIsAsDescribed(t *testing.T) {
	t.Parallel()
	s := start(t)
	d := describe(s, s.Info().HTTP+"/_sim/v1/openapi.json")
	r, err := s.client().Generate(t.Context(), document(t, "b2b", "D/1", 1))
	if err != nil {
		t.Fatal(err)
	}
	const v = "/_sim/v1"
	calls := []struct {
		method, path, body string
		status             int
	}{
		{"GET", "/openapi.json", "", 200}, {"GET", "/creds", "", 200}, {"GET", "/creds?world=NOSUCHWORLD", "", 404},
		{"GET", "/keys/encryption.pem", "", 200}, {"GET", "/keys/encryption.cer", "", 200},
		{"GET", "/keys/signing.pem", "", 200}, {"GET", "/keys/signing.cer", "", 200}, {"GET", "/keys/jwks.json", "", 200},
		{"GET", "/schemas", "", 200}, {"GET", "/schemas/generate-irn.json", "", 200}, {"GET", "/schemas/nothing", "", 404},
		{"GET", "/worlds", "", 200}, {"POST", "/worlds", `{"name":"x","settings":{"get_days":3}}`, 201},
		{"POST", "/worlds", `{"settings":{"get_days":"x","colour":1}}`, 400}, {"POST", "/worlds", `{"snapshot":"none"}`, 404},
		{"POST", "/worlds", `{"users":[{"user_name":"mine","password":"Mine@2026","gstin":"29ZZZCS0001A1ZI"}]}`, 201},
		{"POST", "/worlds", `{"users":[{"user_name":"","password":"","gstin":"29ZZZCS0001A1Z8"}]}`, 400},
		{"POST", "/worlds", `{"nmae":"x"}`, 400}, {"DELETE", "/worlds/NOSUCHWORLD", "", 404}, {"DELETE", "/worlds/IRPSIM29TXP0001", "", 409},
		{"GET", "/settings", "", 200}, {"PATCH", "/settings", `{"token_minutes":60,"rate_limit":"none"}`, 200},
		{"PATCH", "/settings", `{"token_minutes":0}`, 400}, {"PATCH", "/settings", `[]`, 400},
		{"POST", "/users", `{"user_name":"u","password":"p","gstin":"27ZZZCB0002B1Z0"}`, 201}, {"POST", "/users", `{"gstin":"X"}`, 400},
		{"POST", "/users", `{"user_name":"u","password":"p","gstin":"27ZZZCB0002B1Z0"} {}`, 400},
		{"GET", "/taxpayers", "", 200}, {"GET", "/taxpayers/27ZZZCB0002B1Z0", "", 200}, {"GET", "/taxpayers/27ZZZCB0002B1Z1", "", 404},
		{"POST", "/taxpayers", `{"gstin":"29AAAAA0000A1Z5","legal_name":"Example","status":"ACT"}`, 201},
		{"POST", "/taxpayers", `{"gstin":"29"}`, 400}, {"PUT", "/taxpayers/27ZZZCB0002B1Z0", `{"status":"SUS"}`, 200},
		{"DELETE", "/taxpayers/27ZZZCB0002B1Z0", "", 204}, {"DELETE", "/taxpayers/27ZZZCB0002B1Z0", "", 404},
		{"GET", "/clock", "", 200}, {"PUT", "/clock", `{"now":"2026-11-22T12:31:08+05:30"}`, 200}, {"PUT", "/clock", `{"now":"today"}`, 400},
		{"POST", "/clock/advance", `{"by":"1d1s"}`, 200}, {"POST", "/clock/advance", `{"by":"soon"}`, 400},
		{"PUT", "/clock", `{"now":"2999-01-01T00:00:00Z"}`, 400}, {"PUT", "/clock", `{"now":"0001-01-01T00:00:00Z"}`, 400}, {"POST", "/clock/advance", `{"by":"100000d"}`, 400},
		{"POST", "/clock/goto", `{"edge":"fy-end","offset":"-1s"}`, 200}, {"POST", "/clock/goto", `{"edge":"doom"}`, 400},
		{"POST", "/clock/goto", `{"edge":"ewb-validity"}`, 400}, {"PUT", "/clock", `{"speed":60}`, 200}, {"PUT", "/clock", `{"speed":-1}`, 400},
		{"GET", "/journal?api=generate&limit=1", "", 200}, {"GET", "/journal?limit=0", "", 400}, {"GET", "/journal/1", "", 200},
		{"GET", "/journal/999", "", 404}, {"GET", "/journal/await?api=generate", "", 200}, {"GET", "/journal/await?code=9999&timeout=1ms", "", 408}, {"GET", "/journal/await?api=generat", "", 400},
		{"GET", "/journal/await?since_id=1", "", 400}, {"PATCH", "/settings?wolrd=x", "{}", 400}, {"DELETE", "/journal?api=generate", "", 400}, {"GET", "/samples/2150?api=generate", "", 200}, {"GET", "/samples/2150?api=auth", "", 404},
		{"GET", "/audit", "", 200}, {"GET", "/coverage?sum=true", "", 200}, {"GET", "/coverage?format=pdf", "", 400},
		{"GET", "/journal?format=har", "", 200}, {"GET", "/journal?format=pdf", "", 400},
		{"POST", "/explain?api=generate", `{"DocDtls":{"Typ":"inv"},"docDtls":{"Typ":1},"Colour":1,"ItemList":[{"GstRt":17,"Qty":"5"}],"EwbDtls":{}}`, 200},
		{"POST", "/explain?caller=27ZZZCB0002B1Z0", string(document(t, "b2b", "D/1", 1)), 200}, {"POST", "/explain", `{`, 200},
		{"POST", "/explain?api=x", `{}`, 400}, {"POST", "/explain", "", 400},
		{"POST", "/crypto/encrypt", `{"plain":"{}","key":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="}`, 200},
		{"POST", "/crypto/encrypt", `{"plain":"{}"}`, 400}, {"POST", "/crypto/encrypt", `{"plain":"","auth_token":"x"}`, 404},
		{"POST", "/crypto/decrypt", `{"data":"YaaTbk6PEBwcwfmTtUKg1OJ0Dor61OTRXQ1mGzguyomfO3UEkm+L024xGOkDpM1K","key":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="}`, 200},
		{"POST", "/crypto/decrypt", `{"data":"YWJj","key":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="}`, 400},
		{"POST", "/crypto/diagnose", `{"stage":"auth","data":"x"}`, 200}, {"POST", "/crypto/diagnose", `{"stage":"x","data":"","auth_token":"?","sek":"?"}`, 400},
		{"POST", "/verify", `x.y.z`, 200}, {"POST", "/verify", r.SignedQRCode, 200}, {"POST", "/verify", `{"token":"` + r.SignedInvoice + `"}`, 200},
		{"GET", "/samples", "", 200}, {"GET", "/samples?case=export", "", 200}, {"GET", "/samples?case=none", "", 400},
		{"GET", "/samples/2189", "", 200}, {"GET", "/samples/2270", "", 200}, {"GET", "/samples/1018", "", 200}, {"GET", "/samples/1", "", 404},
		{"GET", "/samples/2305?near_miss=true", "", 200}, {"GET", "/errors?q=pin", "", 200}, {"GET", "/errors/3038", "", 200}, {"GET", "/errors/1", "", 404},
		{"GET", "/masters", "", 200}, {"GET", "/masters/ports.json?q=chennai", "", 200}, {"GET", "/masters/states.csv", "", 200},
		{"GET", "/masters/none.json", "", 404},
		{"POST", "/faults", `{"id":"a","match":{"api":"generate"},"do":{"code":["2176","2177"]},"times":2}`, 201},
		{"POST", "/faults", `{"do":{"delay":{"p50":"1ms","p99":"2ms"}},"match":{"api":"cancel"},"probability":0.5}`, 201},
		{"POST", "/faults", `{"do":{"infodtls":[{"InfCd":"A","Desc":{"b":1}}]},"match":{"irn":"ff*"}}`, 201}, {"POST", "/faults", `{"do":{"code":"1"},"tims":1}`, 400},
		{"POST", "/faults", `{"do":{"code":"2147"},"match":{"api":"genrate"}}`, 400}, {"GET", "/faults", "", 200}, {"GET", "/faults/a", "", 200},
		{"DELETE", "/faults/a", "", 204}, {"DELETE", "/faults/a", "", 404}, {"GET", "/faults/a", "", 404}, {"DELETE", "/faults", "", 204},
		{"POST", "/snapshots", `{"name":"a"}`, 201}, {"POST", "/snapshots", `{"name":"a b"}`, 400}, {"GET", "/snapshots", "", 200}, {"GET", "/snapshots/a", "", 200},
		{"GET", "/snapshots/a?secrets=yes", "", 400}, {"GET", "/snapshots/b", "", 404}, {"PUT", "/snapshots/b", "x", 400}, {"PUT", "/snapshots/a%20b", "x", 400},
		{"POST", "/worlds", `{"snapshot":"a","settings":{"get_days":4}}`, 201}, {"POST", "/snapshots/a/restore", "", 200}, {"POST", "/snapshots/b/restore", "", 404},
		{"DELETE", "/snapshots/a", "", 204}, {"DELETE", "/snapshots/a", "", 404}, {"GET", "/capsule?secrets=true", "", 200},
		{"GET", "/invoices", "", 200}, {"GET", "/invoices?before=x", "", 400}, {"GET", "/invoices/" + r.Irn, "", 200},
		{"GET", "/invoices/" + r.Irn + ".pdf", "", 200}, {"GET", "/invoices/0.pdf", "", 404},
		{"GET", "/invoices/0", "", 404}, {"POST", "/reset", `{"what":["nothing"]}`, 400}, {"POST", "/reset", `{}`, 400},
		{"POST", "/reset", `{"what":["all"]}`, 204}, {"PUT", "/clock", `{"mode":"real"}`, 200}, {"DELETE", "/journal", "", 204},
	}
	for _, c := range calls {
		d.do(c.method, v+c.path, c.body, c.status)
	}
	var made struct {
		ClientID string `json:"client_id"`
	}
	s.control("POST", "/worlds", `{}`, 201, &made)
	d.do("POST", v+"/creds/secret?world="+made.ClientID, "", 200)
	d.do("DELETE", v+"/worlds/"+made.ClientID, "", 204)
	d.do("POST", v+"/snapshots", `{"name":"c"}`, 201)
	d.do("PUT", v+"/snapshots/d", string(d.do("GET", v+"/snapshots/c", "", 200)), 201)
	d.unmet("GET /_sim/v1/journal/stream")
}

// TestPortalIsAsDescribed meets every call of the IRP with a success or a refusal.
func TestPortalIsAsDescribed(t *testing.T) {
	t.Parallel()
	s := start(t)
	d := describe(s, s.Info().HTTP+"/openapi.json")
	d.do("POST", "/eivital/v1.04/auth", `{}`, 200)
	d.do("POST", "/eivital/v1.03/auth", `{}`, 200)
	d.do("POST", "/eicore/v1.03/Invoice", `{"Data":"x"}`, 200)
	d.do("POST", "/eicore/v1.03/Invoice/Cancel", `{"Data":"x"}`, 200)
	d.do("GET", "/eicore/v1.03/Invoice/irn/"+strings.Repeat("0", 64), "", 200)
	d.do("GET", "/eicore/v1.03/Invoice/irnbydocdetails?doctype=INV&docnum=A/1&docdate=01/11/2026", "", 200)
	d.do("GET", "/eicore/v1.03/Invoice/rejectedirns?date=01/11/2026", "", 200)
	for _, version := range []string{"v1.03", "v1.04"} {
		d.do("GET", "/eivital/"+version+"/Master/gstin/29AWGPV7107B1Z1", "", 200)
		d.do("GET", "/eivital/"+version+"/Master/syncgstin/29AWGPV7107B1Z1", "", 200)
	}
	d.do("GET", "/eivital/v1.04/heartbeat/ping", "", 200)
	d.do("POST", "/eiewb/v1.03/ewaybill", `{"Data":"x"}`, 200)
	d.do("GET", "/eiewb/v1.03/ewaybill/irn/"+strings.Repeat("0", 64), "", 200)
	d.do("POST", "/ewaybillapi/v1.03/auth", `{}`, 200)
	d.do("POST", "/ewaybillapi/v1.03/ewayapi", `{"action":"CANEWB","data":"x"}`, 200)
	d.do("GET", "/ewaybillapi/v1.03/ewayapi/GetEwayBill?ewbNo=1", "", 200)
	d.do("GET", "/ewaybillapi/v1.03/ewayapi/GetEwayBillsByDate?date=01/11/2026", "", 200)
	d.do("GET", "/ewaybillapi/v1.03/ewayapi/GetEwayBillGeneratedByConsigner?docType=INV&docNo=A/1", "", 200)
	d.gateways()
	d.unmet()
}

// TestErrorDetailsAsBase64 is the form that NIC's pages print, a setting.
func TestErrorDetailsAsBase64(t *testing.T) {
	t.Parallel()
	s := start(t)
	s.control("PATCH", "/settings", `{"error_details":"base64"}`, 200, nil)
	req, err := http.NewRequestWithContext(t.Context(), "POST", s.Info().HTTP+"/eicore/v1.03/Invoice", strings.NewReader(`{}`))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("client_id", s.Info().Creds.ClientID)
	req.Header.Set("client_secret", s.Info().Creds.ClientSecret)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var env struct{ ErrorDetails string }
	if err := json.NewDecoder(resp.Body).Decode(&env); err != nil {
		t.Fatal(err)
	}
	text, err := base64.StdEncoding.DecodeString(env.ErrorDetails)
	if want := `[{"ErrorCode":"1004","ErrorMessage":"Header GSTIN is required"}]`; err != nil || string(text) != want {
		t.Errorf("ErrorDetails holds %q (%v), want %q", text, err, want)
	}
}
