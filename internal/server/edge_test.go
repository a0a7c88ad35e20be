package server_test

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

// TestEdges goes to each edge by name and tries what ends there, a second before and a second after.
func TestEdges(t *testing.T) {
	t.Parallel()
	tests := []struct {
		edge          string
		do            func(*sim, string) error
		before, after string // the codes a second before and after
	}{
		{"cancel-window", func(s *sim, irn string) error {
			_, err := s.client().Cancel(s.t.Context(), irn, "1", "edge")
			return err
		}, "", "2270"},
		{"get-window", func(s *sim, irn string) error {
			_, err := s.client().Get(s.t.Context(), irn)
			return err
		}, "", "2283"},
	}
	for _, tt := range tests {
		for offset, want := range map[string]string{"-1s": tt.before, "1s": tt.after} {
			t.Run(tt.edge+offset, func(t *testing.T) {
				t.Parallel()
				s := start(t)
				r, err := s.client().Generate(t.Context(), document(t, "b2b", "E/1", 1))
				if err != nil {
					t.Fatal(err)
				}
				s.control(http.MethodPost, "/clock/goto", `{"edge":"`+tt.edge+`","irn":"`+strings.ToUpper(r.Irn)+`","offset":"`+offset+`"}`, 200, nil)
				if got := code(t, tt.do(s, r.Irn)); got != want {
					t.Errorf("%s %s: code %q, want %q", tt.edge, offset, got, want)
				}
			})
		}
	}
}

// TestEdgeInstants compares the instants of the edges that no single call shows.
func TestEdgeInstants(t *testing.T) {
	t.Parallel()
	s := start(t)
	if _, err := s.client().Generate(t.Context(), document(t, "b2b", "E/2", 1)); err != nil {
		t.Fatal(err)
	}
	for edge, want := range map[string]string{
		"token-expiry": "2026-11-22T18:31:07+05:30", "reporting": "2026-12-22T00:00:00+05:30", "fy-end": "2027-04-01T00:00:00+05:30",
	} {
		s.control(http.MethodPut, "/clock", `{"now":"`+today+`"}`, 200, nil)
		var got struct{ Now time.Time }
		s.control(http.MethodPost, "/clock/goto", `{"edge":"`+edge+`"}`, 200, &got)
		if at, _ := time.Parse(time.RFC3339, want); !got.Now.Equal(at) {
			t.Errorf("%s is at %v, want %s", edge, got.Now, want)
		}
	}
}
