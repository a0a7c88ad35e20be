package irptest

import (
	"encoding/json"
	"errors"
	"strings"

	"github.com/irpsim/irpsim/internal/client"
)

// Error is a refusal of the portal: what it found, in its order, and what it sent along. A broken connection, or an answer
// that cannot be opened, is another error.
type Error struct {
	HTTPStatus int
	Details    []Detail // ErrorDetails
	InfoDtls   []Info

	found func(irn string)
}

// Detail is one entry of ErrorDetails.
type Detail struct{ Code, Message string }

// Info is one entry of InfoDtls, such as DUPIRN or EWBERR. Desc is text, an object or an array, as the code has it.
type Info struct {
	Code string
	Desc json.RawMessage
}

// Duplicate is what a refusal of 2150 or 2278 tells of the earlier registration.
type Duplicate struct{ Irn, AckNo, AckDt string }

func (e *Error) Error() string {
	var parts []string
	for _, d := range e.Details {
		parts = append(parts, strings.TrimSpace(d.Code+" "+d.Message))
	}
	if len(parts) == 0 {
		return "the portal refused without a reason"
	}
	return "the portal refused: " + strings.Join(parts, "; ")
}

// Codes lists the codes in the portal's order.
func (e *Error) Codes() []string {
	codes := make([]string, len(e.Details))
	for i, d := range e.Details {
		codes[i] = d.Code
	}
	return codes
}

// Duplicate reads the earlier registration out of InfoDtls; false when there is none. Who takes the IRN from here need not
// ask the portal for it: [UnreadDuplicate] is content.
func (e *Error) Duplicate() (Duplicate, bool) {
	for _, i := range e.InfoDtls {
		if d, ok := duplicateIn(i.Code, i.Desc); ok {
			if e.found != nil {
				e.found(d.Irn)
			}
			return d, true
		}
	}
	return Duplicate{}, false
}

// duplicateIn reads one entry of InfoDtls.
func duplicateIn(code string, desc json.RawMessage) (Duplicate, bool) {
	var d struct {
		AckNo json.Number
		AckDt string
		Irn   string
	}
	if !strings.HasPrefix(code, "DUPIRN") || json.Unmarshal(desc, &d) != nil || d.Irn == "" {
		return Duplicate{}, false
	}
	return Duplicate{Irn: d.Irn, AckNo: d.AckNo.String(), AckDt: d.AckDt}, true
}

// Code returns the first code of a refusal, "" when err is nil or no refusal of the portal.
func Code(err error) string {
	if e, ok := errors.AsType[*Error](err); ok && len(e.Details) > 0 {
		return e.Details[0].Code
	}
	return ""
}

// Codes returns every code of a refusal, nil when err is nil or no refusal of the portal.
func Codes(err error) []string {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Codes()
	}
	return nil
}

// outward turns an error of the internal client into one of ours.
func (s *Sim) outward(err error) error {
	r, ok := errors.AsType[*client.Refusal](err)
	if !ok {
		return err
	}
	e := &Error{HTTPStatus: r.HTTPStatus, found: s.tookIRN}
	for _, d := range r.Errors {
		e.Details = append(e.Details, Detail(d))
	}
	e.InfoDtls = infos(r.Info)
	return e
}

func infos(list []client.Info) []Info {
	var out []Info
	for _, i := range list {
		out = append(out, Info(i))
	}
	return out
}

func (s *Sim) tookIRN(irn string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.read[irn] = true
}
