package sample

import (
	"encoding/base64"

	"github.com/irpsim/irpsim/einv"
)

// throughOperator marks a supply that the e-commerce operator registers for the supplier: the operator must be logged in.
func throughOperator(t *einv.TranDtls) { t.EcmGstin = Operator }

func reverseCharge(t *einv.TranDtls) { t.RegRev = "Y" }

// igstOnIntra needs reverse charge as well: the portal refuses one without the other (2294).
func igstOnIntra(t *einv.TranDtls) { t.RegRev, t.IgstOnIntra = "Y", "Y" }

// precedes points a credit or debit note to the invoice it corrects.
func precedes(d *draft) {
	d.inv.RefDtls = &einv.RefDtls{PrecDocDtls: []einv.PrecDoc{{InvNo: "SIM/ORIG/1", InvDt: d.date(-10)}}}
}

// shipAbroad adds the export block; a value in dollars at a rate of 84.50 goes with it.
func shipAbroad(d *draft) {
	d.inv.ExpDtls = &einv.ExpDtls{
		ShipBNo: "SB1000001", ShipBDt: d.date(0), Port: "INNSA1", RefClm: "N", ForCur: "USD", CntCode: "US",
	}
	if d.shape.levy == asInter {
		d.inv.ExpDtls.RefClm = "Y" // refund of the IGST paid
	}
	d.inv.ValDtls.TotInvValFc = einv.Milli(paise(d.inv.ValDtls.TotInvVal.Milli()*1000, 84_500))
}

// dispatchAndShip lets the goods leave from a depot and go to another taxpayer than the buyer.
func dispatchAndShip(d *draft) {
	d.inv.DispDtls = &einv.DispDtls{
		Nm: "Simulated Seller Depot", Addr1: "4 Simulation Road", Loc: d.from.Location,
		Pin: whole(d.from.Pin + 2), Stcd: d.from.StateCode,
	}
	to, _ := partyOf(ordinaryBuyer(otherState(d.inv.BuyerDtls.Stcd)))
	d.inv.ShipDtls = &einv.ShipDtls{
		Gstin: to.Gstin, LglNm: "Simulated Consignee Private Limited", TrdNm: "Simulated Consignee",
		Addr1: "5 Simulation Road", Addr2: "Gate 2", Loc: to.Location,
		Pin: whole(to.Pin + 3), Stcd: to.StateCode,
	}
}

// everyBlock fills the optional members that need nothing else: batch, attributes, payment, references, papers.
func everyBlock(d *draft) {
	for i := range d.inv.ItemList {
		it := &d.inv.ItemList[i]
		it.Barcde, it.PreTaxVal, it.OrdLineRef = "8901234567894", it.AssAmt, "PO-LINE-"+it.SlNo
		it.OrgCntry, it.PrdSlNo = "IN", "SN-"+it.SlNo
		it.BchDtls = &einv.BchDtls{
			Nm: "BATCH-" + it.SlNo, ExpDt: format(d.opts.Date.AddDate(2, 0, 0)), WrDt: format(d.opts.Date.AddDate(1, 0, 0)),
		}
		it.AttribDtls = []einv.Attrib{{Nm: "Colour", Val: "Grey"}, {Nm: "Grade", Val: "A"}}
	}
	s, b := d.inv.SellerDtls, d.inv.BuyerDtls
	s.TrdNm, s.Addr2, s.Ph, s.Em = "Simulated Seller", "First Floor", "9000000001", "accounts@seller.example"
	b.TrdNm, b.Addr2, b.Ph, b.Em = "Simulated Buyer", "Second Floor", "9000000002", "purchase@buyer.example"
	d.inv.PayDtls = &einv.PayDtls{
		Nm: "Simulated Seller", AccDet: "000100020003", Mode: "Direct Transfer", FinInsBr: "SIMB0000001",
		PayTerm: "Within 30 days", PayInstr: "Quote the invoice number", CrTrn: "NEFT", DirDr: "None",
		CrDay: whole(30), PaidAmt: einv.Milli(0), PaymtDue: d.inv.ValDtls.TotInvVal,
	}
	first := d.opts.Date.AddDate(0, 0, 1-d.opts.Date.Day())
	d.inv.RefDtls = &einv.RefDtls{
		InvRm:       "Supplies of the month",
		DocPerdDtls: &einv.DocPerdDtls{InvStDt: format(first), InvEndDt: d.date(0)},
		PrecDocDtls: []einv.PrecDoc{{InvNo: "SIM/PRO/1", InvDt: d.date(-7), OthRefNo: "PROFORMA-1"}},
		ContrDtls: []einv.Contr{{
			RecAdvRefr: "RA-1", RecAdvDt: d.date(-3), TendRefr: "TENDER-1", ContrRefr: "CONTRACT-1",
			ExtRefr: "EXT-1", ProjRefr: "PROJECT-1", PORefr: "PO-1", PORefDt: d.date(-14),
		}},
	}
	d.inv.AddlDocDtls = []einv.AddlDoc{{
		Url: "https://seller.example/papers/1", Info: "Delivery note",
		Docs: base64.StdEncoding.EncodeToString([]byte("delivery note")),
	}}
}
