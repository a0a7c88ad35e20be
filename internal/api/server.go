package api

import (
	"context"
	"log/slog"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"

	"github.com/irpsim/irpsim/internal/clock"
	"github.com/irpsim/irpsim/internal/coverage"
	"github.com/irpsim/irpsim/internal/gateway"
	"github.com/irpsim/irpsim/internal/keys"
	"github.com/irpsim/irpsim/internal/metrics"
	"github.com/irpsim/irpsim/internal/registrar"
	"github.com/irpsim/irpsim/internal/world"
)

// Config is what the IRP's HTTP side works with.
type Config struct {
	Registrar *registrar.Service
	Worlds    *world.Registry
	Keys      *keys.Set
	Metrics   *metrics.Set
	Log       *slog.Logger
	Gateways  []gateway.Face // served beside the portal's own faces
	Secrets   []string       // more that journals must not show, such as the admin token
}

// Server answers the IRP's calls. Make it with [New]; it is an http.Handler.
type Server struct {
	registrar *registrar.Service
	worlds    *world.Registry
	keys      *keys.Set
	metrics   *metrics.Set
	log       *slog.Logger
	routes    []Route
	own       int // how many of routes are the portal's own; they come first
	mux       *chi.Mux
	turns     *turns
	hidden    []string // see Config.Secrets
}

// New makes the handler of the IRP face.
func New(c Config) *Server {
	s := &Server{registrar: c.Registrar, worlds: c.Worlds, keys: c.Keys, metrics: c.Metrics, log: c.Log, turns: newTurns(), hidden: c.Secrets}
	s.routes = s.table()
	s.own = len(s.routes)
	s.routes = append(s.routes, s.gatewayRoutes(c.Gateways)...)
	s.mux = chi.NewMux()
	s.mux.Use(withRequestID, normalise)
	// Before the routes: chi walks through all that it has when these are set.
	s.mux.NotFound(notFound)
	s.mux.MethodNotAllowed(notFound)
	for _, m := range matches(s.routes) {
		s.mux.HandleFunc(m.pattern, s.dispatch(m))
	}
	return s
}

// Routes lists the calls of the IRP, then those of the gateways.
func (s *Server) Routes() []Route { return slices.Clone(s.routes) }

// Operations lists the calls by name, each once, for coverage. The heartbeat checks nothing and is left out; gateways
// perform the portal's operations, so they add none.
func (s *Server) Operations() []coverage.Operation {
	var list []coverage.Operation
	for _, r := range s.routes {
		o := coverage.Operation{API: r.API, Title: r.Title}
		if r.API != "ping" && r.Gateway == nil && !slices.ContainsFunc(list, func(have coverage.Operation) bool { return have.API == o.API }) {
			list = append(list, o)
		}
	}
	return list
}

// Calls names the gateways' own calls, such as their logins: what coverage does not count and journal and faults know.
func (s *Server) Calls() []string {
	var names []string
	for _, r := range s.routes {
		if r.Gateway != nil && twinOf(s.routes[:s.own], r.Row) == nil && !slices.Contains(names, r.API) {
			names = append(names, r.API)
		}
	}
	return names
}

func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.mux.ServeHTTP(w, r) }

// normalise lets chi see the path as the portal compares it: any letter case, doubled and trailing slashes collapsed. A
// base URL that ends in /irp/NAME speaks to that portal of the world instead of the first.
func normalise(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		path := normal(r.URL.Path)
		if rest, ok := strings.CutPrefix(path, "/irp/"); ok {
			name, call, _ := strings.Cut(rest, "/")
			if portal, known := registrar.PortalNamed(name); known {
				path = "/" + call
				r = r.WithContext(context.WithValue(r.Context(), portalKey{}, portal))
			}
		}
		chi.RouteContext(r.Context()).RoutePath = path
		next.ServeHTTP(w, r)
	})
}

type portalKey struct{}

// portalOf returns the portal that the base URL of a request speaks to, "" for the first.
func portalOf(ctx context.Context) string {
	portal, _ := ctx.Value(portalKey{}).(string)
	return portal
}

// dispatch picks the route of a path by the method, which chi would answer with an empty 405.
func (s *Server) dispatch(m match) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		route := m.route(r)
		if route == nil {
			methodNotAllowed(w, r, m)
			return
		}
		params := map[string]string{}
		if rc := chi.RouteContext(r.Context()); rc != nil {
			for i, k := range rc.URLParams.Keys {
				params[k] = rc.URLParams.Values[i]
			}
		}
		s.serve(route, params, w, r)
	}
}

// notFound and methodNotAllowed answer as ASP.NET Web API does (protocol reference 21.3, inferred).
func notFound(w http.ResponseWriter, r *http.Request) {
	message(w, http.StatusNotFound, noResource(r))
}

func noResource(r *http.Request) string {
	scheme := "http"
	if r.TLS != nil {
		scheme = "https"
	}
	return "No HTTP resource was found that matches the request URI '" + scheme + "://" + r.Host + r.URL.RequestURI() + "'."
}

func methodNotAllowed(w http.ResponseWriter, r *http.Request, m match) {
	var allow []string
	for method := range m.methods {
		allow = append(allow, method)
	}
	slices.Sort(allow)
	w.Header().Set("Allow", strings.Join(allow, ", "))
	message(w, http.StatusMethodNotAllowed, "The requested resource does not support http method '"+r.Method+"'.")
}

func message(w http.ResponseWriter, status int, text string) {
	body, err := marshal(struct{ Message string }{text})
	if err != nil {
		body = nil
	}
	w.Header().Set("Content-Type", jsonType)
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	_, _ = w.Write(body)
}

func (s *Server) wall() time.Time                     { return clock.Wall() }
func (s *Server) since(began time.Time) time.Duration { return clock.Since(began) }

// observe writes the one log line of an exchange, which tells what happened to an IRN, and counts it.
func (s *Server) observe(c *call, took time.Duration) {
	outcome := c.outcome()
	s.metrics.Exchange(c.route.API, outcome, took)
	e := &c.entry
	attrs := []slog.Attr{
		slog.String("request_id", e.RequestID), slog.String("api", c.route.API), slog.String("outcome", outcome),
		slog.String("client_id", e.ClientID), slog.String("gstin", e.Gstin), slog.String("irn", e.Irn),
		slog.String("doc_no", logged(c.docNo)), slog.String("codes", strings.Join(c.codes, ",")),
		slog.Int("http", c.status), slog.String("fault", e.Fault), slog.Float64("took_ms", float64(took.Microseconds())/1000),
	}
	if c.ackNo != 0 {
		attrs = append(attrs, slog.Int64("ack_no", c.ackNo))
	}
	s.log.LogAttrs(c.Context(), slog.LevelInfo, "exchange", attrs...)
}

// outcome is a word for how an exchange ended.
func (c *call) outcome() string {
	switch {
	case c.broken:
		return "broken"
	case c.fled:
		return "gone"
	case c.denied:
		return "denied"
	case len(c.codes) > 0:
		return c.codes[0]
	case c.entry.Fault != "" && c.status != http.StatusOK:
		return "lost" // a fault kept the answer from the client
	}
	return "ok"
}

// longest is how much of a document's number a log line shows: four times what the portal allows.
const longest = 64

// logged bounds what a client may put into a log line.
func logged(number string) string {
	if len(number) > longest {
		return strings.ToValidUTF8(number[:longest], "") + "…"
	}
	return number
}
