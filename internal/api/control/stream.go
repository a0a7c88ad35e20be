package control

import (
	"bufio"
	"encoding/json"
	"iter"
	"net/http"
	"sync"
	"time"

	"github.com/irpsim/irpsim/internal/clock"
)

// readWithin is how long a client may leave an answer, or a part of a long one, unread. One that asks for much and reads
// nothing would otherwise hold it for ever.
const readWithin = time.Minute

// patience gives the client from now on that long to read on.
func (c *call) patience() {
	_ = http.NewResponseController(c.ResponseWriter).SetWriteDeadline(clock.Wall().Add(readWithin))
}

// turn waits until the caller may make an answer that is in memory as a whole: one at a time, so that many who ask for one
// do not take the memory of all together. done lets the next one in.
func (s *Server) turn(c *call) (done func(), err error) {
	select {
	case s.large <- struct{}{}:
		return sync.OnceFunc(func() { <-s.large }), nil
	case <-c.Context().Done():
		return nil, &problem{http.StatusServiceUnavailable, "the simulator stops, or the client has gone"}
	}
}

// sendList writes an answer that may be long item by item between start and end, so that it is never in memory as a whole.
func sendList[T any](c *call, start string, items iter.Seq[T], end string) error {
	c.ResponseWriter.Header().Set("Content-Type", "application/json")
	c.WriteHeader(http.StatusOK)
	w := bufio.NewWriter(c.ResponseWriter)
	_, _ = w.WriteString(start)
	first := true
	for item := range items {
		b, err := json.Marshal(item)
		if err != nil {
			return err
		}
		c.patience()
		if !first {
			_ = w.WriteByte(',')
		}
		first = false
		if _, err := w.Write(b); err != nil {
			return nil // the client is gone
		}
	}
	_, _ = w.WriteString(end)
	_ = w.Flush()
	return nil
}
