package page

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html/template"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/irpsim/irpsim/internal/clock"
)

// maxShown is how much of a long text a code block shows at first (brief: over 20 kB the first 4 kB).
const (
	maxShown = 20 << 10
	firstOf  = 4 << 10
)

// Material says what a run of bytes is, and with it its colour, icon and word.
type Material string

// The materials.
const (
	Plain  Material = "plain"  // readable JSON
	Coded  Material = "coded"  // Base64: anyone can undo it
	Cipher Material = "cipher" // encrypted: needs a key
	Key    Material = "key"    // AppKey, Sek, RSA keys, AuthToken
	Seal   Material = "seal"   // signed: JWS, QR, hash of an IRN
)

// Word is the material for people.
func (m Material) Word() string {
	switch m {
	case Plain:
		return "plain"
	case Coded:
		return "Base64"
	case Cipher:
		return "encrypted"
	case Key:
		return "key"
	case Seal:
		return "signed"
	}
	return string(m)
}

// Icon names the material's icon.
func (m Material) Icon() string {
	switch m {
	case Plain:
		return "braces"
	case Coded:
		return "coded"
	case Cipher:
		return "lock"
	case Key:
		return "key"
	}
	return "seal"
}

// Block is a text in a code block. Make it with [Code].
type Block struct {
	Material Material
	Title    string
	Text     string
	NoCopy   bool
}

// Code makes a code block; material "" leaves the edge and the chip out.
func Code(material Material, title, text string) Block {
	return Block{Material: material, Title: title, Text: text}
}

// Length is the number of characters, grouped.
func (b Block) Length() string { return Grouped(utf8.RuneCountInString(b.Text)) }

// Long reports whether only a part is shown at first.
func (b Block) Long() bool { return len(b.Text) > maxShown }

// First is what is shown at first of a long text.
func (b Block) First() template.HTML { return b.mark(cut(b.Text, firstOf)) }

// HTML is the whole text, with JSON marked in colours.
func (b Block) HTML() template.HTML { return b.mark(b.Text) }

func (b Block) mark(text string) template.HTML {
	if b.Material == Plain || b.Material == "" && (strings.HasPrefix(text, "{") || strings.HasPrefix(text, "[")) {
		return JSON(text)
	}
	return template.HTML(template.HTMLEscapeString(text)) // #nosec: escaped
}

func cut(text string, n int) string {
	if len(text) <= n {
		return text
	}
	for n > 0 && !utf8.RuneStart(text[n]) {
		n--
	}
	return text[:n]
}

// Indent lays JSON out for people, numbers and order as they are; what is no JSON stays as it is.
func Indent(text string) string {
	var b bytes.Buffer
	if json.Indent(&b, []byte(text), "", "  ") != nil {
		return text
	}
	return b.String()
}

// Grouped writes a count with a comma at each thousand.
func Grouped(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// Indian groups the digits of an amount as India does, and leaves its decimals as they were sent: 12,34,567.00. What is no
// plain number stays as it is.
func Indian(amount string) string {
	digits, minus := strings.CutPrefix(amount, "-")
	whole, decimals, point := strings.Cut(digits, ".")
	if whole == "" || strings.Trim(whole+decimals, "0123456789") != "" {
		return amount
	}
	out := whole
	if len(whole) > 3 {
		head := whole[:len(whole)-3]
		out = "," + whole[len(whole)-3:]
		for len(head) > 2 {
			out, head = ","+head[len(head)-2:]+out, head[:len(head)-2]
		}
		out = head + out
	}
	if point {
		out += "." + decimals
	}
	if minus {
		out = "−" + out
	}
	return out
}

// Start shows the first n characters of a long word, with an ellipsis.
func Start(n int, text string) string {
	if utf8.RuneCountInString(text) <= n {
		return text
	}
	return string([]rune(text)[:n]) + "…"
}

// Stamp writes an instant as the wire does, in IST.
func Stamp(t time.Time) string { return t.In(clock.IST).Format(time.DateTime) }

// Date writes a day for prose: 22 Nov 2026.
func Date(t time.Time) string { return t.In(clock.IST).Format("2 Jan 2006") }

// Span writes a duration as people say it: 5 h 59 min, 1 d 23 h, 12 s.
func Span(d time.Duration) string {
	sign := ""
	if d < 0 {
		sign, d = "−", -d
	}
	switch {
	case d < time.Minute:
		return fmt.Sprintf("%s%d s", sign, d/time.Second)
	case d < time.Hour:
		return fmt.Sprintf("%s%d min", sign, d/time.Minute)
	case d < 24*time.Hour:
		return fmt.Sprintf("%s%d h %d min", sign, d/time.Hour, d%time.Hour/time.Minute)
	}
	return fmt.Sprintf("%s%d d %d h", sign, d/(24*time.Hour), d%(24*time.Hour)/time.Hour)
}

// Millis writes how long something took.
func Millis(d time.Duration) string {
	if d < 10*time.Millisecond {
		return fmt.Sprintf("%.1f ms", float64(d)/float64(time.Millisecond))
	}
	return fmt.Sprintf("%d ms", d/time.Millisecond)
}

// Plural writes a count with its noun: Plural(1, "finding", "findings").
func Plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return Grouped(n) + " " + many
}

// Mark marks each appearance of a term in a text, in any letter case.
func Mark(term, text string) template.HTML {
	if term == "" {
		return template.HTML(template.HTMLEscapeString(text)) // #nosec: escaped
	}
	var b strings.Builder
	lower, find := strings.ToLower(text), strings.ToLower(term)
	if len(lower) != len(text) {
		return template.HTML(template.HTMLEscapeString(text)) // #nosec: escaped; letter case changed its length
	}
	for {
		i := strings.Index(lower, find)
		if i < 0 {
			break
		}
		b.WriteString(template.HTMLEscapeString(text[:i]) + "<mark>" + template.HTMLEscapeString(text[i:i+len(find)]) + "</mark>")
		text, lower = text[i+len(find):], lower[i+len(find):]
	}
	return template.HTML(b.String() + template.HTMLEscapeString(text)) // #nosec: escaped
}
