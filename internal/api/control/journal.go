package control

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/irpsim/irpsim/internal/clock"
	"github.com/irpsim/irpsim/internal/journal"
)

const (
	defaultLimit = 100
	maxLimit     = 1000
	maxAwait     = time.Minute
)

// filter reads the journal's query parameters.
func (s *Server) filter(c *call) (journal.Filter, error) {
	q := c.URL.Query()
	f := journal.Filter{API: q.Get("api"), Code: q.Get("code"), IRN: q.Get("irn"), Limit: defaultLimit}
	var complaints []string
	if f.API != "" { // a misspelt name would wait in vain
		complaints = s.unknownCall("api", f.API)
	}
	if since := q.Get("since"); since != "" {
		if id, err := strconv.ParseUint(since, 10, 64); err == nil {
			f.SinceID = id
		} else if at, err := time.Parse(time.RFC3339, since); err == nil {
			f.Since = at
		} else {
			complaints = append(complaints, "since is "+since+": give the id of an entry, or an RFC 3339 time with its zone (a + in a URL is written %2B)")
		}
	}
	if limit := q.Get("limit"); limit != "" {
		n, err := strconv.Atoi(limit)
		if err != nil || n < 1 || n > maxLimit {
			complaints = append(complaints, fmt.Sprintf("limit is %s: give a whole number from 1 to %d", limit, maxLimit))
		}
		f.Limit = n
	}
	if len(complaints) > 0 {
		return f, bad(complaints...)
	}
	return f, nil
}

func (s *Server) journal(c *call) error {
	f, err := s.filter(c)
	if err != nil {
		return err
	}
	found := c.world.Journal.Find(f)
	switch format := c.URL.Query().Get("format"); format {
	case "", "json":
		return sendList(c, "[", slices.Values(found), "]\n")
	case "har":
		c.ResponseWriter.Header().Set("Content-Disposition", `attachment; filename="irpsim.har"`)
		return s.sendArchive(c, found)
	default:
		return bad("format is " + format + ": give json or har")
	}
}

// list makes nil an empty JSON array.
func list[T any](items []T) []T {
	if items == nil {
		return []T{}
	}
	return items
}

func (s *Server) exchange(c *call) error {
	id, err := strconv.ParseUint(c.param("id"), 10, 64)
	if err != nil {
		return bad("the id of an exchange is a whole number, such as /journal/12")
	}
	e, ok := c.world.Journal.Get(id)
	if !ok {
		return missing("there is no exchange " + c.param("id") + " in this world's journal; old ones make room for new ones")
	}
	return c.answer(http.StatusOK, e)
}

func (s *Server) clearJournal(c *call) error {
	c.world.Journal.Clear()
	return c.none()
}

func (s *Server) awaitJournal(c *call) error {
	f, err := s.filter(c)
	if err != nil {
		return err
	}
	count, timeout := 1, 5*time.Second
	q := c.URL.Query()
	if v := q.Get("count"); v != "" {
		if count, err = strconv.Atoi(v); err != nil || count < 1 || count > maxLimit {
			return bad(fmt.Sprintf("count is %s: give a whole number from 1 to %d", v, maxLimit))
		}
	}
	if v := q.Get("timeout"); v != "" {
		if timeout, err = clock.ParseDuration(v); err != nil || timeout < 0 || timeout > maxAwait {
			return bad("timeout is " + v + ": give a duration such as 500ms or 5s, 60s at the most")
		}
	}
	ctx, cancel := context.WithTimeout(c.Context(), timeout)
	defer cancel()
	found, came := c.world.Journal.Await(ctx, f, count)
	if came < count {
		return &problem{http.StatusRequestTimeout, fmt.Sprintf("%d of %d exchanges came within %s", came, count, timeout)}
	}
	return sendList(c, "[", slices.Values(found), "]\n")
}

func (s *Server) streamJournal(c *call) error {
	f, err := s.filter(c)
	if err != nil {
		return err
	}
	flusher := http.NewResponseController(c.ResponseWriter)
	h := c.ResponseWriter.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store")
	c.WriteHeader(http.StatusOK)
	_, _ = c.ResponseWriter.Write([]byte(": exchanges of world " + c.world.ID + "\n\n"))
	_ = flusher.Flush()
	for e := range c.world.Journal.Subscribe(c.Context()).C {
		if !f.Matches(&e) {
			continue
		}
		b, err := json.Marshal(e)
		if err != nil {
			return err
		}
		c.patience()
		if _, err := fmt.Fprintf(c.ResponseWriter, "id: %d\nevent: exchange\ndata: %s\n\n", e.ID, b); err != nil {
			return nil // the reader is gone
		}
		_ = flusher.Flush()
	}
	return nil
}
