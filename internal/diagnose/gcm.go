package diagnose

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/md5" // openssl's old way from a passphrase to a key
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"hash"
)

const tagSize = 16

// openGCM tries GCM with the usual places for nonce and tag. The first blocks are looked at before the tag is computed.
func openGCM(block cipher.Block, raw, key []byte) []opening {
	for _, form := range []struct {
		what   string
		nonce  []byte
		sealed []byte
	}{
		{"the first 12 bytes", head(raw, 12), raw[min(len(raw), 12):]},
		{"the first 16 bytes", head(raw, 16), raw[min(len(raw), 16):]},
		{"zeros", make([]byte, 12), raw},
		{"the first 12 bytes of the key", key[:12], raw},
	} {
		if form.nonce == nil || len(form.sealed) < blockSize {
			continue
		}
		gcm, err := cipher.NewGCMWithNonceSize(block, len(form.nonce))
		if err != nil {
			return nil
		}
		if o, ok := gcmForm(gcm, form.what, form.nonce, form.sealed); ok {
			return []opening{o}
		}
	}
	return nil
}

func head(b []byte, n int) []byte {
	if len(b) < n {
		return nil
	}
	return b[:n]
}

// gcmForm tries one place of the nonce, with the tag behind the cipher text, before it, or left out.
func gcmForm(gcm cipher.AEAD, what string, nonce, sealed []byte) (opening, bool) {
	stream := gcm.Seal(nil, nonce, make([]byte, 2*blockSize), nil)[:2*blockSize] // of zeros: the key stream
	mode := "it opens in GCM mode, the nonce is " + what
	if n := len(sealed) - tagSize; n > 0 && promising(xor(stream, sealed[tagSize:])) {
		turned := append(bytes.Clone(sealed[tagSize:]), sealed[:tagSize]...)
		if text, err := gcm.Open(nil, nonce, turned, nil); err == nil {
			return opening{hit: hit{"aes-gcm", Certain, mode + ", the tag stands before the cipher text"}, text: func() []byte { return text }}, true
		}
	}
	body := sealed[:max(len(sealed)-tagSize, blockSize)]
	if !promising(xor(stream, body)) {
		return opening{}, false
	}
	if text, err := gcm.Open(nil, nonce, sealed, nil); err == nil {
		return opening{hit: hit{"aes-gcm", Certain, mode + ", the tag stands at the end"}, text: func() []byte { return text }}, true
	}
	untagged := func() []byte {
		all := gcm.Seal(nil, nonce, make([]byte, len(sealed)), nil)
		return xor(all, sealed)
	}
	return opening{hit: hit{"aes-gcm", Certain, mode + ", and there is no tag"}, text: untagged}, true
}

// openPassphrase opens what openssl enc and CryptoJS make when they are given a passphrase and no key: "Salted__", eight
// bytes of salt, AES-256-CBC under a key that is hashed from both.
func (c *inquiry) openPassphrase(raw []byte) (story, bool) {
	const mark = "Salted__"
	if !bytes.HasPrefix(raw, []byte(mark)) || len(raw) < 3*blockSize {
		return story{}, false
	}
	h := hit{"aes-passphrase", Certain, "the bytes begin with Salted__ and a salt"}
	for _, phrase := range c.passphrases() {
		for _, sum := range []func() hash.Hash{md5.New, sha256.New} {
			key := passphraseKey(sum, phrase.key, raw[8:16])
			block, err := aes.NewCipher(key[:32])
			if err != nil {
				continue
			}
			body, ok := unpad(cbc(block, key[32:48], raw[16:]))
			if inner := c.readContent(body); ok && inner.object != nil {
				h.evidence += "; it opens with " + phrase.what + " as passphrase, in CBC mode"
				return story{append([]hit{h}, inner.hits...), true, inner.object}, true
			}
		}
	}
	return told(true, h), true
}

func (c *inquiry) passphrases() []candidate {
	var list []candidate
	for _, key := range []candidate{{"", "the Sek", c.know.Sek}, {"", "the AppKey", c.know.AppKey}} {
		if key.key != nil {
			list = append(list,
				candidate{"", key.what + " in Base64", []byte(base64.StdEncoding.EncodeToString(key.key))},
				candidate{"", key.what + " in hex", []byte(hex.EncodeToString(key.key))},
				candidate{"", key.what, key.key})
		}
	}
	return append(list, candidate{"", "the wrapped Sek in Base64", []byte(c.know.WrappedSek)})
}

// passphraseKey is OpenSSL's EVP_BytesToKey with one round: 32 bytes of key and 16 of initialisation vector.
func passphraseKey(sum func() hash.Hash, phrase, salt []byte) []byte {
	var key, last []byte
	for len(key) < 48 {
		h := sum()
		h.Write(last)
		h.Write(phrase)
		h.Write(salt)
		last = h.Sum(nil)
		key = append(key, last...)
	}
	return key[:48]
}
