package invoices

import (
	"bytes"
	"strconv"
	"strings"

	"github.com/irpsim/irpsim/internal/printed"
	"github.com/irpsim/irpsim/internal/qr"
	"github.com/irpsim/irpsim/internal/web/page"
)

// qrScale is how many pixels a module of the QR code has in a PNG.
const qrScale = 4

// download hands out the printed form, the QR code as a picture, or the document as it was sent.
func download(v *page.Visit, form string) (page.Answer, error) {
	i, bill, err := find(v)
	if err != nil {
		return page.Answer{}, err
	}
	var body []byte
	kind := ""
	switch form {
	case "pdf":
		var b bytes.Buffer
		err = printed.WritePDF(&b, printed.Make(i, bill))
		body, kind = b.Bytes(), "application/pdf"
	case "png":
		body, err = qr.PNG(i.SignedQRCode, qrScale)
		kind = "image/png"
	case "svg":
		body, err = qr.SVG(i.SignedQRCode)
		kind = "image/svg+xml"
	case "json":
		body, kind = i.Payload, "application/json"
	}
	if err != nil {
		return page.Answer{}, err
	}
	h := v.ResponseWriter.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Length", strconv.Itoa(len(body)))
	h.Set("Content-Disposition", `attachment; filename="simulated-`+fileName(i.DocNo)+"."+form+`"`)
	h.Set("Cache-Control", "no-store")
	_, err = v.ResponseWriter.Write(body)
	if err != nil {
		return page.Answer{}, nil // the browser went away
	}
	return page.Answer{}, nil
}

// fileName is a document number as it may stand in the name of a file.
func fileName(no string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' {
			return r
		}
		return '-'
	}, no)
}
