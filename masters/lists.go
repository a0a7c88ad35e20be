package masters

import "strings"

// State is a GST state code.
type State struct {
	Code   string // two digits
	Name   string
	Short  string // letters of vehicles and post, not a portal field
	Usable bool   // may stand in an e-invoice; 25, 28 and 99 occur in GSTINs only
	Note   string
}

// LookupState finds a state by its code of two digits, or of one ("9" is "09").
func LookupState(code string) (State, bool) {
	if len(code) == 1 {
		code = "0" + code
	}
	r, ok := search(statesCSV, code)
	return State{Code: r[0], Name: r[1], Short: r[2], Usable: r[3] == "Y", Note: r[4]}, ok
}

// Named is a row of a list that has codes with names only.
type Named struct {
	Code string
	Name string
	Note string // remarks of the list; often ""
}

func named(r row, ok bool) (Named, bool) { return Named{Code: r[0], Name: r[1], Note: r[2]}, ok }

// LookupUQC finds a unit quantity code.
func LookupUQC(code string) (Named, bool) { return named(search(uqcCSV, code)) }

// HSN is a code of the Harmonised System for goods, or of the Indian scheme for services (chapter 99).
type HSN struct {
	Code        string
	Description string // shortened; "" for most derived rows
	Service     bool
	Derived     bool // not listed itself, but the beginning of listed codes
}

// LookupHSN finds a code of 2, 4, 6 or 8 digits.
func LookupHSN(code string) (HSN, bool) {
	r, ok := search(hsnCSV, code)
	return HSN{Code: r[0], Description: r[1], Service: r[2] == "service", Derived: r[4] == "Y"}, ok
}

// Port is a customs port, airport, inland depot or land station.
type Port struct {
	Code  string // six characters
	Name  string
	State string // two digits, "" when unknown
	Kind  string // sea, air, rail, ICD/SEZ, land customs, post, or ""
}

// LookupPort finds a port by its code.
func LookupPort(code string) (Port, bool) {
	r, ok := search(portsCSV, code)
	return Port{Code: r[0], Name: r[1], State: r[2], Kind: r[3]}, ok
}

// Country is a country of ISO 3166-1.
type Country struct {
	Code    string // two letters
	Name    string
	Alpha3  string
	Numeric string // three digits
}

// LookupCountry finds a country by its code of two letters.
func LookupCountry(code string) (Country, bool) {
	r, ok := search(countriesCSV, code)
	return Country{Code: r[0], Name: r[1], Alpha3: r[2], Numeric: r[3]}, ok
}

// LookupCurrency finds a currency by its code of three letters.
func LookupCurrency(code string) (Named, bool) {
	r, ok := search(currenciesCSV, code)
	return Named{Code: r[0], Name: r[1]}, ok
}

// eInvoice is what the column used_in says of rows that an e-invoice may carry.
const eInvoice = "e-invoice"

// LookupDocumentType finds a document type of e-invoices: INV, CRN or DBN.
func LookupDocumentType(code string) (Named, bool) {
	return named(scan(documentTypesCSV, code, func(used string) bool { return used == eInvoice }))
}

// LookupEWBDocumentType finds a document type of the e-way bill system, where INV is a tax invoice.
func LookupEWBDocumentType(code string) (Named, bool) {
	return named(scan(documentTypesCSV, code, func(used string) bool { return used != eInvoice }))
}

// SupplyType is a value of TranDtls.SupTyp.
type SupplyType struct {
	Code   string
	Name   string
	Export bool // the recipient is abroad
	SEZ    bool // the recipient is in a special economic zone
	IGST   string
}

// LookupSupplyType finds a supply type.
func LookupSupplyType(code string) (SupplyType, bool) {
	r, ok := scan(supplyTypesCSV, code, nil)
	return SupplyType{Code: r[0], Name: r[1], Export: r[2] == "Y", SEZ: r[3] == "Y", IGST: r[4]}, ok
}

// TaxpayerType is a kind of registration. Only some codes are confirmed; Evidence says which.
type TaxpayerType struct {
	Code        string
	Name        string
	Position14  string // what the GSTIN has at position 14, or at 13 and 14
	MayIssueIRN bool
	Evidence    string
}

// LookupTaxpayerType finds a type of taxpayer.
func LookupTaxpayerType(code string) (TaxpayerType, bool) {
	r, ok := scan(taxpayerTypesCSV, code, nil)
	return TaxpayerType{Code: r[0], Name: r[1], Position14: r[2], MayIssueIRN: r[3] == "Y", Evidence: r[4]}, ok
}

// LookupGstinStatus finds a status of a registration. The note says whether it may issue e-invoices.
func LookupGstinStatus(code string) (Named, bool) { return named(scan(gstinStatusCSV, code, nil)) }

// LookupBlockStatus finds a block status of a taxpayer: U or B.
func LookupBlockStatus(code string) (Named, bool) { return named(scan(gstinBlockStatusCSV, code, nil)) }

// LookupIRNStatus finds a status of an IRN: ACT or CNL.
func LookupIRNStatus(code string) (Named, bool) { return named(scan(irnStatusCSV, code, nil)) }

// LookupIRNCancelReason finds a reason for cancelling an IRN: 1 to 4.
func LookupIRNCancelReason(code string) (Named, bool) {
	return named(scan(irnCancelReasonsCSV, code, nil))
}

// LookupEWBCancelReason finds a reason for cancelling an e-way bill; 2 and 3 mean the opposite of the IRN's reasons.
func LookupEWBCancelReason(code string) (Named, bool) {
	return named(scan(ewbCancelReasonsCSV, code, nil))
}

// LookupTransportMode finds a mode of transport that an e-invoice may carry: 1 to 4. Mode 5 exists for extensions only.
func LookupTransportMode(code string) (Named, bool) {
	r, ok := scan(transportModesCSV, code, func(used string) bool {
		return strings.HasPrefix(used, eInvoice)
	})
	return named(r, ok)
}

// LookupVehicleType finds a type of vehicle: R or O.
func LookupVehicleType(code string) (Named, bool) { return named(scan(vehicleTypesCSV, code, nil)) }
