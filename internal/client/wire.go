package client

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/irpsim/irpsim/internal/seal"
)

// maxAnswer bounds what is read of an answer: 5000 items, signed and sealed, stay well below it.
const maxAnswer = 64 << 20

// envelope is the portal's answer around everything. ErrorDetails is an array, or base64 of one where a portal follows
// NIC's prose instead of its practice.
type envelope struct {
	Status       json.RawMessage
	ErrorDetails json.RawMessage
	Data         json.RawMessage
	InfoDtls     json.RawMessage
}

func (e *envelope) ok() bool { return strings.Trim(string(e.Status), `"`) == "1" }

// call sends a request with the session's headers, its payload sealed, and returns the plain text of the answer. A
// session that the portal no longer knows is renewed once.
func (c *Client) call(ctx context.Context, method, path string, payload []byte) ([]byte, []Info, error) {
	s, err := c.current(ctx, nil)
	if err != nil {
		return nil, nil, err
	}
	plain, info, err := c.callWith(ctx, s, method, path, payload)
	if r, refused := errors.AsType[*Refusal](err); refused && r.Has(invalidToken) {
		if s, err = c.current(ctx, s); err != nil {
			return nil, nil, err
		}
		return c.callWith(ctx, s, method, path, payload)
	}
	return plain, info, err
}

func (c *Client) callWith(ctx context.Context, s *session, method, path string, payload []byte) ([]byte, []Info, error) {
	req, err := c.request(ctx, method, path, sealed(s, payload), s)
	if err != nil {
		return nil, nil, err
	}
	env, err := c.exchange(req)
	if err != nil {
		return nil, nil, err
	}
	var data string
	if err := json.Unmarshal(env.Data, &data); err != nil {
		return nil, nil, fmt.Errorf("the answer's Data is no text: %w", err)
	}
	plain, err := seal.Open(s.sek, data)
	if err != nil {
		return nil, nil, fmt.Errorf("the answer's Data does not open with our Sek: %w", err)
	}
	return plain, infoOf(env.InfoDtls), nil
}

// Request returns a call as it would be sent, logging in before when there is no session: the session's headers, and
// payload, unless nil, sealed. It is for those who send it and look at the answer themselves.
func (c *Client) Request(ctx context.Context, method, path string, payload []byte) (*http.Request, error) {
	s, err := c.current(ctx, nil)
	if err != nil {
		return nil, err
	}
	return c.request(ctx, method, path, sealed(s, payload), s)
}

// sealed is the body of a call, nil without a payload.
func sealed(s *session, payload []byte) any {
	if payload == nil {
		return nil
	}
	return map[string]string{"Data": seal.Seal(s.sek, payload)}
}

// request makes a request with the headers of a session, nil before the login.
func (c *Client) request(ctx context.Context, method, path string, body any, s *session) (*http.Request, error) {
	var sent io.Reader
	if body != nil {
		b, err := json.Marshal(body)
		if err != nil {
			return nil, err
		}
		sent = bytes.NewReader(b)
	}
	req, err := http.NewRequestWithContext(ctx, method, c.base+path, sent)
	if err != nil {
		return nil, err
	}
	c.setHeaders(req.Header, s)
	return req, nil
}

// exchange does one HTTP round trip. A refusal comes back as a [*Refusal], anything else that went wrong as an error
// that says what to look at.
func (c *Client) exchange(req *http.Request) (*envelope, error) {
	answer, status, err := do(c.conf.HTTP, req)
	if err != nil {
		return nil, err
	}
	var env envelope
	if err := json.Unmarshal(answer, &env); err != nil || env.Status == nil {
		return nil, fmt.Errorf("%s %s answered HTTP %d, not the portal's envelope: %s; check the base URL",
			req.Method, req.URL, status, excerpt(answer))
	}
	if !env.ok() {
		return nil, &Refusal{HTTPStatus: status, Errors: detailsOf(env.ErrorDetails), Info: infoOf(env.InfoDtls)}
	}
	return &env, nil
}

func (c *Client) setHeaders(h http.Header, s *session) {
	h.Set("Content-Type", "application/json")
	h.Set("client_id", c.conf.ClientID)
	h.Set("client_secret", c.conf.ClientSecret)
	h.Set("Gstin", c.conf.GSTIN)
	if s != nil {
		h.Set("user_name", c.conf.UserName)
		h.Set("AuthToken", s.token)
		if c.conf.IRP != "" {
			h.Set("irp", c.conf.IRP)
		}
	}
}

// do sends a request and reads the whole answer, within bounds.
func do(h *http.Client, req *http.Request) ([]byte, int, error) {
	resp, err := h.Do(req)
	if err != nil {
		return nil, 0, fmt.Errorf("no answer: %w", err)
	}
	defer func() { _ = resp.Body.Close() }()
	answer, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer+1))
	if err != nil {
		return nil, 0, fmt.Errorf("the answer of %s %s broke off: %w", req.Method, req.URL, err)
	}
	if len(answer) > maxAnswer {
		return nil, 0, fmt.Errorf("the answer of %s %s is longer than %d MB", req.Method, req.URL, maxAnswer>>20)
	}
	return answer, resp.StatusCode, nil
}

// detailsOf reads ErrorDetails in either form; what it cannot read becomes one entry with the text itself.
func detailsOf(raw json.RawMessage) []Detail {
	var list []Detail
	if json.Unmarshal(raw, &list) == nil {
		return list
	}
	var text string
	if json.Unmarshal(raw, &text) == nil {
		if b, err := base64.StdEncoding.DecodeString(text); err == nil && json.Unmarshal(b, &list) == nil {
			return list
		}
	}
	return []Detail{{Message: excerpt(raw)}}
}

func infoOf(raw json.RawMessage) []Info {
	var list []Info
	if json.Unmarshal(raw, &list) != nil {
		return nil
	}
	return list
}

// excerpt shortens an answer for a message, on one line.
func excerpt(b []byte) string {
	text := strings.Join(strings.Fields(string(b[:min(len(b), 400)])), " ")
	if len(text) > 200 {
		text = text[:200] + "…"
	}
	if text == "" {
		return "an empty body"
	}
	return text
}
