package sample

import (
	"encoding/json"
	"strconv"
	"strings"

	"github.com/irpsim/irpsim/einv"
	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/validate"
	"github.com/irpsim/irpsim/internal/validate/schema"
)

// shapeScenarios break the JSON Schema: each member of an invoice, of a cancellation and of a request for an e-way bill
// in every way its row of the schema can be broken. Other members may be missing beside it; the portal says 5002 to each.
func shapeScenarios() []Scenario {
	var list []Scenario
	for _, m := range schema.Members(schema.GenerateIRN) {
		for _, flaw := range flaws(m) {
			edits := validate.Edits{strings.ReplaceAll(m.Path, "[]", "[0]"): flaw.value}
			list = append(list, Scenario{Code: fault.SchemaError, Note: m.Path + flaw.note,
				Steps: []Step{{API: "generate", Sample: &validate.Example{Edits: edits}}}})
		}
	}
	for _, r := range []struct {
		api  schema.API
		call string
		base func() map[string]any
	}{
		{schema.CancelIRN, "cancel", func() map[string]any {
			return map[string]any{"Irn": nobodysIRN, "CnlRsn": "1", "CnlRem": "Wrong entry"}
		}},
		{schema.GenerateEWB, "ewb", func() map[string]any {
			return map[string]any{"Irn": nobodysIRN, "TransMode": "1", "VehNo": "KA01AB1234", "VehType": "R", "Distance": 0}
		}},
	} {
		for _, m := range schema.Members(r.api) {
			for _, flaw := range flaws(m) {
				if r.call == "ewb" && m.Path == "Irn" && flaw.value == "" {
					continue // 4006
				}
				if plain, ok := requestWith(r.base(), m.Path, flaw.value); ok {
					list = append(list, Scenario{Code: fault.SchemaError, Note: r.call + ": " + m.Path + flaw.note,
						Steps: []Step{{API: r.call, Plain: plain}}})
				}
			}
		}
	}
	return list
}

// flaw is a value that a member must not have.
type flaw struct {
	note  string
	value any
}

// flaws lists what is wrong for a member, by its row of the schema. A list of lines has codes of its own (2228, 2173),
// and blocks are broken by their members.
func flaws(m schema.Member) []flaw {
	var list []flaw
	switch m.Type {
	case schema.Text:
		list = textFlaws(m)
	case schema.Number:
		list = numberFlaws(m)
	case schema.Object:
		if m.Mandatory {
			list = []flaw{{" is left out", validate.Absent{}}}
		}
	}
	return list
}

func textFlaws(m schema.Member) []flaw {
	var list []flaw
	if m.Mandatory {
		list = append(list, flaw{" is empty", ""})
	}
	if longest, err := strconv.Atoi(m.Max); err == nil {
		list = append(list, flaw{" is longer than " + m.Max, strings.Repeat("A", longest+1)})
	}
	if shortest, err := strconv.Atoi(m.Min); err == nil && shortest > 1 {
		list = append(list, flaw{" is shorter than " + m.Min, strings.Repeat("A", shortest-1)})
	}
	shortest, _ := strconv.Atoi(m.Min) // "" is 0
	switch {
	case m.Enum != nil:
		list = append(list, flaw{" is none of " + strings.Join(m.Enum, ", "), "?"})
	case m.Pattern != "":
		list = append(list, flaw{" does not match its expression", strings.Repeat(`\`, max(1, shortest))})
	}
	return list
}

func numberFlaws(m schema.Member) []flaw {
	var list []flaw
	if m.Mandatory {
		list = append(list, flaw{" is null", nil})
	}
	if a, err := einv.ParseAmount(m.Max); err == nil {
		list = append(list, flaw{" is above " + m.Max, json.Number(strconv.FormatInt(a.Milli()/1000+1, 10))})
	}
	if a, err := einv.ParseAmount(m.Min); err == nil {
		list = append(list, flaw{" is below " + m.Min, json.Number(strconv.FormatInt(a.Milli()/1000-1, 10))})
	}
	return append(list, flaw{" has more decimals than " + strconv.Itoa(m.Decimals),
		json.Number("1." + strings.Repeat("1", m.Decimals+1))})
}

// requestWith is a request in which one member has another value.
func requestWith(request map[string]any, path string, value any) (plain string, ok bool) {
	if validate.Set(request, path, value) != nil {
		return "", false
	}
	b, err := json.Marshal(request)
	return string(b), err == nil
}
