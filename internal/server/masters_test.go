package server_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/irpsim/irpsim/internal/clock"
	"github.com/irpsim/irpsim/internal/mastersindia"
	"github.com/irpsim/irpsim/internal/qr"
	"github.com/irpsim/irpsim/internal/sample"
)

// customer is a client of Masters India's current API, logged in.
type customer struct {
	*sim
	headers []string
}

func (s *sim) customer(user, password string) customer {
	s.t.Helper()
	c := customer{sim: s}
	status, body := c.send("POST", "/api/v1/token-auth", `{"username":"`+user+`","password":"`+password+`"}`)
	var in struct{ Token string }
	if err := json.Unmarshal([]byte(body), &in); err != nil || status != 200 || strings.Count(in.Token, ".") != 2 {
		s.t.Fatalf("login: HTTP %d %s", status, body)
	}
	c.headers = []string{"Authorization", "JWT " + in.Token}
	return c
}

// send makes a call, redirects not followed.
func (c customer) send(method, path, body string, headers ...string) (int, string) {
	c.t.Helper()
	req, err := http.NewRequestWithContext(c.t.Context(), method, c.Info().HTTP+path, strings.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	for i, list := 0, append(c.headers, headers...); i+1 < len(list); i += 2 {
		req.Header.Set(list[i], list[i+1])
	}
	resp, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		c.t.Fatal(err)
	}
	defer resp.Body.Close()
	got, err := io.ReadAll(resp.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	return resp.StatusCode, string(got)
}

// results is the envelope's inside.
type results struct {
	Message      json.RawMessage
	ErrorMessage string
	InfoDtls     string
	Status       string
	Code         int
	RequestID    string
	message      struct {
		Irn, SignedQRCode, QRCodeUrl, EinvoicePdf, EwaybillPdf string
		AckNo                                                  int64
	}
}

func (c customer) ask(method, path, body string) results {
	c.t.Helper()
	status, got := c.send(method, path, body)
	var e struct{ Results results }
	if err := json.Unmarshal([]byte(got), &e); err != nil || status != 200 {
		c.t.Fatalf("%s %s: HTTP %d %s (%v)", method, path, status, got, err)
	}
	_ = json.Unmarshal(e.Results.Message, &e.Results.message) // "" for a refusal
	return e.Results
}

// inMasters puts a document of the portal into Masters India's names.
func inMasters(t testing.TB, doc []byte) string {
	t.Helper()
	body, err := mastersindia.Invoice(doc)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

func (s *sim) owner() customer { return s.customer(s.Info().Creds.UserName, s.Info().Creds.Password) }

func TestMastersImages(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	first := start(t, durable(dir))
	c := first.owner()
	plain := c.ask("POST", "/api/v1/einvoice", inMasters(t, document(t, "b2b", "M/1", 1)))
	made := c.ask("POST", "/api/v1/einvoice/", inMasters(t, doc(t, "M/2", edit(nil))))
	if plain.message.EwaybillPdf != "" || made.message.EwaybillPdf == "" {
		t.Errorf("address of an e-way bill: %q without one, %q with one", plain.message.EwaybillPdf, made.message.EwaybillPdf)
	}
	stranger := customer{sim: first}
	for name, invoice := range map[string]results{"without a bill": plain, "with a bill": made} {
		path := strings.TrimPrefix(invoice.message.QRCodeUrl, first.Info().HTTP)
		status, png := stranger.send("GET", path, "")
		text, err := qr.ReadQR(strings.NewReader(png))
		if status != 200 || err != nil || text != invoice.message.SignedQRCode {
			t.Errorf("%s: QR code: HTTP %d, %v, %.40q", name, status, err, text)
		}
		for _, address := range []string{invoice.message.EinvoicePdf, invoice.message.EwaybillPdf} {
			if address == "" {
				continue
			}
			status, pdf := stranger.send("GET", strings.TrimSuffix(strings.TrimPrefix(address, first.Info().HTTP), "/"), "")
			if status != 200 || !strings.HasPrefix(pdf, "%PDF-") {
				t.Errorf("%s: %s: HTTP %d %.40q", name, address, status, pdf)
			}
		}
	}
	path := strings.TrimPrefix(plain.message.QRCodeUrl, first.Info().HTTP)
	id := strings.Split(path, "/")[5]
	for _, wrong := range []string{
		"/api/v1/detailPrintPdf/" + id + "/", "/api/v1/einvoice/qrcode/" + id[:len(id)-1] + "g/", "/api/v1/einvoice/qrcode/1/",
		"/api/v1/einvoice/pdf/anVsX3NlcF8yMDIzLTI0-6502bc57b5f34bd57e404e6f/",
	} {
		if status, body := stranger.send("GET", wrong, ""); status != 404 || body != `{"detail":"Not found."}` {
			t.Errorf("%s: HTTP %d %.60q, want 404", wrong, status, body)
		}
	}
	if _, err := first.Shutdown(t.Context()); err != nil {
		t.Fatal(err)
	}
	again := start(t, durable(dir))
	if status, png := (customer{sim: again}).send("GET", path, ""); status != 200 || !strings.HasPrefix(png, "\x89PNG") {
		t.Errorf("after a restart: HTTP %d %.40q", status, png)
	}
}

// TestMastersWorlds: users of one world get no further than that, and their addresses go with it.
func TestMastersWorlds(t *testing.T) {
	t.Parallel()
	s := start(t)
	var other struct {
		ID    string `json:"client_id"`
		Users []struct {
			Name     string `json:"user_name"`
			Password string `json:"password"`
			Gstin    string `json:"gstin"`
		}
	}
	s.control("POST", "/worlds", `{"name":"other","taxpayers":[{"gstin":"27AAPFU0939F1ZV"}]}`, 201, &other)
	s.control("POST", "/users?world="+other.ID, `{"user_name":"away","password":"Away@2026","gstin":"27AAPFU0939F1ZV"}`, 201, nil)
	c := s.customer("away", "Away@2026")
	if r := c.ask("GET", "/api/v1/get-gstin-details/?user_gstin=27AAPFU0939F1ZV&gstin=27AAPFU0939F1ZV", ""); r.Status != "Success" {
		t.Errorf("in its own world: %+v", r)
	}
	d, err := sample.Make("b2b", sample.Options{Seller: "27AAPFU0939F1ZV", Number: "W/1", Date: noon(t)})
	if err != nil {
		t.Fatal(err)
	}
	raw, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	r := c.ask("POST", "/api/v1/einvoice/", inMasters(t, raw))
	path := strings.TrimPrefix(r.message.QRCodeUrl, s.Info().HTTP)
	if status, _ := (customer{sim: s}).send("GET", path, ""); status != 200 {
		t.Errorf("the address of %s %s: HTTP %d", r.message.Irn, r.ErrorMessage, status)
	}
	s.control("DELETE", "/worlds/"+other.ID, "", 204, nil)
	if status, _ := (customer{sim: s}).send("GET", path, ""); status != 404 {
		t.Errorf("the address of a world that is gone: HTTP %d, want 404", status)
	}
	if status, _ := c.send("GET", "/api/v1/get-gstin-details/?user_gstin=27AAPFU0939F1ZV&gstin=27AAPFU0939F1ZV", ""); status != 401 {
		t.Errorf("the token of a world that is gone: HTTP %d, want 401", status)
	}
}

func noon(t testing.TB) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, today)
	if err != nil {
		t.Fatal(err)
	}
	return at.In(clock.IST)
}

// TestMastersCallers: how a caller is told apart, and what it is told.
func TestMastersCallers(t *testing.T) {
	t.Parallel()
	s := start(t)
	c := s.owner()
	who := s.Info().Creds
	const path = "/api/v1/sync-gstin?user_gstin="
	look := path + who.GSTIN + "&gstin=27ZZZCB0002B1Z0"
	jwt := strings.TrimPrefix(c.headers[1], "JWT ")
	tests := []struct {
		name    string
		headers []string
		status  int
		want    string
	}{
		{"nobody", nil, 401, `{"detail":"Authentication credentials were not provided."}`},
		{"the wrong word", []string{"Authorization", "Bearer " + jwt}, 401, `{"detail":"Error decoding signature."}`},
		{"small letters", []string{"Authorization", "jwt " + jwt}, 200, `"status":"Success"`},
		{"a changed token", []string{"Authorization", "JWT " + jwt + "x"}, 401, `{"detail":"Error decoding signature."}`},
		{"a key", []string{"api_key", "anything"}, 200, `"status":"Success"`},
		{"the key of a world", []string{"api_key", who.ClientID}, 200, `"status":"Success"`},
		{"a bad token and a key", []string{"api_key", "anything", "Authorization", "JWT x.y.z"}, 401, `{"detail":"Error decoding signature."}`},
	}
	for _, tt := range tests {
		if status, body := (customer{s, tt.headers}).send("GET", look, ""); status != tt.status || !strings.Contains(body, tt.want) {
			t.Errorf("%s: HTTP %d %s, want %d %s", tt.name, status, body, tt.status, tt.want)
		}
	}
	if _, body := c.send("GET", path+"09AAAPG7885R002&gstin=27ZZZCB0002B1Z0", ""); !strings.Contains(body, `"errorMessage":"GSTIN does not exist / not mapped with logged-in user"`) {
		t.Errorf("a GSTIN of nobody: %s", body)
	}
	s.control("PATCH", "/settings", `{"gateway_key":"the-key"}`, 200, nil)
	if status, _ := (customer{s, []string{"api_key", "anything"}}).send("GET", look, ""); status != 401 {
		t.Errorf("a wrong key: HTTP %d", status)
	}
	if status, _ := (customer{s, []string{"api_key", "the-key"}}).send("GET", look, ""); status != 200 {
		t.Errorf("the right key: HTTP %d", status)
	}
	for _, body := range []string{`{`, `[]`, `x`} {
		if status, got := c.send("POST", "/api/v1/einvoice/", body); status != 400 || !strings.Contains(got, "Invalid Json Structure.") {
			t.Errorf("%s: HTTP %d %s", body, status, got)
		}
	}
	if status, got := c.send("POST", "/api/v1/token-auth/", `{"username":"x"}`); status != 400 || got != `{"password":["missing field"]}` {
		t.Errorf("half a login: HTTP %d %s", status, got)
	}
}

// TestMastersToken: the token of a day, and what ends it.
func TestMastersToken(t *testing.T) {
	t.Parallel()
	s := start(t)
	c := s.owner()
	_, claims, _ := strings.Cut(c.headers[1], ".")
	claims, _, _ = strings.Cut(claims, ".")
	var in struct {
		Exp, OrigIat int64
		Iat          int64 `json:"orig_iat"`
		Username     string
	}
	unmarshal(t, decode64(t, claims), &in)
	if in.Exp-in.Iat != 86400 || in.Iat != noon(t).Unix() || in.Username != s.Info().Creds.UserName {
		t.Errorf("claims %+v", in)
	}
	look := "/api/v1/get-gstin-details/?user_gstin=" + s.Info().Creds.GSTIN + "&gstin=27ZZZCB0002B1Z0"
	s.control("POST", "/clock/advance", `{"by":"23h59m59s"}`, 200, nil)
	if status, body := c.send("GET", look, ""); status != 200 {
		t.Errorf("in the last second: HTTP %d %s", status, body)
	}
	s.control("POST", "/faults", `{"match":{"api":"gstin"},"do":{"token":"expire"},"times":1}`, 201, nil)
	if status, body := c.send("GET", look, ""); status != 401 || body != `{"detail":"Signature has expired."}` {
		t.Errorf("a token that a fault ended: HTTP %d %s", status, body)
	}
	if status, body := c.send("GET", look, ""); status != 401 {
		t.Errorf("and again: HTTP %d %s", status, body)
	}
	if status, _ := s.owner().send("GET", look, ""); status != 200 {
		t.Errorf("with a new token: HTTP %d", status)
	}
	keyed := customer{s, []string{"api_key", "k"}}
	s.control("POST", "/faults", `{"match":{"api":"gstin"},"do":{"token":"expire"},"times":1}`, 201, nil)
	if r := keyed.ask("GET", look, ""); r.ErrorMessage != "1005: Invalid Token" {
		t.Errorf("behind a key, the portal's token ended by a fault: %+v", r)
	}
	if r := keyed.ask("GET", look, ""); r.Status != "Success" {
		t.Errorf("behind a key, the call after: %+v", r)
	}
}

// TestMastersPublishedIRNs: the four IRNs that are published come out when the same documents are registered.
func TestMastersPublishedIRNs(t *testing.T) {
	t.Parallel()
	s := start(t)
	tests := []struct{ gstin, no, day, want string }{
		{"01AMBPG7773M002", "SINV-CFY-00067", "2022-12-17", "706daeccda0ef6f818da78f3a2a05a1288731057373002289b46c3229289a2e7"},
		{"09AAAPG7885R002", "TATA/99024", "2023-09-14", "d812d43cf9a8951e25973390fcd2b2fbaa4786e779a277768422e7302d50fcde"},
		{"09AAAPG7885R002", "TATA/99027", "2023-09-14", "dd609070d4f3f66f1585fc13abd52e8f47d4102c8389bb9f7411afe52a9e778a"},
		{"09AAAPG7885R002", "TATA/A/0011", "2023-09-14", "dd7c08b14f1c764e2d21343afd6c32003d6b56ba688c32b62c82c7c308e83600"},
	}
	users := map[string]bool{}
	for _, tt := range tests {
		if !users[tt.gstin] {
			s.control("POST", "/users", `{"user_name":"u`+tt.gstin+`","password":"Pass@2026","gstin":"`+tt.gstin+`"}`, 201, nil)
			users[tt.gstin] = true
		}
		s.control("PUT", "/clock", `{"now":"`+tt.day+`T13:20:56+05:30"}`, 200, nil)
		day, err := time.ParseInLocation("2006-01-02", tt.day, clock.IST)
		if err != nil {
			t.Fatal(err)
		}
		d, err := sample.Make("b2b", sample.Options{Seller: tt.gstin, Number: tt.no, Date: day})
		if err != nil {
			t.Fatal(err)
		}
		raw, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		r := s.customer("u"+tt.gstin, "Pass@2026").ask("POST", "/api/v1/einvoice/", inMasters(t, raw))
		if r.message.Irn != tt.want {
			t.Errorf("%s of %s: IRN %q, want %s (%s)", tt.no, tt.gstin, r.message.Irn, tt.want, r.ErrorMessage)
		}
		if want := tt.gstin + "_" + tt.no + "_"; !strings.HasPrefix(r.RequestID, want) {
			t.Errorf("request id %s, want %s…", r.RequestID, want)
		}
	}
}

// TestMastersBulk: documents of a bulk call are registered one after the other, faults strike them, and each is answered.
func TestMastersBulk(t *testing.T) {
	t.Parallel()
	for _, f := range []struct{ name, submit, poll string }{
		{"current", "/api/v1/einvoiceGenerateInBulk/", "/api/v1/getBulkEinvoiceResponse?request_id="},
		{"older", "/bulkEinvoiceGenerate", "/getBulkEinvoiceResponse?access_token=TOKEN&request_id="},
	} {
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			s := start(t)
			c, token := customer{sim: s}, ""
			if f.name == "current" {
				c = s.owner()
			} else {
				_, body := c.send("POST", "/oauth/access_token", `{"username":"irpsim_user","password":"Irpsim@2026","client_id":"any","client_secret":"any","grant_type":"password"}`)
				var in struct {
					Token   string `json:"access_token"`
					Expires int    `json:"expires_in"`
				}
				if unmarshal(t, []byte(body), &in); len(in.Token) != 40 || in.Expires != 3600 {
					t.Fatalf("login: %s", body)
				}
				token = `"access_token":"` + in.Token + `",`
				f.poll = strings.Replace(f.poll, "TOKEN", in.Token, 1)
			}
			s.control("POST", "/faults", `{"match":{"api":"generate","doc_no":"K/3"},"do":{"code":"2147"}}`, 201, nil)
			var bodies []string
			for _, number := range []string{"K/1", "K/2", "K/3", "GHOST-1", "K/1"} {
				bodies = append(bodies, inMasters(t, document(t, "b2b", number, 1)))
			}
			_, body := c.send("POST", f.submit, `{`+token+`"einvoice_list":[`+strings.Join(bodies, ",")+`]}`)
			var taken struct {
				Results struct {
					Status, Message, RequestID string
					RequestStatus              string `json:"request_status"`
				}
			}
			unmarshal(t, []byte(body), &taken)
			if r := taken.Results; r.Status != "Success" || r.RequestStatus != "pending" || !strings.HasPrefix(r.RequestID, "edoc_") {
				t.Fatalf("submit: %s", body)
			}
			got := c.polled(f.poll + taken.Results.RequestID)
			want := []string{"", "", "2147: ", "Expecting value: line 1 column 1", "2150: Duplicate IRN"}
			if len(got) != len(want) {
				t.Fatalf("%d results: %+v", len(got), got)
			}
			for i, r := range got {
				if (r.ErrorMessage == "") != (want[i] == "") || !strings.HasPrefix(r.ErrorMessage, want[i]) || (r.Status == "Success") != (want[i] == "") {
					t.Errorf("document %d: %s %q, want %q", i, r.Status, r.ErrorMessage, want[i])
				}
			}
			var journal []struct {
				API, Face string
			}
			s.control("GET", "/journal?api=generate", "", 200, &journal)
			if len(journal) != 5 {
				t.Errorf("the journal has %d of the 5 documents: %+v", len(journal), journal)
			}
			other := s.customer("irpsim_mh", "Irpsim@2026")
			for _, id := range []string{"edoc_1_000000000000", ""} {
				if _, body := c.send("GET", f.poll+id, ""); body != `{"results":{"error":true,"code":204,"request_status":"","message":"No records found."}}` {
					t.Errorf("poll of %q: %s", id, body)
				}
			}
			if _, body := other.send("GET", f.poll+taken.Results.RequestID, ""); !strings.Contains(body, `"results":[`) {
				t.Errorf("another user of the same account: %s", body)
			}
			for _, bad := range []string{`{`, `{` + token + `"einvoice_list":7}`, `{` + token + `"einvoice_list":[{}` + strings.Repeat(",{}", 1000) + `]}`} {
				if status, body := c.send("POST", f.submit, bad); status == 200 || strings.Contains(body, "results") {
					t.Errorf("%.40s: HTTP %d %s", bad, status, body)
				}
			}
		})
	}
}

// polled asks until the results are there. What it does in the meantime is the waiting.
func (c customer) polled(path string) []results {
	c.t.Helper()
	for range 10_000 {
		_, body := c.send("GET", path, "")
		var e struct{ Results json.RawMessage }
		unmarshal(c.t, []byte(body), &e)
		if bytes.HasPrefix(e.Results, []byte("[")) {
			var list []results
			unmarshal(c.t, e.Results, &list)
			return list
		}
		if !strings.Contains(body, `"request_status":"pending"`) {
			c.t.Fatalf("poll: %s", body)
		}
	}
	c.t.Fatal("the results never came")
	return nil
}

func decode64(t testing.TB, text string) []byte {
	t.Helper()
	b, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return b
}
