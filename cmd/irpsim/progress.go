package main

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/irpsim/irpsim/internal/clock"
)

// progress is a bar on a terminal, and nothing anywhere else. It is not safe for concurrent use.
type progress struct {
	w     io.Writer // nil: no terminal
	total int
	done  int
	start time.Time
	drawn time.Time
	shown bool
	what  string // of the bad ones; "" is "not registered"
}

func newProgress(w io.Writer, total int) *progress {
	p := &progress{total: total, start: clock.Wall()}
	if isTerminal(w) {
		p.w = w
	}
	return p
}

// clear removes the bar, so that a line can be printed where it stood.
func (p *progress) clear() {
	if p.w != nil && p.shown {
		_, _ = io.WriteString(p.w, "\r\x1b[K")
		p.shown = false
	}
}

// step counts one more and draws the bar, at most twenty times a second.
func (p *progress) step(bad int) {
	p.done++
	if p.w == nil || p.done < p.total && clock.Since(p.drawn) < 50*time.Millisecond {
		return
	}
	p.drawn, p.shown = clock.Wall(), true
	_, _ = io.WriteString(p.w, "\r"+p.text(bad, clock.Since(p.start)))
}

func (p *progress) text(bad int, took time.Duration) string {
	const width = 30
	full := width * p.done / p.total
	text := fmt.Sprintf("[%s%s] %d of %d", strings.Repeat("#", full), strings.Repeat(".", width-full), p.done, p.total)
	if ms := took.Milliseconds(); ms > 0 {
		text += fmt.Sprintf(", %d/s", int64(p.done)*1000/ms)
	}
	if bad > 0 {
		what := p.what
		if what == "" {
			what = "not registered"
		}
		text += fmt.Sprintf(", %d %s", bad, what)
	}
	return text
}
