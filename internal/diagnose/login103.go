package diagnose

import (
	"encoding/json"
	"fmt"
	"strings"
)

// login103 diagnoses a login of version 1.03, whose Password and AppKey are sealed one by one.
func (c *inquiry) login103() story {
	const did = "read Data as a JSON object"
	if c.know.Keys == nil {
		c.fail("keys", "looked for the private key", "no keys are known here: give the simulator's", "")
		return story{}
	}
	text := strings.TrimSpace(c.data)
	if c.cut {
		c.fail("object", did, "it is longer than any login", count(len(c.req.Data), "character"))
		return told(true, hit{"data-too-large", Certain, count(len(c.req.Data), "character")})
	}
	if !isObject([]byte(text)) {
		c.fail("object", did, notObject([]byte(text)), count(len(text), "character"))
		return c.notAnObject(text)
	}
	c.pass("object", did, "an object with "+count(len(members([]byte(text))), "member"), "")
	var login struct{ UserName, Password, AppKey json.RawMessage }
	if json.Unmarshal([]byte(text), &login) != nil {
		return story{}
	}
	password, appKey := textOf(login.Password), textOf(login.AppKey)
	if textOf(login.UserName) == "" || password == "" || appKey == "" {
		return told(true, c.judgeLogin([]byte(text))...)
	}
	s := c.field("Password", password)
	if s.complete && len(s.hits) == 0 {
		s = s.then(told(true, c.encodedPassword(string(s.opened))...))
	}
	if key := c.field("AppKey", appKey); key.complete && len(key.hits) == 0 {
		s = s.then(told(s.complete, c.rawKey(key.opened)...))
	} else {
		complete := s.complete && key.complete
		s = s.then(key)
		s.complete = complete
	}
	return s
}

// notAnObject explains what was sent in place of the object.
func (c *inquiry) notAnObject(text string) story {
	var inner string
	if json.Unmarshal([]byte(text), &inner) == nil {
		text = inner
	}
	r := readText(text)
	size := c.know.Keys.Encryption.Size()
	switch {
	case r.dead:
		return told(true, r.hits...)
	case r.raw != nil && len(r.raw) == size:
		h := hit{"login-v104-to-v103", Certain, fmt.Sprintf("Data is a text, Base64 of one RSA block of %d bytes", size)}
		return told(true, append([]hit{h}, r.hits...)...)
	case r.raw == nil && isObject([]byte(r.plain)) && c.fieldsAreSealed([]byte(r.plain)):
		return told(true, hit{"json-twice", Certain, "Data is a text that holds the object, in place of the object"})
	}
	return told(false)
}

// field opens one sealed member. The story's text is what was in it.
func (c *inquiry) field(name, text string) story {
	did := "opened " + name + ": Base64, then RSA with the private encryption key, padding PKCS#1 v1.5"
	key := c.know.Keys.Encryption
	if raw, err := decode(text); err == nil && len(raw) == key.Size() {
		if plain, err := key.Decrypt(nil, raw, nil); err == nil {
			if !c.failed() {
				c.pass(name, did, count(len(plain), "byte"), "")
			}
			return story{complete: true, opened: plain}
		}
	}
	c.broke(name, did, "it does not open")
	r := readText(text)
	s := story{hits: r.hits}
	switch {
	case r.dead:
		return told(true, s.hits...)
	case len(r.raw) < 64:
		return told(true, hit{"v103-field-plain", Certain, fmt.Sprintf("%s is %s, no RSA block", name, count(len(text), "character"))})
	}
	if _, hits, ok := c.openRSA(r.raw); ok {
		return s.then(told(true, hits...))
	}
	if len(r.raw) == key.Size() {
		return s.then(told(true, hit{"rsa-unknown-key", Possible, c.strangeBlock(r.raw)}))
	}
	return s.then(told(true, hit{"rsa-wrong-size", Likely, fmt.Sprintf("%s has %d bytes; this portal's keys give %d", name, len(r.raw), key.Size())}))
}

// rawKey looks at the bytes of an AppKey of version 1.03.
func (c *inquiry) rawKey(key []byte) []hit {
	const did = "counted the bytes of the AppKey"
	if keySize(len(key)) {
		c.passOnce("AppKey length", did, count(len(key), "byte"))
		return nil
	}
	result := fmt.Sprintf("%s; a key has 32, or 16", count(len(key), "byte"))
	under, err := decode(string(key))
	_, isHex := hexText(string(key))
	if err == nil && keySize(len(under)) || isHex {
		return c.broke("AppKey length", did, result, hit{"v103-appkey-text", Certain, fmt.Sprintf("under RSA there are %s of text: the AppKey in Base64 or hex", count(len(key), "byte"))})
	}
	return c.broke("AppKey length", did, result, hit{"appkey-length", Certain, "under RSA there are " + count(len(key), "byte")})
}
