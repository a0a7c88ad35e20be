package registrar

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/irpsim/irpsim/einv"
	"github.com/irpsim/irpsim/internal/clock"
	"github.com/irpsim/irpsim/internal/distance"
	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/store"
	"github.com/irpsim/irpsim/masters"
)

// Limits of an extension: how long before and after its end a bill can be extended, and for how many days after it was
// made it can be valid at all (since 1 January 2025).
const (
	extendAround = 8 * time.Hour
	longestDays  = 360
)

// Codes of extending a bill.
const (
	ewayCancelled    fault.Code = "379"
	ewayNoPartB      fault.Code = "381"
	ewayNotNow       fault.Code = "382"
	ewayNotCarrier   fault.Code = "384"
	ewayDocAndDate   fault.Code = "385"
	ewayNoReason     fault.Code = "386"
	ewayRemaining    fault.Code = "389"
	ewayTooFarToGo   fault.Code = "390"
	ewayPin          fault.Code = "421"
	ewayTransitType  fault.Code = "705"
	ewayAddressLine1 fault.Code = "706"
	ewayAddressLine2 fault.Code = "707"
	ewayAddressLine3 fault.Code = "708"
	ewayInTransit    fault.Code = "711"
	ewayNotInTransit fault.Code = "712"
	ewayLimit        fault.Code = "821"
)

// extension is the decrypted request of EXTENDVALIDITY.
type extension struct {
	EwbNo             einv.Amount `json:"ewbNo" einv:"loose"`
	VehicleNo         string      `json:"vehicleNo" einv:"trim"`
	FromPlace         string      `json:"fromPlace" einv:"trim"`
	FromState         einv.Amount `json:"fromState" einv:"loose"`
	RemainingDistance einv.Amount `json:"remainingDistance" einv:"loose"`
	TransDocNo        string      `json:"transDocNo" einv:"trim"`
	TransDocDate      string      `json:"transDocDate" einv:"trim"`
	TransMode         einv.Amount `json:"transMode" einv:"loose"`
	ExtnRsnCode       einv.Amount `json:"extnRsnCode" einv:"loose"`
	ExtnRemarks       string      `json:"extnRemarks" einv:"trim"`
	FromPincode       einv.Amount `json:"fromPincode" einv:"loose"`
	ConsignmentStatus string      `json:"consignmentStatus" einv:"trim"`
	TransitType       string      `json:"transitType" einv:"trim"`
	AddressLine1      string      `json:"addressLine1" einv:"trim"`
	AddressLine2      string      `json:"addressLine2" einv:"trim"`
	AddressLine3      string      `json:"addressLine3" einv:"trim"`
}

// Extended is the answer of EXTENDVALIDITY.
type Extended struct {
	EwayBillNo  string  `json:"ewayBillNo"`
	UpdatedDate string  `json:"updatedDate"`
	ValidUpto   *string `json:"validUpto"`
}

// ExtendEWB makes a bill valid for the distance that is left, counted from today. The transporter may, or who made the
// bill when it names none.
func (s *Service) ExtendEWB(ctx context.Context, who Caller, plain []byte) (Answer, error) {
	req, _, err := einv.Decode[extension](plain)
	err = misfit(err, map[string]fault.Code{
		"ewbNo": fault.EwaybillNumber, "vehicleNo": ewayVehicleForm, "fromPlace": ewayPlace, "fromState": ewayState,
		"remainingDistance": ewayRemaining, "transMode": ewayMode, "extnRsnCode": fault.EwaybillReason, "fromPincode": ewayPin,
	})
	if err != nil {
		return Answer{}, err
	}
	if code := req.wrong(); code != "" {
		return Answer{}, fault.New(code)
	}
	answer := Extended{EwayBillNo: strconv.FormatInt(req.EwbNo.Int(), 10), UpdatedDate: ewayMinute(who.Now)}
	irn, err := s.changeEWB(ctx, who, req.EwbNo.Int(), func(bill *store.EWB) error {
		if code := mayExtend(who, bill, int(req.RemainingDistance.Int())); code != "" {
			return fault.New(code)
		}
		renew(bill, store.Movement{
			At: who.Now, By: who.Gstin, Mode: strconv.FormatInt(req.TransMode.Int(), 10), Vehicle: strings.ToUpper(req.VehicleNo),
			DocNo: req.TransDocNo, DocDt: req.TransDocDate, FromPlace: req.FromPlace, FromState: stateOf(req.FromState),
		}, int(req.RemainingDistance.Int()))
		answer.ValidUpto = ewayEnd(bill)
		return nil
	})
	if err != nil {
		return Answer{IRN: irn}, err
	}
	return Answer{Value: answer, IRN: irn}, nil
}

// mayExtend returns why a bill cannot be extended by so many km now, "" when it can.
func mayExtend(who Caller, bill *store.EWB, km int) fault.Code {
	switch mine := owns(who, bill); {
	case !mine && !carries(who, bill):
		return fault.EwaybillNotYours
	case bill.Status != store.Active:
		return ewayCancelled
	case bill.ValidTill.IsZero():
		return ewayNoPartB
	case bill.Transporter != "" && !carries(who, bill):
		return ewayNotCarrier
	case km > bill.Km:
		return ewayTooFarToGo
	case who.Now.Before(bill.ValidTill.Add(-extendAround)), who.Now.After(bill.ValidTill.Add(extendAround)):
		return ewayNotNow
	}
	y, m, d := bill.GeneratedAt.In(clock.IST).Date()
	if !distance.Validity(who.Now, km, bill.Over).Before(time.Date(y, m, d+longestDays+1, 0, 0, 0, 0, clock.IST)) {
		return ewayLimit
	}
	return ""
}

// renew gives a bill a validity that counts from the day of the extension.
func renew(bill *store.EWB, m store.Movement, km int) {
	bill.ValidTill = distance.Validity(m.At, km, bill.Over)
	bill.Extended++
	bill.Movements = append(bill.Movements, m)
}

// wrong returns the first thing that is wrong with a request in itself. Mode 5 is goods that rest in transit.
func (r *extension) wrong() fault.Code {
	mode := r.TransMode.Int()
	switch _, ok := ewbNumber(r.EwbNo); {
	case !ok:
		return fault.EwaybillNumber
	case !oneOf(r.TransMode, 1, 5):
		return ewayMode
	case mode == 1 && r.VehicleNo == "":
		return ewayVehicle
	case r.VehicleNo != "" && !masters.VehicleNumber(strings.ToUpper(r.VehicleNo)):
		return ewayVehicleForm
	case mode > 1 && mode < 5 && (r.TransDocNo == "" || r.TransDocDate == ""):
		return ewayDocAndDate
	case r.FromPlace == "":
		return ewayPlace
	case stateOf(r.FromState) == "":
		return ewayState
	case !pinCode(r.FromPincode) || r.FromPincode.Int() == 999999:
		return ewayPin
	case !oneOf(r.RemainingDistance, 1, distance.MaxKm):
		return ewayRemaining
	case !r.ExtnRsnCode.IsSet() || r.ExtnRemarks == "":
		return ewayNoReason
	case !hasReason("ewb_extension_reasons", r.ExtnRsnCode):
		return fault.EwaybillReason
	}
	return r.transit()
}

// transit checks where goods are: on the move with modes 1 to 4, or at rest with mode 5.
func (r *extension) transit() fault.Code {
	resting := r.TransMode.Int() == 5
	switch {
	case r.ConsignmentStatus != "M" && r.ConsignmentStatus != "T", resting != (r.ConsignmentStatus == "T"):
		return ewayInTransit
	case !resting && r.TransitType != "":
		return ewayNotInTransit
	case !resting:
		return ""
	case !slices.Contains([]string{"R", "W", "O"}, r.TransitType):
		return ewayTransitType
	case r.AddressLine1 == "":
		return ewayAddressLine1
	case r.AddressLine2 == "":
		return ewayAddressLine2
	case r.AddressLine3 == "":
		return ewayAddressLine3
	}
	return ""
}

// hasReason reports whether a master lists a code.
func hasReason(master string, code einv.Amount) bool {
	table, _ := masters.TableNamed(master)
	for row := range table.Rows() {
		if whole(code) && row[0] == strconv.FormatInt(code.Int(), 10) {
			return true
		}
	}
	return false
}
