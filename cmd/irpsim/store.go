package main

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/irpsim/irpsim/internal/clock"
	"github.com/irpsim/irpsim/internal/irn"
	"github.com/irpsim/irpsim/internal/store"
)

type storeCmd struct {
	Check   storeCheckCmd   `cmd:"" help:"Read the whole file and tell what does not fit together."`
	Compact storeCompactCmd `cmd:"" help:"Make the file as small as what is in it."`
	Stats   storeStatsCmd   `cmd:"" help:"Tell what takes how much room."`
}

func (storeCmd) Help() string {
	return `These commands look at the data file itself, so no simulator may have it open. Without FILE they take the one that irpsim serve would: IRPSIM_DATA, data in irpsim.yaml, or irpsim.db.

    irpsim store check
    irpsim store stats irpsim.db
    irpsim store compact irpsim.db

check ends with 3 when something is wrong. docs/reliability.md tells what it looks at.`
}

// storeFile names the file that a command is about.
type storeFile struct {
	File string `arg:"" optional:"" help:"Data file of a simulator that is not running."`
}

// path is the file that was named, or the one that serve would take.
func (f *storeFile) path(a *app) (string, error) {
	if f.File != "" {
		return f.File, nil
	}
	conf, wrong := a.configure(nil)
	if len(wrong) > 0 {
		return "", complaintsError(wrong)
	}
	return conf.Data, nil
}

type storeCheckCmd struct {
	storeFile
	JSON bool `name:"json" help:"As JSON."`
}

// checked is what check tells as JSON.
type checked struct {
	File       string   `json:"file"`
	Sound      bool     `json:"sound"`
	Complaints []string `json:"complaints"`
	Worlds     int      `json:"worlds"`
	Invoices   int      `json:"invoices"` // with those that only a snapshot shows
	FileBytes  int64    `json:"file_bytes"`
}

// Run checks the file; exit code 3 says that it is not sound.
func (c *storeCheckCmd) Run(a *app) error {
	path, err := c.path(a)
	if err != nil {
		return err
	}
	result := checked{File: path, Complaints: []string{}}
	err = c.look(a, path, &result)
	if errors.Is(err, store.ErrNotStore) {
		result.Complaints = append(result.Complaints, err.Error()) // so damaged that it does not even open
	} else if err != nil {
		return err
	}
	result.Sound = len(result.Complaints) == 0
	if err := c.tell(a, result); err != nil {
		return err
	}
	if !result.Sound {
		a.say("%s", mend(path, len(result.Complaints)))
		return findings()
	}
	return nil
}

func (c *storeCheckCmd) look(a *app, path string, result *checked) error {
	f, err := store.OpenFile(path)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	bar := newByteBar(a)
	complaints, err := f.Check(invoiceFits, bar.hear)
	bar.clear()
	if err != nil {
		return err
	}
	for _, c := range complaints {
		result.Complaints = append(result.Complaints, c.Error())
	}
	if len(complaints) > 0 {
		return nil
	}
	fig, err := f.Figures(nil)
	if err != nil {
		return err
	}
	result.Worlds, result.FileBytes = len(fig.Worlds), fig.FileBytes
	for _, w := range fig.Worlds {
		result.Invoices += w.Invoices + w.Kept
	}
	return nil
}

func (c *storeCheckCmd) tell(a *app, r checked) error {
	switch {
	case c.JSON:
		return a.printJSON(r)
	case r.Sound:
		return a.print("%s: sound, %s, %s, %s\n", r.File, count(r.Worlds, "world"), count(r.Invoices, "invoice"), size(r.FileBytes))
	}
	return a.print("%s: %s\n  %s\n", r.File, count(len(r.Complaints), "complaint"), strings.Join(r.Complaints, "\n  "))
}

// mend says what to do with a file that is not sound.
func mend(path string, n int) string {
	return fmt.Sprintf(`%s about %[2]s. What helps, in this order:
  keep a copy of the file as it is, and do not go on with it
  take the last sound copy: your own, or %[2]s%[3]s when irpsim store compact has left one; check it as well
  save the worlds that no complaint names: irpsim serve --data COPY, then irpsim snapshot save and export
  begin afresh: irpsim serve --data NEW, then irpsim snapshot import and restore
A crash alone must never do this: if the disk is sound, please report it with the lines above.`,
		count(n, "complaint"), path, store.BackupEnding)
}

// invoiceFits holds an invoice against its IRN, which is a hash over four of its members. Until May 2025 the portal hashed
// the number as it was sent, so a world whose clock was there holds such ones.
func invoiceFits(i *store.Invoice) error {
	day, err := time.ParseInLocation("02/01/2006", i.DocDt, clock.IST)
	if err != nil {
		return fmt.Errorf("IRN %s: its document date %.40q is no date", i.Irn, i.DocDt)
	}
	fy, typ := irn.FinancialYear(day), strings.ToUpper(i.DocTyp)
	if i.Irn != irn.Hash(i.Supplier, fy, typ, strings.ToUpper(i.DocNo)) && i.Irn != irn.Hash(i.Supplier, fy, typ, i.DocNo) {
		return fmt.Errorf("IRN %s is not the hash of %s, %s, %s and %.40q", i.Irn, i.Supplier, fy, typ, i.DocNo)
	}
	if i.SignedInvoice == "" || i.SignedQRCode == "" {
		return fmt.Errorf("IRN %s has no signed invoice or no signed QR code", i.Irn)
	}
	return nil
}

type storeCompactCmd struct {
	storeFile
	NoBackup bool `help:"Do not keep the file as it was under the ending .bak."`
	JSON     bool `name:"json" help:"As JSON."`
}

// Run makes the file small.
func (c *storeCompactCmd) Run(a *app) error {
	path, err := c.path(a)
	if err != nil {
		return err
	}
	bar := newByteBar(a)
	done, err := store.Compact(path, !c.NoBackup, bar.hear)
	bar.clear()
	if err != nil {
		return err
	}
	if c.JSON {
		return a.printJSON(struct {
			File    string `json:"file"`
			Before  int64  `json:"before_bytes"`
			After   int64  `json:"after_bytes"`
			Records int    `json:"records"`
			Backup  string `json:"backup,omitempty"`
		}{path, done.Before, done.After, done.Records, done.Backup})
	}
	if err := a.print("%s: %s, was %s; %s copied and checked\n", path, size(done.After), size(done.Before), count(done.Records, "record")); err != nil {
		return err
	}
	if done.Backup != "" {
		return a.print("%s: the file as it was; delete it when all is well\n", done.Backup)
	}
	return nil
}

// count is a number with its noun.
func count(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return fmt.Sprintf("%d %s", n, noun)
}

// size is a number of bytes for people: at least in kB, with one digit behind the point below 100.
func size(bytes int64) string {
	units := []string{"kB", "MB", "GB", "TB"}
	unit, name := int64(1000), 0
	for bytes >= 1000*unit-unit/2 && name < len(units)-1 {
		unit *= 1000
		name++
	}
	if bytes >= 100*unit-unit/20 {
		return fmt.Sprintf("%d %s", (bytes+unit/2)/unit, units[name])
	}
	tenths := (bytes*10 + unit/2) / unit
	return fmt.Sprintf("%d.%d %s", tenths/10, tenths%10, units[name])
}

// byteBar is a bar for work that is measured in bytes and done in stretches.
type byteBar struct {
	progress
	what string
}

func newByteBar(a *app) *byteBar { return &byteBar{progress: *newProgress(a.stderr, 0)} }

// hear draws, at most twenty times a second. It has the form of [store.Progress].
func (b *byteBar) hear(what string, done, total int64) {
	if b.w == nil || what == b.what && done < total && clock.Since(b.drawn) < 50*time.Millisecond {
		return
	}
	b.clear()
	b.what, b.drawn, b.shown = what, clock.Wall(), true
	_, _ = fmt.Fprint(b.w, "\r", barText(what, done, total))
}

func barText(what string, done, total int64) string {
	const width = 30
	full := width
	if total > 0 {
		full = int(width * done / total)
	}
	return fmt.Sprintf("[%s%s] %s: %s of %s", strings.Repeat("#", full), strings.Repeat(".", width-full), what, size(done), size(total))
}
