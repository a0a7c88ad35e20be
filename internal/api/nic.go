package api

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"

	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/registrar"
	"github.com/irpsim/irpsim/internal/seal"
)

// maxBody is the portal's limit of a request (protocol reference 14).
const maxBody = 2 << 20

// nicFace is the IRP's own: headers name the caller, Data is AES under the Sek, answers stand in the envelope
// Status, ErrorDetails, Data, InfoDtls, and HTTP says 200 whatever happened.
type nicFace struct {
	s     *Server
	empty fault.Code // what a missing Data is called by this service: 2255, or 4006 on eiewb
	vital bool       // the auth and master service words its own failures as 5001
}

func (nicFace) name() string { return "nic" }

// readBody reads what was sent, up to the portal's limit: tooLarge is what lies beyond it, which the faces tell when the
// body's turn comes. A client that breaks off counts as having sent what arrived; one that went away while it waited for
// its turn is an error.
func (c *call) readBody(t *turns) error {
	if c.Method == http.MethodGet || c.Method == http.MethodHead || c.Body == nil {
		return nil
	}
	bounded := http.MaxBytesReader(c.ResponseWriter, c.Body, maxBody)
	body, err := io.ReadAll(io.LimitReader(bounded, small))
	if err == nil && len(body) == small {
		if err := c.enter(t); err != nil {
			return err
		}
		var rest []byte
		rest, err = io.ReadAll(bounded)
		body = append(body, rest...)
		if err := c.begin(t); err != nil {
			return err
		}
	}
	if beyond := (*http.MaxBytesError)(nil); errors.As(err, &beyond) {
		c.tooLarge = true
		return nil
	}
	c.body = bytes.TrimPrefix(body, []byte("\xEF\xBB\xBF"))
	return nil
}

func credentials(r *http.Request) registrar.Credentials {
	return registrar.Credentials{
		ClientID:     header(r, "client_id", "client-id"),
		ClientSecret: header(r, "client_secret", "client-secret"),
		Gstin:        header(r, "gstin"),
		UserName:     header(r, "user_name", "user-name"),
		AuthToken:    header(r, "authtoken", "auth-token"),
		SupGstin:     header(r, "sup_gstin", "sup-gstin"),
		IRP:          header(r, "irp"),
		At:           portalOf(r.Context()),
	}
}

func (f nicFace) open(c *call) error {
	caller, err := f.s.registrar.Recognise(c.who)
	c.recognised(caller)
	if err != nil {
		return err
	}
	if c.Method != http.MethodPost {
		return nil
	}
	if c.tooLarge {
		return fault.TooLarge()
	}
	data := dataMember(c.body)
	if data == "" {
		return fault.New(f.empty)
	}
	c.entry.Request.Cipher = data
	c.plain, err = seal.Open(caller.Session.Sek, data)
	if errors.Is(err, seal.ErrPadding) {
		return fault.BadPadding()
	}
	if err != nil {
		return fault.Unreadable()
	}
	if !caller.World.Settings().StrictCrypto {
		c.plain = unwrapText(c.plain)
	}
	c.entry.Request.Plain = string(c.plain)
	return nil
}

// unwrapText opens the Base64 that some clients put between JSON and cipher, as NIC's prose suggests. Only worlds whose
// strict_crypto is off do this: the portal takes the JSON itself (protocol reference 3.4, confirmed).
func unwrapText(plain []byte) []byte {
	inner, err := base64.StdEncoding.DecodeString(string(bytes.TrimSpace(plain)))
	if err != nil || !bytes.HasPrefix(bytes.TrimSpace(inner), []byte("{")) {
		return plain
	}
	return inner
}

// recognised notes who calls.
func (c *call) recognised(caller registrar.Caller) {
	c.caller, c.world = caller, caller.World
	c.entry.Gstin, c.entry.UserName = c.who.Gstin, c.who.UserName
	if caller.World != nil {
		c.entry.ClientID = caller.World.ID
	}
	if caller.Session != nil {
		c.entry.UserName = caller.Session.User
	}
}

// dataMember returns the text of the member Data of a JSON object, in any letter case; "" when it is missing or no text.
func dataMember(body []byte) string {
	var object struct{ Data *string }
	if json.Unmarshal(body, &object) != nil || object.Data == nil {
		return ""
	}
	return *object.Data
}

func (f nicFace) reply(c *call, a registrar.Answer) error {
	plain, err := marshal(a.Value)
	if err != nil {
		return err
	}
	data := seal.Seal(c.caller.Session.Sek, plain)
	c.entry.Response.Cipher, c.entry.Response.Plain = data, string(plain)
	return f.envelope(c, 1, nil, json.RawMessage(`"`+data+`"`), a.Info)
}

func (f nicFace) refuse(c *call, e *fault.Error) {
	if e.Findings[0].Code == fault.OperationExceeded && c.world.Settings().RateLimitAnswer == "429" {
		c.write("text/html", http.StatusTooManyRequests, []byte("<html><body><h1>429 Too Many Requests</h1></body></html>\n"))
		return
	}
	details := make([]errorDetail, len(e.Findings))
	for i, finding := range e.Findings {
		details[i] = errorDetail{string(finding.Code), finding.Message}
	}
	var shown any = details
	if c.world != nil && c.world.Settings().ErrorDetails == "base64" {
		text, _ := marshal(details)
		shown = base64.StdEncoding.EncodeToString(text)
	}
	_ = f.envelope(c, 0, shown, nil, e.Info)
}

func (f nicFace) broken(c *call) {
	code := fault.SchemaError
	if f.vital {
		code = fault.ApplicationError
	}
	f.refuse(c, fault.New(code))
}

type errorDetail struct {
	ErrorCode    string
	ErrorMessage string
}

// envelope writes the four members, always all of them, in the portal's order. They are put together by hand: Data, up to
// a megabyte of base64 or JSON of our own making, needs no second look.
func (f nicFace) envelope(c *call, status int, details any, data json.RawMessage, info []fault.Info) error {
	errorDetails, err := marshal(details)
	if err != nil {
		return err
	}
	infoDtls, err := marshal(info)
	if err != nil {
		return err
	}
	if data == nil {
		data = json.RawMessage("null")
	}
	body := make([]byte, 0, 64+len(errorDetails)+len(data)+len(infoDtls))
	body = append(body, `{"Status":`...)
	body = strconv.AppendInt(body, int64(status), 10)
	body = append(append(body, `,"ErrorDetails":`...), errorDetails...)
	body = append(append(body, `,"Data":`...), data...)
	body = append(append(body, `,"InfoDtls":`...), infoDtls...)
	c.write(jsonType, http.StatusOK, append(body, '}'))
	return nil
}

// operations of the IRP, each opened by its face.

func (s *Server) generate(ctx context.Context, c *call) (registrar.Answer, error) {
	return s.registrar.GenerateIRN(ctx, c.caller, c.plain)
}

func (s *Server) cancel(ctx context.Context, c *call) (registrar.Answer, error) {
	return s.registrar.CancelIRN(ctx, c.caller, c.plain)
}

func (s *Server) getIRN(ctx context.Context, c *call) (registrar.Answer, error) {
	return s.registrar.GetIRN(ctx, c.caller, c.params["irn"])
}

func (s *Server) getByDocument(ctx context.Context, c *call) (registrar.Answer, error) {
	return s.registrar.GetByDocument(ctx, c.caller, registrar.DocumentQuery{
		DocType: c.query.first("doctype"), DocNum: c.query.first("docnum", "docno"), DocDate: c.query.first("docdate"),
	})
}

func (s *Server) rejected(ctx context.Context, c *call) (registrar.Answer, error) {
	return s.registrar.RejectedIRNs(ctx, c.caller, c.query.first("date"))
}

// gstin makes the operation of a look-up: the number is in the path, or in the query as old samples have it.
func (s *Server) gstin(do func(context.Context, registrar.Caller, string, bool) (registrar.Answer, error), dates bool) operation {
	return func(ctx context.Context, c *call) (registrar.Answer, error) {
		number := c.params["gstin"]
		if number == "" {
			number = c.query.first("gstin")
		}
		return do(ctx, c.caller, number, dates)
	}
}
