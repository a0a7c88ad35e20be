package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/term"

	"github.com/irpsim/irpsim/internal/clock"
	"github.com/irpsim/irpsim/internal/lint"
	"github.com/irpsim/irpsim/internal/taxpayer"
)

type lintCmd struct {
	Files       []string `arg:"" name:"file" help:"Files with a document or an array of documents, folders with such files; - is stdin."`
	Format      string   `default:"text" enum:"text,json,sarif,junit" placeholder:"FORMAT" help:"text, json, sarif or junit."`
	API         string   `name:"api" default:"" enum:",generate,cancel,ewb-generate" placeholder:"NAME" help:"What the documents are: generate, cancel or ewb-generate; found out unless given."`
	AsOf        string   `placeholder:"DATE" help:"Apply the rules of that day (2026-02-01 or 01/02/2026), and tell what changes next."`
	GstinPolicy string   `default:"open" enum:"open,strict" placeholder:"POLICY" help:"open: an unseeded GSTIN with a right check character is a taxpayer; strict: it is unknown."`
	Caller      string   `placeholder:"GSTIN" help:"Who is logged in; the operator that the document names, else its supplier."`
	Output      string   `short:"o" placeholder:"FILE" help:"Write there instead of to stdout."`
}

func (lintCmd) Help() string {
	return `Finds everything at once that the portal would refuse, without a simulator running: each finding with code, message, place, what was found and expected, the arithmetic, the accepted range, why, and how to mend it. Findings that the portal would show only after others are mended stand at the end.

Takes a plain document, the array of the portal's upload, exports that wrap documents or spell names in another letter case, and folders (every *.json in them). Ends with 3 when there are findings, with 2 when a file cannot be read.

    irpsim lint invoice.json
    irpsim lint invoices/ --format sarif --output lint.sarif
    irpsim gen --count 100 | irpsim lint -`
}

// Run checks the documents.
func (c *lintCmd) Run(a *app) error {
	ctx, err := c.context()
	if err != nil {
		return err
	}
	linter, err := lint.New(nil)
	if err != nil {
		return err
	}
	paths, bad := listFiles(c.Files)
	reports, unreadable := a.lintAll(linter, ctx, paths)
	bad = append(bad, unreadable...)
	result := lint.Collect(version().Version, ctx.Instant(), reports)
	if len(reports) > 0 || len(bad) == 0 {
		if err := c.write(a, result); err != nil {
			return err
		}
		a.say("%s", result.Summary)
	}
	for _, err := range bad {
		a.say("%v", err)
	}
	switch {
	case len(bad) > 0:
		return &exit{code: exitUsage}
	case result.Summary.WithFindings > 0:
		return findings()
	}
	return nil
}

func (c *lintCmd) context() (lint.Context, error) {
	ctx := lint.Context{API: c.API, Policy: taxpayer.Policy(c.GstinPolicy), Now: clock.Wall().Round(0)}
	if c.Caller != "" {
		g, err := gstin(c.Caller)
		if err != nil {
			return ctx, usage("--caller: %w", err)
		}
		ctx.Caller = g
	}
	if c.AsOf == "" {
		return ctx, nil
	}
	for _, form := range []string{time.DateOnly, "02/01/2006"} {
		if day, err := time.ParseInLocation(form, c.AsOf, clock.IST); err == nil {
			ctx.AsOf = day
			return ctx, nil
		}
	}
	return ctx, usage("--as-of %q is not a day; write it like 2026-02-01 or 01/02/2026", c.AsOf)
}

// listFiles replaces folders by the *.json files in them, at any depth, in order. Hidden folders are left out.
func listFiles(names []string) (paths []string, bad []error) {
	for _, name := range names {
		info, err := os.Stat(name)
		if name == "-" || err != nil || !info.IsDir() {
			paths = append(paths, name) // reading it will tell what is wrong
			continue
		}
		before := len(paths)
		err = filepath.WalkDir(name, func(path string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				bad = append(bad, err)
			case d.IsDir() && path != name && strings.HasPrefix(d.Name(), "."):
				return fs.SkipDir
			case !d.IsDir() && strings.EqualFold(filepath.Ext(path), ".json"):
				paths = append(paths, path)
			}
			return nil
		})
		if err != nil {
			bad = append(bad, err)
		} else if len(paths) == before && len(bad) == 0 {
			bad = append(bad, fmt.Errorf("there is no *.json in %s; name the files that are called otherwise", name))
		}
	}
	return paths, bad
}

// lintAll checks the documents of all files in their order. One file is in memory at a time.
func (a *app) lintAll(l *lint.Linter, ctx lint.Context, paths []string) (reports []lint.Report, bad []error) {
	bar := newProgress(a.stderr, len(paths))
	bar.what = "with findings"
	wrong := 0
	for _, path := range paths {
		raw, err := a.readInput(path)
		if err != nil {
			bad = append(bad, err)
			bar.step(wrong)
			continue
		}
		docs := lint.Split(path, raw)
		bar.total += len(docs) - 1
		reports = append(reports, lintFile(l, ctx, docs, func(r lint.Report) {
			if !r.Clean {
				wrong++
			}
			bar.step(wrong)
		})...)
	}
	bar.clear()
	return reports, bad
}

// lintFile checks the documents of one file side by side. done is told of each, one after the other.
func lintFile(l *lint.Linter, ctx lint.Context, docs []lint.Document, done func(lint.Report)) []lint.Report {
	reports := make([]lint.Report, len(docs))
	var next atomic.Int64
	var mu sync.Mutex
	var wait sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(docs)) {
		wait.Go(func() {
			for i := next.Add(1) - 1; i < int64(len(docs)); i = next.Add(1) - 1 {
				reports[i] = l.CheckDocument(docs[i], ctx)
				mu.Lock()
				done(reports[i])
				mu.Unlock()
			}
		})
	}
	wait.Wait()
	return reports
}

// write prints the result in the format asked for.
func (c *lintCmd) write(a *app, r lint.Result) (err error) {
	w, colour := a.stdout, isTerminal(a.stdout) && a.getenv("NO_COLOR") == ""
	if c.Output != "" {
		f, err := os.Create(c.Output)
		if err != nil {
			return usage("--output: %w", err)
		}
		defer func() { err = errors.Join(err, f.Close()) }()
		w, colour = f, false
	}
	switch c.Format {
	case "json":
		return lint.WriteJSON(w, r)
	case "sarif":
		return lint.WriteSARIF(w, r)
	case "junit":
		return lint.WriteJUnit(w, r)
	}
	const told = 20 // clean documents that are named one by one
	return lint.WriteText(w, r, lint.TextOptions{
		Colour: colour, Width: columns(w), Clean: len(r.Documents) <= told, Next: c.AsOf != "",
	})
}

// columns is the width of a terminal within reason, 0 for what is none.
func columns(w io.Writer) int {
	f, ok := w.(*os.File)
	if !ok || !isTerminal(f) {
		return 0
	}
	width, _, err := term.GetSize(int(f.Fd()))
	if err != nil {
		return 0
	}
	return min(max(width, 60), 120)
}
