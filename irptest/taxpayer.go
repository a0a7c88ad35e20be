package irptest

import (
	"fmt"
	"strings"

	"github.com/irpsim/irpsim/internal/taxpayer"
)

// Taxpayer is an entry of the portal's register. Left out members make an active regular taxpayer that is enabled for
// e-invoicing, in the state that its GSTIN begins with.
type Taxpayer struct {
	GSTIN        string
	LegalName    string
	TradeName    string
	Status       string // ACT active, CNL cancelled, INA inactive, PRO provisional, SUS suspended
	Type         string // REG regular, COM composition, SEZ, SED, TDS, TCS, ISD, CAS …
	PIN          int
	Registered   string // yyyy-MM-dd
	Deregistered string // yyyy-MM-dd
	TurnoverCr   int    // annual turnover in crore rupees; from 10 on the 30-day rule holds (2305)
	NotEnabled   bool   // not enabled for e-invoicing
	EWBBlocked   bool   // blocked for e-way bills
}

// entry is the taxpayer as the register has it. The error lists what cannot be.
func (t Taxpayer) entry() (taxpayer.Taxpayer, error) {
	e := taxpayer.Regular(t.GSTIN)
	if t.LegalName != "" {
		e.TradeName = t.LegalName
	}
	for _, m := range []struct {
		to   *string
		from string
	}{
		{&e.LegalName, t.LegalName}, {&e.TradeName, t.TradeName}, {(*string)(&e.Status), t.Status}, {(*string)(&e.Type), t.Type},
		{&e.Registered, t.Registered}, {&e.Deregistered, t.Deregistered},
	} {
		if m.from != "" {
			*m.to = m.from
		}
	}
	if t.PIN != 0 {
		e.Pin = t.PIN
	}
	if t.TurnoverCr != 0 {
		e.TurnoverCr = t.TurnoverCr
	}
	if t.NotEnabled {
		e.Enabled = false
	}
	if t.EWBBlocked {
		e.BlockStatus = taxpayer.Blocked
	}
	if complaints := taxpayer.Validate(e); len(complaints) > 0 {
		return e, fmt.Errorf("taxpayer %q: %s", t.GSTIN, strings.Join(complaints, "; "))
	}
	return e, nil
}

// GstinDetails is what the portal tells of a GSTIN. Texts that it does not know are "".
type GstinDetails struct {
	Gstin     string
	TradeName string
	LegalName string
	AddrBnm   string
	AddrBno   string
	AddrFlno  string
	AddrSt    string
	AddrLoc   string
	StateCode int
	AddrPncd  int
	TxpType   string
	Status    string
	BlkStatus string
	DtReg     string // yyyy-MM-dd
	DtDReg    string // yyyy-MM-dd

	Raw []byte `json:"-"` // the plain answer
}
