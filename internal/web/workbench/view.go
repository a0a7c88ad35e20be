package workbench

import (
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/irpsim/irpsim/internal/clock"
	"github.com/irpsim/irpsim/internal/irn"
	"github.com/irpsim/irpsim/internal/lint"
	"github.com/irpsim/irpsim/internal/printed"
	"github.com/irpsim/irpsim/internal/qr"
	"github.com/irpsim/irpsim/internal/sample"
	"github.com/irpsim/irpsim/internal/seal"
	"github.com/irpsim/irpsim/internal/store"
	"github.com/irpsim/irpsim/internal/web/page"
)

// view is what the workbench shows.
type view struct {
	ID, Text, Tab, Mode string
	Good                string // id of the last text that could be read
	Note                string
	Broken              *lint.Broken
	Form                *form // nil when no text could be read yet
	Source              []sourceLine
	Cut                 int
	Notes               []lint.Note
	Dock                dock
	Sent                *sent
	Result              *result
	Sealed              *sealed
	User                string // who sends
	OOB                 bool   // rendered beside the field that is being typed in
	Cases               []sample.Case
	Features            []sample.Feature
	Breaks              []breakable
	Case, Break         string
	Curl                string
	Checked             time.Duration
}

// dock is the verdict at the bottom.
type dock struct {
	State    string // ok, bad, broken, done
	Findings int
	Causes   int
	Codes    []string // what the portal would answer with, in its order
	Later    int
	Mends    int
	Irn      string
}

// result is a document as it was registered.
type result struct {
	Irn, Status, AckNo, AckDt, DocNo, Value string
	QR                                      template.HTML
	Sheet                                   printed.Invoice
}

// sealed is the document on its way to the wire.
type sealed struct {
	Plain, Padded int // bytes
	Data          string
	Envelope      string
	Headers       string
	Short         bool // no session yet
}

// maxTold bounds the notes of the linter that are shown.
const maxTold = 8

func (p *pages) view(v *page.Visit, d draft, a asked) (*view, error) {
	w := &view{
		ID: d.ID, Text: d.Text, Tab: clean(a.tab, tabNames), Mode: clean(a.mode, []string{"read", "edit"}), Note: a.note, Sent: d.Sent, Good: d.ID,
		Cases: sample.Cases(), Features: sample.Features(), Breaks: breakables(), Case: v.Get("case"), Break: v.Get("break"),
	}
	all, err := p.causesOf(v, []byte(d.Text), maxTried)
	if err != nil {
		return nil, err
	}
	o, report := all.Outline, all.Report
	w.Checked, w.User = all.Took, all.User.Name
	if o != nil {
		if w.Result, err = registered(v, o, d.Text); err != nil {
			return nil, err
		}
	}
	b := &builder{v: v, outline: o, report: report, causes: all.Causes}
	if w.Result != nil { // that it is registered is told by the band, not as a finding
		b.causes = slices.DeleteFunc(b.causes, func(c cause) bool { return report.Findings[c.At].Kind == lint.Duplicate })
	}
	b.makeCards()
	b.index()
	w.Notes = report.Notes[:min(len(report.Notes), maxTold)]
	if w.Mode == "read" {
		w.Source, w.Cut = b.source(d.Text)
	}
	if o == nil {
		p.unreadable(v, w, a.good)
	} else {
		w.Form = b.form()
	}
	w.dock(b, v)
	w.tab(v)
	w.Curl = asShell(v, w)
	return w, nil
}

// maxCurl bounds the document that a line for the shell holds.
const maxCurl = 16 << 10

// asShell writes checking and sending for a shell.
func asShell(v *page.Visit, w *view) string {
	if w.Broken != nil || len(w.Text) > maxCurl {
		return "irpsim register --url " + v.Kit.URL() + " invoice.json"
	}
	return v.Curl(page.Call{Method: http.MethodPost, Path: "/explain?api=generate", Body: json.RawMessage(w.Text)}) +
		"\n# and to send it, saved as invoice.json\nirpsim register --url " + v.Kit.URL() + " invoice.json"
}

// unreadable shows the form of the last text that could be read, in grey, and says where the present one breaks.
func (p *pages) unreadable(v *page.Visit, w *view, good string) {
	_, err := lint.ReadOutline([]byte(w.Text))
	if b, ok := errors.AsType[*lint.Broken](err); ok {
		w.Broken = b
	}
	w.Good = good
	if last, ok := p.drafts.find(v.World.ID, good); ok {
		if o, err := lint.ReadOutline([]byte(last.Text)); err == nil {
			old := &builder{v: v, outline: o, about: map[string]concern{}}
			w.Form = old.form()
			w.Form.Off = true
		}
	}
	w.Mode = "edit"
	w.Source = nil
}

// dock sums the verdict up.
func (w *view) dock(b *builder, v *page.Visit) {
	d := dock{State: "bad", Findings: len(b.report.Findings), Causes: len(b.causes)}
	for _, f := range b.report.Now() {
		if !slices.Contains(d.Codes, string(f.Code)) {
			d.Codes = append(d.Codes, string(f.Code))
		}
	}
	d.Later = len(b.report.Findings) - len(b.report.Now())
	for _, c := range b.cards {
		if c.Mend != "" {
			d.Mends++
		}
	}
	switch {
	case w.Broken != nil:
		d.State = "broken"
	case w.Result != nil:
		d.State, d.Irn = "done", w.Result.Irn
	case d.Findings == 0:
		d.State, d.Irn = "ok", irnOf(b.outline, v.Now())
	}
	w.Dock = d
}

// irnOf is the IRN that the portal would give now, "" when the date cannot be read.
func irnOf(o *lint.Outline, now time.Time) string {
	day, err := time.ParseInLocation("02/01/2006", o.Value("DocDtls.Dt"), clock.IST)
	if err != nil {
		return ""
	}
	return irn.Of(o.Value("SellerDtls.Gstin"), o.Value("DocDtls.Typ"), o.Value("DocDtls.No"), day, now)
}

// registered looks whether exactly this text was registered in the world.
func registered(v *page.Visit, o *lint.Outline, text string) (*result, error) {
	name := irnOf(o, v.Now())
	if name == "" {
		return nil, nil
	}
	var found *store.Invoice
	var bill *store.EWB
	err := v.World.DB().View(func(tx *store.Tx) error {
		i, ok, err := tx.Invoice(v.World.ID, name)
		if ok && normal(string(i.Payload)) == text {
			found = i
			bill, _, err = tx.EWB(v.World.ID, i.State.EwbNo)
		}
		return err
	})
	if err != nil || found == nil {
		return nil, err
	}
	r := &result{
		Irn: found.Irn, Status: found.State.Status, AckNo: fmt.Sprint(found.AckNo), AckDt: page.Stamp(found.AckDt), DocNo: found.DocNo,
		Value: page.Indian(found.TotInvVal), Sheet: printed.Make(found, bill),
	}
	if picture, err := qr.SVG(found.SignedQRCode); err == nil {
		r.QR = template.HTML(picture) // #nosec: our own drawing
	}
	return r, nil
}

// tab makes what the tab shows that is not JSON.
func (w *view) tab(v *page.Visit) {
	if w.Tab != "cipher" && w.Tab != "envelope" {
		return
	}
	s := &sealed{Plain: len(w.Text), Padded: len(w.Text)/16*16 + 16}
	w.Sealed = s
	session, ok := v.Wire.Known(v.World, w.User)
	if !ok {
		s.Short = true
		return
	}
	s.Data = seal.Seal(session.Sek, []byte(w.Text))
	s.Envelope = `{"Data":"` + s.Data + `"}`
	var b strings.Builder
	b.WriteString("POST " + generatePath + "\n")
	for _, h := range session.Headers() {
		value := h.Value
		if !v.Unlocked() && h.Name != "Content-Type" && h.Name != "gstin" {
			value = "••••••••"
		}
		b.WriteString(h.Name + ": " + value + "\n")
	}
	s.Headers = strings.TrimSuffix(b.String(), "\n")
}

// Tabs are the names of the tabs with their links.
func (w *view) Tabs() []struct{ Name, Title, Path string } {
	var list []struct{ Name, Title, Path string }
	for i, title := range []string{"JSON", "Cipher", "Envelope", "Printed"} {
		list = append(list, struct{ Name, Title, Path string }{tabNames[i], title, "/workbench/d/" + w.ID + params(asked{tab: tabNames[i], mode: w.Mode})})
	}
	return list
}

// Modes are the links between reading and editing.
func (w *view) Modes() []struct{ Name, Title, Path string } {
	return []struct{ Name, Title, Path string }{
		{"read", "Read", "/workbench/d/" + w.ID}, {"edit", "Edit", "/workbench/d/" + w.ID + "?view=edit"},
	}
}

// Kinds are the examples that are one click away.
func (w *view) Kinds() []choice {
	return []choice{{"b2b", "B2B"}, {"sezwp", "SEZ"}, {"export", "Export"}, {"crn", "Credit note"}}
}

// Wordy says how many findings and causes there are.
func (d dock) Wordy() string {
	return page.Plural(d.Findings, "finding", "findings") + ", " + page.Plural(d.Causes, "cause", "causes")
}

// Why says what stands against a document that cannot be read.
func (w *view) Why() string {
	if w.Broken == nil {
		return ""
	}
	text := w.Where() + ": " + w.Broken.Problem
	if strings.HasSuffix(text, "?") {
		return text
	}
	return text + "."
}

// Where is the place at which the text cannot be read any further.
func (w *view) Where() string {
	if w.Broken == nil {
		return ""
	}
	return fmt.Sprintf("Line %d, column %d", w.Broken.Line, w.Broken.Column)
}
