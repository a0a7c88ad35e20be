//go:build linux

package crash

import (
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/irpsim/irpsim/internal/chance"
	"github.com/irpsim/irpsim/internal/client"
	"github.com/irpsim/irpsim/internal/clock"
)

// worlds is how many worlds have traffic, the default one among them.
const worlds = 4

// generation is how many kills one file lives through, before a fresh one keeps the ledger and the file small.
const generation = 50

// sampled is how many papers of earlier rounds are asked for after each kill, besides all that the round touched. Every
// paper is asked for at the end of a generation.
const sampled = 100

// number reads a positive number of the environment.
func number(t *testing.T, name string, otherwise int) int {
	t.Helper()
	text := os.Getenv(name)
	if text == "" {
		return otherwise
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		t.Fatalf("%s is %q: give a number above 0", name, text)
	}
	return n
}

// tally counts what a run of kills has met.
type tally struct {
	kills, inSync, inWrite, acked, settled, unheard, added int
}

func (a tally) String() string {
	return fmt.Sprintf("%d kills, %d of them inside an fdatasync and %d between the writes of a commit; %d acknowledgements, none lost; "+
		"%d requests were without an answer when the process died, %d of them had been stored; %d worlds made under fire",
		a.kills, a.inSync, a.inWrite, a.acked, a.unheard, a.settled, a.added)
}

// TestKills is the crash test.
func TestKills(t *testing.T) {
	t.Parallel()
	bin := build(t)
	kills := number(t, "IRPSIM_KILLS", 50)
	seed := uint64(number(t, "IRPSIM_CRASH_SEED", 1))
	draw := chance.New(&seed, "crash")
	var sum tally
	for sum.kills < kills && !t.Failed() {
		file := &victim{bin: bin, data: filepath.Join(t.TempDir(), "irpsim.db"), draw: draw, sum: &sum}
		file.begin(t)
		for n := 0; n < generation && sum.kills < kills && !t.Failed(); n++ {
			file.round(t)
		}
		file.end(t)
	}
	t.Log(sum)
	if sum.kills < kills || sum.acked < kills {
		t.Errorf("only %d kills of %d, %d acknowledgements", sum.kills, kills, sum.acked)
	}
}

// victim is one data file through the lives of the processes that serve it.
type victim struct {
	bin, data string
	draw      *chance.Source
	ledgers   []*ledger
	extra     []string // ids of worlds made under fire that were acknowledged
	live      *process
	sum       *tally
}

// begin starts the simulator for the first time and makes the worlds.
func (v *victim) begin(t *testing.T) {
	t.Helper()
	v.live = start(t, v.bin, v.data)
	ctx := t.Context()
	date := clock.Wall().Format("02/01/2006")
	for n := range worlds {
		var w client.World
		var err error
		if n == 0 {
			err = control(ctx, v.live.url, "GET", "/creds", "", &w)
		} else {
			err = control(ctx, v.live.url, "POST", "/worlds", fmt.Sprintf(`{"name":"crash %d"}`, n), &w)
		}
		if err != nil {
			t.Fatal(err)
		}
		l, err := newLedger(v.live.url, w, date)
		if err != nil {
			t.Fatal(err)
		}
		v.ledgers = append(v.ledgers, l)
	}
}

// round lets clients work, kills the simulator at some instant, and has the next one answer for everything.
func (v *victim) round(t *testing.T) {
	t.Helper()
	before := make([]int, len(v.ledgers))
	for i, l := range v.ledgers {
		before[i] = len(l.all)
	}
	traffic := run(t.Context(), v.ledgers, v.draw, math.MaxInt)
	born := make(chan string, 1)
	if v.draw.IntN(5) == 0 {
		go v.found(t.Context(), born)
	} else {
		born <- ""
	}
	v.strike(t, traffic)
	traffic.wait()
	if id := <-born; id != "" {
		v.extra = append(v.extra, id)
		v.sum.added++
	}
	v.sum.kills++
	v.sum.acked += int(traffic.acked.Load())
	storeCheck(t, v.bin, v.data)
	v.restart(t)
	for i, l := range v.ledgers {
		v.settle(t, l, before[i])
	}
	v.report(t)
}

// found makes one more world while the traffic runs.
func (v *victim) found(ctx context.Context, id chan<- string) {
	var w client.World
	if err := control(ctx, v.live.url, "POST", "/worlds", `{"name":"under fire"}`, &w); err != nil {
		w.ClientID = "" // not acknowledged
	}
	id <- w.ClientID
}

// strike waits for its instant and kills. A third of the kills come at any time, a third aims at an fdatasync of a commit,
// a third at one of its writes.
func (v *victim) strike(t *testing.T, traffic *load) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
	defer cancel()
	pause(ctx, time.Duration(20+v.draw.IntN(250))*time.Millisecond)
	aim := v.sum.kills % 3
	if aim > 0 {
		ctx, cancel := context.WithTimeout(ctx, 500*time.Millisecond)
		defer cancel()
		switch pid := v.live.cmd.Process.Pid; {
		case aim == 1 && inCall(ctx, pid, callFdatasync):
			v.sum.inSync++
		case aim == 2 && afterWrites(ctx, pid, 1+v.draw.IntN(6)):
			v.sum.inWrite++
		}
	}
	traffic.dying.Store(true)
	v.live.kill(t)
}

// restart starts the next simulator on the file and makes the clients go there.
func (v *victim) restart(t *testing.T) {
	t.Helper()
	v.live = start(t, v.bin, v.data)
	for _, l := range v.ledgers {
		var w client.World
		if err := control(t.Context(), v.live.url, "GET", "/creds?world="+l.world, "", &w); err != nil {
			t.Fatalf("world %s: %v", l.world, err)
		}
		c, err := login(w, v.live.url)
		if err != nil {
			t.Fatalf("world %s: %v", l.world, err)
		}
		l.client = c
	}
	for _, id := range v.extra {
		if err := control(t.Context(), v.live.url, "GET", "/creds?world="+id, "", nil); err != nil {
			t.Errorf("a world was acknowledged and is lost: %v", err)
		}
	}
}

// settle asks for what the round has touched, for what is not known, and for some of the rest.
func (v *victim) settle(t *testing.T, l *ledger, before int) {
	t.Helper()
	for i, p := range l.all {
		open := p.registered == perhaps || p.cancelled == perhaps || p.billed == perhaps
		if !open && i < before && v.draw.IntN(max(before, 1)) >= sampled/worlds {
			continue
		}
		unheard := p.registered == perhaps
		l.settle(t.Context(), p)
		if unheard {
			v.sum.unheard++
		}
		if unheard && p.registered == yes {
			v.sum.settled++
		}
	}
}

// end asks for every paper there is, holds the lists against the ledgers, and looks at the file once more.
func (v *victim) end(t *testing.T) {
	t.Helper()
	for _, l := range v.ledgers {
		for _, p := range l.all {
			l.settle(t.Context(), p)
		}
		l.listed(t.Context(), v.live.url)
	}
	v.report(t)
	v.live.kill(t)
	storeCheck(t, v.bin, v.data)
}

func (v *victim) report(t *testing.T) {
	t.Helper()
	for _, l := range v.ledgers {
		l.report(t)
	}
}
