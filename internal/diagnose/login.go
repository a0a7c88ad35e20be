package diagnose

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"sort"
	"strings"
	"unicode/utf8"
)

// login diagnoses a login of version 1.04.
func (c *inquiry) login() story {
	if body, ok := c.walkLogin(); ok {
		return told(true, c.judgeLogin(body)...)
	}
	return c.explainLogin()
}

// walkLogin opens a login as the portal does and returns its JSON.
func (c *inquiry) walkLogin() ([]byte, bool) {
	if c.know.Keys == nil {
		c.fail("keys", "looked for the private key", "no keys are known here: give the simulator's", "")
		return nil, false
	}
	size := c.know.Keys.Encryption.Size()
	raw, ok := c.walkBase64(4 * size)
	if !ok {
		return nil, false
	}
	const block = "RSA block"
	if len(raw) != size {
		c.fail(block, "counted the bytes", fmt.Sprintf("%s; RSA of this key gives exactly %d", count(len(raw), "byte"), size), firstBytes(raw))
		return nil, false
	}
	c.pass(block, "counted the bytes", fmt.Sprintf("%d, one block of the key", size), firstBytes(raw))
	inner, err := c.know.Keys.Encryption.Decrypt(nil, raw, nil) // nil options mean PKCS#1 v1.5
	const did = "deciphered with the private encryption key, padding PKCS#1 v1.5"
	if err != nil {
		c.fail("RSA", did, "the block has no such padding", "")
		return nil, false
	}
	c.pass("RSA", did, count(len(inner), "byte"), "")
	text, err := decode(string(inner))
	if err != nil {
		c.fail("inner Base64", "decoded the text inside from Base64", "it is not Base64", "")
		return nil, false
	}
	c.pass("inner Base64", "decoded the text inside from Base64", count(len(text), "byte"), "")
	return text, c.walkJSON(text)
}

// walkBase64 decodes Data; the longest it may be is max characters.
func (c *inquiry) walkBase64(max int) ([]byte, bool) {
	const name, did = "Base64", "decoded Data from Base64, skipping white space"
	n := count(len(c.req.Data), "character")
	raw, err := decode(c.data)
	switch {
	case strings.TrimSpace(c.data) == "":
		c.fail(name, did, "there is nothing in it", n)
		return nil, false
	case c.cut || len(c.data) > max:
		c.fail(name, did, fmt.Sprintf("%s, more than can be right", n), "")
		return nil, false
	case err != nil:
		c.fail(name, did, fmt.Sprintf("%s that are not Base64 (%s)", n, err), "")
		return nil, false
	}
	if strings.ContainsAny(c.data, " \t\r\n") {
		c.remark("base64-lines", fmt.Sprintf("%s of white space in Data", count(len(c.data)-len(strings.Join(strings.Fields(c.data), "")), "character")))
	}
	c.pass(name, did, count(len(raw), "byte"), n)
	return raw, true
}

// walkJSON looks whether text is a JSON object.
func (c *inquiry) walkJSON(text []byte) bool {
	const name, did = "JSON", "read the text as a JSON object in UTF-8"
	body := bytes.TrimPrefix(text, []byte(bom))
	if !isObject(body) {
		c.fail(name, did, notObject(body), "")
		return false
	}
	if len(body) < len(text) {
		c.remark("bom", "the JSON begins with a byte-order mark (EF BB BF)")
	}
	c.pass(name, did, "an object with "+count(len(members(body)), "member"), "")
	return true
}

func notObject(b []byte) string {
	switch {
	case len(bytes.TrimSpace(b)) == 0:
		return "there is nothing in it"
	case !utf8.Valid(b):
		return "it is not UTF-8"
	case json.Valid(b):
		return "it is JSON, but not an object"
	}
	return "it is not JSON"
}

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
	r := readText(string(text))
	s := story{hits: r.hits}
	switch {
	case r.dead:
		return told(true, s.hits...)
	case r.raw == nil && r.decoded == 0 && looksLikeContent(r.plain):
		s.hits = append(s.hits, hit{"login-json-bare", Certain, fmt.Sprintf("the RSA layer opens, and what is in it begins as JSON does, %s", count(len(text), "byte"))})
	}
	body := r.raw
	if body == nil {
		body = []byte(r.plain)
	}
	if inner := c.readContent(body); inner.object != nil {
		return s.then(told(true, inner.hits...)).then(told(true, c.judgeLogin(inner.object)...))
	} else if len(inner.hits) > 0 {
		if wide := wideOrder(text); wide != nil && r.raw != nil && r.decoded == 0 {
			s.hits = nil
		}
		return s.then(told(inner.complete, inner.hits...))
	}
	if utf8.Valid(text) && len(text) <= 64 && len(text) > 0 {
		return told(true, hit{"login-password-alone", Likely, fmt.Sprintf("the RSA layer opens and holds a text of %d bytes, too short for a login", len(text))})
	}
	return told(len(s.hits) > 0, s.hits...)
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
	return told(true, hit{"aes-for-login", Certain, "it opens with AES under a key that this client has, and RSA does not open it"}), true
}

// judgeLogin looks at the members of a login that was opened, and tells which step they fail.
func (c *inquiry) judgeLogin(object []byte) []hit {
	object = bytes.TrimSpace(object)
	have := members(object)
	fields := map[string]string{}
	for name, value := range have {
		for _, known := range []string{"UserName", "Password", "AppKey"} {
			if strings.EqualFold(name, known) {
				fields[known] = textOf(value)
			}
		}
	}
	var missing []string
	for _, name := range []string{"UserName", "Password", "AppKey"} {
		if strings.TrimSpace(fields[name]) == "" {
			missing = append(missing, name)
		}
	}
	const did = "looked for UserName, Password and AppKey"
	if len(missing) > 0 {
		names := make([]string, 0, len(have))
		for name := range have {
			names = append(names, clip(name, 24))
		}
		sort.Strings(names)
		names = names[:min(len(names), 12)]
		if envelope(have) {
			return c.broke("members", did, "only an envelope", hit{"envelope-encrypted", Certain, "the text that was sealed is a JSON object with a member Data"})
		}
		evidence := fmt.Sprintf("missing or blank: %s; members found: %s", strings.Join(missing, ", "), strings.Join(names, ", "))
		return c.broke("members", did, evidence, hit{"login-members", Certain, evidence})
	}
	c.passOnce("members", did, "all there")
	if hits := judgeAppKey(fields["AppKey"]); len(hits) > 0 {
		return c.broke("AppKey", "decoded the AppKey from Base64 and counted its bytes", hits[0].evidence, hits...)
	}
	c.passOnce("AppKey", "decoded the AppKey from Base64 and counted its bytes", "a key")
	return c.encodedPassword(fields["Password"])
}

// encodedPassword knows a password in Base64, where the portal wants it as it is.
func (c *inquiry) encodedPassword(password string) []hit {
	for _, known := range c.know.Passwords {
		if known != "" && password == base64.StdEncoding.EncodeToString([]byte(known)) {
			return c.broke("Password", "compared the password", "it is a user's password in Base64", hit{"password-base64", Certain, "decoded from Base64 it is the password of a user"})
		}
	}
	return nil
}

// textOf reads a member that should be a text; of anything else it returns the JSON.
func textOf(value json.RawMessage) string {
	var text string
	if json.Unmarshal(value, &text) == nil {
		return text
	}
	return string(value)
}

// broke records the failing step, unless the walk had stopped before.
func (c *inquiry) broke(name, did, result string, hits ...hit) []hit {
	if !c.failed() {
		c.fail(name, did, result, "")
	}
	return hits
}

func (c *inquiry) passOnce(name, did, result string) {
	if !c.failed() {
		c.pass(name, did, result, "")
	}
}
