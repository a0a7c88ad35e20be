package taxpayer

import (
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/irpsim/irpsim/masters"
)

// Bounds of what the control API takes.
const (
	maxText       = 150        // characters of a name or a part of an address
	maxTurnoverCr = 10_000_000 // crore rupees, far more than any taxpayer has
)

// Validate lists everything that is wrong with a taxpayer somebody wants to enter, each complaint with its mending; none
// when it is fit. The check character is not asked for: numbers of the public sandbox do not have one.
func Validate(t Taxpayer) []string {
	var c []string
	complain := func(format string, args ...any) { c = append(c, fmt.Sprintf(format, args...)) }
	if KindOf(t.Gstin) == None {
		complain("gstin %.20q is not one: give two digits and 13 digits or capital letters", t.Gstin)
	}
	if _, ok := masters.LookupState(t.StateCode); !ok || len(t.StateCode) != 2 {
		complain("state_code %.10q is unknown: give the two digits of a GST state code", t.StateCode)
	} else if len(t.Gstin) > 2 && !strings.HasPrefix(t.Gstin, t.StateCode) {
		complain("state_code %s is not how gstin begins: give %.2s", t.StateCode, t.Gstin)
	}
	if _, ok := masters.LookupGstinStatus(string(t.Status)); !ok {
		complain("status %.10q is unknown: give ACT, CNL, INA, PRO or SUS", t.Status)
	}
	if _, ok := masters.LookupTaxpayerType(string(t.Type)); !ok {
		complain("type %.10q is unknown: give REG, COM, SEZ, SED, TDS, TCS, ISD, CAS or another of the list of taxpayer types", t.Type)
	}
	if _, ok := masters.LookupBlockStatus(t.BlockStatus); !ok && t.BlockStatus != "" {
		complain("block_status %.10q is unknown: give U (free) or B (blocked for e-way bills)", t.BlockStatus)
	}
	if t.Pin != 0 && (t.Pin < 100000 || t.Pin > 999999) {
		complain("pin %d is not one: give six digits, or 0 when it is unknown", t.Pin)
	}
	if t.TurnoverCr < 0 || t.TurnoverCr > maxTurnoverCr {
		complain("turnover_cr %d is out of range: give crore rupees from 0 to %d", t.TurnoverCr, maxTurnoverCr)
	}
	return append(append(append(c, checkTexts(t)...), checkDates(t)...), checkCommonPortal(t)...)
}

// checkCommonPortal looks at the copy that Sync GSTIN would bring.
func checkCommonPortal(t Taxpayer) []string {
	switch cp := t.CommonPortal; {
	case cp == nil:
		return nil
	case cp.CommonPortal != nil || cp.Hidden:
		return []string{"common_portal holds another common_portal or is hidden: give one plain taxpayer"}
	case cp.Gstin != t.Gstin:
		return []string{fmt.Sprintf("common_portal has gstin %.20q: give %s", cp.Gstin, t.Gstin)}
	default:
		c := Validate(*cp)
		for i := range c {
			c[i] = "common_portal: " + c[i]
		}
		return c
	}
}

func checkTexts(t Taxpayer) []string {
	var c []string
	for _, f := range []struct{ name, text string }{
		{"legal_name", t.LegalName}, {"trade_name", t.TradeName}, {"building_name", t.BuildingName},
		{"building_no", t.BuildingNo}, {"floor", t.Floor}, {"street", t.Street}, {"location", t.Location},
	} {
		switch {
		case utf8.RuneCountInString(f.text) > maxText:
			c = append(c, fmt.Sprintf("%s has more than %d characters: shorten it", f.name, maxText))
		case !utf8.ValidString(f.text) || strings.ContainsFunc(f.text, unicode.IsControl):
			c = append(c, f.name+" has control characters or broken UTF-8: give plain text")
		}
	}
	return c
}

func checkDates(t Taxpayer) []string {
	var c []string
	for _, f := range []struct{ name, date string }{{"registered", t.Registered}, {"deregistered", t.Deregistered}} {
		if _, err := time.Parse(time.DateOnly, f.date); f.date != "" && err != nil {
			c = append(c, fmt.Sprintf("%s %.20q is not a date: give yyyy-MM-dd, or nothing when it is unknown", f.name, f.date))
		}
	}
	if c != nil || t.Deregistered == "" {
		return c
	}
	if t.Registered > t.Deregistered {
		c = append(c, fmt.Sprintf("deregistered %s lies before registered %s: exchange or correct them", t.Deregistered, t.Registered))
	}
	if t.Status == Active || t.Status == Provisional {
		c = append(c, fmt.Sprintf("deregistered is given, but status is %s: give CNL, or leave the date out", t.Status))
	}
	return c
}
