package turn_test

import (
	"runtime"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/irpsim/irpsim/internal/turn"
)

func TestTake(t *testing.T) {
	t.Parallel()
	var inside, most atomic.Int64
	var wait sync.WaitGroup
	for range 100 {
		wait.Go(func() {
			done := turn.Take()
			defer done()
			now := inside.Add(1)
			for old := most.Load(); now > old && !most.CompareAndSwap(old, now); old = most.Load() {
			}
			runtime.Gosched()
			inside.Add(-1)
		})
	}
	wait.Wait()
	if cores := int64(runtime.GOMAXPROCS(0)); most.Load() > cores {
		t.Errorf("%d had their turn at a time, there are %d cores", most.Load(), cores)
	}
}
