package api

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/irpsim/irpsim/internal/metrics"
)

// TestBroken: what goes wrong on our side is the portal's generic refusal to the client, no success to who watches the
// metrics, and in its own words to who reads the journal.
func TestBroken(t *testing.T) {
	t.Parallel()
	s := &Server{log: slog.New(slog.DiscardHandler), metrics: metrics.New(func() float64 { return 1 })}
	for _, tt := range []struct {
		face face
		said string
	}{
		{nicFace{s: s}, `"ErrorCode":"5002"`},
		{nicFace{s: s, vital: true}, `"ErrorCode":"5001"`},
		{ewayFace{s}, `"status":"0"`},
	} {
		c := &call{
			ResponseWriter: httptest.NewRecorder(), Request: httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", nil),
			route: &Route{API: "generate", face: tt.face},
		}
		s.broke(c, "the disk is full; free some space")
		s.observe(c, 0)
		if body := c.out.body; !strings.Contains(body, tt.said) || strings.Contains(body, "disk") {
			t.Errorf("%s: the client got %s, want %s and nothing of the disk", tt.face.name(), body, tt.said)
		}
		if n := c.entry.Notes; len(n) != 1 || !strings.Contains(n[0].Text, "the disk is full; free some space") {
			t.Errorf("%s: the journal notes %+v, want why", tt.face.name(), n)
		}
	}
	r := httptest.NewRecorder()
	s.metrics.Handler().ServeHTTP(r, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/metrics", nil))
	if want := `irpsim_exchanges_total{api="generate",outcome="broken"} 3`; !strings.Contains(r.Body.String(), want) {
		t.Errorf("/metrics lacks %s", want)
	}
}
