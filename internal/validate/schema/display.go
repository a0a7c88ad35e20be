package schema

import "strings"

// Confidence tells how we know a display name.
type Confidence string

// Observed: a message of the portal with this name was seen for a member so called. Inferred: worded by us after the
// same manner.
const (
	Observed Confidence = "observed"
	Inferred Confidence = "inferred"
)

// displayName says what messages call a member: the one with exactly this path, or else the last part of it.
type displayName struct {
	member     string
	display    string
	confidence Confidence
}

// lookUp finds the display name of the member at path. Blocks have none: the portal's name for one is not known, and
// a .NET property without a display name goes by its own.
func lookUp(names []displayName, path string) (string, Confidence) {
	last := path[strings.LastIndexByte(path, '.')+1:]
	display, confidence := last, Inferred
	for _, n := range names {
		switch n.member {
		case path:
			return n.display, n.confidence
		case last:
			display, confidence = n.display, n.confidence
		}
	}
	return display, confidence
}

// displayNames is the one table of display names. Sources of the observed ones: the schema messages quoted in public
// client code, help pages and issue threads. "Orgin Country" is the portal's spelling.
func displayNames() []displayName {
	return []displayName{
		{"Version", "Version", Inferred},
		{"Irn", "IRN", Inferred},

		{"TaxSch", "Tax Scheme", Inferred},
		{"SupTyp", "Type of Supply", Observed},
		{"RegRev", "Reverse Charge", Observed},
		{"EcmGstin", "e-Commerce GSTIN", Observed},
		{"IgstOnIntra", "IGST on Intra-State Supply", Observed},

		{"Typ", "Document Type", Observed},
		{"No", "Document Number", Observed},
		{"Dt", "Document Date", Observed},

		{"Gstin", "GSTIN", Observed},
		{"LglNm", "Legal Name", Observed},
		{"TrdNm", "Trade Name", Observed},
		{"Pos", "POS", Observed},
		{"Addr1", "Address 1", Observed},
		{"Addr2", "Address 2", Observed},
		{"Loc", "Location", Observed},
		{"Pin", "Pin Code", Observed},
		{"Stcd", "State", Observed},
		{"Ph", "Phone Number", Observed},
		{"Em", "e-Mail", Observed},
		{"DispDtls.Nm", "Name", Inferred},

		{"SlNo", "Sl No.", Observed},
		{"PrdDesc", "Product Description", Observed},
		{"IsServc", "Supply or Service", Observed},
		{"HsnCd", "HSN Code", Observed},
		{"Barcde", "Bar Code", Inferred},
		{"Qty", "Quantity", Inferred},
		{"FreeQty", "Free Quantity", Inferred},
		{"Unit", "Unit", Observed},
		{"UnitPrice", "Unit Price", Inferred},
		{"TotAmt", "Total Amount", Inferred},
		{"Discount", "Discount", Inferred},
		{"PreTaxVal", "Pre Tax Value", Inferred},
		{"AssAmt", "Assessable Amount (Total Amount – Discount)", Observed},
		{"GstRt", "GST Rate", Inferred},
		{"IgstAmt", "IGST Amount", Inferred},
		{"CgstAmt", "CGST Amount", Inferred},
		{"SgstAmt", "SGST Amount", Inferred},
		{"CesRt", "Cess Rate", Inferred},
		{"CesAmt", "Cess Amount", Inferred},
		{"CesNonAdvlAmt", "Cess Non Advalorem Amount", Inferred},
		{"StateCesRt", "State Cess Rate", Inferred},
		{"StateCesAmt", "State Cess Amount", Inferred},
		{"StateCesNonAdvlAmt", "State Cess Non Advalorem Amount", Inferred},
		{"OthChrg", "Other Charges", Inferred},
		{"TotItemVal", "Total Item Value", Inferred},
		{"OrdLineRef", "Order Line Reference", Inferred},
		{"OrgCntry", "Orgin Country", Observed},
		{"PrdSlNo", "Product Serial Number", Inferred},
		{"ItemList[].BchDtls.Nm", "Batch Name", Observed},
		{"ExpDt", "Batch Expiry Date", Inferred},
		{"WrDt", "Warranty Date", Inferred},
		{"ItemList[].AttribDtls[].Nm", "Attribute Name", Inferred},
		{"Val", "Attribute Value", Inferred},

		{"AssVal", "Total Assessable Value", Inferred},
		{"CgstVal", "Total CGST Value", Inferred},
		{"SgstVal", "Total SGST Value", Inferred},
		{"IgstVal", "Total IGST Value", Inferred},
		{"CesVal", "Total Cess Value", Inferred},
		{"StCesVal", "Total State Cess Value", Inferred},
		{"RndOffAmt", "Rounding off amount", Observed},
		{"TotInvVal", "Total Invoice Value", Inferred},
		{"TotInvValFc", "Total Invoice Value in Additional Currency", Inferred},

		{"PayDtls.Nm", "Payee Name", Inferred},
		{"AccDet", "Account Detail", Inferred},
		{"Mode", "Mode of Payment", Inferred},
		{"FinInsBr", "Financial Institution Branch", Inferred},
		{"PayTerm", "Payment Terms", Inferred},
		{"PayInstr", "Payment Instruction", Inferred},
		{"CrTrn", "Credit Transfer", Inferred},
		{"DirDr", "Direct Debit", Inferred},
		{"CrDay", "Credit Days", Inferred},
		{"PaidAmt", "Paid Amount", Inferred},
		{"PaymtDue", "Payment Due", Inferred},

		{"InvRm", "Invoice Remarks", Inferred},
		{"InvStDt", "Invoice Period Start Date", Inferred},
		{"InvEndDt", "Invoice Period End Date", Inferred},
		{"InvNo", "Preceding Invoice Number", Inferred},
		{"InvDt", "Preceding Invoice Date", Inferred},
		{"OthRefNo", "Other Reference Number", Inferred},
		{"RecAdvRefr", "Receipt Advice Reference", Inferred},
		{"RecAdvDt", "Receipt Advice Date", Inferred},
		{"TendRefr", "Tender Reference", Inferred},
		{"ContrRefr", "Contract Reference", Inferred},
		{"ExtRefr", "External Reference", Inferred},
		{"ProjRefr", "Project Reference", Inferred},
		{"PORefr", "PO Reference", Inferred},
		{"PORefDt", "PO Reference Date", Inferred},

		{"Url", "Supporting Document URL", Inferred},
		{"Docs", "Supporting Document", Inferred},
		{"Info", "Additional Information", Inferred},

		{"ShipBNo", "Shipping Bill Number", Inferred},
		{"ShipBDt", "Shipping Bill Date", Inferred},
		{"Port", "Port Code", Inferred},
		{"RefClm", "Refund Claim", Inferred},
		{"ForCur", "Foreign Currency", Inferred},
		{"CntCode", "Country Code", Inferred},
		{"ExpDuty", "Export Duty", Inferred},

		{"TransId", "Transporter ID", Inferred},
		{"TransName", "Transporter Name", Inferred},
		{"TransMode", "Transport Mode", Inferred},
		{"Distance", "Distance", Inferred},
		{"TransDocNo", "Transport Document Number", Inferred},
		{"TransDocDt", "Transport Document Date", Inferred},
		{"VehNo", "Vehicle Number", Inferred},
		{"VehType", "Vehicle Type", Inferred},

		{"CnlRsn", "Cancel Reason", Inferred},
		{"CnlRem", "Cancel Remarks", Inferred},

		{"UserName", "User Name", Inferred},
		{"Password", "Password", Inferred},
		{"AppKey", "App Key", Inferred},
		{"ForceRefreshAccessToken", "Force Refresh Access Token", Inferred},

		{"ewbNo", "e-Way Bill Number", Inferred},
		{"cancelRsnCode", "Cancel Reason Code", Inferred},
		{"cancelRmrk", "Cancel Remarks", Inferred},
	}
}
