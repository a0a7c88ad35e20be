package lab

import (
	"bytes"
	"crypto/rsa"
	"crypto/sha1" // OAEP's default in most libraries
	"crypto/x509"
	_ "embed" // two public keys
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"errors"
	"math/big"
	"regexp"
	"slices"
	"strings"

	"github.com/irpsim/irpsim/internal/seal"
)

// Public keys that are not this portal's: one of the same length, one of 3072 bits. Nobody has the private halves.
var (
	//go:embed foreign.pem
	foreignPEM []byte
	//go:embed longer.pem
	longerPEM []byte
)

func publicKey(text []byte) (*rsa.PublicKey, error) {
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, errors.New("not PEM")
	}
	key, err := x509.ParsePKIXPublicKey(block.Bytes)
	if err != nil {
		return nil, err
	}
	pub, ok := key.(*rsa.PublicKey)
	if !ok {
		return nil, errors.New("not an RSA key")
	}
	return pub, nil
}

// sealPlay is a mistake of the RSA step.
func sealPlay(id, says string, f func(c *client, inner []byte) ([]byte, error)) play {
	return play{ID: id, At: atSeal, Says: says, Login: func(w *loginWay) { w.seal = f }}
}

// forKey is PKCS#1 v1.5 for another public key.
func forKey(text []byte) func(*client, []byte) ([]byte, error) {
	return func(c *client, inner []byte) ([]byte, error) {
		pub, err := publicKey(text)
		if err != nil {
			return nil, err
		}
		return rsaSeal(c, pub, inner)
	}
}

// again changes the right block.
func again(f func([]byte) []byte) func(*client, []byte) ([]byte, error) {
	return func(c *client, inner []byte) ([]byte, error) {
		raw, err := rsaSeal(c, &c.Keys.Encryption.PublicKey, inner)
		if err != nil {
			return nil, err
		}
		return f(raw), nil
	}
}

func rsaPlays() []play {
	return []play{
		sealPlay("rsa-unknown-key", "the public key of another system", forKey(foreignPEM)),
		sealPlay("rsa-wrong-size", "a key of 3072 bits", forKey(longerPEM)),
		sealPlay("rsa-signing-key", "the public key of the signing certificate", func(c *client, inner []byte) ([]byte, error) {
			return rsaSeal(c, &c.Keys.Signing.PublicKey, inner)
		}),
		sealPlay("rsa-oaep", "RSA with OAEP padding", func(c *client, inner []byte) ([]byte, error) {
			return rsa.EncryptOAEP(sha1.New(), c.Draw, &c.Keys.Encryption.PublicKey, inner, nil)
		}),
		sealPlay("rsa-no-padding", "RSA without padding", func(c *client, inner []byte) ([]byte, error) {
			pub := &c.Keys.Encryption.PublicKey
			if len(inner) > pub.Size()-1 {
				return nil, seal.ErrTooLong
			}
			m := new(big.Int).SetBytes(inner)
			return m.Exp(m, big.NewInt(int64(pub.E)), pub.N).FillBytes(make([]byte, pub.Size())), nil
		}),
		sealPlay("rsa-several-blocks", "the text is cut into two blocks", func(c *client, inner []byte) ([]byte, error) {
			first, err := rsaSeal(c, &c.Keys.Encryption.PublicKey, inner[:len(inner)/2])
			if err != nil {
				return nil, err
			}
			second, err := rsaSeal(c, &c.Keys.Encryption.PublicKey, inner[len(inner)/2:])
			return append(first, second...), err
		}),
		sealPlay("rsa-reversed", "the lowest byte comes first", again(func(b []byte) []byte { slices.Reverse(b); return b })),
		sealPlay("rsa-integer-bytes", "a big integer wrote a byte for its sign", again(func(b []byte) []byte { return append([]byte{0}, b...) })),
		sealPlay("aes-for-login", "AES under the AppKey in place of RSA", func(c *client, inner []byte) ([]byte, error) {
			return ecb(c.AppKey, pkcs7(inner))
		}),
	}
}

// innerPlay is a mistake of the Base64 below RSA.
func innerPlay(id, says string, f func(text []byte) []byte) play {
	return play{ID: id, At: atInner, Says: says, Login: func(w *loginWay) {
		w.inner = func(_ *client, text []byte) []byte { return f(text) }
	}}
}

func member(text []byte, name string) string {
	var object map[string]json.RawMessage
	var value string
	if json.Unmarshal(text, &object) != nil || json.Unmarshal(object[name], &value) != nil {
		return ""
	}
	return value
}

func loginPlays() []play {
	return []play{
		innerPlay("login-json-bare", "left out: RSA is given the JSON itself", func(text []byte) []byte { return text }),
		innerPlay("login-password-alone", "only the password goes on", func(text []byte) []byte { return []byte(member(text, "Password")) }),
		innerPlay("login-appkey-alone", "only the AppKey goes on", func(text []byte) []byte { return []byte(member(text, "AppKey")) }),
		{ID: "login-members", At: atJSON, Says: "the user name under another name", Login: func(w *loginWay) {
			w.write = func(_ *client, text []byte) []byte {
				return bytes.Replace(text, []byte(`"UserName"`), []byte(`"user_name"`), 1)
			}
		}},
		{ID: "password-base64", At: atJSON, Says: "the password in Base64", Login: func(w *loginWay) {
			w.write = func(_ *client, text []byte) []byte {
				return setMember(text, "Password", b64([]byte(member(text, "Password"))))
			}
		}},
		{ID: "login-v103-to-v104", At: atBody, Says: "password and AppKey sealed one by one, sent to v1.04", Login: func(w *loginWay) {
			// What the way of version 1.04 calls the text of Data is here the object of version 1.03.
			w.write = func(c *client, text []byte) []byte {
				old := rightLogin()
				old.old = true
				if m := old.make(c, text); m.Err == nil {
					return []byte(m.Data)
				}
				return text
			}
			w.inner = asIs
			w.seal = func(_ *client, b []byte) ([]byte, error) { return b, nil }
			w.text = bare
		}},
		{ID: "login-v104-to-v103", At: atBody, Says: "the sealed text of v1.04, sent to v1.03", Login: func(w *loginWay) {
			right := rightLogin()
			w.old = true
			w.text = func(c *client, object []byte) string {
				return right.make(c, []byte(`{"UserName":"u","Password":"p","AppKey":"`+b64(c.AppKey)+`"}`)).Data
			}
		}},
		{ID: "v103-field-plain", At: atSeal, Says: "the password is not sealed", Login: func(w *loginWay) {
			w.old = true
			w.password = func(_ *client, word string) (string, error) { return word, nil }
		}},
		{ID: "v103-appkey-text", At: atSeal, Says: "the Base64 text of the AppKey is sealed, not its bytes", Login: func(w *loginWay) {
			right := w.appKey
			w.old = true
			w.appKey = func(c *client, key []byte) (string, error) { return right(c, []byte(b64(key))) }
		}},
	}
}

var memberValue = map[string]*regexp.Regexp{
	"AppKey":   regexp.MustCompile(`("AppKey"\s*:\s*)"(?:[^"\\]|\\.)*"`),
	"Password": regexp.MustCompile(`("Password"\s*:\s*)"(?:[^"\\]|\\.)*"`),
}

// setMember puts another text into a member and leaves the rest of the text alone.
func setMember(text []byte, name, value string) []byte {
	quoted, _ := json.Marshal(value) // a text: cannot fail
	return memberValue[name].ReplaceAllFunc(text, func(found []byte) []byte {
		colon := bytes.IndexByte(found, ':') + 1
		return append(bytes.Clone(found[:colon]), quoted...)
	})
}

// appKeyPlay is a mistake of the AppKey's text within the JSON.
func appKeyPlay(id, says string, f func(c *client) string) play {
	return play{ID: id, At: atAppKey, Says: says, Login: func(w *loginWay) {
		w.write = func(c *client, text []byte) []byte { return setMember(text, "AppKey", f(c)) }
	}}
}

func appKeyPlays() []play {
	return []play{
		appKeyPlay("appkey-length", "20 bytes in place of 32", func(c *client) string { return b64(c.AppKey[:20]) }),
		appKeyPlay("appkey-characters", "32 characters that were never Base64", func(*client) string { return "My-Very-Secret-Key-Of-32-Letters" }),
		appKeyPlay("appkey-hex", "in hex", func(c *client) string { return hex.EncodeToString(c.AppKey) }),
		appKeyPlay("appkey-base64-twice", "Base64 of its Base64", func(c *client) string { return b64([]byte(b64(c.AppKey))) }),
		appKeyPlay("appkey-base64-url", "without its =", func(c *client) string { return strings.TrimRight(b64(c.AppKey), "=") }),
		appKeyPlay("appkey-not-base64", "a word", func(*client) string { return "my secret key!" }),
	}
}
