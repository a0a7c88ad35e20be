// Package fault is the portal's error catalogue as data, and the one error type that refusals travel in.
//
// An operation that refuses returns a [*Error]; a face turns it into the words of its wire. Any other error is a defect
// or an accident of ours: it is logged with the request id and answered with the portal's generic text.
package fault

import "strings"

// Code is an error code as the portal prints it: "2150".
type Code string

// Finding is one entry of an answer's ErrorDetails, and where it came from.
type Finding struct {
	Code    Code
	Message string // literal text, slots filled
	Path    string // the member that broke the rule, "ItemList[0].GstRt"; "" when none did. Never on the wire
	Rule    string // id of the rule in internal/validate; "" when the service refused. Never on the wire
}

// Info is one entry of an answer's InfoDtls.
type Info struct {
	InfCd string `json:"InfCd"`
	Desc  any    `json:"Desc"`
}

// Error is a refusal: at least one finding in the order of the wire, and what InfoDtls carries with it.
type Error struct {
	Findings []Finding
	Info     []Info
}

func (e *Error) Error() string {
	var b strings.Builder
	for i, f := range e.Findings {
		if i > 0 {
			b.WriteString("; ")
		}
		b.WriteString(string(f.Code) + " " + f.Message)
	}
	return b.String()
}

// New makes a refusal with one finding; slots fill {0}, {1} … of the catalogue's message.
func New(code Code, slots ...string) *Error {
	return &Error{Findings: []Finding{{Code: code, Message: Message(code, slots...)}}}
}

// WithText makes a refusal whose text is not the catalogue's: schema messages, and codes worded differently by service.
func WithText(code Code, text string) *Error {
	return &Error{Findings: []Finding{{Code: code, Message: text}}}
}

// WithInfo adds InfoDtls to a refusal and returns it.
func (e *Error) WithInfo(info ...Info) *Error {
	e.Info = append(e.Info, info...)
	return e
}

// Codes lists the codes of the findings in order.
func (e *Error) Codes() []string {
	codes := make([]string, len(e.Findings))
	for i, f := range e.Findings {
		codes[i] = string(f.Code)
	}
	return codes
}

// Message returns the catalogue's text of code with its slots filled.
func Message(code Code, slots ...string) string {
	entry, _ := Lookup(code)
	return Fill(entry.Message, slots...)
}

// Fill replaces {0}, {1} … in text.
func Fill(text string, slots ...string) string {
	for i, s := range slots {
		text = strings.ReplaceAll(text, "{"+string(rune('0'+i))+"}", s)
	}
	return text
}
