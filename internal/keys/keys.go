// Package keys holds the key pairs of a simulator: one that clients encrypt their login for, one that signs, and, for
// HTTPS, a certificate authority of its own. It reads and writes them as files and prints their public halves.
//
// A well-known test set ships inside the binary, so that start-up never waits for key generation; it is marked as a test
// set in file, subject and code. Sources: contract 1, 2 and 4; protocol reference 3.1 and 6.1.
package keys

import (
	"crypto/rsa"
	"crypto/sha1" // what kid and x5t are made with
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"math/big"
	"strings"
)

// Set is the two key pairs of a simulator, both RSA of 2048 bits. It is not changed after it was made.
type Set struct {
	Encryption     *rsa.PrivateKey
	EncryptionCert *x509.Certificate
	Signing        *rsa.PrivateKey
	SigningCert    *x509.Certificate
	Test           bool // the set that ships with irpsim, whose private keys are public
}

// EncryptionPEM returns the public key that logins are encrypted with, as a PEM SubjectPublicKeyInfo.
func (s *Set) EncryptionPEM() []byte { return publicPEM(s.EncryptionCert) }

// EncryptionDER returns the certificate of the encryption key, DER: what clients call the .cer file.
func (s *Set) EncryptionDER() []byte { return s.EncryptionCert.Raw }

// SigningPEM returns the public key that verifies signed tokens, as a PEM SubjectPublicKeyInfo.
func (s *Set) SigningPEM() []byte { return publicPEM(s.SigningCert) }

// SigningDER returns the certificate of the signing key, DER.
func (s *Set) SigningDER() []byte { return s.SigningCert.Raw }

func publicPEM(cert *x509.Certificate) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: cert.RawSubjectPublicKeyInfo})
}

// jwk is a public RSA key of RFC 7517.
type jwk struct {
	Kty string   `json:"kty"`
	Use string   `json:"use"`
	Alg string   `json:"alg"`
	Kid string   `json:"kid"`
	X5t string   `json:"x5t"`
	X5c []string `json:"x5c"`
	N   string   `json:"n"`
	E   string   `json:"e"`
}

// JWKS returns both public keys as a JSON Web Key Set: first the signing key (use sig, RS256), then the encryption key
// (use enc, RSA1_5, the JOSE name of PKCS#1 v1.5 encryption).
func (s *Set) JWKS() []byte {
	set := struct {
		Keys []jwk `json:"keys"`
	}{[]jwk{webKey("sig", "RS256", s.SigningCert), webKey("enc", "RSA1_5", s.EncryptionCert)}}
	b, err := json.Marshal(set)
	if err != nil {
		panic("keys: " + err.Error()) // plain strings always marshal
	}
	return b
}

func webKey(use, alg string, cert *x509.Certificate) jwk {
	k := jwk{Kty: "RSA", Use: use, Alg: alg, Kid: KID(cert), X5t: X5T(cert), X5c: []string{base64.StdEncoding.EncodeToString(cert.Raw)}}
	if pub, ok := cert.PublicKey.(*rsa.PublicKey); ok {
		k.N = base64.RawURLEncoding.EncodeToString(pub.N.Bytes())
		k.E = base64.RawURLEncoding.EncodeToString(big.NewInt(int64(pub.E)).Bytes())
	}
	return k
}

// Thumbprint returns the SHA-1 of a certificate.
func Thumbprint(cert *x509.Certificate) [20]byte { return sha1.Sum(cert.Raw) }

// KID returns the key id that token headers bear: the thumbprint as 40 capital hexadecimal digits.
func KID(cert *x509.Certificate) string {
	sum := Thumbprint(cert)
	return strings.ToUpper(hex.EncodeToString(sum[:]))
}

// X5T returns the thumbprint in base64url without padding.
func X5T(cert *x509.Certificate) string {
	sum := Thumbprint(cert)
	return base64.RawURLEncoding.EncodeToString(sum[:])
}
