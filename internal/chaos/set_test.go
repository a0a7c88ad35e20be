package chaos

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/irpsim/irpsim/internal/chance"
	"github.com/irpsim/irpsim/internal/clock"
)

func newSet(t testing.TB, faults ...string) *Set {
	t.Helper()
	seed := uint64(7)
	s := NewSet(chance.New(&seed, "faults"))
	for _, text := range faults {
		f, complaints := Parse([]byte(text))
		if len(complaints) > 0 {
			t.Fatalf("%s: %v", text, complaints)
		}
		if _, _, err := s.Add(f); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

// ids lists what strikes n calls: the ids of a call joined by +, "." for none.
func ids(s *Set, at Moment, c Call, n int) string {
	var out []string
	for range n {
		var hit []string
		for _, st := range s.Match(at, c) {
			hit = append(hit, st.ID)
		}
		out = append(out, strings.Join(hit, "+"))
		if len(hit) == 0 {
			out[len(out)-1] = "."
		}
	}
	return strings.Join(out, " ")
}

func TestMatchCounts(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		faults []string
		at     Moment
		want   string
	}{
		{"always", []string{`{"do":{"before":"504"}}`}, Received, "f1 f1 f1 f1 f1"},
		{"another moment", []string{`{"do":{"before":"504"}}`}, Opened, ". . . . ."},
		{"times", []string{`{"do":{"before":"504"},"times":3}`}, Received, "f1 f1 f1 . ."},
		{"after", []string{`{"do":{"before":"504"},"after":2}`}, Received, ". . f1 f1 f1"},
		{"after and times", []string{`{"do":{"before":"504"},"after":1,"times":2}`}, Received, ". f1 f1 . ."},
		{"one after the other", []string{`{"do":{"before":"504"},"times":2}`, `{"do":{"before":"drop"},"times":1}`}, Received, "f1 f1 f2 . ."},
		{"a delay beside an outage", []string{`{"do":{"delay":"1s"},"times":2}`, `{"do":{"before":"504"},"times":3}`}, Received, "f1+f2 f1+f2 f2 . ."},
		{"an outage ends the search", []string{`{"do":{"before":"504"},"times":1}`, `{"do":{"delay":"1s"},"times":1}`}, Received, "f1 f2 . . ."},
		{"one delay at a time", []string{`{"do":{"delay":"1s"},"times":1}`, `{"do":{"delay":"2s"},"times":1}`}, Received, "f1 f2 . . ."},
		{"never", []string{`{"do":{"before":"504"},"probability":0}`}, Received, ". . . . ."},
		{"surely", []string{`{"do":{"before":"504"},"probability":1,"times":1}`}, Received, "f1 . . . ."},
		{"codes of headers come first", []string{`{"do":{"code":"1005"}}`}, Received, "f1 f1 f1 f1 f1"},
		{"codes of documents when opened", []string{`{"do":{"code":"2150"}}`}, Opened, "f1 f1 f1 f1 f1"},
		{"both together when opened", []string{`{"do":{"code":["1005","2150"]}}`}, Opened, "f1 f1 f1 f1 f1"},
		{"an outage for a document when opened", []string{`{"match":{"doc_no":"A*"},"do":{"before":"504"}}`}, Opened, "f1 f1 f1 f1 f1"},
		{"token", []string{`{"do":{"token":"expire"},"times":1}`}, Opened, "f1 . . . ."},
		{"ewb", []string{`{"do":{"ewb":"4013"}}`}, Billed, "f1 f1 f1 f1 f1"},
		{"loss", []string{`{"do":{"commit_then":"drop"},"times":1}`}, Done, "f1 . . . ."},
		{"hostile answers together", []string{`{"do":{"sek":"wrong"}}`, `{"do":{"signature":"bad"}}`}, Done, "f1+f2 f1+f2 f1+f2 f1+f2 f1+f2"},
		{"told", []string{`{"do":{"infodtls":[{"InfCd":"A"}]}}`, `{"do":{"dribble":"1s"}}`}, Told, "f1+f2 f1+f2 f1+f2 f1+f2 f1+f2"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := Call{APIs: []string{"generate"}, Document: func() Document { return Document{No: "A/1"} }}
			if got := ids(newSet(t, tt.faults...), tt.at, c, 5); got != tt.want {
				t.Errorf("%v strike %q, want %q", tt.faults, got, tt.want)
			}
		})
	}
}

func TestMatchMembers(t *testing.T) {
	t.Parallel()
	c := Call{
		APIs: []string{"generate"}, Gstins: []string{"29zzzcs0001a1zi", "27ZZZCS0001A1ZM"},
		Document: func() Document { return Document{No: "inv/2026/7", IRNs: []string{"ab12", "cd34"}} },
	}
	tests := map[string]bool{
		`{}`: true, `{"api":"GENERATE"}`: true, `{"api":"gen*"}`: true, `{"api":"cancel"}`: false, `{"api":"generate*x"}`: false,
		`{"gstin":"29ZZZCS0001A1ZI"}`: true, `{"gstin":"27*"}`: true, `{"gstin":"33*"}`: false, `{"gstin":"*zm"}`: true,
		`{"doc_no":"INV/2026/7"}`: true, `{"doc_no":"INV/*"}`: true, `{"doc_no":"*/2026/*"}`: true, `{"doc_no":"INV/2026/7*7"}`: false, `{"doc_no":"7"}`: false,
		`{"irn":"CD34"}`: true, `{"irn":"ab*"}`: true, `{"irn":"ef*"}`: false,
		`{"api":"generate","doc_no":"INV*","irn":"ab*","gstin":"29*"}`: true, `{"api":"generate","doc_no":"X*"}`: false,
	}
	for match, want := range tests {
		s := newSet(t, `{"match":`+match+`,"do":{"commit_then":"drop"}}`)
		if got := len(s.Match(Done, c)) == 1; got != want {
			t.Errorf("match %s strikes: %v, want %v", match, got, want)
		}
	}
	if s := newSet(t, `{"match":{"doc_no":"*"},"do":{"commit_then":"drop"}}`); len(s.Match(Done, Call{APIs: []string{"auth"}})) != 1 {
		t.Errorf("doc_no * asks for nothing, and did not strike a call without a document")
	}
	unfit := c
	unfit.Fits = func(a Action) bool { return a.CommitThen == "" }
	s := newSet(t, `{"do":{"commit_then":"drop"},"times":1}`)
	if s.Match(Done, unfit); s.List()[0].Struck != 0 || s.List()[0].Seen != 0 {
		t.Errorf("a call that the action cannot touch was counted: %+v", s.List()[0])
	}
}

// The document is asked for once a fault of that moment wants it, never otherwise: it may cost a look into the store.
func TestDocumentIsAskedLate(t *testing.T) {
	t.Parallel()
	asked := 0
	c := Call{APIs: []string{"generate"}, Document: func() Document { asked++; return Document{No: "A"} }}
	s := newSet(t, `{"do":{"delay":"1s"}}`, `{"match":{"api":"cancel","doc_no":"A"},"do":{"commit_then":"drop"}}`,
		`{"match":{"doc_no":"A"},"do":{"signature":"bad"},"times":1}`)
	s.Match(Received, c)
	s.Match(Opened, c)
	if asked != 0 {
		t.Errorf("asked %d times before any fault wanted to know", asked)
	}
	s.Match(Done, c)
	s.Match(Done, c)
	if asked != 1 {
		t.Errorf("asked %d times, want once: the second time the fault was used up", asked)
	}
}

// The same seed strikes the same calls; another one does not; and probability is what it says.
func TestChanceIsSeeded(t *testing.T) {
	t.Parallel()
	run := func(seed uint64) string {
		s := NewSet(chance.New(&seed, "faults"))
		for _, text := range []string{`{"do":{"delay":{"p50":"80ms","p99":"2s"}},"probability":0.5}`, `{"do":{"before":"504"},"probability":0.25}`} {
			f, _ := Parse([]byte(text))
			if _, _, err := s.Add(f); err != nil {
				t.Fatal(err)
			}
		}
		var out []string
		for range 200 {
			for _, st := range s.Match(Received, Call{}) {
				out = append(out, fmt.Sprint(st.ID, st.Wait))
			}
			out = append(out, ";")
		}
		return strings.Join(out, " ")
	}
	one := run(1)
	if again := run(1); one != again {
		t.Errorf("the same seed struck differently:\n%s\n%s", one, again)
	}
	if one == run(2) {
		t.Error("another seed struck the same")
	}
	if n := strings.Count(one, "f2"); n < 25 || n > 80 {
		t.Errorf("probability 0.25 struck %d of 200", n)
	}
}

// Half of the drawn delays lie below p50 and one in a hundred above p99.
func TestDelayPercentiles(t *testing.T) {
	t.Parallel()
	seed := uint64(3)
	c := chance.New(&seed, "delay")
	d := Delay{80 * time.Millisecond, 2 * time.Second}
	const n = 20_000
	drawn := make([]time.Duration, n)
	for i := range drawn {
		drawn[i] = d.draw(c.Float64)
	}
	slices.Sort(drawn)
	for at, want := range map[float64]time.Duration{0.5: d.P50, 0.99: d.P99} {
		got := drawn[int(at*n)]
		if math.Abs(math.Log(float64(got)/float64(want))) > 0.2 {
			t.Errorf("percentile %v is %s, want about %s", at, got, want)
		}
	}
	if drawn[0] <= 0 || drawn[n-1] > MaxWait {
		t.Errorf("drawn from %s to %s", drawn[0], drawn[n-1])
	}
	if got := (Delay{P50: MaxWait, P99: MaxWait}).draw(c.Float64); got != MaxWait {
		t.Errorf("equal percentiles draw %s, want %s", got, MaxWait)
	}
}

func TestWaits(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]time.Duration{
		"before=timeout": holdFor, "before=timeout; delay=5s": 5 * time.Second, "commit_then=delay": lateBy, "commit_then=delay; delay=1s": time.Second,
		"code=2150": 0, "code=2150; delay=2s": 2 * time.Second,
	} {
		actions, _ := ParseHeader([]string{text})
		if got := actions[0].wait(nil); got != want {
			t.Errorf("%s waits %s, want %s", text, got, want)
		}
	}
	synctest.Test(t, func(t *testing.T) {
		began := clock.Wall()
		if !Wait(t.Context(), time.Minute) || clock.Since(began) != time.Minute {
			t.Errorf("waited %s, want a minute", clock.Since(began))
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if Wait(ctx, time.Hour) || clock.Since(began) != time.Minute+time.Second {
			t.Errorf("a wait whose context ends went on until %s", clock.Since(began))
		}
		if Wait(ctx, 0) {
			t.Error("a wait of nothing does not see that the context ended")
		}
	})
}

func TestSetChanges(t *testing.T) {
	t.Parallel()
	s := newSet(t, `{"do":{"before":"504"}}`, `{"id":"mine","do":{"before":"502"},"times":2}`, `{"do":{"before":"503"}}`)
	names := func() string {
		var out []string
		for _, st := range s.List() {
			out = append(out, st.ID)
		}
		return strings.Join(out, " ")
	}
	if got := names(); got != "f1 mine f2" {
		t.Errorf("ids are %q, want f1 mine f2", got)
	}
	s.Remove("f1")
	s.Match(Received, Call{})
	if st, ok := s.Get("mine"); !ok || st.Struck != 1 || st.Left() != 1 {
		t.Errorf("mine is %+v, want struck 1, left 1", st)
	}
	again, _ := Parse([]byte(`{"id":"mine","do":{"before":"html"},"times":9}`))
	if st, _, err := s.Add(again); err != nil || st.Struck != 0 || names() != "f2 mine" {
		t.Errorf("replaced: %+v, %v, set %q", st, err, names())
	}
	if s.Remove("f1") || !s.Armed() {
		t.Errorf("removed f1 twice, or the set says it is empty")
	}
	if s.Clear(); s.Armed() || len(s.List()) != 0 || len(s.Match(Received, Call{})) != 0 {
		t.Error("a cleared set still holds something")
	}
	f, _ := Parse([]byte(`{"do":{"before":"504"}}`))
	if st, _, _ := s.Add(f); st.ID != "f3" {
		t.Errorf("the id after f2 is %s, want f3: nobody may take a new fault for an old one", st.ID)
	}
}

func TestSetIsBounded(t *testing.T) {
	t.Parallel()
	s := newSet(t, `{"id":"spent","do":{"before":"504"},"times":1}`)
	s.Match(Received, Call{})
	f, _ := Parse([]byte(`{"do":{"code":"2150"}}`))
	var gone []string
	for range MaxFaults {
		_, out, err := s.Add(f)
		if err != nil {
			t.Fatal(err)
		}
		gone = append(gone, out...)
	}
	if !slices.Equal(gone, []string{"spent"}) {
		t.Errorf("%v made room, want the one that was used up", gone)
	}
	if _, _, err := s.Add(f); !errors.Is(err, ErrFull) {
		t.Errorf("fault %d: %v, want ErrFull", MaxFaults+1, err)
	}
	if _, _, err := s.Add(Fault{ID: "f1", Do: f.Do}); err != nil {
		t.Errorf("replacing one of a full set: %v", err)
	}
}

func TestDirtyAndLoad(t *testing.T) {
	t.Parallel()
	s := newSet(t, `{"do":{"delay":"1s"}}`, `{"id":"b","do":{"before":"504"},"times":2}`)
	if got := s.TakeDirty(); len(got) != 0 {
		t.Errorf("before any call %v are to be stored", got)
	}
	s.Match(Received, Call{})
	if got := s.TakeDirty(); !slices.Equal(got, []string{"b"}) || len(s.TakeDirty()) != 0 {
		t.Errorf("%v are to be stored, want b, once", got)
	}
	other := newSet(t)
	states := s.List()
	slices.Reverse(states)
	other.Load(states)
	if got := ids(other, Received, Call{}, 3); got != "f1+b f1 f1" {
		t.Errorf("the loaded set strikes %q, want f1+b f1 f1", got)
	}
	f, _ := Parse([]byte(`{"do":{"code":"2150"}}`))
	if st, _, _ := other.Add(f); st.ID != "f2" || st.Order != 3 {
		t.Errorf("added to a loaded set: %s, order %d, want f2, 3", st.ID, st.Order)
	}
}

// Many at once strike exactly as often as told.
func TestSetIsSafe(t *testing.T) {
	t.Parallel()
	s := newSet(t, `{"do":{"before":"504"},"times":100}`, `{"do":{"commit_then":"drop"},"after":50}`)
	var mu sync.Mutex
	outages, losses := 0, 0
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			for range 50 {
				a, b := s.Match(Received, Call{}), s.Match(Done, Call{})
				s.List()
				s.TakeDirty()
				mu.Lock()
				outages, losses = outages+len(a), losses+len(b)
				mu.Unlock()
			}
		})
	}
	wait.Wait()
	if outages != 100 || losses != 350 {
		t.Errorf("struck %d and %d times, want 100 and 350", outages, losses)
	}
}

func TestForce(t *testing.T) {
	t.Parallel()
	s := newSet(t)
	actions, _ := ParseHeader([]string{"delay=1s", "code=2150", "token=expire", "commit_then=504"})
	show := func(strikes []Strike) string {
		var out []string
		for _, st := range strikes {
			out = append(out, st.String())
		}
		return strings.Join(out, ", ")
	}
	for at, want := range map[Moment]string{
		Received: "delay=1s; id=header", Opened: "code=2150; id=header", Billed: "", Done: "commit_then=504; id=header",
	} {
		if got := show(s.Force(at, ByHeader, actions, nil)); got != want {
			t.Errorf("moment %d forces %q, want %q", at, got, want)
		}
	}
	if got := show(s.Force(Opened, ByHeader, actions, func(a Action) bool { return a.Token != "" })); got != "token=expire; id=header" {
		t.Errorf("of what fits, %q is forced", got)
	}
}

func TestStrikePrintsSafely(t *testing.T) {
	t.Parallel()
	f, complaints := Parse([]byte(`{"id":"a","do":{"infodtls":[{"InfCd":"x\r\nSet-Cookie: é"}]}}`))
	if len(complaints) > 0 {
		t.Fatal(complaints)
	}
	if got, want := (Strike{ID: "a", Do: f.Do}).String(), "infodtls=x??Set-Cookie: ?; id=a"; got != want {
		t.Errorf("the header would say %q, want %q", got, want)
	}
}
