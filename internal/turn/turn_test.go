package turn_test

import (
	"context"
	"errors"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/irpsim/irpsim/internal/turn"
)

func TestTake(t *testing.T) {
	var inside, most atomic.Int64
	var wait sync.WaitGroup
	for range 100 {
		wait.Go(func() {
			done, err := turn.Take(t.Context())
			if err != nil {
				t.Error(err)
			}
			defer done()
			now := inside.Add(1)
			for old := most.Load(); now > old && !most.CompareAndSwap(old, now); old = most.Load() {
			}
			runtime.Gosched()
			inside.Add(-1)
		})
	}
	wait.Wait()
	if places := int64(turn.Places()); most.Load() > places {
		t.Errorf("%d had their turn at a time, there are %d places", most.Load(), places)
	}
}

// TestTakeGivesUp: who has gone does not stand in the way of others, and takes nothing with it.
func TestTakeGivesUp(t *testing.T) {
	for range turn.Places() {
		if _, err := turn.Take(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	gone := make(chan error)
	go func() {
		done, err := turn.Take(ctx)
		done()
		gone <- err
	}()
	cancel()
	if err := <-gone; !errors.Is(err, context.Canceled) {
		t.Errorf("who does not wait got %v", err)
	}
	for range turn.Places() {
		turn.Leave()
	}
	for range turn.Places() { // all places are there again
		done, err := turn.Take(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer done()
	}
	if _, err := turn.Take(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("with no place free and nobody waiting: %v", err)
	}
}
