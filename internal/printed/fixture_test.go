package printed_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/irpsim/irpsim/einv"
	"github.com/irpsim/irpsim/internal/clock"
	"github.com/irpsim/irpsim/internal/irn"
	"github.com/irpsim/irpsim/internal/keys"
	"github.com/irpsim/irpsim/internal/sample"
	"github.com/irpsim/irpsim/internal/store"
)

// made is the instant of every registration in these tests.
func made() time.Time { return time.Date(2026, 11, 22, 12, 31, 7, 0, clock.IST) }

// registered is a valid document of a case as the store would keep it.
func registered(t testing.TB, name, number string, items int, change ...func(*einv.Invoice)) *store.Invoice {
	t.Helper()
	doc, err := sample.Make(name, sample.Options{Number: number, Date: made(), Items: items})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range change {
		c(&doc.Invoice)
	}
	payload, err := json.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	return stored(t, payload, &doc.Invoice)
}

func stored(t testing.TB, payload []byte, doc *einv.Invoice) *store.Invoice {
	t.Helper()
	inv := &store.Invoice{
		Seq: 1, AckNo: 112610000000001, AckDt: made(), Supplier: doc.SellerDtls.Gstin, Generator: doc.SellerDtls.Gstin,
		Buyer: doc.BuyerDtls.Gstin, SupTyp: doc.TranDtls.SupTyp, DocTyp: doc.DocDtls.Typ, DocNo: doc.DocDtls.No, DocDt: doc.DocDtls.Dt,
		TotInvVal: doc.ValDtls.TotInvVal.Literal(), Payload: payload, State: store.State{Status: store.Active},
	}
	inv.Irn = irn.Of(inv.Supplier, inv.DocTyp, inv.DocNo, made(), made())
	set, err := keys.Default()
	if err != nil {
		t.Fatal(err)
	}
	inv.SignedQRCode, err = irn.NewSigner(set.Signing, set.SigningCert).Sign(t.Context(), "NIC Sandbox", irn.QRText(inv.Irn, made(), doc))
	if err != nil {
		t.Fatal(err)
	}
	return inv
}

// cancelled is an invoice whose registration is no more.
func cancelled(inv *store.Invoice) *store.Invoice {
	inv.State = store.State{
		Status: store.Cancelled, CancelledAt: made().Add(26 * time.Hour), CnlRsn: "2", CnlRem: "Wrong quantity in line 2",
	}
	return inv
}

// bill is an e-way bill with two movements.
func bill(inv *store.Invoice) *store.EWB {
	return &store.EWB{
		No: 331000000001, Status: store.Active, Irn: inv.Irn, Transporter: "29AAAAA0000A1Z5", TransporterName: "Example Transport", Km: 984,
		GeneratedAt: made().Add(time.Minute), PartBAt: made().Add(time.Minute), ValidTill: made().AddDate(0, 0, 5), Extended: 1,
		Movements: []store.Movement{
			{At: made().Add(time.Minute), Mode: "1", Vehicle: "KA01AB1234"}, {At: made().Add(20 * time.Hour), Mode: "2", DocNo: "RR/17", DocDt: "23/11/2026"},
		},
	}
}
