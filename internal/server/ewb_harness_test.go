package server_test

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/irpsim/irpsim/internal/seal"
	"github.com/irpsim/irpsim/internal/validate"
)

// creds of a world, as the control API gives them.
type creds struct {
	ClientID     string `json:"client_id"`
	ClientSecret string `json:"client_secret"`
	Users        []struct {
		UserName string `json:"user_name"`
		Password string `json:"password"`
		Gstin    string `json:"gstin"`
	} `json:"users"`
}

// newWorld makes a world; body is what POST /worlds takes.
func (s *sim) newWorld(body string) creds {
	s.t.Helper()
	var c creds
	s.control(http.MethodPost, "/worlds", body, http.StatusCreated, &c)
	return c
}

// party is a logged-in user of a world, at the invoice portal or at the e-way bill system.
type party struct {
	s          *sim
	world      creds
	name, pass string
	gstin      string
	token      string
	sek        []byte
}

// enter logs the user of a GSTIN in at the invoice portal.
func (s *sim) enter(world creds, gstin string) *party {
	s.t.Helper()
	p := s.userOf(world, gstin)
	appKey := bytes.Repeat([]byte("k"), 32)
	var env struct {
		Data struct{ AuthToken, Sek string }
	}
	p.logIn("/eivital/v1.04/auth", map[string]any{
		"UserName": p.name, "Password": p.pass, "AppKey": base64.StdEncoding.EncodeToString(appKey), "ForceRefreshAccessToken": false,
	}, &env)
	p.take(appKey, env.Data.AuthToken, env.Data.Sek)
	return p
}

// enterEway logs the user of a GSTIN in at the e-way bill system.
func (s *sim) enterEway(world creds, gstin string) *party {
	s.t.Helper()
	p := s.userOf(world, gstin)
	appKey := bytes.Repeat([]byte("e"), 32)
	var env struct {
		Status, AuthToken, Sek, Error string
	}
	p.logIn("/ewaybillapi/v1.03/auth", map[string]any{
		"action": "ACCESSTOKEN", "username": p.name, "password": p.pass, "app_key": base64.StdEncoding.EncodeToString(appKey),
	}, &env)
	if env.Status != "1" {
		s.t.Fatalf("login at the e-way bill system: %+v", env)
	}
	p.take(appKey, env.AuthToken, env.Sek)
	return p
}

func (s *sim) userOf(world creds, gstin string) *party {
	s.t.Helper()
	for _, u := range world.Users {
		if u.Gstin == gstin {
			return &party{s: s, world: world, name: u.UserName, pass: u.Password, gstin: gstin}
		}
	}
	s.t.Fatalf("world %s has no user of %s", world.ClientID, gstin)
	return nil
}

func (p *party) logIn(path string, login map[string]any, answer any) {
	p.s.t.Helper()
	text, err := json.Marshal(login)
	if err != nil {
		p.s.t.Fatal(err)
	}
	data, err := seal.SealAuth(nil, p.s.key, text)
	if err != nil {
		p.s.t.Fatal(err)
	}
	body, err := json.Marshal(map[string]string{"Data": data})
	if err != nil {
		p.s.t.Fatal(err)
	}
	got := p.send(http.MethodPost, path, body)
	if err := json.Unmarshal(got, answer); err != nil {
		p.s.t.Fatalf("login: %v in %s", err, got)
	}
}

func (p *party) take(appKey []byte, token, sek string) {
	p.s.t.Helper()
	var err error
	if p.sek, err = seal.UnwrapSek(appKey, sek); err != nil || len(token) != 25 {
		p.s.t.Fatalf("login gave token %q, sek %q: %v", token, sek, err)
	}
	p.token = token
}

// send makes one HTTP call with the headers of both systems.
func (p *party) send(method, path string, body []byte, headers ...string) []byte {
	p.s.t.Helper()
	req := httptest.NewRequestWithContext(p.s.t.Context(), method, p.s.Info().HTTP+path, bytes.NewReader(body))
	req.RequestURI = ""
	for k, v := range map[string]string{
		"client_id": p.world.ClientID, "client_secret": p.world.ClientSecret, "Gstin": p.gstin, "user_name": p.name, "authtoken": p.token,
	} {
		req.Header.Set(k, v)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Del(headers[i])
		if headers[i+1] != "" {
			req.Header.Set(headers[i], headers[i+1])
		}
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		p.s.t.Fatal(err)
	}
	defer resp.Body.Close()
	got, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		p.s.t.Fatalf("%s %s answered %d: %v, %s", method, path, resp.StatusCode, err, got)
	}
	return got
}

// answer is what the invoice portal said: codes joined by commas, or the opened text.
type answer struct {
	codes string
	texts []string
	plain map[string]any
	info  string // InfoDtls as it stood on the wire
}

// ask makes a call of the invoice portal; payload nil is a GET.
func (p *party) ask(path string, payload any) answer {
	p.s.t.Helper()
	method, body := http.MethodGet, []byte(nil)
	if payload != nil {
		text, err := json.Marshal(payload)
		if err != nil {
			p.s.t.Fatal(err)
		}
		method, body = http.MethodPost, []byte(`{"Data":"`+seal.Seal(p.sek, text)+`"}`)
	}
	raw := p.send(method, path, body)
	var env struct {
		Status       int
		ErrorDetails []struct{ ErrorCode, ErrorMessage string }
		Data         string
		InfoDtls     json.RawMessage
	}
	if err := json.Unmarshal(raw, &env); err != nil {
		p.s.t.Fatalf("%s: %v in %s", path, err, raw)
	}
	a := answer{info: string(env.InfoDtls)}
	for _, d := range env.ErrorDetails {
		if a.codes != "" {
			a.codes += ","
		}
		a.codes += d.ErrorCode
		a.texts = append(a.texts, d.ErrorMessage)
	}
	if env.Status == 1 {
		a.plain = open(p.s.t, p.sek, env.Data)
	}
	return a
}

// eway makes a call of the e-way bill system: an action, its codes or opened text.
func (p *party) eway(action string, payload any) (codes string, plain map[string]any) {
	p.s.t.Helper()
	text, err := json.Marshal(payload)
	if err != nil {
		p.s.t.Fatal(err)
	}
	return p.ewayRaw(action, seal.Seal(p.sek, text))
}

func (p *party) ewayRaw(action, data string, headers ...string) (codes string, plain map[string]any) {
	p.s.t.Helper()
	body, err := json.Marshal(map[string]string{"action": action, "data": data})
	if err != nil {
		p.s.t.Fatal(err)
	}
	return p.opened(p.send(http.MethodPost, "/ewaybillapi/v1.03/ewayapi", body, headers...))
}

// read makes a GET of the e-way bill system and checks its hash.
func (p *party) read(path string) (codes string, plain map[string]any) {
	p.s.t.Helper()
	return p.opened(p.send(http.MethodGet, "/ewaybillapi/v1.03/ewayapi/"+path, nil))
}

func (p *party) opened(raw []byte) (codes string, plain map[string]any) {
	t := p.s.t
	t.Helper()
	var env struct{ Status, Data, Rek, Hmac, Error string }
	if err := json.Unmarshal(raw, &env); err != nil {
		t.Fatalf("%v in %s", err, raw)
	}
	if env.Status == "0" {
		text, err := base64.StdEncoding.DecodeString(env.Error)
		if err != nil {
			t.Fatalf("error of %s: %v", raw, err)
		}
		var e struct{ ErrorCodes string }
		if err := json.Unmarshal(text, &e); err != nil {
			t.Fatalf("error of %s: %v", raw, err)
		}
		return e.ErrorCodes, nil
	}
	if env.Rek == "" {
		return "", open(t, p.sek, env.Data)
	}
	rek, err := seal.UnwrapSek(p.sek, env.Rek)
	if err != nil {
		t.Fatal(err)
	}
	text, err := seal.Open(rek, env.Data)
	if err != nil {
		t.Fatal(err)
	}
	mac := hmac.New(sha256.New, rek)
	mac.Write([]byte(base64.StdEncoding.EncodeToString(text)))
	if want := base64.StdEncoding.EncodeToString(mac.Sum(nil)); env.Hmac != want {
		t.Errorf("hmac %s, want %s", env.Hmac, want)
	}
	return "", decode(t, text)
}

func open(t testing.TB, key []byte, data string) map[string]any {
	t.Helper()
	text, err := seal.Open(key, data)
	if err != nil {
		t.Fatal(err)
	}
	return decode(t, text)
}

func decode(t testing.TB, text []byte) map[string]any {
	t.Helper()
	if bytes.HasPrefix(text, []byte("[")) {
		text = append(append([]byte(`{"rows":`), text...), '}')
	}
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	var m map[string]any
	if err := dec.Decode(&m); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return m
}

// instant is the frozen instant of the tests.
func instant(t testing.TB) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, today)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// bill makes a document of its own number with edits to the standard invoice.
func bill(t testing.TB, number string, edits validate.Edits) map[string]any {
	t.Helper()
	tree, err := validate.Example{Edits: edits}.Tree(instant(t))
	if err != nil {
		t.Fatal(err)
	}
	if err := validate.Set(tree, "DocDtls.No", number); err != nil {
		t.Fatal(err)
	}
	return tree
}
