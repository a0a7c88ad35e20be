package bulk

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/irpsim/irpsim/einv"
)

// Status is what became of a document.
type Status string

const (
	Registered Status = "registered"
	Refused    Status = "refused"
	Unanswered Status = "unanswered" // whether it is registered is open: send it again
)

// Result is the portal's answer to a document: what it registered, or why not. Dates are the portal's texts.
type Result struct {
	Irn          string      `json:"irn,omitempty"`
	AckNo        json.Number `json:"ack_no,omitempty"`
	AckDt        string      `json:"ack_dt,omitempty"`
	EwbNo        json.Number `json:"ewb_no,omitempty"`
	EwbDt        string      `json:"ewb_dt,omitempty"`
	EwbValidTill string      `json:"ewb_valid_till,omitempty"`
	SignedQRCode string      `json:"-"`
	Errors       []Error     `json:"errors,omitempty"` // of a refusal, at least one
	Info         []Info      `json:"info,omitempty"`   // InfoDtls
}

// Error is one reason of a refusal. Code is "" when the document never reached the portal.
type Error struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

// Info is one entry of InfoDtls.
type Info struct {
	Code string          `json:"code"`
	Desc json.RawMessage `json:"desc"`
}

// Outcome is what became of one document of an upload.
type Outcome struct {
	Index  int    `json:"index"` // its place in the upload, from 0
	Gstin  string `json:"gstin,omitempty"`
	DocTyp string `json:"doc_type,omitempty"`
	DocNo  string `json:"doc_no,omitempty"`
	DocDt  string `json:"doc_date,omitempty"`
	Status Status `json:"status"`
	Result
	Error string `json:"error,omitempty"` // why there is no answer
}

func (o *Outcome) refuse(why string) {
	o.Status, o.Errors = Refused, []Error{{Message: why}}
}

// name says which document it is. Texts are copied: those of a document share its memory.
func (o *Outcome) name(inv *einv.Invoice) {
	if inv.SellerDtls != nil {
		o.Gstin = strings.Clone(inv.SellerDtls.Gstin)
	}
	if d := inv.DocDtls; d != nil {
		o.DocTyp, o.DocNo, o.DocDt = strings.Clone(d.Typ), strings.Clone(d.No), strings.Clone(d.Dt)
	}
}

// Told lists what the answer says beside its outcome: why an e-way bill was refused though the IRN stands, and which IRN a
// duplicate has. What is of no known shape stands as it came.
func (r Result) Told() []string {
	var list []string
	for _, i := range r.Info {
		var bills []struct{ ErrorCode, ErrorMessage string }
		var earlier struct{ Irn string }
		switch {
		case i.Code == "EWBERR" && json.Unmarshal(i.Desc, &bills) == nil && len(bills) > 0:
			for _, b := range bills {
				list = append(list, "e-way bill refused: "+strings.TrimSpace(b.ErrorCode+" "+b.ErrorMessage))
			}
		case i.Code == "DUPIRN" && json.Unmarshal(i.Desc, &earlier) == nil && earlier.Irn != "":
			list = append(list, "registered before as "+earlier.Irn)
		default:
			list = append(list, strings.TrimSpace(i.Code+" "+string(i.Desc)))
		}
	}
	return list
}

// Reasons says in one line why a document or its e-way bill is refused, "" when neither is, and what else was told.
func (o Outcome) Reasons() string {
	parts := make([]string, 0, len(o.Errors)+1)
	for _, e := range o.Errors {
		parts = append(parts, strings.TrimSpace(e.Code+" "+e.Message))
	}
	parts = append(parts, o.Told()...)
	if o.Error != "" {
		parts = append(parts, o.Error)
	}
	return strings.Join(parts, "; ")
}

// Columns are the headings of [Outcome.Row].
func Columns() []string {
	return []string{"index", "gstin", "doc_type", "doc_no", "doc_date", "status", "irn", "ack_no", "ack_dt", "ewb_no", "ewb_valid_till", "reasons"}
}

// Row is an outcome as a row of a table.
func (o Outcome) Row() []string {
	return []string{
		fmt.Sprint(o.Index), o.Gstin, o.DocTyp, o.DocNo, o.DocDt, string(o.Status), o.Irn, o.AckNo.String(), o.AckDt,
		o.EwbNo.String(), o.EwbValidTill, o.Reasons(),
	}
}

// Tally counts the outcomes of an upload.
type Tally struct {
	Registered int `json:"registered"`
	Refused    int `json:"refused"`
	Unanswered int `json:"unanswered"`
}

// Add counts another upload in.
func (t *Tally) Add(other Tally) {
	t.Registered += other.Registered
	t.Refused += other.Refused
	t.Unanswered += other.Unanswered
}

func (t *Tally) add(o Outcome) {
	switch o.Status {
	case Registered:
		t.Registered++
	case Refused:
		t.Refused++
	default:
		t.Unanswered++
	}
}

// Bad is how many documents are not known to be registered.
func (t Tally) Bad() int { return t.Refused + t.Unanswered }

func (t Tally) String() string {
	text := fmt.Sprintf("%d registered, %d refused", t.Registered, t.Refused)
	if t.Unanswered > 0 {
		text += fmt.Sprintf(", %d without a usable answer: whether they are registered is open, so send them again", t.Unanswered)
	}
	return text
}
