package main

import (
	"archive/zip"
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"
	"unicode"

	"github.com/irpsim/irpsim/internal/client"
	"github.com/irpsim/irpsim/internal/server"
)

type capsuleCmd struct {
	Save capsuleSaveCmd `cmd:"" default:"withargs" help:"Pack a world of a running simulator into a file."`
	Show capsuleShowCmd `cmd:"" help:"Tell what is in a capsule."`
	Open capsuleOpenCmd `cmd:"" help:"Start a simulator from a capsule."`
}

func (capsuleCmd) Help() string {
	return `A capsule is what another machine needs to see what you see: version, settings, chance, clock, faults, the journal as it is and as an HTTP archive, and a snapshot of everything in the world. Passwords, sessions and the client secret are left out unless asked for.

    irpsim capsule -o bug.irpcap
    irpsim capsule show bug.irpcap
    irpsim capsule open bug.irpcap

The simulator that open starts keeps nothing. Where secrets were left out, it takes irpsim's usual ones.`
}

type capsuleSaveCmd struct {
	Output  string `short:"o" required:"" placeholder:"FILE" help:"File to write, - for stdout."`
	Secrets bool   `help:"With passwords, sessions and the client secret."`
	steer
}

// Run packs a world.
func (c *capsuleSaveCmd) Run(a *app) error {
	if err := c.download(a, "/capsule", c.Secrets, c.Output); err != nil || c.Output == "-" {
		return err
	}
	a.say("%s holds the world and its journal; documents are in it as they were sent", c.Output)
	return nil
}

// The formats that this program reads, and bounds of the parts that it reads whole.
const (
	capsuleFormat  = 1
	maxCapsuleHead = 4 << 20
	maxCapsulePart = 256 << 20
)

// capsule is an open capsule.
type capsule struct {
	head     capsuleHead
	snapshot []byte
	journal  []capsuleExchange
}

// capsuleHead is what capsule.json says.
type capsuleHead struct {
	Format       int       `json:"irpsim_capsule"`
	Version      string    `json:"irpsim"`
	System       string    `json:"system"`
	Made         time.Time `json:"made"`
	Secrets      bool      `json:"secrets"`
	Rand         *uint64   `json:"rand"`
	ClientID     string    `json:"client_id"`
	ClientSecret string    `json:"client_secret,omitempty"`
	Name         string    `json:"name"`
	Clock        struct {
		Now   string `json:"now"`
		Mode  string `json:"mode"`
		Speed int    `json:"speed,omitempty"`
	} `json:"clock"`
	Settings  json.RawMessage `json:"settings"`
	Users     []client.User   `json:"users"`
	Faults    []faultState    `json:"faults"`
	Exchanges int             `json:"exchanges"`
}

// capsuleExchange is what is shown of an exchange.
type capsuleExchange struct {
	ID         uint64    `json:"id"`
	Time       time.Time `json:"time"`
	API        string    `json:"api"`
	HTTPStatus int       `json:"http_status"`
	Codes      []string  `json:"codes"`
	Fault      string    `json:"fault"`
}

// openCapsule reads a capsule.
func openCapsule(file string) (*capsule, error) {
	z, err := zip.OpenReader(file)
	if errors.Is(err, zip.ErrFormat) {
		return nil, usage("%s is no capsule; irpsim capsule -o FILE makes one", file)
	}
	if err != nil {
		return nil, usage("%w", err)
	}
	defer func() { _ = z.Close() }()
	var c capsule
	head, err := capsulePart(&z.Reader, "capsule.json", maxCapsuleHead)
	if err == nil {
		err = json.Unmarshal(head, &c.head)
	}
	switch {
	case err != nil || c.head.Format < 1:
		return nil, usage("%s is no capsule that can be read (%v); irpsim capsule -o FILE makes one", file, err)
	case c.head.Format > capsuleFormat:
		return nil, usage("%s has format %d and this irpsim reads up to %d; upgrade irpsim", file, c.head.Format, capsuleFormat)
	}
	if c.snapshot, err = capsulePart(&z.Reader, "snapshot.jsonl", maxCapsulePart); err != nil {
		return nil, usage("%s: %w", file, err)
	}
	journal, err := capsulePart(&z.Reader, "journal.json", maxCapsulePart)
	if err == nil {
		err = json.Unmarshal(journal, &c.journal)
	}
	if err != nil {
		return nil, usage("%s: journal.json: %w", file, err)
	}
	return &c, nil
}

// capsulePart reads a part whole, whatever the archive says of its size.
func capsulePart(z *zip.Reader, name string, most int64) ([]byte, error) {
	part, err := z.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = part.Close() }()
	text, err := io.ReadAll(io.LimitReader(part, most+1))
	if err == nil && int64(len(text)) > most {
		err = fmt.Errorf("%s is larger than %d MB", name, most>>20)
	}
	return text, err
}

type capsuleShowCmd struct {
	File string `arg:"" help:"The capsule."`
	JSON bool   `name:"json" help:"Print capsule.json."`
}

// Run tells what is in a capsule.
func (c *capsuleShowCmd) Run(a *app) error {
	open, err := openCapsule(c.File)
	if err != nil {
		return err
	}
	if c.JSON {
		return a.printJSON(open.head)
	}
	return a.print("%s", open.describe())
}

func (c *capsule) describe() string {
	var b strings.Builder
	row := func(name, format string, args ...any) {
		_, _ = fmt.Fprintf(&b, "%-10s"+format+"\n", append([]any{name}, args...)...)
	}
	h := c.head
	row("made", "%s by irpsim %s, %s", h.Made.Format(time.RFC3339), h.Version, h.System)
	row("world", "%s", strings.TrimSpace(h.ClientID+" "+h.Name))
	row("secrets", "%s", map[bool]string{true: "in the file", false: "left out"}[h.Secrets])
	row("clock", "%s, %s", h.Clock.Now, h.Clock.Mode)
	if h.Rand != nil {
		row("chance", "--rand %d", *h.Rand)
	} else {
		row("chance", "not reproducible: the simulator ran without --rand")
	}
	counts := c.counts()
	row("holds", "%d invoices, %d e-way bills, %d users, %d taxpayers", counts["invoice"], counts["ewb"], counts["user"], counts["taxpayer"])
	for _, f := range h.Faults {
		row("fault", "%s: %s, %s, struck %d times", f.ID, f.action(), f.calls(), f.Struck)
	}
	row("exchanges", "%d", len(c.journal))
	for _, e := range c.journal {
		line := fmt.Sprintf("  %d %s %s %d %s %s", e.ID, e.Time.Format(time.RFC3339), e.API, e.HTTPStatus, strings.Join(e.Codes, ","), e.Fault)
		b.WriteString(strings.TrimRight(line, " ") + "\n")
	}
	return strings.Map(func(r rune) rune { // the file is somebody else's: it shall not steer the terminal
		if unicode.IsControl(r) && r != '\n' {
			return -1
		}
		return r
	}, b.String())
}

// counts tells how many records of each kind the snapshot has.
func (c *capsule) counts() map[string]int {
	counts := map[string]int{}
	lines := bufio.NewScanner(bytes.NewReader(c.snapshot))
	lines.Buffer(nil, len(c.snapshot)+1)
	for lines.Scan() {
		if kind, _, ok := strings.Cut(strings.TrimPrefix(string(lines.Bytes()[:min(len(lines.Bytes()), 24)]), `{"`), `"`); ok {
			counts[kind]++
		}
	}
	return counts
}

type capsuleOpenCmd struct {
	File   string `arg:"" help:"The capsule."`
	Listen string `default:"127.0.0.1:0" placeholder:"HOST:PORT" help:"Where to listen; a free port of this machine unless given."`
}

// Run starts a simulator from a capsule and serves until a signal or the end of the context.
func (c *capsuleOpenCmd) Run(a *app) error {
	open, err := openCapsule(c.File)
	if err != nil {
		return err
	}
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	defer signal.Stop(signals)
	srv, err := server.Start(a.ctx, server.Config{
		Listen: c.Listen, Ephemeral: true, Rand: open.head.Rand, Version: version().String(),
		Credentials: server.Credentials{ClientID: open.head.ClientID, ClientSecret: open.head.ClientSecret},
	})
	if errors.Is(err, server.ErrPortInUse) {
		return &exit{code: exitPortInUse, err: err}
	}
	if err != nil {
		return err
	}
	if err := open.apply(a, srv); err != nil {
		return errors.Join(err, a.stop(srv, signals))
	}
	select {
	case <-signals:
	case <-a.ctx.Done():
	case err := <-srv.Failed():
		return errors.Join(err, a.stop(srv, signals))
	}
	return a.stop(srv, signals)
}

// apply makes the default world what the capsule holds, keeps that as a snapshot to come back to, and prints who can log in.
func (c *capsule) apply(a *app, srv *server.Server) error {
	const name = "capsule"
	w := srv.Worlds().Default()
	_, wrong, err := w.ImportSnapshot(a.ctx, name, bytes.NewReader(c.snapshot))
	if len(wrong) > 0 {
		return usage("the snapshot of the capsule does not hold:\n%s", strings.Join(wrong, "\n"))
	}
	if err != nil {
		return err
	}
	if _, err := w.RestoreSnapshot(a.ctx, name); err != nil {
		return err
	}
	info := srv.Info()
	users := w.Users()
	info.Creds.UserName, info.Creds.Password, info.Creds.GSTIN = users[0].Name, users[0].Password, users[0].Gstin
	if err := a.print("%s\nirpsim snapshot restore %s brings this state back.\n\n", c.describe(), name); err != nil {
		return err
	}
	return a.banner(info)
}
