package chaos

import (
	"cmp"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/irpsim/irpsim/internal/chance"
)

// MaxFaults bounds the faults of one world.
const MaxFaults = 1000

// ErrFull means that a world holds as many faults as it can, and that all of them can still strike.
var ErrFull = errors.New("a world holds at most " + strconv.Itoa(MaxFaults) + " faults that can still strike; remove some")

// State is a fault and what became of it.
type State struct {
	Fault
	Order  uint64 `json:"order"`  // rises in the order of adding
	Seen   int    `json:"seen"`   // exchanges that it matched while it could strike
	Struck int    `json:"struck"` // of these, the ones that it struck
}

// UnmarshalJSON reads what a State marshals to.
func (s *State) UnmarshalJSON(raw []byte) error {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(raw, &members); err != nil {
		return err
	}
	var counts struct {
		Order        uint64
		Seen, Struck int
	}
	if err := json.Unmarshal(raw, &counts); err != nil {
		return err
	}
	for _, name := range []string{"order", "seen", "struck"} {
		delete(members, name)
	}
	rest, err := json.Marshal(members)
	if err != nil {
		return err
	}
	f, complaints := Parse(rest)
	if len(complaints) > 0 {
		return errors.New(strings.Join(complaints, "; "))
	}
	*s = State{Fault: f, Order: counts.Order, Seen: counts.Seen, Struck: counts.Struck}
	return nil
}

// Left returns how often the fault can still strike, -1 for without end.
func (s State) Left() int {
	if s.Times == 0 {
		return -1
	}
	return max(s.Times-s.Struck, 0)
}

// Set holds the faults of a world in the order of their adding. It is safe for concurrent use. Make it with [NewSet].
type Set struct {
	chance *chance.Source

	armed atomic.Bool // there are faults

	mu     sync.Mutex
	faults []*State
	order  uint64
	named  uint64          // last number of an id given by Add
	unsaid map[string]bool // ids whose counts changed since TakeDirty
}

// NewSet returns an empty set that draws probabilities and delays from c.
func NewSet(c *chance.Source) *Set { return &Set{chance: c, unsaid: map[string]bool{}} }

// Load puts stored faults into an empty set.
func (s *Set) Load(states []State) {
	s.mu.Lock()
	defer s.mu.Unlock()
	slices.SortFunc(states, func(a, b State) int { return cmp.Compare(a.Order, b.Order) })
	for _, st := range states {
		s.faults = append(s.faults, &st)
		s.order = max(s.order, st.Order)
		if text, ok := strings.CutPrefix(st.ID, "f"); ok {
			if n, err := strconv.ParseUint(text, 10, 32); err == nil {
				s.named = max(s.named, n)
			}
		}
	}
	s.changed()
}

// changed keeps what exchanges read without the lock. The caller holds mu.
func (s *Set) changed() { s.armed.Store(len(s.faults) > 0) }

// Armed reports whether there is any fault at all.
func (s *Set) Armed() bool { return s.armed.Load() }

// Add puts a fault at the end of the set, with counts at zero, in place of the one with its id. A fault without an id gets
// one. When the set is full, faults that are used up make room; gone names all that left the set.
func (s *Set) Add(f Fault) (added State, gone []string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if f.ID == "" {
		for f.ID == "" || s.at(f.ID) >= 0 {
			s.named++
			f.ID = "f" + strconv.FormatUint(s.named, 10)
		}
	}
	if at := s.at(f.ID); at >= 0 {
		s.faults = slices.Delete(s.faults, at, at+1)
	} else if len(s.faults) >= MaxFaults {
		s.faults = slices.DeleteFunc(s.faults, func(st *State) bool {
			if st.Left() == 0 {
				gone = append(gone, st.ID)
				return true
			}
			return false
		})
		if len(gone) == 0 {
			return State{}, nil, ErrFull
		}
	}
	s.order++
	st := &State{Fault: f, Order: s.order}
	s.faults = append(s.faults, st)
	s.changed()
	return *st, gone, nil
}

// at returns where a fault stands, -1 for nowhere. The caller holds mu.
func (s *Set) at(id string) int {
	return slices.IndexFunc(s.faults, func(st *State) bool { return st.ID == id })
}

// Remove takes a fault out and reports whether it was there.
func (s *Set) Remove(id string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	at := s.at(id)
	if at >= 0 {
		s.faults = slices.Delete(s.faults, at, at+1)
		s.changed()
	}
	return at >= 0
}

// Clear takes all faults out.
func (s *Set) Clear() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = nil
	s.changed()
}

// Get returns a fault by its id.
func (s *Set) Get(id string) (State, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if at := s.at(id); at >= 0 {
		return *s.faults[at], true
	}
	return State{}, false
}

// List returns all faults in the order of their adding.
func (s *Set) List() []State {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := make([]State, len(s.faults))
	for i, st := range s.faults {
		list[i] = *st
	}
	return list
}

// TakeDirty returns the ids of bounded faults whose counts changed since it was last called. Counts of a fault without
// times and after decide nothing and are not worth a write.
func (s *Set) TakeDirty() []string {
	if !s.Armed() {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	ids := make([]string, 0, len(s.unsaid))
	for id := range s.unsaid {
		ids = append(ids, id)
	}
	clear(s.unsaid)
	slices.Sort(ids)
	return ids
}

// Match returns what strikes an exchange at a moment, and counts it. Faults are asked in the order of their adding; of
// several with the same kind of action the first strikes, and an action that ends the exchange ends the search. The same
// calls in the same order, under the same seed, strike the same.
func (s *Set) Match(at Moment, c Call) []Strike {
	if !s.Armed() {
		return nil
	}
	d := s.document(at, c)
	s.mu.Lock()
	defer s.mu.Unlock()
	var strikes []Strike
	var kinds []string
	for _, st := range s.faults {
		kind := st.Do.kind()
		if st.due() != at || st.Left() == 0 || slices.Contains(kinds, kind) ||
			!st.Match.fits(c, d) || (c.Fits != nil && !c.Fits(st.Do)) || !s.roll(st) {
			continue
		}
		strikes = append(strikes, Strike{st.ID, st.Do, st.Do.wait(s.chance.Float64)})
		kinds = append(kinds, kind)
		if st.Do.ends() {
			break
		}
	}
	return strikes
}

// document asks what the exchange is about when a fault of this moment wants to know. It asks without the lock, because
// the answer may come from the store.
func (s *Set) document(at Moment, c Call) Document {
	s.mu.Lock()
	wanted := slices.ContainsFunc(s.faults, func(st *State) bool {
		return st.due() == at && st.Left() != 0 && st.Match.needsDocument() && likeAny(st.Match.API, c.APIs)
	})
	s.mu.Unlock()
	if !wanted || c.Document == nil {
		return Document{}
	}
	return c.Document()
}

// due is the moment at which a fault is matched: what depends on the document has to wait until the request is opened.
func (f *Fault) due() Moment {
	at := f.Do.moment()
	if at == Received && f.Match.needsDocument() {
		return Opened
	}
	return at
}

// roll counts a match and tells whether it strikes.
func (s *Set) roll(st *State) bool {
	if st.Times > 0 || st.After > 0 {
		s.unsaid[st.ID] = true
	}
	st.Seen++
	if st.Seen <= st.After {
		return false
	}
	if p := st.Probability; p != nil && s.chance.Float64() >= *p {
		return false
	}
	st.Struck++
	return true
}

// Force returns the strikes of actions that are certain to strike at a moment: those of the header and of magic numbers,
// which have no fault in the set. It follows the rules of [Set.Match].
func (s *Set) Force(at Moment, id string, actions []Action, fits func(Action) bool) []Strike {
	var strikes []Strike
	for _, a := range actions {
		if a.moment() != at || (fits != nil && !fits(a)) {
			continue
		}
		strikes = append(strikes, Strike{id, a, a.wait(s.chance.Float64)})
		if a.ends() {
			break
		}
	}
	return strikes
}

// Ended reports whether the last of some strikes ends the exchange's search for more.
func Ended(strikes []Strike) bool {
	n := len(strikes)
	return n > 0 && strikes[n-1].Do.ends()
}

// Bytes draws n bytes from the source of the set.
func (s *Set) Bytes(n int) []byte { return s.chance.Bytes(n) }
