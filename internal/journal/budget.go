package journal

import (
	"math"
	"slices"
	"sync"
	"sync/atomic"
)

// slack is the part of a budget that is freed beyond what has to be, so that not every entry starts a search.
const slack = 16

// Budget is memory that many journals share, safe for concurrent use. When it is used up, the oldest entries of the
// journals that take most make room, so that a quiet world keeps its few entries beside one that floods. A journal joins
// with its first entry. Make one with [NewBudget].
type Budget struct {
	limit   int64
	used    atomic.Int64
	dropped atomic.Uint64
	entries atomic.Int64

	mu       sync.Mutex // held while room is made; taken before the lock of any journal
	journals map[*Journal]struct{}
}

// NewBudget returns a budget of so many bytes, at least 1.
func NewBudget(bytes int) *Budget {
	return &Budget{limit: int64(max(bytes, 1)), journals: map[*Journal]struct{}{}}
}

// New returns an empty journal under the budget; see [New] for its own bounds.
func (b *Budget) New(maxEntries, maxBytes int) *Journal {
	j := New(maxEntries, maxBytes)
	j.budget = b
	return j
}

// Use is what a budget tells of its journals.
type Use struct {
	Bytes, Limit int64  // that all entries take, and may take
	Entries      int64  // of all journals
	Dropped      uint64 // entries that made room for others since the start, for whatever bound
}

// Use returns the figures of this moment.
func (b *Budget) Use() Use {
	return Use{Bytes: b.used.Load(), Limit: b.limit, Entries: b.entries.Load(), Dropped: b.dropped.Load()}
}

// count notes what a journal gained or lost. A nil budget counts nothing.
func (b *Budget) count(entries, bytes, dropped int) {
	if b == nil {
		return
	}
	b.entries.Add(int64(entries))
	b.used.Add(int64(bytes))
	b.dropped.Add(uint64(dropped))
}

func (b *Budget) join(j *Journal) {
	b.mu.Lock()
	defer b.mu.Unlock()
	j.mu.Lock()
	defer j.mu.Unlock()
	if !j.closed { // while the first entry came in
		b.journals[j] = struct{}{}
	}
}

func (b *Budget) leave(j *Journal) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.journals, j)
}

// makeRoom cuts the largest journals down to one level, the highest at which all fit again with some room to spare. No
// journal is locked while it looks, so it works on sizes of a moment ago; the next entry over the limit comes back here.
func (b *Budget) makeRoom() {
	if b == nil || b.used.Load() <= b.limit {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	excess := b.used.Load() - b.limit
	if excess <= 0 { // somebody else made room meanwhile
		return
	}
	excess += b.limit / slack
	sizes := make([]int, 0, len(b.journals))
	for j := range b.journals {
		sizes = append(sizes, j.Bytes())
	}
	level := levelFor(sizes, excess)
	for j := range b.journals {
		j.cutTo(level)
	}
}

// levelFor returns the size to which all larger ones have to shrink for excess bytes to go. It sorts sizes.
func levelFor(sizes []int, excess int64) int {
	slices.SortFunc(sizes, func(a, b int) int { return b - a })
	var above int64 // sum of the sizes that shrink
	for i, size := range sizes {
		above += int64(size)
		next := int64(0)
		if i+1 < len(sizes) {
			next = int64(sizes[i+1])
		}
		if above-next*int64(i+1) >= excess {
			return int(max((above-excess)/int64(i+1), 0))
		}
	}
	return math.MaxInt // there is less than that, which a moment ago was not so
}
