package lint

import (
	"time"

	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/validate"
	"github.com/irpsim/irpsim/internal/validate/schema"
)

// Kind says what kind of check found something.
type Kind string

// The kinds of findings, in the order in which the portal meets them.
const (
	Size      Kind = "size"      // longer than a request may be
	JSON      Kind = "json"      // not a JSON object
	Type      Kind = "type"      // a member whose JSON type its place cannot take
	Schema    Kind = "schema"    // against the JSON Schema
	Business  Kind = "rule"      // against a rule of the catalogue
	Duplicate Kind = "duplicate" // registered before; only a running world knows
)

// Report is what was found of one document. docs/lint.md describes its JSON.
type Report struct {
	File     string    `json:"file,omitempty"` // as the user named it, "-" is standard input
	Index    *int      `json:"index,omitempty"`
	Wrapper  string    `json:"wrapper,omitempty"` // path of the member that held it
	Line     int       `json:"line,omitzero"`     // where it begins
	API      string    `json:"api"`
	Document *Identity `json:"document,omitempty"` // nil when the text cannot be read
	Caller   string    `json:"caller,omitempty"`   // GSTIN that is taken to be logged in
	AsOf     time.Time `json:"as_of"`              // the instant whose rules were applied
	Clean    bool      `json:"clean"`              // no findings; notes do not count
	Findings []Finding `json:"findings"`           // in the portal's order, later ones last
	Notes    []Note    `json:"notes"`

	label string
}

// Name returns how people refer to the document: file and index.
func (r *Report) Name() string { return r.label }

// Identity is what a document calls itself.
type Identity struct {
	Gstin string `json:"gstin,omitempty"` // of the supplier
	Typ   string `json:"typ,omitempty"`
	No    string `json:"no,omitempty"`
	Dt    string `json:"dt,omitempty"`
	Irn   string `json:"irn,omitempty"`
}

// Finding is one thing that the portal refuses, and why.
type Finding struct {
	Kind    Kind       `json:"kind"`
	Code    fault.Code `json:"code"`
	Message string     `json:"message"` // as on the wire
	Rule    string     `json:"rule"`    // id of the rule; of other kinds the kind itself
	Path    string     `json:"path,omitempty"`
	Paths   []string   `json:"paths,omitempty"` // every place, when the portal merges several into one entry
	Span
	Later bool `json:"later"` // the portal would show it only after the earlier ones are mended
	validate.Explanation

	Title      string        `json:"title"`
	Why        string        `json:"why,omitempty"`
	Mend       string        `json:"mend,omitempty"`
	Source     string        `json:"source,omitempty"`
	Confidence string        `json:"confidence,omitempty"` // official, observed, third-party, assumption
	Since      time.Time     `json:"since,omitzero"`
	Until      time.Time     `json:"until,omitzero"`
	Setting    string        `json:"setting,omitempty"` // the world setting that switches the rule on
	Member     *MemberLimits `json:"member,omitempty"`  // what the schema says of the member; of kind schema
}

// MemberLimits is what the schema knows of a member.
type MemberLimits struct {
	Display           string            `json:"display"`            // what messages call it
	DisplayConfidence schema.Confidence `json:"display_confidence"` // observed, or inferred
	Type              schema.Type       `json:"type"`
	Mandatory         bool              `json:"mandatory"`
	Min               string            `json:"min,omitempty"` // characters of a text, value of a number
	Max               string            `json:"max,omitempty"`
	Decimals          int               `json:"decimals,omitzero"`
	Pattern           string            `json:"pattern,omitempty"`
	Enum              []string          `json:"enum,omitempty"`
	Meaning           string            `json:"meaning,omitempty"`
}

// NoteKind says what a note is about.
type NoteKind string

// The kinds of notes: what the portal passes over in silence.
const (
	UnknownMember  NoteKind = "unknown-member"
	LetterCase     NoteKind = "letter-case"
	RepeatedMember NoteKind = "repeated-member"
	NotJudged      NoteKind = "not-judged"
	EWayBill       NoteKind = "e-way-bill" // the IRN would be given, the e-way bill not
	NoUser         NoteKind = "no-user"    // nobody of the world can log in for the caller
)

// Note is something to know about a document that is no finding.
type Note struct {
	Kind NoteKind   `json:"kind"`
	Code fault.Code `json:"code,omitempty"` // of kind e-way-bill
	Path string     `json:"path,omitempty"`
	Span
	Text       string `json:"text"`
	DidYouMean string `json:"did_you_mean,omitempty"`
}

// Now returns the findings that the portal would answer with, without those that come later.
func (r *Report) Now() []Finding {
	for i := range r.Findings {
		if r.Findings[i].Later {
			return r.Findings[:i]
		}
	}
	return r.Findings
}

// Result is what was found of everything that was looked at.
type Result struct {
	Version   string    `json:"version"` // of the program
	AsOf      time.Time `json:"as_of"`
	Documents []Report  `json:"documents"`
	Next      *Next     `json:"next,omitempty"` // nil when nothing is known to change
	Summary   Summary   `json:"summary"`
}

// Next is what changes in the rules on the next day on which something does.
type Next struct {
	Date    string           `json:"date"` // yyyy-MM-dd
	Changes []validate.Dated `json:"changes"`
}

// Summary counts.
type Summary struct {
	Documents    int `json:"documents"`
	Clean        int `json:"clean"`
	WithFindings int `json:"with_findings"`
	Findings     int `json:"findings"` // those the portal would answer with
	Later        int `json:"later"`
	Notes        int `json:"notes"`
}

// Collect makes the result of reports.
func Collect(version string, asOf time.Time, reports []Report) Result {
	r := Result{Version: version, AsOf: asOf, Documents: reports, Next: NextChange(asOf)}
	if r.Documents == nil {
		r.Documents = []Report{}
	}
	r.Summary.Documents = len(reports)
	for i := range reports {
		now := len(reports[i].Now())
		r.Summary.Findings += now
		r.Summary.Later += len(reports[i].Findings) - now
		r.Summary.Notes += len(reports[i].Notes)
		if reports[i].Clean {
			r.Summary.Clean++
		} else {
			r.Summary.WithFindings++
		}
	}
	return r
}

// NextChange returns what changes on the first day after an instant on which a rule changes, nil when none is known.
func NextChange(after time.Time) *Next {
	all := validate.Changes(after)
	if len(all) == 0 {
		return nil
	}
	n := 1
	for n < len(all) && all[n].Date.Equal(all[0].Date) {
		n++
	}
	return &Next{Date: all[0].Date.Format(time.DateOnly), Changes: all[:n]}
}
