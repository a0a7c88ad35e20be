package exercise

import (
	"cmp"
	"slices"
	"time"

	"github.com/irpsim/irpsim/internal/journal"
)

// State is what the judge knows of the world beside its exchanges.
type State struct {
	World  string // the client id; shuffles the tokens of a puzzle
	Last   uint64 // highest id the journal ever gave; tells a restarted simulator and a cleared journal
	Answer string // what the trainee has typed in, for exercises that need [Tokens]
}

// Verdict says how a condition stands.
type Verdict string

// The verdicts.
const (
	Open   Verdict = "open"   // not yet
	Met    Verdict = "met"    // came true
	Broken Verdict = "broken" // an exchange went against it
)

// Finding is how one condition stands.
type Finding struct {
	ID       string  `json:"id"`
	Sentence string  `json:"sentence"`
	Optional bool    `json:"optional,omitempty"`
	Guard    bool    `json:"guard,omitempty"`
	Verdict  Verdict `json:"verdict"`
	Exchange uint64  `json:"exchange,omitempty"` // that met or broke it; 0 when none did
	Why      string  `json:"why,omitempty"`      // in plain words, with what to do when it broke
}

// Result is the judgement of an exercise.
type Result struct {
	Done     bool      `json:"done"`
	Broken   bool      `json:"broken"`            // a condition that is needed went wrong; Findings say which, and how to go on
	Problem  string    `json:"problem,omitempty"` // why it cannot be judged; then it is never done
	Seen     int       `json:"seen"`              // exchanges since the beginning
	Met      int       `json:"met"`               // needed conditions that hold
	Needed   int       `json:"needed"`
	Findings []Finding `json:"findings"`
}

// Judge holds the exchanges with an id above since against the conditions of an exercise. Entries may come in any order,
// those up to since are left out. A broken condition without Guard can still be met by a later exchange.
func Judge(ex Exercise, since uint64, entries []journal.Entry, state State) Result {
	r := newRun(since, entries, state)
	result := Result{Seen: len(r.entries), Problem: r.problem(), Findings: make([]Finding, len(ex.Conditions))}
	blocked := false
	for i, c := range ex.Conditions {
		result.Findings[i] = Finding{ID: c.ID, Sentence: c.Sentence, Optional: c.Optional, Guard: c.Guard, Verdict: Open}
		if c.Guard || blocked && !c.Optional {
			continue
		}
		o := c.check(r)
		result.Findings[i].take(o)
		blocked = blocked || !c.Optional && o.verdict != Met
	}
	// Guards last: they need to know where the exercise begins and ends.
	for i, c := range ex.Conditions {
		if !c.Guard {
			continue
		}
		if o := c.check(r); o.verdict == Broken {
			result.Findings[i].take(o)
		} else if !blocked {
			result.Findings[i].Verdict = Met
		}
	}
	return result.sum()
}

// sum counts the findings together.
func (r Result) sum() Result {
	for _, f := range r.Findings {
		if f.Optional {
			continue
		}
		r.Needed++
		if f.Verdict == Met {
			r.Met++
		}
		r.Broken = r.Broken || f.Verdict == Broken
	}
	r.Done = r.Problem == "" && r.Met == r.Needed
	return r
}

func (f *Finding) take(o outcome) { f.Verdict, f.Exchange, f.Why = o.verdict, o.exchange, o.why }

// outcome is what a check says.
type outcome struct {
	verdict  Verdict
	exchange uint64
	why      string
}

// run is one judgement: the exchanges since the beginning, oldest first, and what the conditions before have found.
type run struct {
	since   uint64
	entries []journal.Entry
	state   State

	from  int    // index of the exchange with which the subject came up, -1 before
	to    int    // index of the exchange that settled it, -1 before
	irn   string // the subject
	gstin string
	nos   map[string]bool // document numbers that may be registered from here on, upper case
	token string          // as the journal masks it
	until time.Time       // end of that token
}

func newRun(since uint64, entries []journal.Entry, state State) *run {
	r := &run{since: since, state: state, from: -1, to: -1, nos: map[string]bool{}}
	for _, e := range entries {
		if e.ID > since {
			r.entries = append(r.entries, e)
		}
	}
	slices.SortFunc(r.entries, func(a, b journal.Entry) int { return cmp.Compare(a.ID, b.ID) })
	return r
}

// problem says why the exchanges cannot be trusted to be complete.
func (r *run) problem() string {
	const again = " Begin the exercise again."
	switch {
	case r.state.Last < r.since:
		return "The journal is younger than this exercise: the simulator was started anew." + again
	case len(r.entries) == 0 && r.state.Last > r.since, len(r.entries) > 0 && r.entries[0].ID > r.since+1:
		return "The first exchanges of this exercise are no longer in the journal, which keeps the newest 5,000 and can be cleared." + again
	}
	return ""
}

func met(e *journal.Entry, why string) outcome { return outcome{Met, e.ID, why} }

func broken(e *journal.Entry, why string) outcome { return outcome{Broken, e.ID, why} }

// first meets a condition with the oldest exchange of which yes says so, and remembers its place.
func (r *run) first(yes func(*journal.Entry) bool) (*journal.Entry, bool) {
	for i := range r.entries {
		if yes(&r.entries[i]) {
			r.from = i
			return &r.entries[i], true
		}
	}
	return nil, false
}

// after lists the exchanges that came after index i.
func (r *run) after(i int) []journal.Entry { return r.entries[i+1:] }
