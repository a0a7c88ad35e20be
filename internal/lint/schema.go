package lint

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/irpsim/irpsim/einv"
	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/validate"
	"github.com/irpsim/irpsim/internal/validate/schema"
)

// schema adds what the schema judge found, with the limits of the member and what is to be written instead.
func (j *job) schema(found fault.Finding, tree einv.Tree) {
	m, _ := j.l.forms[j.API].member(found.Path)
	value, sent := valueAt(tree, found.Path)
	sent = sent && value != nil
	f := Finding{
		Kind: Schema, Code: found.Code, Message: found.Message, Rule: string(Schema), Path: found.Path,
		Title: found.Path + " must be " + limits(m) + ".", Why: m.Meaning, Mend: mendMember(m, value, sent),
		Source: "e-invoice schema 1.1", Confidence: string(validate.Official),
		Member: &MemberLimits{
			Display: m.Display, DisplayConfidence: m.DisplayConfidence, Type: m.Type, Mandatory: m.Mandatory,
			Min: m.Min, Max: m.Max, Decimals: m.Decimals, Pattern: m.Pattern, Enum: m.Enum, Meaning: m.Meaning,
		},
	}
	f.Expected = limits(m)
	if sent {
		f.Found = jsonOf(value, 0)
	}
	switch _, number := value.(json.Number); {
	case strings.HasSuffix(found.Path, "]"): // null in the place of a block
		j.leaveOut(found.Path)
	case !number:
		j.moot = append(j.moot, found.Path)
	}
	j.add(f)
}

// valueAt returns what stands at a path of a decoded document.
func valueAt(tree einv.Tree, path string) (value any, sent bool) {
	value = tree
	for step := range strings.SplitSeq(path, ".") {
		name, index, indexed := strings.Cut(step, "[")
		object, ok := value.(einv.Tree)
		if !ok {
			return nil, false
		}
		if value, sent = object[name]; !sent {
			return nil, false
		}
		if !indexed {
			continue
		}
		list, ok := value.([]any)
		i, err := strconv.Atoi(strings.TrimSuffix(index, "]"))
		if !ok || err != nil || i < 0 || i >= len(list) {
			return nil, false
		}
		value = list[i]
	}
	return value, true
}

// limits says in words what a member may hold.
func limits(m schema.Member) string {
	switch {
	case m.Enum != nil:
		return alternatives(m.Enum)
	case m.Type == schema.Number:
		return numberLimits(m)
	case m.Type == schema.Object:
		return "an object"
	case m.Type == schema.Array:
		return "an array of objects"
	case m.Type == schema.Boolean:
		return "true or false"
	}
	text := "a text"
	switch {
	case m.Min != "" && m.Min == m.Max:
		text += " of " + m.Min + " characters"
	case m.Min != "" && m.Max != "":
		text += " of " + m.Min + " to " + m.Max + " characters"
	case m.Max != "":
		text += " of at most " + m.Max + " characters"
	}
	if m.Pattern != "" {
		text += " that matches " + m.Pattern
	}
	return text
}

func numberLimits(m schema.Member) string {
	text := "a whole number"
	if m.Decimals > 0 {
		text = fmt.Sprintf("a number of at most %d decimals", m.Decimals)
	}
	return text + " from " + m.Min + " to " + m.Max
}

func alternatives(values []string) string {
	if len(values) == 1 {
		return strconv.Quote(values[0])
	}
	return "one of " + strings.Join(values, ", ")
}

// mendMember says what to do about a member that the schema refuses.
func mendMember(m schema.Member, value any, sent bool) string {
	if !sent {
		return "Send " + m.Path + "."
	}
	switch v := value.(type) {
	case string:
		return mendText(m, v)
	case json.Number:
		return mendNumber(m, v)
	}
	return "Send " + limits(m) + "."
}

func mendText(m schema.Member, v string) string {
	n := utf8.RuneCountInString(v)
	low, _ := strconv.Atoi(m.Min)
	high, bounded := strconv.Atoi(m.Max)
	leaveOut := ""
	if !m.Mandatory {
		leaveOut = ", or leave it out"
	}
	switch {
	case m.Enum != nil:
		return "Write " + alternatives(m.Enum) + leaveOut + "."
	case n < low:
		return fmt.Sprintf("It has %s; write at least %d%s.", characters(n), low, leaveOut)
	case bounded == nil && n > high:
		return fmt.Sprintf("It has %s; shorten it to %d.", characters(n), high)
	case strings.ContainsAny(v, `"\`) && strings.Contains(m.Pattern, `\\`):
		return `Take the double quotes and backslashes out.`
	case strings.TrimSpace(v) != v:
		return "Take the blanks off its ends."
	case m.Pattern == "": // an IRN: NIC prints no expression for it
		return "Write 64 hexadecimal digits" + leaveOut + "."
	}
	return "Write it so that it matches " + m.Pattern + leaveOut + "."
}

func characters(n int) string {
	if n == 1 {
		return "1 character"
	}
	return strconv.Itoa(n) + " characters"
}

func mendNumber(m schema.Member, v json.Number) string {
	lit := v.String()
	_, fraction, _ := strings.Cut(lit, ".")
	switch {
	case strings.ContainsAny(lit, "eE"):
		return "Write the number without an exponent."
	case len(fraction) > m.Decimals && m.Decimals == 0:
		return "Write it without a decimal point."
	case len(fraction) > m.Decimals:
		return fmt.Sprintf("Write at most %d decimals; zeros at the end count.", m.Decimals)
	}
	return "Send " + numberLimits(m) + "."
}
