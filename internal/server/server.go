package server

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"os"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/irpsim/irpsim/internal/api"
	"github.com/irpsim/irpsim/internal/api/control"
	"github.com/irpsim/irpsim/internal/chance"
	"github.com/irpsim/irpsim/internal/clock"
	"github.com/irpsim/irpsim/internal/gateway/faces"
	"github.com/irpsim/irpsim/internal/irn"
	"github.com/irpsim/irpsim/internal/keys"
	"github.com/irpsim/irpsim/internal/metrics"
	"github.com/irpsim/irpsim/internal/registrar"
	"github.com/irpsim/irpsim/internal/store"
	"github.com/irpsim/irpsim/internal/validate/schema"
	"github.com/irpsim/irpsim/internal/web"
	"github.com/irpsim/irpsim/internal/world"
)

// ErrPortInUse means that another program has the address.
var ErrPortInUse = errors.New("port in use")

// ErrConfig means that a path of the configuration cannot be used.
var ErrConfig = errors.New("configuration")

// Server is a running simulator. Stop it with [Server.Shutdown].
type Server struct {
	cfg     Config
	log     *slog.Logger
	db      *store.DB
	worlds  *world.Registry
	keys    *keys.Set
	metrics *metrics.Set
	portal  *api.Server
	site    *web.Server
	info    Info
	began   time.Time
	errors  atomic.Uint64 // lines of level error in the log
	scratch string        // folder of an ephemeral CA, removed at the end

	servers  []*http.Server
	limiters []*limiter
	closing  chan struct{}
	once     sync.Once
	failed   chan error
}

// Start opens everything and listens. When it returns the simulator is ready and the ready file is written. The error
// wraps [ErrPortInUse] or one of package store's when it was that.
func Start(ctx context.Context, cfg Config) (*Server, error) {
	s := &Server{cfg: cfg, log: cfg.Log, began: clock.Wall(), failed: make(chan error, 3), closing: make(chan struct{})}
	if s.log == nil {
		s.log = slog.New(slog.NewTextHandler(io.Discard, nil))
	}
	s.log = slog.New(counted{s.log.Handler(), &s.errors})
	s.cfg.fill()
	if err := s.start(ctx); err != nil {
		return nil, errors.Join(err, s.close(ctx))
	}
	return s, nil
}

func (s *Server) start(ctx context.Context) error {
	listeners, err := s.listen()
	if err != nil {
		return err
	}
	irp, admin, err := s.handlers(ctx)
	if err != nil {
		for _, l := range listeners {
			_ = l.Close()
		}
		return err
	}
	for i, l := range listeners {
		h := irp
		if s.cfg.AdminListen != "" && i == len(listeners)-1 {
			h = admin
		}
		s.serve(l, s.limiters[i], h)
	}
	return s.writeReadyFile()
}

// handlers opens the store and builds what the listeners serve: the whole simulator, and /_sim alone for an address of
// its own.
func (s *Server) handlers(ctx context.Context) (irp, admin http.Handler, err error) {
	state, err := clock.Parse(orElse(s.cfg.Clock, string(clock.Real)))
	if err != nil {
		return nil, nil, err
	}
	if s.keys, err = s.loadKeys(); err != nil {
		return nil, nil, fmt.Errorf("%w: %w", ErrConfig, err)
	}
	if err := s.checkTestKeys(); err != nil {
		return nil, nil, fmt.Errorf("%w: %w", ErrConfig, err)
	}
	if s.db, err = store.Open(orElse(s.cfg.Data, "irpsim.db"), store.Options{Ephemeral: s.cfg.Ephemeral}); err != nil {
		if errors.Is(err, fs.ErrNotExist) { // the folder that was named
			err = fmt.Errorf("%w: %w", ErrConfig, err)
		}
		return nil, nil, err
	}
	s.cfg.Credentials = s.cfg.Seed.Credentials(s.cfg.Credentials)
	worlds := world.Config{DB: s.db, Seed: s.cfg.Rand, Clock: state, Default: s.cfg.Credentials}
	if s.worlds, err = world.Open(ctx, worlds); err != nil {
		return nil, nil, err
	}
	judge, err := schema.New()
	if err != nil {
		return nil, nil, err
	}
	s.metrics = metrics.New(func() float64 { return float64(len(s.worlds.IDs())) })
	s.measure()
	service := registrar.New(registrar.Config{
		Worlds: s.worlds, Signer: irn.NewSigner(s.keys.Signing, s.keys.SigningCert), Judge: judge,
	})
	if err := s.seed(ctx, service, worlds); err != nil {
		return nil, nil, err
	}
	gateways, err := faces.WithPrefixes(faces.All(), s.cfg.Prefixes)
	if err != nil {
		return nil, nil, fmt.Errorf("%w: %w", ErrConfig, err)
	}
	portal := api.New(api.Config{Registrar: service, Worlds: s.worlds, Keys: s.keys, Metrics: s.metrics, Log: s.log, Gateways: gateways, Secrets: []string{s.info.AdminToken}})
	sim, err := control.New(control.Config{
		Worlds: s.worlds, Registrar: service, Operations: portal.Operations(), Calls: portal.Calls(), Keys: s.keys, URL: func() string { return orElse(s.info.HTTP, s.info.HTTPS) },
		Token: s.info.AdminToken, Log: s.log, Version: s.cfg.Version,
	})
	if err != nil {
		return nil, nil, err
	}
	s.fillInfo()
	site := web.New(web.Config{
		Worlds: s.worlds, Registrar: service, Keys: s.keys, Linter: sim.Linter(), Routes: portal.Routes(), Operations: portal.Operations(), Control: sim,
		URL: func() string { return orElse(s.info.HTTP, s.info.HTTPS) }, Token: s.info.AdminToken, Version: s.cfg.Version, Log: s.log,
	})
	if page := site.Hidden(); page != "" {
		return nil, nil, fmt.Errorf("%w: a gateway mounted there would hide %s of the developer portal; choose another path with --prefix", ErrConfig, page)
	}
	s.site, s.portal = site, portal
	return s.mount(portal, sim, site), sim, nil
}

func (s *Server) loadKeys() (*keys.Set, error) {
	if s.cfg.FastKeys {
		if s.cfg.Keys != "" {
			return nil, errors.New("--fast-keys signs with a built-in key, so it cannot go together with --keys; leave one of them out")
		}
		return keys.Fast()
	}
	if s.cfg.Keys == "" {
		return keys.Default()
	}
	return keys.Load(s.cfg.Keys)
}

func (s *Server) fillInfo() {
	w := s.worlds.Default()
	want := s.cfg.Credentials
	user, ok := w.User(orElse(want.UserName, world.DefaultCredentials().UserName))
	if !ok && len(w.Users()) > 0 {
		user = w.Users()[0]
	}
	s.info.Creds = Credentials{
		ClientID: w.ID, ClientSecret: w.Secret(), UserName: user.Name, Password: user.Password, GSTIN: user.Gstin,
	}
	s.info.PID, s.info.TestKeys, s.info.Data = os.Getpid(), s.keys.Test, s.db.Path()
}

func (s *Server) serve(l net.Listener, places *limiter, h http.Handler) {
	srv := &http.Server{
		Handler:           unhurried(h),
		ReadHeaderTimeout: s.cfg.HeaderWithin,
		ReadTimeout:       s.cfg.RequestWithin,
		IdleTimeout:       s.cfg.IdleWithin,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(s.log.Handler(), slog.LevelDebug),
		ConnState:         places.note,
		BaseContext: func(net.Listener) context.Context {
			ctx, cancel := context.WithCancelCause(context.Background())
			go func() { <-s.closing; cancel(api.ErrStopping) }() // ends streams, which would otherwise hold up the stop
			return ctx
		},
	}
	s.servers = append(s.servers, srv)
	go func() {
		if err := srv.Serve(l); err != nil && !errors.Is(err, http.ErrServerClosed) {
			s.failed <- err
		}
	}()
}

// unhurried lifts the deadline that an earlier answer on the same connection was to be read by.
func unhurried(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_ = http.NewResponseController(w).SetWriteDeadline(time.Time{})
		next.ServeHTTP(w, r)
	})
}

// Info tells where the simulator listens and who may log in.
func (s *Server) Info() Info { return s.info }

// Failed yields the error of a listener that broke.
func (s *Server) Failed() <-chan error { return s.failed }

// Worlds is the registry of worlds, for programs that run the simulator inside themselves.
func (s *Server) Worlds() *world.Registry { return s.worlds }

// Summary is what a simulator says when it ends.
type Summary struct {
	Up        time.Duration
	Exchanges uint64
	Worlds    int
}

func (s Summary) String() string {
	return fmt.Sprintf("irpsim stopped after %s: exchanges %d, worlds %d", s.Up.Round(time.Second), s.Exchanges, s.Worlds)
}

// Shutdown stops listening, lets running exchanges end as long as ctx allows, and closes the store.
func (s *Server) Shutdown(ctx context.Context) (Summary, error) {
	worlds := len(s.worlds.IDs())
	err := s.close(ctx)
	return Summary{Up: clock.Since(s.began), Exchanges: s.metrics.Total(), Worlds: worlds}, err // with those that ended meanwhile
}

func (s *Server) close(ctx context.Context) (err error) {
	s.once.Do(func() {
		close(s.closing)
		var wait sync.WaitGroup
		for _, srv := range s.servers {
			wait.Go(func() {
				if srv.Shutdown(ctx) != nil {
					_ = srv.Close()
				}
			})
		}
		wait.Wait()
		if s.db != nil {
			err = s.db.Close()
		}
		if s.scratch != "" {
			_ = os.RemoveAll(s.scratch)
		}
		if s.cfg.ReadyFile != "" {
			_ = os.Remove(s.cfg.ReadyFile)
		}
	})
	return err
}

// writeReadyFile writes the file in one step, so that a script that waits for it never reads half of it.
func (s *Server) writeReadyFile() error {
	if s.cfg.ReadyFile == "" {
		return nil
	}
	b, err := json.MarshalIndent(s.info, "", "  ")
	if err != nil {
		return err
	}
	part := s.cfg.ReadyFile + ".part"
	if err := os.WriteFile(part, append(b, '\n'), 0o600); err != nil {
		return fmt.Errorf("the ready file cannot be written: %w", err)
	}
	return os.Rename(part, s.cfg.ReadyFile)
}

func orElse(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// mintToken makes the admin token of an address that others can reach.
func mintToken() string { return chance.New(nil, "admin").Text(32, chance.Alphanumeric) }

func inUse(err error) bool { return errors.Is(err, syscall.EADDRINUSE) }
