package schema

import (
	"encoding/json"
	"math"
	"regexp"
	"slices"
	"unicode/utf8"

	"github.com/irpsim/irpsim/einv"
)

// quick knows one member's schema well enough to tell that a value is plainly fine, at a fiftieth of the cost of the
// compiled schema. It is made from the keywords of the schema file, and only when it knows every one of them: a keyword
// added to a file can make it go, but not pass what the schema refuses. A nil quick finds nothing fine.
type quick struct {
	enum      []string // nil for any text
	low, high int      // characters
	pattern   matcher  // nil for any
	not       matcher  // nil for none

	min, max, step int64 // thousandths
	decimals       int
	signed         bool
}

// matcher reports whether a text matches a regular expression.
type matcher func(string) bool

// matchers are those of one schema, which asks for the same few expressions of most of its members.
type matchers map[string]matcher

func (ms matchers) of(pattern string) matcher {
	m, ok := ms[pattern]
	if !ok {
		m = matcherOf(pattern)
		ms[pattern] = m
	}
	return m
}

func matcherOf(pattern string) matcher {
	if a := automatonOf(pattern); a != nil {
		return a.matches
	}
	if re, err := regexp.Compile(pattern); err == nil {
		return re.MatchString
	}
	return func(string) bool { return false } // not reached: the schema would not have compiled
}

// quickOf makes the quick of the member n from its part of the file; nil when it cannot.
func quickOf(n *node, known matchers) *quick {
	var keywords map[string]json.RawMessage
	if json.Unmarshal(n.raw, &keywords) != nil {
		return nil
	}
	q := &quick{high: math.MaxInt, min: math.MinInt64, max: math.MaxInt64, step: 1, decimals: n.Decimals, signed: n.signed}
	for k, v := range keywords {
		if k != "description" && !q.is(k, v, n.Type, known) {
			return nil
		}
	}
	return q
}

// is takes in a keyword; false when its meaning for a member of that type is not known.
func (q *quick) is(keyword string, v json.RawMessage, typ Type, known matchers) bool {
	if keyword == "type" {
		var names types
		err := json.Unmarshal(v, &names)
		return err == nil && !slices.ContainsFunc(names, func(n string) bool { return n != string(typ) && n != "null" })
	}
	switch typ {
	case Text:
		return q.isOfText(keyword, v, known)
	case Number:
		return q.isOfNumber(keyword, v)
	}
	return false
}

func (q *quick) isOfText(keyword string, v json.RawMessage, known matchers) bool {
	switch keyword {
	case "minLength":
		return json.Unmarshal(v, &q.low) == nil
	case "maxLength":
		return json.Unmarshal(v, &q.high) == nil
	case "enum":
		var list []*string
		if json.Unmarshal(v, &list) != nil {
			return false
		}
		q.enum = []string{}
		for _, e := range list {
			if e != nil { // null, which is not put to a quick
				q.enum = append(q.enum, *e)
			}
		}
		return true
	case "pattern":
		var p string
		err := json.Unmarshal(v, &p)
		q.pattern = known.of(p)
		return err == nil
	case "not": // what it may hold besides makes it refuse less, and a quick may refuse more
		var sub map[string]string
		err := json.Unmarshal(v, &sub)
		p, ok := sub["pattern"]
		q.not = known.of(p)
		return err == nil && ok
	}
	return false
}

func (q *quick) isOfNumber(keyword string, v json.RawMessage) bool {
	a, err := einv.ParseAmount(string(v))
	if err != nil || !a.Exact() {
		return false
	}
	switch keyword {
	case "minimum":
		q.min = a.Milli()
	case "maximum":
		q.max = a.Milli()
	case "multipleOf":
		q.step = a.Milli()
		return q.step > 0
	default:
		return false
	}
	return true
}

// text reports whether a text is plainly fine.
func (q *quick) text(s string) bool {
	if q == nil || q.enum != nil && !slices.Contains(q.enum, s) {
		return false
	}
	n := utf8.RuneCountInString(s)
	return n >= q.low && n <= q.high && (q.pattern == nil || q.pattern(s)) && (q.not == nil || !q.not(s))
}

// amount reports whether a number is plainly fine, by its value and as written.
func (q *quick) amount(a einv.Amount) bool {
	m := a.Milli()
	return q != nil && a.Exact() && m >= q.min && m <= q.max && m%q.step == 0 && plain(a.Literal(), q.decimals, q.signed)
}
