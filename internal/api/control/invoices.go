package control

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/irpsim/irpsim/internal/clock"
	"github.com/irpsim/irpsim/internal/printed"
	"github.com/irpsim/irpsim/internal/qr"
	"github.com/irpsim/irpsim/internal/store"
)

// invoiceRow is a registered invoice in a list.
type invoiceRow struct {
	Seq         uint64 `json:"seq"`
	Irn         string `json:"irn"`
	AckNo       int64  `json:"ack_no"`
	AckDt       string `json:"ack_dt"` // RFC 3339
	Status      string `json:"status"`
	Supplier    string `json:"supplier"`
	Generator   string `json:"generator"`
	Buyer       string `json:"buyer"`
	SupTyp      string `json:"sup_typ"`
	DocTyp      string `json:"doc_typ"`
	DocNo       string `json:"doc_no"`
	DocDt       string `json:"doc_dt"`
	TotInvVal   string `json:"tot_inv_val"`
	CancelledAt string `json:"cancelled_at,omitempty"`
	CnlRsn      string `json:"cnl_rsn,omitempty"`
	CnlRem      string `json:"cnl_rem,omitempty"`
}

// invoiceWhole adds what only one invoice at a time shows.
type invoiceWhole struct {
	invoiceRow
	Ewb           *ewbView        `json:"ewb,omitempty"` // the last e-way bill made for it
	SignedInvoice string          `json:"signed_invoice"`
	SignedQRCode  string          `json:"signed_qr_code"`
	Payload       json.RawMessage `json:"payload"` // the document as the client sent it
	Simulated     bool            `json:"simulated"`
}

func rowOf(i *store.Invoice) invoiceRow {
	row := invoiceRow{
		Seq: i.Seq, Irn: i.Irn, AckNo: i.AckNo, AckDt: i.AckDt.In(clock.IST).Format(time.RFC3339), Status: i.State.Status,
		Supplier: i.Supplier, Generator: i.Generator, Buyer: i.Buyer, SupTyp: i.SupTyp,
		DocTyp: i.DocTyp, DocNo: i.DocNo, DocDt: i.DocDt, TotInvVal: i.TotInvVal, CnlRsn: i.State.CnlRsn, CnlRem: i.State.CnlRem,
	}
	if !i.State.CancelledAt.IsZero() {
		row.CancelledAt = i.State.CancelledAt.In(clock.IST).Format(time.RFC3339)
	}
	return row
}

func (s *Server) invoices(c *call) error {
	f, err := s.filter(c)
	if err != nil {
		return err
	}
	var before uint64
	if v := c.URL.Query().Get("before"); v != "" {
		if before, err = strconv.ParseUint(v, 10, 64); err != nil {
			return bad("before is " + v + ": give the seq of an invoice")
		}
	}
	rows := []invoiceRow{}
	err = c.world.DB().View(func(tx *store.Tx) error {
		return tx.EachInvoice(c.world.ID, before, func(i *store.Invoice) bool {
			rows = append(rows, rowOf(i))
			return len(rows) < f.Limit
		})
	})
	if err != nil {
		return err
	}
	return c.answer(http.StatusOK, rows)
}

// registered finds an invoice of the world and the last e-way bill made for it, nil when there is none.
func registered(c *call, name string) (found *store.Invoice, bill *store.EWB, err error) {
	err = c.world.DB().View(func(tx *store.Tx) error {
		i, ok, err := tx.Invoice(c.world.ID, name)
		if ok {
			found = i
			bill, _, err = tx.EWB(c.world.ID, i.State.EwbNo)
		}
		return err
	})
	if err == nil && found == nil {
		err = missing("this world has no invoice with IRN " + name + "; GET " + Prefix + "/invoices lists them")
	}
	return found, bill, err
}

// invoicePDF answers the printed e-invoice.
func (s *Server) invoicePDF(c *call) error {
	name, _, _ := strings.Cut(strings.ToLower(c.param("irn")), ".")
	found, bill, err := registered(c, name)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := printed.WritePDF(&b, printed.Make(found, bill)); err != nil {
		return err
	}
	c.ResponseWriter.Header().Set("Content-Disposition", `inline; filename="`+found.Irn+`.pdf"`)
	return c.raw(http.StatusOK, pdfType, b.Bytes())
}

func (s *Server) invoice(c *call) error {
	name, form, _ := strings.Cut(strings.ToLower(c.param("irn")), ".")
	found, bill, err := registered(c, name)
	if err != nil {
		return err
	}
	switch form {
	case "":
		return c.answer(http.StatusOK, invoiceWhole{rowOf(found), viewOf(bill), found.SignedInvoice, found.SignedQRCode, found.Payload, true})
	case "png":
		b, err := qr.PNG(found.SignedQRCode, 4)
		if err != nil {
			return err
		}
		return c.raw(http.StatusOK, "image/png", b)
	case "svg":
		b, err := qr.SVG(found.SignedQRCode)
		if err != nil {
			return err
		}
		return c.raw(http.StatusOK, "image/svg+xml", b)
	case "pdf": // in capitals; the usual spelling has a route of its own
		return s.invoicePDF(c)
	}
	return missing("an invoice can be had as JSON, .pdf, .png or .svg, not as ." + form)
}

// resets are the parts of a world that can be emptied.
var resets = []string{"irns", "journal", "faults", "clock", "all"}

func (s *Server) reset(c *call) error {
	var in struct {
		What []string `json:"what"`
	}
	if err := c.read(&in); err != nil {
		return err
	}
	if len(in.What) == 0 {
		return bad(`say what to empty, such as {"what":["irns","journal"]}; there are ` + strings.Join(resets, ", "))
	}
	for _, w := range in.What {
		if !slices.Contains(resets, w) {
			return bad(fmt.Sprintf("%q cannot be emptied; there are %s", w, strings.Join(resets, ", ")))
		}
	}
	has := func(w string) bool { return slices.Contains(in.What, w) || slices.Contains(in.What, "all") }
	if has("irns") {
		if err := c.world.ClearInvoices(c.Context()); err != nil {
			return err
		}
	}
	if has("clock") {
		if err := c.world.ResetClock(c.Context()); err != nil {
			return err
		}
	}
	if slices.Contains(in.What, "all") {
		if err := c.world.Restore(c.Context()); err != nil {
			return err
		}
	}
	if has("faults") {
		if err := c.world.ClearFaults(c.Context()); err != nil {
			return err
		}
	}
	if has("journal") {
		c.world.Journal.Clear()
		c.world.Met.Clear()
	}
	return c.none()
}
