package distance

import "github.com/irpsim/irpsim/internal/fault"

// Codes of a distance that the portal refuses.
const (
	CodeOutOfRange fault.Code = "4013" // too high or low for the pair
	CodeSamePIN    fault.Code = "4029" // 0 inside one PIN
	CodeNotKnown   fault.Code = "4030" // 0, and the portal has no figure; slots: both PINs
	CodeNoPlace    fault.Code = "4034" // 0, and a PIN is 999999
	CodeTooFar     fault.Code = "4038" // beyond MaxKm where the portal has no figure
)

// samePINMax is how far a journey inside one PIN may be, in km.
const samePINMax = 100

// Verdict is what the portal makes of the Distance of an e-way bill.
type Verdict struct {
	Code   fault.Code // why the bill is refused; "" when it is not
	Km     int        // the distance that the bill carries; 0 when refused
	Asked  bool       // Distance was 0 and Km is the portal's own: InfoDtls says EWBPPD
	System int        // the portal's own distance; 0 when it has none
	Source Source     // what System rests on
	// Min and Max are what may be given for these PIN codes, in km. Distance 0 passes besides when System is not 0.
	Min, Max int
}

// OK reports whether the bill passes.
func (v Verdict) OK() bool { return v.Code == "" }

// Check judges the distance given on a bill between two PIN codes: 0 asks for the portal's own distance, anything else
// must lie in the permitted range.
//
// The PIN codes are the effective ones: from is where the goods are dispatched (else the supplier), to is where they
// are shipped (else the recipient).
func (t *Table) Check(given, from, to int) Verdict {
	v := Verdict{}
	v.System, v.Source = t.Distance(from, to)
	v.Min, v.Max = permitted(v.System, v.Source)
	switch {
	case given == 0 && (from == noPlace || to == noPlace):
		v.Code = CodeNoPlace
	case given == 0 && v.Source == SamePIN:
		v.Code = CodeSamePIN
	case given == 0 && v.Source == Unknown:
		v.Code = CodeNotKnown
	case given == 0:
		v.Km, v.Asked = v.System, true
	case v.Min <= given && given <= v.Max:
		v.Km = given
	case v.Source == Unknown && given > v.Max:
		v.Code = CodeTooFar
	default:
		v.Code = CodeOutOfRange
	}
	return v
}

// permitted returns the range of given distances: ten percent around what the portal has, and from 1 km when it has
// less than 100. PINs on one point are treated as the portal treats one PIN, since the table can tell no more of them.
func permitted(system int, source Source) (lowest, highest int) {
	switch source {
	case Unknown:
		return 1, MaxKm
	case SamePIN, SharedPoint:
		return 1, samePINMax
	}
	highest = min(system*11/10, MaxKm)
	if system < 100 {
		return 1, highest
	}
	return (system*9 + 9) / 10, highest
}
