package registrar

import (
	"github.com/irpsim/irpsim/einv"
	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/validate"
	"github.com/irpsim/irpsim/internal/world"
)

// What follows judges nothing by itself: it hands out what GenerateIRN judges with, so that diagnostics agree with it.

// RuleSettings returns what the rules read of the settings of a world.
func RuleSettings(set world.Settings) validate.Settings {
	rules := validate.DefaultSettings()
	rules.CheckTotAmt, rules.ShipToGstin, rules.ReportingDays = set.CheckTotAmt, set.ShipToGstin, set.ReportingDays
	return rules
}

// EarlierDocument says how GenerateIRN would refuse a document of the caller because of one that is registered already:
// nil when it would not, and for a date that is not in the calendar. DocDtls and SellerDtls must be there.
func (s *Service) EarlierDocument(who Caller, inv *einv.Invoice) (*fault.Error, error) {
	date, ok := day(inv.DocDtls.Dt)
	if !ok {
		return nil, nil
	}
	err := s.duplicate(who, hashes(inv.SellerDtls.Gstin, inv.DocDtls.Typ, inv.DocDtls.No, date, who.Now))
	if f := AsFault(err); f != nil {
		return f, nil
	}
	return nil, err
}

// Waybills returns how the e-way bill that an invoice of the caller asks for in its EwbDtls is put to the rules.
func (s *Service) Waybills(who Caller) func(*validate.Input) *validate.WaybillInput {
	return func(in *validate.Input) *validate.WaybillInput { return s.waybill(who, in, nil) }
}
