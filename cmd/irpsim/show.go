package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"golang.org/x/term"

	"github.com/irpsim/irpsim/internal/client"
	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/qr"
)

// maxExplained is how many bad outcomes of a long run are told in full on stderr.
const maxExplained = 20

// showOne prints the outcome of a single document for a person.
func (a *app) showOne(o outcome, draw bool) error {
	if o.err != nil {
		return fmt.Errorf("%s: %w", o.doc.label(), o.err)
	}
	if o.refused != nil {
		a.say("%s was refused", o.doc.label())
		a.explain(o.refused)
		return findings()
	}
	got := o.got
	if err := a.print("IRN    %s\nAckNo  %s\nAckDt  %s\n", got.Irn, got.AckNo, got.AckDt); err != nil {
		return err
	}
	if got.EwbNo != "" {
		if err := a.print("EwbNo  %s of %s, valid till %s\n", got.EwbNo, got.EwbDt, first(got.EwbValidTill, "its Part B is given")); err != nil {
			return err
		}
	}
	for _, i := range got.Info {
		a.say("%s: %s", i.Code, i.Desc)
	}
	if !draw {
		return nil
	}
	return a.drawQR(got.SignedQRCode)
}

// drawQR prints the QR code: for a terminal with colours that make it readable on any background, else without.
func (a *app) drawQR(token string) error {
	columns, err := qr.Columns(token)
	if err != nil {
		return err
	}
	if !a.fits(columns) {
		a.say("the QR code is %d columns wide and this terminal is not; widen it, or use --no-qr", columns)
		return nil
	}
	draw := qr.Plain
	if isTerminal(a.stdout) && a.getenv("NO_COLOR") == "" {
		draw = qr.Terminal
	}
	code, err := draw(token)
	if err != nil {
		return err
	}
	return a.print("\n%s\nSIMULATED: this QR code has no legal value.\n", code)
}

// fits tells whether stdout shows lines of so many columns; what is not a terminal takes any.
func (a *app) fits(columns int) bool {
	f, ok := a.stdout.(*os.File)
	if !ok || !isTerminal(f) {
		return true
	}
	width, _, err := term.GetSize(int(f.Fd()))
	return err != nil || width >= columns
}

// line is the JSON of one outcome.
type line struct {
	File   string          `json:"file"`
	Number string          `json:"number,omitempty"`
	Status string          `json:"status"` // registered, refused, failed
	Irn    string          `json:"irn,omitempty"`
	Answer json.RawMessage `json:"answer,omitempty"` // as opened
	Errors []client.Detail `json:"errors,omitempty"`
	Info   []client.Info   `json:"info,omitempty"`
	Error  string          `json:"error,omitempty"`
}

// showLine prints one outcome of many: what was registered on stdout, what was not on stderr; as JSON, all on stdout.
func (a *app) showLine(o outcome, asJSON bool, count *tally) error {
	_, number := o.doc.who()
	l := line{File: o.doc.name, Number: number, Status: "failed"}
	switch {
	case o.err != nil:
		l.Error = o.err.Error()
	case o.refused != nil:
		l.Status, l.Errors, l.Info = "refused", o.refused.Errors, o.refused.Info
	default:
		l.Status, l.Irn, l.Answer, l.Info = "registered", o.got.Irn, o.got.Raw, o.got.Info
	}
	if asJSON {
		enc := json.NewEncoder(a.stdout)
		enc.SetEscapeHTML(false)
		return enc.Encode(l)
	}
	if l.Status == "registered" {
		return a.print("%s %s %s\n", l.Irn, o.got.AckNo, number)
	}
	switch bad := count.refused + count.failed; {
	case bad == maxExplained+1:
		a.say("more are refused; --json tells of each")
	case bad > maxExplained:
	case o.err != nil:
		a.say("%s: %v", o.doc.label(), o.err)
	default:
		a.say("%s was refused", o.doc.label())
		a.explain(o.refused)
	}
	return nil
}

// explain tells on stderr what the portal refused, why, and what to do.
func (a *app) explain(r *client.Refusal) {
	var b strings.Builder
	for _, d := range r.Errors {
		fmt.Fprintf(&b, "  %-5s %s\n", d.Code, d.Message)
		if entry, known := fault.Lookup(fault.Code(d.Code)); known {
			if entry.Cause != "" {
				fmt.Fprintf(&b, "        why   %s\n", entry.Cause)
			}
			if entry.Remedy != "" {
				fmt.Fprintf(&b, "        mend  %s\n", entry.Remedy)
			}
		}
	}
	if earlier, ok := r.Duplicate(); ok {
		fmt.Fprintf(&b, "  registered before: IRN %s, AckNo %s, AckDt %s\n", earlier.Irn, earlier.AckNo, earlier.AckDt)
	} else {
		for _, i := range r.Info {
			fmt.Fprintf(&b, "  %s %s\n", i.Code, i.Desc)
		}
	}
	_, _ = a.stderr.Write([]byte(b.String()))
}
