package page

import "sync"

// Recent remembers the last thing that was done under each of the newest keys, such as the last run of a world, so that
// who comes back sees it. It is safe for concurrent use; make one with [NewRecent].
type Recent[T any] struct {
	mu    sync.Mutex
	most  int
	last  map[string]*T
	order []string // of the keys, as they came first
}

// NewRecent returns a memory of at most so many keys; the oldest makes room.
func NewRecent[T any](most int) *Recent[T] { return &Recent[T]{most: most, last: map[string]*T{}} }

// Keep remembers t under a key, in place of what was there.
func (r *Recent[T]) Keep(key string, t *T) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.last[key] == nil {
		r.order = append(r.order, key)
	}
	r.last[key] = t
	if len(r.order) > r.most {
		delete(r.last, r.order[0])
		r.order = r.order[1:]
	}
}

// Last returns what was kept under a key, nil when nothing was or it had to make room.
func (r *Recent[T]) Last(key string) *T {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.last[key]
}
