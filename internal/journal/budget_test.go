package journal_test

import (
	"strings"
	"sync"
	"testing"

	"github.com/irpsim/irpsim/internal/journal"
)

// swollen is an entry of about so many bytes.
func swollen(n, bytes int) journal.Entry {
	e := entry(n)
	e.Response.Body = strings.Repeat("x", bytes)
	return e
}

// TestBudgetIsShared: journals that flood give way to each other, and none of it touches one with a few entries.
func TestBudgetIsShared(t *testing.T) {
	t.Parallel()
	const limit = 8 << 20
	b := journal.NewBudget(limit)
	quiet := b.New(1000, 4<<20)
	for n := range 20 {
		quiet.Add(swollen(n, 1000))
	}
	loud := make([]*journal.Journal, 30)
	var wg sync.WaitGroup
	for i := range loud {
		loud[i] = b.New(1000, 4<<20)
		wg.Go(func() {
			for n := range 200 {
				loud[i].Add(swollen(n, 10_000))
			}
		})
	}
	wg.Wait()
	const rounds = 60 // side by side, after whoever was first and whoever was last
	for n := range rounds {
		for _, j := range loud {
			j.Add(swollen(200+n, 10_000))
		}
	}
	use := b.Use()
	if use.Limit != limit || use.Bytes > limit || use.Bytes < limit/2 {
		t.Errorf("the journals take %d bytes of %d, want most of it and no more", use.Bytes, use.Limit)
	}
	if got := quiet.Len(); got != 20 {
		t.Errorf("the quiet journal has %d entries left, want all 20", got)
	}
	bytes, entries := int64(quiet.Bytes()), int64(quiet.Len())
	least, most := limit, 0
	for _, j := range loud {
		bytes, entries = bytes+int64(j.Bytes()), entries+int64(j.Len())
		least, most = min(least, j.Bytes()), max(most, j.Bytes())
		if _, ok := j.Get(200 + rounds); !ok {
			t.Error("a flooding journal lost its newest entry")
		}
	}
	if bytes != use.Bytes || entries != use.Entries {
		t.Errorf("the budget counts %d bytes in %d entries, the journals have %d in %d", use.Bytes, use.Entries, bytes, entries)
	}
	if want := uint64(20 + 30*(200+rounds) - int(entries)); use.Dropped != want {
		t.Errorf("%d entries were dropped, want %d", use.Dropped, want)
	}
	if most > 2*limit/len(loud) {
		t.Errorf("of %d journals that flood alike one has %d bytes and one %d, want none far above its share", len(loud), most, least)
	}
}

// TestBudgetTakesBack: what is cleared or closed is room for others.
func TestBudgetTakesBack(t *testing.T) {
	t.Parallel()
	b := journal.NewBudget(1 << 20)
	cleared, closed := b.New(100, 1<<20), b.New(100, 1<<20)
	sub := closed.Subscribe(t.Context())
	for n := range 20 {
		cleared.Add(swollen(n, 10_000))
		closed.Add(swollen(n, 10_000))
	}
	cleared.Clear()
	closed.Close()
	if use := b.Use(); use.Bytes != 0 || use.Entries != 0 {
		t.Errorf("empty journals count %d bytes in %d entries", use.Bytes, use.Entries)
	}
	if id := closed.Add(swollen(20, 10)); id != 21 || closed.Len() != 0 {
		t.Errorf("an entry after Close got ID %d and %d are kept, want 21 and none", id, closed.Len())
	}
	for range 20 {
		<-sub.C
	}
	if e := <-sub.C; e.ID != 21 {
		t.Errorf("the subscriber got entry %d after Close, want 21", e.ID)
	}
	cleared.Add(swollen(21, 10))
	if use := b.Use(); use.Entries != 1 || use.Bytes != int64(cleared.Bytes()) {
		t.Errorf("one entry counts as %+v", use)
	}
}
