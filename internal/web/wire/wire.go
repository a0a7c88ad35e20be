// Package wire lets the developer portal be a client: it logs in and calls the API over a real connection to the running
// simulator, and keeps every byte of the way, so that a page can show what was sealed, sent, answered and opened.
//
// What it sends carries a User-Agent that begins with [Agent], by which journal and exercises tell the portal's own calls
// from those of a trainee's program. Sessions are kept in memory, one for each user of a world.
package wire

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/irpsim/irpsim/internal/chance"
	"github.com/irpsim/irpsim/internal/clock"
	"github.com/irpsim/irpsim/internal/journal"
	"github.com/irpsim/irpsim/internal/keys"
	"github.com/irpsim/irpsim/internal/world"
)

// Agent begins the User-Agent of everything that the portal's pages send.
const Agent = "irpsim-portal/"

// Mark is the header by which the portal finds the journal's entry of a call it made.
const Mark = "X-Irpsim-Portal-Call"

const (
	maxAnswer   = 16 << 20         // bytes read of an answer
	maxSessions = 500              // sessions kept; the oldest make room
	patience    = 70 * time.Second // longer than any fault holds an answer back
)

// Wire makes the portal's own calls. It is safe for concurrent use; make one with [New].
type Wire struct {
	base   func() string // of the simulator, "http://127.0.0.1:7017"
	keys   *keys.Set
	agent  string
	client *http.Client
	chance *chance.Source

	mu       sync.Mutex
	sessions map[string]*Session
	order    []string
}

// New returns a Wire to the simulator at base.
func New(base func() string, set *keys.Set, version string) *Wire {
	return &Wire{
		base: base, keys: set, agent: Agent + version, chance: chance.New(nil, ""), sessions: map[string]*Session{},
		client: &http.Client{
			Timeout:       patience,
			Transport:     &http.Transport{MaxIdleConnsPerHost: 16, IdleConnTimeout: 30 * time.Second}, // no proxy: it never leaves the machine
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}
}

// Header is one header of a request, in the order in which it is shown.
type Header struct{ Name, Value string }

// Request is a call to make, ready for the wire.
type Request struct {
	Method  string // "POST"
	Path    string // "/eicore/v1.03/Invoice", with the query
	Headers []Header
	Body    string // "" sends none
}

// Exchange is a call that was made, and what came of it.
type Exchange struct {
	Request
	URL     string // the whole address, for a copied curl line
	ID      uint64 // of the journal's entry; 0 when it has none
	Status  int    // of HTTP; 0 when no answer came
	Answer  string // the body as it came
	Headers []Header
	Lost    string // why no whole answer came; "" when one did
	Took    time.Duration
}

// Send makes a call. Lost answers are told in the exchange, not as an error: they are what a fault was armed for.
func (w *Wire) Send(ctx context.Context, in *world.World, r Request) Exchange {
	x := Exchange{Request: r, URL: w.base() + r.Path}
	mark := w.chance.Text(16, chance.Alphanumeric)
	req, err := http.NewRequestWithContext(ctx, r.Method, x.URL, body(r.Body))
	if err != nil {
		x.Lost = "the call could not be made: " + err.Error()
		return x
	}
	for _, h := range r.Headers {
		req.Header.Add(h.Name, h.Value)
	}
	req.Header.Set("User-Agent", w.agent)
	req.Header.Set(Mark, mark)
	last := in.Journal.Last()
	began := clock.Wall()
	if resp, err := w.client.Do(req); err != nil {
		x.Lost = lost(err)
	} else {
		x.receive(resp)
	}
	x.Took = clock.Since(began)
	x.ID = find(in, mark, last)
	return x
}

func body(text string) io.Reader {
	if text == "" {
		return nil
	}
	return strings.NewReader(text)
}

func (x *Exchange) receive(resp *http.Response) {
	defer func() { _ = resp.Body.Close() }()
	x.Status = resp.StatusCode
	for name, values := range resp.Header {
		x.Headers = append(x.Headers, Header{name, strings.Join(values, ", ")})
	}
	slices.SortFunc(x.Headers, func(a, b Header) int { return strings.Compare(a.Name, b.Name) })
	var b bytes.Buffer
	if _, err := io.Copy(&b, io.LimitReader(resp.Body, maxAnswer)); err != nil {
		x.Lost = "the answer broke off: " + lost(err)
	}
	x.Answer = b.String()
}

func lost(err error) string {
	if ours := (interface{ Timeout() bool })(nil); errors.As(err, &ours) && ours.Timeout() {
		return fmt.Sprintf("no answer within %s", patience)
	}
	return "the connection was closed without an answer"
}

// find returns the number of the journal's entry since then that carries the mark. A call that no world recognised stands in the
// journal of the default world, so the caller passes the world it meant; an entry elsewhere is not found.
func find(in *world.World, mark string, since uint64) uint64 {
	for _, e := range in.Journal.Find(journal.Filter{SinceID: since}) {
		if e.Request.Headers[Mark] == mark {
			return e.ID
		}
	}
	return 0
}
