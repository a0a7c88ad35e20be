package errs

import (
	"fmt"
	"strings"
	"time"

	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/irn"
	"github.com/irpsim/irpsim/internal/sample"
	"github.com/irpsim/irpsim/internal/validate"
	"github.com/irpsim/irpsim/internal/web/page"
)

// picture draws a rule by its kind. One of its parts is set.
type picture struct {
	Sum    *sum
	Value  *value
	Hash   *hash
	Window *window
	Order  *order
}

// sum is a rule of arithmetic, with the values of its first example.
type sum struct {
	Path            string
	Steps           []validate.Step
	Expected, Found string
	OffBy           string // without sign
	Low             bool   // found is too low
	Range           validate.Range
	Others          []validate.Range
}

// Label says the number line in words.
func (s sum) Label() string {
	side := "above"
	if s.Low {
		side = "below"
	}
	return fmt.Sprintf("Accepted from %s to %s. Found %s, %s the range. Order true, distance not to scale.", s.Range.Min, s.Range.Max, s.Found, side)
}

// X is where the found amount stands on the number line.
func (s sum) X() int {
	if s.Low {
		return 28
	}
	return 232
}

// value is a rule without arithmetic: what was found and what would pass.
type value struct{ Path, Found, Expected, Row string }

// hash is the formula of the IRN with the values of a document.
type hash struct{ Gstin, Year, Typ, No, Irn string }

// window is a span of time after an event.
type window struct {
	From, Event string // the clock's event, and where it is read
	Span        string
	Setting     string // that changes it
	Until       string
	Code        fault.Code
}

// order is what the portal looks at before and after a code, the first failure being the only one answered.
type order struct {
	Title string
	Steps []orderStep
}

type orderStep struct {
	Text    string
	Codes   []item
	Current bool
}

// maxTerms bounds the rows of a sum that are drawn.
const maxTerms = 8

// pictureOf chooses the drawing for a code: the windows and the hash by what decides them, rules by their explanation of
// the example, the rest by their place in the order of checks.
func pictureOf(v *page.Visit, e fault.Entry, c chosen) picture {
	if w := windowOf(v, e.Code); w != nil {
		return picture{Window: w}
	}
	switch e.Code {
	case fault.Duplicate, fault.DuplicateCancelled, fault.DuplicateElsewhere, fault.DocumentNotFound:
		return picture{Hash: hashOf(v)}
	}
	if p, ok := ruleDrawn(v, e.Code, c); ok {
		return p
	}
	return picture{Order: orderOf(v, e.Code)}
}

// windowOf knows the codes that a span of time decides, with its length in this world.
func windowOf(v *page.Visit, code fault.Code) *window {
	s := v.World.Settings()
	hours := func(n int) string { return page.Plural(n, "hour", "hours") }
	days := func(n int) string { return page.Plural(n, "day", "days") }
	now := v.Now()
	w := &window{Code: code}
	var length time.Duration
	switch code {
	case fault.CancelTooLate:
		w.From, w.Event, w.Span, w.Setting, length = "registered", "AckDt", hours(s.CancelHours), "cancel_hours", s.CancelWindow()
	case fault.GetTooLate:
		w.From, w.Event, w.Span, w.Setting, length = "registered", "AckDt", days(s.GetDays), "get_days", s.GetWindow()
	case fault.InvalidToken:
		w.From, w.Event, w.Span, w.Setting, length = "logged in", "TokenExpiry", page.Plural(s.TokenMinutes, "minute", "minutes"), "token_minutes", s.TokenLife()
	case fault.EwaybillTooLate:
		w.From, w.Event, w.Span, length = "bill made", "EwbDt", hours(24), 24*time.Hour
	case "2305":
		w.From, w.Event, w.Span, w.Setting, length = "dated", "DocDtls.Dt", days(s.ReportingDays), "reporting_days", time.Duration(s.ReportingDays)*24*time.Hour
	default:
		return nil
	}
	w.Until = page.Stamp(now.Add(length))
	if code == "2305" {
		w.Until = page.Date(now.Add(length))
	}
	return w
}

// hashOf is the formula with the document that the sample would be.
func hashOf(v *page.Visit) *hash {
	u, ok := v.User()
	if !ok {
		u.Gstin = sample.DefaultSeller
	}
	now := v.Now()
	h := &hash{Gstin: u.Gstin, Year: irn.FinancialYear(now), Typ: "INV", No: "SIM/" + irn.FinancialYear(now)[2:] + "/0001"}
	h.Irn = irn.Of(h.Gstin, h.Typ, h.No, now, now)
	return h
}

// ruleDrawn explains the document of the example and draws what the rule says of it.
func ruleDrawn(v *page.Visit, code fault.Code, c chosen) (picture, bool) {
	for i := len(c.wish.Scenario.Steps) - 1; i >= 0; i-- {
		step := c.wish.Scenario.Steps[i]
		example := step.Bill
		if example == nil {
			example = step.Sample
		}
		if example == nil || example.Lines > 20 {
			continue
		}
		for _, d := range explained(v, example) {
			if d.Code == code {
				return drawn(d), true
			}
		}
	}
	return picture{}, false
}

func explained(v *page.Visit, e *validate.Example) []validate.Detail {
	in, err := e.Input(v.Now(), v.World.Taxpayer)
	if err != nil {
		return nil
	}
	details := validate.Explain(in)
	bill, err := e.Waybill(v.Now(), v.World.Taxpayer)
	if err != nil || e.ByIRN == nil && in.Invoice.EwbDtls == nil {
		return details
	}
	return append(details, validate.ExplainWaybill(bill)...)
}

func drawn(d validate.Detail) picture {
	b := d.Because
	if len(b.Arithmetic) == 0 || len(b.Ranges) == 0 || len(b.Arithmetic) > maxTerms {
		return picture{Value: &value{d.Path, b.Found, b.Expected, b.MasterRow}}
	}
	s := &sum{Path: d.Path, Steps: b.Arithmetic, Expected: b.Expected, Found: b.Found, Range: b.Ranges[0], Others: b.Ranges[1:]}
	s.OffBy = strings.TrimPrefix(b.OffBy, "-")
	s.Low = s.OffBy != b.OffBy
	return picture{Sum: s}
}
