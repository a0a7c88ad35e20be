package controls

import (
	"cmp"
	"encoding/json"
	"fmt"
	"html/template"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/irpsim/irpsim/internal/registrar"
	"github.com/irpsim/irpsim/internal/web/page"
)

// edge is an instant at which something ends.
type edge struct {
	Name, Title string
	Subject     string
	Known       bool
	Why         string // why it is not known
	At          time.Time
	Stamp, Far  string // the instant, and how far it is from now
	Code        string // refusal behind it, "" when there is none
	Jumps       []jump
}

// jump is a button that puts the clock to an edge or beside it.
type jump struct{ Offset, Title, Label string }

// behind names the code that a client meets behind an edge; the financial year's end refuses nothing, it lets document
// numbers begin anew, and an e-way bill that ran out is refused by the road, not by the portal.
var behind = map[string]string{"token-expiry": "1005", "cancel-window": "2270", "get-window": "2283", "reporting": "2305"}

// edges looks up every edge, the known ones in the order of time.
func edges(v *page.Visit) []edge {
	now, latest := v.Now(), latestInvoice(v)
	list := make([]edge, 0, len(registrar.Edges()))
	for _, name := range registrar.Edges() {
		e := edge{Name: name, Title: page.EdgeTitle(name), Code: behind[name], Subject: latest}
		switch name {
		case "token-expiry":
			e.Subject = "longest-lived token"
		case "fy-end":
			e.Subject = "numbers begin anew"
		}
		at, err := v.Registrar.Edge(v.World, name, "")
		if err != nil {
			e.Why = mend(err)
		} else {
			e.Known, e.At = true, at
			e.Stamp, e.Far = stampOf(now, at), page.Span(at.Sub(now))
			for _, j := range []jump{{"-1s", "− 1 s", "one second before"}, {"0s", "at", "at the edge"}, {"1s", "+ 1 s", "one second after"}} {
				j.Label = e.Title + ", " + j.Label
				e.Jumps = append(e.Jumps, j)
			}
		}
		list = append(list, e)
	}
	slices.SortStableFunc(list, func(a, b edge) int {
		switch {
		case a.Known && b.Known:
			return a.At.Compare(b.At)
		case a.Known:
			return -1
		case b.Known:
			return 1
		}
		return 0
	})
	return list
}

// stampOf leaves the year out where it goes without saying.
func stampOf(now, at time.Time) string {
	at = at.In(now.Location())
	if at.Before(now.AddDate(1, 0, 0)) && at.After(now.AddDate(0, -6, 0)) {
		return at.Format("2 Jan 15:04:05")
	}
	return at.Format("2 Jan 2006 15:04:05")
}

// mend is the part of an edge's error that says what to do first.
func mend(err error) string {
	_, text, ok := strings.Cut(err.Error(), ": ")
	if !ok {
		text = err.Error()
	}
	words := strings.Fields(text)
	for i, w := range words {
		words[i] = page.Start(16, w) // an IRN would not fit
	}
	return strings.Join(words, " ")
}

// latestInvoice is the number of the document that was registered last.
func latestInvoice(v *page.Visit) string {
	d, err := v.Sim(page.Call{Method: http.MethodGet, Path: "/invoices?limit=1"})
	if err != nil {
		return ""
	}
	var rows []struct {
		DocNo string `json:"doc_no"`
	}
	if json.Unmarshal(d.Answer, &rows) != nil || len(rows) == 0 {
		return ""
	}
	return rows[0].DocNo
}

// rail is the line on which the edges stand in their order.
type rail struct {
	Label  string
	Width  int
	Points []point
}

// point is an edge on the line, or now.
type point struct {
	X          int
	Now, Above bool
	Title, Far string
}

// The line in units of its drawing.
const (
	railStart = 46
	railStep  = 90
)

// railOf puts the known edges and now on a line, evenly: order is true, distance is not.
func railOf(now time.Time, list []edge) rail {
	var known []edge
	for _, e := range list {
		if e.Known {
			known = append(known, e)
		}
	}
	r := rail{Label: fmt.Sprintf("%s on a line of time. The order is true, the distances are not to scale.", page.Plural(len(known), "edge", "edges"))}
	slices.SortStableFunc(known, func(a, b edge) int { return cmp.Compare(a.At.UnixNano(), b.At.UnixNano()) })
	x, placed := railStart, false
	add := func(p point) {
		p.X = x
		r.Points = append(r.Points, p)
		x += railStep
	}
	for i, e := range known {
		if !placed && e.At.After(now) {
			add(point{Now: true})
			placed = true
		}
		add(point{Above: i%2 == 0, Title: e.Title, Far: e.Far})
	}
	if !placed {
		add(point{Now: true})
	}
	r.Width = x
	return r
}

// SVG draws the line. Its texts are constants of the program and durations.
func (r rail) SVG() template.HTML {
	var b strings.Builder
	fmt.Fprintf(&b, `<svg class="rail" viewBox="0 0 %d 112" role="img" aria-label="%s"><line x1="10" y1="56" x2="%d" y2="56" class="ax"/>`, r.Width, template.HTMLEscapeString(r.Label), r.Width-10)
	for _, p := range r.Points {
		if p.Now {
			fmt.Fprintf(&b, `<line x1="%d" y1="36" x2="%d" y2="76" class="nowl"/><path d="M%d 30h12l-6 9z" class="nowp"/><text x="%d" y="22" class="nowt">now</text>`, p.X, p.X, p.X-6, p.X)
			continue
		}
		from, to, title, far := 56, 80, 94, 108
		if p.Above {
			from, to, title, far = 32, 56, 25, 11
		}
		fmt.Fprintf(&b, `<line x1="%d" y1="%d" x2="%d" y2="%d" class="tk"/><circle cx="%d" cy="56" r="5.5" class="ed"/><text x="%d" y="%d" class="et">%s</text><text x="%d" y="%d" class="ec">%s</text>`,
			p.X, from, p.X, to, p.X, p.X, title, template.HTMLEscapeString(p.Title), p.X, far, template.HTMLEscapeString(p.Far))
	}
	b.WriteString("</svg>")
	return template.HTML(b.String()) // #nosec: escaped
}
