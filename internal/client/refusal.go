package client

import (
	"encoding/json"
	"strings"
)

// invalidToken is the code on which clients log in again. Source: protocol reference 20.11 (confirmed).
const invalidToken = "1005"

// Refusal is the portal's no: what it found, in its order, and what it sent along.
type Refusal struct {
	HTTPStatus int
	Errors     []Detail
	Info       []Info
}

// Detail is one entry of ErrorDetails.
type Detail struct {
	Code    string `json:"ErrorCode"`
	Message string `json:"ErrorMessage"`
}

// Info is one entry of InfoDtls. Desc is text, an object or an array, as the code has it.
type Info struct {
	Code string          `json:"InfCd"`
	Desc json.RawMessage `json:"Desc"`
}

// Duplicate is what InfoDtls tells of an earlier registration.
type Duplicate struct {
	AckNo json.Number
	AckDt string
	Irn   string
}

func (r *Refusal) Error() string {
	var parts []string
	for _, d := range r.Errors {
		parts = append(parts, strings.TrimSpace(d.Code+" "+d.Message))
	}
	if len(parts) == 0 {
		return "refused without a reason"
	}
	return "refused: " + strings.Join(parts, "; ")
}

// Has tells whether one of the entries has the code.
func (r *Refusal) Has(code string) bool {
	for _, d := range r.Errors {
		if d.Code == code {
			return true
		}
	}
	return false
}

// Codes lists the codes in the portal's order.
func (r *Refusal) Codes() []string {
	codes := make([]string, len(r.Errors))
	for i, d := range r.Errors {
		codes[i] = d.Code
	}
	return codes
}

// Duplicate returns the earlier registration that a refusal of 2150, 2278 or 2295 names; false when it names none.
func (r *Refusal) Duplicate() (Duplicate, bool) {
	for _, i := range r.Info {
		var d Duplicate
		if strings.HasPrefix(i.Code, "DUPIRN") && json.Unmarshal(i.Desc, &d) == nil && d.Irn != "" {
			return d, true
		}
	}
	return Duplicate{}, false
}
