package diagnose

import (
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"crypto/aes"
	"crypto/cipher"
	"crypto/md5"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"
)

// textSpecimens are payloads whose cipher text is right, and the text around it wrong.
func textSpecimens() []specimen {
	good := sealed(sek(), document)
	raw, _ := decode(good)
	quoted := func(s string) string { b, _ := json.Marshal(s); return string(b[1 : len(b)-1]) }
	var wide, list strings.Builder
	for i, b := range raw {
		wide.WriteRune(rune(b))
		if i > 0 {
			list.WriteString(", ")
		}
		fmt.Fprint(&list, int8(b))
	}
	var cases []specimen
	add := func(name, want, data string, also ...string) {
		cases = append(cases, specimen{name: name, want: want, also: also, req: Request{Data: data}})
	}
	add("empty", "data-empty", "")
	add("blanks", "data-empty", " \r\n\t")
	add("null", "data-empty", "null")
	add("URL-safe", "base64-url", base64.URLEncoding.EncodeToString(raw))
	add("URL-safe, unpadded", "base64-url", base64.RawURLEncoding.EncodeToString(raw))
	add("unpadded", "base64-unpadded", strings.TrimRight(good, "="))
	add("twice", "base64-twice", b64([]byte(good)))
	add("three times", "base64-twice", b64([]byte(b64([]byte(good)))))
	add("plus became blank", "base64-plus-lost", strings.ReplaceAll(good, "+", " "))
	add("hex", "hex-for-base64", hex.EncodeToString(raw))
	add("capital hex", "hex-for-base64", strings.ToUpper(hex.EncodeToString(raw)))
	add("BitConverter", "hex-for-base64", strings.ReplaceAll(fmt.Sprintf("% X", raw), " ", "-"))
	add("hex in Base64", "hex-for-base64", b64([]byte(hex.EncodeToString(raw))))
	add("PEM", "pem-armour", "-----BEGIN MESSAGE-----\n"+good[:64]+"\n"+good[64:]+"\n-----END MESSAGE-----\n")
	add("Python bytes", "bytes-printed", "b'"+good+"'")
	add("Java array", "bytes-printed", "[B@6d06d69c")
	add("Java list", "bytes-printed", "["+list.String()+"]")
	add("Node Buffer as JSON", "bytes-printed", nodeBuffer(raw))
	add("Node Buffer printed", "bytes-printed", "<Buffer 12 82 f9 43 e1 cc b0 2e b3 fb 27 af b8 4e 6a d8 ... 112 more bytes>")
	add(".NET array", "bytes-printed", "System.Byte[]")
	add("JavaScript object", "bytes-printed", "[object ArrayBuffer]")
	add("quotes", "quoted-twice", `"`+good+`"`)
	add("escaped slashes", "escaped-twice", strings.ReplaceAll(good, "/", `\/`))
	add("escaped lines", "escaped-twice", good[:76]+`\r\n`+good[76:])
	add("escaped plus", "escaped-twice", strings.ReplaceAll(good, "+", `\u002b`))
	add("percent", "url-encoded", url.QueryEscape(good))
	add("BOM", "bom", bom+good)
	add("BOM misread", "bom", "ï»¿"+good)
	add("cut within Base64", "cut-off", strings.TrimRight(good, "=")[:101])
	add("cut at a block", "cut-off", b64(raw[:96]))
	add("cut within a block", "cut-off", b64(raw[:90]))
	add("bytes as UTF-8", "cipher-through-text", b64([]byte(wide.String())))
	add("bytes as characters", "cipher-through-text", wide.String())
	add("bytes lost", "cipher-through-text", b64([]byte(lossy(raw))))
	add("bytes lost, no Base64", "cipher-through-text", strings.ToValidUTF8(string(raw), "�"))
	add("Base64 only", "not-encrypted", b64([]byte(document)))
	add("Base64 of UTF-16", "not-encrypted", b64(utf16le(document)), "utf16")
	add("in the clear", "sent-plain", document)
	add("XML", "sent-plain", "<Invoice><Irn>706d</Irn></Invoice>")
	add("escaped JSON", "sent-plain", quoted(document))
	add("envelope", "envelope-in-data", `{"Data":"`+good+`"}`)
	add("JWS", "jose", "eyJhbGciOiJSUzI1NiJ9.eyJkYXRhIjoie30ifQ.c2ln")
	add("a sentence", "not-base64", "Encryption failed: key not found!")
	add("too large", "data-too-large", sealed(sek(), ofLength(2<<20)))
	add("too large and CBC", "data-too-large", b64(cbcSealed(sek(), make([]byte, 16), []byte(ofLength(2<<20)))), "aes-cbc")
	return cases
}

func nodeBuffer(raw []byte) string {
	numbers := make([]int, len(raw))
	for i, b := range raw {
		numbers[i] = int(b)
	}
	b, _ := json.Marshal(map[string]any{"data": numbers})
	return `{"type":"Buffer",` + string(b[1:])
}

func utf16be(text string) []byte {
	b := utf16le(text)
	for i := 0; i < len(b); i += 2 {
		b[i], b[i+1] = b[i+1], b[i]
	}
	return b
}

// keySpecimens are payloads under another key.
func keySpecimens(t testing.TB) []specimen {
	wrap, _ := decode(wrapped)
	var cases []specimen
	add := func(name, want string, key []byte) {
		cases = append(cases, specimen{name: name, want: want, req: Request{Data: sealed(key, document)}})
	}
	// withReal makes the Sek one with bytes beyond ASCII.
	withReal := func(name, want, data string) {
		cases = append(cases, specimen{name: name, want: want, req: Request{Data: data}, know: func(k *Knowledge) {
			k.Sek, k.WrappedSek, k.StaleSeks = realSek(), "", nil
		}})
	}
	add("wrapped Sek", "sek-still-wrapped", wrap[:32])
	add("wrapped Sek's end", "sek-still-wrapped", wrap[16:])
	add("wrapped Sek's text", "sek-still-wrapped", []byte(wrapped[:32]))
	add("wrapped Sek, AES-128", "sek-still-wrapped", wrap[:16])
	add("Sek's Base64", "sek-text-as-key", []byte(b64(sek())[:32]))
	add("Sek's Base64, AES-128", "sek-text-as-key", []byte(b64(sek())[:16]))
	add("Sek's hex", "sek-text-as-key", []byte(hex.EncodeToString(sek())[:32]))
	add("AppKey", "appkey-as-sek", appKey())
	add("AppKey's text", "appkey-as-sek", []byte(b64(appKey())[:32]))
	add("older Sek", "sek-stale", staleSek())
	add("half", "sek-half", sek()[:16])
	add("other half", "sek-half", sek()[16:])
	add("24 bytes", "sek-half", sek()[:24])
	long, short := sha256.Sum256(sek()), md5.Sum([]byte(b64(sek())))
	add("SHA-256", "sek-hashed", long[:])
	add("MD5 of the text", "sek-hashed", short[:])
	add("MD5 in hex", "sek-hashed", []byte(hex.EncodeToString(short[:])))
	add("SHA-1, cut", "sek-hashed", sha1Of(sek())[:16])
	add("zeros", "key-of-zeros", make([]byte, 32))
	block, err := aes.NewCipher(appKey())
	if err != nil {
		t.Fatal(err)
	}
	opened := make([]byte, 48)
	cipher.NewCBCDecrypter(block, make([]byte, 16)).CryptBlocks(opened, wrap)
	add("unwrapped with CBC", "sek-unwrapped-wrong", opened[:32])
	add("unwrapped with the AppKey's text", "sek-unwrapped-wrong", ecbOpened([]byte(b64(appKey())[:32]), wrap)[:32])
	withReal("Sek through UTF-8", "sek-through-text", sealed([]byte(strings.Join(strings.Split(lossy(realSek()), ""), ""))[:32], document))
	var wide strings.Builder
	for _, b := range realSek() {
		wide.WriteRune(rune(b))
	}
	withReal("Sek through Latin-1", "sek-through-text", sealed([]byte(wide.String())[:32], document))
	withReal("Sek read from wrapped", "sek-still-wrapped", sealed(each(appKey(), pkcs7(realSek()))[:32], document))
	salt := []byte("saltsalt")
	key, iv := evp(md5.New, []byte(b64(sek())), salt)
	salted := append([]byte("Salted__saltsalt"), cbcSealed(key, iv, []byte(document))...)
	cases = append(cases, specimen{name: "passphrase", want: "aes-passphrase", req: Request{Data: b64(salted)}},
		specimen{name: "unknown passphrase", want: "aes-passphrase", req: Request{Data: b64(append([]byte("Salted__saltsalt"), realSek()...))}},
		specimen{name: "RSA", want: "rsa-for-payload", req: Request{Data: b64(rsaSealed(t, &keySet(t).Encryption.PublicKey, []byte(document)))}})
	return cases
}

func ecbOpened(key, b []byte) []byte {
	block, err := aes.NewCipher(key)
	if err != nil {
		panic(err)
	}
	out := make([]byte, len(b))
	for i := 0; i < len(b); i += 16 {
		block.Decrypt(out[i:], b[i:])
	}
	return out
}

// modeSpecimens are payloads in another mode.
func modeSpecimens(t testing.TB) []specimen {
	block, err := aes.NewCipher(sek())
	if err != nil {
		t.Fatal(err)
	}
	iv, zero, text := bytes.Repeat([]byte{0xC3, 0x5D}, 8), make([]byte, 16), []byte(document)
	var cases []specimen
	add := func(name, want string, raw []byte, also ...string) {
		cases = append(cases, specimen{name: name, want: want, also: also, req: Request{Data: b64(raw)}})
	}
	add("CBC, zeros", "aes-cbc", cbcSealed(sek(), zero, text))
	add("CBC, vector in front", "aes-cbc", append(bytes.Clone(iv), cbcSealed(sek(), iv, text)...))
	add("CBC, vector is the key", "aes-cbc", cbcSealed(sek(), sek()[:16], text))
	add("CBC, vector is the AppKey", "aes-cbc", cbcSealed(sek(), appKey()[:16], text))
	add("CBC, unknown vector", "aes-cbc", cbcSealed(sek(), iv, []byte(invoice())))
	add("CBC under the AppKey", "appkey-as-sek", cbcSealed(appKey(), zero, text), "aes-cbc")
	add("CBC under half the Sek", "sek-half", cbcSealed(sek()[:16], zero, text), "aes-cbc")
	ctr := make([]byte, len(text))
	cipher.NewCTR(block, iv).XORKeyStream(ctr, text)
	add("CTR, vector in front", "aes-stream", append(bytes.Clone(iv), ctr...))
	cipher.NewCTR(block, zero).XORKeyStream(ctr, text)
	add("CTR, zeros", "aes-stream", ctr)
	add("CFB", "aes-stream", cfbSealed(block, zero, text, 16))
	add("CFB in bytes", "aes-stream", cfbSealed(block, zero, text, 1))
	add("OFB", "aes-stream", ofbSealed(block, zero, text))
	gcm, _ := cipher.NewGCM(block)
	out := gcm.Seal(nil, iv[:12], text, nil)
	add("GCM", "aes-gcm", append(bytes.Clone(iv[:12]), out...))
	add("GCM, tag in front", "aes-gcm", append(append(bytes.Clone(iv[:12]), out[len(text):]...), out[:len(text)]...))
	add("GCM, nonce of zeros", "aes-gcm", gcm.Seal(nil, zero[:12], text, nil))
	add("GCM, no tag", "aes-gcm", append(bytes.Clone(iv[:12]), out[:len(text)]...))
	gcm16, _ := cipher.NewGCMWithNonceSize(block, 16)
	add("GCM, 16 bytes", "aes-gcm", append(bytes.Clone(iv), gcm16.Seal(nil, iv, text, nil)...))
	return cases
}

func cfbSealed(block cipher.Block, iv, text []byte, step int) []byte {
	register, out, stream := bytes.Clone(iv), make([]byte, len(text)), make([]byte, 16)
	for i := 0; i < len(text); i += step {
		block.Encrypt(stream, register)
		n := min(step, len(text)-i)
		for j := range n {
			out[i+j] = text[i+j] ^ stream[j]
		}
		register = append(register[n:], out[i:i+n]...)
	}
	return out
}

func ofbSealed(block cipher.Block, iv, text []byte) []byte {
	out, stream := bytes.Clone(text), bytes.Clone(iv)
	for i := range out {
		if i%16 == 0 {
			block.Encrypt(stream, stream)
		}
		out[i] ^= stream[i%16]
	}
	return out
}

// paddingSpecimens are payloads whose last block is filled in another way.
func paddingSpecimens() []specimen {
	var cases []specimen
	add := func(name, want, text string, fill func(n int) string) {
		padded := []byte(text + fill(16-len(text)%16))
		cases = append(cases, specimen{name: name, want: want, req: Request{Data: b64(each(sek(), padded))}})
	}
	same := func(c string) func(int) string { return func(n int) string { return strings.Repeat(c, n) } }
	add("zeros", "padding-zero", document, same("\x00"))
	add("one zero", "padding-zero", ofLength(127), same("\x00"))
	add("none", "padding-none", ofLength(128), func(int) string { return "" })
	add("none, line end", "padding-none", ofLength(127)+"\n", func(int) string { return "" })
	add("ISO 7816", "padding-iso7816", document, func(n int) string { return "\x80" + strings.Repeat("\x00", n-1) })
	add("ISO 7816, one byte", "padding-iso7816", ofLength(127), func(int) string { return "\x80" })
	add("ANSI X9.23", "padding-ansi-x923", document, func(n int) string { return strings.Repeat("\x00", n-1) + string(rune(n)) })
	add("ISO 10126", "padding-iso10126", document, func(n int) string { return "q\x17{\xE9z\x03\x99\x41\x02\x8Dabcdef"[:n-1] + string(rune(n)) })
	add("blanks", "padding-character", document, same(" "))
	add("braces", "padding-character", document, same("{"))
	add("blocks of 32", "padding-block32", ofLength(102), func(int) string { return strings.Repeat("\x1A", 26) })
	add("padded twice", "padding-twice", document, func(n int) string { return strings.Repeat(string(rune(n)), n) + strings.Repeat("\x10", 16) })
	add("NUL and padding", "trailing-nul", document+"\x00", func(n int) string { return strings.Repeat(string(rune(n)), n) })
	cut := each(sek(), pkcs7([]byte(document)))
	for i := 48; i < 64; i++ {
		cut[i] ^= byte(3*i + 1)
	}
	return append(cases, specimen{name: "a block changed", want: "damaged", sure: Likely, req: Request{Data: b64(cut)}})
}

// contentSpecimens are payloads that open and hold something else than a document.
func contentSpecimens(t testing.TB) []specimen {
	var packed, deflated bytes.Buffer
	z, d := gzip.NewWriter(&packed), zlib.NewWriter(&deflated)
	for _, w := range []interface {
		Write([]byte) (int, error)
		Close() error
	}{z, d} {
		if _, err := w.Write([]byte(invoice())); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
	}
	var cases []specimen
	add := func(name, want, text string, also ...string) {
		cases = append(cases, specimen{name: name, want: want, also: also, req: Request{Data: sealed(sek(), text)}})
	}
	add("Base64 inside", "inner-base64", b64([]byte(document)))
	add("hex inside", "hex-for-base64", hex.EncodeToString([]byte(document)))
	add("b'' inside", "bytes-printed", "b'"+b64([]byte(document))+"'")
	add("percent inside", "url-encoded", url.PathEscape(document))
	add("envelope", "envelope-encrypted", `{"Data":`+document+`}`)
	add("action envelope", "envelope-encrypted", `{"action":"CANEWB","data":"AAAA"}`)
	add("envelope in Base64", "inner-base64", b64([]byte(`{"Data":`+document+`}`)), "envelope-encrypted")
	add("JSON text", "json-twice", fmt.Sprintf("%q", document))
	add("escaped JSON", "json-twice", strings.ReplaceAll(document, `"`, `\"`))
	add("array", "json-array", "["+document+"]")
	add("array of numbers", "json-array", "[1]")
	add("single quotes", "json-single-quotes", strings.ReplaceAll(document, `"`, "'"))
	add("Python", "json-single-quotes", "{'Irn': None, 'Flag': True, 'CnlRem': 'x'}")
	add("comma too many", "json-broken", strings.Replace(document, "}", ",}", 1))
	add("line break", "json-broken", strings.Replace(document, "entry", "en\ntry", 1))
	add("nothing", "json-broken", "")
	add("stops", "cut-off", document[:100])
	add("two objects", "text-after-json", document+document)
	add("UTF-16", "utf16", string(utf16le(document)))
	add("UTF-16 with its mark", "utf16", string(utf16le("\uFEFF"+document)))
	add("UTF-16, highest byte first", "utf16", string(utf16be(document)))
	add("single quotes, broken", "json-single-quotes", "{'Irn': 'it's'}, and more of it")
	add("Latin-1", "not-utf8", strings.Replace(document, "entry", "Caf\xE9", 1))
	add("gzip", "compressed", packed.String())
	add("zlib", "compressed", deflated.String())
	add("gzip in Base64", "inner-base64", b64(packed.Bytes()), "compressed")
	add("XML", "not-json", "<Invoice><Irn>706d</Irn></Invoice>")
	add("form", "not-json", "Irn=706d&CnlRsn=2")
	add("a word", "not-json", "hello world, this is no JSON")
	add("a number", "not-json", "4711")
	add("sealed twice", "encrypted-twice", sealed(sek(), document))
	add("sealed twice, bytes", "encrypted-twice", string(each(sek(), pkcs7([]byte(document)))))
	return cases
}
