package sample

import (
	"fmt"
	"slices"
	"strings"
)

// Feature is something that a case can be combined with: "b2b-intra+crn+cess".
type Feature struct {
	Name  string
	Title string // one line for people
	add   func(*shape) error
}

// Features lists what cases can be combined with.
func Features() []Feature {
	return []Feature{
		{"crn", "as a credit note", asNote("CRN")},
		{"dbn", "as a debit note", asNote("DBN")},
		{"rcm", "under reverse charge", underReverseCharge},
		{"cess", "cess by rate and by quantity on every line", eachLine(func(l *line) { l.cess, l.cessUnit = 12_000, 1_500 })},
		{"state-cess", "State cess by rate and by quantity on every line", eachLine(func(l *line) { l.stateCess, l.stateCessUnit = 1_000, 250 })},
		{"discount", "discount on every line and on the document", withDiscount},
		{"other-charges", "other charges on every line and on the document", withCharges},
		{"round-off", "rounded to whole rupees", rounded},
	}
}

func asNote(typ string) func(*shape) error {
	return func(s *shape) error {
		if s.typ != "" && s.typ != typ {
			return fmt.Errorf("a document is of one type; it is %s already", s.typ)
		}
		if s.typ == "" {
			s.dress = append(slices.Clone(s.dress), precedes)
		}
		s.typ = typ
		return nil
	}
}

func underReverseCharge(s *shape) error {
	switch s.supTyp {
	case "", "SEZWP", "SEZWOP":
		s.tran = append(slices.Clone(s.tran), reverseCharge)
		return nil
	}
	return fmt.Errorf("reverse charge is for B2B and SEZ supplies only (2162); leave rcm out")
}

func eachLine(change func(*line)) func(*shape) error {
	return func(s *shape) error {
		s.lines = slices.Clone(s.lines)
		for i := range s.lines {
			change(&s.lines[i])
		}
		return nil
	}
}

func withDiscount(s *shape) error {
	s.discount = 100_000
	return eachLine(func(l *line) { l.discount = 7_500 })(s)
}

func withCharges(s *shape) error {
	s.other = 250_000
	return eachLine(func(l *line) { l.other = 120_500 })(s)
}

// rounded makes the first line cost something that leaves a total with paise.
func rounded(s *shape) error {
	s.round, s.lines = true, slices.Clone(s.lines)
	s.lines[0].price += 1_237
	return nil
}

// split takes a name apart: the case and its features. A blank is what an unescaped + of a URL becomes.
func split(name string) (base string, features []string) {
	parts := strings.FieldsFunc(name, func(r rune) bool { return r == '+' || r == ' ' || r == ',' })
	if len(parts) == 0 {
		return "", nil
	}
	return parts[0], parts[1:]
}

// combine adds features to a case.
func (c Case) combine(features []string) (Case, error) {
	for _, name := range features {
		all := Features()
		i := slices.IndexFunc(all, func(f Feature) bool { return strings.EqualFold(f.Name, name) })
		if i < 0 {
			var known []string
			for _, f := range all {
				known = append(known, f.Name)
			}
			return c, fmt.Errorf("a case cannot be combined with %q; it can with %s", name, strings.Join(known, ", "))
		}
		if err := all[i].add(&c.shape); err != nil {
			return c, fmt.Errorf("%s+%s: %w", c.Name, name, err)
		}
		c.Title += ", " + all[i].Title
	}
	return c, nil
}

// Variants lists names of valid documents that together meet every supply type, document type, place, reverse charge,
// cess, State cess, discount, other charges and rounding in every combination the portal admits.
func Variants() []string {
	var names []string
	for _, base := range []string{
		"b2b", "b2b-intra", "igst-on-intra", "sezwp", "sezwp-intra", "sezwop", "sezwop-intra", "export", "expwop", "dexp", "dexp-intra",
	} {
		for _, typ := range []string{"", "+crn", "+dbn"} {
			for _, charge := range []string{"", "+rcm"} {
				if base == "igst-on-intra" && charge != "" {
					continue // that is under reverse charge already
				}
				for _, levy := range []string{"", "+cess", "+state-cess", "+cess+state-cess"} {
					for _, total := range []string{"", "+discount", "+other-charges", "+round-off", "+discount+other-charges+round-off"} {
						name := base + typ + charge + levy + total
						if _, err := named(name); err == nil {
							names = append(names, name)
						}
					}
				}
			}
		}
	}
	return names
}
