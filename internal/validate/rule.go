// Package validate is the portal's business rules as one catalogue of values.
//
// Each [Rule] holds its code, its plain words, where it is published, how sure we are, its check, and documents that
// break it or nearly do. [Generate] runs them in the portal's order and answers what the portal would put on the wire;
// [Explain] runs all of them and tells for every finding what was found, what was expected, and the arithmetic between.
// Documentation, samples and tests are made from the same values.
//
// The JSON Schema judges a document before the rules do (package schema), so a rule may trust shapes and lengths. It
// must not panic on a document that the schema would refuse, though: [Explain] meets those. Duplicates, windows and
// ownership of stored IRNs need the store and live in package registrar; what a rule needs to know of the world
// arrives in [Input].
package validate

import (
	"time"

	"github.com/irpsim/irpsim/internal/fault"
)

// API names the call that a rule belongs to, spelled as in the error catalogue.
type API string

// The calls that rules exist for.
const (
	GenerateIRN API = "generate"
	GenerateEWB API = "ewb-generate"
)

// Confidence tells how well a rule is supported.
type Confidence string

// The classes of confidence, best first.
const (
	Official   Confidence = "official"    // NIC or GSTN states the condition, and the code's text fits it
	Observed   Confidence = "observed"    // seen in answers of the real portal
	ThirdParty Confidence = "third-party" // only clients or providers say so
	Assumption Confidence = "assumption"  // ours: no source contradicts it
)

// Basis is the date that decides whether a rule is in force.
type Basis string

// The two dates that a rule may go by.
const (
	ByProcessing Basis = ""         // the day on which the document reaches the portal
	ByDocument   Basis = "document" // DocDtls.Dt
)

// Grouping tells how several findings of a rule become entries of one answer (protocol reference 21.8).
type Grouping string

// The ways in which the portal groups findings.
const (
	Each        Grouping = ""          // every finding is an entry
	Once        Grouping = "once"      // one entry for the document
	ListValues  Grouping = "list"      // one entry for the code, its slot lists the distinct values
	EachOfValue Grouping = "per-value" // one entry for each distinct value
)

// Rule is one condition that the portal puts on a document.
type Rule struct {
	ID         string     // ours, unique and permanent
	Code       fault.Code // the portal's; several rules may share one
	API        API
	Path       string // where it looks, "ItemList[*].GstRt"
	Title      string // what must hold, one sentence
	Why        string // the law or the arithmetic behind it
	Source     string // where the condition is published
	Confidence Confidence

	Since, Until time.Time // in force from Since up to but not on Until; zero: no such end
	Basis        Basis     // the date that Since and Until are compared with
	Changes      []Change  // dated changes inside the rule
	Setting      string    // the world setting that switches it on, "" when it always holds
	Grouping     Grouping

	// One of the three is set: Check sees the document once, CheckItem each line in turn, CheckBill an e-way bill.
	Check     func(in *Input, fail Fail)
	CheckItem func(in *Input, it *Line, fail Fail)
	CheckBill func(in *WaybillInput, fail Fail)

	Breaks []Example // each raises this rule and nothing else, unless it says so
	Passes []Example // near misses that raise nothing
}

// Change is something that a day changes inside a rule.
type Change struct {
	Date  time.Time `json:"date"`
	Basis Basis     `json:"basis,omitempty"`
	What  string    `json:"what"`
}

// inForce reports whether the rule holds on the day that it goes by and is switched on.
func (r *Rule) inForce(in *Input) bool {
	if r.Setting != "" && !in.Settings.on(r.Setting) {
		return false
	}
	if r.Since.IsZero() && r.Until.IsZero() {
		return true
	}
	day := in.today
	if r.Basis == ByDocument {
		day = in.date
	}
	return !day.Before(r.Since) && (r.Until.IsZero() || day.Before(r.Until))
}

// All returns every rule in the order in which the portal reports them: those of [Generate], then those of [Waybill].
// The slice is the caller's, the rules are not.
func All() []Rule {
	var all []Rule
	for _, section := range [][]Rule{gateRules, businessRules, itemRules, totalRules, waybillRules} {
		all = append(all, section...)
	}
	return all
}
