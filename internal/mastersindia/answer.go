package mastersindia

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/irpsim/irpsim/internal/fault"
)

// Envelope is what every answer of the e-invoice calls stands in. Source: GSP reference 2.2.
type Envelope struct {
	Results any `json:"results"` // a Results, a BulkAccepted, a BulkMiss, or a list of Results
}

// Results says how a call ended.
type Results struct {
	Message      any    `json:"message"` // the answer; "" for a refusal
	ErrorMessage string `json:"errorMessage"`
	InfoDtls     string `json:"InfoDtls"`
	Status       string `json:"status"`
	Code         int    `json:"code"`
	RequestID    string `json:"requestId,omitempty"`
}

// Succeeded makes the answer of a call that succeeded. The request id may be "".
func Succeeded(message any, info []fault.Info, requestID string) Results {
	return Results{message, "", InfoText(info), "Success", 200, requestID}
}

// Refused makes the answer of a call that was refused. It travels as HTTP 200: the 204 stands inside only.
func Refused(e *fault.Error, requestID string) Results {
	return Results{"", ErrorText(e.Findings), InfoText(e.Info), "Failed", 204, requestID}
}

// Failed makes the answer of a call that the gateway itself could not do, in its words.
func Failed(text string) Results { return Results{"", text, "", "Failed", 204, ""} }

// Texts of the gateway's own. Source: GSP reference 2.1, 2.4, 2.6, 3.
const (
	NotMapped      = "GSTIN does not exist / not mapped with logged-in user"
	NoAnswer       = "Expecting value: line 1 column 1" // what it says when the portal answered nothing
	WrongLogin     = "Unable to login with provided credential"
	BrokenJSON     = "Invalid Json Structure."
	BulkPending    = "Request has been accepted.Please get response by the request id"
	NoRecords      = "No records found."
	InvalidRequest = "invalid_request"
	InvalidClient  = "invalid_client"
	WrongClient    = "The client credentials are invalid"
)

// OAuthError is a refusal without an envelope: a wrong client, JSON that cannot be read.
type OAuthError struct {
	Error       string `json:"error"`
	Description string `json:"error_description"`
}

// ErrorText joins code and text, and several refusals, as one text: "2150: Duplicate IRN".
func ErrorText(found []fault.Finding) string {
	var b strings.Builder
	for i, f := range found {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(string(f.Code) + ": " + f.Message)
	}
	return b.String()
}

// InfoText is the portal's InfoDtls as the text of a JSON array, spaced and escaped as Python writes it; "" for none.
func InfoText(info []fault.Info) string {
	if len(info) == 0 {
		return ""
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(info); err != nil {
		return "" // an Info holds texts and numbers, which always marshal
	}
	return python(strings.TrimSuffix(b.String(), "\n"))
}

// python respaces compact JSON as Python's json.dumps writes it, and leaves no character beyond ASCII.
func python(compact string) string {
	var b strings.Builder
	inText := false
	for i := 0; i < len(compact); i++ {
		c := compact[i]
		switch {
		case c >= utf8.RuneSelf:
			r, n := utf8.DecodeRuneInString(compact[i:])
			i += n - 1
			if r >= 0x10000 {
				r -= 0x10000
				fmt.Fprintf(&b, `\u%04x\u%04x`, 0xD800+r>>10, 0xDC00+r&0x3FF)
			} else {
				fmt.Fprintf(&b, `\u%04x`, r)
			}
			continue
		case inText && c == '\\':
			b.WriteString(compact[i : i+2])
			i++
			continue
		case c == '"':
			inText = !inText
		}
		b.WriteByte(c)
		if !inText && (c == ',' || c == ':') {
			b.WriteByte(' ')
		}
	}
	return b.String()
}

// Links are the addresses of what a registered document can be looked at by.
type Links struct {
	QRCodeUrl   string
	EinvoicePdf string
	EwaybillPdf string `json:",omitempty"` // only with an e-way bill
}

// Generated is the answer of Generate IRN.
type Generated struct {
	AckNo         int64
	AckDt         string
	Irn           string
	SignedInvoice string
	SignedQRCode  string
	EwbNo         *int64
	EwbDt         *string
	EwbValidTill  *string
	Links
	Status  string
	Remarks string
	Alert   string `json:"alert"`
	Error   bool   `json:"error"`
}

// Fetched is the answer of Get by IRN.
type Fetched struct {
	AckNo         int64
	AckDt         string
	Irn           string
	SignedInvoice string
	SignedQRCode  string
	Status        string
	EwbNo         *int64
	EwbDt         *string
	EwbValidTill  *string
}

// FetchedByDoc is the answer of Get by document.
type FetchedByDoc struct {
	Fetched
	Remarks *string
}

// BillMade is the answer of an e-way bill by IRN.
type BillMade struct {
	EwbNo        int64
	EwbDt        string
	EwbValidTill *string
	Remarks      string
	Links
}

// BillShown is the answer of Get e-way bill by IRN.
type BillShown struct {
	EwbNo        int64
	Status       string
	GenGstin     string
	EwbDt        string
	EwbValidTill *string
	Alert        string
}

// BulkAccepted is the answer of a bulk call.
type BulkAccepted struct {
	Status        string `json:"status"`
	Message       string `json:"message"`
	Code          int    `json:"code"`
	RequestStatus string `json:"request_status"`
	RequestID     string `json:"requestId"`
}

// Accepted makes the answer of a bulk call.
func Accepted(requestID string) BulkAccepted {
	return BulkAccepted{"Success", BulkPending, 200, "pending", requestID}
}

// BulkMiss is the answer of a poll that has nothing to give.
type BulkMiss struct {
	Error         bool   `json:"error"`
	Code          int    `json:"code"`
	RequestStatus string `json:"request_status"` // "pending" while documents are under way, "" when nothing is known
	Message       string `json:"message"`
}

// Missed makes the answer of a poll that has nothing to give.
func Missed(pending bool) BulkMiss {
	m := BulkMiss{true, 204, "", NoRecords}
	if pending {
		m.RequestStatus = "pending"
	}
	return m
}

// RequestID names one call of Generate: GSTIN, document number and second.
func RequestID(gstin, number string, at time.Time) string {
	return gstin + "_" + number + "_" + strconv.FormatInt(at.Unix(), 10)
}

// BulkID names a bulk call: the second, and six bytes of chance.
func BulkID(at time.Time, chance []byte) string { return fmt.Sprintf("edoc_%d_%x", at.Unix(), chance) }
