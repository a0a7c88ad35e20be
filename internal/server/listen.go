package server

import (
	"crypto/tls"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/irpsim/irpsim/internal/api"
	"github.com/irpsim/irpsim/internal/api/control"
	"github.com/irpsim/irpsim/internal/clock"
	"github.com/irpsim/irpsim/internal/keys"
	"github.com/irpsim/irpsim/internal/web"
)

// DefaultListen is where a simulator listens unless told otherwise.
const DefaultListen = "127.0.0.1:7017"

// listen opens the addresses in the order HTTP, HTTPS, admin, and decides on the admin token. Nothing is served yet.
func (s *Server) listen() (open []net.Listener, err error) {
	defer func() {
		if err != nil {
			for _, l := range open {
				_ = l.Close()
			}
		}
	}()
	addresses := 1
	for _, more := range []string{s.cfg.ListenTLS, s.cfg.AdminListen} {
		if more != "" {
			addresses++
		}
	}
	s.fitConnections(addresses)
	l, err := s.bind(orElse(s.cfg.Listen, DefaultListen))
	if err != nil {
		return open, err
	}
	open = append(open, l)
	s.info.HTTP = "http://" + reachable(l)
	public := !loopback(l)
	s.info.Admin = s.info.HTTP
	if s.cfg.ListenTLS != "" {
		if l, err = s.bind(s.cfg.ListenTLS); err != nil {
			return open, err
		}
		open = append(open, l)
		public = public || !loopback(l)
		conf, err := s.tls(l)
		if err != nil {
			return open, err
		}
		open[len(open)-1] = tls.NewListener(l, conf)
		s.info.HTTPS = "https://" + reachable(l)
	}
	s.info.Public = public
	if s.cfg.AdminListen != "" {
		if l, err = s.bind(s.cfg.AdminListen); err != nil {
			return open, err
		}
		open = append(open, l)
		public = !loopback(l)
		s.info.Admin = "http://" + reachable(l)
		s.info.Public = s.info.Public || public
	}
	s.info.AdminToken = s.cfg.AdminToken
	if s.info.AdminToken == "" && public {
		s.info.AdminToken, s.info.AdminTokenMinted = mintToken(), true
	}
	return open, nil
}

// bind opens an address, with a bound on its connections.
func (s *Server) bind(address string) (net.Listener, error) {
	l, err := net.Listen("tcp", address)
	if err != nil && inUse(err) {
		return nil, fmt.Errorf("%w: another program listens on %s; stop it, or choose another address with --listen", ErrPortInUse, address)
	}
	if err != nil {
		return nil, fmt.Errorf("cannot listen on %s: %w", address, err)
	}
	places := limit(l, s.cfg.MaxConnections)
	s.limiters = append(s.limiters, places)
	return places, nil
}

// reachable prints the address of a listener as a client on this machine would write it.
func reachable(l net.Listener) string {
	a := l.Addr().(*net.TCPAddr)
	host := a.IP.String()
	if a.IP.IsUnspecified() {
		host = "127.0.0.1"
	}
	return net.JoinHostPort(host, fmt.Sprint(a.Port))
}

func loopback(l net.Listener) bool { return l.Addr().(*net.TCPAddr).IP.IsLoopback() }

// tls makes a certificate for the listener, signed by the CA that lies beside the data.
func (s *Server) tls(l net.Listener) (*tls.Config, error) {
	dir, err := filepath.Abs(filepath.Dir(orElse(s.cfg.Data, "irpsim.db"))) // who reads the ready file may be in another folder
	if err != nil {
		return nil, err
	}
	if s.cfg.Ephemeral {
		if s.scratch, err = os.MkdirTemp("", "irpsim-ca-"); err != nil {
			return nil, err
		}
		dir = s.scratch
	}
	now := clock.Wall()
	ca, err := keys.LoadOrMintCA(dir, now)
	if err != nil {
		return nil, err
	}
	hosts := []string{l.Addr().(*net.TCPAddr).IP.String()}
	if name, err := os.Hostname(); err == nil {
		hosts = append(hosts, name)
	}
	leaf, err := ca.Leaf(hosts, now)
	if err != nil {
		return nil, err
	}
	s.info.CA = ca.CertPath()
	return &tls.Config{Certificates: []tls.Certificate{leaf}, MinVersion: tls.VersionTLS12, NextProtos: []string{"http/1.1"}}, nil
}

// mount puts the parts of the simulator together on one port. What nobody claims is the portal's 404.
func (s *Server) mount(portal *api.Server, sim *control.Server, site *web.Server) http.Handler {
	metrics := s.metrics.Handler()
	irpDoc := sync.OnceValue(func() []byte { return portal.OpenAPI(s.cfg.Version) })
	pages := map[string]http.HandlerFunc{
		"/livez":   func(w http.ResponseWriter, _ *http.Request) { plain(w, "ok\n") },
		"/readyz":  s.readyz,
		"/metrics": metrics.ServeHTTP,
		"/openapi.json": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			_, _ = w.Write(irpDoc())
		},
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.cfg.AdminListen == "" && strings.HasPrefix(r.URL.Path, "/_sim/") {
			sim.ServeHTTP(w, r)
			return
		}
		page, ours := pages[r.URL.Path]
		switch {
		case !ours && site.Reserved(r.URL.Path): // most requests by far
			portal.ServeHTTP(w, r)
		case !ours && site.Claims(r.URL.Path):
			site.ServeHTTP(w, r)
		case !ours && web.Wants(r):
			site.NotFound(w, r)
		case !ours:
			portal.ServeHTTP(w, r)
		case r.Method != http.MethodGet && r.Method != http.MethodHead:
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, "this page takes GET", http.StatusMethodNotAllowed)
		default:
			w.Header().Set("X-Content-Type-Options", "nosniff")
			page(w, r)
		}
	})
}

// readyz says whether the store takes what is written: after a commit that failed (a full disk) it does not, until one
// succeeds again; it tries that itself, since nobody sends work to a simulator that is not ready.
func (s *Server) readyz(w http.ResponseWriter, r *http.Request) {
	if err := s.db.Probe(r.Context()); err != nil {
		http.Error(w, "not ready: the store cannot be written: "+err.Error(), http.StatusServiceUnavailable)
		return
	}
	plain(w, "ok\n")
}

func plain(w http.ResponseWriter, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = w.Write([]byte(text))
}
