package keys

import (
	"crypto/rsa"
	"crypto/x509"
	"embed"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// The files of a set, in a folder of the user's as in the embedded one.
const (
	encryptionKey  = "encryption.key.pem"
	encryptionCert = "encryption.cer.pem"
	signingKey     = "signing.key.pem"
	signingCert    = "signing.cer.pem"
	fastKey        = "signing_fast.key.pem" // in the embedded folder only
	fastCert       = "signing_fast.cer.pem"
)

const (
	keyBits   = 2048
	maxFile   = 64 << 10 // of a PEM file; a key and its certificate take under 2 KB each
	folderUse = "give --keys a folder with all four files, or an empty one to have them made"
)

//go:embed testkeys/*.pem
var testKeys embed.FS

// Default returns the test set that ships with irpsim.
func Default() (*Set, error) {
	dir, err := fs.Sub(testKeys, "testkeys")
	if err != nil {
		return nil, err
	}
	set, err := read(dir)
	if err != nil {
		return nil, fmt.Errorf("built-in test keys: %w", err)
	}
	set.Test = true
	return set, nil
}

// Fast returns the test set with a signing key of four primes, which signs in less than half the time.
func Fast() (*Set, error) {
	set, err := Default()
	if err != nil {
		return nil, err
	}
	dir, err := fs.Sub(testKeys, "testkeys")
	if err != nil {
		return nil, err
	}
	if set.Signing, set.SigningCert, err = readPair(dir, fastKey, fastCert); err != nil {
		return nil, fmt.Errorf("built-in test keys: %w", err)
	}
	return set, nil
}

// Load returns the set in the folder dir: encryption.key.pem, encryption.cer.pem, signing.key.pem and signing.cer.pem, the
// keys as PKCS#8 or PKCS#1. A folder with none of them (or none at all) gets a new set. Some but not all, keys that do
// not belong to their certificate, and keys that are not RSA of 2048 bits are errors that say what to do.
func Load(dir string) (*Set, error) {
	var have, lack []string
	for _, name := range []string{encryptionKey, encryptionCert, signingKey, signingCert} {
		_, err := os.Stat(filepath.Join(dir, name))
		switch {
		case err == nil:
			have = append(have, name)
		case errors.Is(err, fs.ErrNotExist):
			lack = append(lack, name)
		default:
			return nil, fmt.Errorf("keys in %s: %w; %s", dir, err, folderUse)
		}
	}
	if len(have) == 0 {
		if err := create(dir); err != nil {
			return nil, fmt.Errorf("making keys in %s: %w; %s", dir, err, folderUse)
		}
	} else if len(lack) > 0 {
		return nil, fmt.Errorf("keys in %s: there is %s but no %s; %s", dir, strings.Join(have, ", "), strings.Join(lack, ", "), folderUse)
	}
	set, err := read(os.DirFS(dir))
	if err != nil {
		return nil, fmt.Errorf("keys in %s: %w", dir, err)
	}
	return set, nil
}

func read(dir fs.FS) (*Set, error) {
	var s Set
	var err error
	if s.Encryption, s.EncryptionCert, err = readPair(dir, encryptionKey, encryptionCert); err != nil {
		return nil, err
	}
	if s.Signing, s.SigningCert, err = readPair(dir, signingKey, signingCert); err != nil {
		return nil, err
	}
	return &s, nil
}

func readPair(dir fs.FS, keyFile, certFile string) (*rsa.PrivateKey, *x509.Certificate, error) {
	der, err := readPEM(dir, keyFile, "PRIVATE KEY", "RSA PRIVATE KEY")
	if err != nil {
		return nil, nil, err
	}
	key, err := parseKey(der)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", keyFile, err)
	}
	if der, err = readPEM(dir, certFile, "CERTIFICATE"); err != nil {
		return nil, nil, err
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w; put a PEM certificate there", certFile, err)
	}
	if !key.PublicKey.Equal(cert.PublicKey) {
		return nil, nil, fmt.Errorf("%s is not the certificate of %s; make the certificate from that key", certFile, keyFile)
	}
	return key, cert, nil
}

// parseKey reads a private key and checks it once; the parsers also precompute what signing needs.
func parseKey(der []byte) (*rsa.PrivateKey, error) {
	var parsed any
	parsed, err := x509.ParsePKCS8PrivateKey(der)
	if err != nil {
		var pkcs1 error
		if parsed, pkcs1 = x509.ParsePKCS1PrivateKey(der); pkcs1 != nil {
			return nil, fmt.Errorf("neither PKCS#8 (%w) nor PKCS#1 (%w); convert it with openssl pkey", err, pkcs1)
		}
	}
	key, ok := parsed.(*rsa.PrivateKey)
	if !ok {
		return nil, fmt.Errorf("%T is not an RSA key; make one with openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:%d", parsed, keyBits)
	}
	if n := key.N.BitLen(); n != keyBits {
		return nil, fmt.Errorf("RSA of %d bits; the portal's keys have %d, make one with openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:%d", n, keyBits, keyBits)
	}
	return key, nil
}

// readPEM returns the first block of file that has one of the types.
func readPEM(dir fs.FS, file string, types ...string) ([]byte, error) {
	info, err := fs.Stat(dir, file)
	if err != nil {
		return nil, err
	}
	if info.Size() > maxFile {
		return nil, fmt.Errorf("%s has %d bytes, more than any key; check that it is the right file", file, info.Size())
	}
	rest, err := fs.ReadFile(dir, file)
	if err != nil {
		return nil, err
	}
	for {
		block, after := pem.Decode(rest)
		if block == nil {
			return nil, fmt.Errorf("%s holds no PEM block %q; an encrypted key must be decrypted first (openssl pkey)", file, types[0])
		}
		for _, typ := range types {
			if block.Type == typ {
				return block.Bytes, nil
			}
		}
		rest = after
	}
}
