package masterlists

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/irpsim/irpsim/internal/taxpayer"
	"github.com/irpsim/irpsim/masters"
)

// Answer is what can be said of a code.
type Answer struct {
	What    string // "GSTIN"
	Code    string // as the portal compares it: capitals, no blanks
	OK      bool
	Verdict string // one sentence
	Facts   []fact
	Sum     *Sum
	Codes   []string // that the portal answers to it, when it is not right
}

type fact struct{ Name, Value, Href string }

// Check says what a text is as a code of the portal: a GSTIN, a PIN, an HSN, or else a vehicle number. Six digits can be two of
// them. Lookup is the register of the world.
func Check(text string, lookup func(string) (taxpayer.Taxpayer, bool)) []Answer {
	code := strings.ToUpper(strings.Join(strings.Fields(text), ""))
	digits := code != "" && strings.Trim(code, "0123456789") == ""
	switch {
	case digits && len(code) == 6:
		return []Answer{checkPIN(code), checkHSN(code)}
	case digits && len(code) <= 8:
		return []Answer{checkHSN(code)}
	case len(code) >= 12:
		return []Answer{checkGSTIN(code, lookup)}
	}
	return []Answer{checkVehicle(code)}
}

// Sum is the arithmetic of the last character of a GSTIN.
type Sum struct {
	Columns []column14
	Total   int
	Rest    int // of the total by 36
	Value   int // of the character that completes it
	Want    string
	Found   string
}

// column14 is one of the first 14 characters.
type column14 struct {
	Char                             string
	Value, Factor, Product, Two, One int // the product is Two times 36 and One
	Add                              int
}

const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

// sumOf lays out what taxpayer.CheckCharacter does; a test holds the two together.
func sumOf(gstin string) *Sum {
	if len(gstin) < 14 {
		return nil
	}
	s := &Sum{}
	for i := range 14 {
		v := strings.IndexByte(alphabet, gstin[i])
		if v < 0 {
			return nil
		}
		c := column14{Char: gstin[i : i+1], Value: v, Factor: 1 + i%2}
		c.Product = c.Value * c.Factor
		c.Two, c.One = c.Product/36, c.Product%36
		c.Add = c.Two + c.One
		s.Total += c.Add
		s.Columns = append(s.Columns, c)
	}
	s.Rest = s.Total % 36
	s.Value = (36 - s.Rest) % 36
	s.Want, s.Found = alphabet[s.Value:s.Value+1], gstin[14:]
	return s
}

func checkGSTIN(code string, lookup func(string) (taxpayer.Taxpayer, bool)) Answer {
	a := Answer{What: "GSTIN", Code: code, Sum: sumOf(code)}
	switch kind := taxpayer.KindOf(code); {
	case len(code) != 15:
		a.Verdict = fmt.Sprintf("A GSTIN has 15 characters. This one has %d.", len(code))
		a.Codes = []string{"5002"}
	case a.Sum == nil:
		a.Verdict = "A GSTIN has digits and capitals only."
		a.Codes = []string{"5002"}
	case kind == taxpayer.None:
		a.Verdict = "No kind of GSTIN has this form."
		a.Codes = []string{"5002", "3028"}
	case a.Sum.Want != a.Sum.Found:
		a.Verdict = "The last character cannot be: it needs " + a.Sum.Want + ", found " + a.Sum.Found + "."
		a.Codes = []string{"3028"}
	default:
		a.OK, a.Verdict = true, "The form and the last character are right."
	}
	if len(code) == 15 && a.Sum != nil {
		a.Facts = gstinFacts(code, lookup)
	}
	return a
}

func gstinFacts(code string, lookup func(string) (taxpayer.Taxpayer, bool)) []fact {
	state := "no state has this code"
	if s, ok := masters.LookupState(code[:2]); ok {
		state = s.Name
	}
	kind := string(taxpayer.KindOf(code))
	facts := []fact{
		{Name: "State " + code[:2], Value: state, Href: "/masters/states?q=" + code[:2]}, {Name: "PAN", Value: code[2:12]},
		{Name: "Registration " + code[12:13], Value: "number of this PAN in the state"}, {Name: "Kind", Value: kind},
	}
	if t, ok := lookup(code); ok {
		standing := string(t.Status)
		if !t.Enabled {
			standing += ", not enabled for e-invoicing"
		}
		return append(facts, fact{Name: "In this world", Value: t.LegalName + ", " + standing})
	}
	return append(facts, fact{Name: "In this world", Value: "not in the register"})
}

func checkPIN(code string) Answer {
	a := Answer{What: "PIN", Code: code}
	n, _ := strconv.Atoi(code) // digits, as the caller has seen
	states := masters.PinStates(n)
	for _, s := range states {
		name, _ := masters.LookupState(s)
		a.Facts = append(a.Facts, fact{Name: "State " + s, Value: name.Name, Href: "/masters/states?q=" + s})
	}
	switch {
	case n == 999999:
		a.OK, a.Verdict = true, "The placeholder: for a buyer abroad (state 96), and for state 97."
	case n < 100000:
		a.Verdict, a.Codes = "A PIN does not begin with 0.", []string{"5002"}
	case len(states) == 0:
		a.Verdict, a.Codes = "No state has a PIN that begins with "+code[:3]+".", []string{"3038"}
	case masters.PinKnown(n):
		a.OK, a.Verdict = true, "A PIN of "+names(states)+"."
	default:
		a.OK, a.Verdict = true, "Not among those known to occur, but "+code[:3]+" belongs to "+names(states)+", and that is enough for the portal."
	}
	return a
}

func names(states []string) string {
	var list []string
	for _, s := range states {
		if known, ok := masters.LookupState(s); ok {
			list = append(list, known.Name)
		}
	}
	return strings.Join(list, " or ")
}

func checkHSN(code string) Answer {
	a := Answer{What: "HSN", Code: code}
	h, ok := masters.LookupHSN(code)
	for n := 2; n < len(code); n += 2 {
		if up, ok := masters.LookupHSN(code[:n]); ok && up.Description != "" {
			a.Facts = append(a.Facts, fact{Name: code[:n], Value: up.Description, Href: "/masters/hsn?q=" + code[:n]})
		}
	}
	switch {
	case len(code) == 2 || len(code)%2 != 0:
		a.Verdict, a.Codes = "HsnCd has 4, 6 or 8 digits.", []string{"5002"}
	case !ok:
		a.Verdict, a.Codes = "No such code in the list.", []string{"2176"}
	default:
		a.OK, a.Verdict = true, "A code of goods: the line needs IsServc N and a Unit."
		if h.Service {
			a.Verdict = "A code of services: the line needs IsServc Y."
		}
		if h.Description != "" {
			a.Facts = append(a.Facts, fact{Name: code, Value: h.Description, Href: "/masters/hsn?q=" + code})
		}
		if len(code) == 4 {
			a.Facts = append(a.Facts, fact{Name: "Too short for some", Value: "suppliers above 5 crore turnover need 6 digits, else 2176", Href: "/errors/2176"})
		}
	}
	return a
}

func checkVehicle(code string) Answer {
	a := Answer{What: "Vehicle number", Code: code, Verdict: "This is none of the forms of vehicle numbers.", Codes: []string{"4014"}}
	for _, f := range masters.VehicleFormats() {
		if f.Pattern.MatchString(code) {
			a.Facts = append(a.Facts, fact{Name: f.Format, Value: f.Note, Href: "/masters/vehicle_number_formats"})
		}
	}
	if len(a.Facts) > 0 {
		a.OK, a.Verdict, a.Codes = true, "It has the form "+a.Facts[0].Name+".", nil
	}
	return a
}
