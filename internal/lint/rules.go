package lint

import (
	"encoding/json"
	"strconv"

	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/validate"
)

// business runs the rules and the look for duplicates. The portal's order: the gate, which ends everything at its first
// finding, then duplicates, then the other rules.
func (j *job) business(in *validate.Input) {
	if j.blind != "" {
		j.note(Note{Kind: NotJudged, Path: j.blind, Text: "the rules were not applied: they depend on " + j.blind})
		return
	}
	details := validate.Explain(in)
	shown := 0 // details that the gate shows before it ends
	if gate := validate.Gate(in); len(gate) > 0 {
		for shown < len(details) && !details[shown].Later {
			shown++
		}
	}
	j.rules(details[:shown])
	j.later = j.later || shown > 0
	if j.ctx.Duplicate != nil && in.Invoice.DocDtls != nil && in.Invoice.SellerDtls != nil {
		if earlier := j.ctx.Duplicate(in.Invoice); earlier != nil {
			j.duplicate(earlier)
			j.later = true
		}
	}
	j.rules(details[shown:])
}

func (j *job) rules(details []validate.Detail) {
	for _, d := range details {
		if within(d.Path, j.moot) {
			continue
		}
		j.add(ruleFinding(d))
	}
}

func ruleFinding(d validate.Detail) Finding {
	entry, _ := fault.Lookup(d.Code)
	return Finding{
		Kind: Business, Code: d.Code, Message: d.Message, Rule: d.Rule, Path: d.Path, Paths: d.Paths, Later: d.Later,
		Explanation: d.Because, Title: d.Title, Why: d.Why, Mend: entry.Remedy, Source: d.Source,
		Confidence: string(d.Confidence), Since: d.Since, Until: d.Until, Setting: d.Setting,
	}
}

func (j *job) duplicate(earlier *fault.Error) {
	for _, found := range earlier.Findings {
		entry, _ := fault.Lookup(found.Code)
		f := Finding{
			Kind: Duplicate, Code: found.Code, Message: found.Message, Rule: string(Duplicate), Path: "DocDtls.No",
			Title: "Supplier, financial year, document type and number must not be registered yet.",
			Why:   "The IRN is the hash of the four; a second document of the same IRN is the same document.",
			Mend:  entry.Remedy, Source: entry.Source, Confidence: string(validate.Observed),
		}
		if j.Document != nil {
			f.Found = j.Document.No
		}
		f.Expected = "a number that is not registered"
		if len(earlier.Info) > 0 {
			if row, err := json.Marshal(earlier.Info[0].Desc); err == nil {
				f.MasterRow = "registered: " + string(row)
			}
		}
		j.add(f)
	}
}

// tooManyLines refuses a document for the number of its lines. They are not judged: nobody reads that many findings, and
// the portal does not look at them either.
func (j *job) tooManyLines(n int) {
	const rule = "items-not-too-many"
	for _, r := range validate.All() {
		if r.ID == rule {
			d := validate.Detail{
				Code: r.Code, Message: fault.Message(r.Code), Rule: r.ID, Path: r.Path, Title: r.Title, Why: r.Why,
				Source: r.Source, Confidence: r.Confidence,
				Because: validate.Explanation{Found: strconv.Itoa(n) + " lines", Expected: "at most " + strconv.Itoa(j.lineLimit())},
			}
			j.add(ruleFinding(d))
		}
	}
	j.note(Note{Kind: NotJudged, Path: "ItemList", Text: "neither lines nor totals were looked at: there are too many lines"})
}

func (j *job) lineLimit() int {
	if s := j.ctx.Settings; s != nil && s.MaxItems > 0 {
		return s.MaxItems
	}
	return 1000 // NIC Generate IRN page
}

// waybill notes why the e-way bill asked for in EwbDtls would fail. The IRN is given all the same, and the reason stands in
// InfoDtls of its answer; so these are no findings.
func (j *job) waybill(in *validate.Input) {
	known := func(id string) bool {
		_, ok := in.Taxpayer(id)
		return ok
	}
	for _, d := range validate.ExplainWaybill(&validate.WaybillInput{Input: in, Transporter: known}) {
		if within(d.Path, j.moot) {
			continue
		}
		f := ruleFinding(d)
		text := "the e-way bill would fail: " + d.Message
		if because := f.reason(); because != "" {
			text += "; " + because
		}
		j.note(Note{Kind: EWayBill, Code: d.Code, Path: d.Path, Text: text})
	}
}
