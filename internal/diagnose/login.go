package diagnose

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// explainLogin looks for the mistakes in a login that did not open.
func (c *inquiry) explainLogin() story {
	r := readText(c.data)
	s := story{hits: r.hits}
	switch {
	case c.cut:
		return told(true, hit{"data-too-large", Certain, count(len(c.req.Data), "character")})
	case r.dead:
		return told(true, s.hits...)
	case r.raw == nil:
		return s.then(c.plainLogin(r))
	case c.know.Keys == nil:
		return s
	}
	if inner := c.unsealed(r.raw); inner.complete {
		return s.then(inner)
	}
	return s.then(c.sealedLogin(r.raw))
}

// plainLogin explains a Data that was never enciphered.
func (c *inquiry) plainLogin(r reading) story {
	text := []byte(strings.TrimSpace(r.plain))
	switch {
	case r.decoded > 0:
		return told(true, hit{"not-encrypted", Certain, fmt.Sprintf("under the Base64 there is readable text, %s", count(len(text), "byte"))})
	case !looksLikeContent(r.plain):
		return told(true, notBase64(r.plain))
	case isObject(text) && envelope(members(text)):
		return told(true, hit{"envelope-in-data", Certain, "it is a JSON object with a member Data"})
	case isObject(text) && c.fieldsAreSealed(text):
		return told(true, hit{"login-v103-to-v104", Certain, "it is a JSON object whose Password or AppKey is Base64 of an RSA block"})
	}
	return told(true, hit{"sent-plain", Certain, fmt.Sprintf("it is readable text of %s that begins as a document does", count(len(text), "byte"))})
}

// fieldsAreSealed knows a login of version 1.03 by its members, sealed one by one.
func (c *inquiry) fieldsAreSealed(object []byte) bool {
	for name, value := range members(object) {
		var text string
		if json.Unmarshal(value, &text) != nil || !strings.EqualFold(name, "password") && !strings.EqualFold(name, "appkey") {
			continue
		}
		if raw, err := decode(text); err == nil && len(raw) >= 128 {
			return true
		}
	}
	return false
}

func notBase64(text string) hit {
	const allowed = alphanumeric + "+/= \t\r\n"
	if at := strings.IndexFunc(text, func(r rune) bool { return !strings.ContainsRune(allowed, r) }); at >= 0 {
		r, _ := utf8.DecodeRuneInString(text[at:])
		return hit{"not-base64", Certain, fmt.Sprintf("%q at position %d does not belong to Base64", r, at+1)}
	}
	return hit{"not-base64", Certain, fmt.Sprintf("the letters are those of Base64, but %s and where the = stand make no whole groups of four", count(len(text), "character"))}
}

// sealedLogin explains a Data that holds bytes.
func (c *inquiry) sealedLogin(raw []byte) story {
	if text, hits, ok := c.openRSA(raw); ok {
		return story{hits: hits}.then(c.loginInside(text))
	}
	if s, ok := c.aesLogin(raw); ok {
		return s
	}
	size := c.know.Keys.Encryption.Size()
	c.tried = append(c.tried,
		"the encryption key and the signing key, each with PKCS#1 v1.5, OAEP (SHA-1, SHA-256, SHA-384, SHA-512) and no padding",
		"the bytes in the opposite order, several blocks, a leading zero too many or too few",
		"AES with the keys known of this client")
	switch {
	case len(raw) == size:
		return told(true, hit{"rsa-unknown-key", Possible, c.strangeBlock(raw)})
	case len(raw)%size == 0 && len(raw) > size:
		return told(true, hit{"rsa-several-blocks", Likely, fmt.Sprintf("%d bytes, %d times the block of the key; it does not open piece by piece", len(raw), len(raw)/size)})
	case slices.Contains([]int{64, 128, 192, 384, 512}, len(raw)):
		return told(true, hit{"rsa-wrong-size", Likely, fmt.Sprintf("%d bytes, the block of an RSA key of %d bits; this portal's keys have %d", len(raw), 8*len(raw), 8*size)})
	case len(raw) < size && len(raw) > size/2:
		return told(true, hit{"cut-off", Possible, fmt.Sprintf("%d bytes where an RSA block has %d", len(raw), size)})
	}
	return told(false)
}

// strangeBlock tells what is known of a block of the right length that nothing opens.
func (c *inquiry) strangeBlock(raw []byte) string {
	if bytes.Compare(raw, c.know.Keys.Encryption.N.Bytes()) >= 0 {
		return "the length is right, but the block is a larger number than our key's modulus, so our key cannot have made it"
	}
	return "the length is right, and neither the encryption key nor the signing key opens it with any padding"
}

// loginInside explains what was found under the RSA layer.
func (c *inquiry) loginInside(text []byte) story {
	if h, ok := c.loneField(text); ok {
		return told(true, h)
	}
	var wide []hit
	if narrow, h, ok := peelWide(text); ok {
		text, wide = narrow, []hit{h}
	}
	r := readText(string(text))
	s := told(true, within("inside the RSA layer: ", r.hits)...)
	document := r.raw == nil && looksLikeContent(r.plain)
	switch {
	case r.dead:
		return told(true, append(wide, s.hits...)...)
	case document && r.decoded == 0:
		s.hits = append(s.hits, hit{"login-json-bare", Certain, fmt.Sprintf("the RSA layer opens, and what is in it begins as JSON does, %s", count(len(text), "byte"))})
	case r.raw == nil && !document && len(text) <= 96 && legible(text):
		return told(true, hit{"login-password-alone", Likely, fmt.Sprintf("the RSA layer opens and holds a text of %d bytes that is no login", len(text))})
	}
	s.hits = append(s.hits, wide...)
	body := r.raw
	if body == nil {
		body = []byte(r.plain)
	}
	inner := c.readContent(body)
	switch {
	case inner.object != nil:
		return s.then(told(true, inner.hits...)).then(c.openedLogin(inner.object))
	case len(inner.hits) > 0:
		return s.then(told(inner.complete, inner.hits...))
	case len(text) <= 64 && len(text) > 0 && legible(text):
		return told(true, hit{"login-password-alone", Likely, fmt.Sprintf("the RSA layer opens and holds a text of %d bytes, too short for a login", len(text))})
	}
	c.tried = append(c.tried, "the RSA layer opens; what is in it is neither text nor a key")
	s.complete = len(s.hits) > 0
	return s
}

// loneField knows a password or an AppKey that was sealed alone, as version 1.03 does with each.
func (c *inquiry) loneField(text []byte) (hit, bool) {
	under, err := decode(string(text))
	for _, password := range c.know.Passwords {
		switch {
		case password == "":
		case string(text) == password:
			return hit{"login-password-alone", Certain, "the RSA layer opens and holds the password of a user, and nothing else"}, true
		case err == nil && string(under) == password:
			return hit{"login-password-alone", Certain, "the RSA layer opens and holds the password of a user in Base64, and nothing else"}, true
		}
	}
	switch {
	case err == nil && keySize(len(under)) && !ascii(under):
		return hit{"login-appkey-alone", Likely, fmt.Sprintf("the RSA layer opens and holds Base64 of %d bytes: an AppKey, and nothing else", len(under))}, true
	case keySize(len(text)) && !ascii(text):
		return hit{"login-appkey-alone", Likely, fmt.Sprintf("the RSA layer opens and holds %d bytes that are no text: an AppKey, and nothing else", len(text))}, true
	}
	return hit{}, false
}

// aesLogin tries whether the login was sealed as a payload is.
func (c *inquiry) aesLogin(raw []byte) (story, bool) {
	s := c.search(raw)
	if !s.complete || !isObject(s.opened) {
		return story{}, false
	}
	told := told(true, hit{"aes-for-login", Certain, "it opens with AES under a key that this client has, and RSA does not open it"})
	told.opened = s.opened
	return told, true
}
