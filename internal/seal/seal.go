// Package seal is the cipher work of the portal's wire, in both directions: AES for payloads and the session key, RSA
// for logins. It has no state and knows no envelope; a server opens what a client sealed and the other way round.
//
// The names are the portal's. The AppKey is made by the client and travels to the portal in the login, the Sek is made by
// the portal and comes back wrapped under the AppKey, and every later payload is sealed with the Sek. Source: protocol
// reference 3.1 to 3.5 and 4.1 to 4.4 (confirmed by NIC's pages and by working clients).
package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
)

var (
	// ErrNotCipherText means that the text is not base64, is empty, or does not hold whole blocks of 16 bytes.
	ErrNotCipherText = errors.New("not base64 of whole 16-byte blocks")
	// ErrPadding means that the last block does not end in PKCS#7 padding: the usual sign of a wrong key.
	ErrPadding = errors.New("padding is not PKCS#7, the key is probably not the one it was sealed with")
	// ErrKey means that a key does not have 16 or 32 bytes.
	ErrKey = errors.New("an AES key has 16 or 32 bytes")
)

// chunk is how much is enciphered and written in one go: whole blocks of AES and whole groups of base64.
const chunk = 16 * 48

// Open deciphers a payload: data is standard base64 of AES-ECB cipher text with PKCS#7 padding, sek has 16 or 32 bytes.
// White space in data is skipped, as the portal's platform does. The error is ErrNotCipherText, ErrPadding or ErrKey.
// The work is linear in the length of data, which the caller bounds.
func Open(sek []byte, data string) ([]byte, error) {
	block, err := newCipher(sek)
	if err != nil {
		return nil, err
	}
	text, err := fromBase64(data)
	if err != nil || len(text) == 0 || len(text)%aes.BlockSize != 0 {
		return nil, ErrNotCipherText
	}
	for b := text; len(b) > 0; b = b[aes.BlockSize:] {
		block.Decrypt(b, b)
	}
	return unpad(text)
}

// Seal enciphers plain the way Open opens it. It panics when sek does not have 16 or 32 bytes, so a key that came from
// outside passes through ParseAppKey or UnwrapSek first.
func Seal(sek, plain []byte) string {
	var out strings.Builder
	out.Grow(SealedLen(len(plain)))
	SealTo(&out, sek, plain)
	return out.String()
}

// SealTo is [Seal] into a text that is being written: an answer is large enough that each copy of it shows.
func SealTo[T string | []byte](out *strings.Builder, sek []byte, plain T) {
	block, err := newCipher(sek)
	if err != nil {
		panic("seal: " + err.Error())
	}
	encipher(out, block, plain)
}

// SealedLen is how many characters n bytes have when they are sealed.
func SealedLen(n int) int {
	return base64.StdEncoding.EncodedLen(n + aes.BlockSize - n%aes.BlockSize)
}

// WrapSek enciphers the session key under the AppKey, for the Sek member of the login's answer. AppKeys of 16 bytes, which
// old clients send, wrap with AES-128. The error is ErrKey, for either key.
func WrapSek(appKey, sek []byte) (string, error) {
	block, err := newCipher(appKey)
	if err != nil {
		return "", fmt.Errorf("the AppKey has %d bytes: %w", len(appKey), err)
	}
	if !keySize(len(sek)) {
		return "", fmt.Errorf("the Sek has %d bytes: %w", len(sek), ErrKey)
	}
	var out strings.Builder
	encipher(&out, block, sek)
	return out.String(), nil
}

// UnwrapSek opens the Sek member of a login's answer. Errors are those of Open; ErrKey also when what comes out is no key.
func UnwrapSek(appKey []byte, wrapped string) ([]byte, error) {
	sek, err := Open(appKey, wrapped)
	if err != nil {
		return nil, err
	}
	if !keySize(len(sek)) {
		return nil, fmt.Errorf("the Sek has %d bytes: %w", len(sek), ErrKey)
	}
	return sek, nil
}

// ParseAppKey reads the AppKey member of a login: base64 of 16 or 32 bytes. It also reads a Sek that a person typed.
func ParseAppKey(text string) ([]byte, error) {
	const longest = 256 // a key has 44 characters; the rest is room for white space
	if len(text) > longest {
		return nil, fmt.Errorf("%d characters: %w, send them as base64", len(text), ErrKey)
	}
	key, err := fromBase64(text)
	if err != nil {
		return nil, fmt.Errorf("not base64: %w, send them as base64", ErrKey)
	}
	if !keySize(len(key)) {
		return nil, fmt.Errorf("base64 of %d bytes: %w", len(key), ErrKey)
	}
	return key, nil
}

func keySize(n int) bool { return n == 16 || n == 32 }

func newCipher(key []byte) (cipher.Block, error) {
	if !keySize(len(key)) {
		return nil, ErrKey
	}
	return aes.NewCipher(key)
}

// encipher pads and enciphers chunk by chunk, so that a large answer exists twice (plain, base64) and not four times.
func encipher[T string | []byte](out *strings.Builder, block cipher.Block, plain T) {
	n := aes.BlockSize - len(plain)%aes.BlockSize
	size := min(chunk, len(plain)+n)
	raw := make([]byte, size, size+base64.StdEncoding.EncodedLen(size))
	text := raw[size:cap(raw)]
	for last := false; !last; {
		taken := copy(raw, plain)
		plain = plain[taken:]
		if last = taken < len(raw); last {
			raw = raw[:taken+n]
			for i := taken; i < len(raw); i++ {
				raw[i] = byte(n)
			}
		}
		for b := raw; len(b) > 0; b = b[aes.BlockSize:] {
			block.Encrypt(b, b)
		}
		text = text[:base64.StdEncoding.EncodedLen(len(raw))]
		base64.StdEncoding.Encode(text, raw)
		out.Write(text)
	}
}

func unpad(text []byte) ([]byte, error) {
	n := int(text[len(text)-1])
	if n == 0 || n > aes.BlockSize {
		return nil, ErrPadding
	}
	body := text[:len(text)-n]
	for _, b := range text[len(body):] {
		if int(b) != n {
			return nil, ErrPadding
		}
	}
	return body, nil
}

// fromBase64 decodes standard base64 with what .NET's Convert.FromBase64String tolerates: tab, line feed, carriage return
// and blank, wherever they stand. Go skips the line breaks only.
func fromBase64(s string) ([]byte, error) {
	if strings.IndexByte(s, ' ') >= 0 || strings.IndexByte(s, '\t') >= 0 { // one by one, which the processor does in blocks
		s = strings.NewReplacer(" ", "", "\t", "").Replace(s)
	}
	return base64.StdEncoding.DecodeString(s)
}
