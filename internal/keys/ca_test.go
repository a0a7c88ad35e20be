package keys_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/irpsim/irpsim/internal/keys"
)

var wall = time.Date(2026, time.November, 22, 12, 0, 0, 0, time.UTC)

func mint(t *testing.T, dir string, now time.Time) *keys.CA {
	t.Helper()
	ca, err := keys.LoadOrMintCA(dir, now)
	if err != nil {
		t.Fatal(err)
	}
	return ca
}

func pool(t *testing.T, ca *keys.CA) *x509.CertPool {
	t.Helper()
	b, err := os.ReadFile(ca.CertPath())
	if err != nil {
		t.Fatal(err)
	}
	p := x509.NewCertPool()
	if !p.AppendCertsFromPEM(b) {
		t.Fatalf("%s holds no certificate", ca.CertPath())
	}
	return p
}

func TestCAIsMintedOnceAndKept(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	ca := mint(t, dir, wall)
	if want := filepath.Join(dir, "irpsim-ca.pem"); ca.CertPath() != want {
		t.Errorf("CertPath = %s, want %s", ca.CertPath(), want)
	}
	before, err := os.ReadFile(ca.CertPath())
	if err != nil {
		t.Fatal(err)
	}
	mint(t, dir, wall.AddDate(9, 11, 0))
	if after, err := os.ReadFile(ca.CertPath()); err != nil || !bytes.Equal(before, after) {
		t.Errorf("the authority changed at the second start: %v", err)
	}
	if info, err := os.Stat(filepath.Join(dir, "irpsim-ca.key.pem")); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("key file: %v, %v, want mode 0600", info, err)
	}
	if names := listing(t, dir); names != "irpsim-ca.key.pem irpsim-ca.pem" {
		t.Errorf("folder holds %s", names)
	}
}

func TestLeafIsTrustedThroughTheCAOnly(t *testing.T) {
	t.Parallel()
	ca := mint(t, t.TempDir(), wall)
	leaf, err := ca.Leaf([]string{"", "IRP.test", "localhost", "127.0.0.1", "192.168.7.9", "[fd00::1]", "*.irp.test"}, wall)
	if err != nil {
		t.Fatal(err)
	}
	if key, ok := leaf.PrivateKey.(*ecdsa.PrivateKey); !ok || key.Curve.Params().Name != "P-256" {
		t.Errorf("leaf key is a %T, want ECDSA P-256", leaf.PrivateKey)
	}
	if got := strings.Join(leaf.Leaf.DNSNames, " "); got != "localhost irp.test *.irp.test" {
		t.Errorf("names %s", got)
	}
	if got := len(leaf.Leaf.IPAddresses); got != 4 {
		t.Errorf("addresses %v, want 4", leaf.Leaf.IPAddresses)
	}
	roots := pool(t, ca)
	for _, host := range []string{"localhost", "127.0.0.1", "::1", "irp.test", "sandbox.irp.test", "192.168.7.9", "fd00::1"} {
		if _, err := leaf.Leaf.Verify(x509.VerifyOptions{DNSName: bracket(host), Roots: roots, CurrentTime: wall}); err != nil {
			t.Errorf("leaf for %s: %v", host, err)
		}
	}
	if _, err := leaf.Leaf.Verify(x509.VerifyOptions{DNSName: "example.com", Roots: roots, CurrentTime: wall}); err == nil {
		t.Error("leaf passes for example.com")
	}
	other := pool(t, mint(t, t.TempDir(), wall))
	if _, err := leaf.Leaf.Verify(x509.VerifyOptions{DNSName: "localhost", Roots: other, CurrentTime: wall}); err == nil {
		t.Error("leaf passes with another installation's authority")
	}
}

// bracket writes an address the way VerifyOptions wants it.
func bracket(host string) string {
	if net.ParseIP(host) != nil {
		return "[" + host + "]"
	}
	return host
}

func TestLeafValidity(t *testing.T) {
	t.Parallel()
	ca := mint(t, t.TempDir(), wall)
	leaf, err := ca.Leaf(nil, wall)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := leaf.Leaf.NotAfter, wall.AddDate(0, 0, 397); !got.Equal(want) {
		t.Errorf("leaf valid until %s, want %s", got, want)
	}
	late, err := ca.Leaf(nil, wall.AddDate(9, 11, 0))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := late.Leaf.NotAfter, wall.AddDate(10, 0, 0); !got.Equal(want) {
		t.Errorf("leaf of the last month valid until %s, want the authority's end %s", got, want)
	}
	if leaf.Leaf.SerialNumber.Cmp(late.Leaf.SerialNumber) == 0 {
		t.Error("two leaves have one serial number")
	}
}

func TestLeafRefusesHosts(t *testing.T) {
	t.Parallel()
	ca := mint(t, t.TempDir(), wall)
	for _, host := range []string{"http://x", "x:443", "a b", "a..b", "-a", "a-", ".", "é.test", "fe80::1%eth0", strings.Repeat("a", 64), strings.Repeat("a.", 127) + "a", "x\x00y"} {
		if leaf, err := ca.Leaf([]string{host}, wall); err == nil {
			t.Errorf("Leaf for %q: names %v, want an error", host, leaf.Leaf.DNSNames)
		}
	}
	if _, err := ca.Leaf(make([]string, 101), wall); err == nil {
		t.Error("Leaf for 101 hosts passes")
	}
}

func TestTLSHandshake(t *testing.T) {
	t.Parallel()
	ca := mint(t, t.TempDir(), wall)
	leaf, err := ca.Leaf(nil, wall)
	if err != nil {
		t.Fatal(err)
	}
	now := func() time.Time { return wall }
	serverEnd, clientEnd := net.Pipe()
	server := tls.Server(serverEnd, &tls.Config{Certificates: []tls.Certificate{leaf}, Time: now, MinVersion: tls.VersionTLS12})
	client := tls.Client(clientEnd, &tls.Config{RootCAs: pool(t, ca), ServerName: "localhost", Time: now, MinVersion: tls.VersionTLS12})
	done := make(chan error, 1)
	go func() {
		_, err := io.WriteString(server, "irp")
		done <- err
	}()
	buf := make([]byte, 3)
	if _, err := io.ReadFull(client, buf); err != nil || string(buf) != "irp" {
		t.Errorf("client read %q, %v", buf, err)
	}
	if err := <-done; err != nil {
		t.Errorf("server: %v", err)
	}
}

func TestCAComplains(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		now   time.Time
		spoil func(t *testing.T, dir string)
		want  string
	}{
		{"key missing", wall, func(t *testing.T, dir string) { remove(t, dir, "irpsim-ca.key.pem") }, "irpsim-ca.key.pem"},
		{"certificate missing", wall, func(t *testing.T, dir string) { remove(t, dir, "irpsim-ca.pem") }, "irpsim-ca.pem"},
		{"key of another", wall, func(t *testing.T, dir string) {
			copyFile(t, "testdata/ec.key.pem", filepath.Join(dir, "irpsim-ca.key.pem"))
		}, "is not the certificate of"},
		{"RSA key", wall, func(t *testing.T, dir string) {
			copyFile(t, "testkeys/signing.key.pem", filepath.Join(dir, "irpsim-ca.key.pem"))
		}, "not an ECDSA key"},
		{"no authority", wall, func(t *testing.T, dir string) {
			copyFile(t, "testdata/ec.key.pem", filepath.Join(dir, "irpsim-ca.key.pem"))
			copyFile(t, "testdata/ec.cer.pem", filepath.Join(dir, "irpsim-ca.pem"))
		}, "not the certificate of an authority"},
		{"no PEM", wall, func(t *testing.T, dir string) { write(t, filepath.Join(dir, "irpsim-ca.pem"), []byte("x")) }, "no PEM block"},
		{"broken key", wall, func(t *testing.T, dir string) {
			write(t, filepath.Join(dir, "irpsim-ca.key.pem"), []byte("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"))
		}, "irpsim-ca.key.pem"},
		{"broken certificate", wall, func(t *testing.T, dir string) {
			write(t, filepath.Join(dir, "irpsim-ca.pem"), []byte("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"))
		}, "irpsim-ca.pem"},
		{"past its date", wall.AddDate(10, 0, 1), func(*testing.T, string) {}, "was valid until 2036-11-22"},
		{"before its date", wall.AddDate(0, 0, -2), func(*testing.T, string) {}, "valid from 2026-11-21"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			mint(t, dir, wall)
			tt.spoil(t, dir)
			_, err := keys.LoadOrMintCA(dir, tt.now)
			if err == nil || !strings.Contains(err.Error(), tt.want) || !strings.Contains(err.Error(), "delete irpsim-ca.pem") {
				t.Errorf("LoadOrMintCA: %v, want an error that says %q and what to delete", err, tt.want)
			}
		})
	}
	plain := filepath.Join(t.TempDir(), "file")
	write(t, plain, nil)
	if _, err := keys.LoadOrMintCA(filepath.Join(plain, "ca"), wall); err == nil {
		t.Error("LoadOrMintCA below a plain file passes")
	}
}
