package api

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"net/http"

	"github.com/go-chi/chi/v5"
)

// again makes what puts a document through another path of the face that a request came to, with the headers of that
// request. The document is an exchange of its own then: faults strike it, journal and coverage have it.
func (s *Server) again(first *http.Request) func(ctx context.Context, path string, body []byte) []byte {
	host, remote, state, header := first.Host, first.RemoteAddr, first.TLS, first.Header
	return func(ctx context.Context, path string, body []byte) []byte {
		// The mux would take the route of the first request for its own.
		ctx = context.WithValue(ctx, chi.RouteCtxKey, (*chi.Context)(nil))
		ctx = context.WithValue(ctx, insideKey{}, true)
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+host+path, bytes.NewReader(body))
		if err != nil {
			return nil // a host that is no host: nothing can be asked of it
		}
		req.Header = header.Clone()
		req.Header.Set("Content-Type", jsonType)
		for _, own := range []string{"Content-Length", "X-Request-Id"} {
			req.Header.Del(own)
		}
		req.RemoteAddr, req.TLS = remote, cloneState(state)
		w := &kept{header: http.Header{}}
		s.serveInside(w, req)
		return w.body.Bytes()
	}
}

func cloneState(state *tls.ConnectionState) *tls.ConnectionState {
	if state == nil {
		return nil
	}
	c := *state
	return &c
}

// serveInside serves a request that came over no connection: an answer that a fault lost ends here.
func (s *Server) serveInside(w *kept, req *http.Request) {
	defer func() {
		p := recover()
		if p == nil {
			return
		}
		w.body.Reset()
		if err, ok := p.(error); !ok || !errors.Is(err, http.ErrAbortHandler) {
			s.log.ErrorContext(req.Context(), "panic in bulk work", "path", req.URL.Path, "panic", p, "stack", stack())
		}
	}()
	s.ServeHTTP(w, req)
}

// kept is a response that stays in memory.
type kept struct {
	header http.Header
	body   bytes.Buffer
}

func (k *kept) Header() http.Header         { return k.header }
func (k *kept) Write(p []byte) (int, error) { return k.body.Write(p) }
func (k *kept) WriteHeader(int)             {}

// Flush has nothing to do: a dribbled answer is kept like any other.
func (k *kept) Flush() {}
