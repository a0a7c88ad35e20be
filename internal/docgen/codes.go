package docgen

import (
	"fmt"
	"slices"
	"strings"

	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/sample"
	"github.com/irpsim/irpsim/internal/validate"
)

// ErrorCodes writes docs/error-codes.md.
func ErrorCodes() []byte {
	var b strings.Builder
	b.WriteString("# Error codes\n\n" + generated)
	b.WriteString("The first table holds every code of the portal's lists of September 2026 and the few that only its wire shows. " +
		"Each is accounted for: a real request gets it, or a fault that you ask for raises it, or nothing on the API leads to it and " +
		"the reason stands here. `irpsim gen --break CODE` and `GET /_sim/v1/samples/CODE` hand out what yields a code that a " +
		"request can get. The rules are explained in [rules.md](rules.md).\n\n")
	b.WriteString(Counts())
	b.WriteString("\n## Codes of today\n\n")
	b.WriteString("| code | message | call | comes from | cause | remedy | rules |\n| --- | --- | --- | --- | --- | --- | --- |\n")
	accounts := validate.Accounts()
	for _, a := range accounts {
		e, _ := fault.Lookup(a.Code)
		row(&b, string(a.Code), code(e.Message), strings.Join(e.APIs, ", "), place(a), e.Cause, e.Remedy, ruleLinks(a.Rules))
	}
	b.WriteString("\n## Codes of older lists and other systems\n\nThey are explained here and raised by faults only.\n\n")
	b.WriteString("| code | message | call | cause | remedy |\n| --- | --- | --- | --- | --- |\n")
	for _, e := range fault.All() {
		if !e.Current {
			row(&b, string(e.Code), code(e.Message), strings.Join(e.APIs, ", "), e.Cause, e.Remedy)
		}
	}
	return []byte(b.String())
}

func row(b *strings.Builder, cells ...string) {
	for _, c := range cells {
		fmt.Fprintf(b, "| %s ", cell(c))
	}
	b.WriteString("|\n")
}

// place says who answers with a code.
func place(a validate.Account) string {
	said := "**" + string(a.Place) + "**"
	if a.Reason != "" {
		said += ": " + a.Reason
	}
	return said
}

func ruleLinks(ids []string) string {
	links := make([]string, len(ids))
	for i, id := range ids {
		links[i] = "[" + id + "](rules.md#" + id + ")"
	}
	return strings.Join(links, ", ")
}

// Counts is the table that README.md shows.
func Counts() string {
	places := map[validate.Place]int{}
	for _, a := range validate.Accounts() {
		places[a.Place]++
	}
	sure := map[validate.Confidence]int{}
	rules := validate.All()
	for _, r := range rules {
		sure[r.Confidence]++
	}
	var b strings.Builder
	b.WriteString("| what | how many |\n| --- | --- |\n")
	line := func(what string, n int) { fmt.Fprintf(&b, "| %s | %d |\n", what, n) }
	line("error codes of the portal's present lists", len(validate.Accounts()))
	line("… that a real request gets, each with a sample that yields it and no other", len(sample.Codes()))
	line("… that a fault raises when you ask for it", places[validate.InFaults])
	line("… that nothing on the portal's API leads to, with the reason", places[validate.Unreachable])
	line("rules of the document", len(rules))
	for _, c := range []struct {
		class validate.Confidence
		about string
	}{
		{validate.Official, "stated by NIC or GSTN"}, {validate.Observed, "seen in answers of the portal"},
		{validate.ThirdParty, "said by clients and providers only"}, {validate.Assumption, "our assumption, contradicted by nobody"},
	} {
		line("… "+c.about, sure[c.class])
	}
	return b.String()
}

// rulesOf lists the rules of a call.
func rulesOf(api validate.API) []validate.Rule {
	return slices.DeleteFunc(validate.All(), func(r validate.Rule) bool { return r.API != api })
}
