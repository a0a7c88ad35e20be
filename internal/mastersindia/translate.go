package mastersindia

import (
	"bytes"
	"encoding/json"
	"strings"

	"github.com/irpsim/irpsim/einv"
)

// run appends the object that p makes of o. It reports whether o had anything in it: a group of empty texts is as good as
// none.
func (p plan) run(dst []byte, o object) (_ []byte, filled bool) {
	dst = append(dst, '{')
	start := len(dst)
	for i := range p {
		s := &p[i]
		before := len(dst)
		if before > start {
			dst = append(dst, ',')
		}
		dst = append(appendText(dst, s.to), ':')
		var wrote, full bool
		dst, wrote, full = s.run(dst, o[s.from])
		if !wrote {
			dst = dst[:before]
		}
		filled = filled || full
	}
	return append(dst, '}'), filled
}

// run appends the value of one member; wrote is false when it is not sent on, full says that the client gave something.
func (s *step) run(dst []byte, v any) (_ []byte, wrote, full bool) {
	switch {
	case s.kind == Fixed:
		return appendText(dst, s.set), true, false
	case s.sub == nil:
		return s.field(dst, v)
	case s.list:
		return s.elements(dst, v)
	}
	switch v := v.(type) {
	case object:
		dst, full = s.sub.run(dst, v)
		return dst, full, full
	case []any:
		if len(v) == 0 { // what PHP makes of an empty object
			return dst, false, false
		}
	}
	return raw(dst, v)
}

func (s *step) elements(dst []byte, v any) (_ []byte, wrote, full bool) {
	list, ok := v.([]any)
	if o, isObject := v.(object); isObject && len(o) == 0 {
		return dst, false, false
	}
	if !ok {
		return raw(dst, v)
	}
	dst = append(dst, '[')
	start := len(dst)
	for _, e := range list {
		before := len(dst)
		if before > start {
			dst = append(dst, ',')
		}
		kept := true
		if o, ok := e.(object); ok {
			dst, kept = s.sub.run(dst, o)
		} else {
			dst = appendJSON(dst, e)
		}
		if !kept && !s.keep {
			dst = dst[:before]
		}
	}
	full = len(dst) > start
	return append(dst, ']'), full, full
}

// raw carries over what stands in a place that cannot take it: the portal refuses it in its own words. Nothing is nothing.
func raw(dst []byte, v any) (_ []byte, wrote, full bool) {
	if v == nil || v == "" {
		return dst, false, false
	}
	return appendJSON(dst, v), true, true
}

func (s *step) field(dst []byte, v any) (_ []byte, wrote, full bool) {
	switch v := v.(type) {
	case string:
		if v == "" || s.number() && strings.TrimSpace(v) == "" {
			zero := s.zero()
			return append(dst, zero...), zero != "", false
		}
		if !s.number() {
			return appendText(dst, s.rewrite(v)), true, true
		}
		if lit := literal(v); lit != "" {
			return append(dst, lit...), true, true
		}
	case json.Number:
		if !s.number() {
			return appendText(dst, s.rewrite(v.String())), true, true
		}
		return append(dst, v...), true, true
	}
	return raw(dst, v)
}

func (s *step) number() bool { return s.kind == Amount || s.kind == Whole || s.kind == Distance }

// zero is what an empty text becomes, "" for nothing at all (GSP reference 5, from a signed sample).
func (s *step) zero() string {
	switch s.kind {
	case Amount:
		return "0.0"
	case Distance:
		return "0"
	}
	return ""
}

// rewrite brings a text into the form that the portal takes.
func (s *step) rewrite(v string) string {
	switch s.kind {
	case State:
		return stateCode(v)
	case Letters:
		return strings.ToUpper(v)
	}
	return v
}

// literal makes a JSON number of a number in quotes as programs print them, "" when it is none. Digits stay as they are,
// because the portal signs them as sent.
func literal(v string) string {
	v = strings.TrimSpace(v)
	sign := ""
	if strings.HasPrefix(v, "-") {
		sign = "-"
	}
	digits := strings.TrimLeft(strings.TrimPrefix(strings.TrimPrefix(v, sign), "+"), "0")
	if digits == "" || digits[0] < '0' || digits[0] > '9' {
		digits = "0" + digits
	}
	lit := sign + strings.TrimSuffix(digits, ".")
	if _, err := einv.ParseAmount(lit); err != nil || !strings.ContainsAny(v, "0123456789") {
		return ""
	}
	return lit
}

// appendText appends a JSON string. Invalid UTF-8 cannot occur: it comes from a text that was read.
func appendText(dst []byte, s string) []byte { return appendJSON(dst, s) }

// appendJSON appends what read yielded, without Go's HTML escapes.
func appendJSON(dst []byte, v any) []byte {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return append(dst, "null"...) // what was read from JSON is always written as JSON
	}
	return append(dst, bytes.TrimSuffix(b.Bytes(), []byte("\n"))...)
}
