package irn

import (
	"strconv"
	"time"

	"github.com/irpsim/irpsim/einv"
	"github.com/irpsim/irpsim/internal/clock"
)

// timeLayout prints an instant in the signed texts, in Indian time without a zone.
const timeLayout = "2006-01-02 15:04:05"

// InvoiceText returns the JSON text that SignedInvoice signs: the acknowledgement, then the document's members in the
// portal's order, numbers as the client wrote them. Fractions of a second are cut.
func InvoiceText(ack int64, ackDt time.Time, irn string, inv *einv.Invoice) []byte {
	const head, perItem = 2048, 640 // what a usual document takes; append grows it for others
	dst := make([]byte, 0, head+perItem*len(inv.ItemList))
	dst = append(dst, `{"AckNo":`...)
	dst = strconv.AppendInt(dst, ack, 10)
	dst = append(dst, `,"AckDt":`...)
	dst = appendTime(dst, ackDt)
	dst = append(dst, `,"Irn":`...)
	dst = einv.AppendString(dst, irn)
	dst = append(dst, ',')
	n := len(dst)
	if dst = einv.AppendMembers(dst, inv); len(dst) == n {
		dst = dst[:n-1] // an empty document leaves no comma behind
	}
	return append(dst, '}')
}

// QRText returns the JSON text that SignedQRCode signs: always the same ten members. irnDt is the AckDt of the registration.
func QRText(irn string, irnDt time.Time, inv *einv.Invoice) []byte {
	var (
		seller einv.SellerDtls
		buyer  einv.BuyerDtls
		doc    einv.DocDtls
		val    einv.ValDtls
	)
	setTo(&seller, inv.SellerDtls)
	setTo(&buyer, inv.BuyerDtls)
	setTo(&doc, inv.DocDtls)
	setTo(&val, inv.ValDtls)
	total := "0"
	if val.TotInvVal.IsSet() {
		total = val.TotInvVal.Literal()
	}

	dst := make([]byte, 0, 448)
	dst = appendText(dst, `{"SellerGstin":`, seller.Gstin)
	dst = appendText(dst, `,"BuyerGstin":`, buyer.Gstin)
	dst = appendText(dst, `,"DocNo":`, doc.No)
	dst = appendText(dst, `,"DocTyp":`, doc.Typ)
	dst = appendText(dst, `,"DocDt":`, doc.Dt)
	dst = append(dst, `,"TotInvVal":`...)
	dst = append(dst, total...)
	dst = append(dst, `,"ItemCnt":`...)
	dst = strconv.AppendInt(dst, int64(len(inv.ItemList)), 10)
	dst = appendText(dst, `,"MainHsnCode":`, mainHSN(inv.ItemList))
	dst = appendText(dst, `,"Irn":`, irn)
	dst = append(dst, `,"IrnDt":`...)
	dst = appendTime(dst, irnDt)
	return append(dst, '}')
}

// mainHSN is the HSN code, as sent, of the item with the highest taxable value; of several such, the first.
func mainHSN(items []einv.Item) string {
	if len(items) == 0 {
		return ""
	}
	top := 0
	for i := range items {
		if items[i].AssAmt.Milli() > items[top].AssAmt.Milli() {
			top = i
		}
	}
	return items[top].HsnCd
}

// setTo copies a block that was sent; one that was not leaves dst empty, so no document can make the signer fail.
func setTo[T any](dst, src *T) {
	if src != nil {
		*dst = *src
	}
}

func appendText(dst []byte, name, value string) []byte {
	return einv.AppendString(append(dst, name...), value)
}

func appendTime(dst []byte, t time.Time) []byte {
	dst = append(dst, '"')
	dst = t.In(clock.IST).AppendFormat(dst, timeLayout)
	return append(dst, '"')
}
