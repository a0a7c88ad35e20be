// Package live streams what happens in a world to the pages that are open: the bar's state and a row for each exchange.
package live

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	_ "embed" // the row

	"github.com/irpsim/irpsim/internal/journal"
	"github.com/irpsim/irpsim/internal/web/page"
	"github.com/irpsim/irpsim/internal/web/wire"
)

// beat is how often a quiet stream sends the bar: other programs move the clock and arm faults too.
const beat = 5 * time.Second

// maxMissed is how many exchanges a page that comes back is told of.
const maxMissed = 200

//go:embed row.html
var row string

// Section has the stream and the template of an exchange's row, "live/row".
func Section() page.Section {
	return page.Section{Name: "live", Templates: row, Pages: []page.Page{
		{Method: http.MethodGet, Path: "/live", Private: true, Do: stream},
	}}
}

// Row is what "live/row" shows: an exchange, and where its links lead.
type Row struct {
	V *page.Visit
	journal.Entry
	Current bool // it is the one that is open
}

// Verdict is the chip of the row: its class and word.
func (r Row) Verdict() (class, word string) {
	switch {
	case len(r.Codes) > 0:
		return "bad", r.Codes[0]
	case r.HTTPStatus == 0:
		return "warn", "no answer"
	case r.Fault != "" && r.HTTPStatus != http.StatusOK:
		return "warn", strconv.Itoa(r.HTTPStatus)
	case r.HTTPStatus >= 400:
		return "bad", strconv.Itoa(r.HTTPStatus)
	}
	return "ok", "Status 1"
}

// VerdictClass and VerdictWord are for templates, which take one value.
func (r Row) VerdictClass() string { c, _ := r.Verdict(); return c }

// VerdictWord is the word of the chip.
func (r Row) VerdictWord() string { _, w := r.Verdict(); return w }

// Why is the reason in one line, "" when nothing went wrong.
func (r Row) Why() string {
	for _, n := range r.Notes {
		if n.Text != "" {
			return n.Text
		}
		if n.Message != "" {
			return n.Message
		}
	}
	return r.Fault
}

// Subject is what the call was about, for people: the document's number, the user of a login, the IRN.
func (r Row) Subject() string {
	if no := member(r.Request.Plain, "DocDtls", "No"); no != "" {
		return no
	}
	if strings.HasPrefix(r.API, "auth") && r.UserName != "" {
		return r.UserName
	}
	if r.Irn != "" {
		return page.Start(12, r.Irn)
	}
	return r.Gstin
}

// member finds the text of a member behind another member's name, without reading the whole of a long document.
func member(text, within, name string) string {
	_, rest, ok := strings.Cut(text, `"`+within+`"`)
	if !ok {
		return ""
	}
	_, rest, ok = strings.Cut(rest[:min(len(rest), 400)], `"`+name+`"`)
	if !ok {
		return ""
	}
	rest = strings.TrimLeft(rest, ": \t\r\n")
	if !strings.HasPrefix(rest, `"`) {
		return ""
	}
	value, _, _ := strings.Cut(rest[1:], `"`)
	return page.Start(20, value)
}

// Portal reports whether the portal's own pages made the call.
func (r Row) Portal() bool {
	return strings.HasPrefix(r.Request.Headers["User-Agent"], wire.Agent)
}

// stream sends server-sent events: bar whenever something happened and at each beat, row for each exchange.
func stream(v *page.Visit) (page.Answer, error) {
	rc := http.NewResponseController(v.ResponseWriter)
	h := v.ResponseWriter.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store")
	v.WriteHeader(http.StatusOK)
	sub := v.World.Journal.Subscribe(v.Context())
	if err := missed(v); err != nil {
		return page.Answer{}, nil // the reader is gone
	}
	for {
		if bar(v) != nil || rc.Flush() != nil {
			return page.Answer{}, nil
		}
		wait, cancel := context.WithTimeout(v.Context(), beat)
		select {
		case e, open := <-sub.C:
			cancel()
			if !open || send(v, e) != nil {
				return page.Answer{}, nil
			}
			for more := true; more; { // those that came at the same time share one bar
				select {
				case e, open := <-sub.C:
					if !open || send(v, e) != nil {
						return page.Answer{}, nil
					}
				default:
					more = false
				}
			}
		case <-wait.Done():
			cancel()
			if v.Context().Err() != nil {
				return page.Answer{}, nil
			}
		}
	}
}

// missed sends what happened since the entry that a returning page saw last.
func missed(v *page.Visit) error {
	last := v.Request.Header.Get("Last-Event-ID")
	if last == "" {
		last = v.Get("last")
	}
	id, err := strconv.ParseUint(last, 10, 64)
	if err != nil {
		return nil
	}
	found := v.World.Journal.Find(journal.Filter{SinceID: id, Limit: maxMissed})
	for i := len(found) - 1; i >= 0; i-- {
		if err := send(v, found[i]); err != nil {
			return err
		}
	}
	return nil
}

func send(v *page.Visit, e journal.Entry) error {
	text, err := v.Fragment("live/row", Row{V: v, Entry: e})
	if err != nil {
		return err
	}
	return event(v, "row", strconv.FormatUint(e.ID, 10), text)
}

func bar(v *page.Visit) error {
	text, err := v.Fragment("bar-state", page.NewBar(v))
	if err != nil {
		return err
	}
	return event(v, "bar", "", text)
}

func event(v *page.Visit, name, id, text string) error {
	var b strings.Builder
	if id != "" {
		b.WriteString("id: " + id + "\n")
	}
	b.WriteString("event: " + name + "\n")
	for line := range strings.Lines(text) {
		b.WriteString("data: " + strings.TrimRight(line, "\r\n") + "\n")
	}
	_, err := fmt.Fprint(v.ResponseWriter, b.String()+"\n")
	return err
}
