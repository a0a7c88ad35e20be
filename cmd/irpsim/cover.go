package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"strings"
)

type coverCmd struct {
	Format    string   `enum:"text,json,html,junit" default:"text" help:"text, json, html or junit."`
	Output    string   `short:"o" placeholder:"FILE" help:"Write the report there instead of to stdout."`
	Sum       bool     `help:"Of all worlds together."`
	FailUnder *float64 `placeholder:"PERCENT" help:"End with 3 when fewer of the codes were met."`
	Must      []string `placeholder:"NAME,…" help:"End with 3 when one of these was not met: a code, the id of a rule, or a call such as cancel."`
	steer
}

func (coverCmd) Help() string {
	return `Tells which calls, error codes and rules the clients of a running simulator have met so far, and how to meet the rest. As the last step of a test run:

    irpsim cover --must 2150,2283,cancel --fail-under 20
    irpsim cover --format junit -o coverage.xml`
}

// coverReport is what is needed of the report of the control API.
type coverReport struct {
	Operations []struct {
		API  string `json:"api"`
		Made int    `json:"made"`
	} `json:"operations"`
	Codes []struct {
		Code    string `json:"code"`
		Message string `json:"message"`
		Met     int    `json:"met"`
		Rules   []struct {
			ID  string `json:"id"`
			Met int    `json:"met"`
		} `json:"rules"`
	} `json:"codes"`
	Summary struct {
		Codes struct{ Met, Total int } `json:"codes"`
	} `json:"summary"`
}

// Run writes the report and holds it against what was asked.
func (c *coverCmd) Run(a *app) error {
	if c.FailUnder != nil && (*c.FailUnder < 0 || *c.FailUnder > 100) {
		return usage("--fail-under %g is not possible; give a percentage, 0 to 100", *c.FailUnder)
	}
	raw, err := c.report(a, "json")
	if err != nil {
		return err
	}
	var r coverReport
	if err := json.Unmarshal(raw, &r); err != nil {
		return fmt.Errorf("the simulator's coverage cannot be read: %w; irpsim and the simulator should be of one version", err)
	}
	missing, err := r.missing(c.Must, c.FailUnder)
	if err != nil {
		return err
	}
	if c.Format != "json" {
		if raw, err = c.report(a, c.Format); err != nil {
			return err
		}
	}
	if c.Output == "" || c.Output == "-" {
		err = a.print("%s\n", strings.TrimSuffix(string(raw), "\n"))
	} else {
		err = os.WriteFile(c.Output, raw, 0o644)
	}
	if err != nil || len(missing) == 0 {
		return err
	}
	return &exit{code: exitFindings, err: fmt.Errorf("%s", strings.Join(missing, "\n"))}
}

func (c *coverCmd) report(a *app, format string) ([]byte, error) {
	query := url.Values{"format": {format}}
	if c.Sum {
		query.Set("sum", "true")
	}
	return c.fetch(a, order{method: http.MethodGet, path: "/coverage", query: query})
}

// missing lists what had to be met and was not. The error is about names that nothing has.
func (r coverReport) missing(must []string, under *float64) ([]string, error) {
	var lines, unknown []string
	for _, name := range must {
		met, how, known := r.met(strings.TrimSpace(name))
		switch {
		case !known:
			unknown = append(unknown, r.unknown(name))
		case met == 0:
			lines = append(lines, how)
		}
	}
	if len(unknown) > 0 {
		return nil, usage("%s", strings.Join(unknown, "\n"))
	}
	if s := r.Summary.Codes; under != nil && s.Total > 0 && float64(s.Met)*100 < *under*float64(s.Total) {
		lines = append(lines, fmt.Sprintf("%d of %d codes met, which is under %g %%", s.Met, s.Total, *under))
	}
	return lines, nil
}

// met tells how often something was met, and what to say when it was not.
func (r coverReport) met(name string) (met int, how string, known bool) {
	for _, o := range r.Operations {
		if strings.EqualFold(o.API, name) {
			met, how, known = met+o.Made, "no "+o.API+" was called", true
		}
	}
	for _, c := range r.Codes {
		if c.Code == name {
			return c.Met, fmt.Sprintf("%s was never answered: %s\n  how to meet it: GET %s/samples/%s", c.Code, c.Message, controlPrefix, c.Code), true
		}
		for _, rule := range c.Rules {
			if strings.EqualFold(rule.ID, name) {
				return rule.Met, fmt.Sprintf("rule %s never refused anything\n  how to meet it: GET %s/samples/%s?rule=%s", rule.ID, controlPrefix, c.Code, rule.ID), true
			}
		}
	}
	return met, how, known
}

func (r coverReport) unknown(name string) string {
	var names []string
	for _, o := range r.Operations {
		names = append(names, o.API)
	}
	for _, c := range r.Codes {
		names = append(names, c.Code)
		for _, rule := range c.Rules {
			names = append(names, rule.ID)
		}
	}
	if guess := nearest(name, names); guess != "" {
		return fmt.Sprintf("--must: nothing that can be met is called %q; did you mean %q?", name, guess)
	}
	return fmt.Sprintf("--must: nothing that can be met is called %q; irpsim cover --format json lists everything", name)
}
