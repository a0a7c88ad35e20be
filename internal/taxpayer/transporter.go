package taxpayer

import "github.com/irpsim/irpsim/masters"

// commonEnrolment begins the number of a transporter who enrolled once for several States.
const commonEnrolment = "88"

// Enrolled reports whether a text in capitals can be a transporter's enrolment number: the outline of a GSTIN under a
// known state or the common one. Such a number need not satisfy the check character, so nothing more can be told.
func Enrolled(id string) bool {
	if KindOf(id) == None {
		return false
	}
	s, ok := masters.LookupState(id[:2])
	return id[:2] == commonEnrolment || (ok && s.Code != foreignState)
}
