package world

import (
	"sync"
	"time"

	"github.com/irpsim/irpsim/internal/clock"
)

// clientFactor is how many times more errors a client may make than one of its users: the announced limits of the
// portal are 20,000 for a GSTIN and 100,000 for a client id (protocol reference 14, single source).
const clientFactor = 5

// abuse counts the calls of the current minute and the refused calls of the current day, by the world's clock. What
// it holds is forgotten with the process: a simulator that starts anew blocks nobody.
type abuse struct {
	mu     sync.Mutex
	minute time.Time
	calls  int
	day    time.Time
	errors map[string]int // by user name; "" is the client as a whole
}

// roll starts new counts when minute or day have changed. The caller holds mu.
func (a *abuse) roll(now time.Time) {
	if m := now.Truncate(time.Minute); !m.Equal(a.minute) {
		a.minute, a.calls = m, 0
	}
	y, m, d := now.In(clock.IST).Date()
	if day := time.Date(y, m, d, 0, 0, 0, 0, clock.IST); !day.Equal(a.day) || a.errors == nil {
		a.day, a.errors = day, map[string]int{}
	}
}

// OverRate counts a call and reports whether it is one too many in this minute.
func (w *World) OverRate(now time.Time) bool {
	limit := w.Settings().RateLimit
	if limit == nil {
		return false
	}
	w.abuse.mu.Lock()
	defer w.abuse.mu.Unlock()
	w.abuse.roll(now)
	w.abuse.calls++
	return w.abuse.calls > *limit
}

// Refused counts a refused call of a user; "" when the user is not known.
func (w *World) Refused(user string, now time.Time) {
	if w.Settings().BlockAfterErrors == nil {
		return
	}
	w.abuse.mu.Lock()
	defer w.abuse.mu.Unlock()
	w.abuse.roll(now)
	w.abuse.errors[""]++
	if user != "" {
		w.abuse.errors[user]++
	}
}

// Blocked reports whether the whole client, or one user, has had too many calls refused today.
func (w *World) Blocked(user string, now time.Time) bool {
	limit := w.Settings().BlockAfterErrors
	if limit == nil {
		return false
	}
	w.abuse.mu.Lock()
	defer w.abuse.mu.Unlock()
	w.abuse.roll(now)
	if user == "" {
		return w.abuse.errors[""] >= *limit*clientFactor
	}
	return w.abuse.errors[user] >= *limit
}

// ForgetErrors lifts every block.
func (w *World) ForgetErrors() {
	w.abuse.mu.Lock()
	defer w.abuse.mu.Unlock()
	w.abuse.errors, w.abuse.calls = nil, 0
}
