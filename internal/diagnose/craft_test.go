package diagnose

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rsa"
	"crypto/sha1"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"strings"
	"sync"
	"testing"

	"github.com/irpsim/irpsim/internal/chance"
	"github.com/irpsim/irpsim/internal/keys"
)

// What the tests send and know. The keys are those of protocol reference 3.5, the users those of the default world.
const (
	user     = "irpsim_user"
	password = "Irpsim@2026"
	wrapped  = "YaaTbk6PEBwcwfmTtUKg1OJ0Dor61OTRXQ1mGzguyomfO3UEkm+L024xGOkDpM1K"
	document = `{"Irn":"706daeccda0ef6f818da78f3a2a05a1288731057373002289b46c3229289a2e7","CnlRsn":"2","CnlRem":"Data entry mistake"}`
)

var builtIn = sync.OnceValues(keys.Default)

func keySet(t testing.TB) *keys.Set {
	t.Helper()
	set, err := builtIn()
	if err != nil {
		t.Fatal(err)
	}
	return set
}

func unhex(text string) []byte {
	b, err := hex.DecodeString(text)
	if err != nil {
		panic(err)
	}
	return b
}

func appKey() []byte {
	return unhex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f")
}
func sek() []byte { return unhex("202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f") }

// realSek has bytes beyond ASCII, as a drawn one has.
func realSek() []byte {
	return unhex("9f3ac2d108e47b5566ffa01122c8d97e4401b0fe8831cd90a7e3154bbc6d2f80")
}

func staleSek() []byte { return bytes.Repeat([]byte{0xA7, 0x31, 0x09, 0xC4}, 8) }

func knowledge(t testing.TB) Knowledge {
	return Knowledge{
		Keys: keySet(t), Sek: sek(), AppKey: appKey(), WrappedSek: wrapped,
		StaleSeks: [][]byte{realSek(), staleSek()}, Passwords: []string{"Another@1", password},
	}
}

func b64(b []byte) string { return base64.StdEncoding.EncodeToString(b) }

func pkcs7(b []byte) []byte {
	n := 16 - len(b)%16
	return append(bytes.Clone(b), bytes.Repeat([]byte{byte(n)}, n)...)
}

// each enciphers whole blocks one by one.
func each(key, b []byte) []byte {
	block, err := aes.NewCipher(key)
	if err != nil || len(b)%16 != 0 {
		panic(fmt.Sprint(err, len(b)))
	}
	out := make([]byte, len(b))
	for i := 0; i < len(b); i += 16 {
		block.Encrypt(out[i:], b[i:])
	}
	return out
}

// sealed is a payload as it should be.
func sealed(key []byte, text string) string { return b64(each(key, pkcs7([]byte(text)))) }

func cbcSealed(key, iv, b []byte) []byte {
	block, err := aes.NewCipher(key)
	if err != nil {
		panic(err)
	}
	out := pkcs7(b)
	cipher.NewCBCEncrypter(block, iv).CryptBlocks(out, out)
	return out
}

func rsaSealed(t testing.TB, pub *rsa.PublicKey, b []byte) []byte {
	t.Helper()
	out, err := rsa.EncryptPKCS1v15(chance.New(nil, ""), pub, b) //lint:ignore SA1019 what the portal's wire has
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func oaepSealed(t testing.TB, pub *rsa.PublicKey, h, mask hash.Hash, b []byte) []byte {
	t.Helper()
	// The library mixes no hashes when it encrypts, so the block is made by hand.
	k, n := pub.Size(), h.Size()
	block := make([]byte, k)
	seed, db := block[1:1+n], block[1+n:]
	copy(seed, chance.New(nil, "").Bytes(n))
	copy(db, h.Sum(nil))
	db[len(db)-len(b)-1] = 1
	copy(db[len(db)-len(b):], b)
	mgf := func(out, seed []byte) {
		for i, done := byte(0), 0; done < len(out); i++ {
			mask.Reset()
			mask.Write(seed)
			mask.Write([]byte{0, 0, 0, i})
			for _, m := range mask.Sum(nil) {
				if done < len(out) {
					out[done] ^= m
					done++
				}
			}
		}
	}
	mgf(db, seed)
	mgf(seed, db)
	return power(pub, block)
}

// loginText is the JSON of a login; key is the text of its AppKey.
func loginText(key string) string {
	b, err := json.Marshal(struct {
		UserName, Password, AppKey string
		ForceRefreshAccessToken    bool
	}{user, password, key, false})
	if err != nil {
		panic(err)
	}
	return string(b)
}

// login is a login as it should be, apart from its text.
func login(t testing.TB, text string) string {
	return b64(rsaSealed(t, &keySet(t).Encryption.PublicKey, []byte(b64([]byte(text)))))
}

func rightLogin() string { return loginText(b64(appKey())) }

// invoice is a JSON document of about 3 KB.
func invoice() string {
	var b strings.Builder
	b.WriteString(`{"Version":"1.1","TranDtls":{"TaxSch":"GST","SupTyp":"B2B"},"DocDtls":{"Typ":"INV","No":"DIAG/001","Dt":"22/11/2026"},"ItemList":[`)
	for i := range 16 {
		if i > 0 {
			b.WriteString(",")
		}
		fmt.Fprintf(&b, `{"SlNo":"%d","PrdDesc":"Ball bearing, deep groove","IsServc":"N","HsnCd":"848210","Qty":%d,"Unit":"NOS","UnitPrice":100.25,"TotAmt":%d.25,"AssAmt":%d.25,"GstRt":18}`, i+1, i+1, 100*i, 100*i)
	}
	b.WriteString(`]}`)
	return b.String()
}

// ofLength is a document of n bytes.
func ofLength(n int) string {
	const head, tail = `{"Irn":"706daeccda0ef6f818da78f3a2a05a1288731057373002289b46c3229289a2e7","CnlRsn":"2","CnlRem":"`, `"}`
	return head + strings.Repeat("x", n-len(head)-len(tail)) + tail
}

// evp is OpenSSL's key of a passphrase, for the test of CryptoJS texts.
func evp(h func() hash.Hash, phrase, salt []byte) (key, iv []byte) {
	var all, last []byte
	for len(all) < 48 {
		sum := h()
		sum.Write(append(append(bytes.Clone(last), phrase...), salt...))
		last = sum.Sum(nil)
		all = append(all, last...)
	}
	return all[:32], all[32:48]
}

func sha1Of(b []byte) []byte { s := sha1.Sum(b); return s[:] }
