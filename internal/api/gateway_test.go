package api

import (
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/gateway"
	"github.com/irpsim/irpsim/internal/metrics"
)

// TestRawParams: parameters of a gateway's path come in the letter case that was sent, however the rest is spelled.
func TestRawParams(t *testing.T) {
	t.Parallel()
	r := &Route{Path: "/gus/irp/{provider}/x/{irn}", Aliases: []string{"/y/{irn}/Cancel"}}
	tests := []struct {
		path string
		want map[string]string
	}{
		{"/gus/irp/Ni1/X/aBc", map[string]string{"provider": "Ni1", "irn": "aBc"}},
		{"//GUS//irp/Ni1/x/aBc/", map[string]string{"provider": "Ni1", "irn": "aBc"}},
		{"/irp/NIC2/y/AB/cancel", map[string]string{"irn": "AB"}},
		{"/y/AB/other", nil},
		{"/", nil},
	}
	for _, tt := range tests {
		if got := rawParams(r, tt.path); !maps.Equal(got, tt.want) {
			t.Errorf("rawParams(%s) is %v, want %v", tt.path, got, tt.want)
		}
	}
}

// FuzzRawParams never panics and never yields what the path does not hold.
func FuzzRawParams(f *testing.F) {
	f.Add("/gus/irp/ni1/x/a")
	f.Add("//")
	f.Add("/irp/a/y/b/cancel")
	r := &Route{Path: "/gus/irp/{provider}/x/{irn}", Aliases: []string{"/y/{irn}/Cancel"}}
	f.Fuzz(func(t *testing.T, path string) {
		for name, value := range rawParams(r, path) {
			if value == "" || len(value) > len(path) {
				t.Errorf("%q: parameter %s is %q", path, name, value)
			}
		}
	})
}

// TestGatewayBroken: what goes wrong on our side is the portal's generic refusal in the gateway's words.
func TestGatewayBroken(t *testing.T) {
	t.Parallel()
	s := &Server{log: slog.New(slog.DiscardHandler), metrics: metrics.New(func() float64 { return 1 })}
	face := &gateway.Face{Name: "some", Refuse: func(_ *gateway.Exchange, e *fault.Error) gateway.Reply {
		return gateway.Reply{Type: "text/plain", Body: []byte(gateway.Join(e, "/", " "))}
	}}
	for api, said := range map[string]string{"generate": "5002/", "ewayapi": "114/"} {
		row := &gateway.Row{Op: api}
		c := &call{
			ResponseWriter: httptest.NewRecorder(), Request: httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", nil),
			route: &Route{API: api, face: gateFace{s, face}, Gateway: face, Row: row}, gate: &gateway.Exchange{Face: face, Row: row},
		}
		s.broke(c, "the disk is full; free some space")
		if body := c.out.body; !strings.HasPrefix(body, said) || strings.Contains(body, "disk") || !c.broken {
			t.Errorf("%s: the client got %q, want %s and nothing of the disk", api, body, said)
		}
	}
}
