package gateway

import (
	"bytes"
	"encoding/json"
	"net/http"

	"github.com/irpsim/irpsim/internal/fault"
)

// Reply is an answer on its way out.
type Reply struct {
	Status int // of HTTP; 0 means 200
	Type   string
	Body   []byte
	Plain  any // what the journal shows as the clear text when the body wraps it; nil for none
}

// JSONType is the content type of nearly every answer.
const JSONType = "application/json; charset=utf-8"

// JSON makes a reply of a value that marshals. What does not marshal is an error of ours, which the face's caller tells.
func JSON(status int, v any) (Reply, error) {
	body, err := Marshal(v)
	return Reply{Status: status, Type: JSONType, Body: body}, err
}

// Must is [JSON] for values of texts and numbers, which always marshal.
func Must(status int, v any) Reply {
	r, err := JSON(status, v)
	if err != nil {
		return Reply{Status: http.StatusInternalServerError, Type: JSONType, Body: []byte("{}")}
	}
	return r
}

// Marshal prints v compactly and without Go's HTML escapes, as the portal does.
func Marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// Cause is why a gateway refuses by itself.
type Cause int

// The causes there are.
const (
	KeyMissing    Cause = iota // no key of the gateway was sent
	KeyWrong                   // the key is not a customer's
	TicketWrong                // the gateway's token is unknown
	TicketExpired              // it has ended
	LoginWrong                 // user and password of the gateway's own login
	NotMapped                  // the GSTIN is not one of the caller's
	BadRequest                 // what the gateway cannot read
	NotFound                   // what it does not have
	Broken                     // the simulator itself could not do it
)

// Denial is a refusal of the gateway's own: the portal was not asked. It is an error.
type Denial struct {
	Cause Cause
	Text  string // for people: what is wrong and what to do
}

func (d *Denial) Error() string { return d.Text }

// Deny makes a denial.
func Deny(cause Cause, text string) *Denial { return &Denial{cause, text} }

// Join puts the findings of a refusal into one text, code and message joined by one text and findings by the other.
func Join(e *fault.Error, between, after string) string {
	var b bytes.Buffer
	for i, f := range e.Findings {
		if i > 0 {
			b.WriteString(after)
		}
		b.WriteString(string(f.Code) + between + f.Message)
	}
	return b.String()
}

// Detail is a finding as the portal's envelope has it.
type Detail struct{ ErrorCode, ErrorMessage string }

// Details lists the findings of a refusal.
func Details(e *fault.Error) []Detail {
	list := make([]Detail, len(e.Findings))
	for i, f := range e.Findings {
		list[i] = Detail{string(f.Code), f.Message}
	}
	return list
}
