package diagnose

import (
	"bytes"
	"crypto/aes"
	"encoding/json"
	"fmt"
	"strings"
)

// payload diagnoses the Data of a call other than a login.
func (c *inquiry) payload() story {
	text, ok := c.walkPayload()
	if !ok {
		return c.explainPayload()
	}
	if isObject(text) && envelope(members(text)) {
		const evidence = "the text that was sealed is a JSON object with a member Data"
		c.fail("document", "looked for the members of a document", "only an envelope", "")
		return story{one("envelope-encrypted", Certain, evidence), true, text}
	}
	return story{complete: true, opened: text}
}

// walkPayload opens a payload as the portal does.
func (c *inquiry) walkPayload() ([]byte, bool) {
	raw, ok := c.walkBase64(maxData)
	if !ok {
		return nil, false
	}
	const name, did = "AES blocks", "counted the bytes"
	if len(raw) == 0 || len(raw)%blockSize != 0 {
		c.fail(name, did, fmt.Sprintf("%s; AES in ECB mode gives whole blocks of 16", count(len(raw), "byte")), firstBytes(raw))
		return nil, false
	}
	c.pass(name, did, fmt.Sprintf("%d, %s", len(raw), count(len(raw)/blockSize, "block")), firstBytes(raw))
	if c.know.Sek == nil {
		c.fail("Sek", "looked up the session key", "no Sek is known here: give the AuthToken of the call, or the Sek", "")
		return nil, false
	}
	block, err := aes.NewCipher(c.know.Sek)
	if err != nil {
		return nil, false // usable saw to the size
	}
	text := ecb(block, raw)
	c.pass("AES", fmt.Sprintf("deciphered with the Sek, AES-%d in ECB mode", 8*len(c.know.Sek)), count(len(text), "byte"), "")
	body, ok := unpad(text)
	if !ok {
		c.fail("padding", "took the PKCS#7 padding off", "the last block does not end in PKCS#7 padding", "last bytes "+fmt.Sprintf("% x", text[len(text)-min(8, len(text)):]))
		return nil, false
	}
	c.pass("padding", "took the PKCS#7 padding off", count(len(text)-len(body), "byte")+" of padding", "")
	if c.req.InnerBase64 && !isObject(bytes.TrimPrefix(body, []byte(bom))) {
		if inner, err := decode(string(body)); err == nil && isObject(inner) {
			body = inner
		}
	}
	return bytes.TrimPrefix(body, []byte(bom)), c.walkJSON(body)
}

// envelope tells whether an object is what goes around a payload, and no document.
func envelope(m map[string]json.RawMessage) bool {
	found := false
	for name := range m {
		switch strings.ToLower(name) {
		case "data":
			found = true
		case "action", "status", "errordetails", "infodtls":
		default:
			return false
		}
	}
	return found
}

// explainPayload looks for the mistakes in a payload that did not open.
func (c *inquiry) explainPayload() story {
	r := readText(c.data)
	s := story{hits: r.hits}
	if c.cut {
		s.hits = append([]hit{{"data-too-large", Certain, count(len(c.req.Data), "character")}}, s.hits...)
	}
	switch {
	case r.dead:
		return told(true, s.hits...)
	case r.raw == nil:
		return s.then(plainPayload(r))
	}
	inner := c.unsealed(r.raw)
	if !inner.complete {
		inner = c.search(r.raw)
	}
	if !inner.complete {
		if rsa, ok := c.rsaPayload(r.raw); ok {
			inner = rsa
		}
	}
	if !inner.complete {
		c.listTried()
	}
	return s.then(inner)
}

// unsealed knows bytes that hold a document without a cipher around it: UTF-16, or compressed.
func (c *inquiry) unsealed(raw []byte) story {
	inner := c.readContent(raw)
	if inner.object == nil {
		return story{}
	}
	return told(true, hit{"not-encrypted", Certain, "under the Base64 there is the document"}).then(told(true, inner.hits...))
}

// plainPayload explains a Data that was never enciphered.
func plainPayload(r reading) story {
	text := []byte(strings.TrimSpace(r.plain))
	n := count(len(text), "byte")
	switch {
	case r.decoded > 0:
		return told(true, hit{"not-encrypted", Certain, "under the Base64 there is readable text, " + n})
	case isObject(text) && envelope(members(text)):
		return told(true, hit{"envelope-in-data", Certain, "it is a JSON object with a member Data"})
	case looksLikeContent(r.plain):
		return told(true, hit{"sent-plain", Certain, "it is readable text of " + n + " that begins as a document does"})
	}
	return told(true, notBase64(r.plain))
}

// search tries every key in every mode and returns the story with the fewest mistakes.
func (c *inquiry) search(raw []byte) story {
	if s, ok := c.openPassphrase(raw); ok {
		return s
	}
	var best story
	for _, k := range c.know.candidates() {
		for _, o := range c.know.openings(k.key, raw) {
			if s := c.judge(k, o); s.complete && s.beats(best) {
				best = s.weighed()
			}
			if best.complete && len(best.hits) <= 1 {
				return best
			}
		}
	}
	if s := c.again(raw); !best.complete && s.complete {
		return s
	}
	return best
}

// weighed takes certainty from a story that rests on a text so short, and no document, that chance may have made it: a few
// hundred attempts stand behind it.
func (s story) weighed() story {
	if len(s.opened) >= 3*blockSize || isObject(s.opened) || s.opened == nil {
		return s
	}
	for i := range s.hits {
		if s.hits[i].sure == Certain {
			s.hits[i].sure = Likely
		}
	}
	return s
}

// judge deciphers the whole text of an opening and looks at its end and its content.
func (c *inquiry) judge(k candidate, o opening) story {
	var s story
	if k.id != "" {
		s.hits = one(k.id, Certain, fmt.Sprintf("it opens with %s (AES-%d)", k.what, 8*len(k.key)))
	}
	if o.hit.id != "" {
		s.hits = append(s.hits, o.hit)
	}
	text := o.text()
	if o.headless {
		return s.then(story{complete: share(text) > 80, opened: text})
	}
	body, whole := text, !o.blocks
	if o.blocks && o.rest == 0 && !c.cut {
		var h hit
		if body, h = judgePadding(text); h.id != "" {
			s.hits = append(s.hits, h)
		}
		whole = len(body) < len(text) || h.id != ""
	}
	inner := c.readContent(body)
	switch {
	case inner.object != nil && (whole || o.rest == 0):
		s = s.then(story{inner.hits, true, inner.object})
		if envelope(members(inner.object)) {
			s.hits = append(s.hits, hit{"envelope-encrypted", Certain, "the text that was sealed is a JSON object with a member Data"})
		}
		return s
	case c.cut && readable(body) && share(body) > 80:
		return s.then(story{nil, true, body})
	case whole && inner.complete:
		return s.then(story{inner.hits, true, body})
	case !readable(body):
		return story{}
	}
	return s.then(c.unfinished(body, o))
}

// unfinished explains a text that reads well at first and does not end as it should.
func (c *inquiry) unfinished(body []byte, o opening) story {
	h := hit{"damaged", Likely, "the text reads well at first; later blocks are no text, and the padding is gone"}
	switch {
	case o.rest > 0:
		h = hit{"cut-off", Certain, fmt.Sprintf("it opens block by block; %s are left over behind the last whole block", count(o.rest, "byte"))}
	case share(body) > 90:
		h = hit{"cut-off", Likely, "the text reads well to its last byte, but ends in the middle of the JSON and without padding"}
	}
	return story{[]hit{h}, true, body}
}

// again tries whether the cipher text was made by sealing twice with the Sek.
func (c *inquiry) again(raw []byte) story {
	block, err := aes.NewCipher(c.know.Sek)
	if err != nil {
		return story{}
	}
	once, ok := unpad(ecb(block, raw))
	if !ok {
		return story{}
	}
	if isObject(once) {
		return story{nil, true, once}
	}
	if len(once)%blockSize != 0 {
		return story{}
	}
	if twice, ok := unpad(ecb(block, once)); ok && isObject(twice) {
		return story{one("encrypted-twice", Certain, "under the cipher there is cipher text of the same key"), true, twice}
	}
	return story{}
}

// rsaPayload tries whether the payload was sealed as a login is.
func (c *inquiry) rsaPayload(raw []byte) (story, bool) {
	if c.know.Keys == nil || len(raw)%c.know.Keys.Encryption.Size() != 0 {
		return story{}, false
	}
	text, _, ok := c.openRSA(raw)
	if !ok || !ascii(text) {
		return story{}, false
	}
	h := hit{"rsa-for-payload", Certain, fmt.Sprintf("the private key of the simulator opens it: %s of text", count(len(text), "byte"))}
	return story{[]hit{h}, true, nil}, true
}

// listTried says what was looked at in vain.
func (c *inquiry) listTried() {
	c.tried = append(c.tried, "AES in ECB, CBC, CTR, CFB, OFB and GCM mode, with every usual padding and initialisation vector, under each of these keys")
	last := ""
	for _, k := range c.know.candidates() {
		if k.what != last {
			c.tried, last = append(c.tried, "key: "+k.what), k.what
		}
	}
	c.tried = append(c.tried, "sealing twice; a passphrase for a key; RSA for AES; text for bytes")
	if c.know.Sek == nil {
		c.tried = append(c.tried, "not tried: the right Sek, which is not known here")
	}
	if c.know.AppKey == nil {
		c.tried = append(c.tried, "not tried: the AppKey, which is not known here")
	}
}
