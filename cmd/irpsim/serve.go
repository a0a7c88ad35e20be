package main

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	"time"

	"github.com/alecthomas/kong"

	"github.com/irpsim/irpsim/internal/seed"
	"github.com/irpsim/irpsim/internal/server"
)

// abandon is how long a second signal leaves for tidying up.
const abandon = 500 * time.Millisecond

// drain is how long open requests may take after the signal to stop.
const drain = 5 * time.Second

// serveCmd's flags are the names of the settings; config.go gives them their meaning.
type serveCmd struct {
	Listen         text   `setting:"y" placeholder:"HOST:PORT" help:"Where to listen; port 0 picks a free one."`
	ListenTLS      text   `setting:"y" name:"listen-tls" placeholder:"HOST:PORT" help:"Listen with HTTPS as well, under a CA made once and kept beside the data."`
	AdminListen    text   `setting:"y" placeholder:"HOST:PORT" help:"Move the control API to an address of its own."`
	AdminToken     text   `setting:"y" placeholder:"TOKEN" help:"Bearer token for the control API; made and printed when the address is not loopback and none is given."`
	Data           text   `setting:"y" placeholder:"FILE" help:"File that keeps everything."`
	Ephemeral      toggle `setting:"y" help:"Keep everything in a temporary file, removed at the end."`
	Seed           text   `setting:"y" placeholder:"PATH" help:"File or folder, YAML or JSON, that says what to start with: worlds, users, taxpayers, invoices. irpsim init writes one."`
	Prefix         text   `setting:"y" placeholder:"FACE=/PATH,…" help:"Mount gateways' faces under more prefixes, such as passthrough=/my/gateway."`
	Keys           text   `setting:"y" placeholder:"DIR" help:"Folder of the portal's keys; made when it is not there."`
	FastKeys       toggle `setting:"y" help:"Sign with a built-in test key of four primes: ordinary RS256 in less than half the time, for load tests."`
	AllowTestKeys  toggle `setting:"y" help:"The built-in test keys, which everybody has, may serve beyond loopback: true confirms that, false refuses to start so."`
	MaxConnections text   `setting:"y" placeholder:"NUMBER" help:"Connections that an address takes at a time; the longest idle one makes room for a new one."`
	Rand           text   `setting:"y" placeholder:"NUMBER" help:"Make everything drawn by chance reproducible."`
	Clock          text   `setting:"y" placeholder:"TIME" help:"real, an instant such as 2026-04-01T00:00:00+05:30 to stand at, or an offset such as +48h."`
	ReadyFile      text   `setting:"y" placeholder:"FILE" help:"Write URLs and credentials as JSON there when ready."`
	LogFormat      text   `setting:"y" placeholder:"FORMAT" help:"text or json."`
	LogLevel       text   `setting:"y" placeholder:"LEVEL" help:"debug, info, warn or error."`
	LogSecrets     toggle `setting:"y" help:"Do not mask secrets in the log."`

	ClientID     text `setting:"y" group:"Credentials of the default world" placeholder:"ID" help:"Client id."`
	ClientSecret text `setting:"y" group:"Credentials of the default world" placeholder:"SECRET" help:"Client secret."`
	User         text `setting:"y" group:"Credentials of the default world" placeholder:"NAME" help:"User name."`
	Password     text `setting:"y" group:"Credentials of the default world" placeholder:"TEXT" help:"Password."`
	Gstin        text `setting:"y" group:"Credentials of the default world" placeholder:"GSTIN" help:"GSTIN of the user."`

	Config text `std:"irpsim.yaml if there" var:"IRPSIM_CONFIG" placeholder:"FILE" help:"YAML file with the names of these flags as keys."`
}

func (serveCmd) Help() string {
	return `Serves the IRP, the control API and metrics on one port until it is interrupted. The last line it prints when it is ready is

    irpsim ready http=http://127.0.0.1:7017

A flag wins over its environment variable, that over the config file, that over the default. For a test run that leaves nothing behind, on any free port:

    irpsim serve --ephemeral --listen 127.0.0.1:0 --ready-file ready.json`
}

// Run serves until a signal, the end of the context, or a failure.
func (c *serveCmd) Run(ctx *kong.Context, a *app) error {
	conf, wrong := a.configure(given(ctx))
	if conf.seed != "" {
		var more seed.Complaints
		conf.Seed, more = seed.Read(conf.seed)
		wrong = append(wrong, more...)
	}
	if len(wrong) > 0 {
		return complaintsError(wrong)
	}
	conf.Log = newLog(a.stderr, conf, a.getenv)
	conf.Version = version().String()
	// Before anything listens: a signal from here on must not leave a ready file or a store behind.
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	defer signal.Stop(signals)
	bearFileSize()

	srv, err := server.Start(a.ctx, conf.Config)
	if errors.Is(err, server.ErrPortInUse) {
		return &exit{code: exitPortInUse, err: err}
	}
	if errors.Is(err, server.ErrConfig) {
		return &exit{code: exitUsage, err: err}
	}
	if refused, ok := errors.AsType[seed.Complaints](err); ok {
		return complaintsError(complaints(refused))
	}
	if err != nil {
		return err
	}
	if err := a.banner(srv.Info()); err != nil {
		return errors.Join(err, a.stop(srv, signals))
	}
	debug.FreeOSMemory() // what the start needed goes back at once; requests are being served meanwhile
	dropStartPages()
	select {
	case <-signals:
	case <-a.ctx.Done():
	case err := <-srv.Failed():
		return errors.Join(err, a.stop(srv, signals))
	}
	return a.stop(srv, signals)
}

// stop lets open requests finish and prints the summary. A second signal ends it at once.
func (a *app) stop(srv *server.Server, signals <-chan os.Signal) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(a.ctx), drain)
	defer cancel()
	type result struct {
		summary server.Summary
		err     error
	}
	done := make(chan result, 1)
	go func() {
		summary, err := srv.Shutdown(ctx)
		done <- result{summary, err}
	}()
	select {
	case r := <-done:
		return errors.Join(r.err, a.print("%s\n", r.summary))
	case <-signals:
		cancel() // cuts open requests off; what lies on the disk is still tidied up
		select {
		case <-done:
		case <-time.After(abandon):
		}
		return errors.New("stopped at once by a second signal; open requests were cut off")
	}
}
