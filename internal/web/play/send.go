package play

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/irpsim/irpsim/internal/sample"
	"github.com/irpsim/irpsim/internal/seal"
	"github.com/irpsim/irpsim/internal/web/page"
	"github.com/irpsim/irpsim/internal/web/wire"
	"github.com/irpsim/irpsim/internal/world"
)

// maxText bounds each text of a step that is kept: a document of a thousand lines is shown by its beginning.
const maxText = 64 << 10

// Step is one call of a run.
type Step struct {
	Title    string // "Register SHOW-00001"
	Line     string // "POST /eicore/v1.03/Invoice → Status 0 · 2150"
	Moved    string // how far the clock was moved first: "24h1s"
	Answered bool   // a whole answer came
	Codes    []string
	Alerts   []string      // codes of an e-way bill that was refused beside an IRN
	Plain    string        // what was sealed; "" when nothing was
	Body     string        // the body as it was sent
	Answer   string        // the body as it came
	Opened   string        // its Data, opened; "" when there was none or it did not open
	Exchange wire.Exchange // the rest of it: without the bodies, which stand above
}

// Good reports whether the portal did what it was asked.
func (s Step) Good() bool { return s.Answered && len(s.Codes) == 0 && len(s.Alerts) == 0 }

// newWorld makes a world that ends with the run.
func (s *stage) newWorld(name string, settings map[string]any) (*world.World, error) {
	done, err := s.v.Sim(page.Call{Method: http.MethodPost, Path: "/worlds", Body: map[string]any{"name": name, "settings": settings}})
	if err != nil {
		return nil, err
	}
	var made struct {
		ClientID string `json:"client_id"`
	}
	if err := done.Read(&made); err != nil {
		return nil, err
	}
	s.made = append(s.made, made.ClientID)
	w, ok := s.v.Worlds.Get(made.ClientID)
	if !ok {
		return nil, errors.New("the world of the run is gone")
	}
	return w, nil
}

// sim makes a control call about the run's world.
func (s *stage) sim(method, path string, body any) error {
	_, err := s.v.Sim(page.Call{Method: method, Path: path + "?world=" + s.world.ID, Body: body})
	return err
}

// prepare puts into the world what a script needs.
func (s *stage) prepare(script sample.Script) error {
	w := script.World
	s.run.Prepared = w.Words()
	if w.Clock != "" {
		if err := s.sim(http.MethodPut, "/clock", map[string]string{"now": w.Clock}); err != nil {
			return err
		}
	}
	if len(w.Settings) > 0 {
		if err := s.sim(http.MethodPatch, "/settings", w.Settings); err != nil {
			return err
		}
	}
	for _, t := range w.Taxpayers {
		if err := s.sim(http.MethodPut, "/taxpayers/"+t.Gstin, t); err != nil {
			return err
		}
	}
	for _, u := range w.Users {
		if err := s.sim(http.MethodPost, "/users", u); err != nil {
			return err
		}
	}
	for _, u := range w.Elsewhere {
		other, err := s.newWorld("Another client", nil)
		if err != nil {
			return err
		}
		if _, err := s.v.Sim(page.Call{Method: http.MethodPost, Path: "/users?world=" + other.ID, Body: u}); err != nil {
			return err
		}
	}
	return nil
}

// send makes one call of a script; nil when its caller could not log in, which the run then tells.
func (s *stage) send(c sample.Call) (*Step, error) {
	var session *wire.Session
	if slices.Contains(values(c.Headers), "{auth_token}") {
		var err error
		if session, err = s.logIn(world.User(c.User)); err != nil || session == nil {
			return nil, err
		}
	}
	r, plain, err := s.request(c, session)
	if err != nil {
		return nil, err
	}
	x := s.v.Wire.Send(s.ctx, s.world, r)
	s.run.Took += x.Took
	step := s.step(c, x, plain, session)
	s.learn(c, step)
	return step, nil
}

func values(m map[string]string) []string {
	var list []string
	for _, v := range m {
		list = append(list, v)
	}
	return list
}

// logIn returns a session of a user; the first login of each is a step of the run. Nil when it was refused.
func (s *stage) logIn(u world.User) (*wire.Session, error) {
	session, login, err := s.v.Wire.Session(s.ctx, s.world, u)
	if login != nil && !s.logged[u.Name] {
		s.logged[u.Name] = true
		x := login.Exchange
		s.run.Took += x.Took
		step := describe("Log in as "+u.Name, x, login.Answer)
		step.Plain, step.Answered, step.Codes = login.JSON, x.Lost == "", login.Answer.Codes()
		s.run.Steps = append(s.run.Steps, *step)
	}
	if errors.Is(err, wire.ErrNotLoggedIn) {
		s.run.Why = "The login before it did not succeed."
		return nil, nil
	}
	return session, err
}

// request makes a call ready for the wire, and says what was sealed.
func (s *stage) request(c sample.Call, session *wire.Session) (r wire.Request, plain string, err error) {
	token, sek := "", make([]byte, 32)
	if session != nil {
		token, sek = session.Token, session.Sek
	}
	fill := strings.NewReplacer("{irn}", s.irn, "{last_token}", s.token, "{auth_token}", token,
		"{app_key}", base64.StdEncoding.EncodeToString(s.appKey)).Replace
	r = wire.Request{Method: c.Method, Path: fill(c.Path)}
	for _, name := range headerOrder(c.Headers) {
		r.Headers = append(r.Headers, wire.Header{Name: name, Value: fill(c.Headers[name])})
	}
	if r.Method != http.MethodGet {
		r.Headers = append(r.Headers, wire.Header{Name: "Content-Type", Value: "application/json"})
	}
	plain = fill(string(c.Document) + string(c.Request))
	if c.Seal == sample.Unsealed {
		r.Body = fill(c.Body)
		return r, "", nil
	}
	data, err := s.seal(c.Seal, sek, []byte(plain))
	if err != nil {
		return r, "", err
	}
	body := map[string]string{"Data": data}
	if c.Action != "" {
		body = map[string]string{"action": c.Action, "data": data}
	}
	b, err := json.Marshal(body)
	r.Body = string(b)
	return r, plain, err
}

// headerOrder lists the headers of a call as the portal's documentation does, others after them.
func headerOrder(headers map[string]string) []string {
	usual := []string{"client_id", "client_secret", "Gstin", "user_name", "AuthToken"}
	var list []string
	for _, name := range usual {
		if _, ok := headers[name]; ok {
			list = append(list, name)
		}
	}
	var others []string
	for name := range headers {
		if !slices.Contains(usual, name) {
			others = append(others, name)
		}
	}
	slices.Sort(others)
	return append(list, others...)
}

// strangeKey is a key of the right length that belongs to no session.
const strangeKey = "not the key of this session ----"

func (s *stage) seal(how sample.Seal, sek, plain []byte) (string, error) {
	key := &s.v.Keys.Encryption.PublicKey
	switch how {
	case sample.BySek:
		return seal.Seal(sek, plain), nil
	case sample.ByWrongSek:
		return seal.Seal([]byte(strangeKey), plain), nil
	case sample.ByLogin:
		return seal.SealAuth(s.world.Chance, key, plain)
	case sample.ByBareRSA:
		return seal.SealRSA(s.world.Chance, key, plain)
	}
	return "", fmt.Errorf("no sealing is called %q", how)
}

// step tells how a call went.
func (s *stage) step(c sample.Call, x wire.Exchange, plain string, session *wire.Session) *Step {
	var sek []byte
	if session != nil {
		sek = session.Sek
	}
	answer := wire.Read(x.Answer, sek)
	step := describe(title(c, plain), x, answer)
	step.Plain = cut(plain)
	return step
}

// describe tells what every step tells: the line, the codes, the bodies.
func describe(title string, x wire.Exchange, answer wire.Envelope) *Step {
	step := &Step{Title: title, Answered: x.Lost == "" && (answer.Parsed || x.Status == http.StatusOK), Codes: distinct(answer.Codes()), Alerts: alerts(answer.Info)}
	if len(step.Codes) == 0 && !answer.OK {
		step.Codes = bareCodes(x.Answer)
	}
	outcome := "Status 1"
	switch {
	case x.Lost != "":
		outcome = x.Lost
	case len(step.Codes) > 0:
		outcome = "Status 0 · " + strings.Join(step.Codes, " ")
	case len(step.Alerts) > 0:
		outcome = "Status 1 · " + strings.Join(step.Alerts, " ") + " in InfoDtls"
	case !answer.OK:
		outcome = fmt.Sprintf("HTTP %d without an envelope", x.Status)
		step.Answered = false
	}
	step.Line = x.Method + " " + x.Path + " → " + outcome
	step.Opened = cut(answer.Plain)
	step.Body, step.Answer = cut(x.Body), cut(x.Answer)
	x.Body, x.Answer = "", ""
	step.Exchange = x
	return step
}

// cut bounds a text that is kept.
func cut(text string) string {
	if len(text) <= maxText {
		return text
	}
	n := maxText
	for !utf8.RuneStart(text[n]) {
		n--
	}
	return fmt.Sprintf("%s\n… %s of %s characters are shown", text[:n], page.Grouped(n), page.Grouped(len(text)))
}

// learn takes from an answer what later calls of the script need.
func (s *stage) learn(c sample.Call, step *Step) {
	if !step.Answered || len(step.Codes) > 0 {
		return
	}
	var login struct{ Data struct{ AuthToken string } }
	if json.Unmarshal([]byte(step.Answer), &login) == nil && login.Data.AuthToken != "" {
		s.token = login.Data.AuthToken
	}
	var got struct{ Irn string }
	if c.API == "generate" && json.Unmarshal([]byte(step.Opened), &got) == nil {
		s.irn = got.Irn
	}
}
