package server_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/irpsim/irpsim/internal/client"
)

// TestStopDrains: what is under way when the simulator stops is ended properly: acknowledged and stored, or without an answer,
// and never refused because of the stop.
func TestStopDrains(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	acknowledged := map[string]bool{}
	for round := range 3 {
		s := start(t, durable(dir))
		c := s.client()
		if err := c.Login(t.Context()); err != nil {
			t.Fatal(err)
		}
		var mu sync.Mutex
		var first sync.Once
		var wg sync.WaitGroup
		going := make(chan struct{})
		for i := range 24 {
			wg.Go(func() {
				for n := 0; ; n++ {
					got, err := c.Generate(t.Context(), document(t, "b2b", fmt.Sprintf("D%d/%d/%d", round, i, n), 1))
					if refused, ok := errors.AsType[*client.Refusal](err); ok {
						t.Errorf("round %d: refused while the simulator stops: %v", round, refused)
					}
					if err != nil {
						return
					}
					mu.Lock()
					acknowledged[got.Irn] = true
					mu.Unlock()
					first.Do(func() { close(going) })
				}
			})
		}
		<-going
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		if _, err := s.Shutdown(ctx); err != nil {
			t.Errorf("round %d: shutdown: %v", round, err)
		}
		cancel()
		wg.Wait()
	}
	s := start(t, durable(dir))
	for irn := range acknowledged {
		s.control("GET", "/invoices/"+irn, "", 200, nil)
	}
	if len(acknowledged) < 3 {
		t.Errorf("only %d registrations were acknowledged", len(acknowledged))
	}
}
