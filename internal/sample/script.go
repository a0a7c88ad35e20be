package sample

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/irpsim/irpsim/einv"
	"github.com/irpsim/irpsim/internal/clock"
	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/taxpayer"
	"github.com/irpsim/irpsim/internal/validate"
)

// Script is a scenario made ready for one world: everything a sender needs, in the order it is needed. Its JSON is what
// the control API hands out.
type Script struct {
	Code      fault.Code `json:"code"`
	Message   string     `json:"message"`
	Rule      string     `json:"rule,omitempty"`
	Title     string     `json:"title"`               // what must hold, or what brings the code about
	Note      string     `json:"note,omitempty"`      // what this example shows
	Where     string     `json:"where"`               // ErrorDetails, or InfoDtls when the IRN stands and its e-way bill is refused
	Registers bool       `json:"registers,omitempty"` // a near miss: the call succeeds
	World     WorldState `json:"world"`
	Before    []Call     `json:"before,omitempty"` // the calls before it, one after the other
	Call                 // the call that is answered with the code
	How       []string   `json:"how"` // all of it in words
}

// WorldState is what has to be put into a world first, in this order: clock, settings, taxpayers, users.
type WorldState struct {
	Clock     string              `json:"clock,omitempty"` // RFC 3339
	Settings  map[string]any      `json:"settings,omitempty"`
	Taxpayers []taxpayer.Taxpayer `json:"taxpayers,omitempty"`
	Users     []User              `json:"users,omitempty"`
	Elsewhere []User              `json:"users_of_another_client,omitempty"`
}

// Empty reports whether a world can stay as it is.
func (w WorldState) Empty() bool {
	return w.Clock == "" && len(w.Settings)+len(w.Taxpayers)+len(w.Users)+len(w.Elsewhere) == 0
}

// Call is one request. Placeholders that only its sender can fill are {auth_token}, that of
// the user's session; {app_key}, base64 of the key it makes for a login; {irn} and {last_token}, out of the answers to
// the calls before.
type Call struct {
	API      string            `json:"api"`
	Method   string            `json:"method"`
	Path     string            `json:"path"`
	User     User              `json:"user"` // who is logged in, or logs in
	Advance  string            `json:"advance,omitempty"`
	Headers  map[string]string `json:"headers"`
	Seal     Seal              `json:"seal"`
	Action   string            `json:"action,omitempty"`   // goes beside the sealed data
	Document json.RawMessage   `json:"document,omitempty"` // the invoice to seal
	Request  json.RawMessage   `json:"request,omitempty"`  // the other request to seal
	Body     string            `json:"body,omitempty"`     // what is sent without sealing
	Times    int               `json:"times,omitempty"`    // how often, when not once
	Answer   fault.Code        `json:"answer,omitempty"`   // what a call before the last is refused with; left out: it succeeds

	changed []string // headers with another value than usual
}

// endpoint is where a call goes.
type endpoint struct{ method, path string }

// endpoints are the calls that scenarios make. The proof over HTTP holds them against the routes.
var endpoints = map[string]endpoint{
	"auth":     {"POST", "/eivital/v1.04/auth"},
	"auth103":  {"POST", "/eivital/v1.03/auth"},
	"generate": {"POST", "/eicore/v1.03/Invoice"},
	"cancel":   {"POST", "/eicore/v1.03/Invoice/Cancel"},
	"get":      {"GET", "/eicore/v1.03/Invoice/irn/{irn}"},
	"getbydoc": {"GET", "/eicore/v1.03/Invoice/irnbydocdetails"},
	"rejected": {"GET", "/eicore/v1.03/Invoice/rejectedirns"},
	"gstin":    {"GET", "/eivital/v1.04/Master/gstin/{gstin}"},
	"ewayapi":  {"POST", "/ewaybillapi/v1.03/ewayapi"},
	"ewb":      {"POST", "/eiewb/v1.03/ewaybill"},
	"ewb-get":  {"GET", "/eiewb/v1.03/ewaybill/irn/{irn}"},
}

// Script makes a scenario ready for a world.
func (s Scenario) Script(stage Stage) (Script, error) {
	stage = stage.resolve()
	entry, _ := fault.Lookup(s.Code)
	script := Script{
		Code: s.Code, Message: entry.Message, Rule: s.Rule, Title: entry.Cause, Note: s.Note, Registers: s.NearMiss,
	}
	script.Where = "ErrorDetails"
	if s.InInfo {
		script.Where = "InfoDtls"
	}
	if r, ok := ruleNamed(s.Rule); ok {
		script.Title = r.Title
	}
	if at := s.clockFor(stage.Now); !at.IsZero() {
		script.World.Clock, stage.Now = at.Format(time.RFC3339), at
	}
	script.World.Settings = s.settings(stage.Settings)
	script.World.Elsewhere = s.Needs.Elsewhere
	script.World.Taxpayers = validate.Example{World: validate.World{Taxpayers: s.Needs.Taxpayers}}.Seeds(stage.Now)
	p := player{stage: stage, added: slices.Clone(s.Needs.Users)}
	for i, step := range s.Steps {
		call, err := p.call(step)
		if err != nil {
			return Script{}, fmt.Errorf("scenario of %s: %w", s.Code, err)
		}
		if i < len(s.Steps)-1 {
			script.Before = append(script.Before, call)
		} else {
			script.Call = call
		}
	}
	script.World.Users = p.added
	script.How = script.words()
	return script, nil
}

func ruleNamed(id string) (validate.Rule, bool) {
	all := validate.All()
	i := slices.IndexFunc(all, func(r validate.Rule) bool { return id != "" && r.ID == id })
	if i < 0 {
		return validate.Rule{}, false
	}
	return all[i], true
}

// player makes the calls of one script.
type player struct {
	stage Stage
	added []User // that the world gets
}

// user finds who calls for a GSTIN, or lets the world get one.
func (p *player) user(gstin string) User {
	if gstin == "" {
		gstin = DefaultSeller
	}
	for _, list := range [][]User{p.stage.Users, p.added} {
		for _, u := range list {
			if u.Gstin == gstin {
				return u
			}
		}
	}
	u := User{"sample_" + strings.ToLower(gstin), defaultPassword, gstin}
	p.added = append(p.added, u)
	return u
}

func (p *player) call(step Step) (Call, error) {
	at, ok := endpoints[step.API]
	if !ok {
		return Call{}, fmt.Errorf("no call is named %q", step.API)
	}
	u := p.user(step.Caller)
	if step.Path == "" {
		step.Path = at.path
	}
	c := Call{
		API: step.API, Method: at.method, User: u, Advance: step.Wait, Times: step.Times, Answer: step.Answer,
		Path: p.fill(step.Path, u), Body: p.fill(step.Body, u), Seal: step.Seal, Action: step.Action,
	}
	c.setHeaders(p.stage, step.Headers)
	switch {
	case c.Seal != "":
	case step.Body != "" || at.method == "GET":
		c.Seal = Unsealed
	case step.API == "auth":
		c.Seal = ByLogin
	default:
		c.Seal = BySek
	}
	if step.Plain != "" {
		c.Request = json.RawMessage(p.fill(step.Plain, u))
	}
	var err error
	switch {
	case step.Sample != nil:
		c.Document, err = p.document(step.Sample)
	case step.Bill != nil:
		c.Request, err = p.billRequest(step.Bill)
	}
	return c, err
}

// document makes the invoice of an example, under the number of this script.
func (p *player) document(e *validate.Example) (json.RawMessage, error) {
	tree, err := e.Tree(p.stage.Now)
	if err != nil {
		return nil, err
	}
	if _, chosen := e.Edits["DocDtls.No"]; !chosen {
		if err := validate.Set(tree, "DocDtls.No", p.stage.Number); err != nil {
			return nil, err
		}
	}
	return ordered[einv.Invoice](tree)
}

// billRequest makes the request for an e-way bill of the invoice that was registered before.
func (p *player) billRequest(e *validate.Example) (json.RawMessage, error) {
	tree, err := e.Request(p.stage.Now)
	if err != nil {
		return nil, err
	}
	tree["Irn"] = "{irn}"
	return ordered[einv.EWBByIRN](tree)
}

// setHeaders gives the call the headers it usually sends, with changes.
func (c *Call) setHeaders(stage Stage, changes map[string]string) {
	c.Headers = map[string]string{"client_id": stage.ClientID, "client_secret": stage.ClientSecret, "Gstin": c.User.Gstin}
	if !strings.HasPrefix(c.API, "auth") {
		c.Headers["user_name"], c.Headers["AuthToken"] = c.User.Name, "{auth_token}"
	}
	for _, name := range slices.Sorted(maps.Keys(changes)) {
		if changes[name] == "" {
			delete(c.Headers, name)
			continue
		}
		c.Headers[name] = changes[name]
		c.changed = append(c.changed, name)
	}
}

// fill replaces the placeholders that are known now.
func (p *player) fill(text string, u User) string {
	day := func(n int) string { return format(p.stage.Now.In(clock.IST).AddDate(0, 0, n)) }
	return strings.NewReplacer("{number}", p.stage.Number, "{user_name}", u.Name, "{password}", u.Password,
		"{today}", day(0), "{today-3}", day(-3), "{today+1}", day(1)).Replace(text)
}

// Indented returns what the script's call seals, as people read it: the document or the request. Nil when it seals
// nothing.
func (s Script) Indented() ([]byte, error) {
	plain := s.Document
	if plain == nil {
		plain = s.Request
	}
	if plain == nil {
		return nil, nil
	}
	var b bytes.Buffer
	if err := json.Indent(&b, plain, "", "  "); err != nil {
		return nil, err
	}
	b.WriteByte('\n')
	return b.Bytes(), nil
}
