// Package journal is the bounded record of the exchanges of one world: what came, what went, in the clear and as it was on
// the wire, and why it was refused. The oldest entries make room for new ones. What is secret is masked before it gets
// here; see [MaskHeaders] and [MaskEntry].
package journal

import (
	"slices"
	"strings"
	"sync"
	"time"
)

// Entry is one exchange. After [Journal.Add] nobody changes what it refers to. json.go has its form on paper.
type Entry struct {
	ID        uint64    // given by Add, rising by one from 1
	Time      time.Time // the world's clock when the request came
	API, Face string    // names of the operation and of the face it was spoken to
	Method    string
	Path      string // with the query
	RequestID string
	Remote    string // address of the client
	ClientID  string
	UserName  string
	Gstin     string
	Irn       string // that the exchange was about, "" when about none
	Codes     []string
	// HTTPStatus is the status of the answer, 0 when the client got none.
	HTTPStatus int
	Duration   time.Duration // by the machine's clock
	Request    Message
	Response   Message
	Notes      []Note
	Fault      string // what struck the exchange on request of the user, "" when nothing did
}

// Message is one direction of an exchange.
type Message struct {
	Headers map[string]string // several values of a name are joined by ", "
	Body    string            // the envelope as on the wire
	Cipher  string            // the sealed member of it, base64; "" when nothing was sealed
	Plain   string            // what the cipher text holds; "" when it could not be opened
}

// Note explains one finding of a refusal.
type Note struct {
	Code    string `json:"code,omitempty"`
	Message string `json:"message,omitempty"`
	Rule    string `json:"rule,omitempty"`
	Path    string `json:"path,omitempty"`
	Text    string `json:"text,omitempty"`
}

// Filter selects entries; a member with its zero value selects all.
type Filter struct {
	API, Code, IRN, Gstin string    // in any letter case; Code is among the entry's codes
	SinceID               uint64    // entries with a higher ID
	Since                 time.Time // entries of this time or later
	Limit                 int       // at most so many, of Find only
}

// Matches tells whether an entry is selected, whatever the limit.
func (f Filter) Matches(e *Entry) bool {
	return (f.API == "" || strings.EqualFold(f.API, e.API)) &&
		(f.IRN == "" || strings.EqualFold(f.IRN, e.Irn)) &&
		(f.Gstin == "" || strings.EqualFold(f.Gstin, e.Gstin)) &&
		(f.Code == "" || slices.ContainsFunc(e.Codes, func(c string) bool { return strings.EqualFold(f.Code, c) })) &&
		e.ID > f.SinceID && !e.Time.Before(f.Since)
}

// Journal holds the newest entries of a world, safe for concurrent use. Make one with [New].
type Journal struct {
	maxEntries, maxBytes int
	budget               *Budget // shared with other journals; nil for none

	mu       sync.Mutex
	entries  []*Entry // oldest first, with consecutive IDs
	bytes    int      // that entries keep in memory, as size counts it
	last     uint64   // ID of the newest entry there ever was
	waiters  map[*waiter]struct{}
	watchers map[*Subscription]struct{}
	joined   bool // the budget knows the journal
	closed   bool // nothing is kept any more
}

// New returns an empty journal that keeps at most maxEntries entries and maxBytes bytes, each at least 1. An entry that
// would take more than an eighth of the bytes is shortened.
func New(maxEntries, maxBytes int) *Journal {
	return &Journal{
		maxEntries: max(maxEntries, 1),
		maxBytes:   max(maxBytes, 1),
		waiters:    map[*waiter]struct{}{},
		watchers:   map[*Subscription]struct{}{},
	}
}

// Add records e, wakes who waits for it, and returns its ID. It never blocks on a reader.
func (j *Journal) Add(e Entry) uint64 {
	size := shorten(&e, j.maxBytes/8)
	id, first := j.add(&e, size)
	if first {
		j.budget.join(j)
	}
	j.budget.makeRoom()
	return id
}

// add does so under the lock; first is true once, for a journal that its budget does not know yet.
func (j *Journal) add(e *Entry, size int) (id uint64, first bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.last++
	e.ID = j.last
	if !j.closed {
		first = j.budget != nil && !j.joined
		j.joined = j.joined || first
		j.entries = append(j.entries, e)
		j.bytes += size
		j.budget.count(1, size, 0)
		j.drop(func(left int) bool { return left > j.maxEntries || j.bytes > j.maxBytes })
	}
	for w := range j.waiters {
		w.offer(e, j.maxBytes)
	}
	for s := range j.watchers {
		s.offer(e)
	}
	return e.ID, first
}

// drop lets the oldest entries go as long as there are too many. The newest stays even where its fixed part alone is over
// a bound. The caller holds mu.
func (j *Journal) drop(tooMany func(left int) bool) {
	gone, before := 0, j.bytes
	for rest := len(j.entries); rest > 1 && tooMany(rest); rest-- {
		j.bytes -= j.entries[gone].size()
		j.entries[gone] = nil // append keeps the array for a while; the entry must not stay with it
		gone++
	}
	j.entries = j.entries[gone:]
	j.budget.count(-gone, j.bytes-before, gone)
}

// cutTo lets the oldest entries go until the journal takes no more than so many bytes, or one entry is left.
func (j *Journal) cutTo(bytes int) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.drop(func(int) bool { return j.bytes > bytes })
	if cap(j.entries) > 4*len(j.entries)+64 {
		j.entries = slices.Clone(j.entries) // the array of what it was is memory as well
	}
}

// Close forgets everything and gives the journal's part of the budget back: its world is gone. What is added later is
// passed on to who waits, and not kept.
func (j *Journal) Close() {
	j.mu.Lock()
	j.closed = true
	j.forget()
	joined := j.joined
	j.mu.Unlock()
	if joined {
		j.budget.leave(j)
	}
}

// forget empties the journal. The caller holds mu.
func (j *Journal) forget() {
	j.budget.count(-len(j.entries), -j.bytes, 0)
	j.entries, j.bytes = nil, 0
}

// Find returns the entries that f selects, newest first.
func (j *Journal) Find(f Filter) []Entry {
	j.mu.Lock()
	defer j.mu.Unlock()
	found := []Entry{}
	for _, e := range slices.Backward(j.entries) {
		if f.Limit > 0 && len(found) == f.Limit {
			break
		}
		if f.Matches(e) {
			found = append(found, *e)
		}
	}
	return found
}

// Get returns the entry with that ID; false when it never was, or had to make room.
func (j *Journal) Get(id uint64) (Entry, bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if len(j.entries) == 0 || id < j.entries[0].ID || id > j.last {
		return Entry{}, false
	}
	return *j.entries[id-j.entries[0].ID], true
}

// Clear forgets all entries. IDs go on, so that nobody mistakes a new entry for an old one.
func (j *Journal) Clear() {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.forget()
}

// Last returns the ID of the newest entry there ever was, 0 when there was none; what comes next has a higher one.
func (j *Journal) Last() uint64 {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.last
}

// Len returns how many entries there are.
func (j *Journal) Len() int {
	j.mu.Lock()
	defer j.mu.Unlock()
	return len(j.entries)
}

// Bytes returns how much memory the entries take.
func (j *Journal) Bytes() int {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.bytes
}
