package mastersindia

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"encoding/hex"
	"encoding/json"
	"errors"
	"strings"
)

// ErrCipher means that a text of the pass-through face does not open with the key.
var ErrCipher = errors.New("not hexadecimal AES-128-CBC under this key")

// KeySize is the length of the key that a client of the pass-through face makes up; it is the initial vector too.
const KeySize = 16

// OpenHex opens what the pass-through face sends beside the portal's own cipher: hexadecimal digits of AES-128-CBC with
// PKCS#7 padding, key and initial vector the same. Source: GSP reference 4.
func OpenHex(key []byte, text string) ([]byte, error) {
	sealed, err := hex.DecodeString(strings.TrimSpace(text))
	if err != nil || len(sealed) == 0 || len(sealed)%aes.BlockSize != 0 || len(key) != KeySize {
		return nil, ErrCipher
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, ErrCipher
	}
	plain := make([]byte, len(sealed))
	cipher.NewCBCDecrypter(block, key).CryptBlocks(plain, sealed)
	n := int(plain[len(plain)-1])
	if n == 0 || n > aes.BlockSize || !bytes.Equal(plain[len(plain)-n:], bytes.Repeat([]byte{byte(n)}, n)) {
		return nil, ErrCipher
	}
	return plain[:len(plain)-n], nil
}

// Login is a login of the older face, or of the pass-through one when it is opened.
type Login struct {
	Username     string `json:"username"`
	Password     string `json:"password"`
	ClientID     string `json:"client_id"`
	ClientSecret string `json:"client_secret"`
	GrantType    string `json:"grant_type"`
}

// SealedLogin is a login of the pass-through face: credentials_data under the key, the key under RSA.
type SealedLogin struct {
	Data string `json:"credentials_data"`
	Key  string `json:"app_key"`
}

// Open opens a sealed login with what opens RSA. The error is [ErrCipher], [ErrJSON] or that of openRSA.
func (s SealedLogin) Open(openRSA func(string) ([]byte, error)) (l Login, key []byte, err error) {
	if key, err = openRSA(s.Key); err != nil {
		return l, nil, err
	}
	text, err := OpenHex(key, s.Data)
	if err != nil {
		return l, nil, err
	}
	if json.Unmarshal(text, &l) != nil {
		return l, nil, ErrJSON
	}
	return l, key, nil
}

// OpenParameters returns the access token inside other_parameters; false when it does not open with the key.
func OpenParameters(key []byte, text string) (token string, ok bool) {
	plain, err := OpenHex(key, text)
	var p struct {
		Token string `json:"access_token"`
	}
	return p.Token, err == nil && json.Unmarshal(plain, &p) == nil && p.Token != ""
}
