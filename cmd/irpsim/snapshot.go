package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"text/tabwriter"
	"time"
)

type snapshotCmd struct {
	Save    snapshotSaveCmd    `cmd:"" help:"Keep a copy of the world under a name."`
	Restore snapshotRestoreCmd `cmd:"" help:"Make the world what it was."`
	List    snapshotListCmd    `cmd:"" help:"Show the snapshots."`
	Delete  snapshotDeleteCmd  `cmd:"" help:"Delete a snapshot."`
	Export  snapshotExportCmd  `cmd:"" help:"Write a snapshot to a file."`
	Import  snapshotImportCmd  `cmd:"" help:"Take a snapshot from a file."`
}

func (snapshotCmd) Help() string {
	return `A snapshot is everything in a world of a running simulator: invoices, e-way bills, users, taxpayers, sessions, faults, settings, clock. Bringing it back takes milliseconds; numbers already given are not given again.

    irpsim snapshot save clean
    irpsim snapshot restore clean
    irpsim snapshot export clean clean.jsonl
    irpsim snapshot import clean clean.jsonl --url http://127.0.0.1:7018

docs/snapshots.md tells what is in a file.`
}

// snapshotState is a snapshot as the control API shows it.
type snapshotState struct {
	Name      string    `json:"name"`
	Taken     time.Time `json:"taken"`
	Now       time.Time `json:"now"`
	Invoices  int       `json:"invoices"`
	EWBs      int       `json:"ewbs"`
	Users     int       `json:"users"`
	Taxpayers int       `json:"taxpayers"`
	Sessions  int       `json:"sessions"`
	Faults    int       `json:"faults"`
}

func (s snapshotState) String() string {
	return fmt.Sprintf("%d invoices, %d e-way bills, %d users, %d taxpayers, %d sessions, %d faults",
		s.Invoices, s.EWBs, s.Users, s.Taxpayers, s.Sessions, s.Faults)
}

// oneSnapshot are the argument and flags of commands about one snapshot.
type oneSnapshot struct {
	Name string `arg:"" help:"Name of the snapshot."`
	steer
}

func (c *oneSnapshot) path() string { return "/snapshots/" + url.PathEscape(c.Name) }

type snapshotSaveCmd struct {
	oneSnapshot
	JSON bool `name:"json" help:"As JSON."`
}

// Run keeps a copy of the world.
func (c *snapshotSaveCmd) Run(a *app) error {
	body, err := json.Marshal(map[string]string{"name": c.Name})
	if err != nil {
		return err
	}
	var s snapshotState
	if err := c.ask(a, http.MethodPost, "/snapshots", body, &s); err != nil {
		return err
	}
	return a.tellSnapshot("kept", s, c.JSON)
}

func (a *app) tellSnapshot(what string, s snapshotState, asJSON bool) error {
	if asJSON {
		return a.printJSON(s)
	}
	return a.print("%s %s: %s\n", what, s.Name, s)
}

type snapshotRestoreCmd struct {
	oneSnapshot
	JSON bool `name:"json" help:"As JSON."`
}

// Run brings the world back.
func (c *snapshotRestoreCmd) Run(a *app) error {
	var s snapshotState
	if err := c.ask(a, http.MethodPost, c.path()+"/restore", nil, &s); err != nil {
		return err
	}
	return a.tellSnapshot("restored", s, c.JSON)
}

type snapshotDeleteCmd struct{ oneSnapshot }

// Run deletes a snapshot.
func (c *snapshotDeleteCmd) Run(a *app) error { return c.ask(a, http.MethodDelete, c.path(), nil, nil) }

type snapshotListCmd struct {
	JSON bool `name:"json" help:"As JSON."`
	steer
}

// Run shows the snapshots.
func (c *snapshotListCmd) Run(a *app) error {
	list := []snapshotState{}
	if err := c.ask(a, http.MethodGet, "/snapshots", nil, &list); err != nil {
		return err
	}
	if c.JSON {
		return a.printJSON(list)
	}
	if len(list) == 0 {
		a.say("there are no snapshots")
		return nil
	}
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintln(w, "NAME\tWORLD'S TIME\tHOLDS")
	for _, s := range list {
		_, _ = fmt.Fprintf(w, "%s\t%s\t%s\n", s.Name, s.Now.Format(time.RFC3339), s)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return a.print("%s", b.String())
}

type snapshotExportCmd struct {
	oneSnapshot
	File    string `arg:"" optional:"" help:"File to write; stdout unless given."`
	Secrets bool   `help:"With passwords and sessions, which are left out otherwise."`
}

// Run writes a snapshot.
func (c *snapshotExportCmd) Run(a *app) error {
	return c.download(a, c.path(), c.Secrets, c.File)
}

// download writes what the control API answers to a file, which only its owner may read, or to stdout. A file is there whole
// or not at all.
func (c *steer) download(a *app, path string, secrets bool, file string) error {
	o := order{method: http.MethodGet, path: path, query: url.Values{}}
	if secrets {
		o.query.Set("secrets", "true")
	}
	resp, err := c.send(a.ctx, a, o)
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }()
	if file == "" || file == "-" {
		_, err := io.Copy(a.stdout, resp.Body)
		return err
	}
	part := file + ".part"
	out, err := os.OpenFile(part, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, resp.Body)
	if err = errors.Join(err, out.Close()); err == nil {
		err = os.Rename(part, file)
	}
	if err != nil {
		_ = os.Remove(part)
	}
	return err
}

type snapshotImportCmd struct {
	oneSnapshot
	File string `arg:"" help:"File to read, - for stdin."`
	JSON bool   `name:"json" help:"As JSON."`
}

// Run takes a snapshot from a file; the world itself does not change.
func (c *snapshotImportCmd) Run(a *app) error {
	file, err := a.readInput(c.File)
	if err != nil {
		return err
	}
	var s snapshotState
	if err := c.ask(a, http.MethodPut, c.path(), file, &s); err != nil {
		return err
	}
	return a.tellSnapshot("kept", s, c.JSON)
}
