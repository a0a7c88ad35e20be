package printed

import (
	"encoding/base64"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"github.com/irpsim/irpsim/einv"
	"github.com/irpsim/irpsim/internal/clock"
	"github.com/irpsim/irpsim/internal/irn"
	"github.com/irpsim/irpsim/internal/qr"
	"github.com/irpsim/irpsim/internal/store"
	"github.com/irpsim/irpsim/masters"
)

// Make builds the printed form of an invoice from what the store keeps of it, and of the last e-way bill made for it, nil
// for none. A document that cannot be read leaves the parts out that come from it; Unreadable then says so.
func Make(inv *store.Invoice, bill *store.EWB) Invoice {
	doc, _, err := einv.Decode[einv.Invoice](inv.Payload)
	v := Invoice{
		Number: text(inv.DocNo), Status: text(inv.State.Status), Made: inv.AckDt.In(clock.IST),
	}
	if len(inv.SignedQRCode) <= qr.MaxLen {
		v.QR = inv.SignedQRCode
	}
	if err != nil {
		v.Unreadable = "The document that was registered cannot be read: " + text(err.Error()) + "."
		doc = &einv.Invoice{}
	}
	fill(doc)
	if doc.DocDtls.Typ == "" {
		doc.DocDtls.Typ = inv.DocTyp
	}
	if doc.TranDtls.SupTyp == "" {
		doc.TranDtls.SupTyp = inv.SupTyp
	}
	v.head(inv, doc)
	v.registration(inv, bill)
	v.Parties = parties(doc)
	v.items(doc)
	v.totals(inv, doc)
	v.sections(doc, bill)
	return v
}

// fill puts empty blocks where the document has none, so that they can be asked.
func fill(doc *einv.Invoice) {
	absent(&doc.TranDtls)
	absent(&doc.DocDtls)
	absent(&doc.SellerDtls)
	absent(&doc.BuyerDtls)
	absent(&doc.ValDtls)
}

func absent[T any](block **T) {
	if *block == nil {
		*block = new(T)
	}
}

func (v *Invoice) head(inv *store.Invoice, doc *einv.Invoice) {
	var what string
	switch strings.ToUpper(doc.DocDtls.Typ) {
	case "INV", "":
		v.Title, what = "e-Invoice", "Tax invoice"
	case "CRN":
		v.Title, what = "Credit note", "e-Invoice"
	case "DBN":
		v.Title, what = "Debit note", "e-Invoice"
	default:
		v.Title, what = "e-Invoice", "Document of type "+text(doc.DocDtls.Typ)
	}
	supply := text(doc.TranDtls.SupTyp)
	if s, ok := masters.LookupSupplyType(strings.ToUpper(supply)); ok {
		supply += " · " + s.Name
	}
	v.Kind = join(" · ", what, supply)
	var f facts
	f.add("Document No", inv.DocNo)
	f.add("Date", inv.DocDt)
	f.add("Place of supply", state(doc.BuyerDtls.Pos))
	f.add("Reverse charge", yesNo(doc.TranDtls.RegRev))
	if strings.EqualFold(doc.TranDtls.IgstOnIntra, "Y") {
		f.add("IGST within the state", "Yes")
	}
	v.Facts = f
}

func yesNo(flag string) string {
	switch strings.ToUpper(flag) {
	case "Y":
		return "Yes"
	case "N", "":
		return "No"
	}
	return flag
}

func state(code string) string {
	s, ok := masters.LookupState(code)
	return named(code, s.Name, ok)
}

// registration is what the portal gave: acknowledgement, status, key, and what became of it.
func (v *Invoice) registration(inv *store.Invoice, bill *store.EWB) {
	name := clean(inv.Irn, 64)
	cut := min(32, len(name))
	v.IRN = [2]string{name[:cut], name[cut:]}
	var f facts
	f.code("Ack No", strconv.FormatInt(inv.AckNo, 10))
	f.code("Ack Date", v.Made.Format(time.DateTime))
	var header irn.Header
	var claims struct {
		Iss string `json:"iss"`
	}
	parts := strings.SplitN(inv.SignedQRCode, ".", 3)
	if len(parts) == 3 {
		decodePart(parts[0], &header)
		decodePart(parts[1], &claims)
	}
	v.Issuer = text(claims.Iss)
	f.code("Signing key", halves(clean(header.Kid, 64)))
	if inv.Generator != inv.Supplier {
		f.code("Registered by", inv.Generator)
	}
	f.add("Portal", inv.Portal)
	if bill != nil {
		f.code("e-Way bill", strconv.FormatInt(bill.No, 10))
		f.add("Bill valid until", validity(bill))
	}
	v.stamp(inv.State, &f)
	v.Register = f
}

// stamp says across the page what became of the registration.
func (v *Invoice) stamp(s store.State, f *facts) {
	switch s.Status {
	case store.Cancelled:
		reason, ok := masters.LookupIRNCancelReason(s.CnlRsn)
		v.Stamp, v.StampWhy = "CANCELLED", day(s.CancelledAt)
		if rsn := text(s.CnlRsn); rsn != "" {
			v.StampWhy += ", reason " + rsn
			if ok {
				v.StampWhy += " (" + reason.Name + ")"
			}
		}
		f.code("Cancelled", moment(s.CancelledAt))
		f.add("Remark", s.CnlRem)
	case store.Rejected:
		v.Stamp, v.StampWhy = "REJECTED", join(", ", day(s.RejectedAt), "registered earlier at another portal")
		f.code("Rejected", moment(s.RejectedAt))
	}
}

// decodePart reads a part of a token as far as it can be read. Nothing is verified here: the page only names the key.
func decodePart(part string, into any) {
	if b, err := base64.RawURLEncoding.DecodeString(part); err == nil && len(b) < 64<<10 {
		_ = json.Unmarshal(b, into) // what cannot be read is not named
	}
}

// halves breaks a thumbprint of 40 digits in the middle, so that it fits beside the QR code.
func halves(kid string) string {
	if len(kid) != 40 {
		return kid
	}
	return kid[:20] + " " + kid[20:]
}

func moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(clock.IST).Format(time.DateTime)
}

func day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(clock.IST).Format("2 Jan 2006")
}

// validity of a bill in words.
func validity(bill *store.EWB) string {
	switch {
	case bill.Status == store.Cancelled:
		return "cancelled " + moment(bill.CancelledAt)
	case bill.ValidTill.IsZero():
		return "no vehicle yet (Part A alone)"
	}
	return moment(bill.ValidTill)
}

// formula is what the IRN is the hash of. The portal takes the number as written or in capitals, depending on the day; the
// one that gives this IRN is the right one.
func formula(name string, inv *store.Invoice, doc *einv.Invoice) string {
	date, err := time.ParseInLocation("02/01/2006", inv.DocDt, clock.IST)
	if err != nil {
		return ""
	}
	fy := irn.FinancialYear(date)
	for _, no := range []string{inv.DocNo, strings.ToUpper(inv.DocNo)} {
		if irn.Hash(doc.SellerDtls.Gstin, fy, inv.DocTyp, no) == name {
			return text("SHA-256 ( " + strings.Join([]string{doc.SellerDtls.Gstin, fy, inv.DocTyp, no}, " · ") + " )")
		}
	}
	return ""
}
