package faces

import (
	"bytes"
	"context"
	"net/http"

	"github.com/irpsim/irpsim/internal/gateway"
	"github.com/irpsim/irpsim/internal/printed"
	"github.com/irpsim/irpsim/internal/qr"
	"github.com/irpsim/irpsim/internal/registrar"
	"github.com/irpsim/irpsim/internal/store"
)

// mastersImages are the addresses inside Masters India's answers. They open without a token, because clients put them into
// pages and mails; their ids cannot be guessed.
func mastersImages() []gateway.Row {
	row := func(op, title, path string, draw drawing) gateway.Row {
		return gateway.Row{Op: op, Title: title, Method: http.MethodGet, Path: path + "{id}/", Admit: gateway.Anyone, Do: mastersDrawn(draw), Say: mastersDrawing}
	}
	return []gateway.Row{
		row("qr", "QR code of an invoice, PNG", mastersQR, drawQR),
		row("pdf", "Printed invoice, PDF", mastersPDF, drawInvoice),
		row("pdf", "Printed invoice with its e-way bill, PDF", mastersPrint, drawBill),
	}
}

// drawing makes a file of an invoice and its last e-way bill, nil for none.
type drawing func(inv *store.Invoice, bill *store.EWB) (file, error)

type file struct {
	kind string // media type
	body []byte
}

// pixels is the width of a module of the QR code.
const pixels = 4

func drawQR(inv *store.Invoice, _ *store.EWB) (file, error) {
	png, err := qr.PNG(inv.SignedQRCode, pixels)
	return file{"image/png", png}, err
}

func drawInvoice(inv *store.Invoice, bill *store.EWB) (file, error) {
	var b bytes.Buffer
	err := printed.WritePDF(&b, printed.Make(inv, bill))
	return file{"application/pdf", b.Bytes()}, err
}

func drawBill(inv *store.Invoice, bill *store.EWB) (file, error) {
	if bill == nil {
		return file{}, gateway.Deny(gateway.NotFound, "the invoice has no e-way bill")
	}
	return drawInvoice(inv, bill)
}

func mastersDrawn(draw drawing) func(context.Context, *gateway.Exchange) (registrar.Answer, error) {
	return func(_ context.Context, x *gateway.Exchange) (registrar.Answer, error) {
		m := mastersState(x)
		var inv *store.Invoice
		var bill *store.EWB
		err := x.World.DB().View(func(tx *store.Tx) (err error) {
			var ok bool
			if m.linked {
				inv, ok, err = tx.InvoiceAt(x.World.ID, m.seq)
			}
			if err != nil || !ok {
				inv = nil
				return err
			}
			if inv.State.EwbNo != 0 {
				bill, _, err = tx.EWB(x.World.ID, inv.State.EwbNo)
			}
			return err
		})
		if err != nil {
			return registrar.Answer{}, err
		}
		if inv == nil {
			return registrar.Answer{}, gateway.Deny(gateway.NotFound, "the address was not handed out by a world of this simulator, or its invoice is gone")
		}
		f, err := draw(inv, bill)
		return registrar.Answer{Value: f, IRN: inv.Irn}, err
	}
}

func mastersDrawing(_ *gateway.Exchange, a registrar.Answer) (gateway.Reply, error) {
	f, _ := a.Value.(file)
	return gateway.Reply{Type: f.kind, Body: f.body}, nil
}
