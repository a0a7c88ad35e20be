package workbench

import (
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"time"

	"github.com/irpsim/irpsim/internal/chaos"
	"github.com/irpsim/irpsim/internal/lint"
	"github.com/irpsim/irpsim/internal/web/page"
	"github.com/irpsim/irpsim/internal/web/wire"
)

// generatePath is where documents are sent.
const generatePath = "/eicore/v1.03/Invoice"

// sent is how a draft fared when it was sent.
type sent struct {
	OK       bool
	Irn      string
	Exchange uint64
	Took     time.Duration
	Details  []wire.Detail // as the portal refused it
	Info     string        // InfoDtls as it came
	Lost     string        // why no whole answer came
	Fault    string        // what was done to the exchange on request
	LogIn    bool          // it was the login that did not succeed
	Ours     []string      // the codes that the check had told
	Differs  bool          // the portal answers otherwise than the check told: a defect of the simulator
}

// Codes are those of the refusal.
func (s *sent) Codes() []string { return wire.Envelope{Details: s.Details}.Codes() }

// send checks a text, then sends it over the wire as it stands.
func (p *pages) send(v *page.Visit, text string) (*sent, error) {
	o, _ := lint.ReadOutline([]byte(text))
	user := sender(v, o)
	if user.Name == "" {
		return nil, page.Bad("This world has no API user.", "Add one under Controls, Worlds.")
	}
	report, err := p.checkFor(v, []byte(text), user)
	if err != nil {
		return nil, err
	}
	session, login, err := v.Wire.Session(v.Context(), v.World, user)
	if errors.Is(err, wire.ErrNotLoggedIn) {
		s := outcome(login.Exchange, login.Answer)
		s.LogIn = true
		return s, nil
	}
	if err != nil {
		return nil, err
	}
	call, err := v.Wire.Call(v.Context(), session, http.MethodPost, generatePath, []byte(text))
	if err != nil {
		return nil, err
	}
	s := outcome(call.Exchange, call.Answer)
	for _, f := range report.Now() {
		s.Ours = append(s.Ours, string(f.Code))
	}
	var got struct{ Irn string }
	if s.OK && json.Unmarshal([]byte(call.Answer.Plain), &got) == nil {
		s.Irn = got.Irn
	}
	s.Differs = s.Lost == "" && s.Fault == "" && !slices.Equal(s.Ours, s.Codes())
	return s, nil
}

func outcome(x wire.Exchange, e wire.Envelope) *sent {
	s := &sent{OK: e.OK && x.Lost == "", Exchange: x.ID, Took: x.Took, Details: e.Details, Info: string(e.Info), Lost: x.Lost}
	for _, h := range x.Headers {
		if h.Name == chaos.Header {
			s.Fault = h.Value
		}
	}
	if s.Lost == "" && !e.Parsed {
		s.Lost = "what came is no envelope of the portal"
	}
	return s
}

// logIn makes a session for whoever would send the document, so that its cipher can be shown.
func logIn(v *page.Visit, text string) error {
	o, _ := lint.ReadOutline([]byte(text))
	user := sender(v, o)
	if user.Name == "" {
		return page.Bad("This world has no API user.", "Add one under Controls, Worlds.")
	}
	_, _, err := v.Wire.Session(v.Context(), v.World, user)
	if errors.Is(err, wire.ErrNotLoggedIn) {
		return page.Bad("The portal's own login did not succeed.", "The inspector has the exchange; perhaps a fault is armed.")
	}
	return err
}
