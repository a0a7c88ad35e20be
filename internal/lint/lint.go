package lint

import (
	"strconv"
	"time"

	"github.com/irpsim/irpsim/einv"
	"github.com/irpsim/irpsim/internal/validate/schema"
)

// Bounds of what is judged. Beyond them a document is refused for its size alone, which the portal would do as well.
const (
	maxDocument = 4 << 20
	maxRequest  = 2 << 20 // the portal's limit of a request, with its envelope
	maxLines    = 10_000
)

// Linter checks documents. It is safe for concurrent use; make one with [New].
type Linter struct {
	judge *schema.Judge
	forms map[string]*form // by API
}

// New makes a Linter that shares a schema judge; nil gives it one of its own. The error says which schema is not embedded.
func New(judge *schema.Judge) (*Linter, error) {
	if judge == nil {
		var err error
		if judge, err = schema.New(); err != nil {
			return nil, err
		}
	}
	return &Linter{judge: judge, forms: map[string]*form{
		GenerateIRN: newForm[einv.Invoice](schema.GenerateIRN),
		CancelIRN:   newForm[einv.CancelIRN](schema.CancelIRN),
		GenerateEWB: newForm[einv.EWBByIRN](schema.GenerateEWB),
	}}, nil
}

// Check reports everything that is wrong with one document.
func (l *Linter) Check(doc []byte, ctx Context) Report {
	return l.CheckDocument(Document{Index: -1, src: &source{text: doc}, end: len(doc)}, ctx)
}

// CheckDocument reports everything that is wrong with a document of a file.
func (l *Linter) CheckDocument(d Document, ctx Context) Report {
	j := job{l: l, ctx: ctx, doc: d, text: d.Text(), now: ctx.Instant()}
	j.Report = Report{
		File: d.File, Wrapper: d.Wrapper, AsOf: j.now, API: ctx.API, Findings: []Finding{}, Notes: []Note{}, label: d.Name(),
	}
	j.Line, _ = d.src.position(d.start)
	if d.Index >= 0 {
		j.Index = &d.Index
	}
	j.run()
	j.Clean = len(j.Findings) == 0
	return j.Report
}

// job is the check of one document.
type job struct {
	Report
	l    *Linter
	ctx  Context
	doc  Document
	text []byte
	root place
	now  time.Time

	gone  []string // paths of members that were left out of the judging, with everything in them
	moot  []string // paths of what rules should not be asked about, with everything in it; see leaveOut
	blind string   // path of a member without which the rules make no sense, "" when there is none
	later bool     // the portal would have ended before what is looked at now
	cut   bool     // findings beyond the most were left out
}

func (j *job) run() {
	if !j.size() || !j.parse() {
		return
	}
	if j.API == "" {
		j.API = detect(&j.root)
	}
	j.notes(j.l.forms[j.API])
	switch j.API {
	case CancelIRN:
		if req := decode[einv.CancelIRN](j, schema.CancelIRN); req != nil {
			j.Document = &Identity{Irn: req.Irn}
		}
	case GenerateEWB:
		if req := decode[einv.EWBByIRN](j, schema.GenerateEWB); req != nil {
			j.Document = &Identity{Irn: req.Irn}
		}
	default:
		j.generate()
	}
	j.locate()
}

// maxFindings bounds the findings of one document.
const maxFindings = 20_000

// add appends a finding; those after the portal's end are marked later.
func (j *job) add(f Finding) {
	if len(j.Findings) == maxFindings {
		if !j.cut {
			j.note(Note{Kind: NotJudged, Text: "there are more findings than the " + strconv.Itoa(maxFindings) + " listed"})
		}
		j.cut = true
		return
	}
	f.Later = f.Later || j.later
	j.Findings = append(j.Findings, f)
}

// maxNotes bounds the notes on one document.
const maxNotes = 200

func (j *job) note(n Note) {
	if len(j.Notes) < maxNotes {
		j.Notes = append(j.Notes, n)
	}
}

// locate gives every finding and note its place in the text.
func (j *job) locate() {
	for i := range j.Findings {
		if f := &j.Findings[i]; f.Line == 0 {
			f.Span = j.spanOf(f.Path)
		}
	}
	for i := range j.Notes {
		if n := &j.Notes[i]; n.Line == 0 && n.Path != "" {
			n.Span = j.spanOf(n.Path)
		}
	}
}

func (j *job) spanOf(path string) Span {
	start, end := j.root.find(path).show()
	return j.doc.src.span(j.doc.start+start, j.doc.start+end)
}

// detect tells from its members which request a document is.
func detect(root *place) string {
	has := func(names ...string) bool {
		for _, n := range names {
			if root.member(n) != nil {
				return true
			}
		}
		return false
	}
	switch {
	case has("DocDtls", "SellerDtls", "BuyerDtls", "ItemList", "ValDtls", "TranDtls"):
		return GenerateIRN
	case has("CnlRsn", "CnlRem"):
		return CancelIRN
	case has("Irn") && has("Distance", "TransId", "TransName", "TransMode", "TransDocNo", "VehNo", "VehType", "ExpShipDtls"):
		return GenerateEWB
	}
	return GenerateIRN
}

// generate checks a document for Generate IRN.
func (j *job) generate() {
	if list := j.root.member("ItemList"); list != nil && len(list.kids) > maxLines {
		j.tooManyLines(len(list.kids))
		return
	}
	inv := decode[einv.Invoice](j, schema.GenerateIRN)
	if inv == nil {
		return
	}
	j.identify(inv)
	in := j.ctx.input(inv, j.now)
	j.Caller = in.Caller
	j.business(in)
	if inv.EwbDtls != nil && j.blind == "" {
		j.waybill(in)
	}
}

func (j *job) identify(inv *einv.Invoice) {
	id := Identity{Irn: inv.Irn}
	if inv.SellerDtls != nil {
		id.Gstin = inv.SellerDtls.Gstin
	}
	if d := inv.DocDtls; d != nil {
		id.Typ, id.No, id.Dt = d.Typ, d.No, d.Dt
	}
	j.Document = &id
}
