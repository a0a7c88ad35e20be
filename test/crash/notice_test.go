//go:build linux

package crash

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/irpsim/irpsim/internal/chance"
)

// TestLedgerNotices puts an older copy of the file in place of the one that a killed process left, so that some of what was
// acknowledged is gone: the ledger must say so, or the crash test proves nothing.
func TestLedgerNotices(t *testing.T) {
	t.Parallel()
	seed := uint64(1)
	v := &victim{bin: build(t), data: filepath.Join(t.TempDir(), "irpsim.db"), draw: chance.New(&seed, "notice"), sum: new(tally)}
	v.begin(t)
	work := func(ops int) {
		traffic := run(t.Context(), v.ledgers, v.draw, ops)
		traffic.wait()
		v.report(t)
		v.live.kill(t)
	}
	work(10)
	old, err := os.ReadFile(v.data)
	if err != nil {
		t.Fatal(err)
	}
	v.restart(t)
	work(10)
	if err := os.WriteFile(v.data, old, 0o600); err != nil {
		t.Fatal(err)
	}
	v.restart(t)
	var told strings.Builder
	listen := func() {
		for _, l := range v.ledgers {
			told.WriteString(strings.Join(l.wrong, "\n") + "\n")
			l.wrong = nil
		}
	}
	for _, l := range v.ledgers {
		for _, p := range l.all {
			l.settle(t.Context(), p)
		}
	}
	listen()
	traffic := run(t.Context(), v.ledgers, v.draw, 5) // numbers are given a second time
	traffic.wait()
	listen()
	for _, l := range v.ledgers {
		l.listed(t.Context(), v.live.url)
	}
	listen()
	for _, want := range []string{"after the restart: refused: 2148", "was acknowledged before it was asked for", "was given to", "the list holds"} {
		if !strings.Contains(told.String(), want) {
			t.Errorf("the ledger did not say %q of a file that lost something; it said\n%s", want, told.String())
		}
	}
}
