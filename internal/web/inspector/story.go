package inspector

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/journal"
	"github.com/irpsim/irpsim/internal/store"
	"github.com/irpsim/irpsim/internal/web/live"
	"github.com/irpsim/irpsim/internal/web/page"
)

// Story is what an exchange was really about, when it is one of the well-known ones.
type Story struct {
	Title, Text string
	Moments     []moment // in order; drawn as a line when there are at least two
	Links       []link
}

type moment struct {
	Class, Label, Under string
	X                   int // in a drawing 700 wide
}

type link struct {
	Title, Href string
	Primary     bool
}

// stories are asked in order; the first that knows the exchange tells it.
var stories = []func(*page.Visit, *journal.Entry) *Story{lostAnswer, retry, otherLetters, lateCancel, oldToken, billFailed, unread, blocked}

func tell(v *page.Visit, e *journal.Entry) *Story {
	for _, s := range stories {
		if told := s(v, e); told != nil {
			told.place()
			return told
		}
	}
	return nil
}

// place spreads the moments over the drawing.
func (s *Story) place() {
	for i := range s.Moments {
		s.Moments[i].X = 60 + i*560/max(1, len(s.Moments)-1)
	}
}

// Label is what the drawing says, for who cannot see it.
func (s *Story) Label() string {
	parts := make([]string, 0, len(s.Moments))
	for _, m := range s.Moments {
		parts = append(parts, strings.TrimSpace(m.Label+" "+m.Under))
	}
	return strings.Join(parts, ", then ")
}

func has(e *journal.Entry, code string) bool { return slices.Contains(e.Codes, code) }

func explained(code string) link { return link{Title: code + " explained", Href: "/errors/" + code} }

// lost reports whether the operation was done and its answer did not arrive.
func lost(e *journal.Entry) bool {
	return e.Fault != "" && e.Irn != "" && e.API == "generate" && (e.HTTPStatus != 200 || strings.Contains(e.Fault, "commit"))
}

// lostAnswer is a ghost seen from its first half.
func lostAnswer(v *page.Visit, e *journal.Entry) *Story {
	if !lost(e) {
		return nil
	}
	s := &Story{
		Title:   "The invoice is registered, your client does not know it",
		Text:    fmt.Sprintf("The portal stored %s and signed it; then the fault %s kept the answer from your client. The IRN lives. Ask for it by document before you send anything again.", subject(v, e), e.Fault),
		Moments: []moment{{Class: "cw", Label: fmt.Sprint(e.ID), Under: "stored"}, {Class: "cx", Label: clockOf(e.Time), Under: "answer lost"}},
		Links:   []link{{Title: "How a client recovers", Href: "/guides/duplicates", Primary: true}, {Title: "Exercise: recover a ghost", Href: "/exercises/ghost"}},
	}
	if later := after(v, e, func(o *journal.Entry) bool { return o.Irn == e.Irn && o.API != "generate" && len(o.Codes) == 0 }); later != nil {
		s.Moments = append(s.Moments, moment{Class: "co", Label: fmt.Sprint(later.ID), Under: "read back by " + later.API})
	}
	return s
}

// retry is a ghost seen from its second half: 2150 on a document whose first answer was lost.
func retry(v *page.Visit, e *journal.Entry) *Story {
	if !has(e, "2150") {
		return nil
	}
	no, seller := documentOf(e)
	first := before(v, e, func(o *journal.Entry) bool {
		n, by := documentOf(o)
		return lost(o) && strings.EqualFold(n, no) && by == seller
	})
	if first == nil || no == "" {
		return nil
	}
	gap := page.Span(e.Time.Sub(first.Time)) + " later"
	if e.Time.Sub(first.Time) < time.Second {
		gap = "at once"
	}
	return &Story{
		Title: "This is a ghost, not a second invoice",
		Text:  fmt.Sprintf("Exchange %d registered %s and lost its answer (fault %s). %s your client sent the same document again, so the portal answered 2150. That is right: the IRN is in InfoDtls; read it and fetch the signed copy.", first.ID, no, first.Fault, strings.ToUpper(gap[:1])+gap[1:]),
		Moments: []moment{
			{Class: "cw", Label: fmt.Sprint(first.ID), Under: "stored"}, {Class: "cx", Label: clockOf(first.Time), Under: "answer lost"},
			{Class: "cb", Label: fmt.Sprint(e.ID), Under: "2150, " + gap},
		},
		Links: []link{explained("2150"), {Title: fmt.Sprintf("Compare %d with %d", first.ID, e.ID), Href: fmt.Sprintf("/inspector/%d/compare/%d", first.ID, e.ID)}, {Title: "Exercise: recover a ghost", Href: "/exercises/ghost"}},
	}
}

// otherLetters is a duplicate that differs from the first document in the case of letters only.
func otherLetters(v *page.Visit, e *journal.Entry) *Story {
	no, seller := documentOf(e)
	if !has(e, "2150") || no == "" {
		return nil
	}
	first := before(v, e, func(o *journal.Entry) bool {
		n, by := documentOf(o)
		return o.Irn != "" && n != no && strings.EqualFold(n, no) && by == seller
	})
	if first == nil {
		return nil
	}
	other, _ := documentOf(first)
	return &Story{
		Title: "The same document in other letters",
		Text:  fmt.Sprintf("%s was registered by exchange %d. Since June 2025 the portal turns letters of a document number into capitals before it makes the IRN, so %s is the same document.", other, first.ID, no),
		Links: []link{explained("2150"), {Title: fmt.Sprintf("Compare %d with %d", first.ID, e.ID), Href: fmt.Sprintf("/inspector/%d/compare/%d", first.ID, e.ID)}},
	}
}

// lateCancel tells by how much a cancellation missed its window.
func lateCancel(v *page.Visit, e *journal.Entry) *Story {
	if !has(e, "2270") {
		return nil
	}
	found := invoice(v, irnIn(e))
	if found == nil {
		return nil
	}
	end := found.AckDt.Add(v.World.Settings().CancelWindow())
	late := e.Time.Sub(end)
	if late < 0 {
		return nil
	}
	by := page.Span(late)
	if late < time.Second {
		by = "less than a second"
	}
	return &Story{
		Title: "Too late by " + by,
		Text:  fmt.Sprintf("Registered %s, cancellable until %s; you asked at %s. An IRN that can no longer be cancelled is taken back by a credit note.", page.Stamp(found.AckDt), page.Stamp(end), page.Stamp(e.Time)),
		Moments: []moment{
			{Class: "co", Label: clockOf(found.AckDt), Under: "registered"}, {Class: "cw", Label: clockOf(end), Under: "window closes"}, {Class: "cb", Label: clockOf(e.Time), Under: "2270"},
		},
		Links: []link{explained("2270"), {Title: "Exercise: cancel at the last second", Href: "/exercises/last-second"}},
	}
}

// oldToken is a call with a token that ran out, or that nobody gave.
func oldToken(v *page.Visit, e *journal.Entry) *Story {
	if !has(e, "1005") {
		return nil
	}
	login := before(v, e, func(o *journal.Entry) bool {
		return strings.HasPrefix(o.API, "auth") && len(o.Codes) == 0 && o.HTTPStatus == 200 && o.Gstin == e.Gstin
	})
	if login == nil {
		return &Story{Title: "Nobody is logged in with this token", Text: "The journal holds no login of this GSTIN before the call. Log in first, and send the AuthToken of that answer.", Links: []link{explained("1005"), {Title: "Log in, step by step", Href: "/lab/login"}}}
	}
	age, life := e.Time.Sub(login.Time), v.World.Settings().TokenLife()
	s := &Story{Title: "This token does not hold", Links: []link{explained("1005"), {Title: "Exercise: token about to run out", Href: "/exercises/token"}}}
	if age > life {
		s.Title = "This token ran out " + page.Span(age-life) + " ago"
	}
	s.Text = fmt.Sprintf("The last login of this GSTIN is exchange %d, %s before; a token lives %s. Log in again. Good clients renew in the last 10 minutes, before the portal has to refuse.", login.ID, page.Span(age), page.Span(life))
	s.Moments = []moment{{Class: "co", Label: fmt.Sprint(login.ID), Under: "logged in " + clockOf(login.Time)}, {Class: "cw", Label: clockOf(login.Time.Add(life)), Under: "runs out"}, {Class: "cb", Label: fmt.Sprint(e.ID), Under: "1005 at " + clockOf(e.Time)}}
	if age <= life {
		s.Moments = nil
	}
	return s
}

// billFailed is an IRN that stands beside an e-way bill that was refused.
func billFailed(_ *page.Visit, e *journal.Entry) *Story {
	if e.API != "generate" || e.Irn == "" || len(e.Codes) == 0 || has(e, "2150") {
		return nil
	}
	return &Story{
		Title: "The IRN stands, the e-way bill does not",
		Text:  "Status is 1: the invoice is registered. InfoDtls holds EWBERR with " + strings.Join(e.Codes, ", ") + ". Do not send the invoice again; mend the transport details and make the bill by IRN.",
		Links: []link{explained(e.Codes[0]), {Title: "E-way bill by IRN", Href: "/reference/ewb", Primary: true}},
	}
}

// unread is a login or payload that could not be opened: the laboratory says why.
func unread(_ *page.Visit, e *journal.Entry) *Story {
	if !has(e, "5001") && !has(e, "1007") && !has(e, "106") && !has(e, "2240") {
		return nil
	}
	for _, n := range e.Notes {
		if n.Text == "" {
			continue
		}
		where := "/lab/payload"
		if strings.HasPrefix(e.API, "auth") {
			where = "/lab/login"
		}
		return &Story{Title: "What was sent does not open", Text: n.Text, Links: []link{{Title: "Take it apart in the laboratory", Href: fmt.Sprintf("%s?exchange=%d", where, e.ID), Primary: true}, explained(e.Codes[0])}}
	}
	return nil
}

// blocked is a user that the portal no longer listens to, after too many refusals.
func blocked(_ *page.Visit, e *journal.Entry) *Story {
	if !has(e, string(fault.ClientBlocked)) && !has(e, string(fault.UserBlocked)) || len(e.Notes) == 0 {
		return nil
	}
	return &Story{Title: "The portal has stopped listening to this client", Text: e.Notes[0].Text, Links: []link{{Title: "How your client behaves", Href: "/coverage/audit", Primary: true}}}
}

func clockOf(t time.Time) string { return page.Stamp(t)[11:] }

func subject(_ *page.Visit, e *journal.Entry) string { return live.Row{Entry: *e}.Subject() }

// documentOf reads number and seller of the document that a registration was about.
func documentOf(e *journal.Entry) (no, seller string) {
	if e.API != "generate" || e.Request.Plain == "" {
		return "", ""
	}
	return live.Row{Entry: *e}.Subject(), e.Gstin
}

// irnIn is the IRN of a cancellation, out of its request when the exchange has none.
func irnIn(e *journal.Entry) string {
	if e.Irn != "" {
		return e.Irn
	}
	_, rest, _ := strings.Cut(e.Request.Plain, `"Irn"`)
	rest = strings.TrimLeft(rest, ": \t\r\n\"")
	if len(rest) < 64 {
		return ""
	}
	return rest[:64]
}

func invoice(v *page.Visit, irn string) (found *store.Invoice) {
	if irn == "" {
		return nil
	}
	_ = v.World.DB().View(func(tx *store.Tx) error { // without the invoice there is no story
		i, ok, err := tx.Invoice(v.World.ID, strings.ToLower(irn))
		if ok {
			found = i
		}
		return err
	})
	return found
}

// near bounds how far a story looks for its other half.
const nearby = 1_000

func before(v *page.Visit, e *journal.Entry, fits func(*journal.Entry) bool) *journal.Entry {
	for _, o := range v.World.Journal.Find(journal.Filter{Limit: nearby}) {
		if o.ID < e.ID && fits(&o) {
			return &o
		}
	}
	return nil
}

func after(v *page.Visit, e *journal.Entry, fits func(*journal.Entry) bool) *journal.Entry {
	var first *journal.Entry
	for _, o := range v.World.Journal.Find(journal.Filter{SinceID: e.ID, Limit: nearby}) {
		if fits(&o) {
			first = &o
		}
	}
	return first
}
