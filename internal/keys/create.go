package keys

import (
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"os"
	"path/filepath"
	"time"
)

// Signing certificates are valid for a fixed span that any clock a user sets falls into; what they sign is checked by the
// certificate's key, never by its dates.
var (
	notBefore = time.Date(2020, time.January, 1, 0, 0, 0, 0, time.UTC)
	notAfter  = time.Date(2050, time.January, 1, 0, 0, 0, 0, time.UTC)
)

// file is one that is to be written: PEM of one block.
type file struct {
	name  string
	perm  fs.FileMode
	block pem.Block
}

// create makes both pairs and writes them. Generation draws from the system's secure source, never from a seeded one.
func create(dir string) error {
	encryption, err := newPair(encryptionKey, encryptionCert, "irpsim encryption key - not a registration portal", x509.KeyUsageKeyEncipherment)
	if err != nil {
		return err
	}
	signing, err := newPair(signingKey, signingCert, "irpsim signing key - not a registration portal", x509.KeyUsageDigitalSignature)
	if err != nil {
		return err
	}
	return writeAll(dir, append(encryption, signing...))
}

// newPair makes an RSA key and its self-signed certificate.
func newPair(keyFile, certFile, name string, usage x509.KeyUsage) ([]file, error) {
	key, err := rsa.GenerateKey(nil, keyBits) // nil: since Go 1.26 the reader is not used
	if err != nil {
		return nil, err
	}
	template := &x509.Certificate{
		SerialNumber:          serial(x509.MarshalPKCS1PublicKey(&key.PublicKey)),
		Subject:               pkix.Name{CommonName: name},
		NotBefore:             notBefore,
		NotAfter:              notAfter,
		KeyUsage:              usage,
		BasicConstraintsValid: true,
	}
	cert, err := x509.CreateCertificate(nil, template, template, &key.PublicKey, key)
	if err != nil {
		return nil, err
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, err
	}
	return []file{
		{keyFile, 0o600, pem.Block{Type: "PRIVATE KEY", Bytes: der}},
		{certFile, 0o644, pem.Block{Type: "CERTIFICATE", Bytes: cert}},
	}, nil
}

// serial makes a certificate's number of 127 bits out of its fresh public key, which is as unique.
func serial(public []byte) *big.Int {
	sum := sha256.Sum256(public)
	sum[0] &= 0x7F
	return new(big.Int).SetBytes(sum[:16])
}

// writeAll writes all files or none, and each of them as a whole: a crash leaves no half key behind, and files that
// another process wrote in the meantime stay.
func writeAll(dir string, files []file) (err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	var done []string
	defer func() {
		if err != nil {
			for _, path := range done {
				err = errors.Join(err, os.Remove(path))
			}
		}
	}()
	for _, f := range files {
		path := filepath.Join(dir, f.name)
		if err := writeNew(path, pem.EncodeToMemory(&f.block), f.perm); err != nil {
			return err
		}
		done = append(done, path)
	}
	return nil
}

// writeNew writes a file that must not exist yet: under another name first, then moved.
func writeNew(path string, content []byte, perm fs.FileMode) error {
	tmp, err := os.CreateTemp(filepath.Dir(path), ".irpsim-*.tmp")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(tmp.Name()) }() // gone already when it was renamed
	_, err = tmp.Write(content)
	if err == nil {
		err = tmp.Chmod(perm)
	}
	if err == nil {
		err = tmp.Sync()
	}
	if err = errors.Join(err, tmp.Close()); err != nil {
		return err
	}
	// A link, other than a rename, does not replace what another process put there a moment ago.
	switch err = os.Link(tmp.Name(), path); {
	case err == nil:
		return nil
	case errors.Is(err, fs.ErrExist):
		return fmt.Errorf("%w: another process made it in the meantime, start again", err)
	}
	return os.Rename(tmp.Name(), path) // a file system without links
}
