package client

import (
	"bytes"
	"context"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"net/http"
)

// KeyPath is where a simulator serves its encryption key as PEM.
const KeyPath = "/_sim/v1/keys/encryption.pem"

// maxKey bounds the text of a public key or certificate.
const maxKey = 64 << 10

var errNoKey = errors.New("no RSA public key; give PEM, a DER certificate, or base64 of one or of the key itself")

// ParsePublicKey reads the portal's encryption key in any of the forms it is handed out in: PEM of a key or certificate,
// DER of either, or the bare base64 of either.
func ParsePublicKey(text []byte) (*rsa.PublicKey, error) {
	if len(text) > maxKey {
		return nil, errNoKey
	}
	der := text
	if block, _ := pem.Decode(text); block != nil {
		der = block.Bytes
	} else if b, err := base64.StdEncoding.DecodeString(string(bytes.Join(bytes.Fields(text), nil))); err == nil {
		der = b
	}
	if cert, err := x509.ParseCertificate(der); err == nil {
		return asRSA(cert.PublicKey)
	}
	if key, err := x509.ParsePKIXPublicKey(der); err == nil {
		return asRSA(key)
	}
	if key, err := x509.ParsePKCS1PublicKey(der); err == nil {
		return key, nil
	}
	return nil, errNoKey
}

func asRSA(key any) (*rsa.PublicKey, error) {
	k, ok := key.(*rsa.PublicKey)
	if !ok {
		return nil, fmt.Errorf("the key is %T: %w", key, errNoKey)
	}
	return k, nil
}

// FetchKey asks a simulator for its encryption key. The admin token may be ""; h nil is http.DefaultClient.
func FetchKey(ctx context.Context, h *http.Client, base, adminToken string) (*rsa.PublicKey, error) {
	if h == nil {
		h = http.DefaultClient
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, base+KeyPath, nil)
	if err != nil {
		return nil, err
	}
	if adminToken != "" {
		req.Header.Set("Authorization", "Bearer "+adminToken)
	}
	text, status, err := do(h, req)
	if err != nil {
		return nil, err
	}
	if status != http.StatusOK {
		return nil, fmt.Errorf("%s answered HTTP %d, no key; give the key as a file", req.URL, status)
	}
	return ParsePublicKey(text)
}
