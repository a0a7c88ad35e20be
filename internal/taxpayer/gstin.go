package taxpayer

import "strings"

// Kind is what the form of a number says about its holder.
type Kind string

// The kinds of numbers. None marks a text that is no number of GST.
const (
	None          Kind = ""
	Ordinary      Kind = "ordinary" // regular, composition, casual, SEZ or ISD: the form does not tell which
	Government    Kind = "government"
	TaxDeductor   Kind = "tax deductor"
	TaxCollector  Kind = "tax collector" // an e-commerce operator
	UniqueID      Kind = "unique id"     // a UN body, an embassy, another notified person
	NonResident   Kind = "non-resident"
	OnlineService Kind = "online service from abroad" // OIDAR
	Transporter   Kind = "transporter"                // an enrolment number, or a number of the sandbox: only the outline fits
)

// forms are the shapes of numbers, the narrow ones first. In a form d is a digit, a a letter, x either, n either but
// not 0, z the 14th place of ordinary numbers, u is U or O; anything else stands for itself.
var forms = [...]struct {
	form string
	kind Kind
}{
	{"99ddaaadddddOSx", OnlineService},
	{"ddddaaaddddduNx", UniqueID},
	{"ddddaaadddddNRx", NonResident},
	{"ddaaaaxddddanDx", TaxDeductor}, // before Ordinary, whose 14th place may be a D too
	{"ddaaaaaddddanCx", TaxCollector},
	{"ddaaaaaddddanzx", Ordinary},
	{"ddaaaadddddadZd", Government},
	{"ddxxxxxxxxxxxxx", Transporter},
}

// KindOf tells the kind of a number in capitals from its form alone. It does not look at the check character.
func KindOf(gstin string) Kind {
	for _, f := range forms {
		if fits(f.form, gstin) {
			return f.kind
		}
	}
	return None
}

func fits(form, s string) bool {
	if len(s) != len(form) {
		return false
	}
	for i := range len(form) {
		if !fitsAt(form[i], s[i]) {
			return false
		}
	}
	return true
}

func fitsAt(class, c byte) bool {
	digit, letter := '0' <= c && c <= '9', 'A' <= c && c <= 'Z'
	switch class {
	case 'd':
		return digit
	case 'a':
		return letter
	case 'x':
		return digit || letter
	case 'n':
		return (digit && c != '0') || letter
	case 'z':
		return strings.IndexByte("Z123456789ABDEFGHIJ", c) >= 0
	case 'u':
		return c == 'U' || c == 'O'
	default:
		return c == class
	}
}

// TypeOf returns the type of taxpayer that the form of a number tells: REG for ordinary numbers and for those that fit
// the outline only.
func TypeOf(gstin string) Type {
	switch KindOf(gstin) {
	case Government:
		return GOV
	case TaxDeductor:
		return TDS
	case TaxCollector:
		return TCS
	case NonResident:
		return NRT
	case OnlineService:
		return OID
	case UniqueID:
		switch {
		case gstin[12] == 'O': // …ON: other notified persons
			return ONP
		case gstin[4:7] == "UNO":
			return UNB
		default: // the ISO code of an embassy's country
			return EMB
		}
	default:
		return REG
	}
}

const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

// CheckCharacter computes the last character of a number from its first 14. The one rule covers every kind: each value
// is multiplied by 1 and 2 in turn, the two digits of the product to base 36 are added up, and the check completes the
// sum to a multiple of 36. It is false when the input is not 14 digits and capitals.
func CheckCharacter(first14 string) (byte, bool) {
	if len(first14) != 14 {
		return 0, false
	}
	sum := 0
	for i := range len(first14) {
		v := strings.IndexByte(alphabet, first14[i])
		if v < 0 {
			return 0, false
		}
		product := v * (1 + i%2)
		sum += product/36 + product%36
	}
	return alphabet[(36-sum%36)%36], true
}

// CheckHolds reports whether the last character of a 15-character number is the right one. Most numbers of the public
// sandbox fail this; a real portal never sees them.
func CheckHolds(gstin string) bool {
	if len(gstin) != 15 {
		return false
	}
	c, ok := CheckCharacter(gstin[:14])
	return ok && c == gstin[14]
}
