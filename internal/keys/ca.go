package keys

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// The files of the certificate authority.
const (
	caCertFile = "irpsim-ca.pem"
	caKeyFile  = "irpsim-ca.key.pem"
)

const (
	caYears  = 10
	leafDays = 397 // what browsers grant a certificate
	skew     = 24 * time.Hour
	maxHosts = 100
)

// CA is a certificate authority of this installation, for its own HTTPS certificates. A client trusts it by its file.
type CA struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
	path string
}

// LoadOrMintCA returns the authority kept in dir as irpsim-ca.pem and irpsim-ca.key.pem (ECDSA P-256), and makes it when
// neither file is there. now is the machine's time, not a world's: validity is what real clients check. One file without
// the other, files that do not belong together, and an authority past its date are errors that say what to do.
func LoadOrMintCA(dir string, now time.Time) (*CA, error) {
	_, certErr := os.Stat(filepath.Join(dir, caCertFile))
	_, keyErr := os.Stat(filepath.Join(dir, caKeyFile))
	if errors.Is(certErr, fs.ErrNotExist) && errors.Is(keyErr, fs.ErrNotExist) {
		if err := mintCA(dir, now); err != nil {
			return nil, fmt.Errorf("making a certificate authority in %s: %w; give a folder that can be written to", dir, err)
		}
	}
	ca, err := loadCA(dir, now)
	if err != nil {
		return nil, fmt.Errorf("certificate authority in %s: %w; delete %s and %s there to have a new one made, and trust that one",
			dir, err, caCertFile, caKeyFile)
	}
	return ca, nil
}

// CertPath returns the file that a client must trust.
func (ca *CA) CertPath() string { return ca.path }

func mintCA(dir string, now time.Time) error {
	key, public, err := newECKey()
	if err != nil {
		return err
	}
	number := serial(public)
	template := &x509.Certificate{
		SerialNumber: number,
		// The number tells the authorities of several installations apart in a trust store.
		Subject:               pkix.Name{CommonName: "irpsim local test CA " + hex.EncodeToString(number.Bytes()[:4])},
		NotBefore:             now.Add(-skew),
		NotAfter:              now.AddDate(caYears, 0, 0),
		KeyUsage:              x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
		BasicConstraintsValid: true,
		IsCA:                  true,
		MaxPathLenZero:        true,
	}
	cert, err := x509.CreateCertificate(nil, template, template, &key.PublicKey, key)
	if err != nil {
		return err
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return err
	}
	return writeAll(dir, []file{
		{caKeyFile, 0o600, pem.Block{Type: "PRIVATE KEY", Bytes: der}},
		{caCertFile, 0o644, pem.Block{Type: "CERTIFICATE", Bytes: cert}},
	})
}

func loadCA(dir string, now time.Time) (*CA, error) {
	der, err := readPEM(os.DirFS(dir), caKeyFile, "PRIVATE KEY")
	if err != nil {
		return nil, err
	}
	parsed, err := x509.ParsePKCS8PrivateKey(der)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", caKeyFile, err)
	}
	key, ok := parsed.(*ecdsa.PrivateKey)
	if !ok {
		return nil, fmt.Errorf("%s holds a %T, not an ECDSA key", caKeyFile, parsed)
	}
	if der, err = readPEM(os.DirFS(dir), caCertFile, "CERTIFICATE"); err != nil {
		return nil, err
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", caCertFile, err)
	}
	switch {
	case !key.PublicKey.Equal(cert.PublicKey):
		return nil, fmt.Errorf("%s is not the certificate of %s", caCertFile, caKeyFile)
	case !cert.IsCA:
		return nil, fmt.Errorf("%s is not the certificate of an authority", caCertFile)
	case now.After(cert.NotAfter):
		return nil, fmt.Errorf("%s was valid until %s", caCertFile, cert.NotAfter.Format(time.DateOnly))
	case now.Before(cert.NotBefore):
		return nil, fmt.Errorf("%s is valid from %s only, later than this machine's time", caCertFile, cert.NotBefore.Format(time.DateOnly))
	}
	return &CA{cert: cert, key: key, path: filepath.Join(dir, caCertFile)}, nil
}

// Leaf makes a server certificate, with its chain, for localhost, 127.0.0.1, ::1 and hosts, which are DNS names or IP
// addresses; empty ones are skipped. now is the machine's time. It is made anew at every start and never stored.
func (ca *CA) Leaf(hosts []string, now time.Time) (tls.Certificate, error) {
	names, ips, err := subjects(hosts)
	if err != nil {
		return tls.Certificate{}, err
	}
	key, public, err := newECKey()
	if err != nil {
		return tls.Certificate{}, err
	}
	until := now.AddDate(0, 0, leafDays)
	if until.After(ca.cert.NotAfter) {
		until = ca.cert.NotAfter
	}
	template := &x509.Certificate{
		SerialNumber:          serial(public),
		Subject:               pkix.Name{CommonName: "irpsim - not a registration portal"},
		NotBefore:             now.Add(-skew),
		NotAfter:              until,
		KeyUsage:              x509.KeyUsageDigitalSignature,
		ExtKeyUsage:           []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		BasicConstraintsValid: true,
		DNSNames:              names,
		IPAddresses:           ips,
	}
	der, err := x509.CreateCertificate(nil, template, ca.cert, &key.PublicKey, ca.key)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("certificate for %s: %w", strings.Join(hosts, ", "), err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		return tls.Certificate{}, err
	}
	return tls.Certificate{Certificate: [][]byte{der, ca.cert.Raw}, PrivateKey: key, Leaf: leaf}, nil
}

// subjects sorts hosts, each once, into names and addresses.
func subjects(hosts []string) (names []string, ips []net.IP, err error) {
	if len(hosts) > maxHosts {
		return nil, nil, fmt.Errorf("a certificate for %d hosts; name at most %d", len(hosts), maxHosts)
	}
	seen := map[string]bool{}
	for _, host := range append([]string{"localhost", "127.0.0.1", "::1"}, hosts...) {
		host = strings.ToLower(strings.TrimSuffix(strings.TrimPrefix(host, "["), "]"))
		ip := net.ParseIP(host)
		if ip != nil {
			host = ip.String()
		}
		if host == "" || seen[host] {
			continue
		}
		seen[host] = true
		switch {
		case ip != nil:
			ips = append(ips, ip)
		case dnsName(host):
			names = append(names, host)
		default:
			return nil, nil, fmt.Errorf("%.60q is neither a DNS name nor an IP address; give the bare host, without scheme and port", host)
		}
	}
	return names, ips, nil
}

// dnsName tells whether a lower-case name can stand in a certificate; a leading "*." is a wildcard.
func dnsName(name string) bool {
	name = strings.TrimPrefix(name, "*.")
	if len(name) > 253 {
		return false
	}
	for label := range strings.SplitSeq(name, ".") {
		if label == "" || len(label) > 63 || strings.Trim(label, "abcdefghijklmnopqrstuvwxyz0123456789-_") != "" ||
			label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
	}
	return true
}

// newECKey makes a key from the system's secure source, and its public half in bytes.
func newECKey() (*ecdsa.PrivateKey, []byte, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), nil) // nil: since Go 1.26 the reader is not used
	if err != nil {
		return nil, nil, err
	}
	public, err := x509.MarshalPKIXPublicKey(&key.PublicKey)
	return key, public, err
}
