package server_test

import (
	"encoding/base64"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"strings"
	"testing"

	"github.com/irpsim/irpsim/internal/chance"
	"github.com/irpsim/irpsim/internal/client"
	"github.com/irpsim/irpsim/internal/seal"
)

// raw is a client that sends whatever a test likes.
type raw struct {
	*sim
	headers map[string]string
}

func (s *sim) raw() raw {
	c := s.Info().Creds
	return raw{s, map[string]string{"client_id": c.ClientID, "client_secret": c.ClientSecret, "Gstin": c.GSTIN, "user_name": c.UserName}}
}

// send posts body (GET when it is empty) and returns status and answer.
func (r raw) send(path, body string, headers map[string]string) (int, string) {
	r.t.Helper()
	method := http.MethodPost
	if body == "" {
		method = http.MethodGet
	}
	req, err := http.NewRequestWithContext(r.t.Context(), method, r.Info().HTTP+path, strings.NewReader(body))
	if err != nil {
		r.t.Fatal(err)
	}
	for name, value := range headers {
		req.Header[name] = []string{value} // as spelled, which Set would change
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		r.t.Fatal(err)
	}
	defer resp.Body.Close()
	got, err := io.ReadAll(resp.Body)
	if err != nil {
		r.t.Fatal(err)
	}
	return resp.StatusCode, string(got)
}

// without returns the headers but for those named; with changes some.
func (r raw) without(names ...string) map[string]string {
	h := maps.Clone(r.headers)
	for _, n := range names {
		delete(h, n)
	}
	return h
}

func (r raw) with(pairs ...string) map[string]string {
	h := maps.Clone(r.headers)
	for i := 0; i+1 < len(pairs); i += 2 {
		h[pairs[i]] = pairs[i+1]
	}
	return h
}

// login104 seals a login as version 1.04 does.
func (r raw) login104(inner string) string {
	r.t.Helper()
	data, err := seal.SealAuth(chance.New(nil, ""), r.key, []byte(inner))
	if err != nil {
		r.t.Fatal(err)
	}
	return `{"Data":"` + data + `"}`
}

const refusedBody = `{"Status":0,"ErrorDetails":[{"ErrorCode":"%c","ErrorMessage":"%m"}],"Data":null,"InfoDtls":null}`

func refused(code, message string) string {
	return strings.NewReplacer("%c", code, "%m", message).Replace(refusedBody)
}

// TestLoginRefusals holds protocol reference 21.1 row by row, byte by byte.
func TestLoginRefusals(t *testing.T) {
	t.Parallel()
	s := start(t)
	r := s.raw()
	key := base64.StdEncoding.EncodeToString(make([]byte, 32))
	good := `{"UserName":"irpsim_user","Password":"Irpsim@2026","AppKey":"` + key + `","ForceRefreshAccessToken":false}`
	bare, err := seal.SealRSA(chance.New(nil, ""), r.key, []byte(good))
	if err != nil {
		t.Fatal(err)
	}
	s.control("POST", "/users", `{"user_name":"idle","password":"p","gstin":"36ZZZCI0008I1Z9"}`, 201, nil)
	s.control("POST", "/users", `{"user_name":"notyet","password":"p","gstin":"08ZZZCN0012N1ZX"}`, 201, nil)
	s.control("POST", "/worlds", `{}`, 201, nil)
	user := func(name, password string) string {
		return r.login104(`{"UserName":"` + name + `","Password":"` + password + `","AppKey":"` + key + `"}`)
	}
	tests := []struct {
		name, body string
		headers    map[string]string
		want       string
	}{
		{"not JSON", `x`, r.headers, refused("5003", "Data cannot be null or empty")},
		{"no Data", `{}`, r.headers, refused("5003", "Data cannot be null or empty")},
		{"Data null", `{"Data":null}`, r.headers, refused("5003", "Data cannot be null or empty")},
		{"Data a number", `{"Data":1}`, r.headers, refused("5003", "Data cannot be null or empty")},
		{"not base64", `{"Data":"*"}`, r.headers, refused("1020", "Decryption failed")},
		{"not our key", `{"Data":"` + base64.StdEncoding.EncodeToString(make([]byte, 256)) + `"}`, r.headers, refused("1020", "Decryption failed")},
		{"JSON without base64", `{"Data":"` + bare + `"}`, r.headers, refused("5001", "Application Error in Auth, Please Contact the help desk")},
		{"no JSON inside", r.login104("hello"), r.headers, refused("5001", "Application Error in Auth, Please Contact the help desk")},
		{"no client id", r.login104(good), r.without("client_id"), refused("1011", "Client Id is required")},
		{"no client secret", r.login104(good), r.without("client_secret"), refused("1012", "Client Secret is required")},
		{"wrong client id", r.login104(good), r.with("client_id", "NOBODY"), refused("1010", "Invalid Client-ID/Client-Secret")},
		{"wrong client secret", r.login104(good), r.with("client_secret", "x"), refused("1010", "Invalid Client-ID/Client-Secret")},
		{"no Gstin", r.login104(good), r.without("Gstin"), refused("1004", "Header GSTIN is required")},
		{"no user name", user("", "x"), r.headers, refused("1006", "User Name is required")},
		{"no password", user("irpsim_user", ""), r.headers, refused("1007", "Authentication failed. Pls. inform the helpdesk")},
		{"blank password", user("irpsim_user", "  "), r.headers, refused("1007", "Authentication failed. Pls. inform the helpdesk")},
		{"blank app key", r.login104(`{"UserName":"a","Password":"b","AppKey":"  "}`), r.headers, refused("1007", "Authentication failed. Pls. inform the helpdesk")},
		{"no app key", r.login104(`{"UserName":"a","Password":"b"}`), r.headers, refused("1007", "Authentication failed. Pls. inform the helpdesk")},
		{"short app key", r.login104(`{"UserName":"a","Password":"b","AppKey":"YWJj"}`), r.headers, refused("1016", "Decryption of App Key failed")},
		{"unknown user", user("nobody", "x"), r.headers, refused("1017", "Incorrect user id/User does not exists")},
		{"wrong password", user("irpsim_user", "x"), r.headers, refused("1019", "Incorrect Password")},
		{"GSTIN of another", r.login104(good), r.with("Gstin", "27ZZZCS0001A1ZM"), refused("1015", "Invalid GSTIN for this user")},
		{"inactive GSTIN", user("idle", "p"), r.with("Gstin", "36ZZZCI0008I1Z9"), refused("1014", "Inactive User")},
		{"not enabled", user("notyet", "p"), r.with("Gstin", "08ZZZCN0012N1ZX"), refused("1014", "Inactive User")},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			status, got := r.send("/eivital/v1.04/auth", tt.body, tt.headers)
			if status != 200 || got != tt.want {
				t.Errorf("HTTP %d\n got %s\nwant %s", status, got, tt.want)
			}
		})
	}
}

// TestUserOfNewGstin: a user that is given to another GSTIN does not get the token of the one before.
func TestUserOfNewGstin(t *testing.T) {
	t.Parallel()
	s := start(t)
	tokens := map[string]string{}
	for _, gstin := range []string{"27ZZZCB0002B1Z0", "29ZZZCB0002B1ZW"} {
		s.control("POST", "/users", `{"user_name":"moved","password":"p","gstin":"`+gstin+`"}`, 201, nil)
		c := s.client(func(cfg *client.Config) { cfg.UserName, cfg.Password, cfg.GSTIN = "moved", "p", gstin })
		if _, err := c.Gstin(t.Context(), gstin, false); err != nil {
			t.Fatalf("a call for %s: %v", gstin, err)
		}
		token, _ := c.Session()
		if old, taken := tokens[token]; taken {
			t.Errorf("login for %s gave the token of %s", gstin, old)
		}
		tokens[token] = gstin
	}
}

// TestUserOfOtherClient: 1018 when another world has the user.
func TestUserOfOtherClient(t *testing.T) {
	t.Parallel()
	s := start(t)
	var other struct {
		ClientID string `json:"client_id"`
	}
	s.control("POST", "/worlds", `{}`, 201, &other)
	s.control("POST", "/users?world="+other.ClientID, `{"user_name":"theirs","password":"p","gstin":"27ZZZCB0002B1Z0"}`, 201, nil)
	r := s.raw()
	key := base64.StdEncoding.EncodeToString(make([]byte, 16))
	_, got := r.send("/eivital/v1.04/auth", r.login104(`{"UserName":"theirs","Password":"p","AppKey":"`+key+`"}`), r.headers)
	if want := refused("1018", "Client Id is not mapped to this user"); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// TestCallRefusals holds the order of protocol reference 21.2 and the bodies of 21.4.
func TestCallRefusals(t *testing.T) {
	t.Parallel()
	s := start(t)
	r := s.raw()
	appKey := make([]byte, 32)
	_, answer := r.send("/eivital/v1.04/auth", r.login104(`{"UserName":"irpsim_user","Password":"Irpsim@2026","AppKey":"`+
		base64.StdEncoding.EncodeToString(appKey)+`"}`), r.headers)
	var login struct {
		Data struct{ AuthToken, Sek string }
	}
	if err := json.Unmarshal([]byte(answer), &login); err != nil || login.Data.AuthToken == "" {
		t.Fatalf("login answered %s", answer)
	}
	sek, err := seal.UnwrapSek(appKey, login.Data.Sek)
	if err != nil {
		t.Fatal(err)
	}
	r.headers["AuthToken"] = login.Data.AuthToken
	const generic = "Application error, issue with application while processing the request. Please try again. If error persists kindly raise a ticket along with request JSON, error details and timestamp of the error occurrence."
	sealed := func(plain string) string { return `{"Data":"` + seal.Seal(sek, []byte(plain)) + `"}` }
	const path, get = "/eicore/v1.03/Invoice", "/eicore/v1.03/Invoice/irn/0"
	tests := []struct {
		name, path, body string
		headers          map[string]string
		want             string
	}{
		{"no client id", path, `{}`, r.without("client_id", "client_secret", "Gstin"), refused("1011", "Client Id is required")},
		{"no client secret", path, `{}`, r.without("client_secret", "Gstin"), refused("1012", "Client Secret is required")},
		{"wrong secret", path, `{}`, r.with("client_secret", "x"), refused("1010", "Invalid Client-ID/Client-Secret")},
		{"no Gstin", path, `{}`, r.without("Gstin", "user_name"), refused("1004", "Header GSTIN is required")},
		{"no user name", path, `{}`, r.without("user_name", "AuthToken"), refused("1006", "User Name is required")},
		{"no token", path, `{}`, r.without("AuthToken"), refused("1005", "Invalid Token")},
		{"unknown token", path, `{}`, r.with("AuthToken", "x"), refused("1005", "Invalid Token")},
		{"token of another GSTIN", path, `{}`, r.with("Gstin", "27ZZZCS0001A1ZM"), refused("1005", "Invalid Token")},
		{"token of another user", path, `{}`, r.with("user_name", "irpsim_mh"), refused("1005", "Invalid Token")},
		{"wrong irp", path, `{}`, r.with("irp", "NIC9"), refused("3098", "Invalid IRP code")},
		{"hyphens in header names", get, "", map[string]string{
			"Client-Id": r.headers["client_id"], "CLIENT-SECRET": r.headers["client_secret"], "gstin": r.headers["Gstin"],
			"user-name": r.headers["user_name"], "authtoken": login.Data.AuthToken,
		}, refused("2148", "Requested IRN data is not available")},
		{"no Data", path, `{}`, r.headers, refused("2255", "Requested Payload is empty")},
		{"not JSON", path, `<x/>`, r.headers, refused("2255", "Requested Payload is empty")},
		{"Data is no cipher text", path, `{"Data":"abc*"}`, r.headers, refused("5002", generic)},
		{"half a block", path, `{"Data":"YWJj"}`, r.headers, refused("5002", generic)},
		{"wrong Sek", path, `{"Data":"` + seal.Seal(make([]byte, 32), []byte("x")) + `"}`, r.headers, refused("5002", "Padding is invalid and cannot be removed.")},
		{"no JSON inside", path, sealed("hello"), r.headers, refused("5002", generic)},
		{"an array inside", path, sealed("[]"), r.headers, refused("5002", generic)},
		{"text for a number", path, sealed(`{"Version":"1.1","ValDtls":{"TotInvVal":"1"}}`), r.headers, refused("5002", generic)},
		{"body too large", path, `{"Data":"` + strings.Repeat("A", 2<<20) + `"}`, r.headers, refused("5002", "Request body too large")},
		{"body too large, no client id", path, `{"Data":"` + strings.Repeat("A", 2<<20) + `"}`, r.without("client_id"), refused("1011", "Client Id is required")},
		{"login too large", "/eivital/v1.04/auth", `{"Data":"` + strings.Repeat("A", 2<<20) + `"}`, r.headers, refused("5002", "Request body too large")},
		{"bad document type", "/eicore/v1.03/Invoice/irnbydocdetails?doctype=X&docnum=1&docdate=01/01/2026", "", r.headers, refused("2280", "Invalid document type")},
		{"bad document number", "/eicore/v1.03/Invoice/irnbydocdetails?doctype=inv&docnum=01&docdate=01/01/2026", "", r.headers, refused("2281", "Inavalid document number")},
		{"bad document date", "/eicore/v1.03/Invoice/irnbydocdetails?doctype=INV&docnum=1&docdate=31/02/2026", "", r.headers, refused("2282", "Invalid document date format")},
		{"unknown document", "/eicore/v1.03/Invoice/irnbydocdetails?doctype=INV&docnum=A/1&docdate=01/01/2026", "", r.headers, refused("2154", "IRN details are not found")},
		{"rejected, no date", "/eicore/v1.03/Invoice/rejectedirns", "", r.headers, refused("2293", "Invalid date format - (The correct format is dd/MM/yyyy)")},
		{"rejected, tomorrow", "/eicore/v1.03/Invoice/rejectedirns?date=23/11/2026", "", r.headers, refused("2307", "Future date cannot be accepted")},
		{"rejected, none", "/eicore/v1.03/Invoice/rejectedirns?date=22/11/2026", "", r.headers, refused("2296", "Data not Found")},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			status, got := r.send(tt.path, tt.body, tt.headers)
			if status != 200 || got != tt.want {
				t.Errorf("HTTP %d\n got %.400s\nwant %s", status, got, tt.want)
			}
		})
	}
}

// TestRouting: unknown paths and wrong methods answer as ASP.NET does, whoever asks.
func TestRouting(t *testing.T) {
	t.Parallel()
	s := start(t)
	r := s.raw()
	tests := []struct {
		path, body string
		status     int
		want       string
	}{
		{"/eicore/v1.03/Cancel?x=1", `{}`, 404, `{"Message":"No HTTP resource was found that matches the request URI '` + s.Info().HTTP + `/eicore/v1.03/Cancel?x=1'."}`},
		{"/eicore/v1.03/Invoice", "", 405, `{"Message":"The requested resource does not support http method 'GET'."}`},
		{"//EIVITAL//v1.04/heartbeat/PING/", "", 200, "e-Invoice Vital:-22-11-2026 12:31:07"},
	}
	for _, tt := range tests {
		if status, got := r.send(tt.path, tt.body, nil); status != tt.status || got != tt.want {
			t.Errorf("%s: HTTP %d %s, want %d %s", tt.path, status, got, tt.status, tt.want)
		}
	}
}

// TestForgivingCrypto: with strict_crypto off a world opens two slips that the portal does not.
func TestForgivingCrypto(t *testing.T) {
	t.Parallel()
	s := start(t)
	s.control("PATCH", "/settings", `{"strict_crypto":false}`, 200, nil)
	r := s.raw()
	key := base64.StdEncoding.EncodeToString(make([]byte, 32))
	bare, err := seal.SealRSA(chance.New(nil, ""), r.key, []byte(`{"UserName":"irpsim_user","Password":"Irpsim@2026","AppKey":"`+key+`"}`))
	if err != nil {
		t.Fatal(err)
	}
	_, answer := r.send("/eivital/v1.04/auth", `{"Data":"`+bare+`"}`, r.headers)
	var login struct {
		Data struct{ AuthToken, Sek string }
	}
	if err := json.Unmarshal([]byte(answer), &login); err != nil || login.Data.AuthToken == "" {
		t.Fatalf("a login without Base64 answered %s", answer)
	}
	sek, err := seal.UnwrapSek(make([]byte, 32), login.Data.Sek)
	if err != nil {
		t.Fatal(err)
	}
	r.headers["AuthToken"] = login.Data.AuthToken
	inner := base64.StdEncoding.EncodeToString(document(t, "b2b", "F/1", 1))
	if _, got := r.send("/eicore/v1.03/Invoice", `{"Data":"`+seal.Seal(sek, []byte(inner))+`"}`, r.headers); !strings.HasPrefix(got, `{"Status":1,`) {
		t.Errorf("a payload under Base64 answered %.300s", got)
	}
}
