package lab

import (
	"bytes"
	"compress/gzip"
	"crypto/aes"
	"crypto/cipher"
	"crypto/md5" // what clients make passphrase keys with, not we
	"crypto/sha256"
	"fmt"
	"strings"
	"unicode/utf16"
)

// keyPlay is another key in the place of the Sek.
func keyPlay(id, says string, f func(c *client) []byte) play {
	return play{ID: id, At: atKey, Says: says, Payload: func(w *payloadWay) { w.key = f }}
}

func keyPlays() []play {
	return []play{
		keyPlay("appkey-as-sek", "the AppKey", func(c *client) []byte { return c.AppKey }),
		keyPlay("sek-still-wrapped", "the first 32 bytes of the Sek as it came, still wrapped", func(c *client) []byte { return wrapped(c)[:32] }),
		keyPlay("sek-unwrapped-wrong", "the Sek unwrapped in CBC mode", func(c *client) []byte {
			block, err := aes.NewCipher(c.AppKey)
			if err != nil {
				return c.AppKey
			}
			out := wrapped(c)
			cipher.NewCBCDecrypter(block, make([]byte, 16)).CryptBlocks(out, out)
			return out[:32]
		}),
		keyPlay("sek-text-as-key", "the first 32 characters of the Sek's Base64", func(c *client) []byte { return []byte(b64(c.Sek)[:32]) }),
		keyPlay("sek-through-text", "the Sek as a text, bytes that are no characters replaced", func(c *client) []byte {
			var wide strings.Builder
			for _, b := range c.Sek {
				wide.WriteRune(rune(b))
			}
			return []byte(wide.String())[:32]
		}),
		keyPlay("sek-hashed", "SHA-256 of the Sek", func(c *client) []byte { sum := sha256.Sum256(c.Sek); return sum[:] }),
		keyPlay("sek-half", "the first 16 bytes of the Sek", func(c *client) []byte { return c.Sek[:16] }),
		keyPlay("sek-stale", "the Sek of another token", func(c *client) []byte { return c.Stale[0] }),
		keyPlay("key-of-zeros", "32 zeros: the key was never filled in", func(*client) []byte { return make([]byte, 32) }),
	}
}

// wrapped is the Sek as the answer of the login had it, its bytes.
func wrapped(c *client) []byte {
	out, err := ecb(c.AppKey, pkcs7(c.Sek))
	if err != nil {
		return make([]byte, 48)
	}
	return out
}

// modePlay is another cipher; its padding is its own business.
func modePlay(id, says string, padded bool, f func(c *client, key, text []byte) ([]byte, error)) play {
	return play{ID: id, At: atSeal, Says: says, Payload: func(w *payloadWay) {
		if !padded {
			w.pad = asIs
		}
		w.seal = f
	}}
}

func modePlays() []play {
	return []play{
		modePlay("aes-cbc", "CBC mode, a vector of zeros", true, func(_ *client, key, text []byte) ([]byte, error) { return cbc(key, make([]byte, 16), text) }),
		modePlay("aes-gcm", "GCM mode, nonce in front", false, func(c *client, key, text []byte) ([]byte, error) {
			block, err := aes.NewCipher(key)
			if err != nil {
				return nil, err
			}
			gcm, err := cipher.NewGCM(block)
			if err != nil {
				return nil, err
			}
			nonce := c.Draw.Bytes(12)
			return gcm.Seal(nonce, nonce, text, nil), nil //nolint:gosec // to show that the portal does not take it
		}),
		modePlay("aes-stream", "CTR mode, vector in front", false, func(c *client, key, text []byte) ([]byte, error) {
			block, err := aes.NewCipher(key)
			if err != nil {
				return nil, err
			}
			vector := c.Draw.Bytes(16)
			out := bytes.Clone(text)
			cipher.NewCTR(block, vector).XORKeyStream(out, text)
			return append(vector, out...), nil
		}),
		modePlay("aes-passphrase", "the Sek's Base64 given to CryptoJS as a passphrase", true, func(c *client, _, text []byte) ([]byte, error) {
			salt := c.Draw.Bytes(8)
			var all, last []byte
			for len(all) < 48 {
				sum := md5.Sum(bytes.Join([][]byte{last, []byte(b64(c.Sek)), salt}, nil))
				last = sum[:]
				all = append(all, last...)
			}
			out, err := cbc(all[:32], all[32:48], text)
			return append(append([]byte("Salted__"), salt...), out...), err
		}),
		{ID: "rsa-for-payload", At: atSeal, Says: "RSA with the public key, as for the login (of a short document: one block takes 245 bytes)", Payload: func(w *payloadWay) {
			w.write = func(_ *client, text []byte) []byte { return short(text) }
			w.pad = asIs
			w.seal = func(c *client, _, text []byte) ([]byte, error) { return rsaSeal(c, &c.Keys.Encryption.PublicKey, text) }
		}},
		modePlay("encrypted-twice", "the cipher is applied twice", true, func(_ *client, key, text []byte) ([]byte, error) {
			once, err := ecb(key, text)
			if err != nil {
				return nil, err
			}
			return ecb(key, pkcs7(once))
		}),
		modePlay("damaged", "a block is changed on the way", true, func(_ *client, key, text []byte) ([]byte, error) {
			out, err := ecb(key, text)
			if err != nil {
				return nil, err
			}
			at := len(out) / 32 * 16 // a block in the middle
			for i := range min(16, len(out)-at) {
				out[at+i] ^= byte(3*i + 1)
			}
			return out, nil
		}),
	}
}

// short is a document that fits into one RSA block.
func short(text []byte) []byte {
	if len(text) <= 245 {
		return text
	}
	return []byte(`{"Irn":"` + strings.Repeat("0", 64) + `","CnlRsn":"2","CnlRem":"Data entry mistake"}`)
}

// padPlay fills the last block in another way: fill is told how many bytes are missing, 1 to 16.
func padPlay(id, says string, fill func(c *client, n int) []byte) play {
	return play{ID: id, At: atPad, Says: says, Payload: func(w *payloadWay) {
		w.pad = func(c *client, b []byte) []byte { return append(bytes.Clone(b), fill(c, 16-len(b)%16)...) }
	}}
}

func paddingPlays() []play {
	last := func(b []byte, n int) []byte { b[len(b)-1] = byte(n); return b }
	// blanks brings a document to a length without changing what it says.
	blanks := func(right func(n int) bool) func(*client, []byte) []byte {
		return func(_ *client, b []byte) []byte {
			for !right(len(b)) {
				b = bytes.Replace(b, []byte("{"), []byte("{ "), 1)
			}
			return b
		}
	}
	return []play{
		{ID: "padding-none", At: atPad, Says: "no padding: the document happens to fill its blocks", Payload: func(w *payloadWay) {
			w.write = blanks(func(n int) bool { return n%16 == 0 })
			w.pad = asIs
		}},
		padPlay("padding-zero", "filled up with zeros", func(_ *client, n int) []byte { return make([]byte, n) }),
		padPlay("padding-iso7816", "80 and then zeros", func(_ *client, n int) []byte { return append([]byte{0x80}, make([]byte, n-1)...) }),
		{ID: "padding-ansi-x923", At: atPad, Says: "zeros and then the count", Payload: func(w *payloadWay) {
			w.write = blanks(func(n int) bool { return n%16 != 15 }) // with one byte missing it is the same as PKCS#7
			w.pad = func(_ *client, b []byte) []byte {
				n := 16 - len(b)%16
				return append(bytes.Clone(b), last(make([]byte, n), n)...)
			}
		}},
		{ID: "padding-iso10126", At: atPad, Says: "chance bytes and then the count", Payload: func(w *payloadWay) {
			w.write = blanks(func(n int) bool { return n%16 < 12 })
			w.pad = func(c *client, b []byte) []byte {
				n := 16 - len(b)%16
				return append(bytes.Clone(b), last(c.Draw.Bytes(n), n)...)
			}
		}},
		padPlay("padding-character", "filled up with blanks", func(_ *client, n int) []byte { return bytes.Repeat([]byte{' '}, n) }),
		{ID: "padding-block32", At: atPad, Says: "blocks of 32 bytes, as for Rijndael-256", Payload: func(w *payloadWay) {
			w.write = blanks(func(n int) bool { return n%32 > 0 && n%32 < 16 }) // 32 blanks would be no padding at all
			w.pad = func(_ *client, b []byte) []byte {
				n := 32 - len(b)%32
				return append(bytes.Clone(b), bytes.Repeat([]byte{byte(n)}, n)...)
			}
		}},
		{ID: "padding-twice", At: atPad, Says: "by hand, and then by the library once more", Payload: func(w *payloadWay) {
			w.pad = func(_ *client, b []byte) []byte { return pkcs7(pkcs7(b)) }
		}},
	}
}

// writePlay changes the text before it is sealed, of a payload and, where it fits, of a login.
func writePlay(id, says string, login bool, f func(text []byte) []byte) play {
	change := func(_ *client, text []byte) []byte { return f(text) }
	p := play{ID: id, At: atJSON, Says: says, Payload: func(w *payloadWay) { w.write = change }}
	if login {
		p.Login = func(w *loginWay) { w.write = change }
	}
	return p
}

func contentPlays() []play {
	return []play{
		writePlay("inner-base64", "the Base64 of the JSON is encrypted", false, func(b []byte) []byte { return []byte(b64(b)) }),
		writePlay("envelope-encrypted", `{"Data": …} is put around it and encrypted with it`, false, func(b []byte) []byte { return []byte(`{"Data":` + string(b) + `}`) }),
		writePlay("json-twice", "serialised twice: a text that holds the JSON", true, func(b []byte) []byte { return fmt.Appendf(nil, "%q", b) }),
		writePlay("json-array", "an array of one", false, func(b []byte) []byte { return []byte("[" + string(b) + "]") }),
		writePlay("json-single-quotes", "printed by Python: ' for \"", true, func(b []byte) []byte { return bytes.ReplaceAll(b, []byte(`"`), []byte("'")) }),
		writePlay("json-broken", "a comma too many", true, func(b []byte) []byte { return bytes.Replace(b, []byte(","), []byte(",,"), 1) }),
		writePlay("text-after-json", "more text behind the object", false, func(b []byte) []byte { return append(bytes.Clone(b), "\n{}"...) }),
		writePlay("trailing-nul", "with the zero byte that ends a C text", false, func(b []byte) []byte { return append(bytes.Clone(b), 0) }),
		writePlay("utf16", "in UTF-16, two bytes for each character", false, wide),
		writePlay("not-utf8", "in Windows-1252: é is one byte", false, func(b []byte) []byte { return bytes.Replace(b, []byte(`":"`), []byte("\":\"Caf\xE9 "), 1) }),
		writePlay("compressed", "gzip first", false, func(b []byte) []byte {
			var out bytes.Buffer
			z := gzip.NewWriter(&out)
			_, _ = z.Write(b) // into memory
			_ = z.Close()
			return out.Bytes()
		}),
		writePlay("not-json", "XML", true, func([]byte) []byte { return []byte("<Request><UserName>u</UserName></Request>") }),
	}
}

// wide writes UTF-16, the lowest byte first.
func wide(text []byte) []byte {
	var b []byte
	for _, u := range utf16.Encode([]rune(string(text))) {
		b = append(b, byte(u), byte(u>>8))
	}
	return b
}
