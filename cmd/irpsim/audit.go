package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

type auditCmd struct {
	Strict bool `help:"End with 3 when there are findings."`
	JSON   bool `name:"json" help:"As JSON."`
	steer
}

func (auditCmd) Help() string {
	return `Judges a client by the exchanges in the journal: logins while a token was valid, refused documents sent again, retries without a pause, duplicates and lost answers that were never read back, and refused calls against the limits for blocking. After a test run:

    irpsim audit --strict

irpsim journal ID shows the exchanges that a finding names.`
}

// auditReport is the judgement of the control API.
type auditReport struct {
	Findings []struct {
		ID        string   `json:"id"`
		Title     string   `json:"title"`
		Why       string   `json:"why"`
		Mend      string   `json:"mend"`
		Count     int      `json:"count"`
		Exchanges []uint64 `json:"exchanges"`
	} `json:"findings"`
	Budget struct {
		Errors      int            `json:"errors"`
		ClientLimit int            `json:"client_limit"`
		ByGstin     map[string]int `json:"by_gstin"`
		GstinLimit  int            `json:"gstin_limit"`
	} `json:"budget"`
	Exchanges int `json:"exchanges"`
}

// maxNamed is how many exchanges of a finding are named.
const maxNamed = 10

// Run shows the judgement.
func (c *auditCmd) Run(a *app) error {
	var raw json.RawMessage
	if err := c.ask(a, http.MethodGet, "/audit", nil, &raw); err != nil {
		return err
	}
	var r auditReport
	err := json.Unmarshal(raw, &r)
	switch {
	case err != nil:
		return fmt.Errorf("the simulator's audit cannot be read: %w; irpsim and the simulator should be of one version", err)
	case c.JSON:
		err = a.printJSON(raw)
	default:
		err = a.print("%s", r.text(a.painter()))
	}
	if err == nil && c.Strict && len(r.Findings) > 0 {
		return findings()
	}
	return err
}

func (r auditReport) text(p painter) string {
	var b strings.Builder
	for _, f := range r.Findings {
		fmt.Fprintf(&b, "%s (%s)\n  why   %s\n  mend  %s\n  seen  %s\n\n", p.bad(f.Title), f.ID, f.Why, f.Mend, seen(f.Count, f.Exchanges))
	}
	switch {
	case r.Exchanges == 0:
		b.WriteString("the journal is empty: there is nothing to judge\n")
		return b.String()
	case len(r.Findings) == 0:
		b.WriteString(p.good("nothing to find fault with") + "\n")
	}
	fmt.Fprintf(&b, "judged %s, %d refused", plural(r.Exchanges, "exchange"), r.Budget.Errors)
	if r.Budget.Errors > 0 {
		fmt.Fprintf(&b, "; the portal announced to block a client at %d", r.Budget.ClientLimit)
		worst, most := "", 0
		for gstin, n := range r.Budget.ByGstin {
			if n > most || n == most && gstin < worst {
				worst, most = gstin, n
			}
		}
		if worst != "" {
			fmt.Fprintf(&b, " and a GSTIN at %d, most here are %d of %s", r.Budget.GstinLimit, most, worst)
		}
	}
	b.WriteString("\n")
	return b.String()
}

// seen names the exchanges of a finding.
func seen(count int, ids []uint64) string {
	var names []string
	for _, id := range ids[:min(len(ids), maxNamed)] {
		names = append(names, strconv.FormatUint(id, 10))
	}
	text := plural(count, "time") + ", in the journal as " + strings.Join(names, ", ")
	if len(ids) > maxNamed {
		text += " …"
	}
	return text
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return strconv.Itoa(n) + " " + what + "s"
}
