package control

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/sample"
	"github.com/irpsim/irpsim/internal/validate"
)

// errorRow is a code in the list.
type errorRow struct {
	Code    fault.Code     `json:"code"`
	Message string         `json:"message"`
	APIs    []string       `json:"apis"`
	Current bool           `json:"current"`
	Place   validate.Place `json:"place"` // "legacy" for a code that is not one of today's
	URL     string         `json:"url"`
}

// errorEntry is everything known of a code.
type errorEntry struct {
	errorRow
	Reason     string      `json:"reason"` // who raises it, or why nobody does
	Cause      string      `json:"cause"`
	Remedy     string      `json:"remedy"`
	Source     string      `json:"source"`
	Confidence string      `json:"confidence"` // of code and text
	Also       []string    `json:"also"`       // other texts seen under this code
	Rules      []errorRule `json:"rules"`
	Sample     string      `json:"sample"` // where an example is; "" when there is none
}

// errorRule is a rule as people read it.
type errorRule struct {
	ID         string              `json:"id"`
	Path       string              `json:"path"`
	Title      string              `json:"title"`
	Why        string              `json:"why"`
	Source     string              `json:"source"`
	Confidence validate.Confidence `json:"confidence"`
	Since      string              `json:"since,omitempty"` // yyyy-MM-dd
	Until      string              `json:"until,omitempty"`
	Setting    string              `json:"setting,omitempty"` // that switches it on
}

// legacy is the place of codes that are explained and never raised.
const legacy validate.Place = "legacy"

// errorList lists the catalogue, or what of it fits the query.
func (s *Server) errorList(c *call) error {
	q := c.URL.Query()
	where := places()
	rows := []errorRow{}
	for _, e := range fault.All() {
		row := rowOfCode(e, where)
		if fits(e, q.Get("q")) && (q.Get("api") == "" || slices.Contains(e.APIs, q.Get("api"))) &&
			(q.Get("place") == "" || strings.EqualFold(q.Get("place"), string(row.Place))) {
			rows = append(rows, row)
		}
	}
	return c.answer(http.StatusOK, rows)
}

// places tells where the current codes come from.
func places() map[fault.Code]validate.Account {
	m := map[fault.Code]validate.Account{}
	for _, a := range validate.Accounts() {
		m[a.Code] = a
	}
	return m
}

func rowOfCode(e fault.Entry, places map[fault.Code]validate.Account) errorRow {
	row := errorRow{e.Code, e.Message, append([]string{}, e.APIs...), e.Current, legacy, Prefix + "/errors/" + string(e.Code)}
	if a, ok := places[e.Code]; ok {
		row.Place = a.Place
	}
	return row
}

// fits reports whether every word of q stands in the texts of an entry, in any letter case.
func fits(e fault.Entry, q string) bool {
	text := strings.ToLower(strings.Join([]string{string(e.Code), e.Message, e.Cause, e.Remedy}, " "))
	for word := range strings.FieldsSeq(strings.ToLower(q)) {
		if !strings.Contains(text, word) {
			return false
		}
	}
	return true
}

// errorOf tells everything about one code.
func (s *Server) errorOf(c *call) error {
	code := fault.Code(c.param("code"))
	e, ok := fault.Lookup(code)
	if !ok {
		return missing("there is no code " + string(code) + "; GET " + Prefix + "/errors lists them all")
	}
	where := places()
	entry := errorEntry{
		errorRow: rowOfCode(e, where), Cause: e.Cause, Remedy: e.Remedy, Source: e.Source, Confidence: e.Confidence,
		Also: append([]string{}, e.Also...), Rules: []errorRule{}, Reason: "The portal's lists of today do not hold it; only a fault raises it.",
	}
	if a, current := where[code]; current {
		entry.Reason = a.Reason
		if a.Place == validate.InRules {
			entry.Reason = "Rules of the document raise it."
		}
	}
	for _, r := range validate.All() {
		if r.Code == code {
			entry.Rules = append(entry.Rules, errorRule{
				r.ID, r.Path, r.Title, r.Why, r.Source, r.Confidence, dayOf(r.Since), dayOf(r.Until), r.Setting,
			})
		}
	}
	if _, ok := sample.Broken(code); ok {
		entry.Sample = Prefix + "/samples/" + string(code)
	}
	return c.answer(http.StatusOK, entry)
}

func dayOf(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.DateOnly)
}
