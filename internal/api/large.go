package api

import (
	"context"
	"errors"
	"net/http"
	"runtime"
	"sync"
	"time"

	"github.com/irpsim/irpsim/internal/clock"
)

// A large body costs many times its size while it is worked on: the envelope, the cipher text, the document in two views,
// what is signed, the answer. So that many at once do not take the memory of all together, only so many are read, and
// fewer worked on, at a time; the others wait, and TCP makes their senders wait.
const (
	small       = 128 << 10 // a body up to this size waits for nobody
	largeBodies = 8         // of those above, in memory at a time
	largeWithin = 30 * time.Second
)

// ErrStopping is why the context of a request ends when the simulator stops, not its client. What was begun is then ended
// properly; only waiting is cut short.
var ErrStopping = errors.New("the simulator stops")

// errGone means that the client did not wait for its answer. What is not stored by then is left undone.
var errGone = errors.New("the client has gone")

// turns lets large requests in.
type turns struct {
	bodies, work chan struct{}
}

func newTurns() *turns {
	return &turns{make(chan struct{}, largeBodies), make(chan struct{}, max(2, runtime.GOMAXPROCS(0)))}
}

// take waits for a place; done gives it back.
func take(ctx context.Context, places chan struct{}) (done func(), err error) {
	select {
	case places <- struct{}{}:
		return sync.OnceFunc(func() { <-places }), nil
	case <-ctx.Done():
		return nil, errGone
	}
}

// insideKey marks requests that come from within another one, which has its turn already.
type insideKey struct{}

// enter waits until a body that turned out to be large may be read on.
func (c *call) enter(t *turns) error {
	if c.Context().Value(insideKey{}) != nil {
		return nil
	}
	done, err := take(c.Context(), t.bodies)
	if err != nil {
		return err
	}
	c.leave = append(c.leave, done)
	// Who has a place and sends nothing must not keep it from the others for long.
	_ = http.NewResponseController(c.ResponseWriter).SetReadDeadline(clock.Wall().Add(largeWithin))
	return nil
}

// begin waits until the work on a large body may begin.
func (c *call) begin(t *turns) error {
	if len(c.leave) == 0 {
		return nil
	}
	_ = http.NewResponseController(c.ResponseWriter).SetReadDeadline(time.Time{}) // it would end the context, were it to pass
	done, err := take(c.Context(), t.work)
	if err != nil {
		return err
	}
	c.leave = append(c.leave, done)
	return nil
}

// left gives the places of a large request back.
func (c *call) left() {
	for _, done := range c.leave {
		done()
	}
	c.leave = nil
}

// gone reports whether the client went away. That the simulator stops does not count.
func (c *call) gone() bool {
	return c.Context().Err() != nil && !errors.Is(context.Cause(c.Context()), ErrStopping)
}

// work is the context of an operation: it ends when the client has gone, but not when the simulator stops.
func (c *call) work() (ctx context.Context, done func()) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(c.Context()))
	stop := context.AfterFunc(c.Context(), func() {
		if c.gone() {
			cancel()
		}
	})
	return ctx, func() { stop(); cancel() }
}
