// Package coverage counts what a client has met: which calls, which refusals of them, which rules. A test suite that never
// met a refusal has never handled it.
//
// [Met] counts in one world. [Make] holds the counts against everything that can be met and says how to meet the rest.
package coverage

import (
	"maps"
	"sync"

	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/validate"
)

// Met counts the exchanges of a world, safe for concurrent use. The zero value is ready. The names that are counted come
// from the route table and the catalogues, so the counts are bounded.
type Met struct {
	mu    sync.Mutex
	calls map[string]*Call
	codes map[string]int
	rules map[string]int
}

// Call counts the exchanges of one API.
type Call struct {
	Made      int            `json:"made"`
	Succeeded int            `json:"succeeded"`
	Codes     map[string]int `json:"codes"` // refusals by code
}

// Add counts one exchange: the codes it was refused with, none for a success, and the rules behind them.
func (m *Met) Add(api string, codes, rules []string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.calls == nil {
		m.calls, m.codes, m.rules = map[string]*Call{}, map[string]int{}, map[string]int{}
	}
	c := m.calls[api]
	if c == nil {
		c = &Call{Codes: map[string]int{}}
		m.calls[api] = c
	}
	c.Made++
	if len(codes) == 0 {
		c.Succeeded++
	}
	seen := map[string]bool{} // a code counts once an exchange, however often it stands in the answer
	for _, code := range codes {
		if !seen[code] {
			seen[code] = true
			c.Codes[code]++
			m.codes[code]++
		}
	}
	for _, rule := range rules {
		if rule != "" && !seen[rule] {
			seen[rule] = true
			m.rules[rule]++
		}
	}
}

// ByCode returns how often each code was answered, those of faults included. The map is the caller's.
func (m *Met) ByCode() map[string]int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return maps.Clone(m.codes)
}

// Clear forgets everything.
func (m *Met) Clear() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.calls, m.codes, m.rules = nil, nil, nil
}

// AddTo adds the counts to another one, to sum worlds.
func (m *Met) AddTo(sum *Met) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if sum.calls == nil {
		sum.calls, sum.codes, sum.rules = map[string]*Call{}, map[string]int{}, map[string]int{}
	}
	for api, c := range m.calls {
		into := sum.calls[api]
		if into == nil {
			into = &Call{Codes: map[string]int{}}
			sum.calls[api] = into
		}
		into.Made += c.Made
		into.Succeeded += c.Succeeded
		addAll(into.Codes, c.Codes)
	}
	addAll(sum.codes, m.codes)
	addAll(sum.rules, m.rules)
}

func addAll(into, from map[string]int) {
	for k, n := range from {
		into[k] += n
	}
}

// Operation is a call that can be made.
type Operation struct{ API, Title string }

// Report is what was met and what was not.
type Report struct {
	Operations []OperationMet `json:"operations"`
	Codes      []CodeMet      `json:"codes"`
	Summary    Summary        `json:"summary"`
}

// OperationMet is a call and how often it was made.
type OperationMet struct {
	API   string `json:"api"`
	Title string `json:"title"`
	Call
}

// CodeMet is a code that the simulator enforces and how often it was answered.
type CodeMet struct {
	Code    string    `json:"code"`
	Message string    `json:"message"`
	Place   string    `json:"place"` // rule, schema, service
	Met     int       `json:"met"`
	Rules   []RuleMet `json:"rules,omitempty"`
	Sample  string    `json:"sample"` // path of the control API that hands out what meets it
}

// RuleMet is a rule and how often it refused.
type RuleMet struct {
	ID  string `json:"id"`
	Met int    `json:"met"`
}

// Summary is the report in numbers.
type Summary struct {
	Operations Share `json:"operations"`
	Codes      Share `json:"codes"`
	Rules      Share `json:"rules"`
}

// Share is how many of how many.
type Share struct {
	Met   int `json:"met"`
	Total int `json:"total"`
}

// Percent returns the share in whole percent, rounded down; 100 of nothing.
func (s Share) Percent() int {
	if s.Total == 0 {
		return 100
	}
	return s.Met * 100 / s.Total
}

func (s *Share) count(met bool) {
	s.Total++
	if met {
		s.Met++
	}
}

// Make holds the counts against every operation, and every code that a request can be answered with.
func Make(m *Met, operations []Operation) Report {
	m.mu.Lock()
	defer m.mu.Unlock()
	var r Report
	for _, o := range operations {
		met := OperationMet{API: o.API, Title: o.Title, Call: Call{Codes: map[string]int{}}}
		if c := m.calls[o.API]; c != nil {
			met.Call = Call{c.Made, c.Succeeded, maps.Clone(c.Codes)}
		}
		r.Summary.Operations.count(met.Made > 0)
		r.Operations = append(r.Operations, met)
	}
	for _, a := range validate.Accounts() {
		if !reachable(a.Place) {
			continue
		}
		code := string(a.Code)
		c := CodeMet{Code: code, Message: fault.Message(a.Code), Place: string(a.Place), Met: m.codes[code], Sample: "/_sim/v1/samples/" + code}
		for _, id := range a.Rules {
			c.Rules = append(c.Rules, RuleMet{id, m.rules[id]})
			r.Summary.Rules.count(m.rules[id] > 0)
		}
		r.Summary.Codes.count(c.Met > 0)
		r.Codes = append(r.Codes, c)
	}
	return r
}

// reachable reports whether a request can be answered with the codes of a place without a fault that the user asks for.
func reachable(p validate.Place) bool {
	switch p {
	case validate.InRules, validate.InSchema, validate.InService:
		return true
	}
	return false
}
