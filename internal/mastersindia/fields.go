package mastersindia

import "slices"

// Kind is how the value of a field is carried over.
type Kind string

const (
	Text     Kind = "text"     // a number becomes its text; an empty text is not sent
	Amount   Kind = "amount"   // a number in quotes becomes a number; an empty text becomes 0.0
	Whole    Kind = "whole"    // as Amount, but an empty text is not sent: a PIN of 0 would be a wrong one
	Distance Kind = "distance" // as Amount, but an empty text becomes 0, for which the portal measures
	State    Kind = "state"    // a state code; "5" becomes "05", a name becomes its code
	Letters  Kind = "letters"  // a code of capital letters, which clients also send small
	Fixed    Kind = "fixed"    // not sent by clients: always the value of [Field.Fixed]
)

// Field is one row of the map between Masters India's names and the portal's. Both paths have the same number of parts;
// "[]" ends the name of a list.
type Field struct {
	Masters string // "seller_details.pincode"; an empty last part for what has no name there
	NIC     string // "SellerDtls.Pin"
	Kind    Kind
	Fixed   string // value of a [Fixed] field
}

// InvoiceFields lists the fields of the document that Generate takes, in the order of the portal's schema.
// Source: GSP reference 5, confirmed there by a signed sample.
func InvoiceFields() []Field { return slices.Clone(invoiceFields) }

// CancelFields lists the fields of a cancellation.
func CancelFields() []Field { return slices.Clone(cancelFields) }

// WaybillFields lists the fields of a request for an e-way bill by IRN. Source: GSP reference 2.5.
func WaybillFields() []Field { return slices.Clone(waybillFields) }

var cancelFields = []Field{
	{"irn", "Irn", Text, ""},
	{"cancel_reason", "CnlRsn", Text, ""},
	{"cancel_remarks", "CnlRem", Text, ""},
}

var waybillFields = []Field{
	{"irn", "Irn", Text, ""},
	{"transporter_id", "TransId", Text, ""},
	{"transporter_name", "TransName", Text, ""},
	{"transportation_mode", "TransMode", Text, ""},
	{"distance", "Distance", Distance, ""},
	{"transporter_document_number", "TransDocNo", Text, ""},
	{"transporter_document_date", "TransDocDt", Text, ""},
	{"vehicle_number", "VehNo", Text, ""},
	{"vehicle_type", "VehType", Text, ""},
	{"ship_details.gstin", "ExpShipDtls.Gstin", Text, ""},
	{"ship_details.trade_name", "ExpShipDtls.TrdNm", Text, ""},
	{"ship_details.address1", "ExpShipDtls.Addr1", Text, ""},
	{"ship_details.address2", "ExpShipDtls.Addr2", Text, ""},
	{"ship_details.location", "ExpShipDtls.Loc", Text, ""},
	{"ship_details.pincode", "ExpShipDtls.Pin", Whole, ""},
	{"ship_details.state_code", "ExpShipDtls.Stcd", State, ""},
	{"dispatch_details.company_name", "DispDtls.Nm", Text, ""},
	{"dispatch_details.address1", "DispDtls.Addr1", Text, ""},
	{"dispatch_details.address2", "DispDtls.Addr2", Text, ""},
	{"dispatch_details.location", "DispDtls.Loc", Text, ""},
	{"dispatch_details.pincode", "DispDtls.Pin", Whole, ""},
	{"dispatch_details.state_code", "DispDtls.Stcd", State, ""},
}
