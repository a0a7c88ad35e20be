//go:build linux

package crash

import (
	"math"
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"github.com/irpsim/irpsim/internal/chance"
)

// onePage is a file size limit behind which every page lies that a commit writes, but for a meta page, which comes last.
const onePage = 4096

// TestFullDisk lets the file grow until the system refuses more, three times. While it does, nothing is acknowledged that is
// not stored, reading goes on and /readyz says 503; with room again /readyz says 200 although nobody has written, work goes
// on, and after a kill everything that was ever acknowledged is there.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	seed := uint64(number(t, "IRPSIM_CRASH_SEED", 1))
	draw := chance.New(&seed, "full")
	var sum tally
	v := &victim{bin: build(t), data: filepath.Join(t.TempDir(), "irpsim.db"), draw: draw, sum: &sum}
	v.begin(t)
	for cycle := range 3 {
		info, err := os.Stat(v.data)
		if err != nil {
			t.Fatal(err)
		}
		pid := v.live.cmd.Process.Pid
		if err := limitFiles(pid, uint64(info.Size())+uint64(draw.IntN(40))<<12); err != nil {
			t.Fatal(err)
		}
		traffic := run(t.Context(), v.ledgers, draw, math.MaxInt)
		traffic.full.Store(true)
		for traffic.refused.Load() == 0 && !t.Failed() { // until the file cannot grow; what fits into it still may
			v.ready(t, http.StatusOK, http.StatusServiceUnavailable)
			v.report(t)
		}
		if err := limitFiles(pid, onePage); err != nil { // and then no write succeeds at all
			t.Fatal(err)
		}
		v.fills(t, traffic)
		traffic.stop()
		traffic.wait()
		// Nobody writes now. Asking does not make room, and reading works.
		for range 3 {
			v.ready(t, http.StatusServiceUnavailable)
		}
		if code := v.live.status(t, "/livez"); code != http.StatusOK {
			t.Errorf("cycle %d: /livez answers %d on a full disk", cycle, code)
		}
		acked := int(traffic.acked.Load())
		for _, l := range v.ledgers {
			v.settle(t, l, 0)
		}
		v.report(t)
		if err := limitFiles(pid, noLimit); err != nil {
			t.Fatal(err)
		}
		v.ready(t, http.StatusOK)
		traffic = run(t.Context(), v.ledgers, draw, 20)
		traffic.wait()
		v.report(t)
		if traffic.acked.Load() == 0 {
			t.Errorf("cycle %d: nothing was acknowledged with room again", cycle)
		}
		t.Logf("cycle %d: %d acknowledged before the disk was full, %d after", cycle, acked, traffic.acked.Load())
		v.live.kill(t)
		storeCheck(t, v.bin, v.data)
		v.restart(t)
		for _, l := range v.ledgers {
			v.settle(t, l, 0)
		}
		v.report(t)
	}
	v.end(t)
}

// ready wants one of the given answers of /readyz.
func (v *victim) ready(t *testing.T, want ...int) {
	t.Helper()
	got := v.live.status(t, "/readyz")
	for _, w := range want {
		if got == w {
			return
		}
	}
	t.Errorf("/readyz answers %d, want %v\n%s", got, want, &v.live.log)
}

// fills waits until /readyz says that the store is full.
func (v *victim) fills(t *testing.T, traffic *load) {
	t.Helper()
	for n := range 10_000 {
		if v.live.status(t, "/readyz") == http.StatusServiceUnavailable {
			return
		}
		v.report(t)
		if n == 9_999 || t.Failed() {
			t.Fatalf("/readyz never said 503, %d requests were refused for want of room", traffic.refused.Load())
		}
	}
}
