package server_test

import (
	"fmt"
	"runtime"
	"sync/atomic"
	"testing"

	"github.com/irpsim/irpsim/internal/client"
	"github.com/irpsim/irpsim/internal/server"
)

// numbers makes document numbers that no other benchmark round used.
var numbers atomic.Int64

func number() string { return fmt.Sprintf("B/%d", numbers.Add(1)) }

// parallel makes b run n requests at a time.
func parallel(b *testing.B, n int) {
	b.SetParallelism(max(1, n/runtime.GOMAXPROCS(0)))
}

// BenchmarkGenerate registers documents over HTTP into a durable store, each with schema, rules, two signatures, journal
// and fsync. The documents are made beforehand; sealing them is part of the figure, as any client on the machine pays it.
func BenchmarkGenerate(b *testing.B) {
	for _, bb := range []struct{ items, connections int }{{1, 1}, {1, 16}, {1, 64}, {10, 16}, {100, 4}, {1000, 1}} {
		b.Run(fmt.Sprintf("items=%d/connections=%d", bb.items, bb.connections), func(b *testing.B) {
			s := start(b, durable(b.TempDir()))
			c := loggedIn(b, s)
			documents := make([][]byte, b.N)
			for i := range documents {
				documents[i] = document(b, "b2b", number(), bb.items)
			}
			var next atomic.Int64
			parallel(b, bb.connections)
			b.ReportAllocs()
			b.ResetTimer()
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					if _, err := c.Generate(b.Context(), documents[next.Add(1)-1]); err != nil {
						b.Error(err)
						return
					}
				}
			})
		})
	}
}

func BenchmarkLogin(b *testing.B) {
	s := start(b, durable(b.TempDir()))
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if err := s.client().Login(b.Context()); err != nil {
				b.Error(err)
				return
			}
		}
	})
}

func BenchmarkGet(b *testing.B) {
	s := start(b, durable(b.TempDir()))
	c := loggedIn(b, s)
	r, err := c.Generate(b.Context(), document(b, "b2b", number(), 1))
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if _, err := c.Get(b.Context(), r.Irn); err != nil {
				b.Error(err)
				return
			}
		}
	})
}

// BenchmarkStart measures from the call to the first ready answer, on the test keys and an empty store.
func BenchmarkStart(b *testing.B) {
	for b.Loop() {
		s, err := server.Start(b.Context(), server.Config{Listen: "127.0.0.1:0", Ephemeral: true})
		if err != nil {
			b.Fatal(err)
		}
		if _, err := s.Shutdown(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
}

func loggedIn(b *testing.B, s *sim) *client.Client {
	b.Helper()
	c := s.client()
	if err := c.Login(b.Context()); err != nil {
		b.Fatal(err)
	}
	return c
}
