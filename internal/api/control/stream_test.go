package control

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/irpsim/irpsim/internal/clock"
	"github.com/irpsim/irpsim/internal/journal"
)

// reader notes how an answer comes: the largest piece, and the deadline that held for the latest.
type reader struct {
	*httptest.ResponseRecorder
	largest   int
	deadlines []time.Time
}

func (r *reader) Write(b []byte) (int, error) {
	r.largest = max(r.largest, len(b))
	return r.ResponseRecorder.Write(b)
}

func (r *reader) SetWriteDeadline(at time.Time) error {
	r.deadlines = append(r.deadlines, at)
	return nil
}

// TestSendList: a long answer goes out piece by piece, each with a deadline of its own, and is one JSON text in the end.
func TestSendList(t *testing.T) {
	t.Parallel()
	const each = 100_000
	for _, n := range []int{0, 1, 3, 40} {
		r := &reader{ResponseRecorder: httptest.NewRecorder()}
		c := &call{ResponseWriter: r, Request: httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)}
		before := clock.Wall()
		if err := sendList(c, `{"list":[`, slices.Values(slices.Repeat([]string{strings.Repeat("x", each)}, n)), "]}"); err != nil {
			t.Fatalf("%d items: %v", n, err)
		}
		var got struct{ List []string }
		if err := json.Unmarshal(r.Body.Bytes(), &got); err != nil || len(got.List) != n {
			t.Errorf("%d items: %d came back, error %v", n, len(got.List), err)
		}
		if r.largest > 2*each {
			t.Errorf("%d items: a piece of %d bytes was held at once, want little more than an item's %d", n, r.largest, each)
		}
		if len(r.deadlines) < n || slices.ContainsFunc(r.deadlines, func(at time.Time) bool { return at.Before(before.Add(readWithin)) }) {
			t.Errorf("%d items: deadlines %v, want one of %s for each", n, r.deadlines, readWithin)
		}
	}
}

// gone is a client that leaves after the first piece.
type gone struct{ http.ResponseWriter }

func (gone) Write([]byte) (int, error) { return 0, http.ErrHandlerTimeout }

func TestSendListStopsWhenNobodyReads(t *testing.T) {
	t.Parallel()
	made := 0
	var items iter.Seq[string] = func(yield func(string) bool) {
		for made = 1; made <= 1000 && yield(strings.Repeat("x", 10_000)); made++ {
		}
	}
	c := &call{ResponseWriter: gone{httptest.NewRecorder()}, Request: httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)}
	if err := sendList(c, "[", items, "]"); err != nil || made > 3 {
		t.Errorf("%d items were made for a client that is gone, error %v", made, err)
	}
}

// TestArchiveTwice: the archive that is sent entry by entry is the one that is made at once.
func TestArchiveTwice(t *testing.T) {
	t.Parallel()
	entries := []journal.Entry{{ID: 2, API: "generate", Path: "/b", Request: journal.Message{Body: "{}"}}, {ID: 1, API: "auth", Path: "/a"}}
	whole, err := archive(entries, "http://irp", "test")
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRecorder()
	c := &call{ResponseWriter: r, Request: httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)}
	s := &Server{Config: Config{URL: func() string { return "http://irp" }, Version: "test"}}
	if err := s.sendArchive(c, entries); err != nil {
		t.Fatal(err)
	}
	var want, got har
	if err := json.Unmarshal(whole, &want); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(r.Body.Bytes(), &got); err != nil {
		t.Fatalf("%v in %s", err, r.Body)
	}
	a, _ := json.Marshal(want)
	if b, _ := json.Marshal(got); string(a) != string(b) || len(got.Log.Entries) != 2 || got.Log.Entries[0].Request.URL != "http://irp/a" {
		t.Errorf("sent %s, want %s", b, a)
	}
}

// TestTurn: one large answer is made at a time; who leaves does not wait, and letting go twice lets in one.
func TestTurn(t *testing.T) {
	t.Parallel()
	s := &Server{large: make(chan struct{}, 1)}
	c := &call{Request: httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)}
	done, err := s.turn(c)
	if err != nil {
		t.Fatal(err)
	}
	ctx, leave := context.WithCancel(t.Context())
	leave()
	if _, err := s.turn(&call{Request: c.WithContext(ctx)}); err == nil {
		t.Error("a second turn began while the first lasts")
	}
	done()
	done()
	if _, err = s.turn(c); err != nil || len(s.large) != 1 {
		t.Errorf("after the end: error %v, %d turns taken, want 1", err, len(s.large))
	}
}
