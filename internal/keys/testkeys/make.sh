#!/bin/sh
# Makes the shipped test key pairs with openssl (1.1.1 or later). Run it in this folder. It keeps keys that are there:
# a new signing key would change the kid of every golden token.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cat >"$work/ca.conf" <<CONF
[ca]
default_ca = self
[self]
database = $work/index
new_certs_dir = $work
default_md = sha256
policy = any
rand_serial = yes
unique_subject = no
[any]
commonName = supplied
[encryption]
basicConstraints = critical,CA:FALSE
keyUsage = critical,keyEncipherment
subjectKeyIdentifier = hash
[signing]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
subjectKeyIdentifier = hash
CONF

pair() {
	[ -f "$1.key.pem" ] || openssl genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out "$1.key.pem"
	: >"$work/index"
	openssl req -new -key "$1.key.pem" -subj "/CN=irpsim TEST $1 key - not a registration portal" -out "$work/$1.csr"
	openssl ca -batch -notext -selfsign -config "$work/ca.conf" -extensions "$1" -keyfile "$1.key.pem" -in "$work/$1.csr" \
		-startdate 20200101000000Z -enddate 20500101000000Z -out "$1.cer.pem" 2>/dev/null
}
[ -f encryption.cer.pem ] || pair encryption
[ -f signing.cer.pem ] || pair signing

# The key of four primes: openssl makes no more than three of them at this size, so Go does.
[ -f signing_fast.cer.pem ] || {
	cat >"$work/main.go" <<'GO'
package main

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"os"
	"time"
)

func main() {
	key, err := rsa.GenerateMultiPrimeKey(rand.Reader, 4, 2048)
	check(err)
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	check(err)
	cert, err := x509.CreateCertificate(rand.Reader, &x509.Certificate{
		SerialNumber: serial, Subject: pkix.Name{CommonName: "irpsim TEST signing_fast key - not a registration portal"},
		NotBefore: time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC), NotAfter: time.Date(2050, 1, 1, 0, 0, 0, 0, time.UTC),
		KeyUsage: x509.KeyUsageDigitalSignature, BasicConstraintsValid: true,
	}, &x509.Certificate{Subject: pkix.Name{CommonName: "irpsim TEST signing_fast key - not a registration portal"}}, &key.PublicKey, key)
	check(err)
	write("signing_fast.key.pem", "RSA PRIVATE KEY", x509.MarshalPKCS1PrivateKey(key))
	write("signing_fast.cer.pem", "CERTIFICATE", cert)
}

func write(file, kind string, der []byte) {
	check(os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), 0o644))
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}
GO
	go run "$work/main.go"
}
