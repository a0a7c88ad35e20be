package linear

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"

	"github.com/irpsim/irpsim/internal/chance"
	"github.com/irpsim/irpsim/internal/clock"
	"github.com/irpsim/irpsim/internal/irn"
)

// The size of a history.
const (
	clients   = 64
	documents = 48
	meeting   = 16 // documents that clients are at, at any time
	each      = 40 // operations of a client
	moves     = 9  // of the clock
	apart     = 9  // hours between them
)

// recorder keeps a history. Its time is a counter: what returned before something was called has the lower number.
type recorder struct {
	tick atomic.Int64

	mu      sync.Mutex
	history []porcupine.Operation
	bills   map[int]string // the last number heard for a document
	moved   []move
}

// move of the clock: it stood at hour until called, and at the next one's at the latest when returned.
type move struct {
	called, returned int64
	hour             int
}

// between tells where the clock can have been from call to ret.
func (r *recorder) between(call, ret int64) hours {
	r.mu.Lock()
	defer r.mu.Unlock()
	h := hours{}
	for _, m := range r.moved {
		if m.returned != 0 && m.returned < call {
			h.from = m.hour
		}
		if m.called < ret {
			h.to = m.hour
		}
	}
	return h
}

func TestLinearizable(t *testing.T) {
	t.Parallel()
	seeds := 3
	if text := os.Getenv("IRPSIM_LINEAR_SEEDS"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 {
			t.Fatalf("IRPSIM_LINEAR_SEEDS is %q: give a number above 0", text)
		}
		seeds = n
	}
	for seed := range uint64(seeds) {
		t.Run(fmt.Sprint("seed ", seed+1), func(t *testing.T) {
			history := record(t, seed+1)
			began := clock.Wall()
			result := judge(history)
			t.Logf("%d operations, judged in %s: %s", len(history), clock.Since(began).Round(time.Millisecond), figures(history))
			if result != porcupine.Ok {
				t.Errorf("no order of the operations explains the answers (%s); see %s", result, picture(t, history, seed+1))
			}
			if testing.Short() || seed > 0 {
				return
			}
			notices(t, history)
		})
	}
}

// picture writes a page that shows where the history stops making sense.
func picture(t *testing.T, history []porcupine.Operation, seed uint64) string {
	t.Helper()
	for doc := range documents { // only what goes wrong is of interest
		if part := only(history, doc); judge(part) != porcupine.Ok {
			history = part
			break
		}
	}
	_, info := porcupine.CheckOperationsVerbose(model(), opened(history), bounded)
	dir := os.Getenv("IRPSIM_LINEAR_DIR")
	if dir == "" {
		dir = os.TempDir()
	}
	path := filepath.Join(dir, fmt.Sprintf("irpsim-linear-%d.html", seed))
	if err := porcupine.VisualizePath(model(), info, path); err != nil {
		t.Error(err)
	}
	return path
}

// record has the clients work and returns what they heard.
func record(t *testing.T, seed uint64) []porcupine.Operation {
	t.Helper()
	p := begin(t, seed, documents)
	for _, f := range []string{
		`{"match":{"api":"generate"},"do":{"commit_then":"drop"},"probability":0.05}`,
		`{"match":{"api":"generate"},"do":{"before":"drop"},"probability":0.05}`,
		`{"match":{"api":"cancel"},"do":{"commit_then":"504"},"probability":0.15}`,
		`{"match":{"api":"ewb"},"do":{"commit_then":"truncate"},"probability":0.1}`,
		`{"match":{"api":"ewb"},"do":{"before":"503"},"probability":0.05}`,
		`{"match":{"api":"getbydoc"},"do":{"delay":{"p50":"1ms","p99":"20ms"}},"probability":0.3}`,
	} {
		p.control(t, http.MethodPost, "/faults", f)
	}
	day, err := time.ParseInLocation("02/01/2006", docDate, clock.IST)
	if err != nil {
		t.Fatal(err)
	}
	irns := make([]string, documents)
	for n := range irns {
		irns[n] = irn.Of(p.info.Creds.GSTIN, "INV", number(n), day, day)
	}
	r := &recorder{bills: map[int]string{}}
	// The clock moves each time that a further part of the work is done.
	var done atomic.Int64
	const part = clients * each / (moves + 1)
	reached := make([]chan struct{}, moves)
	for n := range reached {
		reached[n] = make(chan struct{})
	}
	var wait sync.WaitGroup
	for c := range clients {
		source := chance.New(&seed, "client "+strconv.Itoa(c))
		wait.Go(func() {
			for n := range each {
				in := r.choose(source, n)
				call := r.tick.Add(1)
				out := p.do(t.Context(), in, irns[in.doc])
				ret := r.tick.Add(1)
				in.now = r.between(call, ret)
				r.add(porcupine.Operation{ClientId: c, Input: in, Call: call, Output: out, Return: ret})
				if n := done.Add(1); n%part == 0 && n/part <= moves {
					close(reached[n/part-1])
				}
			}
		})
	}
	for n := range moves {
		<-reached[n]
		m := move{called: r.tick.Add(1), hour: (n + 1) * apart}
		r.mu.Lock()
		r.moved = append(r.moved, m)
		r.mu.Unlock()
		p.control(t, http.MethodPost, "/clock/advance", fmt.Sprintf(`{"by":"%dh"}`, apart))
		r.mu.Lock()
		r.moved[n].returned = r.tick.Add(1)
		r.mu.Unlock()
	}
	wait.Wait()
	return r.history
}

// choose draws what a client does next. All clients move along the documents together and so meet, some four on each, but
// now and then one goes back to a document of long ago. With many more on one document at once the search for an order,
// which is exponential in that number, would not end.
func (r *recorder) choose(draw *chance.Source, n int) input {
	in := input{doc: n*(documents-meeting)/each + draw.IntN(meeting)}
	if draw.IntN(8) == 0 {
		in.doc = draw.IntN(in.doc + 1)
	}
	switch dice := draw.IntN(100); {
	case dice < 27:
		in.kind = register
	case dice < 33:
		in.kind = cancel
	case dice < 50:
		in.kind = bill
	case dice < 68:
		in.kind = unbill
		r.mu.Lock()
		in.number = r.bills[in.doc]
		r.mu.Unlock()
	default:
		in.kind = read
	}
	if in.kind == unbill && in.number == "" {
		in.kind = read
	}
	return in
}

func (r *recorder) add(o porcupine.Operation) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.history = append(r.history, o)
	if b := o.Output.(output).bill; b != "" {
		r.bills[o.Input.(input).doc] = b
	}
}

// figures counts the answers, so that a reader sees that the history holds what it should.
func figures(history []porcupine.Operation) string {
	counts := map[string]int{}
	for _, o := range history {
		in, out := o.Input.(input), o.Output.(output)
		what := string(in.kind) + " ok"
		switch {
		case out.lost:
			what = string(in.kind) + " lost"
		case out.code != "":
			what = string(in.kind) + " " + out.code
		}
		counts[what]++
	}
	text, err := json.Marshal(counts)
	if err != nil {
		return err.Error()
	}
	return string(text)
}

// notices changes one answer of a history that makes sense, each time another, and wants every change noticed: a judge that
// accepts everything proves nothing.
func notices(t *testing.T, history []porcupine.Operation) {
	t.Helper()
	// The first change in the list that a history offers a place for is made there.
	changes := map[string]func(in input, out *output) bool{
		"a second registration": func(in input, out *output) bool {
			hit := in.kind == register && out.code == "2150"
			if hit {
				*out = output{ack: "1", status: "ACT"}
			}
			return hit
		},
		"a lost registration": func(in input, out *output) bool {
			hit := in.kind == read && out.status == "ACT"
			if hit {
				*out = output{code: "2154"}
			}
			return hit
		},
		"another AckNo": func(in input, out *output) bool {
			hit := in.kind == read && out.ack != ""
			if hit {
				out.ack = "1"
			}
			return hit
		},
		"a cancellation that did not happen": func(in input, out *output) bool {
			hit := in.kind == read && out.status == "CNL"
			if hit {
				out.status = "ACT"
			}
			return hit
		},
		"a second cancellation": func(in input, out *output) bool {
			hit := in.kind == cancel && out.code == "9999"
			if hit {
				*out = output{}
			}
			return hit
		},
		"a cancellation under an active bill": func(in input, out *output) bool {
			hit := in.kind == cancel && out.code == "2230"
			if hit {
				*out = output{}
			}
			return hit
		},
		"a cancellation after its window": func(in input, out *output) bool {
			hit := in.kind == cancel && out.code == "2270"
			if hit {
				*out = output{}
			}
			return hit
		},
		"a second bill": func(in input, out *output) bool {
			hit := in.kind == bill && out.code == "4002"
			if hit {
				*out = output{bill: "1"}
			}
			return hit
		},
		"a bill cancelled twice": func(in input, out *output) bool {
			hit := in.kind == unbill && out.code == "312"
			if hit {
				*out = output{}
			}
			return hit
		},
	}
	for _, name := range slices.Sorted(maps.Keys(changes)) {
		t.Run(name, func(t *testing.T) {
			places, noticed := 0, 0
			// Near the middle of the places there is the most before and behind it.
			var at []int
			for i, o := range history {
				out := o.Output.(output)
				if !out.lost && changes[name](o.Input.(input), &out) {
					at = append(at, i)
				}
			}
			for _, i := range []int{len(at) / 4, len(at) / 2, 3 * len(at) / 4} {
				if len(at) == 0 {
					break
				}
				places++
				changed := slices.Clone(history)
				out := changed[at[i]].Output.(output)
				changes[name](changed[at[i]].Input.(input), &out)
				changed[at[i]].Output = out
				if result := judge(only(changed, changed[at[i]].Input.(input).doc)); result == porcupine.Illegal {
					noticed++
				}
			}
			// One of three places may lie where lost answers or concurrent work explain the changed answer too.
			if places == 0 || noticed == 0 {
				t.Errorf("%d places to change, %d noticed", places, noticed)
			}
		})
	}
}

// only returns the operations on a document: the changed one is judged alone, the others are sound.
func only(history []porcupine.Operation, doc int) []porcupine.Operation {
	return slices.DeleteFunc(slices.Clone(history), func(o porcupine.Operation) bool { return o.Input.(input).doc != doc })
}
