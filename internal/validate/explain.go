package validate

import (
	"strconv"
	"time"

	"github.com/irpsim/irpsim/einv"
	"github.com/irpsim/irpsim/internal/fault"
)

// Explanation is what led to a finding.
type Explanation struct {
	Found      string  `json:"found"`                // the value as sent, "" when the member was not sent
	Expected   string  `json:"expected"`             // what would pass, in words or as the calculated amount
	OffBy      string  `json:"off_by,omitempty"`     // found minus expected, amounts only
	Arithmetic []Step  `json:"arithmetic,omitempty"` // from the members to the expected amount
	Ranges     []Range `json:"ranges,omitempty"`     // what is accepted, ends included; the usual range first
	MasterRow  string  `json:"master_row,omitempty"` // the row of the master or register that decided
}

// Step is one row of a calculation: operator, member, value, remark.
type Step struct {
	Op    string `json:"op"` // "", "+", "−", "×", "÷", "="
	Name  string `json:"name"`
	Value string `json:"value"`
	Note  string `json:"note,omitempty"`
}

// String writes a step as one line.
func (s Step) String() string {
	text := s.Value
	if s.Name != "" {
		text = s.Name + " " + text
	}
	if s.Op != "" {
		text = s.Op + " " + text
	}
	if s.Note != "" {
		text += " (" + s.Note + ")"
	}
	return text
}

// Range is a range of accepted amounts, ends included.
type Range struct {
	Min  string `json:"min"`
	Max  string `json:"max"`
	When string `json:"when,omitempty"` // what the range is for, when there are several
}

// Detail is a finding with its rule and its explanation.
type Detail struct {
	Code       fault.Code  `json:"code"`
	Message    string      `json:"message"` // as on the wire
	Rule       string      `json:"rule"`
	Path       string      `json:"path"`
	Paths      []string    `json:"paths,omitempty"` // every place, when the portal merges several into one entry
	Title      string      `json:"title"`
	Why        string      `json:"why"`
	Source     string      `json:"source"`
	Confidence Confidence  `json:"confidence"`
	Since      time.Time   `json:"since,omitzero"`
	Until      time.Time   `json:"until,omitzero"`
	Setting    string      `json:"setting,omitempty"`
	Later      bool        `json:"later"` // the portal would show it only after the earlier findings are mended
	Because    Explanation `json:"because"`
}

// Explain runs every rule and explains what it finds, in the portal's order. Findings that the portal would not reach
// yet, because an earlier check ends its evaluation, are marked [Detail.Later].
func Explain(in *Input) []Detail {
	in.prepare()
	r := run{in: in, explain: true}
	later := 0 // how many entries the portal shows now; 0: all
	for i := range gateRules {
		r.check(&gateRules[i])
		if later == 0 && len(r.entries) > 0 {
			later = len(r.entries)
		}
	}
	r.business()
	details := make([]Detail, len(r.entries))
	for i := range r.entries {
		details[i] = r.entries[i].detail()
		details[i].Later = later > 0 && i >= later
	}
	return details
}

func (e *entry) detail() Detail {
	f := e.finding()
	d := Detail{
		Code: f.Code, Message: f.Message, Rule: f.Rule, Path: f.Path,
		Title: e.rule.Title, Why: e.rule.Why, Source: e.rule.Source, Confidence: e.rule.Confidence,
		Since: e.rule.Since, Until: e.rule.Until, Setting: e.rule.Setting,
	}
	if len(e.paths) > 1 {
		d.Paths = e.paths
	}
	if e.because != nil {
		d.Because = e.because()
	}
	return d
}

// plain explains a finding that has no arithmetic.
func plain(found, expected string) func() Explanation {
	return func() Explanation { return Explanation{Found: found, Expected: expected} }
}

// row explains a finding that a master or the register decided.
func row(found, expected, master string) func() Explanation {
	return func() Explanation { return Explanation{Found: found, Expected: expected, MasterRow: master} }
}

// calculation is an amount and the steps that lead to it.
type calculation struct {
	steps []Step
	x     exact
	when  string // what the calculation is for, when several are accepted
}

// against explains a passed amount by the calculations that would have been accepted, the usual one first.
func against(found einv.Amount, usual calculation, others ...calculation) Explanation {
	e := Explanation{
		Found:      found.Literal(),
		Expected:   usual.x.String(),
		OffBy:      fromMilli(found.Milli()).sub(usual.x).String(),
		Arithmetic: append(usual.steps, Step{Op: "=", Name: "expected", Value: usual.x.String()}),
		Ranges:     []Range{usual.accepted()},
	}
	for _, o := range others {
		if o.x != usual.x {
			e.Ranges = append(e.Ranges, o.accepted())
		}
	}
	if len(e.Ranges) == 1 {
		e.Ranges[0].When = ""
	}
	return e
}

func (c calculation) accepted() Range {
	lowest, highest := c.x.bounds()
	return Range{lowest.String(), highest.String(), c.when}
}

// term adds a member to a calculation. Members that are 0 or were not sent are left out.
func (c *calculation) term(op, name string, a einv.Amount, note string) {
	if a.Milli() == 0 {
		return
	}
	if len(c.steps) == 0 && op == "+" {
		op = ""
	}
	c.steps = append(c.steps, Step{Op: op, Name: name, Value: a.Literal(), Note: note})
	x := fromMilli(a.Milli())
	if op == "−" {
		x = x.neg()
	}
	c.x = c.x.add(x)
}

// shownTerms bounds the rows of a sum over the lines; the rest is one row.
const shownTerms = 20

// overLines sums members over all lines.
func overLines(items []einv.Item, columns ...column) calculation {
	var c calculation
	var rest exact
	for i := range items {
		for _, col := range columns {
			a := col.of(&items[i])
			if len(c.steps) < shownTerms {
				c.term("+", itemPath(i, col.name), a, "")
				continue
			}
			rest = rest.add(fromMilli(a.Milli()))
		}
	}
	if rest != (exact{}) {
		c.steps = append(c.steps, Step{Op: "+", Name: "the other lines", Value: rest.String(), Note: "of " + strconv.Itoa(len(items))})
		c.x = c.x.add(rest)
	}
	return c
}

// column is an amount that every line has, by name.
type column struct {
	name string
	of   func(*einv.Item) einv.Amount
}
