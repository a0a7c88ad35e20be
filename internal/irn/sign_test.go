package irn_test

import (
	"bytes"
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/golang-jwt/jwt/v5"
	"github.com/irpsim/irpsim/internal/irn"
	"github.com/irpsim/irpsim/internal/keys"
)

const issuer = "NIC Sandbox"

func pemBytes(t testing.TB, file string) []byte {
	t.Helper()
	block, _ := pem.Decode(read(t, file))
	if block == nil {
		t.Fatalf("%s holds no PEM block", file)
	}
	return block.Bytes
}

func testKey(t testing.TB) (*rsa.PrivateKey, *x509.Certificate) {
	t.Helper()
	key, err := x509.ParsePKCS8PrivateKey(pemBytes(t, "testdata/signing.key.pem"))
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(pemBytes(t, "testdata/signing.cer.pem"))
	if err != nil {
		t.Fatal(err)
	}
	return key.(*rsa.PrivateKey), cert
}

func sign(t testing.TB, inner []byte) string {
	t.Helper()
	token, err := irn.NewSigner(testKey(t)).Sign(t.Context(), issuer, inner)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// inner returns the data claim of testdata/payload.json.
func inner(t testing.TB) []byte {
	t.Helper()
	var payload struct{ Data string }
	if err := json.Unmarshal(read(t, "testdata/payload.json"), &payload); err != nil {
		t.Fatal(err)
	}
	return []byte(payload.Data)
}

func TestTokenAgainstOpenSSL(t *testing.T) {
	t.Parallel()
	if got, want := sign(t, inner(t)), string(read(t, "testdata/token.txt")); got != want {
		t.Errorf("token of testdata/payload.json\n got %s\nwant %s", got, want)
	}
}

func TestHeaderAndPayload(t *testing.T) {
	t.Parallel()
	thumb := strings.Fields(string(read(t, "testdata/thumbprint.txt")))
	tests := []struct{ name, issuer, inner, payload string }{
		{"plain", issuer, `{}`, `{"data":"{}","iss":"NIC Sandbox"}`},
		{"quotes", "NIC", `{"Irn":"ab"}`, `{"data":"{\"Irn\":\"ab\"}","iss":"NIC"}`},
		{"inner escapes double their backslash", "NIC", `{"A":"\u002B\\/"}`, `{"data":"{\"A\":\"\\u002B\\\\/\"}","iss":"NIC"}`},
		{"nothing else is escaped", "NIC", `{"A":"<é+&'>"}`, `{"data":"{\"A\":\"<é+&'>\"}","iss":"NIC"}`},
		{"control characters stay JSON", "NIC", "\x00\n\x1f", `{"data":"\u0000\u000A\u001F","iss":"NIC"}`},
		{"issuer of a user", `My "IRP" \`, `{}`, `{"data":"{}","iss":"My \"IRP\" \\"}`},
		{"empty", "", "", `{"data":"","iss":""}`},
	}
	signer := irn.NewSigner(testKey(t))
	for _, tt := range tests {
		token, err := signer.Sign(t.Context(), tt.issuer, []byte(tt.inner))
		if err != nil {
			t.Fatal(err)
		}
		parts := strings.Split(token, ".")
		if len(parts) != 3 {
			t.Fatalf("%s: token %s has %d parts, want 3", tt.name, token, len(parts))
		}
		header, _ := base64.RawURLEncoding.DecodeString(parts[0])
		if want := `{"alg":"RS256","kid":"` + thumb[0] + `","x5t":"` + thumb[1] + `","typ":"JWT"}`; string(header) != want {
			t.Errorf("%s: header %s, want %s", tt.name, header, want)
		}
		payload, _ := base64.RawURLEncoding.DecodeString(parts[1])
		if string(payload) != tt.payload {
			t.Errorf("%s: payload\n got %s\nwant %s", tt.name, payload, tt.payload)
		}
		if signature, _ := base64.RawURLEncoding.DecodeString(parts[2]); len(signature) != 256 {
			t.Errorf("%s: signature of %d bytes, want 256", tt.name, len(signature))
		}
	}
}

// TestOpenSSLVerifies lets another program judge a fresh signature. CI must have it.
func TestOpenSSLVerifies(t *testing.T) {
	t.Parallel()
	openssl, err := exec.LookPath("openssl")
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("no openssl in CI: install it, the signature must be checked by another program")
		}
		t.Skip("LOUD SKIP: there is no openssl on this machine to judge the signature; install openssl")
	}
	inv, _ := decode(t, read(t, "testdata/full.json"))
	token := sign(t, irn.InvoiceText(112610000000123, ist(2026, time.November, 22, 12, 31, 7), sampleIRN, inv))
	dot := strings.LastIndexByte(token, '.')
	signature, err := base64.RawURLEncoding.DecodeString(token[dot+1:])
	if err != nil {
		t.Fatal(err)
	}
	key, _ := testKey(t)
	spki, err := x509.MarshalPKIXPublicKey(&key.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	pub, sig := filepath.Join(dir, "pub.pem"), filepath.Join(dir, "sig")
	for file, content := range map[string][]byte{pub: pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: spki}), sig: signature} {
		if err := os.WriteFile(file, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	verify := func(text string) (string, error) {
		cmd := exec.CommandContext(t.Context(), openssl, "dgst", "-sha256", "-verify", pub, "-signature", sig)
		cmd.Stdin = strings.NewReader(text)
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	if out, err := verify(token[:dot]); err != nil || !strings.Contains(out, "Verified OK") {
		t.Errorf("openssl does not verify the token: %v: %s", err, out)
	}
	if out, err := verify(token[:dot-1]); err == nil {
		t.Errorf("openssl verifies a shortened token: %s", out)
	}
}

func TestSignIsSafeForConcurrentUse(t *testing.T) {
	t.Parallel()
	signer := irn.NewSigner(testKey(t))
	want := string(read(t, "testdata/token.txt"))
	text := inner(t)
	done := make(chan string, 4)
	for range cap(done) {
		go func() {
			token, err := signer.Sign(t.Context(), issuer, text)
			if err != nil {
				token = err.Error()
			}
			done <- token
		}()
	}
	for range cap(done) {
		if got := <-done; got != want {
			t.Errorf("one of several signatures made at once is %s, want %s", got, want)
		}
	}
}

func TestVerifyBothKinds(t *testing.T) {
	t.Parallel()
	key, _ := testKey(t)
	thumb := strings.Fields(string(read(t, "testdata/thumbprint.txt")))
	inv, _ := decode(t, read(t, "testdata/full.json"))
	at := ist(2026, time.November, 22, 12, 31, 7)
	number := irn.Of(inv.SellerDtls.Gstin, inv.DocDtls.Typ, inv.DocDtls.No, ist(2026, time.November, 20, 0, 0, 0), at)
	texts := map[irn.Kind][]byte{
		irn.SignedInvoice: irn.InvoiceText(112610000000123, at, number, inv),
		irn.SignedQRCode:  irn.QRText(number, at, inv),
	}
	for kind, text := range texts {
		c, err := irn.Verify(sign(t, text), &key.PublicKey)
		if err != nil {
			t.Errorf("%s: Verify: %v", kind, err)
		}
		if want := (irn.Header{Alg: "RS256", Kid: thumb[0], X5t: thumb[1], Typ: "JWT"}); c.Header != want {
			t.Errorf("%s: header %+v, want %+v", kind, c.Header, want)
		}
		if c.Kind != kind || c.Issuer != issuer || !bytes.Equal(c.Data, text) || c.IRN != number || !c.IRNEqual() {
			t.Errorf("%s: claims %+v with data %s", kind, c, c.Data)
		}
	}
	// A document that claims another IRN than its own.
	c, err := irn.Verify(sign(t, irn.QRText(strings.Repeat("0", 64), at, inv)), &key.PublicKey)
	if err != nil || c.IRNEqual() || c.Recomputed != number {
		t.Errorf("Verify of a foreign IRN: equal %t, recomputed %s, %v, want %s", c.IRNEqual(), c.Recomputed, err, number)
	}
	// Before June 2025 letter case counted, and tokens of early 2020 bear no time.
	for _, text := range []string{
		`{"SellerGstin":"01AMBPG7773M002","DocNo":"g2qxhY","DocTyp":"INV","DocDt":"17/09/2022","Irn":"68fb4fab44aee99fb23292478c4bd838e664837c9f1b04e3d9134ffed0b40b60","IrnDt":"2022-09-17 16:10:00"}`,
		`{"SellerGstin":"01AMBPG7773M002","DocNo":"g2qxhY","DocTyp":"INV","DocDt":"17/09/2022","Irn":"68fb4fab44aee99fb23292478c4bd838e664837c9f1b04e3d9134ffed0b40b60"}`,
	} {
		if c, err := irn.Verify(sign(t, []byte(text)), &key.PublicKey); err != nil || !c.IRNEqual() {
			t.Errorf("Verify of %s: recomputed %s, %v", text, c.Recomputed, err)
		}
	}
}

func TestVerifyRefuses(t *testing.T) {
	t.Parallel()
	key, _ := testKey(t)
	good := string(read(t, "testdata/token.txt"))
	parts := strings.Split(good, ".")
	b64 := func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) }
	tests := []struct {
		name, token string
		want        error
	}{
		{"empty", "", irn.ErrToken},
		{"no token", "{}", irn.ErrToken},
		{"two parts", parts[0] + "." + parts[1], irn.ErrToken},
		{"four parts", good + ".x", irn.ErrToken},
		{"header is no JSON", b64("x") + "." + parts[1] + "." + parts[2], irn.ErrToken},
		{"header is null", b64("null") + "." + parts[1] + "." + parts[2], irn.ErrToken},
		{"alg none", b64(`{"alg":"none"}`) + "." + parts[1] + ".", irn.ErrToken},
		{"alg HS256", b64(`{"alg":"HS256"}`) + "." + parts[1] + "." + parts[2], irn.ErrToken},
		{"alg RS512", b64(`{"alg":"RS512"}`) + "." + parts[1] + "." + parts[2], irn.ErrToken},
		{"alg is a number", b64(`{"alg":1}`) + "." + parts[1] + "." + parts[2], irn.ErrToken},
		{"payload is no object", parts[0] + "." + b64(`[]`) + "." + parts[2], irn.ErrToken},
		{"payload changed", parts[0] + "." + b64(`{"data":"{}","iss":"x"}`) + "." + parts[2], irn.ErrSignature},
		{"payload is null", parts[0] + "." + b64(`null`) + "." + parts[2], irn.ErrSignature},
		{"signature missing", parts[0] + "." + parts[1] + ".", irn.ErrSignature},
		{"signature of zeros", parts[0] + "." + parts[1] + "." + b64(strings.Repeat("\x00", 256)), irn.ErrSignature},
		{"too long", strings.Repeat("a", 21<<20), irn.ErrToken},
		{"inner text is no JSON", sign(t, []byte("x")), irn.ErrClaims},
		{"inner text is an array", sign(t, []byte("[]")), irn.ErrClaims},
		{"inner text is another document", sign(t, []byte(`{"Irn":"ab"}`)), irn.ErrClaims},
		{"inner types", sign(t, []byte(`{"DocNo":1}`)), irn.ErrClaims},
		{"inner date", sign(t, []byte(`{"SellerGstin":"x","DocNo":"1","DocDt":"2026-11-20"}`)), irn.ErrClaims},
	}
	for _, tt := range tests {
		if c, err := irn.Verify(tt.token, &key.PublicKey); !errors.Is(err, tt.want) {
			t.Errorf("%s: Verify = %+v, %v, want %v", tt.name, c, err, tt.want)
		}
	}
	if _, err := irn.Verify(good, nil); err == nil {
		t.Error("Verify without a key passes")
	}
	// What a bad signature covers can still be read.
	c, err := irn.Verify(parts[0]+"."+parts[1]+"."+b64("x"), &key.PublicKey)
	if !errors.Is(err, irn.ErrSignature) || c.Issuer != issuer || c.Kind != irn.SignedQRCode || !c.IRNEqual() {
		t.Errorf("Verify of a bad signature = %+v, %v, want the claims with %v", c, err, irn.ErrSignature)
	}
}

// golang-jwt, used as a client would, reads our tokens.
func TestTokenIsAnOrdinaryJWT(t *testing.T) {
	t.Parallel()
	key, _ := testKey(t)
	token, err := jwt.Parse(string(read(t, "testdata/token.txt")), func(*jwt.Token) (any, error) { return &key.PublicKey, nil })
	if err != nil || !token.Valid {
		t.Fatalf("jwt.Parse: %v", err)
	}
	if got := token.Claims.(jwt.MapClaims)["data"]; got != string(inner(t)) {
		t.Errorf("data claim %v, want %s", got, inner(t))
	}
}

func FuzzVerify(f *testing.F) {
	key, _ := testKey(f)
	good := string(read(f, "testdata/token.txt"))
	f.Add(good)
	f.Add("a.b.c")
	f.Add("")
	f.Fuzz(func(t *testing.T, token string) {
		if _, err := irn.Verify(token, &key.PublicKey); err == nil && token != good {
			t.Errorf("a token that nobody signed passes: %s", token)
		}
	})
}

// Whatever text is signed, it is read back as it was or refused for what it says.
func FuzzVerifySigned(f *testing.F) {
	key, cert := testKey(f)
	signer := irn.NewSigner(key, cert)
	f.Add(`{"DocNo":"1","SellerGstin":"2","DocDt":"01/01/2026"}`, "NIC")
	f.Add(`{"DocDtls":{},"SellerDtls":{"Gstin":null}}`, "\"\\")
	f.Add(`{"AckDt":"9999-99-99 00:00:00"}`, "\x00é")
	f.Fuzz(func(t *testing.T, data, issuer string) {
		token, err := signer.Sign(t.Context(), issuer, []byte(data))
		if err != nil {
			t.Fatal(err)
		}
		c, err := irn.Verify(token, &key.PublicKey)
		if err != nil && !errors.Is(err, irn.ErrClaims) {
			t.Errorf("signed %q: %v", data, err)
		}
		if utf8.ValidString(data) && string(c.Data) != data || utf8.ValidString(issuer) && c.Issuer != issuer {
			t.Errorf("signed %q by %q, read back %q by %q", data, issuer, c.Data, c.Issuer)
		}
	})
}

// The fast key's signatures are the numbers that the standard library makes with the same key, and hold for any verifier.
func TestMultiPrime(t *testing.T) {
	t.Parallel()
	set, err := keys.Fast()
	if err != nil {
		t.Fatal(err)
	}
	if n := len(set.Signing.Primes); n != 4 {
		t.Fatalf("the fast key has %d primes, want 4", n)
	}
	signer := irn.NewSigner(set.Signing, set.SigningCert)
	for _, inner := range []string{`{}`, `{"Irn":"x"}`, strings.Repeat("a", 100_000)} {
		token, err := signer.Sign(t.Context(), "NIC Sandbox", []byte(inner))
		if err != nil {
			t.Fatal(err)
		}
		text, signature, _ := cutLast(token)
		got, err := base64.RawURLEncoding.DecodeString(signature)
		if err != nil {
			t.Fatal(err)
		}
		digest := sha256.Sum256([]byte(text))
		want, err := rsa.SignPKCS1v15(nil, set.Signing, crypto.SHA256, digest[:])
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("the signature of %d characters differs from the standard library's", len(inner))
		}
		if err := rsa.VerifyPKCS1v15(&set.Signing.PublicKey, crypto.SHA256, digest[:], got); err != nil {
			t.Errorf("the signature of %d characters does not hold: %v", len(inner), err)
		}
	}
}

func cutLast(token string) (text, signature string, ok bool) {
	i := strings.LastIndexByte(token, '.')
	if i < 0 {
		return token, "", false
	}
	return token[:i], token[i+1:], true
}
