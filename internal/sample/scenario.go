package sample

import (
	"slices"
	"sync"
	"time"

	"github.com/irpsim/irpsim/internal/clock"
	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/taxpayer"
	"github.com/irpsim/irpsim/internal/validate"
)

// Scenario is how to make the portal answer with one code and no other: what the world needs, the calls before, and the
// call that is refused. It is data; [Scenario.Script] makes it ready to be sent.
type Scenario struct {
	Code     fault.Code
	Rule     string // id of the rule that refuses, "" when the schema or the service does
	Note     string // what it shows
	NearMiss bool   // the last call succeeds: it comes close to Code without meeting it
	InInfo   bool   // the last call succeeds and the code stands in InfoDtls: an IRN whose e-way bill is refused
	Needs    Needs
	Steps    []Step // at least one
}

// Answers names the call that answers with the code: the last.
func (s Scenario) Answers() string { return s.Steps[len(s.Steps)-1].API }

// Needs is what a world with the settings and seeds of a new one lacks for a scenario. Relative dates as in
// [validate.Edits].
type Needs struct {
	Now       time.Time // the clock; zero: any time
	Settings  map[string]any
	Taxpayers []taxpayer.Taxpayer // put into the register
	Users     []User
	Elsewhere []User // users of another client
}

// User is an API user of a GSTIN, as the control API takes it.
type User struct {
	Name     string `json:"user_name"`
	Password string `json:"password"`
	Gstin    string `json:"gstin"`
}

// Step is one call of a scenario. Texts may hold {number}, the scenario's fresh document number; {today}, {today-3},
// {today+1}; {user_name} and {password} of the caller; {app_key}, base64 of the key that the sender makes for a login;
// and {irn} and {last_token}, which the steps before have answered.
type Step struct {
	API     string            // name of the call: "generate"
	Caller  string            // GSTIN whose user calls; "" is [DefaultSeller]
	Wait    string            // how far the clock moves first, "24h1s"
	Sample  *validate.Example // the document to seal; nil for other calls
	Bill    *validate.Example // the request for an e-way bill by IRN to seal, likewise
	Plain   string            // the request to seal, for calls whose request is neither
	Action  string            // of a call of the e-way bill system, which has one path for all
	Body    string            // what is sent as it stands, sealed or not
	Path    string            // instead of the call's own path
	Headers map[string]string // changed; "" leaves the header out
	Seal    Seal              // when it is not the right one
	Times   int               // how often it is sent; 0 is once
	Answer  fault.Code        // what a step before the last is refused with; "": it succeeds
}

// Seal says how a sender wraps the plain text of a call.
type Seal string

// The ways to wrap.
const (
	BySek      Seal = "sek"                // {"Data": base64 of AES under the Sek over the JSON}, with "action" as {"action", "data"}
	ByWrongSek Seal = "wrong-sek"          // the same under another key
	ByLogin    Seal = "rsa"                // {"Data": base64 of RSA over base64 of the JSON}, version 1.04's login
	ByBareRSA  Seal = "rsa-without-base64" // RSA over the JSON itself, the usual mistake
	Unsealed   Seal = "none"               // the body as it stands, or no body
)

// catalogue holds every scenario by its code.
type catalogue struct {
	breaks map[fault.Code][]Scenario
	misses []Scenario
	codes  []fault.Code // those of breaks, in the order of the error catalogue
}

// The sources of scenarios: one for each place of [validate.Place] that answers by itself.
var book = sync.OnceValue(func() catalogue {
	c := catalogue{breaks: map[fault.Code][]Scenario{}}
	for _, list := range [][]Scenario{ruleScenarios(), shapeScenarios(), serviceScenarios()} {
		for _, s := range list {
			if s.NearMiss {
				c.misses = append(c.misses, s)
				continue
			}
			c.breaks[s.Code] = append(c.breaks[s.Code], s)
		}
	}
	for _, e := range fault.All() {
		if len(c.breaks[e.Code]) > 0 {
			c.codes = append(c.codes, e.Code)
		}
	}
	return c
})

// Codes lists the codes that have scenarios, in the order of the error catalogue.
func Codes() []fault.Code { return slices.Clone(book().codes) }

// Broken returns the first scenario of a code.
func Broken(code fault.Code) (Scenario, bool) {
	list := book().breaks[code]
	if len(list) == 0 {
		return Scenario{}, false
	}
	return list[0], true
}

// Scenarios lists the scenarios that yield a code. The slice is the caller's.
func Scenarios(code fault.Code) []Scenario { return slices.Clone(book().breaks[code]) }

// NearMisses lists the scenarios that come close to a code without meeting it, "" for those of every code.
func NearMisses(code fault.Code) []Scenario {
	var list []Scenario
	for _, s := range book().misses {
		if code == "" || s.Code == code {
			list = append(list, s)
		}
	}
	return list
}

// ruleScenarios are the examples of the rules.
func ruleScenarios() []Scenario {
	var list []Scenario
	for _, r := range validate.All() {
		for _, e := range r.Breaks {
			list = append(list, ofRule(r, e, false))
		}
		for _, e := range r.Passes {
			list = append(list, ofRule(r, e, true))
		}
	}
	return list
}

func ofRule(r validate.Rule, e validate.Example, nearMiss bool) Scenario {
	s := Scenario{
		Code: r.Code, Rule: r.ID, Note: e.Note, NearMiss: nearMiss,
		Needs: Needs{Now: e.World.Now, Taxpayers: e.World.Taxpayers},
		Steps: []Step{{API: "generate", Caller: e.Caller(), Sample: &e}},
	}
	switch {
	case e.ByIRN != nil:
		s.Steps = append(s.Steps, Step{API: "ewb", Caller: e.Caller(), Bill: &e})
	case r.API == validate.GenerateEWB:
		s.InInfo = !nearMiss
	}
	for _, name := range e.World.Settings {
		if s.Needs.Settings == nil {
			s.Needs.Settings = map[string]any{}
		}
		s.Needs.Settings[name] = true
	}
	return s
}

// The years in which the examples of the rules hold whatever the day, and the instant that a scenario takes in a world
// whose clock stands outside of them.
var (
	heldFrom  = time.Date(2026, time.February, 28, 0, 0, 0, 0, clock.IST)
	heldUntil = time.Date(2030, time.January, 1, 0, 0, 0, 0, clock.IST)
	heldAt    = time.Date(2026, time.November, 20, 12, 0, 0, 0, clock.IST)
)

// clockFor returns the instant that the clock is to be put to, zero when it can stay at now.
func (s Scenario) clockFor(now time.Time) time.Time {
	if !s.Needs.Now.IsZero() {
		return s.Needs.Now
	}
	if now.Before(heldFrom) || !now.Before(heldUntil) {
		return heldAt
	}
	return time.Time{}
}
