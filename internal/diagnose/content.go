package diagnose

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// content is what a text under the cipher was taken for.
type content struct {
	hits     []hit
	object   []byte // the JSON object, nil when there is none
	complete bool   // whether the hits explain the text
}

// readContent looks for a JSON object in a text that was deciphered, taking off what clients put around it.
func (c *inquiry) readContent(b []byte) content {
	var r content
	for range maxLayers {
		body := bytes.TrimPrefix(b, []byte(bom))
		if isObject(body) {
			r.object, r.complete = body, true
			return r
		}
		next, h, ok := c.peel(body)
		if h.id != "" {
			r.hits = append(r.hits, h)
		}
		if !ok {
			r.complete = h.id != ""
			return r
		}
		b = next
	}
	return r
}

// peel takes one layer off a text that is no JSON object. Without ok there is nothing under it; the hit then says what
// the text is instead, and has no id when that is not known.
func (c *inquiry) peel(b []byte) ([]byte, hit, bool) {
	for _, try := range []func([]byte) ([]byte, hit, bool){
		peelWide, peelCompressed, peelTail, peelString, peelLatin1, peelSingleQuotes, c.peelEncoded,
	} {
		if next, h, ok := try(b); ok {
			return next, h, true
		}
	}
	return nil, whatElse(b), false
}

// wideOrder tells in which order the bytes of UTF-16 stand, nil when b is none.
func wideOrder(b []byte) binary.ByteOrder {
	if len(b) < 8 {
		return nil
	}
	b = b[:min(len(b), 32)]
	zeros := [2]int{}
	for i, v := range b {
		if v == 0 {
			zeros[i%2]++
		}
	}
	pairs := len(b) / 2
	switch {
	case zeros[1] >= pairs-1 && zeros[0] == 0:
		return binary.LittleEndian
	case zeros[0] >= pairs-1 && zeros[1] == 0:
		return binary.BigEndian
	}
	return nil
}

func peelWide(b []byte) ([]byte, hit, bool) {
	order := wideOrder(b)
	if order == nil {
		return nil, hit{}, false
	}
	units := make([]uint16, len(b)/2)
	for i := range units {
		units[i] = order.Uint16(b[2*i:])
	}
	text := strings.TrimPrefix(string(utf16.Decode(units)), bom)
	return []byte(text), hit{"utf16", Certain, fmt.Sprintf("each character takes two bytes, %s: %s …", order, firstBytes(b[:min(len(b), 8)]))}, readable([]byte(text))
}

// peelTail knows what clients leave behind the text: NULs, or a second padding.
func peelTail(b []byte) ([]byte, hit, bool) {
	body := bytes.TrimRight(b, "\x00")
	if n := len(b) - len(body); n > 0 && isObject(body) {
		return body, hit{"trailing-nul", Certain, fmt.Sprintf("%s of zero after the end of the JSON", count(n, "byte"))}, true
	}
	if body, ok := unpad(b); ok && isObject(body) && len(body) < len(b) {
		return body, hit{"padding-twice", Certain, fmt.Sprintf("after the padding was taken off, %s of padding are left", count(len(b)-len(body), "byte"))}, true
	}
	t := trim(b)
	if len(t) == 0 || t[0] != '{' {
		return nil, hit{}, false
	}
	d := json.NewDecoder(bytes.NewReader(t))
	var first json.RawMessage
	if err := d.Decode(&first); err != nil || !isObject(first) {
		return nil, hit{}, false
	}
	rest := t[d.InputOffset():]
	if !utf8.Valid(rest) || len(rest) == 0 {
		return nil, hit{}, false
	}
	return first, hit{"text-after-json", Certain, fmt.Sprintf("the JSON object ends after %d bytes, %d more follow", d.InputOffset(), len(rest))}, true
}

// peelString knows JSON that was written as a JSON text once more, with its quotes or without.
func peelString(b []byte) ([]byte, hit, bool) {
	t := trim(b)
	var inner string
	if len(t) > 1 && t[0] == '"' && json.Unmarshal(t, &inner) == nil {
		return []byte(inner), hit{"json-twice", Certain, "it is a JSON text in quotes, and that text is JSON again"}, looksLikeContent(inner)
	}
	if bytes.HasPrefix(t, []byte(`{\"`)) && json.Unmarshal([]byte(`"`+string(t)+`"`), &inner) == nil {
		return []byte(inner), hit{"json-twice", Certain, `it begins {\", so the quotes of the JSON were escaped`}, isObject([]byte(inner))
	}
	return nil, hit{}, false
}

// peelLatin1 knows JSON in an eight-bit code page: it becomes valid when each byte is a character.
func peelLatin1(b []byte) ([]byte, hit, bool) {
	if utf8.Valid(b) || share(b) < 50 || !readable(b) {
		return nil, hit{}, false
	}
	at := 0
	for at < len(b) {
		r, n := utf8.DecodeRune(b[at:])
		if r == utf8.RuneError && n == 1 {
			break
		}
		at += n
	}
	runes := make([]rune, len(b))
	for i, v := range b {
		runes[i] = rune(v)
	}
	text := []byte(string(runes))
	return text, hit{"not-utf8", Certain, fmt.Sprintf("byte %02x at position %d is not UTF-8; with one byte for each character it is JSON", b[at], at+1)}, isObject(text)
}

// peelSingleQuotes knows what Python's str() and hand-written texts have: ' for ", and True, False, None.
func peelSingleQuotes(b []byte) ([]byte, hit, bool) {
	t := trim(b)
	if !bytes.HasPrefix(t, []byte("{'")) && !bytes.HasPrefix(t, []byte("[{'")) {
		return nil, hit{}, false
	}
	mended := pythonWords.Replace(string(t))
	return []byte(mended), hit{"json-single-quotes", Certain, "the names stand between ' and not between \""}, isObject([]byte(mended))
}

var pythonWords = strings.NewReplacer("'", `"`, ": True", ": true", ": False", ": false", ": None", ": null")

// peelEncoded knows Base64 and its like under the cipher.
func (c *inquiry) peelEncoded(b []byte) ([]byte, hit, bool) {
	if !ascii(b) || looksLikeContent(string(b)) {
		return nil, hit{}, false
	}
	r := readText(string(b))
	r.hits = within("under the cipher: ", r.hits)
	switch {
	case r.dead:
		return nil, hit{}, false
	case r.raw == nil && len(r.hits) > 0 && r.decoded == 0:
		return []byte(r.plain), r.hits[0], true
	case r.decoded == 0:
		return nil, hit{}, false
	case r.raw == nil:
		return []byte(r.plain), c.encoded(r), true
	case len(r.raw)%16 == 0 && len(r.raw) > 0 && !promising(r.raw):
		if s := c.again(r.raw); s.complete {
			return s.opened, hit{"encrypted-twice", Certain, "under the cipher there is Base64 of cipher text of the same key"}, true
		}
		return nil, hit{}, false
	}
	return r.raw, c.encoded(r), promising(r.raw)
}

// encoded names the first thing that is odd about an encoding under the cipher.
func (c *inquiry) encoded(r reading) hit {
	for _, h := range r.hits {
		if h.id == "hex-for-base64" || h.id == "bytes-printed" {
			return h
		}
	}
	return hit{"inner-base64", Certain, "the text under the cipher is Base64, and under that there is the document"}
}

// whatElse names a text that is no JSON object and hides none. The id is "" when it is no text at all.
func whatElse(b []byte) hit {
	t := trim(b)
	switch {
	case len(t) == 0:
		return hit{"json-broken", Certain, "there is nothing in it"}
	case json.Valid(t) && t[0] == '[':
		return hit{"json-array", Certain, "it is a JSON array"}
	case bytes.HasPrefix(t, []byte("{'")), bytes.HasPrefix(t, []byte("[{'")):
		return hit{"json-single-quotes", Likely, "the first name stands between ' and not between \""}
	case t[0] == '<' && readable(t):
		return hit{"not-json", Certain, "it begins with <, as XML does"}
	case isForm(string(t)) && readable(t):
		return hit{"not-json", Certain, "it is name=value&name=value, as forms send it"}
	case !readable(t):
		return hit{}
	case t[0] == '{' || t[0] == '[':
		return brokenJSON(t)
	case json.Valid(t):
		return hit{"not-json", Certain, "it is a JSON value, but neither an object nor an array"}
	case ascii(t) && share(t) == 100:
		return hit{"not-json", Likely, "it is text, but does not begin as JSON does"}
	}
	return hit{}
}

// brokenJSON tells where JSON goes wrong.
func brokenJSON(t []byte) hit {
	var v any
	err := json.Unmarshal(t, &v)
	at := len(t)
	if e, ok := errors.AsType[*json.SyntaxError](err); ok {
		at = int(e.Offset)
	}
	if at >= len(t) && t[len(t)-1] != '}' && t[len(t)-1] != ']' {
		return hit{"cut-off", Certain, fmt.Sprintf("the JSON begins well and stops after %s in the middle of it", count(len(t), "byte"))}
	}
	if n, bad := noise(t); n > 0 {
		return hit{"damaged", Likely, fmt.Sprintf("the text begins well; %s no text, of 16 bytes each, the first from byte %d on", are(n, "stretch"), bad+1)}
	}
	return hit{"json-broken", Certain, fmt.Sprintf("byte %d of %d: %s", at, len(t), err)}
}

// noise counts the blocks of a text that hold no text, and tells where the first begins.
func noise(t []byte) (n, first int) {
	for i := 0; i < len(t); i += blockSize {
		block := t[i:min(i+blockSize, len(t))]
		if share(block) < 70 && bytes.ContainsFunc(block, func(r rune) bool { return r == utf8.RuneError || r < ' ' && !plainByte(byte(r)) }) {
			if n++; n == 1 {
				first = i
			}
		}
	}
	return n, first
}

func are(n int, noun string) string {
	if n == 1 {
		return "1 " + noun + " is"
	}
	return fmt.Sprintf("%d %ses are", n, noun)
}
