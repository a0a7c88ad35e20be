package registrar

import (
	"testing"

	"github.com/irpsim/irpsim/internal/world"
)

// TestLocksOfWorlds: the same user name or IRN in another world does not wait, and one that begins alike does not either.
func TestLocksOfWorlds(t *testing.T) {
	t.Parallel()
	var l locks
	a, b := &world.World{ID: "A"}, &world.World{ID: "B"}
	for _, of := range []struct {
		w    *world.World
		name string
	}{{a, "irpsim_user"}, {b, "irpsim_user"}, {a, "irpsim_user2"}} {
		defer l.lock(of.w, of.name)() // would hang
	}
	taken := 0
	for i := range l {
		if !l[i].TryLock() {
			taken++
			continue
		}
		l[i].Unlock()
	}
	if taken != 3 {
		t.Errorf("%d locks are taken, want 3", taken)
	}
}
