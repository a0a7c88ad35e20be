package irptest

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"strings"
	"time"
)

// Fault is something that goes wrong on purpose. It is a value: each method returns a changed copy. Without [Fault.Once] or
// [Fault.Times] it strikes every time; without [Fault.Match] whatever call comes, a login too.
type Fault struct {
	do          map[string]any
	match       Match
	times       int
	after       int
	probability *float64
	err         error
}

func action(name string, value any) Fault { return Fault{do: map[string]any{name: value}} }

// Ghost lets the portal register the document and then breaks the connection without an answer: the IRN exists and nobody
// was told. It strikes generate unless Match names another call.
func Ghost() Fault { return Lost("drop") }

// Lost is [Ghost] with a choice of what becomes of the answer: "drop" breaks the connection, "504" is the page of a gateway,
// "truncate" sends half of it, "garble" damages its cipher text, "delay" sends it 30 seconds late.
func Lost(how string) Fault {
	f := action("commit_then", how)
	f.match = API("generate")
	return f
}

// Before keeps the portal from doing anything: "drop" breaks the connection, "500", "502", "503" and "504" are HTML pages of
// a server or gateway, "html" is one with status 200, "empty" is no body, "timeout" is silence.
func Before(how string) Fault { return action("before", how) }

// Refuse lets the portal refuse with one or several codes of its catalogue.
func Refuse(codes ...string) Fault {
	if len(codes) == 1 {
		return action("code", codes[0])
	}
	return action("code", codes)
}

// Delay keeps the request back for d, in real time, before the portal looks at it.
func Delay(d time.Duration) Fault { return action("delay", d.String()) }

// DelayBetween draws a delay for each call: half of them are shorter than p50, one in a hundred is longer than p99.
func DelayBetween(p50, p99 time.Duration) Fault {
	return action("delay", map[string]string{"p50": p50.String(), "p99": p99.String()})
}

// Dribble sends the answer slowly, so that it takes d in real time.
func Dribble(d time.Duration) Fault { return action("dribble", d.String()) }

// TokenExpired ends the session of the caller before the call is looked at: 1005.
func TokenExpired() Fault { return action("token", "expire") }

// WrongSek seals the answer with a key that the client does not have; at a login the Sek is one that opens nothing.
func WrongSek() Fault { return action("sek", "wrong") }

// BadSignature spoils the signatures of SignedInvoice and SignedQRCode on the wire.
func BadSignature() Fault { return action("signature", "bad") }

// WithInfo puts entries into InfoDtls of the answer, whatever a client makes of them.
func WithInfo(entries ...Info) Fault {
	list := make([]map[string]any, len(entries))
	for i, e := range entries {
		list[i] = map[string]any{"InfCd": e.Code, "Desc": e.Desc}
	}
	return action("infodtls", list)
}

// FailEWB lets the e-way bill of a document fail with a code such as 4013, while its IRN stands.
func FailEWB(code string) Fault { return action("ewb", code) }

// Once lets the fault strike one time.
func (f Fault) Once() Fault { return f.Times(1) }

// Times lets the fault strike n times, at least once.
func (f Fault) Times(n int) Fault {
	if n < 1 {
		f.err = fmt.Errorf("a fault cannot strike %d times; leave it out, or give 1 or more", n)
	}
	f.times = n
	return f
}

// After lets n matching calls pass first.
func (f Fault) After(n int) Fault {
	f.after = n
	return f
}

// Sometimes lets the fault strike a matching call with a probability from 0 to 1, drawn from the world's chance: the same
// calls are struck in every run.
func (f Fault) Sometimes(probability float64) Fault {
	f.probability = &probability
	return f
}

// Match restricts the fault to calls that all the given matches fit: Match(API("generate"), DocNo("INV/7*")).
func (f Fault) Match(matches ...Match) Fault {
	for _, m := range matches {
		f.match = f.match.and(m)
	}
	return f
}

// And adds a delay to another fault: Before("504").And(Delay(time.Second)).
func (f Fault) And(delay Fault) Fault {
	f.do = maps.Clone(f.do)
	maps.Copy(f.do, delay.do)
	return f
}

func (f Fault) String() string {
	text, err := json.Marshal(f.do)
	if err != nil {
		return err.Error()
	}
	var suffix []string
	if m := f.match.String(); m != "" {
		suffix = append(suffix, "for "+m)
	}
	if f.times > 0 {
		suffix = append(suffix, fmt.Sprintf("%d times", f.times))
	}
	if f.after > 0 {
		suffix = append(suffix, fmt.Sprintf("after %d calls", f.after))
	}
	return strings.TrimSpace(string(text) + " " + strings.Join(suffix, ", "))
}

// body is the fault as the control API takes it.
func (f Fault) body(id string) map[string]any {
	b := map[string]any{"id": id, "do": f.do, "match": f.match.body()}
	if f.times > 0 {
		b["times"] = f.times
	}
	if f.after != 0 {
		b["after"] = f.after
	}
	if f.probability != nil {
		b["probability"] = *f.probability
	}
	return b
}

// Armed is a fault that was set up in a world.
type Armed struct {
	sim    *Sim
	id     string
	fault  Fault
	lifted bool
}

// Fault sets a fault up. Faults strike in the order of setting up. What cannot be, such as a code that the portal does not
// have, fails the test.
func (s *Sim) Fault(f Fault) *Armed {
	s.t.Helper()
	if f.err != nil {
		s.t.Fatalf("irptest: %v", f.err)
	}
	s.mu.Lock()
	a := &Armed{sim: s, id: fmt.Sprintf("irptest-%d", len(s.armed)+1), fault: f}
	s.armed = append(s.armed, a)
	s.mu.Unlock()
	s.Control(http.MethodPost, "/faults", f.body(a.id))
	return a
}

// Struck returns how often the fault has struck.
func (a *Armed) Struck() int {
	a.sim.t.Helper()
	struck, err := a.sim.strikes()
	if err != nil {
		a.sim.t.Fatalf("irptest: the faults cannot be looked at: %v", err)
	}
	return struck[a.id]
}

// Lift takes the fault away. A fault that was lifted need not have struck.
func (a *Armed) Lift() {
	a.sim.t.Helper()
	a.sim.Control(http.MethodDelete, "/faults/"+a.id, nil)
	a.sim.mu.Lock()
	defer a.sim.mu.Unlock()
	a.lifted = true
}
