package validate

import (
	"strings"

	"github.com/irpsim/irpsim/internal/fault"
)

// Generate judges a document for Generate IRN in the portal's order: nil when the portal would register it. The test
// for duplicates, which lies between the two stages, is the registrar's; it calls [Gate] and [Business] itself.
func Generate(in *Input) []fault.Finding {
	if found := Gate(in); found != nil {
		return found
	}
	return Business(in)
}

// Gate runs the checks that each end the evaluation: at most one finding. They come before the test for duplicates.
func Gate(in *Input) []fault.Finding {
	in.prepare()
	r := run{in: in}
	rules := gateRules
	for i := range rules {
		if r.check(&rules[i]); len(r.entries) > 0 {
			return r.findings()
		}
	}
	return nil
}

// Business runs everything after the test for duplicates and collects what it finds: the document, the parties, the
// lines in their order, the totals.
func Business(in *Input) []fault.Finding {
	r := run{in: in}
	r.business()
	return r.findings()
}

// run is one evaluation.
type run struct {
	in      *Input
	explain bool
	entries []entry
	grouped map[group]int // index in entries of findings that later ones join; nil until there is one
}

// entry is one entry of the answer in the making.
type entry struct {
	rule    *Rule
	path    string
	code    fault.Code
	text    string   // "" for the catalogue's
	slots   []string // the distinct values for [ListValues]
	paths   []string // every place, when explaining
	because func() Explanation
}

// group is what findings have in common that share an entry.
type group struct {
	code  fault.Code
	rule  string // "" when rules of the same code share the entry
	value string
}

func (r *run) business() {
	r.in.prepare()
	r.in.lookUpParties()
	rules := businessRules
	for i := range rules {
		r.check(&rules[i])
	}
	r.items()
	rules = totalRules
	for i := range rules {
		r.check(&rules[i])
	}
}

func (r *run) check(rule *Rule) {
	if rule.inForce(r.in) {
		rule.Check(r.in, Fail{run: r, rule: rule})
	}
}

// items runs the rules of the item table. The order on the wire is by line, then by rule.
func (r *run) items() {
	rules := itemRules
	lines := make([]*Rule, 0, 24) // stays on the stack
	for i := range rules {
		rule := &rules[i]
		switch {
		case rule.Check != nil:
			r.check(rule)
		case rule.inForce(r.in):
			lines = append(lines, rule)
		}
	}
	var line Line
	for i := range r.in.items {
		line.load(r.in, i)
		for _, rule := range lines {
			rule.CheckItem(r.in, &line, Fail{run: r, rule: rule, item: i})
		}
	}
}

func (r *run) findings() []fault.Finding {
	if len(r.entries) == 0 {
		return nil
	}
	found := make([]fault.Finding, len(r.entries))
	for i := range r.entries {
		found[i] = r.entries[i].finding()
	}
	return found
}

func (e *entry) finding() fault.Finding {
	text := e.text
	if text == "" {
		slots := e.slots
		if e.rule.Grouping == ListValues {
			slots = []string{strings.Join(slots, ",")}
		}
		text = fault.Message(e.code, slots...)
	}
	return fault.Finding{Code: e.code, Message: text, Path: e.path, Rule: e.rule.ID}
}

// Fail is how a check reports what it found.
type Fail struct {
	run  *run
	rule *Rule
	item int
}

// At reports a finding at path; slots fill the message of the code.
func (f Fail) At(path string, slots ...string) Because {
	return f.report(entry{path: path, slots: slots})
}

// Item reports a finding at a member of the line that is being checked.
func (f Fail) Item(member string, slots ...string) Because {
	return f.report(entry{path: itemPath(f.item, member), slots: slots})
}

// Text reports a finding whose text is not the catalogue's.
func (f Fail) Text(path, text string) Because {
	return f.report(entry{path: path, text: text})
}

func (f Fail) report(e entry) Because {
	r := f.run
	e.rule, e.code = f.rule, f.rule.Code
	at, joined := r.join(f.rule, &e)
	if !joined {
		at = len(r.entries)
		r.entries = append(r.entries, e)
	}
	if !r.explain {
		return Because{}
	}
	r.entries[at].paths = append(r.entries[at].paths, e.path)
	if joined {
		return Because{}
	}
	return Because{r, at}
}

// join adds e to the entry it shares with earlier findings, and remembers it for later ones when there is none.
func (r *run) join(rule *Rule, e *entry) (at int, joined bool) {
	if rule.Grouping == Each {
		return 0, false
	}
	value := ""
	if len(e.slots) > 0 {
		value = e.slots[0]
	}
	key := group{code: rule.Code}
	switch rule.Grouping {
	case Once:
		key.rule = rule.ID
	case EachOfValue:
		key.rule, key.value = rule.ID, value
	}
	if r.grouped == nil {
		r.grouped = make(map[group]int)
	}
	at, joined = r.grouped[key]
	if !joined {
		r.grouped[key] = len(r.entries)
	}
	if rule.Grouping == ListValues {
		r.listValue(at, joined, group{code: rule.Code, rule: "value", value: value})
	}
	return at, joined
}

// listValue appends a value to the list of an entry unless it is there already.
func (r *run) listValue(at int, joined bool, key group) {
	if _, listed := r.grouped[key]; listed {
		return
	}
	r.grouped[key] = at
	if joined {
		r.entries[at].slots = append(r.entries[at].slots, key.value)
	}
}

// Because attaches an explanation to a finding.
type Because struct {
	run *run
	at  int
}

// Because keeps how to explain the finding. The function runs only for [Explain], and only for the first of the
// findings that share an entry.
func (b Because) Because(why func() Explanation) {
	if b.run != nil {
		b.run.entries[b.at].because = why
	}
}
