package client_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/irpsim/irpsim/internal/client"
)

// pipeServer answers with the number of the connection and the body; "close" ends the connection, "late" takes long.
func pipeServer(t *testing.T, start func(*httptest.Server)) *httptest.Server {
	t.Helper()
	var connections atomic.Int64
	type number struct{}
	srv := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		switch string(body) {
		case "close":
			w.Header().Set("Connection", "close")
		case "late":
			<-r.Context().Done() // until the client goes
		case "break":
			w.Header().Set("Content-Length", "100")
		case "long":
			body = []byte(strings.Repeat("x", 100_000))
		}
		_, _ = fmt.Fprintf(w, "%d %s", r.Context().Value(number{}), body)
	}))
	srv.Config.ConnContext = func(ctx context.Context, _ net.Conn) context.Context {
		return context.WithValue(ctx, number{}, connections.Add(1))
	}
	start(srv)
	t.Cleanup(srv.Close)
	return srv
}

func ask(ctx context.Context, t *testing.T, p http.RoundTripper, url, body string) (string, error) {
	t.Helper()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	resp, err := p.RoundTrip(req)
	if err != nil {
		return "", err
	}
	answer, err := io.ReadAll(resp.Body)
	return string(answer), errors.Join(err, resp.Body.Close())
}

func TestPipe(t *testing.T) {
	t.Parallel()
	plain := pipeServer(t, (*httptest.Server).Start)
	secure := pipeServer(t, (*httptest.Server).StartTLS)
	modern := pipeServer(t, func(s *httptest.Server) { s.EnableHTTP2 = true; s.StartTLS() })
	for name, tt := range map[string]struct {
		url  string
		pipe *client.Pipe
	}{
		"http":  {plain.URL, &client.Pipe{}},
		"https": {secure.URL, &client.Pipe{TLS: secure.Client().Transport.(*http.Transport).TLSClientConfig}},
		"http2": {modern.URL, &client.Pipe{TLS: modern.Client().Transport.(*http.Transport).TLSClientConfig}},
	} {
		for i, want := range []struct{ body, answer string }{
			{"a", "1 a"}, {"long", "1 " + strings.Repeat("x", 100_000)}, {"", "1 "},
			{"close", "1 close"}, {"b", "2 b"}, {"c", "2 c"},
		} {
			if got, err := ask(t.Context(), t, tt.pipe, tt.url, want.body); err != nil || got != want.answer {
				t.Errorf("%s, request %d: %.40q, %v; want %.40q", name, i, got, err, want.answer)
			}
		}
	}
	short, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	p := &client.Pipe{}
	if _, err := ask(short, t, p, plain.URL, "late"); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a request that outlived its context: %v", err)
	}
	if got, err := ask(t.Context(), t, p, plain.URL, "after"); err != nil || !strings.HasSuffix(got, " after") {
		t.Errorf("after a broken request: %q, %v", got, err)
	}
	if _, err := ask(t.Context(), t, p, plain.URL, "break"); err == nil {
		t.Error("an answer that broke off passed as whole")
	}
	if got, err := ask(t.Context(), t, p, plain.URL, "after"); err != nil || !strings.HasSuffix(got, " after") {
		t.Errorf("after an answer that broke off: %q, %v", got, err)
	}
	if got, err := ask(t.Context(), t, &client.Pipe{}, strings.Replace(plain.URL, "127.0.0.1", "localhost", 1), "x"); err != nil {
		t.Errorf("by name: %q, %v", got, err)
	}
	plain.Close()
	if _, err := ask(t.Context(), t, &client.Pipe{}, plain.URL, "x"); err == nil {
		t.Error("an answer of a server that does not run")
	}
	body := &closable{Reader: strings.NewReader("x")}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, plain.URL, body)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := (&client.Pipe{}).RoundTrip(req); err == nil || !body.closed {
		t.Errorf("without a server: %v, body closed %v", err, body.closed)
	}
}

type closable struct {
	io.Reader
	closed bool
}

func (c *closable) Close() error {
	c.closed = true
	return nil
}
