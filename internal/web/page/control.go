package page

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/go-chi/chi/v5"

	"github.com/irpsim/irpsim/internal/api/control"
)

// Call is a call of the control API: what a button does, and what its “As curl” shows.
type Call struct {
	Method string
	Path   string // below /_sim/v1: "/clock/advance"
	Body   any    // nil for none; else what is sent as JSON
}

// Done is a control call that succeeded.
type Done struct {
	Call
	Status int
	Answer []byte
}

// Read decodes the answer into v.
func (d Done) Read(v any) error { return json.Unmarshal(d.Answer, v) }

// Sim makes a control call for the world of the visit. The error is a [*Problem] with the words of the control API.
func (v *Visit) Sim(c Call) (Done, error) {
	body, err := c.body()
	if err != nil {
		return Done{}, err
	}
	// The router of the control API finds its way from the beginning, not from where the portal's has come to.
	ctx := context.WithValue(v.Context(), chi.RouteCtxKey, (*chi.Context)(nil))
	r, err := http.NewRequestWithContext(ctx, c.Method, control.Prefix+v.Link(c.Path), bytes.NewReader(body))
	if err != nil {
		return Done{}, err
	}
	r.Host = "localhost"
	r.Header.Set("Content-Type", "application/json")
	if v.Token != "" {
		r.Header.Set("Authorization", "Bearer "+v.Token)
	}
	rec := httptest.NewRecorder()
	v.Control.ServeHTTP(rec, r)
	if rec.Code < 300 {
		return Done{c, rec.Code, rec.Body.Bytes()}, nil
	}
	var told struct{ Title, Detail string }
	if json.Unmarshal(rec.Body.Bytes(), &told) != nil || told.Detail == "" {
		told.Detail = strings.TrimSpace(rec.Body.String())
	}
	return Done{}, &Problem{rec.Code, "This could not be done.", sentence(told.Detail)}
}

func (c Call) body() ([]byte, error) {
	switch b := c.Body.(type) {
	case nil:
		return nil, nil
	case json.RawMessage:
		return b, nil
	}
	return json.Marshal(c.Body)
}

// Curl writes the call as a line for a shell, which works as it is.
func (v *Visit) Curl(c Call) string {
	var b strings.Builder
	b.WriteString("curl -sS")
	if c.Method != http.MethodGet {
		b.WriteString(" -X " + c.Method)
	}
	b.WriteString(" " + Quote(v.Kit.URL()+control.Prefix+v.Link(c.Path)))
	if v.Token != "" {
		b.WriteString(` -H "Authorization: Bearer $IRPSIM_ADMIN_TOKEN"`)
	}
	if body, err := c.body(); err == nil && body != nil {
		b.WriteString(" -H 'Content-Type: application/json' -d " + Quote(string(body)))
	}
	return b.String()
}

// Quote writes a text as one word of a POSIX shell.
func Quote(text string) string { return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'" }

// Env writes a line of a .env file that shells and the usual readers understand alike: what holds more than letters, digits
// and signs without a meaning stands in single quotes.
func Env(name, value string) string {
	if strings.ContainsFunc(value, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && !strings.ContainsRune("@%+=:,./_-", r)
	}) {
		value = Quote(value)
	}
	return name + "=" + value + "\n"
}

// sentence makes a detail of the control API a sentence of a page.
func sentence(text string) string {
	if text == "" {
		return ""
	}
	text = strings.ToUpper(text[:1]) + text[1:]
	if !strings.HasSuffix(text, ".") {
		text += "."
	}
	return text
}
