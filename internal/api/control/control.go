// Package control is the simulator's own API under /_sim/v1: worlds, credentials, clock, taxpayers, journal, invoices.
//
// It speaks plain JSON; errors are application/problem+json whose detail says how to mend the call. Every call speaks of
// the default world, or of another one with ?world=ID. The table in routes.go is the whole API; the OpenAPI document is
// made from it.
package control

import (
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/go-chi/chi/v5"

	"github.com/irpsim/irpsim/internal/coverage"
	"github.com/irpsim/irpsim/internal/keys"
	"github.com/irpsim/irpsim/internal/lint"
	"github.com/irpsim/irpsim/internal/registrar"
	"github.com/irpsim/irpsim/internal/world"
)

// Prefix is where the control API stands.
const Prefix = "/_sim/v1"

// maxBody bounds what a control call may send.
const maxBody = 8 << 20

// Config is what the control API works with.
type Config struct {
	Worlds     *world.Registry
	Registrar  *registrar.Service
	Keys       *keys.Set
	Operations []coverage.Operation // the calls of the IRP face
	Calls      []string             // names of gateways' own calls, which are no operations of the portal
	URL        func() string        // base URL of the IRP face
	Token      string               // Bearer token that guards all but public keys; "" for none
	Log        *slog.Logger
	Version    string
}

// Server answers the control API. Make it with [New].
type Server struct {
	Config
	mux    *chi.Mux
	doc    func() ([]byte, error)
	linter *lint.Linter
	large  chan struct{} // see turn
}

// New makes the handler of everything under [Prefix].
func New(c Config) (*Server, error) {
	linter, err := lint.New(c.Registrar.Judge)
	if err != nil {
		return nil, err
	}
	s := &Server{Config: c, mux: chi.NewMux(), linter: linter, large: make(chan struct{}, 1)}
	s.doc = sync.OnceValues(s.document) // made when it is asked for first, so that nobody's start waits for it
	s.mux.Use(sameOrigin, s.guard)
	for _, r := range s.table() {
		s.mux.MethodFunc(r.method, Prefix+r.path, s.handle(r))
	}
	s.mux.NotFound(func(w http.ResponseWriter, r *http.Request) {
		fail(w, http.StatusNotFound, "there is no "+r.URL.Path+" here; GET "+Prefix+"/openapi.json lists every call")
	})
	s.mux.MethodNotAllowed(func(w http.ResponseWriter, r *http.Request) {
		fail(w, http.StatusMethodNotAllowed, r.URL.Path+" does not take "+r.Method+"; GET "+Prefix+"/openapi.json lists every call")
	})
	return s, nil
}

// Linter is what the control API explains documents with, for the portal's pages.
func (s *Server) Linter() *lint.Linter { return s.linter }

func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.mux.ServeHTTP(w, r) }

// call is one control call: its world is known, its answer goes through the methods below.
type call struct {
	http.ResponseWriter
	*http.Request
	world *world.World
}

func (s *Server) handle(r route) http.HandlerFunc {
	return func(w http.ResponseWriter, req *http.Request) {
		c := &call{ResponseWriter: w, Request: req, world: s.Worlds.Default()}
		if id := req.URL.Query().Get("world"); id != "" {
			var ok bool
			if c.world, ok = s.Worlds.Get(id); !ok {
				fail(w, http.StatusNotFound, "there is no world "+id+"; GET "+Prefix+"/worlds lists them")
				return
			}
		}
		req.Body = http.MaxBytesReader(w, req.Body, max(r.limit, maxBody))
		err := r.unknown(req.URL.Query())
		if err == nil {
			err = r.do(c)
		}
		if err == nil {
			return
		}
		if p, ok := errors.AsType[*problem](err); ok {
			fail(w, p.status, p.detail)
			return
		}
		if errors.Is(err, world.ErrFull) {
			fail(w, http.StatusConflict, err.Error())
			return
		}
		if errors.Is(err, req.Context().Err()) {
			fail(w, http.StatusServiceUnavailable, "the simulator stops, or the client has gone")
			return // nothing broke
		}
		s.Log.ErrorContext(req.Context(), "a control call broke", "path", req.URL.Path, "error", err.Error())
		fail(w, http.StatusInternalServerError, "the simulator could not do this: "+err.Error())
	}
}

// problem is a control call that was wrong; detail says how to mend it.
type problem struct {
	status int
	detail string
}

func (p *problem) Error() string { return p.detail }

func bad(complaints ...string) error {
	return &problem{http.StatusBadRequest, strings.Join(complaints, "; ")}
}

func missing(detail string) error { return &problem{http.StatusNotFound, detail} }

func fail(w http.ResponseWriter, status int, detail string) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]any{
		"type": "about:blank", "title": http.StatusText(status), "status": status, "detail": detail,
	})
}

// answer writes v as JSON.
func (c *call) answer(status int, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return c.raw(status, "application/json", append(b, '\n'))
}

func (c *call) raw(status int, contentType string, body []byte) error {
	c.ResponseWriter.Header().Set("Content-Type", contentType)
	c.patience()
	c.WriteHeader(status)
	for part := range slices.Chunk(body, 256<<10) {
		c.patience()
		if _, err := c.ResponseWriter.Write(part); err != nil {
			return nil // the client is gone
		}
	}
	return nil
}

func (c *call) none() error {
	c.WriteHeader(http.StatusNoContent)
	return nil
}

// text returns the whole body.
func (c *call) text() ([]byte, error) {
	b, err := io.ReadAll(c.Body)
	if err != nil {
		return nil, bad("the body could not be read, or is larger than 8 MiB")
	}
	return b, nil
}

// read decodes the body into v; unknown members are refused, so that a misspelling does not pass in silence. An empty
// body leaves v as it is.
func (c *call) read(v any) error {
	dec := json.NewDecoder(c.Body)
	dec.DisallowUnknownFields()
	switch err := dec.Decode(v); {
	case errors.Is(err, io.EOF):
		return nil
	case err != nil:
		if kind, ok := errors.AsType[*json.UnmarshalTypeError](err); ok { // its own text would show our Go types
			return bad("the body is not the JSON this call takes: " + orWhole(kind.Field) + " cannot be a JSON " + kind.Value)
		}
		return bad("the body is not the JSON this call takes: " + strings.TrimPrefix(err.Error(), "json: "))
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) { // what follows would be passed over in silence
		return bad("the body goes on behind its JSON object; send one object, or one call for each")
	}
	return nil
}

func orWhole(field string) string {
	if field == "" {
		return "the whole"
	}
	return field
}

// param returns a parameter of the path.
func (c *call) param(name string) string { return chi.URLParam(c.Request, name) }
