package reference

import (
	"html/template"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/sample"
	"github.com/irpsim/irpsim/internal/validate"
	"github.com/irpsim/irpsim/internal/web/page"
)

// rulesView is what a call checks: the rules of its document, and the codes that the service says.
type rulesView struct {
	Rules   template.HTML
	N       int
	Service []serviceRow
}

// serviceRow is a code of a call that no rule of the document raises.
type serviceRow struct {
	Code  fault.Code
	Cause string
	Href  string
	Shown bool // it has a script
}

// ruleRow is a rule with what is constant about it.
type ruleRow struct {
	validate.Rule
	example   int // of the scripts of its code, from 1; 0 for none
	tolerance bool
}

// ruleRows are the rules of the catalogue, known once.
var ruleRows = sync.OnceValue(func() []ruleRow {
	var list []ruleRow
	for _, r := range validate.All() {
		row := ruleRow{Rule: r}
		row.example = 1 + slices.IndexFunc(sample.Scenarios(r.Code), func(s sample.Scenario) bool { return s.Rule == r.ID })
		row.tolerance = tolerant(r)
		list = append(list, row)
	}
	return list
})

// tolerant reports whether a rule compares amounts with the permitted rounding: its first example is explained by a range.
func tolerant(r validate.Rule) bool {
	if len(r.Breaks) == 0 || r.API != validate.GenerateIRN || r.Breaks[0].Lines > 0 {
		return false
	}
	now := r.Breaks[0].Time(sampleDay)
	in, err := r.Breaks[0].Input(now, nobody)
	if err != nil {
		return false
	}
	for _, d := range validate.Explain(in) {
		if d.Rule == r.ID {
			return len(d.Because.Ranges) > 0
		}
	}
	return false
}

// rulesOf lists what a call checks.
func rulesOf(v *page.Visit, o Operation) rulesView {
	var d rulesView
	api := map[string]validate.API{"generate": validate.GenerateIRN, "ewb": validate.GenerateEWB}[o.API]
	var b strings.Builder
	tail := v.Link("")
	inRules := map[fault.Code]bool{}
	for _, r := range ruleRows() {
		if r.API != api {
			continue
		}
		inRules[r.Code] = true
		d.N++
		r.write(&b, tail)
	}
	d.Rules = template.HTML(b.String()) // #nosec: escaped by write
	for _, code := range codesOf(o.API) {
		e, _ := fault.Lookup(code)
		_, shown := sample.Broken(code)
		if !inRules[code] {
			d.Service = append(d.Service, serviceRow{code, e.Cause, v.Link("/errors/" + string(code)), shown})
		}
	}
	return d
}

// write puts a rule as a row of the table by hand: one call has more than a hundred.
func (r ruleRow) write(b *strings.Builder, tail string) {
	code, esc := string(r.Code), template.HTMLEscapeString
	b.WriteString(`<tr><td><a class="mono b" href="/errors/` + code + esc(tail) + `">` + code + `</a></td><td>` + esc(r.Title) +
		`<span class="sub mono">` + esc(r.Path) + `</span></td><td class="small soft">`)
	if r.tolerance {
		b.WriteString("1 rupee past the whole rupees around it")
	} else {
		b.WriteString("none")
	}
	kind := map[validate.Confidence]string{validate.Official: " ok", validate.Observed: " ok", validate.Assumption: " warn"}[r.Confidence]
	word := string(r.Confidence)
	if r.Confidence == validate.Assumption {
		word = "assumed"
	}
	b.WriteString(`</td><td><span class="chip` + kind + `">` + word + `</span></td><td class="nw">`)
	if r.example > 0 {
		sep := "?"
		if tail != "" {
			sep = "&amp;"
		}
		b.WriteString(`<a href="/errors/` + code + esc(tail) + sep + `example=` + strconv.Itoa(r.example) + `#show" aria-label="Break it: ` + esc(r.ID) + `">break it</a>`)
	}
	b.WriteString("</td></tr>")
}

// words by which the catalogue names the calls of a route.
func catalogueWords(api string) []string {
	switch api {
	case "auth", "auth103":
		return []string{"auth"}
	case "generate":
		return []string{"generate", "header", "any"}
	case "get", "getbydoc":
		return []string{"get", "header"}
	case "gstin", "syncgstin":
		return []string{"gstin", "header"}
	case "ewb":
		return []string{"ewb-generate", "header"}
	case "ewb-get":
		return []string{"ewb-get", "header"}
	case "ping":
		return nil
	}
	if strings.HasPrefix(api, "ewayapi") {
		return []string{"ewb-cancel"}
	}
	return []string{api, "header"}
}

// codesOf lists the codes of today that a call can say.
func codesOf(api string) []fault.Code {
	var list []fault.Code
	words := catalogueWords(api)
	for _, e := range fault.All() {
		if (e.Current || strings.HasPrefix(api, "ewayapi")) && slices.ContainsFunc(e.APIs, func(a string) bool { return slices.Contains(words, a) }) {
			list = append(list, e.Code)
		}
	}
	return list
}
