package diagnose

import (
	"bytes"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/pem"
	"fmt"
	"math/big"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"
)

// specimen is a broken request and the mistake that made it.
type specimen struct {
	name string
	want string // id of the mistake
	req  Request
	also []string // further ids that must be named
	sure Confidence
	know func(*Knowledge) // changes what is known
}

func power(pub *rsa.PublicKey, block []byte) []byte {
	m := new(big.Int).SetBytes(block)
	return m.Exp(m, big.NewInt(int64(pub.E)), pub.N).FillBytes(make([]byte, pub.Size()))
}

// strangeKey is the public key in a folder, of no use to the simulator.
func strangeKey(t testing.TB, path string) *rsa.PublicKey {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	block, _ := pem.Decode(text)
	if block == nil {
		t.Fatalf("%s holds no PEM", path)
	}
	key, err := x509.ParsePKIXPublicKey(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	return key.(*rsa.PublicKey)
}

func utf16le(text string) []byte {
	var b []byte
	for _, u := range utf16.Encode([]rune(text)) {
		b = append(b, byte(u), byte(u>>8))
	}
	return b
}

func reversed(b []byte) []byte {
	b = bytes.Clone(b)
	slices.Reverse(b)
	return b
}

// loginSpecimens are logins of version 1.04 whose RSA layer is wrong, or who have none.
func rsaSpecimens(t testing.TB) []specimen {
	set := keySet(t)
	enc, sig := &set.Encryption.PublicKey, &set.Signing.PublicKey
	json, inner := rightLogin(), []byte(b64([]byte(rightLogin())))
	long := []byte(b64([]byte(strings.Repeat(" ", 120) + json)))
	short := []byte(b64([]byte(`{"UserName":"u","Password":"p","AppKey":"` + b64(appKey()) + `"}`)))
	good := rsaSealed(t, enc, inner)
	bySize := func(name, want string, sure Confidence, raw []byte) specimen {
		return specimen{name: name, want: want, sure: sure, req: Request{Data: b64(raw)}}
	}
	list := []specimen{
		{name: "bare JSON", want: "login-json-bare", req: Request{Data: b64(rsaSealed(t, enc, []byte(json)))}},
		{name: "OAEP SHA-1", want: "rsa-oaep", req: Request{Data: b64(oaepSealed(t, enc, sha1.New(), sha1.New(), inner))}},
		{name: "OAEP SHA-256", want: "rsa-oaep", req: Request{Data: b64(oaepSealed(t, enc, sha256.New(), sha256.New(), short))}},
		{name: "OAEP mixed", want: "rsa-oaep", req: Request{Data: b64(oaepSealed(t, enc, sha256.New(), sha1.New(), short))}},
		{name: "OAEP of bare JSON", want: "rsa-oaep", also: []string{"login-json-bare"}, req: Request{Data: b64(oaepSealed(t, enc, sha1.New(), sha1.New(), []byte(json)))}},
		{name: "no padding", want: "rsa-no-padding", req: Request{Data: b64(power(enc, append(make([]byte, 256-len(inner)), inner...)))}},
		{name: "no padding, zeros behind", want: "rsa-no-padding", req: Request{Data: b64(power(enc, append(append([]byte{0}, inner...), make([]byte, 255-len(inner))...)))}},
		{name: "signing key", want: "rsa-signing-key", req: Request{Data: b64(rsaSealed(t, sig, inner))}},
		{name: "signing key and OAEP", want: "rsa-signing-key", also: []string{"rsa-oaep"}, req: Request{Data: b64(oaepSealed(t, sig, sha1.New(), sha1.New(), inner))}},
		{name: "another key", want: "rsa-unknown-key", sure: Possible, req: Request{Data: b64(rsaSealed(t, strangeKey(t, "../seal/testdata/rsa.pub.pem"), inner))}},
		bySize("above the modulus", "rsa-unknown-key", Possible, bytes.Repeat([]byte{0xFE}, 256)),
		bySize("key of 3072 bits", "rsa-wrong-size", Likely, bytes.Repeat([]byte{0x5A, 3, 0x91}, 128)),
		bySize("key of 1024 bits", "rsa-wrong-size", Likely, bytes.Repeat([]byte{0x5A, 0x91}, 64)),
		bySize("two blocks", "rsa-several-blocks", Certain, append(rsaSealed(t, enc, long[:200]), rsaSealed(t, enc, long[200:])...)),
		bySize("three blocks of another key", "rsa-several-blocks", Likely, bytes.Repeat([]byte{0x5A, 0x91, 7}, 256)),
		bySize("lowest byte first", "rsa-reversed", Certain, reversed(good)),
		bySize("sign byte", "rsa-integer-bytes", Certain, append([]byte{0}, good...)),
		bySize("cut", "cut-off", Possible, good[:200]),
		bySize("AES under the AppKey", "aes-for-login", Certain, each(appKey(), pkcs7([]byte(json)))),
		bySize("AES under the Sek, Base64 inside", "aes-for-login", Certain, each(sek(), pkcs7(inner))),
		{name: "in the clear", want: "sent-plain", req: Request{Data: json}},
		{name: "Base64 only", want: "not-encrypted", req: Request{Data: string(inner)}},
		{name: "Base64 of a text", want: "not-encrypted", req: Request{Data: b64([]byte(user + ":" + password))}},
		{name: "old form", want: "login-v103-to-v104", req: Request{Data: old(t, rsaSealed(t, enc, []byte(password)), rsaSealed(t, enc, appKey()))}},
		{name: "envelope in Data", want: "envelope-in-data", req: Request{Data: `{"Data":"` + b64(good) + `"}`}},
		{name: "a sentence", want: "not-base64", req: Request{Data: "Encryption failed: key not found!"}},
		{name: "printed", want: "bytes-printed", req: Request{Data: "System.Byte[]"}},
		{name: "Base64 of UTF-16", want: "not-encrypted", also: []string{"utf16"}, req: Request{Data: b64(utf16le(json))}},
		{name: "JWE", want: "jose", req: Request{Data: "eyJhbGciOiJSU0ExXzUifQ.aaaa.bbbb.cccc.dddd"}},
		{name: "oversized", want: "data-too-large", req: Request{Data: strings.Repeat("QUJD", 600_000)}},
	}
	// This padding gives a block with a leading zero, which a big integer does not write.
	small := power(enc, padded(316, inner))
	if small[0] != 0 {
		t.Fatalf("the block begins with %x, not zero: the built-in key has changed, search another number", small[0])
	}
	return append(list, bySize("leading zero left out", "rsa-integer-bytes", Certain, small[1:]))
}

// padded is text in a PKCS#1 v1.5 block whose padding is a number and then FF.
func padded(n uint32, text []byte) []byte {
	block := bytes.Repeat([]byte{0xFF}, 256)
	block[0], block[1] = 0, 2
	binary.BigEndian.PutUint32(block[2:], n|0x80808080) // no byte of it is zero
	copy(block[len(block)-len(text):], text)
	block[len(block)-len(text)-1] = 0
	return block
}

// old is the data of a login of version 1.03.
func old(t testing.TB, password, key []byte) string {
	t.Helper()
	return fmt.Sprintf(`{"UserName":%q,"Password":%q,"AppKey":%q,"ForceRefreshAccessToken":false}`, user, b64(password), b64(key))
}

// innerSpecimens are logins whose RSA layer is right.
func innerSpecimens(t testing.TB) []specimen {
	seal := func(b []byte) Request {
		return Request{Data: b64(rsaSealed(t, &keySet(t).Encryption.PublicKey, b))}
	}
	text := rightLogin()
	// The ? and > give the Base64 a - or _ in the URL-safe alphabet.
	odd := strings.Replace(text, password, "Sim>?>?~~@1", 1)
	small := `{"UserName":"u","Password":"p","AppKey":"` + b64(appKey()) + `"}`
	tiny := `{"UserName":"u","Password":"p","AppKey":"` + b64(appKey()[:16]) + `"}`
	return []specimen{
		{name: "password alone", want: "login-password-alone", req: seal([]byte(password))},
		{name: "password alone in Base64", want: "login-password-alone", req: seal([]byte(b64([]byte(password))))},
		{name: "unknown password alone", want: "login-password-alone", sure: Likely, req: seal([]byte("Secret#99"))},
		{name: "unknown password alone, as Base64", want: "login-password-alone", sure: Likely, req: seal([]byte("Sandbox9"))},
		{name: "printed", want: "bytes-printed", req: seal([]byte("[B@1b6d3586"))},
		{name: "AppKey alone", want: "login-appkey-alone", sure: Likely, req: seal(realSek())},
		{name: "AppKey alone in Base64", want: "login-appkey-alone", sure: Likely, req: seal([]byte(b64(realSek())))},
		{name: "inner Base64 URL-safe", want: "base64-url", req: seal([]byte(base64.RawURLEncoding.EncodeToString([]byte(odd))))},
		{name: "inner Base64 unpadded", want: "base64-unpadded", req: seal([]byte(strings.TrimRight(b64([]byte(small+" ")), "=")))},
		{name: "inner Base64 twice", want: "base64-twice", req: seal([]byte(b64([]byte(b64([]byte(small))))))},
		{name: "inner hex", want: "hex-for-base64", req: seal([]byte(hex.EncodeToString([]byte(small))))},
		{name: "inner b''", want: "bytes-printed", req: seal([]byte("b'" + b64([]byte(text)) + "'"))},
		{name: "inner quotes", want: "quoted-twice", req: seal([]byte(`"` + b64([]byte(text)) + `"`))},
		{name: "BOM before the Base64", want: "bom", req: seal([]byte(bom + b64([]byte(text))))},
		{name: "UTF-16 JSON in Base64", want: "utf16", req: seal([]byte(b64(utf16le(tiny))))},
		{name: "UTF-16 JSON bare", want: "login-json-bare", also: []string{"utf16"}, req: seal(utf16le(small))},
		{name: "UTF-16 of the Base64", want: "utf16", req: seal(utf16le(b64([]byte(tiny))))},
		{name: "single quotes", want: "json-single-quotes", req: seal([]byte(b64([]byte(strings.ReplaceAll(text, `"`, `'`)))))},
		{name: "broken JSON", want: "json-broken", req: seal([]byte(b64([]byte(strings.Replace(text, ",", ",,", 1)))))},
		{name: "JSON twice", want: "json-twice", req: seal([]byte(b64(fmt.Appendf(nil, "%q", small))))},
		{name: "form", want: "not-json", req: seal([]byte(b64([]byte("UserName=u&Password=p"))))},
		{name: "other names", want: "login-members", req: seal([]byte(b64([]byte(strings.Replace(text, "UserName", "user_name", 1)))))},
		{name: "no AppKey", want: "login-members", req: seal([]byte(b64([]byte(`{"UserName":"u","Password":"p"}`))))},
		{name: "envelope sealed", want: "envelope-encrypted", req: seal([]byte(b64([]byte(`{"Data":{"UserName":"u","Password":"p"}}`))))},
		{name: "password in Base64", want: "password-base64", req: seal([]byte(b64([]byte(strings.Replace(text, password, b64([]byte(password)), 1)))))},
		{name: "bare JSON with a bad key", want: "login-json-bare", also: []string{"appkey-length"}, req: seal([]byte(loginText(b64(appKey()[:20]))))},
	}
}

// appKeySpecimens are logins that open and have a bad AppKey.
func appKeySpecimens(t testing.TB) []specimen {
	urlSafe := bytes.Repeat([]byte{0xFB, 0xEF, 0xBE, 0xFF}, 8)
	cases := []struct {
		name, want, key string
		sure            Confidence
	}{
		{"32 letters", "appkey-characters", "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345", Likely},
		{"32 characters", "appkey-characters", "My-Very-Secret-Key-Of-32-Letters", Certain},
		{"16 letters", "appkey-characters", "ABCDEFGHIJKLMNOP", Likely},
		{"UUID", "appkey-characters", "123e4567-e89b-12d3-a456-426614174000", Certain},
		{"UUID without dashes", "appkey-characters", "123e4567e89b12d3a456426614174000", Likely},
		{"64 hex digits", "appkey-hex", hex.EncodeToString(appKey()), Certain},
		{"Base64 twice", "appkey-base64-twice", b64([]byte(b64(appKey()))), Certain},
		{"24 bytes", "appkey-length", b64(appKey()[:20]), Certain},
		{"URL-safe", "appkey-base64-url", base64.URLEncoding.EncodeToString(urlSafe), Certain},
		{"unpadded", "appkey-base64-url", base64.RawStdEncoding.EncodeToString(appKey()), Certain},
		{"printed by Java", "bytes-printed", "[B@1b6d3586", Certain},
		{"printed by Python", "bytes-printed", "b'" + b64(appKey()) + "'", Certain},
		{"a word", "appkey-not-base64", "my secret key!", Certain},
	}
	var list []specimen
	for _, c := range cases {
		list = append(list, specimen{name: "AppKey: " + c.name, want: c.want, sure: c.sure, req: Request{Data: login(t, loginText(c.key))}})
	}
	list = append(list, specimen{name: "AppKey: hex in Base64", want: "appkey-hex", req: Request{
		Data: login(t, `{"UserName":"u","Password":"p","AppKey":"`+b64([]byte(hex.EncodeToString(appKey())))+`"}`),
	}})
	return append(list, specimen{name: "AppKey: list of numbers", want: "bytes-printed", req: Request{
		Data: login(t, `{"UserName":"u","Password":"p","AppKey":[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16]}`),
	}})
}

// oldSpecimens are logins of version 1.03.
func oldSpecimens(t testing.TB) []specimen {
	enc, sig := &keySet(t).Encryption.PublicKey, &keySet(t).Signing.PublicKey
	word, key := rsaSealed(t, enc, []byte(password)), rsaSealed(t, enc, appKey())
	oaep := func(b []byte) []byte { return oaepSealed(t, enc, sha1.New(), sha1.New(), b) }
	list := []specimen{
		{name: "new form", want: "login-v104-to-v103", req: Request{Data: `"` + login(t, rightLogin()) + `"`}},
		{name: "new form, bare", want: "login-v104-to-v103", req: Request{Data: login(t, rightLogin())}},
		{name: "object as text", want: "json-twice", req: Request{Data: fmt.Sprintf("%q", old(t, word, key))}},
		{name: "OAEP", want: "rsa-oaep", req: Request{Data: old(t, oaep([]byte(password)), oaep(appKey()))}},
		{name: "signing key", want: "rsa-signing-key", req: Request{Data: old(t, rsaSealed(t, sig, []byte(password)), key)}},
		{name: "AppKey text", want: "v103-appkey-text", req: Request{Data: old(t, word, rsaSealed(t, enc, []byte(b64(appKey()))))}},
		{name: "AppKey hex", want: "v103-appkey-text", req: Request{Data: old(t, word, rsaSealed(t, enc, []byte(hex.EncodeToString(appKey()))))}},
		{name: "AppKey of 20 bytes", want: "appkey-length", req: Request{Data: old(t, word, rsaSealed(t, enc, appKey()[:20]))}},
		{name: "password in the clear", want: "v103-field-plain", req: Request{Data: strings.Replace(old(t, word, key), b64(word), password, 1)}},
		{name: "password in Base64", want: "password-base64", req: Request{Data: old(t, rsaSealed(t, enc, []byte(b64([]byte(password)))), key)}},
		{name: "another key", want: "rsa-unknown-key", sure: Possible, req: Request{Data: old(t, bytes.Repeat([]byte{7, 9}, 128), key)}},
		{name: "key of another size", want: "rsa-wrong-size", sure: Likely, req: Request{Data: old(t, word, bytes.Repeat([]byte{7, 9}, 192))}},
		{name: "printed", want: "bytes-printed", req: Request{Data: `"[object Object]"`}},
		{name: "AppKey printed", want: "bytes-printed", req: Request{Data: strings.Replace(old(t, word, key), b64(key), "System.Byte[]", 1)}},
		{name: "oversized", want: "data-too-large", req: Request{Data: strings.Repeat(" ", maxData+1)}},
		{name: "no password", want: "login-members", req: Request{Data: `{"UserName":"u"}`}},
	}
	for i := range list {
		list[i].name = "v1.03: " + list[i].name
		list[i].req.Version = V103
	}
	return list
}
