package api

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/gateway"
	"github.com/irpsim/irpsim/internal/journal"
	"github.com/irpsim/irpsim/internal/registrar"
	"github.com/irpsim/irpsim/internal/world"
)

// face is one way of speaking to clients.
type face interface {
	// name is the face's word in journal and metrics.
	name() string
	// open recognises who calls and fills c.caller and c.plain, or refuses.
	open(c *call) error
	// reply says an answer.
	reply(c *call, a registrar.Answer) error
	// refuse says a refusal.
	refuse(c *call, f *fault.Error)
	// broken says that something of ours went wrong, in the portal's generic words.
	broken(c *call)
}

// operation is what a route does once its face has opened the request.
type operation func(ctx context.Context, c *call) (registrar.Answer, error)

// call is one exchange on its way through a face.
type call struct {
	http.ResponseWriter
	*http.Request

	route  *Route
	who    registrar.Credentials // what the request says about its caller, in the portal's terms
	gate   *gateway.Exchange     // nil when the portal's own face speaks
	world  *world.World          // nil until recognised
	caller registrar.Caller
	plain  []byte            // the decrypted request
	params map[string]string // of the path
	query  query
	body   []byte  // as received
	text   string  // the same, held beside it until the call ends, and then by the journal
	opened *opened // a login, opened
	// tooLarge says that the body is above the portal's limit; body is nil then.
	tooLarge bool
	status   int
	docNo    string // as the client wrote it
	ackNo    int64
	out      outgoing // what write composed

	entry  journal.Entry
	codes  []string
	broken bool // something of ours went wrong
	denied bool // a gateway refused by itself
	fled   bool // the client went away before it was answered
	struck struck
	leave  []func() // gives back what a large body took, see turns
}

// serve runs one exchange through its face and leaves it in the journal of its world.
func (s *Server) serve(r *Route, params map[string]string, w http.ResponseWriter, req *http.Request) {
	began := s.wall()
	c := &call{
		ResponseWriter: w, Request: req, route: r, params: params,
		query: parseQuery(req.URL.RawQuery), status: http.StatusOK, who: credentials(req),
	}
	c.entry = journal.Entry{
		API: r.API, Face: r.face.name(), Method: req.Method, Path: req.URL.RequestURI(),
		RequestID: requestID(req.Context()), Remote: req.RemoteAddr,
	}
	defer func() {
		if p := recover(); p != nil {
			s.log.ErrorContext(req.Context(), "panic in an operation", "request_id", c.entry.RequestID, "api", r.API, "panic", p, "stack", stack())
			s.broke(c, "it met a defect, which its log shows; please report it")
		}
		c.finish()
		s.saveFaults(c)
		s.record(c, s.since(began))
		c.left()
		c.deliver()
	}()
	a, err := s.perform(c)
	c.entry.Irn, c.docNo, c.ackNo = a.IRN, a.DocNo, a.AckNo
	a, err = s.strikeTold(c, a, err)
	if err == nil {
		s.note(c, a.Noted)
		err = r.face.reply(c, a)
	}
	if err == nil || errors.Is(err, errEnded) {
		return
	}
	if errors.Is(err, errGone) {
		c.flee()
		return
	}
	if d, ok := errors.AsType[*gateway.Denial](err); ok {
		s.deny(c, d)
		return
	}
	if f := registrar.AsFault(err); f != nil {
		c.codes = f.Codes()
		s.note(c, f.Findings)
		s.diagnose(c, f)
		r.face.refuse(c, f)
		return
	}
	s.log.ErrorContext(req.Context(), "an operation broke", "request_id", c.entry.RequestID, "api", r.API, "error", err.Error())
	s.broke(c, err.Error())
}

// flee ends an exchange whose client did not wait. The journal has what came of it.
func (c *call) flee() {
	c.fled, c.status, c.out = true, 0, outgoing{}
	c.entry.Notes = append(c.entry.Notes, journal.Note{Text: "The client closed the connection before its request was worked on to the end; nothing was done for it."})
}

// broke answers for something of ours that went wrong, and tells in the journal what the portal's words do not.
func (s *Server) broke(c *call, why string) {
	c.broken = true
	c.entry.Notes = append(c.entry.Notes, journal.Note{Text: "The simulator itself could not do this: " + why})
	c.route.face.broken(c)
}

// note leaves findings in the journal, with what they mean: those of a refusal, and those inside a success.
func (s *Server) note(c *call, found []fault.Finding) {
	reasons := s.reasons(c, found)
	for _, f := range found {
		text, known := reasons[f]
		if !known {
			text = s.explain(f)
		}
		c.entry.Notes = append(c.entry.Notes, journal.Note{Code: string(f.Code), Message: f.Message, Rule: f.Rule, Path: f.Path, Text: text})
	}
}

func (s *Server) perform(c *call) (registrar.Answer, error) {
	if err := c.readBody(s.turns); err != nil {
		return registrar.Answer{}, err
	}
	s.introduce(c)
	if w := s.home(c); !w.Settings().Faces.On(c.route.face.name()) {
		c.world = w
		return registrar.Answer{}, c.notServed()
	}
	if err := s.strikeReceived(c); err != nil {
		return registrar.Answer{}, err
	}
	if c.gone() {
		return registrar.Answer{}, errGone
	}
	err := c.route.face.open(c)
	if c.gone() { // whatever was found: a login that is not waited for is not opened
		return registrar.Answer{}, errGone
	}
	if err != nil {
		return registrar.Answer{}, err
	}
	if err := s.strikeOpened(c); err != nil {
		return registrar.Answer{}, err
	}
	ctx, done := c.work()
	defer done()
	a, err := c.route.do(ctx, c)
	if ctx.Err() != nil && errors.Is(err, ctx.Err()) {
		return a, errGone
	}
	if err != nil {
		return a, err
	}
	return s.strikeDone(c, a)
}

// notServed answers as for a path that is unknown: the world has this face switched off.
func (c *call) notServed() error {
	body, err := marshal(struct{ Message string }{noResource(c.Request)})
	if err != nil {
		return err
	}
	c.write(jsonType, http.StatusNotFound, body)
	return errEnded
}

// explain says in plain words what a finding means and how to mend it.
func (s *Server) explain(f fault.Finding) string {
	e, ok := fault.Lookup(f.Code)
	if !ok {
		return ""
	}
	return e.Cause + " " + e.Remedy
}

// record leaves the exchange in the journal of its world (see home when nobody was recognised), in the log
// and in the metrics.
func (s *Server) record(c *call, took time.Duration) {
	w := c.world
	if w == nil {
		w = s.home(c)
	}
	e := &c.entry
	e.Time, e.Duration, e.HTTPStatus, e.Codes = w.Clock.Now(), took, c.status, c.codes
	if len(c.codes) == 0 { // a success may hold a refusal: the e-way bill of an IRN
		for _, n := range e.Notes {
			if n.Code != "" {
				e.Codes = append(e.Codes, n.Code)
			}
		}
	}
	if e.ClientID == "" {
		e.ClientID = c.who.ClientID
	}
	e.Request.Headers = journal.MaskHeaders(c.Request.Header)
	e.Request.Body = c.text
	e.Response.Headers = journal.MaskHeaders(c.ResponseWriter.Header())
	journal.MaskEntry(e)
	journal.MaskKnown(e, s.secrets(c, w))
	w.Journal.Add(*e)
	rules := make([]string, 0, len(e.Notes))
	for _, n := range e.Notes {
		rules = append(rules, n.Rule)
	}
	w.Met.Add(c.route.API, e.Codes, rules)
	if e.Fault == "" { // what the user made go wrong is no error of the client
		s.registrar.Tally(c.caller, c.codes)
	}
	s.observe(c, took)
}

// write composes the answer; it goes out when the exchange is in the journal.
func (c *call) write(contentType string, status int, body []byte) {
	c.writeText(contentType, status, string(body))
}

func (c *call) writeText(contentType string, status int, body string) {
	c.status = status
	c.entry.Response.Body = body
	c.ResponseWriter.Header().Set("Content-Type", contentType)
	c.out = outgoing{ready: true, body: body}
}

const jsonType = "application/json; charset=utf-8"
