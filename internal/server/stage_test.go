package server_test

import (
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"

	"github.com/irpsim/irpsim/internal/chance"
	"github.com/irpsim/irpsim/internal/seal"
)

// sampleScript is what GET /samples/{code} hands out, as a stranger would read it.
type sampleScript struct {
	Code      string
	Where     string // ErrorDetails or InfoDtls
	Registers bool
	World     struct {
		Clock     string
		Settings  map[string]any
		Taxpayers []map[string]any
		Users     []map[string]string
		Elsewhere []map[string]string `json:"users_of_another_client"`
	}
	Before []sampleCall
	sampleCall
}

type sampleCall struct {
	API, Method, Path, Seal, Action, Body, Advance, Answer string
	User                                                   struct {
		Name     string `json:"user_name"`
		Password string
		Gstin    string
	}
	Headers           map[string]string
	Document, Request json.RawMessage
	Times             int
}

// stage is a world of one's own and a client that does what scripts say.
type stage struct {
	*sim
	world    string
	secret   string
	sessions map[string]session // by user name, until the clock moves
	irn      string
	token    string // of the login that a script itself made
}

type session struct {
	token string
	sek   []byte
}

// newStage makes a world.
func (s *sim) newStage() *stage {
	var made struct {
		ClientID     string `json:"client_id"`
		ClientSecret string `json:"client_secret"`
	}
	s.control("POST", "/worlds", `{}`, 201, &made)
	return &stage{sim: s, world: made.ClientID, secret: made.ClientSecret, sessions: map[string]session{}}
}

// at adds the world to a path of the control API.
func (p *stage) at(path string) string {
	if strings.Contains(path, "?") {
		return path + "&world=" + p.world
	}
	return path + "?world=" + p.world
}

func asJSON(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(b)
}

// fetch reads the script of a code for the world.
func (p *stage) fetch(path string) sampleScript {
	var script sampleScript
	p.control("GET", p.at(path), "", 200, &script)
	return script
}

// prepare puts into the world what a script needs.
func (p *stage) prepare(script sampleScript) {
	w := script.World
	if w.Clock != "" {
		p.control("PUT", p.at("/clock"), `{"now":"`+w.Clock+`"}`, 200, nil)
	}
	if len(w.Settings) > 0 {
		p.control("PATCH", p.at("/settings"), asJSON(w.Settings), 200, nil)
	}
	for _, t := range w.Taxpayers {
		p.control("PUT", p.at("/taxpayers/"+t["gstin"].(string)), asJSON(t), 200, nil)
	}
	for _, u := range w.Users {
		p.control("POST", p.at("/users"), asJSON(u), 201, nil)
	}
	for _, u := range w.Elsewhere {
		other := p.newStage()
		other.control("POST", other.at("/users"), asJSON(u), 201, nil)
	}
}

// play does what a script says, and returns the codes of the last answer joined by commas, "" for success.
func (p *stage) play(script sampleScript) string {
	p.t.Helper()
	p.prepare(script)
	for i, c := range script.Before {
		for range max(1, c.Times) {
			if got := p.send(c); got != c.Answer {
				p.t.Errorf("%s: step %d answered %q, want %q", script.Code, i+1, got, c.Answer)
			}
		}
	}
	answer := p.sendFor(script.sampleCall)
	switch {
	case script.Where == "InfoDtls" && answer.codes != "":
		return "refused: " + answer.codes // the IRN should stand
	case script.Where == "InfoDtls" || answer.codes == "":
		return answer.alerts
	}
	return answer.codes
}

// send makes one call and returns the codes of its answer.
func (p *stage) send(c sampleCall) string {
	p.t.Helper()
	return p.sendFor(c).codes
}

func (p *stage) sendFor(c sampleCall) envelope {
	p.t.Helper()
	if c.Advance != "" {
		p.control("POST", p.at("/clock/advance"), `{"by":"`+c.Advance+`"}`, 200, nil)
		clear(p.sessions)
	}
	sek := make([]byte, 32)
	for name, value := range c.Headers {
		if value == "{auth_token}" {
			s := p.session(c)
			c.Headers[name], sek = s.token, s.sek
		}
	}
	fill := strings.NewReplacer("{irn}", p.irn, "{last_token}", p.token, "{app_key}", base64.StdEncoding.EncodeToString(make([]byte, 32))).Replace
	for name, value := range c.Headers {
		c.Headers[name] = fill(value)
	}
	plain := []byte(fill(string(c.Document) + string(c.Request)))
	var body string
	switch c.Seal {
	case "sek":
		body = `{"Data":"` + seal.Seal(sek, plain) + `"}`
		if c.Action != "" {
			body = `{"action":"` + c.Action + `","data":"` + seal.Seal(sek, plain) + `"}`
		}
	case "wrong-sek":
		body = `{"Data":"` + seal.Seal([]byte("not the key of this session ----"), plain) + `"}`
	case "rsa":
		body = p.rsa(seal.SealAuth, plain)
	case "rsa-without-base64":
		body = p.rsa(seal.SealRSA, plain)
	case "none":
		body = fill(c.Body)
	default:
		p.t.Fatalf("%s: no sealing is called %q", c.API, c.Seal)
	}
	answer := p.exchange(c.Method, fill(c.Path), body, c.Headers)
	if answer.token != "" {
		p.token = answer.token
	}
	if c.API == "generate" && answer.codes == "" {
		var got struct{ Irn string }
		opened, err := seal.Open(sek, answer.data)
		if err == nil {
			err = json.Unmarshal(opened, &got)
		}
		if err != nil {
			p.t.Fatalf("the answer of generate: %v", err)
		}
		p.irn = got.Irn
	}
	return answer
}

// rsa encrypts a login.
func (p *stage) rsa(how func(io.Reader, *rsa.PublicKey, []byte) (string, error), plain []byte) string {
	p.t.Helper()
	data, err := how(chance.New(nil, ""), p.key, plain)
	if err != nil {
		p.t.Fatal(err)
	}
	return `{"Data":"` + data + `"}`
}

// session logs the user of a call in, unless that was done since the clock moved.
func (p *stage) session(c sampleCall) session {
	p.t.Helper()
	if s, ok := p.sessions[c.User.Name]; ok {
		return s
	}
	appKey := []byte("an application's key of 32 bytes")
	login := asJSON(map[string]string{
		"UserName": c.User.Name, "Password": c.User.Password, "AppKey": base64.StdEncoding.EncodeToString(appKey),
	})
	h := map[string]string{"client_id": p.world, "client_secret": p.secret, "Gstin": c.User.Gstin}
	answer := p.exchange("POST", "/eivital/v1.04/auth", p.rsa(seal.SealAuth, []byte(login)), h)
	if answer.codes != "" {
		p.t.Fatalf("login of %s was refused with %s", c.User.Name, answer.codes)
	}
	sek, err := seal.UnwrapSek(appKey, answer.sek)
	if err != nil {
		p.t.Fatal(err)
	}
	s := session{answer.token, sek}
	p.sessions[c.User.Name] = s
	return s
}

// envelope is the portal's answer, as far as the proof looks.
type envelope struct {
	codes      string // of ErrorDetails, joined by commas
	alerts     string // of EWBERR in InfoDtls, likewise
	data       string // sealed
	token, sek string // of a login
}

func (p *stage) exchange(method, path, body string, headers map[string]string) envelope {
	p.t.Helper()
	req, err := http.NewRequestWithContext(p.t.Context(), method, p.Info().HTTP+path, strings.NewReader(body))
	if err != nil {
		p.t.Fatal(err)
	}
	for name, value := range headers {
		req.Header[name] = []string{value} // as spelled, which Set would change
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		p.t.Fatal(err)
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	var answer struct {
		Status       json.RawMessage // a number, of the e-way bill system a text
		ErrorDetails []refusedEntry
		Data         json.RawMessage
		InfoDtls     []struct {
			InfCd string
			Desc  json.RawMessage
		}
	}
	if err := json.Unmarshal(raw, &answer); err != nil || resp.StatusCode != 200 {
		p.t.Fatalf("%s %s: HTTP %d %s", method, path, resp.StatusCode, raw)
	}
	e := envelope{codes: distinct(answer.ErrorDetails)}
	for _, info := range answer.InfoDtls {
		if info.InfCd != "EWBERR" {
			continue
		}
		var refused []refusedEntry
		if err := json.Unmarshal(info.Desc, &refused); err != nil || len(refused) == 0 {
			p.t.Errorf("%s %s: EWBERR is %s: %v", method, path, info.Desc, err)
		}
		e.alerts = distinct(refused)
	}
	var login struct{ AuthToken, Sek string }
	if json.Unmarshal(answer.Data, &login) == nil {
		e.token, e.sek = login.AuthToken, login.Sek
	}
	_ = json.Unmarshal(answer.Data, &e.data) // a login's Data is an object instead
	if good := strings.Trim(string(answer.Status), `"`) == "1"; good != (e.codes == "") {
		p.t.Errorf("%s %s: Status %s with the codes %q: %s", method, path, answer.Status, e.codes, raw)
	}
	return e
}

type refusedEntry struct{ ErrorCode string }

// distinct joins the different codes of a list in their order.
func distinct(list []refusedEntry) string {
	var codes []string
	for _, e := range list {
		if !slices.Contains(codes, e.ErrorCode) {
			codes = append(codes, e.ErrorCode)
		}
	}
	return strings.Join(codes, ",")
}
