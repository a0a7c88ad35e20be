package einv

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// drawDocument draws the text of a document of that shape: names in any spelling, equal names, unknown members, values
// of the wrong type, blanks, escapes, and sometimes a byte out of place.
func drawDocument(t *rapid.T, s *shape) string {
	var b strings.Builder
	drawObject(t, &b, s, 1)
	if rapid.IntRange(0, 4).Draw(t, "broken") == 0 {
		return breakText(t, b.String())
	}
	return b.String()
}

// breakText takes out, puts in or exchanges a few bytes.
func breakText(t *rapid.T, text string) string {
	raw := []byte(text)
	for range rapid.IntRange(1, 3).Draw(t, "breaks") {
		at := rapid.IntRange(0, len(raw)).Draw(t, "at")
		to := min(len(raw), at+rapid.IntRange(0, 2).Draw(t, "cut"))
		put := rapid.SampledFrom([]string{"", "", ",", ":", `"`, "{", "}", "[", "]", "0", "-", ".", "e", "\\", "\x00", "\n", "\xC3", "u", "null"}).Draw(t, "put")
		raw = []byte(string(raw[:at]) + put + string(raw[to:]))
	}
	return string(raw)
}

func drawObject(t *rapid.T, b *strings.Builder, s *shape, depth int) {
	b.WriteByte('{')
	for i := range rapid.IntRange(0, 8).Draw(t, "members") {
		if i > 0 {
			b.WriteByte(',')
		}
		blank(t, b)
		var m *member
		name := rapid.SampledFrom([]string{"x", "", "Unknown", "İ", "a name as long as none that is known to any of the requests"}).Draw(t, "unknown")
		if s != nil && rapid.IntRange(0, 9).Draw(t, "known") > 0 {
			m = &s.members[rapid.IntRange(0, len(s.members)-1).Draw(t, "member")]
			name = respell(t, m.name)
		}
		b.WriteString(quote(t, name))
		blank(t, b)
		b.WriteByte(':')
		drawValue(t, b, m, depth)
	}
	b.WriteByte('}')
}

// respell changes the letter case of a name. The Kelvin sign and the dotted capital I are the two characters beyond
// ASCII whose lower case is an ASCII letter.
func respell(t *rapid.T, name string) string {
	switch rapid.IntRange(0, 5).Draw(t, "spelling") {
	case 0:
		return strings.ToLower(name)
	case 1:
		return strings.ToUpper(name)
	case 2:
		return strings.NewReplacer("K", "\u212A", "k", "\u212A", "I", "\u0130", "i", "\u0130").Replace(name)
	}
	return name
}

func blank(t *rapid.T, b *strings.Builder) {
	b.WriteString(rapid.SampledFrom([]string{"", "", "", " ", "\n\t ", "\r"}).Draw(t, "blank"))
}

// quote writes a text as JSON, as the standard library does or in escapes only.
func quote(t *rapid.T, text string) string {
	raw, _ := json.Marshal(text)
	if rapid.IntRange(0, 5).Draw(t, "escaped") > 0 {
		return string(raw)
	}
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range text {
		if r < 0x10000 {
			b.Write(appendUnit(nil, uint16(r)))
		} else {
			b.WriteRune(r)
		}
	}
	return b.String() + `"`
}

// drawValue draws what fits m, or anything.
func drawValue(t *rapid.T, b *strings.Builder, m *member, depth int) {
	blank(t, b)
	var sub *shape
	what := rapid.SampledFrom([]string{"text", "number", "word", "object", "array", "escape"}).Draw(t, "type")
	if m != nil {
		sub = m.sub
		if rapid.IntRange(0, 7).Draw(t, "fits") > 0 {
			what = map[kind]string{kindText: "text", kindAmount: "number", kindFlag: "word", kindObject: "object", kindArray: "array"}[m.kind]
		}
	}
	switch {
	case what == "escape":
		b.WriteString(rapid.SampledFrom([]string{`"\ud83d\ude00"`, `"\ud83d"`, `"\ude00\ud83d"`, `"\/\b\f\n\r\t"`, `"\u0000"`, `""`}).Draw(t, "escape"))
	case what == "number" && m != nil && m.loose && rapid.Bool().Draw(t, "quoted"):
		b.WriteString(quote(t, " "+drawNumber(t)+"\t"))
	case what == "number":
		b.WriteString(drawNumber(t))
	case what == "word":
		b.WriteString(rapid.SampledFrom([]string{"true", "false", "null", `"True"`, `"FALSE"`, `""`, `"no"`}).Draw(t, "word"))
	case what == "object" && depth < 6:
		drawObject(t, b, sub, depth+1)
	case what == "array" && depth < 6:
		b.WriteByte('[')
		for i := range rapid.IntRange(0, 3).Draw(t, "elements") {
			if i > 0 {
				b.WriteByte(',')
			}
			if sub != nil && rapid.IntRange(0, 9).Draw(t, "element") > 0 {
				drawObject(t, b, sub, depth+1)
			} else {
				drawValue(t, b, m, depth+1)
			}
		}
		b.WriteByte(']')
	default:
		b.WriteString(quote(t, rapid.OneOf(rapid.StringN(0, 8, -1), rapid.SampledFrom([]string{"", " inv ", "b2b", "2", "ß"})).Draw(t, "text")))
	}
	blank(t, b)
}

func drawNumber(t *rapid.T) string {
	return rapid.OneOf(
		rapid.StringMatching(`-?(0|[1-9][0-9]{0,17})(\.[0-9]{1,5})?`),
		rapid.StringMatching(`-?(0|[1-9][0-9]{0,30})(\.[0-9]{0,9}0{0,40}[0-9])?([eE][+-]?[0-9]{1,3})?`),
	).Draw(t, "number")
}

// oneItem is an ordinary document of one line.
func oneItem(t testing.TB) string {
	t.Helper()
	raw, err := os.ReadFile("testdata/b2b.json")
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}
