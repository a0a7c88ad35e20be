// Package play runs the sample scripts of package sample over the wire, each in a world that is made for the run and
// deleted after it: what the pages of the developer portal call “Show me”. Every byte of the run comes back, so that it can
// be read when the world is gone.
//
// Worlds are made, prepared and deleted by the control API, and the calls go over a real connection, as a client's do.
package play

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"time"

	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/sample"
	"github.com/irpsim/irpsim/internal/web/page"
	"github.com/irpsim/irpsim/internal/world"
)

const (
	maxRuns  = 4                // that go on at the same moment
	longest  = 30 * time.Second // that a run may take
	cleaning = 10 * time.Second // that deleting its worlds may take
)

// Wish is what to play.
type Wish struct {
	Scenario sample.Scenario
	// Fault is armed before the last call, for codes that nothing else brings about: the body of POST /faults, nil for none.
	Fault json.RawMessage
}

// Run is a script as it went.
type Run struct {
	Code     fault.Code // that the script is about
	Want     fault.Code // that the last call is answered with, "" for success
	Title    string     // what must hold, or what brings the code about
	Note     string     // what this example shows
	Where    string     // ErrorDetails or InfoDtls
	Prepared []string   // what was put into the world first, one call of the control API each
	Steps    []Step
	Took     time.Duration // of the calls
	At       time.Time     // by the clock of the world it was made from
	OK       bool          // the last call was answered as wanted
	Why      string        // when it was not: what came instead
	Script   sample.Script // as it was sent
}

// Last is the step that the script is about; nil when it was not reached.
func (r *Run) Last() *Step {
	if len(r.Steps) == 0 {
		return nil
	}
	return &r.Steps[len(r.Steps)-1]
}

// Player plays scripts. Make one with [New]; it is safe for concurrent use.
type Player struct{ turns chan struct{} }

// New returns a Player that plays a few scripts at a time and lets the others wait.
func New() *Player { return &Player{make(chan struct{}, maxRuns)} }

// stage is a world for one run.
type stage struct {
	v      *page.Visit
	ctx    context.Context
	world  *world.World
	made   []string // ids of the worlds to delete
	run    *Run
	irn    string
	token  string // of the login that the script itself made
	appKey []byte // that the script's login sends
	logged map[string]bool
}

// Run plays a script in a world of its own that has the settings and the time of the visit's world. The error is a
// [*page.Problem] when the simulator could not be brought to the point where the script begins; that a script went another
// way than it should is told in the run.
func (p *Player) Run(v *page.Visit, wish Wish) (*Run, error) {
	ctx, cancel := context.WithTimeout(v.Context(), longest)
	defer cancel()
	select {
	case p.turns <- struct{}{}:
		defer func() { <-p.turns }()
	case <-ctx.Done():
		return nil, &page.Problem{Status: http.StatusServiceUnavailable, What: "Too many runs go on at this moment.", Mend: "Try again in a few seconds."}
	}
	s := &stage{v: within(ctx, v), ctx: ctx, run: &Run{Code: wish.Scenario.Code, At: v.Now()}, logged: map[string]bool{}}
	defer s.clean()
	if err := s.play(wish); err != nil {
		return nil, err
	}
	return s.run, nil
}

// within is the same visit with another context.
func within(ctx context.Context, v *page.Visit) *page.Visit {
	w := *v
	w.Request = v.WithContext(ctx)
	return &w
}

// clean deletes the worlds of the run, also when the visitor has left or the time is up.
func (s *stage) clean() {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(s.ctx), cleaning)
	defer cancel()
	v := within(ctx, s.v)
	for _, id := range s.made {
		if _, err := v.Sim(page.Call{Method: http.MethodDelete, Path: "/worlds/" + id}); err != nil {
			v.Log.ErrorContext(ctx, "the world of a run could not be deleted", "world", id, "error", err.Error())
		}
		v.Wire.Forget(id)
	}
}

func (s *stage) play(wish Wish) error {
	settings, err := settingsOf(s.v.World)
	if err != nil {
		return err
	}
	if s.world, err = s.newWorld("Show me "+string(wish.Scenario.Code), settings); err != nil {
		return err
	}
	// The world's own chance would draw the same number in every run of a simulator with --rand; that is wanted.
	if err := s.sim(http.MethodPut, "/clock", map[string]string{"now": s.v.Now().Format(time.RFC3339)}); err != nil {
		return err
	}
	s.appKey = s.world.Chance.Bytes(32)
	script, err := wish.Scenario.Script(Stage(s.world))
	if err != nil {
		return err
	}
	if err := s.prepare(script); err != nil {
		return err
	}
	r := s.run
	r.Script, r.Title, r.Note, r.Where = script, script.Title, script.Note, script.Where
	if !wish.Scenario.NearMiss {
		r.Want = script.Code
	}
	return s.calls(script, wish.Fault)
}

// calls sends the calls of a script one after the other, and stops at the first that goes another way than it should.
func (s *stage) calls(script sample.Script, strike json.RawMessage) error {
	for _, c := range script.Before {
		step, err := s.repeat(c)
		if err != nil || step == nil {
			return err
		}
		if want := codes(c.Answer); !slices.Equal(step.Codes, want) {
			s.run.Why = fmt.Sprintf("%s was answered with %s, where %s belongs.", step.Title, said(step.Codes), said(want))
			return nil
		}
	}
	if strike != nil {
		if err := s.sim(http.MethodPost, "/faults", strike); err != nil {
			return err
		}
		s.run.Prepared = append(s.run.Prepared, "POST /faults "+string(strike)+", before the last call")
	}
	step, err := s.repeat(script.Call)
	if err != nil || step == nil {
		return err
	}
	got := step.Codes
	if script.Where == "InfoDtls" {
		got = step.Alerts
	}
	s.run.OK = step.Answered && slices.Equal(got, codes(s.run.Want))
	if !s.run.OK && s.run.Why == "" {
		s.run.Why = fmt.Sprintf("The last call was answered with %s, where %s belongs.", said(got), said(codes(s.run.Want)))
	}
	return nil
}

// repeat sends a call as often as it says and returns its last step; nil when the run cannot go on.
func (s *stage) repeat(c sample.Call) (step *Step, err error) {
	if c.Advance != "" {
		if err := s.sim(http.MethodPost, "/clock/advance", map[string]string{"by": c.Advance}); err != nil {
			return nil, err
		}
	}
	for range max(1, c.Times) {
		if step, err = s.send(c); err != nil || step == nil {
			return nil, err
		}
	}
	step.Moved = c.Advance
	if c.Times > 1 {
		step.Title += fmt.Sprintf(", %d times", c.Times)
	}
	s.run.Steps = append(s.run.Steps, *step)
	return step, nil
}

// codes is a list of one code, or none.
func codes(c fault.Code) []string {
	if c == "" {
		return nil
	}
	return []string{string(c)}
}

// Stage describes a world to a scenario.
func Stage(w *world.World) sample.Stage {
	st := sample.Stage{Now: w.Clock.Now(), ClientID: w.ID, ClientSecret: w.Secret(), Draw: w.Chance, Users: []sample.User{}}
	for _, u := range w.Users() {
		st.Users = append(st.Users, sample.User(u))
	}
	if b, err := json.Marshal(w.Settings()); err == nil {
		_ = json.Unmarshal(b, &st.Settings) // what was just marshalled
	}
	return st
}

// settingsOf are the settings of a world for a run: without limits that would count the run's own calls.
func settingsOf(w *world.World) (map[string]any, error) {
	b, err := json.Marshal(w.Settings())
	if err != nil {
		return nil, err
	}
	var m map[string]any
	if err := json.Unmarshal(b, &m); err != nil {
		return nil, err
	}
	maps.Copy(m, map[string]any{"rate_limit": nil, "block_after_errors": nil, "magic": true})
	return m, nil
}
