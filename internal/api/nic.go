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
	"strings"

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
	c.text = string(c.body)
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
	data := dataMember(c.text)
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
func dataMember(body string) string {
	if data, ok := onlyData(body); ok {
		return data
	}
	var object struct{ Data *string }
	if json.Unmarshal([]byte(body), &object) != nil || object.Data == nil {
		return ""
	}
	return *object.Data
}

// onlyData reads the body that nearly every client sends, {"Data":"…"} and nothing else, without a copy of it: the text is
// a part of body. ok is false for every other one.
func onlyData(body string) (data string, ok bool) {
	const space = " \t\r\n"
	rest := body
	for _, token := range [...]string{"{", `"Data"`, ":", `"`} {
		if rest, ok = strings.CutPrefix(strings.TrimLeft(rest, space), token); !ok {
			return "", false
		}
	}
	end := strings.IndexByte(rest, '"')
	if end < 0 || strings.Trim(rest[end+1:], space) != "}" {
		return "", false
	}
	for i := range end {
		if c := rest[i]; c < ' ' || c > '~' || c == '\\' {
			return "", false
		}
	}
	if data = rest[:end]; len(data) < len(body)/2 {
		data = strings.Clone(data) // a short text must not keep a long body in the journal
	}
	return data, true
}

func (f nicFace) reply(c *call, a registrar.Answer) error {
	plain, err := marshalText(a.Value)
	if err != nil {
		return err
	}
	c.entry.Response.Plain = plain
	sealed := seal.SealedLen(len(plain))
	return f.envelope(c, 1, nil, a.Info, sealed, func(body *strings.Builder) {
		body.WriteByte('"')
		from := body.Len()
		seal.SealTo(body, c.caller.Session.Sek, plain)
		c.entry.Response.Cipher = body.String()[from:]
		body.WriteByte('"')
	})
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
	const null = "null"
	_ = f.envelope(c, 0, shown, e.Info, len(null), func(body *strings.Builder) { body.WriteString(null) })
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
// a megabyte of base64 or JSON of our own making, is written once, into the text that the client and the journal get.
func (f nicFace) envelope(c *call, status int, details any, info []fault.Info, dataLen int, data func(*strings.Builder)) error {
	errorDetails, err := marshalText(details)
	if err != nil {
		return err
	}
	infoDtls, err := marshalText(info)
	if err != nil {
		return err
	}
	var body strings.Builder
	body.Grow(64 + len(errorDetails) + dataLen + len(infoDtls))
	body.WriteString(`{"Status":`)
	body.WriteString(strconv.Itoa(status))
	body.WriteString(`,"ErrorDetails":`)
	body.WriteString(errorDetails)
	body.WriteString(`,"Data":`)
	data(&body)
	body.WriteString(`,"InfoDtls":`)
	body.WriteString(infoDtls)
	body.WriteByte('}')
	c.writeText(jsonType, http.StatusOK, body.String())
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
