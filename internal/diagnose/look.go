package diagnose

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"
)

// bom is the byte-order mark in UTF-8.
const bom = "\xEF\xBB\xBF"

// decode reads standard Base64 as the portal does (and seal): blanks, tabs and line breaks are skipped.
func decode(s string) ([]byte, error) {
	if strings.ContainsAny(s, " \t") {
		s = strings.NewReplacer(" ", "", "\t", "").Replace(s)
	}
	return base64.StdEncoding.DecodeString(s)
}

// plainByte is one that text consists of, outside of letters beyond ASCII.
func plainByte(b byte) bool { return b >= ' ' && b < 0x7F || b == '\t' || b == '\n' || b == '\r' }

// readable tells whether b, or how it begins, is text: no control characters and few bytes beyond ASCII. Of random bytes
// sixteen pass once in 200,000 times, thirty-two practically never.
func readable(b []byte) bool {
	b = bytes.TrimPrefix(b, []byte(bom))
	b = b[:min(len(b), 32)] // a character cut in two at the end counts as bytes beyond ASCII, as whole ones do
	high := 0
	for _, c := range b {
		switch {
		case c >= 0x80:
			high++
		case !plainByte(c):
			return false
		}
	}
	return len(b) > 0 && high <= len(b)/16
}

// ascii tells whether b is plain text throughout, and long enough for that to be no chance.
func ascii(b []byte) bool {
	for _, c := range b {
		if !plainByte(c) {
			return false
		}
	}
	return len(b) >= 8
}

// legible tells whether b is text that a person may have typed.
func legible(b []byte) bool {
	return utf8.Valid(b) && !bytes.ContainsFunc(b, func(r rune) bool { return r < ' ' || r == 0x7F })
}

// share is the part of b that is plain text, in per cent.
func share(b []byte) int {
	if len(b) == 0 {
		return 0
	}
	n := 0
	for _, c := range b {
		if plainByte(c) {
			n++
		}
	}
	return 100 * n / len(b)
}

// promising tells whether deciphered bytes begin as a payload may begin: text, UTF-16, or compressed.
func promising(b []byte) bool {
	return readable(b) || wideOrder(b) != nil || compressed(b) != ""
}

// trim takes off what JSON takes for white space, and no more: not the vertical tab that PKCS#7 may be made of.
func trim(b []byte) []byte { return bytes.Trim(b, " \t\r\n") }

// isObject tells whether b is one JSON object in UTF-8. A byte-order mark must be off already.
func isObject(b []byte) bool {
	t := trim(b)
	return len(t) > 0 && t[0] == '{' && utf8.Valid(t) && json.Valid(t)
}

// members returns the members of a JSON object.
func members(b []byte) map[string]json.RawMessage {
	var m map[string]json.RawMessage
	if json.Unmarshal(b, &m) != nil {
		return nil
	}
	return m
}

// looksLikeContent tells whether text begins as a document does that was neither encoded nor enciphered.
func looksLikeContent(text string) bool {
	t := strings.TrimSpace(text)
	switch {
	case t == "":
		return false
	case t[0] == '{', t[0] == '<', strings.HasPrefix(t, `"{`):
		return true
	case t[0] == '[':
		return strings.ContainsAny(t[:min(len(t), 32)], "{\"'") || t == "[]"
	}
	return isForm(t)
}

// isForm knows the form encoding a=b&c=d.
func isForm(t string) bool {
	name, rest, ok := strings.Cut(t, "=")
	if !ok || name == "" || len(name) > 32 || strings.Trim(name, alphanumeric+"_-[]%") != "" {
		return false
	}
	return strings.Contains(rest, "&") && strings.Contains(rest, "=")
}

const alphanumeric = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

// hexText reads hexadecimal digits: plain, after 0x, or with dashes, colons or blanks between the bytes.
func hexText(s string) ([]byte, bool) {
	s = strings.TrimPrefix(strings.TrimPrefix(s, "0x"), "0X")
	if len(s) > 2 && strings.ContainsRune("-: ", rune(s[2])) {
		if len(s)%3 != 2 {
			return nil, false
		}
		s = strings.ReplaceAll(s, s[2:3], "")
	}
	if strings.ContainsAny(s, "\r\n") {
		s = strings.NewReplacer("\r", "", "\n", "").Replace(s)
	}
	if len(s) < 32 || len(s)%2 != 0 {
		return nil, false
	}
	b, err := hex.DecodeString(s)
	return b, err == nil
}

// firstBytes shows how b begins, in hex.
func firstBytes(b []byte) string {
	if len(b) <= 16 {
		return fmt.Sprintf("% x", b)
	}
	return fmt.Sprintf("% x …", b[:16])
}

// beginning quotes how a text begins.
func beginning(b []byte) string { return strings.ToValidUTF8(clip(string(b), 60), "�") }

// quotable is beginning, or "" when the text is a login that went astray: a password must not get into a log.
func quotable(b []byte) string {
	text := beginning(b)
	if strings.Contains(strings.ToLower(text), "passw") {
		return ""
	}
	return text
}

// clip shortens s to at most n bytes, at the border of a character.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n] + "…"
}

// count prints a number with its noun.
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
