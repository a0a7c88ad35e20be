package schema

import "fmt"

// words are the complaints about one member, made once per schema.
type words struct {
	required, length, bounds, shape string
}

// The expressions that our schemas had to rewrite, or that decide the wording. See published.
const (
	freeText    = `^[^"\\]*$`
	gstin       = `^[0-9]{2}[0-9A-Z]{13}$`
	gstinOrURP  = `^([0-9]{2}[0-9A-Z]{13}|URP)$`
	irn         = `^[0-9a-fA-F]{64}$`
	irnOrEmpty  = `^([0-9a-fA-F]{64})?$`
	docNumber   = `^[a-zA-Z1-9][a-zA-Z0-9/-]{0,15}$`
	precNumber  = `^[1-9a-zA-Z][0-9a-zA-Z/-]{0,15}$`
	date        = `^[0-3][0-9]/[0-1][0-9]/20[1-2][0-9]$`
	stateCode   = `^(0?[1-9]|[1-9][0-9])$`
	phone       = `^[0-9]{6,12}$`
	serial      = `^[0-9]{1,6}$`
	hsn         = `^([0-9]{4}|[0-9]{6}|[0-9]{8})$`
	unit        = `^[A-Za-z]{3,8}$`
	port        = `^[0-9A-Za-z]{2,10}$`
	transDocNum = `^[a-zA-Z0-9/-]{1,15}$`
)

// published gives the expression as NIC prints it for a pattern of our schemas; where no other form is known, ours.
// An IRN has a length and no expression there, so that any complaint about one is the length's.
func published(pattern string) string {
	switch pattern {
	case irn, irnOrEmpty:
		return ""
	case freeText:
		return `^([^\\\"])*$`
	case gstin:
		return `([0-9]{2}[0-9A-Z]{13})`
	case docNumber, precNumber:
		return `^([a-zA-Z1-9]{1}[a-zA-Z0-9/-]{0,15})$`
	case date:
		return `^[0-3][0-9]/[0-1][0-9]/[2][0][1-2][0-9]$`
	case stateCode:
		return `^(?!0+$)([0-9]{1,2})$`
	case phone:
		return `^([0-9]{6,12})$`
	case serial:
		return `^([0-9]{1,6})$`
	case hsn:
		return `^(?!0+$)([0-9]{4}|[0-9]{6}|[0-9]{8})$`
	case unit:
		return `^([A-Z|a-z]{3,8})$`
	case port:
		return `^([0-9|A-Z|a-z]{2,10})$`
	case transDocNum:
		return `^([a-zA-Z0-9\/-]{1,15})$`
	}
	return pattern
}

// decimalExpression is the published expression of a number with decimals; whole numbers have none. The dot is
// unescaped there as here.
func decimalExpression(decimals int, negative bool) string {
	if decimals == 0 {
		return ""
	}
	sign := ""
	if negative {
		sign = "-?"
	}
	return fmt.Sprintf(`^%s\d+.?\d{0,%d}$`, sign, decimals)
}

// wording makes the complaints about m, whose pattern in our schema is pattern.
func wording(m *Member, pattern string) words {
	w := words{
		required: "The " + m.Display + " field is required.",
		length:   lengthText(m, pattern == irnOrEmpty),
	}
	if m.Type == Number {
		w.bounds = "The field " + m.Display + " must be between " + m.Min + " and " + m.Max + "."
	}
	switch {
	case m.Enum != nil || m.Type == Boolean:
		w.shape = "Invalid value in " + m.Display
	case pattern == gstin || pattern == gstinOrURP:
		w.shape = "Invalid GSTIN"
	case m.Pattern != "":
		w.shape = "The field " + m.Display + " must match the regular expression '" + m.Pattern + "'."
	case m.Type == Number:
		w.shape = w.bounds
	default:
		w.shape = w.length
	}
	return w
}

// lengthText words a length as .NET's StringLength does. exact: the empty text passes too, but the only real length is
// the maximum. With a minimum alone, which is always 1, only the empty text falls short: that is a missing member.
func lengthText(m *Member, exact bool) string {
	low := m.Min
	if exact {
		low = m.Max
	}
	switch {
	case m.Max == "":
		return "The " + m.Display + " field is required."
	case low == "":
		return "The field " + m.Display + " must be a string with a maximum length of " + m.Max + "."
	}
	return "The field " + m.Display + " must be a string with a minimum length of " + low + " and a maximum length of " + m.Max + "."
}
