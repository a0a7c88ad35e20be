// Package invoices shows what was registered in a world: the list, one invoice with its life and signed texts, its printed
// form and downloads, and a button that cancels it as a client would.
package invoices

import (
	_ "embed" // the templates and styles
	"fmt"
	"html/template"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/irpsim/irpsim/internal/printed"
	"github.com/irpsim/irpsim/internal/qr"
	"github.com/irpsim/irpsim/internal/store"
	"github.com/irpsim/irpsim/internal/web/page"
)

//go:embed invoices.html
var templates string

//go:embed invoices.css
var css string

// pages remembers how the last attempts to cancel went.
type pages struct {
	tries *page.Recent[try]
}

// Section has the list, the invoice and what can be had of it.
func Section() page.Section {
	p := &pages{tries: page.NewRecent[try](maxTries)}
	get := func(path string, do func(*page.Visit) (page.Answer, error)) page.Page {
		return page.Page{Method: http.MethodGet, Path: path, Nav: "/invoices", Private: true, Do: do}
	}
	list := []page.Page{
		get("/invoices", list), get("/invoices/{irn}", p.show), get("/invoices/{irn}/print", printPage),
		{Method: http.MethodPost, Path: "/invoices/{irn}/cancel", Nav: "/invoices", Do: p.cancel},
	}
	for _, form := range []string{"pdf", "png", "svg", "json"} {
		list = append(list, get("/invoices/{irn}/"+form, func(v *page.Visit) (page.Answer, error) { return download(v, form) }))
	}
	return page.Section{Name: "invoices", Templates: templates, CSS: css, Pages: list}
}

// row is an invoice in the list.
type row struct {
	Seq                                       uint64
	Irn, DocTyp, DocNo, DocDt, SupTyp, Status string
	Supplier, Buyer, Value, AckDt             string
}

// listView is what the list shows.
type listView struct {
	Rows             []row
	Q, Status, By    string
	Suppliers        []string
	Older, Newest    string
	Looked, Total    int
	Filtered, Capped bool
	Curl             string
}

// Statuses are those that an invoice can have.
func (listView) Statuses() []string { return []string{"ACT", "CNL", "REJ"} }

// maxLooked bounds how many invoices one page looks through for those that match.
const maxLooked = 5000

func list(v *page.Visit) (page.Answer, error) {
	d := listView{Q: strings.TrimSpace(v.Get("q")), Status: v.Get("status"), By: v.Get("supplier"), Curl: v.Curl(page.Call{Method: http.MethodGet, Path: "/invoices"})}
	d.Filtered = d.Q != "" || d.Status != "" || d.By != ""
	before, err := strconv.ParseUint(v.Get("before"), 10, 64)
	if err != nil && v.Get("before") != "" {
		return page.Answer{}, page.Bad("before is no number.", "Take the link to older invoices.")
	}
	if before > 0 {
		d.Newest = v.With("before", "")
	}
	seen := map[string]bool{}
	for _, u := range v.World.Users() {
		if !seen[u.Gstin] && len(d.Suppliers) < 50 {
			seen[u.Gstin] = true
			d.Suppliers = append(d.Suppliers, u.Gstin)
		}
	}
	if d.By != "" && !seen[d.By] {
		d.Suppliers = append(d.Suppliers, d.By)
	}
	more, last := false, uint64(0)
	err = v.World.DB().View(func(tx *store.Tx) error {
		d.Total = tx.InvoiceCount(v.World.ID)
		return tx.EachInvoice(v.World.ID, before, func(i *store.Invoice) bool {
			if len(d.Rows) == page.PerPage || d.Looked == maxLooked {
				more, d.Capped = true, d.Looked == maxLooked
				return false
			}
			d.Looked++
			last = i.Seq
			if d.matches(i) {
				d.Rows = append(d.Rows, rowOf(i))
			}
			return true
		})
	})
	if more {
		d.Older = v.With("before", strconv.FormatUint(last, 10))
	}
	return page.Answer{Title: "Invoices", Template: "invoices/page", Part: "invoices/list", View: d}, err
}

func (d *listView) matches(i *store.Invoice) bool {
	q := strings.ToLower(d.Q)
	return (q == "" || strings.Contains(strings.ToLower(i.DocNo), q) || strings.HasPrefix(i.Irn, q) || strings.Contains(fmt.Sprint(i.AckNo), q)) &&
		(d.Status == "" || i.State.Status == d.Status) && (d.By == "" || i.Supplier == d.By)
}

func rowOf(i *store.Invoice) row {
	return row{
		Seq: i.Seq, Irn: i.Irn, DocTyp: i.DocTyp, DocNo: i.DocNo, DocDt: i.DocDt, SupTyp: i.SupTyp, Status: i.State.Status,
		Supplier: i.Supplier, Buyer: i.Buyer, Value: page.Indian(i.TotInvVal), AckDt: page.Stamp(i.AckDt),
	}
}

// find reads the invoice that the address names, with the last e-way bill made for it.
func find(v *page.Visit) (inv *store.Invoice, bill *store.EWB, err error) {
	name := strings.ToLower(v.Param("irn"))
	err = v.World.DB().View(func(tx *store.Tx) error {
		i, ok, err := tx.Invoice(v.World.ID, name)
		if ok {
			inv = i
			bill, _, err = tx.EWB(v.World.ID, i.State.EwbNo)
		}
		return err
	})
	if err == nil && inv == nil {
		err = page.Missing("This world has no invoice with the IRN "+page.Start(70, name)+".", "The list has those it has.")
	}
	return inv, bill, err
}

// event is a moment in the life of an invoice.
type event struct{ State, Title, At, Text string }

// invoiceView is what the page of one invoice shows.
type invoiceView struct {
	row
	AckNo     string
	Generator string
	QR        template.HTML
	Payload   string // the document as the client sent it
	Signed    string
	Code      string
	Life      []event
	Active    bool
	Ends      string // until when it can be cancelled
	Open      bool   // it can be cancelled still
	Try       *try
	Reasons   []reason
	Curl      string
}

func (p *pages) view(v *page.Visit) (*invoiceView, error) {
	i, bill, err := find(v)
	if err != nil {
		return nil, err
	}
	d := &invoiceView{
		row: rowOf(i), AckNo: fmt.Sprint(i.AckNo), Generator: i.Generator, Payload: string(i.Payload), Signed: i.SignedInvoice, Code: i.SignedQRCode,
		Active: i.State.Status == "ACT", Try: p.tries.Last(v.World.ID + i.Irn), Reasons: reasons(),
		Curl: v.Curl(page.Call{Method: http.MethodGet, Path: "/invoices/" + i.Irn}) + "\n# its printed form\n" + v.Curl(page.Call{Method: http.MethodGet, Path: "/invoices/" + i.Irn + ".pdf"}) + " -o invoice.pdf",
	}
	ends := i.AckDt.Add(v.World.Settings().CancelWindow())
	d.Ends, d.Open = page.Stamp(ends), !v.Now().After(ends)
	if picture, err := qr.SVG(i.SignedQRCode); err == nil {
		d.QR = template.HTML(picture) // #nosec: our own drawing
	}
	d.Life = life(i, bill, ends, v.Now())
	return d, nil
}

// life tells what happened to an invoice, and what still can.
func life(i *store.Invoice, bill *store.EWB, ends, now time.Time) []event {
	list := []event{{"ok", "Registered", page.Stamp(i.AckDt), "AckNo " + fmt.Sprint(i.AckNo) + ", by " + i.Generator}}
	if bill != nil {
		e := event{"ok", fmt.Sprintf("E-way bill %d", bill.No), page.Stamp(bill.GeneratedAt), "Part A alone: no vehicle yet"}
		if !bill.ValidTill.IsZero() {
			e.Text = fmt.Sprintf("%d km, valid until %s", bill.Km, page.Stamp(bill.ValidTill))
		}
		list = append(list, e)
		if !bill.CancelledAt.IsZero() {
			list = append(list, event{"bad", "E-way bill cancelled", page.Stamp(bill.CancelledAt), "reason " + bill.CnlRsn})
		}
	}
	switch s := i.State; {
	case !s.CancelledAt.IsZero():
		list = append(list, event{"bad", "Cancelled", page.Stamp(s.CancelledAt), strings.TrimSpace("reason " + s.CnlRsn + " (" + reasonText(s.CnlRsn) + ") " + s.CnlRem)})
	case !s.RejectedAt.IsZero():
		list = append(list, event{"bad", "Rejected", page.Stamp(s.RejectedAt), "by the recipient"})
	case now.After(ends):
		list = append(list, event{"off", "Can no longer be cancelled", page.Stamp(ends), "a later call meets 2270; issue a credit note"})
	default:
		list = append(list, event{"off", "Can be cancelled until", page.Stamp(ends), page.Span(ends.Sub(now)) + " from now, in the world's time"})
	}
	return list
}

func (p *pages) show(v *page.Visit) (page.Answer, error) {
	d, err := p.view(v)
	if err != nil {
		return page.Answer{}, err
	}
	return page.Answer{Title: d.DocNo, Template: "invoices/one", Part: "invoices/whole", View: d}, nil
}

// printPage is the printed e-invoice, a page without the portal around it.
func printPage(v *page.Visit) (page.Answer, error) {
	i, bill, err := find(v)
	if err != nil {
		return page.Answer{}, err
	}
	at := func(form string) string { return v.Link("/invoices/" + i.Irn + "/" + form) }
	v.ResponseWriter.Header().Set("Content-Type", "text/html; charset=utf-8")
	v.ResponseWriter.Header().Set("Cache-Control", "no-store")
	return page.Answer{}, printed.WriteHTML(v.ResponseWriter, printed.Make(i, bill), printed.Page{
		Stylesheet: v.Asset("print.css"), Script: v.Asset("print.js"), Back: v.Link("/invoices/" + i.Irn),
		PDF: at("pdf"), PNG: at("png"), SVG: at("svg"), JSON: at("json"),
	})
}
