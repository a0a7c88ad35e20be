package server

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

type lifted struct {
	http.ResponseWriter
	at []time.Time
}

func (l *lifted) SetWriteDeadline(at time.Time) error { l.at = append(l.at, at); return nil }

// TestUnhurried: a request on a connection that idled longer than its last answer was to be read in is answered.
func TestUnhurried(t *testing.T) {
	t.Parallel()
	w := &lifted{ResponseWriter: httptest.NewRecorder()}
	unhurried(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		if len(w.at) != 1 || !w.at[0].IsZero() {
			t.Errorf("deadlines before the handler: %v, want the zero time once", w.at)
		}
	})).ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil))
}
