package keys_test

import (
	"bytes"
	"crypto/x509"
	"encoding/pem"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/irpsim/irpsim/internal/keys"
)

var setFiles = []string{"encryption.key.pem", "encryption.cer.pem", "signing.key.pem", "signing.cer.pem"}

// folder is a fresh folder with the test set in it.
func folder(t testing.TB) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range setFiles {
		copyFile(t, filepath.Join("testkeys", name), filepath.Join(dir, name))
	}
	return dir
}

func copyFile(t testing.TB, from, to string) {
	t.Helper()
	b, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	write(t, to, b)
}

func write(t testing.TB, path string, b []byte) {
	t.Helper()
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestLoadMakesAndKeeps(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "new", "keys")
	first, err := keys.Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	checkSet(t, first)
	if first.Test {
		t.Error("a set of the user's own is marked as the test set")
	}
	if keys.KID(first.SigningCert) == testSigningKID {
		t.Error("the new set is the shipped one")
	}
	if cn := first.SigningCert.Subject.CommonName; !strings.Contains(cn, "not a registration portal") {
		t.Errorf("subject %q does not say that this is no portal", cn)
	}
	again, err := keys.Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(again.SigningDER(), first.SigningDER()) || !again.Signing.Equal(first.Signing) || !again.Encryption.Equal(first.Encryption) {
		t.Error("loading twice gives two sets")
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != len(setFiles) {
		t.Errorf("folder holds %v, want the four files and no others: %v", entries, err)
	}
	for _, e := range entries {
		info, err := e.Info()
		if err != nil {
			t.Fatal(err)
		}
		secret := strings.HasSuffix(e.Name(), ".key.pem")
		if runtime.GOOS != "windows" && secret && info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v, want 0600", e.Name(), info.Mode())
		}
	}
}

func TestLoadTakesBothKeyFormats(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	set := defaults(t)
	pkcs1 := pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(set.Signing)})
	write(t, filepath.Join(dir, "signing.key.pem"), append([]byte("a remark above the block\n"), pkcs1...))
	got, err := keys.Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	if !got.Signing.Equal(set.Signing) || !got.Encryption.Equal(set.Encryption) || got.Test {
		t.Errorf("loaded set differs from the files; Test is %t", got.Test)
	}
}

func TestLoadComplains(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		spoil func(t *testing.T, dir string)
		want  []string // all in the message
	}{
		{"one file missing", func(t *testing.T, dir string) { remove(t, dir, "signing.cer.pem") },
			[]string{"there is encryption.key.pem, encryption.cer.pem, signing.key.pem but no signing.cer.pem", "--keys"}},
		{"one file there", func(t *testing.T, dir string) { remove(t, dir, setFiles[1:]...) },
			[]string{"there is encryption.key.pem but no encryption.cer.pem, signing.key.pem, signing.cer.pem"}},
		{"certificate of another key", func(t *testing.T, dir string) {
			copyFile(t, "testkeys/encryption.cer.pem", filepath.Join(dir, "signing.cer.pem"))
		}, []string{"signing.cer.pem is not the certificate of signing.key.pem"}},
		{"not PEM", func(t *testing.T, dir string) { write(t, filepath.Join(dir, "encryption.key.pem"), []byte("key")) },
			[]string{"encryption.key.pem holds no PEM block"}},
		{"empty", func(t *testing.T, dir string) { write(t, filepath.Join(dir, "encryption.cer.pem"), nil) },
			[]string{"encryption.cer.pem holds no PEM block"}},
		{"huge", func(t *testing.T, dir string) {
			write(t, filepath.Join(dir, "encryption.key.pem"), make([]byte, 1<<20))
		},
			[]string{"encryption.key.pem has 1048576 bytes"}},
		{"broken DER", func(t *testing.T, dir string) {
			write(t, filepath.Join(dir, "signing.key.pem"), []byte("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"))
		}, []string{"signing.key.pem", "PKCS#8", "openssl pkey"}},
		{"broken certificate", func(t *testing.T, dir string) {
			write(t, filepath.Join(dir, "signing.cer.pem"), []byte("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"))
		}, []string{"signing.cer.pem"}},
		{"encrypted key", func(t *testing.T, dir string) {
			write(t, filepath.Join(dir, "signing.key.pem"), []byte("-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n"))
		}, []string{"signing.key.pem", "decrypted first"}},
		{"RSA-3072", func(t *testing.T, dir string) {
			copyFile(t, "testdata/rsa3072.key.pem", filepath.Join(dir, "signing.key.pem"))
		},
			[]string{"signing.key.pem: RSA of 3072 bits", "2048"}},
		{"elliptic curve", func(t *testing.T, dir string) {
			copyFile(t, "testdata/ec.key.pem", filepath.Join(dir, "signing.key.pem"))
		},
			[]string{"signing.key.pem", "is not an RSA key"}},
		{"a folder in place of a file", func(t *testing.T, dir string) {
			remove(t, dir, "signing.key.pem")
			if err := os.Mkdir(filepath.Join(dir, "signing.key.pem"), 0o700); err != nil {
				t.Fatal(err)
			}
		}, []string{"signing.key.pem"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			dir := folder(t)
			tt.spoil(t, dir)
			before := listing(t, dir)
			set, err := keys.Load(dir)
			if err == nil {
				t.Fatalf("Load gave a set %+v", set)
			}
			for _, want := range append(tt.want, dir) {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("error %q does not say %q", err, want)
				}
			}
			if after := listing(t, dir); after != before {
				t.Errorf("Load changed the folder from %s to %s", before, after)
			}
		})
	}
}

func TestLoadWhereNothingCanBeMade(t *testing.T) {
	t.Parallel()
	plain := filepath.Join(t.TempDir(), "file")
	write(t, plain, nil)
	if _, err := keys.Load(filepath.Join(plain, "keys")); err == nil || !strings.Contains(err.Error(), "--keys") {
		t.Errorf("Load below a plain file: %v, want an error that speaks of --keys", err)
	}
}

func remove(t *testing.T, dir string, names ...string) {
	t.Helper()
	for _, name := range names {
		if err := os.Remove(filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
}

func listing(t *testing.T, dir string) string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return strings.Join(names, " ")
}
