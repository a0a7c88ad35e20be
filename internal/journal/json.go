package journal

import (
	"encoding/json"
	"time"
)

// entryJSON is the form of an entry in the control API.
type entryJSON struct {
	ID         uint64      `json:"id"`
	Time       time.Time   `json:"time"`
	API        string      `json:"api"`
	Face       string      `json:"face"`
	Method     string      `json:"method"`
	Path       string      `json:"path"`
	RequestID  string      `json:"request_id"`
	Remote     string      `json:"remote,omitempty"`
	ClientID   string      `json:"client_id,omitempty"`
	UserName   string      `json:"user_name,omitempty"`
	Gstin      string      `json:"gstin,omitempty"`
	Irn        string      `json:"irn,omitempty"`
	Codes      []string    `json:"codes"` // [] when nothing was refused
	HTTPStatus int         `json:"http_status"`
	DurationMS float64     `json:"duration_ms"`
	Request    messageJSON `json:"request"`
	Response   messageJSON `json:"response"`
	Notes      []Note      `json:"notes"`
	Fault      string      `json:"fault,omitempty"`
}

type messageJSON struct {
	Headers map[string]string `json:"headers,omitempty"`
	Body    string            `json:"body"`
	Cipher  string            `json:"cipher,omitempty"`
	Plain   json.RawMessage   `json:"plain,omitempty"` // the document itself when it is JSON, else its text
}

// MarshalJSON writes the entry in snake_case, with the duration in milliseconds.
func (e Entry) MarshalJSON() ([]byte, error) {
	j := entryJSON{
		ID: e.ID, Time: e.Time, API: e.API, Face: e.Face, Method: e.Method, Path: e.Path, RequestID: e.RequestID,
		Remote: e.Remote, ClientID: e.ClientID, UserName: e.UserName, Gstin: e.Gstin, Irn: e.Irn,
		Codes: e.Codes, HTTPStatus: e.HTTPStatus, DurationMS: float64(e.Duration.Microseconds()) / 1000,
		Notes: e.Notes, Fault: e.Fault,
	}
	if j.Codes == nil {
		j.Codes = []string{}
	}
	if j.Notes == nil {
		j.Notes = []Note{}
	}
	var err error
	if j.Request, err = e.Request.onPaper(); err != nil {
		return nil, err
	}
	if j.Response, err = e.Response.onPaper(); err != nil {
		return nil, err
	}
	return json.Marshal(j)
}

func (m Message) onPaper() (messageJSON, error) {
	j := messageJSON{Headers: m.Headers, Body: m.Body, Cipher: m.Cipher}
	switch {
	case m.Plain == "":
	case json.Valid([]byte(m.Plain)):
		j.Plain = json.RawMessage(m.Plain)
	default:
		text, err := json.Marshal(m.Plain)
		if err != nil {
			return messageJSON{}, err
		}
		j.Plain = text
	}
	return j, nil
}

// MarshalJSON writes the message as it stands in an entry.
func (m Message) MarshalJSON() ([]byte, error) {
	j, err := m.onPaper()
	if err != nil {
		return nil, err
	}
	return json.Marshal(j)
}
