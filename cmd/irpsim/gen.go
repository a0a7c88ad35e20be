package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/irpsim/irpsim/internal/clock"
	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/sample"
)

// maxCount bounds how many documents one gen writes.
const maxCount = 1_000_000

type genCmd struct {
	Case  string `default:"b2b" placeholder:"NAME" help:"Kind of document, with features after a + when wanted (b2b-intra+crn+cess); --list shows them."`
	Break string `placeholder:"CODE" help:"Write what the portal refuses with exactly this code; what else it takes goes to stderr."`
	Nth   int    `name:"example" default:"1" placeholder:"N" help:"With --break: which of the code's examples."`
	Count int    `short:"n" default:"1" help:"How many."`
	Items int    `help:"Lines of each document; 0 is what the kind has."`
	Date  string `placeholder:"DD/MM/YYYY" help:"Document date; today in India unless given."`
	Gstin string `placeholder:"GSTIN" help:"GSTIN of the supplier; that of the default world unless given (env IRPSIM_GSTIN)."`
	No    string `placeholder:"NUMBER" help:"Document number, for one document; drawn afresh unless given."`
	Out   string `placeholder:"DIR" help:"Write one file per document there."`
	List  bool   `help:"List the kinds of documents, and the codes that --break takes."`
	JSON  bool   `name:"json" help:"With --list: as JSON."`
}

func (genCmd) Help() string {
	return `One document is written as a JSON object, several as a JSON array, to stdout or with --out into a file each. Every number is new, so they can be registered as they are:

    irpsim gen --case export > export.json
    irpsim gen --case b2b-intra --count 100 | irpsim register -
    irpsim gen --break 2189 | irpsim register -`
}

// Run writes documents.
func (c *genCmd) Run(a *app) error {
	if c.List {
		return c.list(a)
	}
	if c.Count < 1 || c.Count > maxCount {
		return usage("--count %d is not possible; give 1 to %d", c.Count, maxCount)
	}
	if c.Break != "" && (c.Items != 0 || c.Gstin != "") {
		return usage("--items and --gstin do not go with --break, whose documents are what they are; leave them out")
	}
	if c.No != "" && c.Count > 1 {
		return usage("--no names one document and --count asks for %d; leave one of them out", c.Count)
	}
	opts, err := c.options(a)
	if err != nil {
		return err
	}
	next, err := c.maker(a, opts)
	if err != nil || next == nil {
		return err
	}
	write := c.toStdout(a)
	if c.Out != "" {
		if err := os.MkdirAll(c.Out, 0o777); err != nil {
			return err
		}
		write = c.toFile
	}
	numbers := sample.NewNumbers(nil)
	for i := range c.Count {
		number := c.No
		if number == "" {
			number = numbers.Next()
		}
		text, err := next(number)
		if err != nil {
			return err
		}
		if err := write(i, number, text); err != nil {
			return err
		}
	}
	if c.Out != "" {
		a.say("%d documents in %s; register them with irpsim register %s", c.Count, c.Out, filepath.Join(c.Out, "*.json"))
	}
	return nil
}

// maker returns what makes one document after the other, nil when there is nothing to write.
func (c *genCmd) maker(a *app, opts sample.Options) (func(number string) ([]byte, error), error) {
	if c.Break != "" {
		return c.breaker(a, opts)
	}
	if _, err := sample.Make(c.Case, opts); err != nil {
		return nil, usage("%w", err)
	}
	return func(number string) ([]byte, error) {
		opts.Number = number
		doc, err := sample.Make(c.Case, opts)
		if err != nil {
			return nil, err
		}
		return doc.Indented()
	}, nil
}

// breaker makes documents that are refused with a code, after telling on stderr what else that takes. Nil when the
// refused call sends no document and no request.
func (c *genCmd) breaker(a *app, opts sample.Options) (func(number string) ([]byte, error), error) {
	list := sample.Scenarios(fault.Code(c.Break))
	if len(list) == 0 {
		return nil, usage("no document yields %q; irpsim gen --list shows the codes that have one, irpsim explain %s says why", c.Break, c.Break)
	}
	if c.Nth < 1 || c.Nth > len(list) {
		return nil, usage("--example %d of %s is not there; give 1 to %d", c.Nth, c.Break, len(list))
	}
	scenario := list[c.Nth-1]
	script := func(number string) (sample.Script, error) {
		return scenario.Script(sample.Stage{Now: opts.Date, Number: number})
	}
	first, err := script(opts.Number)
	if err != nil {
		return nil, err
	}
	a.say("%s %s", first.Code, first.Message)
	a.say("%s", first.Title)
	if about := strings.TrimSpace(first.Rule + " " + first.Note); len(list) > 1 || about != "" {
		a.say("example %d of %d: %s", c.Nth, len(list), about)
	}
	for _, line := range first.How {
		a.say("  %s", line)
	}
	if text, err := first.Indented(); err != nil || text == nil {
		return nil, err
	}
	return func(number string) ([]byte, error) {
		made, err := script(number)
		if err != nil {
			return nil, err
		}
		return made.Indented()
	}, nil
}

func (c *genCmd) options(a *app) (sample.Options, error) {
	opts := sample.Options{Seller: c.Gstin, Number: c.No, Items: c.Items}
	if opts.Seller == "" {
		opts.Seller = a.getenv("IRPSIM_GSTIN")
	}
	if c.Date != "" {
		day, err := parseDay(c.Date)
		if err != nil {
			return opts, usage("--date: %w", err)
		}
		opts.Date = day
	}
	return opts, nil
}

// toStdout writes one document as it is and several as an array, one after the other so that any number fits in memory.
func (c *genCmd) toStdout(a *app) func(int, string, []byte) error {
	return func(i int, _ string, text []byte) error {
		if c.Count == 1 {
			return a.print("%s", text)
		}
		before, after := "", ",\n"
		if i == 0 {
			before = "[\n"
		}
		if i == c.Count-1 {
			after = "\n]\n"
		}
		return a.print("%s%s%s", before, bytes.TrimSpace(text), after)
	}
}

func (c *genCmd) toFile(_ int, number string, text []byte) error {
	name := strings.ReplaceAll(number, "/", "_") + ".json"
	return os.WriteFile(filepath.Join(c.Out, name), text, 0o666)
}

func (c *genCmd) list(a *app) error {
	type row struct {
		Name    string   `json:"name"`
		Aliases []string `json:"aliases,omitempty"`
		Title   string   `json:"title"`
	}
	type code struct {
		Code     fault.Code `json:"code"`
		Message  string     `json:"message"`
		Examples int        `json:"examples"`
	}
	var all struct {
		Cases    []row  `json:"cases"`
		Features []row  `json:"features"`
		Codes    []code `json:"codes"`
	}
	for _, k := range sample.Cases() {
		all.Cases = append(all.Cases, row{k.Name, k.Aliases, k.Title})
	}
	for _, f := range sample.Features() {
		all.Features = append(all.Features, row{Name: f.Name, Title: f.Title})
	}
	for _, k := range sample.Codes() {
		all.Codes = append(all.Codes, code{k, fault.Message(k), len(sample.Scenarios(k))})
	}
	if c.JSON {
		return a.printJSON(all)
	}
	var b strings.Builder
	for _, r := range all.Cases {
		title := r.Title
		if len(r.Aliases) > 0 {
			title += " (also " + strings.Join(r.Aliases, ", ") + ")"
		}
		fmt.Fprintf(&b, "%-18s%s\n", r.Name, title)
	}
	b.WriteString("\nFeatures, to be added with a +:\n")
	for _, r := range all.Features {
		fmt.Fprintf(&b, "%-18s%s\n", "+"+r.Name, r.Title)
	}
	b.WriteString("\nCodes for --break:\n")
	for _, k := range all.Codes {
		fmt.Fprintf(&b, "%-6s%s\n", k.Code, k.Message)
	}
	return a.print("%s", b.String())
}

// parseDay reads a date as the portal writes it, or in the order of ISO 8601.
func parseDay(text string) (time.Time, error) {
	for _, layout := range []string{"02/01/2006", "2006-01-02"} {
		if t, err := time.ParseInLocation(layout, text, clock.IST); err == nil {
			return t, nil
		}
	}
	return time.Time{}, fmt.Errorf("%q is not a date; write it like 22/11/2026", text)
}
