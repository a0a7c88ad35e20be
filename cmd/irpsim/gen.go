package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/irpsim/irpsim/internal/clock"
	"github.com/irpsim/irpsim/internal/sample"
)

// maxCount bounds how many documents one gen writes.
const maxCount = 1_000_000

type genCmd struct {
	Case  string `default:"b2b" placeholder:"NAME" help:"Kind of document; --list shows them."`
	Count int    `short:"n" default:"1" help:"How many."`
	Items int    `help:"Lines of each document; 0 is what the kind has."`
	Date  string `placeholder:"DD/MM/YYYY" help:"Document date; today in India unless given."`
	Gstin string `placeholder:"GSTIN" help:"GSTIN of the supplier; that of the default world unless given (env IRPSIM_GSTIN)."`
	No    string `placeholder:"NUMBER" help:"Document number, for one document; drawn afresh unless given."`
	Out   string `placeholder:"DIR" help:"Write one file per document there."`
	List  bool   `help:"List the kinds of documents."`
	JSON  bool   `name:"json" help:"With --list: as JSON."`
}

func (genCmd) Help() string {
	return `One document is written as a JSON object, several as a JSON array, to stdout or with --out into a file each. Every number is new, so they can be registered as they are:

    irpsim gen --case export > export.json
    irpsim gen --case b2b-intra --count 100 | irpsim register -`
}

// Run writes documents.
func (c *genCmd) Run(a *app) error {
	if c.List {
		return c.list(a)
	}
	if c.Count < 1 || c.Count > maxCount {
		return usage("--count %d is not possible; give 1 to %d", c.Count, maxCount)
	}
	if c.No != "" && c.Count > 1 {
		return usage("--no names one document and --count asks for %d; leave one of them out", c.Count)
	}
	opts, err := c.options(a)
	if err != nil {
		return err
	}
	if _, err := sample.Make(c.Case, opts); err != nil {
		return usage("%w", err)
	}
	numbers := sample.NewNumbers(nil)
	write := c.toStdout(a)
	if c.Out != "" {
		if err := os.MkdirAll(c.Out, 0o777); err != nil {
			return err
		}
		write = c.toFile
	}
	for i := range c.Count {
		if c.No == "" {
			opts.Number = numbers.Next()
		}
		doc, err := sample.Make(c.Case, opts)
		if err != nil {
			return err
		}
		if err := write(i, doc); err != nil {
			return err
		}
	}
	if c.Out != "" {
		a.say("%d documents in %s; register them with irpsim register %s", c.Count, c.Out, filepath.Join(c.Out, "*.json"))
	}
	return nil
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
func (c *genCmd) toStdout(a *app) func(int, *sample.Doc) error {
	return func(i int, doc *sample.Doc) error {
		text, err := doc.Indented()
		if err != nil {
			return err
		}
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

func (c *genCmd) toFile(_ int, doc *sample.Doc) error {
	text, err := doc.Indented()
	if err != nil {
		return err
	}
	name := strings.ReplaceAll(doc.DocDtls.No, "/", "_") + ".json"
	return os.WriteFile(filepath.Join(c.Out, name), text, 0o666)
}

func (c *genCmd) list(a *app) error {
	type row struct {
		Name    string   `json:"name"`
		Aliases []string `json:"aliases,omitempty"`
		Title   string   `json:"title"`
	}
	rows := []row{}
	for _, k := range sample.Cases() {
		rows = append(rows, row{k.Name, k.Aliases, k.Title})
	}
	if c.JSON {
		return a.printJSON(rows)
	}
	for _, r := range rows {
		title := r.Title
		if len(r.Aliases) > 0 {
			title += " (also " + strings.Join(r.Aliases, ", ") + ")"
		}
		if err := a.print("%-18s%s\n", r.Name, title); err != nil {
			return err
		}
	}
	return nil
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
