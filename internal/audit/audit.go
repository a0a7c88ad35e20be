// Package audit judges how well a client behaves, from the journal of its world: what the portal's rules of good manners
// say, and what the commonest accidents come from.
//
// It reads exchanges only, so it can judge no more than the journal still holds.
package audit

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/irpsim/irpsim/internal/journal"
)

// Finding is one habit of a client, and the exchanges that show it.
type Finding struct {
	ID        string   `json:"id"` // permanent
	Title     string   `json:"title"`
	Why       string   `json:"why"`
	Mend      string   `json:"mend"`
	Source    string   `json:"source"`
	Count     int      `json:"count"`
	Exchanges []uint64 `json:"exchanges"` // ids in the journal, the first 100
}

// Budget holds the refused calls against the limits that the portal announced for blocking.
type Budget struct {
	Errors      int            `json:"errors"`
	ClientLimit int            `json:"client_limit"`
	ByGstin     map[string]int `json:"by_gstin"`
	GstinLimit  int            `json:"gstin_limit"`
	Source      string         `json:"source"`
}

// Report is the judgement.
type Report struct {
	Findings  []Finding `json:"findings"`
	Budget    Budget    `json:"budget"`
	Exchanges int       `json:"exchanges"` // that were judged
}

// The limits of the announcement (protocol reference 14, single source).
const (
	gstinLimit  = 20_000
	clientLimit = 100_000
	shown       = 100
	pause       = time.Second // a retry sooner than this has no pause
)

// habits are what is looked for, in the order of the report.
func habits() []Finding {
	return []Finding{
		{
			ID: "login-while-valid", Title: "Logged in although the token was still valid.",
			Why:    "The portal hands out the same token until it ends, so such a login only costs time; NIC asks for one login per token life.",
			Mend:   "Keep AuthToken, Sek and TokenExpiry, and log in when the expiry is near or a call is refused with 1005.",
			Source: "NIC authentication page (confirmed)",
		},
		{
			ID: "forced-refresh-early", Title: "Forced a refresh more than ten minutes before the token's end.",
			Why:    "ForceRefreshAccessToken is honoured in the last ten minutes only; earlier it changes nothing.",
			Mend:   "Send false, and true only when less than ten minutes are left.",
			Source: "NIC authentication page (confirmed)",
		},
		{
			ID: "same-failure-again", Title: "Sent a refused document again without a change.",
			Why:    "The answer is the same, and refused calls count towards blocking.",
			Mend:   "Stop after a refusal that names a fault of the document, and show it to a person.",
			Source: "NIC note on top errors (confirmed)",
		},
		{
			ID: "no-pause", Title: "Repeated a call without a pause.",
			Why:    "A portal that is overloaded gets worse by it, and gateways answer with 429.",
			Mend:   "Wait a second or more before a repetition, longer each time.",
			Source: "good practice (ours)",
		},
		{
			ID: "duplicate-not-read", Title: "Met a duplicate and never used the IRN it names.",
			Why:    "2150 usually means that an earlier answer was lost: the invoice is registered. Its signed form can be fetched for two days only.",
			Mend:   "Take the IRN from DUPIRN in InfoDtls and read it with Get IRN, or read it by document, at once.",
			Source: "client practice (observed)",
		},
		{
			ID: "orphan-irn", Title: "Registered an invoice, lost the answer, and never read it back.",
			Why:    "The IRN exists and counts; the client does not know it, and after two days cannot fetch it.",
			Mend:   "After an answer that did not arrive, read by document before anything else.",
			Source: "client practice (observed)",
		},
	}
}

// Judge looks through exchanges, newest first as the journal gives them.
func Judge(newest []journal.Entry) Report {
	entries := slices.Clone(newest)
	slices.Reverse(entries)
	a := auditor{tokens: map[string]token{}, failed: map[string]*journal.Entry{}, found: map[string]*Finding{}}
	report := Report{Exchanges: len(entries), Findings: []Finding{}, Budget: Budget{
		ClientLimit: clientLimit, GstinLimit: gstinLimit, ByGstin: map[string]int{},
		Source: "announced limits for blocking (single source)",
	}}
	list := habits()
	for i := range list {
		a.found[list[i].ID] = &list[i]
	}
	for i := range entries {
		e := &entries[i]
		if len(e.Codes) > 0 {
			report.Budget.Errors++
			report.Budget.ByGstin[e.Gstin]++
		}
		a.login(e)
		a.repetition(e)
		a.lost(entries, i)
	}
	for _, f := range list {
		if f.Count > 0 {
			report.Findings = append(report.Findings, f)
		}
	}
	return report
}

type auditor struct {
	tokens map[string]token          // by user
	failed map[string]*journal.Entry // the last refusal of the same request
	found  map[string]*Finding
}

type token struct {
	value   string
	expires string // as printed, which sorts by time
}

func (a *auditor) add(id string, e *journal.Entry) {
	f := a.found[id]
	f.Count++
	if len(f.Exchanges) < shown {
		f.Exchanges = append(f.Exchanges, e.ID)
	}
}

// login judges logins that succeeded.
func (a *auditor) login(e *journal.Entry) {
	if !strings.HasPrefix(e.API, "auth") || len(e.Codes) > 0 {
		return
	}
	var asked struct{ ForceRefreshAccessToken any }
	var got struct{ AuthToken, TokenExpiry string }
	_ = json.Unmarshal([]byte(e.Request.Plain), &asked) // version 1.03 has no such text; then nothing was forced
	if json.Unmarshal([]byte(e.Response.Plain), &got) != nil {
		return
	}
	before := a.tokens[e.UserName]
	now := token{got.AuthToken, got.TokenExpiry}
	a.tokens[e.UserName] = now
	if before != now {
		return
	}
	if forced := asked.ForceRefreshAccessToken; forced == true || strings.EqualFold(textOf(forced), "true") {
		a.add("forced-refresh-early", e)
		return
	}
	a.add("login-while-valid", e)
}

func textOf(v any) string {
	s, _ := v.(string)
	return s
}

// repetition judges requests that are the same as an earlier refused one.
func (a *auditor) repetition(e *journal.Entry) {
	if e.Method != "POST" || strings.HasPrefix(e.API, "auth") || e.Request.Plain == "" {
		return
	}
	key := e.API + "\x00" + e.Request.Plain
	before := a.failed[key]
	delete(a.failed, key)
	if before != nil {
		if slices.Equal(before.Codes, e.Codes) {
			a.add("same-failure-again", e)
		}
		// a clock that stands still tells nothing about pauses
		if waited := e.Time.Sub(before.Time); waited > 0 && waited < pause {
			a.add("no-pause", e)
		}
	}
	if len(e.Codes) > 0 && !slices.Contains(e.Codes, "2150") {
		a.failed[key] = e
	}
}

// lost judges duplicates and lost answers by what came after them.
func (a *auditor) lost(entries []journal.Entry, i int) {
	e := &entries[i]
	if e.API != "generate" || e.Irn == "" {
		return
	}
	id := ""
	switch {
	case slices.Contains(e.Codes, "2150"):
		id = "duplicate-not-read"
	case len(e.Codes) == 0 && e.Fault != "":
		id = "orphan-irn"
	default:
		return
	}
	for _, later := range entries[i+1:] {
		if later.Irn == e.Irn && later.API != "generate" {
			return
		}
		if id == "orphan-irn" && later.API == "generate" && slices.Contains(later.Codes, "2150") && later.Irn == e.Irn {
			return // then the duplicate is judged
		}
	}
	a.add(id, e)
}
