package registrar

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/taxpayer"
	"github.com/irpsim/irpsim/internal/world"
)

// GstinDetails is the answer of GSTIN details and Sync GSTIN, members in the portal's order. Unknown texts are null.
type GstinDetails struct {
	Gstin     string
	TradeName *string
	LegalName *string
	AddrBnm   *string
	AddrBno   *string
	AddrFlno  *string
	AddrSt    *string
	AddrLoc   *string
	StateCode int
	AddrPncd  int
	TxpType   *string
	Status    string
	BlkStatus string
	*GstinDates
}

// GstinDates stand at the end of the answer of version 1.04 and are missing from 1.03. Form yyyy-MM-dd, null when unknown.
type GstinDates struct {
	DtReg  *string
	DtDReg *string
}

// GetGstin shows a taxpayer of the register. What the register lacks, malformed numbers included, is 3001.
func (s *Service) GetGstin(_ context.Context, who Caller, gstin string, dates bool) (Answer, error) {
	t, ok := who.World.Taxpayer(strings.ToUpper(strings.TrimSpace(gstin)))
	if !ok {
		return Answer{}, fault.New(fault.UnknownTaxpayer)
	}
	return Answer{Value: details(t, dates)}, nil
}

// SyncGstin brings the register up to what the GST common portal says of a number and shows it.
func (s *Service) SyncGstin(ctx context.Context, who Caller, gstin string, dates bool) (Answer, error) {
	t, err := who.World.Sync(ctx, strings.ToUpper(strings.TrimSpace(gstin)))
	if errors.Is(err, world.ErrNotFound) {
		return Answer{}, fault.New(fault.UnknownTaxpayer)
	}
	if err != nil {
		return Answer{}, err
	}
	return Answer{Value: details(t, dates)}, nil
}

func details(t taxpayer.Taxpayer, dates bool) GstinDetails {
	state, err := strconv.Atoi(t.StateCode)
	if err != nil {
		state = 0
	}
	d := GstinDetails{
		Gstin: t.Gstin, TradeName: orNull(t.TradeName), LegalName: orNull(t.LegalName), AddrBnm: orNull(t.BuildingName),
		AddrBno: orNull(t.BuildingNo), AddrFlno: orNull(t.Floor), AddrSt: orNull(t.Street), AddrLoc: orNull(t.Location),
		StateCode: state, AddrPncd: t.Pin, TxpType: orNull(string(t.Type)), Status: string(t.Status), BlkStatus: t.BlockStatus,
	}
	if dates {
		d.GstinDates = &GstinDates{DtReg: orNull(t.Registered), DtDReg: orNull(t.Deregistered)}
	}
	return d
}

func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
