package journal_test

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/irpsim/irpsim/internal/journal"
)

type awaited struct {
	entries []journal.Entry
	ok      bool
}

// await starts Await in a bubble and returns where its result will come.
func await(ctx context.Context, j *journal.Journal, f journal.Filter, count int) <-chan awaited {
	result := make(chan awaited, 1)
	go func() {
		entries, came := j.Await(ctx, f, count)
		result <- awaited{entries, came == max(count, 1)}
	}()
	synctest.Wait()
	return result
}

// check compares the result of an Await that must have returned by now.
func check(t *testing.T, result <-chan awaited, ok bool, want ...uint64) {
	t.Helper()
	synctest.Wait()
	select {
	case got := <-result:
		if diff := cmp.Diff(append([]uint64{}, want...), ids(got.entries)); diff != "" || got.ok != ok {
			t.Errorf("Await = %v, want %v (-want +got):\n%s", got.ok, ok, diff)
		}
	default:
		t.Error("Await still waits")
	}
}

func waiting(t *testing.T, result <-chan awaited) {
	t.Helper()
	synctest.Wait()
	select {
	case got := <-result:
		t.Errorf("Await returned %v, %v too early", ids(got.entries), got.ok)
	default:
	}
}

func TestAwait(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		j := journal.New(100, 1<<20)
		for n := 1; n <= 3; n++ {
			j.Add(entry(n))
		}
		check(t, await(t.Context(), j, journal.Filter{}, 2), true, 3, 2)
		check(t, await(t.Context(), j, journal.Filter{}, 0), true, 3)
		check(t, await(t.Context(), j, journal.Filter{API: "cancel"}, 2), true, 3, 1)

		third := await(t.Context(), j, journal.Filter{API: "cancel"}, 3)
		later := await(t.Context(), j, journal.Filter{SinceID: 3}, 1)
		waiting(t, third)
		waiting(t, later)
		j.Add(entry(4)) // generate
		waiting(t, third)
		check(t, later, true, 4)
		j.Add(entry(5)) // cancel
		check(t, third, true, 5, 3, 1)
	})
}

func TestAwaitGivesUp(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		j := journal.New(100, 1<<20)
		j.Add(entry(2))
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second) // of the bubble's clock
		defer cancel()
		result := await(ctx, j, journal.Filter{API: "generate"}, 2)
		waiting(t, result)
		<-ctx.Done()
		check(t, result, false, 1)
		j.Add(entry(4)) // nobody listens any more
		ended, cancel := context.WithCancel(t.Context())
		cancel()
		check(t, await(ended, j, journal.Filter{API: "cancel"}, 1), false)
		check(t, await(ended, j, journal.Filter{API: "generate"}, 2), true, 2, 1)
	})
}

// An entry that had to make room before the last match came still counts.
func TestAwaitInASmallJournal(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		j := journal.New(1, 1<<20)
		result := await(t.Context(), j, journal.Filter{}, 3)
		for n := range 3 {
			j.Add(entry(n))
		}
		check(t, result, true, 3, 2, 1)
	})
}

// However many are waited for, the wait holds no more bytes than the journal: a client that never gets what it waits for
// costs no more than one that reads.
func TestAwaitHoldsNoMoreThanTheJournal(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		j := journal.New(1000, 64<<10) // an entry takes at most an eighth
		long := entry(1)
		long.Response.Body = strings.Repeat("x", 7<<10)
		result := await(t.Context(), j, journal.Filter{}, 100)
		for range 100 {
			j.Add(long)
		}
		synctest.Wait()
		got := <-result
		kept := j.Find(journal.Filter{})
		if diff := cmp.Diff(ids(kept), ids(got.entries)); diff != "" || !got.ok || len(kept) > 9 {
			t.Errorf("Await = %v, want true (-journal +await):\n%s", got.ok, diff)
		}
		check(t, await(t.Context(), j, journal.Filter{}, len(kept)), true, ids(kept)...)
	})
}

func TestSubscribe(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		j := journal.New(1000, 1<<20)
		j.Add(entry(1))
		ctx, cancel := context.WithCancel(t.Context())
		s := j.Subscribe(ctx)
		j.Add(entry(2))
		if got := (<-s.C).ID; got != 2 {
			t.Errorf("first entry has ID %d, want 2: only what comes after Subscribe", got)
		}
		// A reader that sleeps through 100 entries finds the newest, and is told how many are missing.
		for n := range 100 {
			j.Add(entry(n))
		}
		first := (<-s.C).ID
		got := []uint64{first}
		for len(s.C) > 0 {
			got = append(got, (<-s.C).ID)
		}
		if last := got[len(got)-1]; last != 102 || first != 103-uint64(len(got)) {
			t.Errorf("the reader found %v, want an unbroken end up to 102", got)
		}
		if lost := s.Lost(); lost == 0 || int(lost)+len(got) != 100 {
			t.Errorf("%d lost and %d read of 100", lost, len(got))
		}
		cancel()
		synctest.Wait()
		if e, ok := <-s.C; ok {
			t.Errorf("after the end of its context the subscription yields entry %d", e.ID)
		}
		j.Add(entry(3)) // must not panic on the closed channel
	})
}
