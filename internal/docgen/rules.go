package docgen

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/irpsim/irpsim/internal/clock"
	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/sample"
	"github.com/irpsim/irpsim/internal/taxpayer"
	"github.com/irpsim/irpsim/internal/validate"
)

// readOn is the day on which the examples of the page are worked out, so that the page does not change with the calendar.
var readOn = time.Date(2026, time.November, 20, 12, 0, 0, 0, clock.IST)

// Rules writes docs/rules.md.
func Rules() ([]byte, error) {
	var b strings.Builder
	b.WriteString("# Rules\n\n" + generated)
	b.WriteString("Every condition that the simulator puts on a document besides the JSON Schema, in the order in which it reports them. " +
		"An example is a valid invoice with the edits shown: goods from Karnataka to Maharashtra, one line of 10,000 rupees, IGST at " +
		"18 %. `{today-3}` is the day three days before the world's. `irpsim gen --break CODE` writes the whole document, " +
		"`GET /_sim/v1/samples/CODE` says how to send it, `irpsim explain CODE` shows the same on a terminal.\n")
	for _, section := range []struct {
		api   validate.API
		title string
	}{{validate.GenerateIRN, "Generate IRN"}, {validate.GenerateEWB, "E-way bills"}} {
		rules := rulesOf(section.api)
		if len(rules) == 0 {
			continue
		}
		fmt.Fprintf(&b, "\n## %s\n", section.title)
		for _, r := range rules {
			if err := ruleText(&b, r); err != nil {
				return nil, fmt.Errorf("rule %s: %w", r.ID, err)
			}
		}
	}
	return []byte(b.String()), nil
}

func ruleText(b *strings.Builder, r validate.Rule) error {
	e, _ := fault.Lookup(r.Code)
	fmt.Fprintf(b, "\n### %s\n\n**%s** %s\n\n%s %s\n\n", r.ID, r.Code, code(e.Message), r.Title, strings.Join(strings.Fields(r.Why), " "))
	facts := []string{
		"where: " + code(r.Path),
		"source: " + r.Source,
		"confidence: " + string(r.Confidence),
	}
	if force := inForce(r); force != "" {
		facts = append(facts, "in force: "+force)
	}
	for _, c := range r.Changes {
		facts = append(facts, "changes on "+c.Date.Format("2 January 2006")+basis(c.Basis)+": "+c.What)
	}
	if r.Setting != "" {
		facts = append(facts, "switched on by the setting "+code(r.Setting))
	}
	list(b, facts)
	for i, ex := range r.Breaks[:min(2, len(r.Breaks))] {
		fmt.Fprintf(b, "\nBroken by%s:\n\n```text\n%s```\n", note(ex), exampleText(ex))
		if i > 0 {
			continue
		}
		if err := arithmetic(b, r, ex); err != nil {
			return err
		}
	}
	for _, ex := range r.Passes[:min(1, len(r.Passes))] {
		fmt.Fprintf(b, "\nKept by%s:\n\n```text\n%s```\n", note(ex), exampleText(ex))
	}
	return nil
}

func inForce(r validate.Rule) string {
	var parts []string
	if !r.Since.IsZero() {
		parts = append(parts, "since "+r.Since.Format("2 January 2006"))
	}
	if !r.Until.IsZero() {
		parts = append(parts, "until "+r.Until.AddDate(0, 0, -1).Format("2 January 2006"))
	}
	if len(parts) == 0 {
		return ""
	}
	return strings.Join(parts, ", ") + basis(r.Basis)
}

func basis(b validate.Basis) string {
	if b == validate.ByDocument {
		return " by the date of the document"
	}
	return " by the day on which the document arrives"
}

func note(e validate.Example) string {
	if e.Note == "" {
		return ""
	}
	return " (" + e.Note + ")"
}

// exampleText lists an example's edits and what it needs, one to a line.
func exampleText(e validate.Example) string {
	var b strings.Builder
	if e.Lines > 0 {
		fmt.Fprintf(&b, "%d equal lines of 100 rupees\n", e.Lines)
	}
	edits(&b, "", e.Edits)
	if e.ByIRN != nil {
		b.WriteString("a request by IRN\n")
		edits(&b, "  ", e.ByIRN)
	}
	needs := sample.WorldState{Taxpayers: e.World.Taxpayers}
	if len(e.World.Settings) > 0 {
		needs.Settings = map[string]any{}
		for _, name := range e.World.Settings {
			needs.Settings[name] = true
		}
	}
	if !e.World.Now.IsZero() {
		needs.Clock = e.World.Now.Format(time.RFC3339)
	}
	for _, line := range needs.Words() {
		b.WriteString(line + "\n")
	}
	if e.World.Caller != "" {
		b.WriteString("sent by " + e.World.Caller + "\n")
	}
	if b.Len() == 0 {
		return "the invoice as it is\n"
	}
	return b.String()
}

func edits(b *strings.Builder, indent string, edits validate.Edits) {
	for _, path := range slices.Sorted(maps.Keys(edits)) {
		if edits[path] == (any)(validate.Absent{}) {
			fmt.Fprintf(b, "%s%s left out\n", indent, path)
			continue
		}
		value, err := json.Marshal(edits[path])
		if err != nil {
			value = []byte(err.Error()) // examples hold texts and numbers; the page would show what else
		}
		fmt.Fprintf(b, "%s%s = %s\n", indent, path, value)
	}
}

// arithmetic writes how the expected amount of a broken example comes about, when the rule computes one.
func arithmetic(b *strings.Builder, r validate.Rule, e validate.Example) error {
	because, err := why(r, e)
	if err != nil || len(because.Arithmetic) == 0 {
		return err
	}
	b.WriteString("\n```text\n")
	for _, step := range because.Arithmetic {
		b.WriteString(step.String() + "\n")
	}
	fmt.Fprintf(b, "found %s", because.Found)
	if because.OffBy != "" {
		fmt.Fprintf(b, ", off by %s", because.OffBy)
	}
	b.WriteString("\n")
	for _, accepted := range because.Ranges {
		fmt.Fprintf(b, "accepted: %s to %s", accepted.Min, accepted.Max)
		if accepted.When != "" {
			fmt.Fprintf(b, " (%s)", accepted.When)
		}
		b.WriteString("\n")
	}
	b.WriteString("```\n")
	return nil
}

// why explains what a rule finds in an example.
func why(r validate.Rule, e validate.Example) (validate.Explanation, error) {
	register := func(gstin string) (taxpayer.Taxpayer, bool) { return taxpayer.Find(gstin, taxpayer.Open) }
	var details []validate.Detail
	if r.API == validate.GenerateEWB {
		bill, err := e.Waybill(readOn, register)
		if err != nil {
			return validate.Explanation{}, err
		}
		details = validate.ExplainWaybill(bill)
	} else {
		in, err := e.Input(readOn, register)
		if err != nil {
			return validate.Explanation{}, err
		}
		details = validate.Explain(in)
	}
	for _, d := range details {
		if d.Rule == r.ID {
			return d.Because, nil
		}
	}
	return validate.Explanation{}, fmt.Errorf("its example %q does not break it", e.Note)
}
