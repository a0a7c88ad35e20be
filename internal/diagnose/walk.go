package diagnose

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"
)

// login diagnoses a login of version 1.04.
func (c *inquiry) login() story {
	if body, ok := c.walkLogin(); ok {
		return c.openedLogin(body)
	}
	return c.explainLogin()
}

// openedLogin judges the JSON of a login.
func (c *inquiry) openedLogin(object []byte) story {
	s := told(true, c.judgeLogin(object)...)
	s.opened = object
	return s
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
	case len(trim(b)) == 0:
		return "there is nothing in it"
	case !utf8.Valid(b):
		return "it is not UTF-8"
	case json.Valid(b):
		return "it is JSON, but not an object"
	}
	return "it is not JSON"
}
