package keys_test

import (
	"bytes"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"math/big"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/irpsim/irpsim/internal/keys"
)

// Printed by openssl x509 -fingerprint -sha1 and, for x5t, openssl dgst -sha1 -binary | openssl base64.
const (
	testSigningKID    = "8F816A555CB72DC82C978DF7AAEC6E15C69F8E83"
	testSigningX5T    = "j4FqVVy3Lcgsl433quxuFcafjoM"
	testEncryptionKID = "08B647E76778B84081C94CC3A6247B5B43FA0CFF"
)

func defaults(t testing.TB) *keys.Set {
	t.Helper()
	set, err := keys.Default()
	if err != nil {
		t.Fatal(err)
	}
	return set
}

func TestDefaultSet(t *testing.T) {
	t.Parallel()
	set := defaults(t)
	if !set.Test {
		t.Error("the shipped set is not marked as a test set")
	}
	if got := keys.KID(set.SigningCert); got != testSigningKID {
		t.Errorf("KID of the signing certificate = %s, want %s", got, testSigningKID)
	}
	if got := keys.X5T(set.SigningCert); got != testSigningX5T {
		t.Errorf("X5T of the signing certificate = %s, want %s", got, testSigningX5T)
	}
	if got := keys.KID(set.EncryptionCert); got != testEncryptionKID {
		t.Errorf("KID of the encryption certificate = %s, want %s", got, testEncryptionKID)
	}
	for what, cert := range map[string]*x509.Certificate{"encryption": set.EncryptionCert, "signing": set.SigningCert} {
		if want := "CN=irpsim TEST " + what + " key - not a registration portal"; cert.Subject.String() != want {
			t.Errorf("subject %q, want %q", cert.Subject, want)
		}
		from, to := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2050, 1, 1, 0, 0, 0, 0, time.UTC)
		if !cert.NotBefore.Equal(from) || !cert.NotAfter.Equal(to) {
			t.Errorf("%s certificate valid from %s to %s, want %s to %s", what, cert.NotBefore, cert.NotAfter, from, to)
		}
		if err := cert.CheckSignature(cert.SignatureAlgorithm, cert.RawTBSCertificate, cert.Signature); err != nil {
			t.Errorf("%s certificate is not signed by its own key: %v", what, err)
		}
	}
	checkSet(t, set)
	readme, err := os.ReadFile("testkeys/README.md")
	if err != nil || !strings.Contains(string(readme), "private keys are public") {
		t.Errorf("testkeys/README.md does not say that the keys are public: %v", err)
	}
}

// checkSet tells whether both keys of a set work and fit their certificates.
func checkSet(t *testing.T, set *keys.Set) {
	t.Helper()
	for what, pair := range map[string]struct {
		key  *rsa.PrivateKey
		cert *x509.Certificate
	}{"encryption": {set.Encryption, set.EncryptionCert}, "signing": {set.Signing, set.SigningCert}} {
		if err := pair.key.Validate(); err != nil {
			t.Errorf("%s key: %v", what, err)
		}
		if pair.key.N.BitLen() != 2048 || pair.key.E != 65537 || !pair.key.PublicKey.Equal(pair.cert.PublicKey) {
			t.Errorf("%s key: %d bits, e %d, certificate's key equal: %t", what, pair.key.N.BitLen(), pair.key.E, pair.key.PublicKey.Equal(pair.cert.PublicKey))
		}
	}
	if set.Encryption.Equal(set.Signing) {
		t.Error("encryption and signing share a key")
	}
}

func TestPublicHalves(t *testing.T) {
	t.Parallel()
	set := defaults(t)
	tests := []struct {
		name     string
		pem, der []byte
		key      *rsa.PrivateKey
	}{
		{"encryption", set.EncryptionPEM(), set.EncryptionDER(), set.Encryption},
		{"signing", set.SigningPEM(), set.SigningDER(), set.Signing},
	}
	for _, tt := range tests {
		block, rest := pem.Decode(tt.pem)
		if block == nil || block.Type != "PUBLIC KEY" || len(rest) != 0 {
			t.Fatalf("%s: PEM %s is not one block PUBLIC KEY", tt.name, tt.pem)
		}
		pub, err := x509.ParsePKIXPublicKey(block.Bytes)
		if err != nil || !tt.key.PublicKey.Equal(pub) {
			t.Errorf("%s: PEM holds another key: %v", tt.name, err)
		}
		cert, err := x509.ParseCertificate(tt.der)
		if err != nil || !tt.key.PublicKey.Equal(cert.PublicKey) {
			t.Errorf("%s: DER holds another key: %v", tt.name, err)
		}
	}
}

func TestJWKS(t *testing.T) {
	t.Parallel()
	set := defaults(t)
	var got struct {
		Keys []map[string]any `json:"keys"`
	}
	if err := json.Unmarshal(set.JWKS(), &got); err != nil {
		t.Fatalf("JWKS %s: %v", set.JWKS(), err)
	}
	if len(got.Keys) != 2 {
		t.Fatalf("JWKS has %d keys, want 2: %s", len(got.Keys), set.JWKS())
	}
	wants := []struct {
		use, alg, kid string
		key           *rsa.PrivateKey
		der           []byte
	}{
		{"sig", "RS256", testSigningKID, set.Signing, set.SigningDER()},
		{"enc", "RSA1_5", testEncryptionKID, set.Encryption, set.EncryptionDER()},
	}
	for i, want := range wants {
		k := got.Keys[i]
		if k["kty"] != "RSA" || k["use"] != want.use || k["alg"] != want.alg || k["kid"] != want.kid || k["e"] != "AQAB" {
			t.Errorf("key %d: %v, want use %s, alg %s, kid %s", i, k, want.use, want.alg, want.kid)
		}
		n, err := base64.RawURLEncoding.DecodeString(k["n"].(string))
		if err != nil || new(big.Int).SetBytes(n).Cmp(want.key.N) != 0 || len(n) != 256 {
			t.Errorf("key %d: n is not the modulus: %v", i, err)
		}
		chain := k["x5c"].([]any)
		der, err := base64.StdEncoding.DecodeString(chain[0].(string))
		if err != nil || len(chain) != 1 || !bytes.Equal(der, want.der) {
			t.Errorf("key %d: x5c is not the certificate: %v", i, err)
		}
	}
	if x5t := got.Keys[0]["x5t"]; x5t != testSigningX5T {
		t.Errorf("x5t of the signing key = %v, want %s", x5t, testSigningX5T)
	}
	if bytes.Contains(set.JWKS(), []byte(`"d"`)) {
		t.Error("JWKS gives a private exponent away")
	}
}

func BenchmarkDefault(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := keys.Default(); err != nil {
			b.Fatal(err)
		}
	}
}
