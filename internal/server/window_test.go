package server_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/irpsim/irpsim/internal/client"
)

// code returns the codes of a refusal joined by commas, "" for success; anything else fails the test.
func code(t testing.TB, err error) string {
	t.Helper()
	if err == nil {
		return ""
	}
	refusal, ok := errors.AsType[*client.Refusal](err)
	if !ok {
		t.Fatalf("want a refusal of the portal, got %v", err)
	}
	return strings.Join(refusal.Codes(), ",")
}

func (s *sim) advance(by string) {
	s.t.Helper()
	s.control(http.MethodPost, "/clock/advance", `{"by":"`+by+`"}`, http.StatusOK, nil)
}

// TestWindows holds every window of the portal at its last instant and one step later.
func TestWindows(t *testing.T) {
	t.Parallel()
	cancel := func(s *sim, irn string) error {
		_, err := s.client().Cancel(s.t.Context(), irn, "1", "wrong entry")
		return err
	}
	get := func(s *sim, irn string) error {
		_, err := s.client().Get(s.t.Context(), irn)
		return err
	}
	tests := []struct {
		name, settings, wait string
		do                   func(*sim, string) error
		want                 string
	}{
		{"cancel at the 24th hour", `{}`, "24h", cancel, ""},
		{"cancel one second late", `{}`, "24h1s", cancel, "2270"},
		{"cancel in a shorter window", `{"cancel_hours":1}`, "1h1s", cancel, "2270"},
		{"get at the end of the second day", `{}`, "48h", get, ""},
		{"get one second late", `{}`, "48h1s", get, "2283"},
		{"get in a window of three days", `{"get_days":3}`, "72h", get, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := start(t)
			s.control(http.MethodPatch, "/settings", tt.settings, http.StatusOK, nil)
			r, err := s.client().Generate(t.Context(), document(t, "b2b", "W/1", 1))
			if err != nil {
				t.Fatal(err)
			}
			s.advance(tt.wait)
			if got := code(t, tt.do(s, r.Irn)); got != tt.want {
				t.Errorf("after %s: code %q, want %q", tt.wait, got, tt.want)
			}
		})
	}
}

// TestTokenLife follows a token from its birth to its end.
func TestTokenLife(t *testing.T) {
	t.Parallel()
	s := start(t)
	login := func(force bool) (*client.Client, string) {
		t.Helper()
		c := s.client(func(c *client.Config) { c.ForceRefresh = force })
		if err := c.Login(t.Context()); err != nil {
			t.Fatal(err)
		}
		got, _ := c.Session()
		return c, got
	}
	token := func(force bool) string {
		_, got := login(force)
		return got
	}
	old, first := login(false)
	s.advance("5h49m59s")
	if got := token(true); got != first {
		t.Errorf("a refresh forced more than ten minutes before the end gave %s, want the same token %s", got, first)
	}
	s.advance("1s")
	second := token(true)
	if second == first {
		t.Error("a refresh forced ten minutes before the end gave the old token")
	}
	if _, err := old.Get(t.Context(), strings.Repeat("0", 64)); code(t, err) != "2148" {
		t.Errorf("the replaced token answers %v before its end, want 2148 from the operation", err)
	}
	s.advance("10m")
	if got := token(false); got != second {
		t.Errorf("after the first token's end a login gave %s, want the second token %s", got, second)
	}
}
