package server

import (
	"context"
	"log/slog"
	"runtime"
	"strconv"
	"sync/atomic"

	"github.com/irpsim/irpsim/internal/store"
)

// measure puts the figures of all parts under /metrics. ops/ has a dashboard and alerts that use them.
func (s *Server) measure() {
	m := s.metrics
	m.Info("irpsim_build_info", "Version of the simulator, of Go, and whether the public test keys are in use.", map[string]string{
		"version": s.cfg.Version, "goversion": runtime.Version(), "test_keys": strconv.FormatBool(s.keys.Test),
	})
	m.Counter("irpsim_log_errors_total", "Lines of level error in the log: what went wrong on the side of the simulator.", func() float64 { return float64(s.errors.Load()) })
	s.measureStore()
	s.measureJournals()
	m.Gauge("irpsim_connections_open", "Open connections of all addresses.", func() float64 {
		open := int64(0)
		for _, l := range s.limiters {
			open += l.open.Load()
		}
		return float64(open)
	})
	m.Gauge("irpsim_connections_limit", "How many connections all addresses take at a time.", func() float64 {
		return float64(len(s.limiters) * s.cfg.MaxConnections)
	})
	m.Counter("irpsim_connections_ousted_total", "Idle connections that were closed to make room for new ones.", func() float64 {
		ousted := uint64(0)
		for _, l := range s.limiters {
			ousted += l.ousted.Load()
		}
		return float64(ousted)
	})
}

func (s *Server) measureStore() {
	m := s.metrics
	figure := func(read func(store.Stats) float64) func() float64 {
		return func() float64 { return read(s.db.Stats()) }
	}
	s.db.Observe(m.Commit)
	m.Counter("irpsim_store_commits_total", "Commits of the store, each with one fsync.", figure(func(f store.Stats) float64 { return float64(f.Commits) }))
	m.Counter("irpsim_store_commit_failures_total", "Commits that the disk refused: write, fsync or no space.", figure(func(f store.Stats) float64 { return float64(f.Failures) }))
	m.Counter("irpsim_store_reruns_total", "Batches rolled back and run again because one call of them failed.", figure(func(f store.Stats) float64 { return float64(f.Reruns) }))
	m.Gauge("irpsim_store_waiting", "Callers that wait for a commit at this moment.", figure(func(f store.Stats) float64 { return float64(f.Waiting) }))
	m.Gauge("irpsim_store_file_bytes", "Size of the store's file.", figure(func(f store.Stats) float64 { return float64(f.FileBytes) }))
	m.Gauge("irpsim_store_free_bytes", "Of it, what the next commits use again.", figure(func(f store.Stats) float64 { return float64(f.FreeBytes) }))
	m.Gauge("irpsim_store_writable", "1 when the last commit was stored, 0 when the disk refused it.", func() float64 {
		if s.db.Failing() != nil {
			return 0
		}
		return 1
	})
}

func (s *Server) measureJournals() {
	m := s.metrics
	m.Gauge("irpsim_journal_bytes", "Memory that the journals of all worlds take.", func() float64 { return float64(s.worlds.Journals().Bytes) })
	m.Gauge("irpsim_journal_limit_bytes", "Memory that the journals of all worlds may take.", func() float64 { return float64(s.worlds.Journals().Limit) })
	m.Gauge("irpsim_journal_entries", "Exchanges in the journals of all worlds.", func() float64 { return float64(s.worlds.Journals().Entries) })
	m.Counter("irpsim_journal_dropped_total", "Exchanges that left a journal to make room for newer ones.", func() float64 { return float64(s.worlds.Journals().Dropped) })
}

// counted is a log handler that counts what went wrong.
type counted struct {
	slog.Handler
	errors *atomic.Uint64
}

func (c counted) Handle(ctx context.Context, r slog.Record) error {
	if r.Level >= slog.LevelError {
		c.errors.Add(1)
	}
	return c.Handler.Handle(ctx, r)
}

// Enabled lets every error through to be counted.
func (c counted) Enabled(ctx context.Context, l slog.Level) bool {
	return l >= slog.LevelError || c.Handler.Enabled(ctx, l)
}

func (c counted) WithAttrs(attrs []slog.Attr) slog.Handler {
	return counted{c.Handler.WithAttrs(attrs), c.errors}
}

func (c counted) WithGroup(name string) slog.Handler {
	return counted{c.Handler.WithGroup(name), c.errors}
}
