package irn

import (
	"bytes"
	"context"
	"crypto/rsa"
	"crypto/sha1" // what the thumbprint of RFC 7517 is made with
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/golang-jwt/jwt/v5"

	"github.com/irpsim/irpsim/internal/turn"
)

// Signer makes the portal's tokens. It is safe for concurrent use.
type Signer struct {
	key    *rsa.PrivateKey
	fast   *multiPrime // instead of the standard library, for a key of more than two primes
	header string      // the first segment and its dot, the same for every token
}

// NewSigner returns a signer with a key and the certificate of that key, whose SHA-1 thumbprint names it in the header.
func NewSigner(key *rsa.PrivateKey, cert *x509.Certificate) *Signer {
	sum := sha1.Sum(cert.Raw)
	kid := strings.ToUpper(hex.EncodeToString(sum[:]))
	x5t := base64.RawURLEncoding.EncodeToString(sum[:])
	// The order of members is the portal's since 2023. A JWT library would sort them.
	header := `{"alg":"RS256","kid":"` + kid + `","x5t":"` + x5t + `","typ":"JWT"}`
	s := &Signer{key: key, header: base64.RawURLEncoding.EncodeToString([]byte(header)) + "."}
	if len(key.Primes) > 2 {
		s.fast = newMultiPrime(key)
	}
	return s
}

// Sign returns the compact JWS, RS256, whose payload has two claims in this order: data, the text inner as a JSON string,
// and iss, the issuer. The error is that of ctx when it ended before the signature's turn came, else the key cannot sign.
func (s *Signer) Sign(ctx context.Context, issuer string, inner []byte) (string, error) {
	payload := make([]byte, 0, len(`{"data":"","iss":""}`)+len(inner)+specials(inner)+2*len(issuer))
	payload = append(payload, `{"data":`...)
	payload = appendPlain(payload, inner)
	payload = append(payload, `,"iss":`...)
	payload = appendPlain(payload, []byte(issuer))
	payload = append(payload, '}')

	enc := base64.RawURLEncoding
	var token strings.Builder // grown once; the text to sign and the token share its bytes
	token.Grow(len(s.header) + enc.EncodedLen(len(payload)) + 1 + enc.EncodedLen(s.key.Size()))
	token.WriteString(s.header)
	writer := base64.NewEncoder(enc, &token)
	_, _ = writer.Write(payload) // a Builder never fails
	_ = writer.Close()
	signature, err := s.signature(ctx, token.String())
	if err != nil {
		return "", fmt.Errorf("signing with RS256: %w", err)
	}
	token.WriteByte('.')
	token.WriteString(enc.EncodeToString(signature))
	return token.String(), nil
}

func (s *Signer) signature(ctx context.Context, text string) ([]byte, error) {
	done, err := turn.Take(ctx)
	defer done()
	if err != nil {
		return nil, err
	}
	if s.fast != nil {
		return s.fast.sign(text)
	}
	return jwt.SigningMethodRS256.Sign(text, s.key)
}

// specials counts the characters that appendPlain doubles.
func specials(text []byte) int {
	return bytes.Count(text, []byte{'"'}) + bytes.Count(text, []byte{'\\'})
}

// appendPlain appends text as a JSON string with the least escaping: quotation mark and backslash, as the portal writes
// the payload (protocol reference 6.2), and control characters, which JSON does not allow and the texts never hold.
func appendPlain(dst, text []byte) []byte {
	const digits = "0123456789ABCDEF"
	dst = append(dst, '"')
	from := 0
	for i, c := range text {
		if c >= ' ' && c != '"' && c != '\\' {
			continue
		}
		dst = append(dst, text[from:i]...)
		from = i + 1
		if c < ' ' {
			dst = append(dst, '\\', 'u', '0', '0', digits[c>>4], digits[c&15])
			continue
		}
		dst = append(dst, '\\', c)
	}
	dst = append(dst, text[from:]...)
	return append(dst, '"')
}
