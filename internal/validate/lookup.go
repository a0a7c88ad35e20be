package validate

import (
	"strings"
	"time"

	"github.com/irpsim/irpsim/internal/taxpayer"
	"github.com/irpsim/irpsim/masters"
)

// usableState reports whether code, of two digits, is a state code that an e-invoice may carry.
func usableState(code string) bool {
	s, ok := masters.LookupState(code)
	return ok && s.Usable
}

// stateRow shows a state's row of the master.
func stateRow(code string) string {
	s, ok := masters.LookupState(code)
	if !ok {
		return "states: no row " + code
	}
	if !s.Usable {
		return "states: " + s.Code + " " + s.Name + ", not usable in e-invoices"
	}
	return "states: " + s.Code + " " + s.Name
}

// pinIn reports whether a PIN exists as far as its first digits tell, and whether it lies in the state.
func pinIn(pin int64, state string) (known, own bool) {
	if masters.PinInState(int(pin), state) {
		return true, true
	}
	return len(masters.PinStates(int(pin))) > 0, false
}

// pinRow shows where a PIN lies.
func pinRow(pin int64) string {
	if states := masters.PinStates(int(pin)); len(states) > 0 {
		return "pin_prefix: state " + strings.Join(states, ", ")
	}
	return "pin_prefix: no state"
}

// lookUpHSN reports whether the portal lists an HSN, and whether it is a service. Derived rows of the master are not
// listed: the portal refuses 391520, 521211 and 630411, of which it only has 39152000, 52121100 and 63041100.
func lookUpHSN(code string) (listed, service bool) {
	h, ok := masters.LookupHSN(code)
	return ok && !h.Derived, ok && h.Service
}

// hsnRow shows an HSN's row of the master.
func hsnRow(code string) string {
	h, ok := masters.LookupHSN(code)
	switch {
	case !ok:
		return "hsn: no row " + code
	case h.Derived:
		return "hsn: " + code + " is not listed, longer codes that begin with it are"
	case h.Service:
		return "hsn: " + h.Code + " " + h.Description + ", a service"
	}
	return "hsn: " + h.Code + " " + h.Description + ", goods"
}

// unitKnown reports whether a unit is in the master. The schema takes either case, so does the look-up.
func unitKnown(code string) bool {
	_, ok := masters.LookupUQC(strings.ToUpper(code))
	return ok
}

// deMerit is the rate of 40 %, which the portal's master took up on that day.
const deMerit = 40_000

var deMeritFrom = date(2025, time.September, 21)

// rateNotified reports whether a GST rate, in thousandths of a percent, is accepted on the day of processing.
func rateNotified(milli int64, today time.Time) bool {
	r, ok := masters.LookupRate(milli)
	return ok && r.Accepted && (milli != deMerit || !today.Before(deMeritFrom))
}

func portKnown(code string) bool {
	_, ok := masters.LookupPort(strings.ToUpper(code))
	return ok
}

func countryKnown(code string) bool {
	_, ok := masters.LookupCountry(strings.ToUpper(code))
	return ok
}

func currencyKnown(code string) bool {
	_, ok := masters.LookupCurrency(strings.ToUpper(code))
	return ok
}

// notRegistered is what the register says of a number that it lacks.
const notRegistered = "register: no such GSTIN"

// row shows what the register knows of a party.
func (p *party) row() string {
	if !p.known {
		return notRegistered
	}
	text := "register: " + p.Gstin + " type " + string(p.Type) + " status " + string(p.Status)
	if p.Registered != "" {
		text += ", registered " + p.Registered
	}
	if p.Deregistered != "" {
		text += ", de-registered " + p.Deregistered
	}
	if !p.Enabled {
		text += ", not enabled for e-invoicing"
	}
	return text
}

// typeList joins types for a sentence.
func typeList(types []taxpayer.Type) string {
	names := make([]string, len(types))
	for i, t := range types {
		names[i] = string(t)
	}
	return strings.Join(names, ", ")
}
