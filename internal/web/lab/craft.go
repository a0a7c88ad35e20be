package lab

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"errors"

	"github.com/irpsim/irpsim/internal/chance"
	"github.com/irpsim/irpsim/internal/diagnose"
	"github.com/irpsim/irpsim/internal/keys"
	"github.com/irpsim/irpsim/internal/seal"
)

// Paths of the calls that the laboratory makes.
const (
	auth104 = "/eivital/v1.04/auth"
	auth103 = "/eivital/v1.03/auth"
)

// client is what a program that talks to the portal has in hand.
type client struct {
	Keys    *keys.Set // of the portal; of the private halves only a mistake's explanation makes use
	Draw    *chance.Source
	AppKey  []byte
	Sek     []byte
	Wrapped string   // the Sek as the login's answer had it
	Stale   [][]byte // Seks of the client's other tokens
}

// knowledge is what the portal knows of this client.
func (c *client) knowledge() diagnose.Knowledge {
	return diagnose.Knowledge{Keys: c.Keys, Sek: c.Sek, AppKey: c.AppKey, WrappedSek: c.Wrapped, StaleSeks: c.Stale}
}

// login is a login on its way: what each step made.
type login struct {
	Old   bool   // version 1.03
	JSON  []byte // the text that is written
	Inner []byte // what RSA is given
	Raw   []byte // what RSA made
	Data  string // the member Data, as text
	Body  string // the request
	Path  string
	Err   error // the step in the text of which it stopped

	Password, AppKey string // the sealed members of version 1.03
}

// loginWay is how a login is made, step by step; a mistake is another function in the place of one of them.
type loginWay struct {
	old   bool
	write func(c *client, text []byte) []byte
	inner func(c *client, text []byte) []byte
	seal  func(c *client, inner []byte) ([]byte, error)
	text  func(c *client, raw []byte) string
	body  func(data string) string
	// of version 1.03
	password func(c *client, word string) (string, error)
	appKey   func(c *client, key []byte) (string, error)
}

// rightLogin is the way the portal asks for.
func rightLogin() loginWay {
	sealed := func(c *client, b []byte) (string, error) {
		return seal.SealRSA(c.Draw, &c.Keys.Encryption.PublicKey, b)
	}
	return loginWay{
		write:    func(_ *client, text []byte) []byte { return text },
		inner:    func(_ *client, text []byte) []byte { return []byte(b64(text)) },
		seal:     func(c *client, inner []byte) ([]byte, error) { return rsaSeal(c, &c.Keys.Encryption.PublicKey, inner) },
		text:     func(_ *client, raw []byte) string { return b64(raw) },
		body:     envelope,
		password: func(c *client, word string) (string, error) { return sealed(c, []byte(word)) },
		appKey:   func(c *client, key []byte) (string, error) { return sealed(c, key) },
	}
}

func b64(b []byte) string { return base64.StdEncoding.EncodeToString(b) }

// envelope puts Data around a text.
func envelope(data string) string {
	b, _ := json.Marshal(map[string]string{"Data": data}) // a text: cannot fail
	return string(b)
}

// rsaSeal enciphers with PKCS#1 v1.5 and returns the bare block.
func rsaSeal(c *client, pub *rsa.PublicKey, b []byte) ([]byte, error) {
	text, err := seal.SealRSA(c.Draw, pub, b)
	if err != nil {
		return nil, err
	}
	return base64.StdEncoding.DecodeString(text)
}

// make takes a login's text through all steps.
func (w loginWay) make(c *client, text []byte) *login {
	m := &login{Old: w.old, Path: auth104, JSON: w.write(c, text)}
	if w.old {
		m.Path = auth103
		w.makeOld(c, m)
		return m
	}
	m.Inner = w.inner(c, m.JSON)
	if m.Raw, m.Err = w.seal(c, m.Inner); m.Err != nil {
		return m
	}
	m.Data = w.text(c, m.Raw)
	m.Body = w.body(m.Data)
	return m
}

// makeOld seals the two secret members one by one, as version 1.03 asks for.
func (w loginWay) makeOld(c *client, m *login) {
	var in struct {
		UserName, Password, AppKey string
		ForceRefreshAccessToken    bool
	}
	if err := json.Unmarshal(m.JSON, &in); err != nil {
		m.Err = errors.New("it is no JSON object with these members")
		return
	}
	key, err := seal.ParseAppKey(in.AppKey)
	if err != nil {
		key = []byte(in.AppKey) // the portal says what it thinks of it
	}
	if m.Password, m.Err = w.password(c, in.Password); m.Err != nil {
		return
	}
	if m.AppKey, m.Err = w.appKey(c, key); m.Err != nil {
		return
	}
	in.Password, in.AppKey = m.Password, m.AppKey
	object, _ := json.Marshal(in) // texts: cannot fail
	m.Data = string(object)
	m.Body = `{"Data":` + m.Data + `}`
	if w.body != nil && w.text != nil {
		if whole := w.text(c, object); whole != b64(object) {
			m.Data, m.Body = whole, w.body(whole)
		}
	}
}

// payload is a call's document on its way.
type payload struct {
	JSON   []byte
	Padded []byte
	Pad    int // bytes of padding
	Raw    []byte
	Data   string
	Body   string
	Err    error
}

// payloadWay is how a payload is made, step by step.
type payloadWay struct {
	write func(c *client, text []byte) []byte
	key   func(c *client) []byte
	pad   func(c *client, b []byte) []byte
	seal  func(c *client, key, padded []byte) ([]byte, error)
	text  func(c *client, raw []byte) string
	body  func(data string) string
}

func rightPayload() payloadWay {
	return payloadWay{
		write: func(_ *client, text []byte) []byte { return text },
		key:   func(c *client) []byte { return c.Sek },
		pad:   func(_ *client, b []byte) []byte { return pkcs7(b) },
		seal:  func(_ *client, key, padded []byte) ([]byte, error) { return ecb(key, padded) },
		text:  func(_ *client, raw []byte) string { return b64(raw) },
		body:  envelope,
	}
}

// make takes a document through all steps.
func (w payloadWay) make(c *client, text []byte) *payload {
	m := &payload{JSON: w.write(c, text)}
	m.Padded = w.pad(c, m.JSON)
	m.Pad = len(m.Padded) - len(m.JSON)
	if m.Raw, m.Err = w.seal(c, w.key(c), m.Padded); m.Err != nil {
		return m
	}
	m.Data = w.text(c, m.Raw)
	m.Body = w.body(m.Data)
	return m
}

func pkcs7(b []byte) []byte {
	n := aes.BlockSize - len(b)%aes.BlockSize
	return append(bytes.Clone(b), bytes.Repeat([]byte{byte(n)}, n)...)
}

// ecb enciphers whole blocks one by one: what ECB is.
func ecb(key, b []byte) ([]byte, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	if len(b)%aes.BlockSize != 0 {
		return nil, errors.New("AES takes whole blocks of 16 bytes")
	}
	out := make([]byte, len(b))
	for i := 0; i < len(b); i += aes.BlockSize {
		block.Encrypt(out[i:], b[i:])
	}
	return out, nil
}

// cbc enciphers with a vector.
func cbc(key, vector, padded []byte) ([]byte, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	out := bytes.Clone(padded)
	cipher.NewCBCEncrypter(block, vector).CryptBlocks(out, out)
	return out, nil
}
