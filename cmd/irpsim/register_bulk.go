package main

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"

	"github.com/irpsim/irpsim/internal/bulk"
	"github.com/irpsim/irpsim/internal/client"
)

// Bounds of one file of register --bulk, of which a few documents at a time are in memory.
const (
	maxBulkFile      = 8 << 30
	maxBulkDocuments = 2_000_000
)

// bulk registers uploads as the portal's bulk upload takes them.
func (c *registerCmd) bulk(a *app) error {
	limits := bulk.Limits{Documents: maxBulkDocuments, Bytes: maxBulkFile, Parallel: c.Connections}
	files, total, err := a.uploads(c.Files, limits)
	defer func() {
		for _, f := range files {
			f.close()
		}
	}()
	if err != nil {
		return err
	}
	if total == 0 {
		return usage("there is no document in the input")
	}
	l, err := c.login(a)
	if err != nil {
		return err
	}
	desk := &bulkDesk{login: l, clients: map[string]*bulkClient{}}
	out := newBulkPrinter(a.stdout, c.Format)
	bar := newProgress(a.stderr, total)
	var tally bulk.Tally
	for _, f := range files {
		var count bulk.Tally
		got, err := bulk.Run(a.ctx, f.text, limits, desk.register, func(o bulk.Outcome) error {
			if o.Status != bulk.Registered {
				count.Refused++
			}
			bar.clear()
			if err := out.print(f.name, o); err != nil {
				return err
			}
			bar.step(tally.Bad() + count.Bad())
			return nil
		})
		tally.Add(got)
		if err != nil {
			bar.clear()
			return errors.Join(fmt.Errorf("%s: %w", f.name, err), out.end())
		}
	}
	bar.clear()
	if err := out.end(); err != nil {
		return err
	}
	a.say("%s", tally)
	switch {
	case tally.Unanswered > 0:
		return &exit{code: exitFailure}
	case tally.Refused > 0:
		return findings()
	}
	return nil
}

// upload is a file that was found to hold an array of documents.
type upload struct {
	name  string
	text  *os.File
	spool bool // the file is ours, made of stdin
}

func (u upload) close() {
	_ = u.text.Close()
	if u.spool {
		_ = os.Remove(u.text.Name())
	}
}

// uploads opens the files and reads them through once: nothing is registered of an upload that is broken further down.
func (a *app) uploads(names []string, l bulk.Limits) (files []upload, total int, err error) {
	for _, name := range names {
		u, err := a.openUpload(name)
		if err != nil {
			return files, total, err
		}
		files = append(files, u)
		n, err := bulk.Count(u.text, l)
		if err != nil {
			return files, total, fmt.Errorf("%s: %w", name, err)
		}
		total += n
		if _, err := u.text.Seek(0, io.SeekStart); err != nil {
			return files, total, fmt.Errorf("%s cannot be read twice: %w", name, err)
		}
	}
	return files, total, nil
}

func (a *app) openUpload(name string) (upload, error) {
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return upload{}, usage("%w", err)
		}
		return upload{name: name, text: f}, nil
	}
	f, err := os.CreateTemp("", "irpsim-upload-*.json")
	if err != nil {
		return upload{}, fmt.Errorf("stdin cannot be kept: %w", err)
	}
	u := upload{name: "stdin", text: f, spool: true}
	_, err = io.Copy(f, io.LimitReader(a.stdin, maxBulkFile+1))
	if err == nil {
		_, err = f.Seek(0, io.SeekStart)
	}
	if err != nil {
		u.close()
		return upload{}, fmt.Errorf("stdin cannot be kept: %w", err)
	}
	return u, nil
}

// bulkDesk registers documents, each by the user of its GSTIN, who is logged in when the first one comes.
type bulkDesk struct {
	login *login

	mu      sync.Mutex
	clients map[string]*bulkClient // by GSTIN of the user
}

type bulkClient struct {
	once sync.Once
	*client.Client
	err error // of the login
}

func (d *bulkDesk) register(ctx context.Context, text []byte) (bulk.Result, error) {
	caller, _ := document{text: text}.who()
	u := d.login.user(caller)
	d.mu.Lock()
	c := d.clients[u.GSTIN]
	if c == nil {
		c = &bulkClient{}
		d.clients[u.GSTIN] = c
	}
	d.mu.Unlock()
	c.once.Do(func() {
		if c.Client, c.err = d.login.client(u); c.err == nil {
			c.err = c.Login(ctx)
		}
	})
	if c.err != nil {
		return bulkRefusal(fmt.Errorf("logging in for %s: %w", u.GSTIN, c.err))
	}
	got, err := c.Generate(ctx, text)
	if err != nil {
		return bulkRefusal(err)
	}
	return bulk.Result{
		Irn: got.Irn, AckNo: got.AckNo, AckDt: got.AckDt, EwbNo: got.EwbNo, EwbDt: got.EwbDt, EwbValidTill: got.EwbValidTill,
		SignedQRCode: got.SignedQRCode, Info: bulkInfo(got.Info),
	}, nil
}

// bulkRefusal makes a result of a refusal, and leaves any other error as it is.
func bulkRefusal(err error) (bulk.Result, error) {
	r, ok := errors.AsType[*client.Refusal](err)
	if !ok {
		return bulk.Result{}, err
	}
	result := bulk.Result{Info: bulkInfo(r.Info)}
	for _, e := range r.Errors {
		result.Errors = append(result.Errors, bulk.Error{Code: e.Code, Message: e.Message})
	}
	if len(result.Errors) == 0 {
		result.Errors = []bulk.Error{{Message: r.Error()}}
	}
	return result, nil
}

func bulkInfo(list []client.Info) []bulk.Info {
	var all []bulk.Info
	for _, i := range list {
		all = append(all, bulk.Info{Code: i.Code, Desc: i.Desc})
	}
	return all
}

// bulkPrinter writes outcomes as they come: lines, one JSON array, or a table of comma-separated values.
type bulkPrinter struct {
	w      io.Writer
	format string
	csv    *csv.Writer
	begun  bool
}

func newBulkPrinter(w io.Writer, format string) *bulkPrinter {
	return &bulkPrinter{w: w, format: format, csv: csv.NewWriter(w)}
}

func (p *bulkPrinter) print(file string, o bulk.Outcome) error {
	first := !p.begun
	p.begun = true
	switch p.format {
	case "json":
		text, err := json.Marshal(struct {
			File string `json:"file"`
			bulk.Outcome
		}{file, o})
		if err != nil {
			return err
		}
		before := ",\n"
		if first {
			before = "[\n"
		}
		_, err = fmt.Fprintf(p.w, "%s%s", before, text)
		return err
	case "csv":
		if first {
			if err := p.csv.Write(append([]string{"file"}, bulk.Columns()...)); err != nil {
				return err
			}
		}
		if err := p.csv.Write(append([]string{file}, o.Row()...)); err != nil {
			return err
		}
		p.csv.Flush()
		return p.csv.Error()
	}
	what := o.Reasons()
	if o.Status == bulk.Registered {
		what = fmt.Sprintf("%s %s", o.Irn, o.AckNo)
		if o.EwbNo != "" {
			what += " EwbNo " + o.EwbNo.String()
		}
		for _, told := range o.Told() {
			what += "; " + told
		}
	}
	number := o.DocNo
	if number == "" {
		number = fmt.Sprintf("[%d]", o.Index)
	}
	_, err := fmt.Fprintf(p.w, "%-10s %-16s %s\n", o.Status, number, what)
	return err
}

// end writes what closes the output.
func (p *bulkPrinter) end() error {
	if p.format != "json" {
		return nil
	}
	closing := "\n]\n"
	if !p.begun {
		closing = "[]\n"
	}
	_, err := io.WriteString(p.w, closing)
	return err
}
