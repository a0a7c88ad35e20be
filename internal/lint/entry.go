package lint

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/taxpayer"
	"github.com/irpsim/irpsim/internal/validate"
)

// Entry is what is known of a code: the row of the error catalogue, what raises it here, and the rules.
type Entry struct {
	Code       fault.Code     `json:"code"`
	Message    string         `json:"message"` // with slots {0}, {1}
	APIs       []string       `json:"apis"`
	Cause      string         `json:"cause"`
	Remedy     string         `json:"remedy"`
	Source     string         `json:"source"`
	Confidence string         `json:"confidence"` // confirmed or single
	Current    bool           `json:"current"`    // among the codes of today
	Also       []string       `json:"also,omitempty"`
	Place      validate.Place `json:"place,omitempty"`  // what of the simulator answers with it; "" for codes of the past
	Reason     string         `json:"reason,omitempty"` // about that
	Rules      []RuleEntry    `json:"rules"`
}

// RuleEntry is a rule of the catalogue with its examples.
type RuleEntry struct {
	ID         string              `json:"id"`
	API        validate.API        `json:"api"`
	Path       string              `json:"path"`
	Title      string              `json:"title"`
	Why        string              `json:"why"`
	Source     string              `json:"source"`
	Confidence validate.Confidence `json:"confidence"`
	Since      time.Time           `json:"since,omitzero"`
	Until      time.Time           `json:"until,omitzero"`
	Basis      validate.Basis      `json:"basis,omitempty"` // the date that since and until are compared with: "" processing, document
	Setting    string              `json:"setting,omitempty"`
	Grouping   validate.Grouping   `json:"grouping,omitempty"`
	Changes    []validate.Change   `json:"changes,omitempty"`
	Breaks     []ExampleEntry      `json:"breaks"`
	Passes     []ExampleEntry      `json:"passes"`
}

// ExampleEntry is a document that breaks a rule, or nearly does, as edits of the standard invoice.
type ExampleEntry struct {
	Note    string      `json:"note,omitempty"`
	Lines   int         `json:"lines,omitzero"`    // so many equal lines instead of one
	Edits   []EditEntry `json:"edits"`             // in the order in which they apply; none: the standard invoice itself
	ByIRN   bool        `json:"by_irn,omitempty"`  // the e-way bill is asked for by the invoice's IRN
	Request []EditEntry `json:"request,omitempty"` // edits of the standard request for that
	World   *WorldEntry `json:"world,omitempty"`   // what it needs besides the default world
}

// EditEntry sets one member, or removes it. Dates may be relative: {today-3}.
type EditEntry struct {
	Path   string `json:"path"`
	Value  any    `json:"value"`
	Remove bool   `json:"remove,omitempty"`
}

// WorldEntry is the state that an example needs.
type WorldEntry struct {
	Now       time.Time           `json:"now,omitzero"`
	Caller    string              `json:"caller,omitempty"`
	Settings  []string            `json:"settings,omitempty"`
	Taxpayers []taxpayer.Taxpayer `json:"taxpayers,omitempty"`
}

// Describe tells what is known of a code ("2235") or of a rule by its id; a rule's entry has that rule alone. It is false
// when there is neither.
func Describe(name string) (Entry, bool) {
	name = strings.TrimSpace(name)
	all := validate.All()
	if i := slices.IndexFunc(all, func(r validate.Rule) bool { return strings.EqualFold(r.ID, name) }); i >= 0 {
		e, known := describeCode(all[i].Code, all)
		e.Rules = []RuleEntry{describeRule(all[i])}
		return e, known
	}
	return describeCode(fault.Code(name), all)
}

// Guess returns the code or rule id that an unknown name is probably a slip of, "" when none is near.
func Guess(name string) string {
	var names []string
	for _, r := range validate.All() {
		names = append(names, r.ID)
	}
	for _, e := range fault.All() {
		if e.Current {
			names = append(names, string(e.Code))
		}
	}
	return nearest(strings.TrimSpace(name), names)
}

func describeCode(code fault.Code, all []validate.Rule) (Entry, bool) {
	row, known := fault.Lookup(code)
	if !known {
		return Entry{}, false
	}
	e := Entry{
		Code: row.Code, Message: row.Message, APIs: row.APIs, Cause: row.Cause, Remedy: row.Remedy, Source: row.Source,
		Confidence: row.Confidence, Current: row.Current, Also: row.Also, Rules: []RuleEntry{},
	}
	for _, a := range validate.Accounts() {
		if a.Code == code {
			e.Place, e.Reason = a.Place, a.Reason
		}
	}
	for _, r := range all {
		if r.Code == code {
			e.Rules = append(e.Rules, describeRule(r))
		}
	}
	return e, true
}

func describeRule(r validate.Rule) RuleEntry {
	return RuleEntry{
		ID: r.ID, API: r.API, Path: r.Path, Title: r.Title, Why: r.Why, Source: r.Source, Confidence: r.Confidence,
		Since: r.Since, Until: r.Until, Basis: r.Basis, Setting: r.Setting, Grouping: r.Grouping, Changes: r.Changes,
		Breaks: describeExamples(r.Breaks), Passes: describeExamples(r.Passes),
	}
}

func describeExamples(examples []validate.Example) []ExampleEntry {
	list := make([]ExampleEntry, len(examples))
	for i, e := range examples {
		list[i] = ExampleEntry{Note: e.Note, Lines: e.Lines, Edits: describeEdits(e.Edits), ByIRN: e.ByIRN != nil, Request: describeEdits(e.ByIRN)}
		if w := e.World; !w.Now.IsZero() || w.Caller != "" || len(w.Settings) > 0 || len(w.Taxpayers) > 0 {
			list[i].World = &WorldEntry{Now: w.Now, Caller: w.Caller, Settings: w.Settings, Taxpayers: w.Taxpayers}
		}
	}
	return list
}

func describeEdits(edits validate.Edits) []EditEntry {
	list := []EditEntry{}
	for _, path := range slices.Sorted(maps.Keys(edits)) {
		e := EditEntry{Path: path, Value: edits[path]}
		if e.Value == (validate.Absent{}) {
			e = EditEntry{Path: path, Remove: true}
		}
		list = append(list, e)
	}
	return list
}
