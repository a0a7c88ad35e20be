package diagnose

import (
	"encoding/base64"
	"fmt"
	"strings"
)

// reading is what a text was taken for: bytes under Base64 (or what was put in its place), or a text that is no encoding.
type reading struct {
	hits    []hit
	raw     []byte // the bytes under the encoding, nil when plain
	plain   string // the text that is left when it is no encoding
	decoded int    // layers of Base64 and hex that were taken off
	dead    bool   // what was meant cannot be had from the text any more
}

// readText takes the wrapping off a text, layer by layer, until bytes come out that are no text.
func readText(text string) reading {
	var r reading
	for range maxLayers {
		whole := text // a blank at its end may have been a +
		text = strings.TrimSpace(text)
		if next, h, ok := unwrap(text); ok {
			r.hits = append(r.hits, h)
			if next.raw == nil {
				text = next.text
				continue
			}
			if !ascii(next.raw) {
				r.raw = next.raw
				return r
			}
			text = string(next.raw)
			continue
		}
		if h, ok := lost(text); ok {
			r.hits, r.dead = append(r.hits, h), true
			return r
		}
		raw, h, ok := []byte(nil), hit{}, false
		if !looksLikeContent(text) {
			raw, h, ok = decodeText(text, whole)
		}
		if !ok {
			r.plain = text
			return r
		}
		r.decoded++
		if r.decoded > 1 && h.id == "" {
			h = hit{"base64-twice", Certain, "under the Base64 there is Base64 again"}
		}
		if h.id != "" {
			r.hits = append(r.hits, h)
		}
		if !ascii(raw) {
			r.raw = raw
			r.throughText()
			return r
		}
		text = string(raw)
	}
	r.plain = text
	return r
}

// decodeText reads Base64 and what clients send in its place. The hit says what is odd about it; it has no id when nothing
// is. whole is the text with the white space around it.
func decodeText(text, whole string) ([]byte, hit, bool) {
	if raw, ok := hexText(text); ok {
		return raw, hit{"hex-for-base64", Certain, fmt.Sprintf("%s, all of them hexadecimal digits", count(len(text), "character"))}, true
	}
	raw, err := decode(text)
	for _, spaced := range []string{text, whole} {
		if plus, h, ok := plusLost(spaced, raw, err); ok {
			return plus, h, true
		}
	}
	if err == nil {
		return raw, hit{}, true
	}
	bare := strings.Join(strings.Fields(text), "")
	body := strings.TrimRight(bare, "=")
	padding := len(bare) - len(body)
	if strings.ContainsAny(body, "-_") {
		if raw, err := base64.RawURLEncoding.DecodeString(body); err == nil {
			return raw, hit{"base64-url", Certain, fmt.Sprintf("%q stands at position %d", body[strings.IndexAny(body, "-_")], 1+strings.IndexAny(body, "-_"))}, true
		}
		return nil, hit{}, false
	}
	if raw, err := base64.RawStdEncoding.DecodeString(body); err == nil {
		return raw, hit{"base64-unpadded", Certain, fmt.Sprintf("%s with %s at the end; there should be %d", count(len(bare), "character"), count(padding, "="), (4-len(body)%4)%4)}, true
	}
	if len(body)%4 == 1 && len(body) > 20 {
		if raw, err := base64.StdEncoding.DecodeString(body[:len(body)-1]); err == nil {
			return raw, hit{"cut-off", Certain, fmt.Sprintf("%s of Base64, one more than whole groups of four: no encoder writes that", count(len(body), "character"))}, true
		}
	}
	return nil, hit{}, false
}

// plusLost undoes what a form decoder does to Base64: every + became a blank. Blanks alone are skipped by the portal, so
// this needs the length to be wrong without the pluses and right with them.
func plusLost(text string, raw []byte, err error) ([]byte, hit, bool) {
	if !strings.Contains(text, " ") || strings.ContainsAny(text, "+\r\n\t") {
		return nil, hit{}, false
	}
	plus, plusErr := base64.StdEncoding.DecodeString(strings.ReplaceAll(text, " ", "+"))
	if plusErr != nil || len(plus)%16 != 0 || err == nil && len(raw)%16 == 0 {
		return nil, hit{}, false
	}
	return plus, hit{"base64-plus-lost", Certain, fmt.Sprintf("%s inside and no +; with + in their places the length is right", count(strings.Count(text, " "), "blank"))}, true
}

// throughText undoes what happens to bytes that pass as text: each became a character, and the characters were written in
// UTF-8. Where a decoder put U+FFFD the bytes are gone.
func (r *reading) throughText() {
	text := string(r.raw)
	if n := strings.Count(text, "�"); n >= 3 && strings.ToValidUTF8(text, "") == text {
		r.hits = append(r.hits, hit{"cipher-through-text", Certain, fmt.Sprintf("the bytes hold U+FFFD, the mark of an undecodable character, %d times", n)})
		r.dead = true
		return
	}
	if raw, ok := latin1(text); ok && len(raw) < len(r.raw)*9/10 {
		r.raw = raw
		r.hits = append(r.hits, hit{"cipher-through-text", Certain, "the bytes are UTF-8 of characters up to U+00FF, one for each byte of the cipher text"})
	}
}

// latin1 makes one byte of each character of valid UTF-8 text; ok is false when one is above U+00FF.
func latin1(text string) ([]byte, bool) {
	if strings.ToValidUTF8(text, "") != text {
		return nil, false
	}
	raw := make([]byte, 0, len(text))
	for _, r := range text {
		if r > 0xFF {
			return nil, false
		}
		raw = append(raw, byte(r))
	}
	return raw, true
}
