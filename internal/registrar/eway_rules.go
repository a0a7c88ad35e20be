package registrar

import (
	"slices"

	"github.com/irpsim/irpsim/einv"
	"github.com/irpsim/irpsim/internal/distance"
	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/taxpayer"
	"github.com/irpsim/irpsim/masters"
)

// Codes of making a bill without an IRN (confirmed in the lists; where a condition is ours, docs/divergences.md says so).
const (
	ewaySupplyType     fault.Code = "201"
	ewaySubSupplyType  fault.Code = "202"
	ewayDocType        fault.Code = "204"
	ewayDocNo          fault.Code = "206"
	ewayDocDate        fault.Code = "207"
	ewayFromGstin      fault.Code = "208"
	ewayFromPin        fault.Code = "210"
	ewayFromState      fault.Code = "211"
	ewayToGstin        fault.Code = "212"
	ewayToPin          fault.Code = "214"
	ewayToState        fault.Code = "215"
	ewayHsn            fault.Code = "216"
	ewayUnit           fault.Code = "217"
	ewayTransMode      fault.Code = "220"
	ewayDistance       fault.Code = "221"
	ewayTransDate      fault.Code = "224"
	ewayVehicleNo      fault.Code = "225"
	ewayNoItems        fault.Code = "233"
	ewayTaxable        fault.Code = "234"
	ewayOutward        fault.Code = "359"
	ewayInward         fault.Code = "360"
	ewayDocBeforeBill  fault.Code = "362"
	ewayActFromState   fault.Code = "371"
	ewayActToState     fault.Code = "372"
	ewayDuplicate      fault.Code = "604"
	ewayTransaction    fault.Code = "612"
	ewayPartA          fault.Code = "619"
	ewayOverMode       fault.Code = "634"
	ewayModeMissing    fault.Code = "638"
	ewayTotal          fault.Code = "640"
	ewayTooFar         fault.Code = "702"
	ewaySamePin        fault.Code = "709"
	ewayConsignorBlock fault.Code = "715"
	ewayConsigneeBlock fault.Code = "716"
	ewayNeedsIRN       fault.Code = "720"
	ewayNoDistance     fault.Code = "721"
	ewayServices       fault.Code = "724"
	ewayShipRegular    fault.Code = "726"
	ewayShipNothing    fault.Code = "727"
	ewayDocumentTooOld fault.Code = "820"
)

// ewayDocumentDays is how old a document may be on the day of its bill.
const ewayDocumentDays = 180

// memberCodes words members that cannot be bound.
func memberCodes() map[string]fault.Code {
	return map[string]fault.Code{
		"supplyType": ewaySupplyType, "subSupplyType": ewaySubSupplyType, "docType": ewayDocType, "docNo": ewayDocNo, "docDate": ewayDocDate,
		"fromGstin": ewayFromGstin, "fromPincode": ewayFromPin, "fromStateCode": ewayFromState, "actFromStateCode": ewayActFromState,
		"toGstin": ewayToGstin, "toPincode": ewayToPin, "toStateCode": ewayToState, "actToStateCode": ewayActToState,
		"transactionType": ewayTransaction, "totInvValue": ewayTotal, "transMode": ewayTransMode, "transDistance": ewayDistance,
		"transporterId": ewayTransporter, "transDocDate": ewayTransDate, "vehicleNo": ewayVehicleNo, "vehicleType": ewayVehicleType,
		"itemList": ewayNoItems,
	}
}

// wrongMembers lists what is wrong with single members, each code once.
func (r *directRequest) wrongMembers() []fault.Finding {
	var codes []fault.Code
	check := func(ok bool, code fault.Code) {
		if !ok && !slices.Contains(codes, code) {
			codes = append(codes, code)
		}
	}
	_, docType := masters.LookupEWBDocumentType(r.DocType)
	_, docDate := day(r.DocDate)
	check(r.SupplyType == "O" || r.SupplyType == "I", ewaySupplyType)
	check(hasReason("ewb_sub_supply_types", r.SubSupplyType), ewaySubSupplyType)
	check(docType, ewayDocType)
	check(documentNumber(r.DocNo), ewayDocNo)
	check(docDate, ewayDocDate)
	check(party(r.FromGstin), ewayFromGstin)
	check(pinCode(r.FromPincode), ewayFromPin)
	check(stateOf(r.FromStateCode) != "", ewayFromState)
	check(stateOf(r.ActFromStateCode) != "", ewayActFromState)
	check(party(r.ToGstin), ewayToGstin)
	check(pinCode(r.ToPincode), ewayToPin)
	check(stateOf(r.ToStateCode) != "", ewayToState)
	check(stateOf(r.ActToStateCode) != "", ewayActToState)
	check(oneOf(r.TransactionType, 1, 4), ewayTransaction)
	check(r.TotInvValue.IsSet() && r.TotInvValue.Milli() >= 0, ewayTotal)
	check(oneOf(r.TransDistance, 0, distance.MaxKm), ewayDistance)
	check(r.TransMode == "" || (len(r.TransMode) == 1 && r.TransMode >= "1" && r.TransMode <= "4"), ewayTransMode)
	check(r.VehicleType == "" || r.VehicleType == "R" || r.VehicleType == "O", ewayVehicleType)
	check(r.VehicleNo == "" || masters.VehicleNumber(r.VehicleNo), ewayVehicleNo)
	_, transDate := day(r.TransDocDate)
	check(r.TransDocDate == "" || transDate, ewayTransDate)
	check(len(r.ItemList) > 0, ewayNoItems)
	for _, code := range r.hsn {
		_, listed := masters.LookupHSN(code)
		check(listed, ewayHsn)
	}
	for _, it := range r.ItemList {
		_, unit := masters.LookupUQC(it.QtyUnit)
		check(unit || it.QtyUnit == "", ewayUnit)
		check(it.TaxableAmount.IsSet(), ewayTaxable)
	}
	found := make([]fault.Finding, len(codes))
	for i, code := range codes {
		found[i] = fault.New(code).Findings[0]
	}
	return found
}

// party reports whether a text can name a consignor or consignee.
func party(gstin string) bool { return gstin == "URP" || taxpayer.KindOf(gstin) != taxpayer.None }

// pinCode reports whether a PIN exists as far as its first digits tell.
func pinCode(a einv.Amount) bool { return whole(a) && len(masters.PinStates(int(a.Int()))) > 0 }

// wrongTogether returns the first thing that is wrong between members, or with the parties.
func (r *directRequest) wrongTogether(who Caller, v distance.Verdict) fault.Code {
	if code := r.wrongParties(who); code != "" {
		return code
	}
	docDate, _ := day(r.DocDate)
	transDate, dated := day(r.TransDocDate)
	switch {
	case docDate.After(who.Now):
		return ewayDocDate
	case docDate.AddDate(0, 0, ewayDocumentDays+1).Compare(who.Now) <= 0:
		return ewayDocumentTooOld
	case !r.anyGoods():
		return ewayServices
	}
	if code := r.wrongTransport(who); code != "" {
		return code
	}
	switch {
	case dated && transDate.After(who.Now):
		return ewayTransDate
	case dated && transDate.Before(docDate):
		return ewayDocBeforeBill
	}
	return farOff(v)
}

func (r *directRequest) wrongParties(who Caller) fault.Code {
	from, known := who.World.Taxpayer(r.FromGstin)
	to, knownTo := who.World.Taxpayer(r.ToGstin)
	switch {
	case r.SupplyType == "O" && r.FromGstin != who.Gstin:
		return ewayOutward
	case r.SupplyType == "I" && r.ToGstin != who.Gstin:
		return ewayInward
	case r.FromGstin != "URP" && !known:
		return ewayFromGstin
	case r.ToGstin != "URP" && !knownTo:
		return ewayToGstin
	case known && from.BlockStatus == taxpayer.Blocked:
		return ewayConsignorBlock
	case knownTo && to.BlockStatus == taxpayer.Blocked:
		return ewayConsigneeBlock
	case r.belongsUnderIRN() && known && from.Enabled:
		return ewayNeedsIRN
	}
	return ""
}

// belongsUnderIRN reports whether a document must have an IRN when its supplier issues e-invoices: a tax invoice to a
// registered recipient, or an export.
func (r *directRequest) belongsUnderIRN() bool {
	export := r.SubSupplyType.Int() == 3
	return r.SupplyType == "O" && r.DocType == "INV" && (export || (r.SubSupplyType.Int() == 1 && r.ToGstin != "URP"))
}

func (r *directRequest) wrongTransport(who Caller) fault.Code {
	switch {
	case r.TransporterID != "" && !who.World.Transporter(r.TransporterID):
		return ewayTransporter
	case r.TransMode == "" && (r.VehicleNo != "" || r.TransDocNo != ""):
		return ewayModeMissing
	case r.TransMode == "" && r.TransporterID == "":
		return ewayPartA
	case r.TransMode == "1" && r.VehicleNo == "":
		return ewayVehicle
	case (r.TransMode == "2" || r.TransMode == "3") && r.TransDocNo == "":
		return ewayDocNeeded
	case (r.TransMode == "2" || r.TransMode == "3") && r.VehicleType == "O":
		return ewayOverMode
	case r.TransMode == "4" && r.VehicleNo == "" && r.TransDocNo == "":
		return ewayShipNothing
	case r.TransMode == "4" && r.VehicleType == "R":
		return ewayShipRegular
	}
	return ""
}
