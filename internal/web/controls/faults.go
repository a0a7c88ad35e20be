package controls

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/irpsim/irpsim/internal/chaos"
	"github.com/irpsim/irpsim/internal/journal"
	"github.com/irpsim/irpsim/internal/web/page"
)

// faultRow is an armed fault.
type faultRow struct {
	ID, What, Strikes string
	Pattern           string // of the match, in mono: "No = GHOST-*"
	Left              string // how often it can still strike
	Struck            int
	Exchange          uint64 // the last one it struck, 0 when none or not in the journal any more
}

// maxFaults is how many faults the page lists; a world can hold 1000.
const maxFaults = 100

func faultRows(v *page.Visit) []faultRow {
	list := v.World.Faults.List()
	rows := make([]faultRow, 0, min(len(list), maxFaults))
	struck := false
	for _, st := range list[:min(len(list), maxFaults)] {
		r := faultRow{ID: st.ID, What: titleOf(st.Do), Strikes: "any call", Left: "∞", Struck: st.Struck}
		if st.Match.API != "" {
			r.Strikes = st.Match.API
		}
		r.Pattern = patternOf(st.Match)
		if p := st.Probability; p != nil && *p > 0 && *p < 1 {
			r.Strikes += ", " + oneIn(*p)
		}
		if left := st.Left(); left >= 0 {
			r.Left = strconv.Itoa(left)
		}
		struck = struck || st.Struck > 0
		rows = append(rows, r)
	}
	if struck {
		findStruck(rows, v.World.Journal.Find(journal.Filter{}))
	}
	return rows
}

// oneIn says a chance as people do.
func oneIn(p float64) string {
	if n := 1 / p; n == float64(int(n)) {
		return fmt.Sprintf("1 in %d", int(n))
	}
	return fmt.Sprintf("%.4g %%", p*100)
}

func patternOf(m chaos.Match) string {
	var parts []string
	for _, p := range []struct{ name, value string }{{"No", m.DocNo}, {"Gstin", m.Gstin}, {"Irn", m.IRN}} {
		if p.value != "" {
			parts = append(parts, p.name+" = "+page.Start(24, p.value))
		}
	}
	return strings.Join(parts, ", ")
}

// findStruck finds the last exchange that each fault struck; the entries come newest first.
func findStruck(rows []faultRow, newest []journal.Entry) {
	for i := range newest {
		if newest[i].Fault == "" {
			continue
		}
		for j := range rows {
			if rows[j].Exchange == 0 && struckBy(newest[i].Fault, rows[j].ID) {
				rows[j].Exchange = newest[i].ID
			}
		}
	}
}

// struckBy reports whether a journal's account of faults, "code=2147; id=f1, delay=2s; id=f2", names a fault.
func struckBy(account, id string) bool {
	for part := range strings.SplitSeq(account, ",") {
		if _, name, ok := strings.Cut(part, "; id="); ok && strings.TrimSpace(name) == id {
			return true
		}
	}
	return false
}

// titleOf says an action as the sentence does; one that the sentence has no words for stays in the header's form.
func titleOf(a chaos.Action) string {
	text := a.String()
	for _, w := range whats() {
		if w.asks() == "" && w.Value == text {
			return w.Title
		}
		if value, ok := strings.CutPrefix(text, w.Value); ok && w.asks() != "" && !strings.Contains(value, ";") {
			return w.Title + " " + value
		}
	}
	return text
}

// arm adds the fault that the sentence says.
func arm(v *page.Visit) (page.Answer, error) {
	if err := v.ParseForm(); err != nil {
		return page.Answer{}, page.Bad("The form could not be read.", "Send it again.")
	}
	c := readCompose(v, v.PostForm)
	if wrong := c.complaint(); wrong != "" {
		return notArmed(v, c, http.StatusUnprocessableEntity, wrong)
	}
	d, err := v.Sim(c.call())
	var p *page.Problem
	if errors.As(err, &p) {
		return notArmed(v, c, p.Status, p.Mend)
	}
	if err != nil {
		return page.Answer{}, err
	}
	var made struct {
		ID string `json:"id"`
	}
	if err := d.Read(&made); err != nil {
		return page.Answer{}, err
	}
	return done(v, showClock, "/controls#faults", "armed", made.ID, "")
}

// notArmed shows the sentence as it was put, and what it lacks.
func notArmed(v *page.Visit, c compose, status int, wrong string) (page.Answer, error) {
	c.Wrong = wrong
	a, err := clockPage(v, func(d *clockView) { d.Compose = c })
	a.Status = status
	return a, err
}

// disarm removes one fault, or all of them; then the world is kept first, so that it can be taken back.
func disarm(v *page.Visit) (page.Answer, error) {
	if id := v.PostFormValue("id"); id != "" {
		if _, err := v.Sim(page.Call{Method: http.MethodDelete, Path: "/faults/" + pathPart(id)}); err != nil {
			return page.Answer{}, err
		}
		return done(v, showClock, "/controls#faults", "disarmed", id, "")
	}
	return keptFirst(v, "before-disarm", page.Call{Method: http.MethodDelete, Path: "/faults"}, showClock, "/controls#faults", "disarmed-all")
}
