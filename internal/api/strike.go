package api

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/irpsim/irpsim/internal/chaos"
	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/gateway"
	"github.com/irpsim/irpsim/internal/journal"
	"github.com/irpsim/irpsim/internal/registrar"
	"github.com/irpsim/irpsim/internal/world"
)

// errEnded means that a fault ended the exchange: there is nothing for the face to say.
var errEnded = errors.New("ended by a fault")

// struck is what the user's faults do to one exchange. Operations and faces know nothing of it.
type struck struct {
	world   *world.World   // whose faults strike
	header  []chaos.Action // that the request's header asks for
	magic   []chaos.Action // that the document's number asks for
	subject func() registrar.Subject
	names   []string // what struck
	loss    chaos.Loss
	info    []fault.Info // in place of the answer's InfoDtls
	dribble time.Duration
	late    time.Duration // to wait before anything is said
}

// strikeReceived is the moment before anybody has looked at the request.
func (s *Server) strikeReceived(c *call) error {
	c.struck.world = s.home(c)
	c.struck.subject = sync.OnceValue(func() registrar.Subject { return s.subject(c) })
	if values := c.Request.Header.Values(chaos.Header); len(values) > 0 && c.struck.world.Settings().Magic {
		actions, complaints := chaos.ParseHeader(values)
		if len(complaints) > 0 {
			return c.badHeader(complaints)
		}
		c.struck.header = actions
	}
	return s.strike(c, chaos.Received, registrar.Answer{})
}

// badHeader answers a header that cannot be read. Passing it in silence would leave a test waiting for its fault.
func (c *call) badHeader(complaints []string) error {
	detail := strings.Join(complaints, "; ")
	c.world = c.struck.world
	c.entry.Notes = append(c.entry.Notes, journal.Note{Text: detail})
	body, err := marshal(map[string]any{
		"type": "about:blank", "title": http.StatusText(http.StatusBadRequest), "status": http.StatusBadRequest, "detail": detail,
	})
	if err != nil {
		return err
	}
	c.write("application/problem+json", http.StatusBadRequest, body)
	return errEnded
}

// strikeOpened is the moment before the operation: the request is open.
func (s *Server) strikeOpened(c *call) error {
	if c.world != nil {
		c.struck.world = c.world
	}
	if err := s.strikeMagic(c); err != nil {
		return err
	}
	if c.struck.world.Faults.Armed() || len(c.struck.header)+len(c.struck.magic) > 0 {
		c.caller.Forced.EWB = sync.OnceValue(func() fault.Code { return s.strikeBill(c) })
	}
	return s.strike(c, chaos.Opened, registrar.Answer{})
}

// strikeBill is the moment when an e-way bill is to be made.
func (s *Server) strikeBill(c *call) fault.Code {
	for _, st := range s.strikes(c, chaos.Billed, registrar.Answer{}) {
		c.named(st)
		c.struck.late += st.Wait
		c.struck.dribble = max(c.struck.dribble, time.Duration(st.Do.Dribble))
		return st.Do.EWB
	}
	return ""
}

// strike carries out what strikes at a moment. An error ends the exchange; it is a refusal or [errEnded].
func (s *Server) strike(c *call, at chaos.Moment, a registrar.Answer) error {
	for _, st := range s.strikes(c, at, a) {
		c.named(st)
		if err := s.carryOut(c, st); err != nil {
			return err
		}
	}
	return nil
}

// strikes asks the header, the document's number and the world, in this order.
func (s *Server) strikes(c *call, at chaos.Moment, a registrar.Answer) []chaos.Strike {
	set, fits := c.struck.world.Faults, c.fits(a)
	strikes := set.Force(at, chaos.ByHeader, c.struck.header, fits)
	if !chaos.Ended(strikes) {
		strikes = append(strikes, set.Force(at, chaos.ByMagic, c.struck.magic, fits)...)
	}
	if chaos.Ended(strikes) || !set.Armed() {
		return strikes
	}
	return append(strikes, set.Match(at, chaos.Call{
		APIs: c.apis(), Gstins: []string{c.who.Gstin, c.who.SupGstin},
		Document: func() chaos.Document {
			subject := c.struck.subject()
			return chaos.Document{No: subject.No, IRNs: subject.IRNs}
		},
		Fits: fits,
	})...)
}

// named notes what struck, for the answer and the journal. The exchange now belongs to the world whose fault it was.
func (c *call) named(st chaos.Strike) {
	c.struck.names = append(c.struck.names, st.String())
	if c.world == nil {
		c.world = c.struck.world
		c.entry.Gstin, c.entry.UserName = c.who.Gstin, c.who.UserName
	}
}

func (s *Server) carryOut(c *call, st chaos.Strike) error {
	do := &st.Do
	stayed := st.Wait == 0 || chaos.Wait(c.Context(), st.Wait)
	if !stayed || do.Before == chaos.OutTimeout {
		return c.drop()
	}
	c.struck.dribble = max(c.struck.dribble, time.Duration(do.Dribble))
	switch {
	case do.Before != "":
		return c.outage(do.Before)
	case len(do.Code) > 0:
		return s.registrar.Refusal(c.asker(), c.plain, do.Code...)
	case do.Token != "":
		return s.expire(c)
	case do.CommitThen != "":
		c.struck.loss = do.CommitThen
	case len(do.InfoDtls) > 0:
		c.struck.info = do.InfoDtls
	}
	return nil
}

// expire ends the session of the call and has the face look again: it refuses in its own words.
func (s *Server) expire(c *call) error {
	ended := *c.caller.Session
	ended.Expires = c.caller.Now
	if err := c.world.PutSession(c.Context(), &ended, c.caller.Now); err != nil {
		return err
	}
	if c.gate != nil {
		return s.expired(c)
	}
	return c.route.face.open(c)
}

// strikeDone is the moment after an operation that succeeded.
func (s *Server) strikeDone(c *call, a registrar.Answer) (registrar.Answer, error) {
	for _, st := range s.strikes(c, chaos.Done, a) {
		c.named(st)
		if err := s.carryOut(c, st); err != nil {
			return a, err
		}
		var err error
		switch {
		case st.Do.Sek != "":
			a, err = s.wrongSek(c, a)
		case st.Do.Signature != "":
			a.Value = badSignatures(a.Value)
		}
		if err != nil {
			return a, err
		}
	}
	return a, nil
}

// wrongSek gives a login a Sek that is not the session's, and seals any other answer with one.
func (s *Server) wrongSek(c *call, a registrar.Answer) (registrar.Answer, error) {
	other := c.struck.world.Faults.Bytes(32)
	var err error
	switch in := a.Value.(type) {
	case registrar.LoggedIn:
		in.Sek, err = registrar.Rewrap(c.opened.login.AppKey, c.opened.login.RawKey, other)
		a.Value = in
		return a, err
	case registrar.EwayLoggedIn:
		in.Sek, err = registrar.Rewrap(c.opened.eway.AppKey, c.opened.eway.RawKey, other)
		a.Value = in
		return a, err
	}
	session := *c.caller.Session
	session.Sek = other
	c.caller.Session = &session
	return a, nil
}

// strikeTold is the moment before an answer or a refusal is put into words.
func (s *Server) strikeTold(c *call, a registrar.Answer, err error) (registrar.Answer, error) {
	refused := registrar.AsFault(err)
	_, denied := errors.AsType[*gateway.Denial](err) // a gateway's own refusal is an answer as well
	if c.struck.world == nil || (err != nil && refused == nil && !denied) {
		return a, err
	}
	c.noteForced(refused)
	ended := s.strike(c, chaos.Told, a)
	if ended == nil && c.struck.late > 0 && !chaos.Wait(c.Context(), c.struck.late) {
		ended = c.drop()
	}
	if ended != nil {
		return a, ended
	}
	if info := c.struck.info; info != nil && refused != nil {
		return a, &fault.Error{Findings: refused.Findings, Info: info}
	} else if info != nil && !denied {
		a.Info = info
	}
	return a, err
}

// noteForced names a magic number whose code Generate raised at its point; it may have met another refusal before.
func (c *call) noteForced(refused *fault.Error) {
	code := c.caller.Forced.Refusal
	if code != "" && refused != nil && slices.Contains(refused.Codes(), string(code)) {
		c.named(chaos.Strike{ID: chaos.ByMagic, Do: chaos.Action{Code: chaos.Codes{code}}})
	}
}

// saveFaults stores what the exchange has used up. The client may be gone; the count is true nevertheless.
func (s *Server) saveFaults(c *call) {
	if c.struck.world == nil {
		return
	}
	if err := c.struck.world.SaveFaults(context.WithoutCancel(c.Context())); err != nil {
		s.log.ErrorContext(c.Context(), "counts of faults were not stored", "error", err.Error())
	}
}
