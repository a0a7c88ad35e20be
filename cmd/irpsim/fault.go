package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/irpsim/irpsim/internal/chaos"
)

type faultCmd struct {
	Add    faultAddCmd    `cmd:"" help:"Let something go wrong."`
	List   faultListCmd   `cmd:"" help:"Show the faults and how often they struck."`
	Remove faultRemoveCmd `cmd:"" help:"Remove a fault."`
	Clear  faultClearCmd  `cmd:"" help:"Remove all faults."`
}

func (faultCmd) Help() string {
	return `Faults let a running simulator refuse, stall, break connections and lose answers, for calls that you choose. The next registration is done and stored, and its answer never comes; three gateways time out; the e-way bill fails:

    irpsim fault add commit_then=drop --api generate --times 1
    irpsim fault add before=504 --times 3
    irpsim fault add ewb=4013 --doc-no 'INV/7*'
    irpsim fault list
    irpsim fault clear

docs/faults.md tells of every action.`
}

// faultState is a fault as the control API shows it.
type faultState struct {
	ID          string          `json:"id"`
	Match       chaos.Match     `json:"match"`
	Do          json.RawMessage `json:"do"`
	Times       int             `json:"times,omitempty"`
	After       int             `json:"after,omitempty"`
	Probability *float64        `json:"probability,omitempty"`
	Seen        int             `json:"seen"`
	Struck      int             `json:"struck"`
	Left        *int            `json:"left"`
}

type faultAddCmd struct {
	Fault       string   `arg:"" help:"An action such as code=2147 or commit_then=drop; or a whole fault as JSON; or a file with one, - for stdin."`
	API         string   `name:"api" placeholder:"NAME" help:"Only this call: auth, generate, cancel, get …"`
	Gstin       string   `placeholder:"GSTIN" help:"Only calls of this GSTIN."`
	DocNo       string   `placeholder:"NUMBER" help:"Only calls about this document; * stands for any text."`
	Irn         string   `placeholder:"IRN" help:"Only calls about this IRN."`
	Times       int      `placeholder:"N" help:"Strike so often; without end unless given."`
	After       int      `placeholder:"N" help:"Let so many calls pass first."`
	Probability *float64 `placeholder:"P" help:"Strike with this probability, 0 to 1, drawn from --rand of the simulator."`
	ID          string   `name:"id" placeholder:"ID" help:"Name of the fault; one with the same name is replaced."`
	JSON        bool     `name:"json" help:"Print the whole fault as JSON instead of its id."`
	steer
}

// Run adds a fault.
func (c *faultAddCmd) Run(a *app) error {
	body, err := c.body(a)
	if err != nil {
		return err
	}
	if _, wrong := chaos.Parse(body); len(wrong) > 0 {
		return usage("%s", strings.Join(wrong, "\n"))
	}
	var made faultState
	if err := c.ask(a, http.MethodPost, "/faults", body, &made); err != nil {
		return err
	}
	if c.JSON {
		return a.printJSON(made)
	}
	return a.print("%s\n", made.ID)
}

// body is the fault as JSON.
func (c *faultAddCmd) body(a *app) ([]byte, error) {
	name, _, short := strings.Cut(c.Fault, "=")
	if strings.HasPrefix(strings.TrimSpace(c.Fault), "{") {
		return []byte(c.Fault), c.noFlags()
	}
	if !short || strings.ContainsAny(name, "/\\.") {
		raw, err := a.readInput(c.Fault)
		if err == nil {
			err = c.noFlags()
		}
		return raw, err
	}
	actions, wrong := chaos.ParseHeader([]string{c.Fault})
	if len(wrong) > 0 {
		return nil, usage("%s", strings.ReplaceAll(strings.Join(wrong, "\n"), chaos.Header, "the action"))
	}
	return json.Marshal(struct {
		ID          string       `json:"id,omitempty"`
		Match       chaos.Match  `json:"match"`
		Do          chaos.Action `json:"do"`
		Times       int          `json:"times,omitempty"`
		After       int          `json:"after,omitempty"`
		Probability *float64     `json:"probability,omitempty"`
	}{c.ID, c.match(), actions[0], c.Times, c.After, c.Probability})
}

func (c *faultAddCmd) match() chaos.Match {
	return chaos.Match{API: c.API, Gstin: c.Gstin, DocNo: c.DocNo, IRN: c.Irn}
}

// noFlags refuses flags beside JSON, where nobody could tell which of the two holds.
func (c *faultAddCmd) noFlags() error {
	if c.match() != (chaos.Match{}) || c.Times != 0 || c.After != 0 || c.Probability != nil || c.ID != "" {
		return usage("the fault is given as JSON: put match, times, after, probability and id into it, or give an action such as code=2147")
	}
	return nil
}

type faultListCmd struct {
	JSON bool `name:"json" help:"As JSON."`
	steer
}

// Run shows the faults.
func (c *faultListCmd) Run(a *app) error {
	list := []faultState{}
	if err := c.ask(a, http.MethodGet, "/faults", nil, &list); err != nil {
		return err
	}
	if c.JSON {
		return a.printJSON(list)
	}
	if len(list) == 0 {
		a.say("there are no faults")
		return nil
	}
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintln(w, "ID\tACTION\tFOR\tSTRUCK\tLEFT")
	for _, f := range list {
		left := "without end"
		if f.Left != nil {
			left = strconv.Itoa(*f.Left)
		}
		_, _ = fmt.Fprintf(w, "%s\t%s\t%s\t%d\t%s\n", f.ID, f.action(), f.calls(), f.Struck, left)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return a.print("%s", b.String())
}

// action prints the action in its short form.
func (f faultState) action() string {
	if actions, wrong := chaos.ParseHeader([]string{string(f.Do)}); len(wrong) == 0 && len(actions) == 1 {
		return actions[0].String()
	}
	return string(f.Do) // of a newer simulator
}

// calls prints what the fault is for.
func (f faultState) calls() string {
	var parts []string
	add := func(name, value string) {
		if value != "" {
			parts = append(parts, name+"="+value)
		}
	}
	add("api", f.Match.API)
	add("gstin", f.Match.Gstin)
	add("doc_no", f.Match.DocNo)
	add("irn", f.Match.IRN)
	if f.After > 0 {
		add("after", strconv.Itoa(f.After))
	}
	if f.Probability != nil {
		add("probability", strconv.FormatFloat(*f.Probability, 'g', -1, 64))
	}
	if len(parts) == 0 {
		return "every call"
	}
	return strings.Join(parts, " ")
}

type faultRemoveCmd struct {
	ID string `arg:"" name:"id" help:"Name of the fault, as list shows it."`
	steer
}

// Run removes a fault.
func (c *faultRemoveCmd) Run(a *app) error {
	return c.ask(a, http.MethodDelete, "/faults/"+url.PathEscape(c.ID), nil, nil)
}

type faultClearCmd struct{ steer }

// Run removes all faults.
func (c *faultClearCmd) Run(a *app) error { return c.ask(a, http.MethodDelete, "/faults", nil, nil) }
