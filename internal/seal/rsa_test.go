package seal_test

import (
	"bytes"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/irpsim/irpsim/internal/seal"
)

func rsaKey(t testing.TB) *rsa.PrivateKey {
	t.Helper()
	b, err := os.ReadFile("testdata/rsa.key.pem")
	if err != nil {
		t.Fatal(err)
	}
	block, _ := pem.Decode(b)
	if block == nil {
		t.Fatal("testdata/rsa.key.pem holds no PEM block")
	}
	k, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	return k.(*rsa.PrivateKey)
}

func rsaVectors(t testing.TB) map[string]string {
	t.Helper()
	v := map[string]string{}
	for _, row := range rows(t, "testdata/rsa.tsv", 2) {
		v[row[0]] = row[1]
	}
	return v
}

func TestRSAAgainstOpenSSL(t *testing.T) {
	t.Parallel()
	k, v := rsaKey(t), rsaVectors(t)
	if got, err := seal.OpenAuth(t.Context(), k, v["auth"]); err != nil || string(got) != exampleAuth {
		t.Errorf("OpenAuth of openssl's login = %q, %v, want %q", got, err, exampleAuth)
	}
	if got, err := seal.OpenRSA(t.Context(), k, v["password"]); err != nil || string(got) != "Sandbox@123" {
		t.Errorf("OpenRSA of openssl's password = %q, %v", got, err)
	}
	want := []byte{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}
	if got, err := seal.OpenRSA(t.Context(), k, v["appkey"]); err != nil || !bytes.Equal(got, want) {
		t.Errorf("OpenRSA of openssl's AppKey = %x, %v, want %x", got, err, want)
	}
}

func TestOpenAuthRefuses(t *testing.T) {
	t.Parallel()
	k, v := rsaKey(t), rsaVectors(t)
	tests := []struct {
		name, data string
		want       error
	}{
		{"bare JSON inside", v["bare-json"], seal.ErrInner},
		{"OAEP", v["oaep"], seal.ErrRSA},
		{"empty", "", seal.ErrRSA},
		{"not base64", "{}", seal.ErrRSA},
		{"too short", "AAAA", seal.ErrRSA},
		{"one byte short", base64.StdEncoding.EncodeToString(make([]byte, 255)), seal.ErrRSA},
		{"zeros", base64.StdEncoding.EncodeToString(make([]byte, 256)), seal.ErrRSA},
		{"above the modulus", base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{255}, 256)), seal.ErrRSA},
		{"two blocks", base64.StdEncoding.EncodeToString(make([]byte, 512)), seal.ErrRSA},
		{"a megabyte", strings.Repeat("A", 1<<20), seal.ErrRSA},
		{"a megabyte of blanks", v["auth"] + strings.Repeat(" ", 1<<20), seal.ErrRSA},
	}
	for _, tt := range tests {
		if got, err := seal.OpenAuth(t.Context(), k, tt.data); !errors.Is(err, tt.want) || got != nil {
			t.Errorf("%s: OpenAuth = %q, %v, want error %v", tt.name, got, err, tt.want)
		}
	}
	broken := v["auth"][:100] + "\r\n" + v["auth"][100:]
	if _, err := seal.OpenAuth(t.Context(), k, broken); err != nil {
		t.Errorf("OpenAuth of base64 in two lines: %v", err)
	}
}

func TestSealAuthRoundTripAndLimit(t *testing.T) {
	t.Parallel()
	k := rsaKey(t)
	for _, n := range []int{0, 1, 138, 182, 183} {
		text := bytes.Repeat([]byte("j"), n)
		data, err := seal.SealAuth(nil, &k.PublicKey, text)
		if err != nil || len(data) != 344 {
			t.Errorf("SealAuth of %d bytes = %d characters, %v, want 344", n, len(data), err)
			continue
		}
		if got, err := seal.OpenAuth(t.Context(), k, data); err != nil || !bytes.Equal(got, text) {
			t.Errorf("OpenAuth of what SealAuth made of %d bytes = %q, %v", n, got, err)
		}
	}
	_, err := seal.SealAuth(nil, &k.PublicKey, make([]byte, 184))
	if !errors.Is(err, seal.ErrTooLong) || !strings.Contains(err.Error(), "183") {
		t.Errorf("SealAuth of 184 bytes: %v, want %v naming the limit of 183", err, seal.ErrTooLong)
	}
	if _, err := seal.SealRSA(nil, &k.PublicKey, make([]byte, 245)); err != nil {
		t.Errorf("SealRSA of 245 bytes: %v", err)
	}
	if _, err := seal.SealRSA(nil, &k.PublicKey, make([]byte, 246)); !errors.Is(err, seal.ErrTooLong) {
		t.Errorf("SealRSA of 246 bytes: %v, want %v", err, seal.ErrTooLong)
	}
}

func FuzzOpenAuth(f *testing.F) {
	k := rsaKey(f)
	for _, data := range rsaVectors(f) {
		f.Add(data)
	}
	f.Add("")
	f.Fuzz(func(t *testing.T, data string) {
		if _, err := seal.OpenAuth(t.Context(), k, data); err != nil && !errors.Is(err, seal.ErrRSA) && !errors.Is(err, seal.ErrInner) {
			t.Errorf("OpenAuth(%q): untyped error %v", data, err)
		}
	})
}
