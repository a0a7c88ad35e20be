package registrar

import (
	"context"
	"strconv"
	"strings"

	"github.com/irpsim/irpsim/einv"
	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/store"
	"github.com/irpsim/irpsim/masters"
)

// Codes of changing a bill.
const (
	ewayTransporter  fault.Code = "222"
	ewayTooOldToHand fault.Code = "281"
	ewayMode         fault.Code = "302"
	ewayVehicle      fault.Code = "303"
	ewayVehicleForm  fault.Code = "304"
	ewayPlace        fault.Code = "305"
	ewayState        fault.Code = "306"
	ewayLapsed       fault.Code = "311"
	ewayPartBEntered fault.Code = "338"
	ewayVehicleType  fault.Code = "361"
	ewayDocNeeded    fault.Code = "394"
)

// vehicleUpdate is the decrypted request of VEHEWB. Codes arrive as numbers and as texts.
type vehicleUpdate struct {
	EwbNo        einv.Amount `json:"ewbNo" einv:"loose"`
	VehicleNo    string      `json:"vehicleNo" einv:"trim"`
	FromPlace    string      `json:"fromPlace" einv:"trim"`
	FromState    einv.Amount `json:"fromState" einv:"loose"`
	ReasonCode   einv.Amount `json:"reasonCode" einv:"loose"`
	ReasonRem    string      `json:"reasonRem"`
	TransDocNo   string      `json:"transDocNo" einv:"trim"`
	TransDocDate string      `json:"transDocDate" einv:"trim"`
	TransMode    einv.Amount `json:"transMode" einv:"loose"`
	VehicleType  string      `json:"vehicleType" einv:"trim"`
}

// VehicleUpdated is the answer of VEHEWB.
type VehicleUpdated struct {
	VehUpdDate string  `json:"vehUpdDate"`
	ValidUpto  *string `json:"validUpto"`
}

// UpdateVehicle enters Part B of a bill, or a change of it. The first entry starts the validity; later ones leave it.
func (s *Service) UpdateVehicle(ctx context.Context, who Caller, plain []byte) (Answer, error) {
	req, _, err := einv.Decode[vehicleUpdate](plain)
	err = misfit(err, map[string]fault.Code{
		"ewbNo": fault.EwaybillNumber, "vehicleNo": ewayVehicleForm, "fromPlace": ewayPlace, "fromState": ewayState,
		"reasonCode": fault.EwaybillReason, "reasonRem": fault.EwaybillRemarks, "transMode": ewayMode, "vehicleType": ewayVehicleType,
	})
	if err != nil {
		return Answer{}, err
	}
	if code := req.wrong(); code != "" {
		return Answer{}, fault.New(code)
	}
	var changed VehicleUpdated
	irn, err := s.changeEWB(ctx, who, req.EwbNo.Int(), func(bill *store.EWB) error {
		switch {
		case bill.Status != store.Active, !owns(who, bill) && !carries(who, bill):
			return fault.New(fault.EwaybillNotYours)
		case !bill.ValidTill.IsZero() && who.Now.After(bill.ValidTill):
			return fault.New(ewayLapsed)
		}
		bill.Over = bill.Over || (bill.PartBAt.IsZero() && (req.VehicleType == "O" || req.TransMode.Int() == 4))
		begin(bill, store.Movement{
			At: who.Now, By: who.Gstin, Mode: strconv.FormatInt(req.TransMode.Int(), 10), Vehicle: strings.ToUpper(req.VehicleNo),
			VehType: req.VehicleType, DocNo: req.TransDocNo, DocDt: req.TransDocDate, FromPlace: req.FromPlace, FromState: stateOf(req.FromState),
		})
		changed = VehicleUpdated{ewayMinute(who.Now), ewayEnd(bill)}
		return nil
	})
	if err != nil {
		return Answer{IRN: irn}, err
	}
	return Answer{Value: changed, IRN: irn}, nil
}

// wrong returns the first thing that is wrong with a request in itself.
func (r *vehicleUpdate) wrong() fault.Code {
	switch _, ok := ewbNumber(r.EwbNo); {
	case !ok:
		return fault.EwaybillNumber
	case !oneOf(r.TransMode, 1, 4):
		return ewayMode
	case r.TransMode.Int() == 1 && r.VehicleNo == "":
		return ewayVehicle
	case r.VehicleNo != "" && !masters.VehicleNumber(strings.ToUpper(r.VehicleNo)):
		return ewayVehicleForm
	case r.TransMode.Int() != 1 && r.TransDocNo == "":
		return ewayDocNeeded
	case r.VehicleType != "" && r.VehicleType != "R" && r.VehicleType != "O":
		return ewayVehicleType
	case r.FromPlace == "":
		return ewayPlace
	case stateOf(r.FromState) == "":
		return ewayState
	case !oneOf(r.ReasonCode, 1, 4):
		return fault.EwaybillReason
	case len([]rune(r.ReasonRem)) > maxCancelRemark:
		return fault.EwaybillRemarks
	}
	return ""
}

// stateOf returns the two digits of a state of the master, "" when there is none.
func stateOf(a einv.Amount) string {
	if !oneOf(a, 1, 99) {
		return ""
	}
	code := strconv.FormatInt(100+a.Int(), 10)[1:]
	if _, ok := masters.LookupState(code); !ok {
		return ""
	}
	return code
}

// transporterUpdate is the decrypted request of UPDATETRANSPORTER.
type transporterUpdate struct {
	EwbNo         einv.Amount `json:"ewbNo" einv:"loose"`
	TransporterID string      `json:"transporterId" einv:"trim,upper"`
}

// TransporterUpdated is the answer of UPDATETRANSPORTER.
type TransporterUpdated struct {
	EwayBillNo      string `json:"ewayBillNo"`
	TransporterID   string `json:"transporterId"`
	TransUpdateDate string `json:"transUpdateDate"`
}

// UpdateTransporter hands a bill to another transporter. Its owner may, until the present transporter has entered Part B,
// and the present transporter may.
func (s *Service) UpdateTransporter(ctx context.Context, who Caller, plain []byte) (Answer, error) {
	req, _, err := einv.Decode[transporterUpdate](plain)
	if err := misfit(err, map[string]fault.Code{"ewbNo": fault.EwaybillNumber, "transporterId": ewayTransporter}); err != nil {
		return Answer{}, err
	}
	no, ok := ewbNumber(req.EwbNo)
	switch {
	case !ok:
		return Answer{}, fault.New(fault.EwaybillNumber)
	case !who.World.Transporter(req.TransporterID):
		return Answer{}, fault.New(ewayTransporter)
	}
	irn, err := s.changeEWB(ctx, who, no, func(bill *store.EWB) error {
		switch {
		case bill.Status != store.Active, !owns(who, bill) && !carries(who, bill):
			return fault.New(fault.EwaybillNotYours)
		case !bill.ValidTill.IsZero() && who.Now.After(bill.ValidTill):
			return fault.New(ewayTooOldToHand)
		case !carries(who, bill) && movedBy(bill, bill.Transporter):
			return fault.New(ewayPartBEntered)
		}
		if bill.Transporter != req.TransporterID {
			bill.Transporter, bill.TransporterName = req.TransporterID, ""
		}
		return nil
	})
	if err != nil {
		return Answer{IRN: irn}, err
	}
	return Answer{Value: TransporterUpdated{strconv.FormatInt(no, 10), req.TransporterID, ewayMinute(who.Now)}, IRN: irn}, nil
}

// movedBy reports whether a transporter has entered Part B of a bill.
func movedBy(bill *store.EWB, transporter string) bool {
	for _, m := range bill.Movements {
		if transporter != "" && m.By == transporter {
			return true
		}
	}
	return false
}
