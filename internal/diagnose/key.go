package diagnose

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/md5"  // what clients make keys with, not we
	"crypto/sha1" // the same
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"slices"
)

// candidate is a key that a client may have used, and what it means when it did. The Sek itself has no id.
type candidate struct {
	id, what string
	key      []byte
}

// candidates lists the keys that the knowledge yields, the likeliest first, each once.
func (k Knowledge) candidates() []candidate {
	var list []candidate
	add := func(id, what string, keys ...[]byte) {
		for _, key := range keys {
			known := func(c candidate) bool { return string(c.key) == string(key) }
			if n := len(key); (keySize(n) || n == 24) && !slices.ContainsFunc(list, known) {
				list = append(list, candidate{id, what, key})
			}
		}
	}
	add("", "the Sek", k.Sek)
	add("appkey-as-sek", "the AppKey", k.AppKey)
	for i, stale := range k.StaleSeks {
		add("sek-stale", fmt.Sprintf("the Sek of another AuthToken of this client (%d of %d)", i+1, len(k.StaleSeks)), stale)
	}
	if wrapped, err := decode(k.WrappedSek); err == nil && len(wrapped) >= 32 {
		add("sek-still-wrapped", "the first 32 of the 48 bytes of the wrapped Sek", wrapped[:32])
		add("sek-still-wrapped", "the last 32 of the 48 bytes of the wrapped Sek", wrapped[len(wrapped)-32:])
		add("sek-still-wrapped", "the first 16 bytes of the wrapped Sek", wrapped[:16])
		add("sek-still-wrapped", "the first characters of the wrapped Sek's Base64 text", heads(k.WrappedSek)...)
		add("sek-unwrapped-wrong", "what the wrapped Sek becomes when it is opened in another way than AES-ECB under the AppKey", k.misopened(wrapped)...)
	}
	if k.Sek != nil {
		addSek(add, k.Sek)
	}
	if k.AppKey != nil {
		add("appkey-as-sek", "the first characters of the AppKey's Base64 text", heads(base64.StdEncoding.EncodeToString(k.AppKey))...)
	}
	add("key-of-zeros", "a key of zeros", make([]byte, 32), make([]byte, 16))
	return list
}

// addSek adds what clients make of the right Sek before they use it.
func addSek(add func(id, what string, keys ...[]byte), sek []byte) {
	text, digits := base64.StdEncoding.EncodeToString(sek), hex.EncodeToString(sek)
	add("sek-text-as-key", "the first characters of the Sek's Base64 text", heads(text)...)
	add("sek-text-as-key", "the first characters of the Sek in hex", heads(digits)...)
	add("sek-half", "the first half of the Sek", sek[:len(sek)/2])
	add("sek-half", "the second half of the Sek", sek[len(sek)/2:])
	if len(sek) == 32 {
		add("sek-half", "the first 24 bytes of the Sek", sek[:24])
	}
	for _, from := range [][]byte{sek, []byte(text), []byte(digits)} {
		long, short, middle := sha256.Sum256(from), md5.Sum(from), sha1.Sum(from)
		add("sek-hashed", "a hash of the Sek (SHA-256, MD5 or SHA-1)", long[:], short[:], middle[:16], []byte(hex.EncodeToString(short[:])))
	}
	add("sek-through-text", "the Sek after its bytes went through a text", heads(lossy(sek))...)
	wide := make([]rune, len(sek))
	for i, b := range sek {
		wide[i] = rune(b)
	}
	add("sek-through-text", "the Sek after its bytes went through a text", heads(string(wide))...)
}

// heads returns the first 32 and the first 16 bytes of a text, as libraries cut keys that are too long.
func heads(text string) [][]byte {
	var keys [][]byte
	for _, n := range []int{32, 16} {
		if len(text) >= n {
			keys = append(keys, []byte(text[:n]))
		}
	}
	return keys
}

// lossy is what new String(bytes) and its like make: each byte that is not UTF-8 becomes U+FFFD.
func lossy(b []byte) string { return string([]rune(string(b))) }

// misopened returns what comes out of the wrapped Sek when it is opened without a look at the padding in another mode, or
// under the AppKey's text.
func (k Knowledge) misopened(wrapped []byte) [][]byte {
	if k.AppKey == nil || len(wrapped)%aes.BlockSize != 0 {
		return nil
	}
	var keys [][]byte
	open := func(key []byte, zeroIV bool) {
		block, err := aes.NewCipher(key)
		if err != nil {
			return
		}
		out := ecb(block, wrapped)
		if zeroIV {
			for i := aes.BlockSize; i < len(out); i++ {
				out[i] ^= wrapped[i-aes.BlockSize]
			}
		}
		keys = append(keys, out[:32])
	}
	open(k.AppKey, true)
	for _, key := range heads(base64.StdEncoding.EncodeToString(k.AppKey)) {
		open(key, false)
	}
	if len(k.AppKey) == 32 {
		open(k.AppKey[:16], false)
	}
	return keys
}

// ecb deciphers the whole blocks of b.
func ecb(block cipher.Block, b []byte) []byte {
	out := make([]byte, len(b)/aes.BlockSize*aes.BlockSize)
	for i := 0; i < len(out); i += aes.BlockSize {
		block.Decrypt(out[i:], b[i:])
	}
	return out
}
