package server_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/irpsim/irpsim/internal/seal"
)

// dialect is how a test speaks to one gateway: how a call looks and what an answer says. Nothing of it is taken from the
// faces that are tested.
type dialect struct {
	name  string
	login []string // the calls that log in, in their order; empty when the gateway does it
	lacks string   // operations that the provider does not publish, separated by blanks

	sealed  bool   // bodies and answers are under the portal's encryption
	badPass string // what a wrong password is called; "" when the client sends none
	badKey  bool   // a missing key of the gateway is refused
	expired string // what an ended token is called on a call of the portal: a code, "denied", or "" when the gateway renews it

	// speak makes the call of an operation.
	speak func(d *desk, op string, a asked) spoken
	// wrap puts what is the gateway's own around a sealed body; nil for nothing.
	wrap func(d *desk, op string, body []byte) []byte
	// read takes an answer apart.
	read func(d *desk, op string, status int, body []byte) told
}

// asked is what an operation asks for.
type asked struct {
	doc             []byte // JSON in the portal's spelling
	irn             string
	typ, no, docDay string
	gstin           string
}

type spoken struct {
	method, path string
	body         []byte
	headers      []string
}

// told is an answer in the portal's terms.
type told struct {
	denied bool   // the gateway refused by itself
	codes  string // joined by commas
	plain  map[string]any
	info   string // compact JSON of InfoDtls, "" or "null" for none
	raw    string
	status int
	header http.Header
}

// desk is one customer of a gateway.
type desk struct {
	*sim
	dialect
	t              testing.TB
	key, secret    string
	user, password string
	gstin          string
	token, ticket  string
	sek            []byte
	said           spoken // the last call
}

func (s *sim) desk(t testing.TB, d dialect) *desk {
	who := s.Info().Creds
	return &desk{sim: s, dialect: d, t: t, key: "customer-7", secret: "secret-7", user: who.UserName, password: who.Password, gstin: who.GSTIN}
}

var appKey = bytes.Repeat([]byte("a"), 32)

// logIn makes the dialect's logins; the answer is the last one's, or the first that was no success.
func (d *desk) logIn() (last told) {
	for _, op := range d.login {
		last = d.do(op, asked{})
		if last.denied || last.codes != "" {
			return last
		}
	}
	return last
}

// do makes a call and keeps the tokens that its answer holds.
func (d *desk) do(op string, a asked, headers ...string) told {
	d.t.Helper()
	got, err := d.try(op, a, headers...)
	if err != nil {
		d.t.Fatalf("%s %s: %v", d.name, op, err)
	}
	return got
}

func (d *desk) try(op string, a asked, headers ...string) (told, error) {
	d.t.Helper()
	call := d.speak(d, op, a)
	if d.sealed {
		call.body = d.seal(op, call.body)
	}
	if d.wrap != nil {
		call.body = d.wrap(d, op, call.body)
	}
	call.headers = slices.Concat(call.headers, headers)
	d.said = call
	req, err := http.NewRequestWithContext(d.t.Context(), call.method, d.Info().HTTP+call.path, bytes.NewReader(call.body))
	if err != nil {
		d.t.Fatal(err)
	}
	for i := 0; i+1 < len(call.headers); i += 2 {
		req.Header.Set(call.headers[i], call.headers[i+1])
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return told{}, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return told{}, err
	}
	got := told{raw: string(body), status: resp.StatusCode, header: resp.Header}
	if !json.Valid(body) {
		return got, nil
	}
	if d.sealed && op != "token" {
		got = d.unseal(resp.StatusCode, body)
	} else {
		got = d.read(d, op, resp.StatusCode, body)
	}
	got.raw, got.status, got.header = string(body), resp.StatusCode, resp.Header
	for name, to := range map[string]*string{"AuthToken": &d.token, "authtoken": &d.token, "access_token": &d.ticket, "token": &d.ticket} {
		if s, ok := got.plain[name].(string); ok && s != "" {
			*to = s
		}
	}
	if s, ok := got.plain["Sek"].(string); ok && d.sealed {
		if d.sek, err = seal.UnwrapSek(appKey, s); err != nil {
			d.t.Fatal(err)
		}
	}
	return got, nil
}

// seal puts a body under RSA for a login, under the Sek otherwise.
func (d *desk) seal(op string, body []byte) []byte {
	if op == "auth" {
		login, err := json.Marshal(map[string]any{
			"UserName": d.user, "Password": d.password, "AppKey": base64.StdEncoding.EncodeToString(appKey), "ForceRefreshAccessToken": false,
		})
		if err != nil {
			d.t.Fatal(err)
		}
		data, err := seal.SealAuth(nil, d.sim.key, login)
		if err != nil {
			d.t.Fatal(err)
		}
		return []byte(`{"Data":"` + data + `"}`)
	}
	if body == nil {
		return nil
	}
	return []byte(`{"Data":"` + seal.Seal(d.sek, body) + `"}`)
}

func (d *desk) unseal(status int, body []byte) told {
	if status != http.StatusOK {
		return told{denied: true}
	}
	var env nicShape
	unmarshal(d.t, body, &env)
	if env.Status != nil && env.Data == nil && len(env.ErrorDetails) == 0 {
		return told{denied: true}
	}
	got := env.told()
	var sealed string
	if json.Unmarshal(env.Data, &sealed) != nil {
		got.plain = object(d.t, env.Data) // a login's Data is in clear
	} else if sealed != "" {
		got.plain = open(d.t, d.sek, sealed)
	}
	return got
}

// nicShape is the portal's envelope.
type nicShape struct {
	Status       any
	ErrorDetails []struct{ ErrorCode, ErrorMessage string }
	Data         json.RawMessage
	InfoDtls     json.RawMessage
}

func (n nicShape) told() told {
	var codes []string
	for _, e := range n.ErrorDetails {
		codes = append(codes, e.ErrorCode)
	}
	return told{codes: strings.Join(codes, ","), info: string(n.InfoDtls)}
}

func unmarshal(t testing.TB, body []byte, v any) {
	t.Helper()
	if err := json.Unmarshal(body, v); err != nil {
		t.Fatalf("%v in %s", err, body)
	}
}

func object(t testing.TB, raw []byte) map[string]any {
	t.Helper()
	if len(raw) == 0 || raw[0] != '{' {
		return nil
	}
	var m map[string]any
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	if err := dec.Decode(&m); err != nil {
		t.Fatalf("%v in %s", err, raw)
	}
	return m
}
