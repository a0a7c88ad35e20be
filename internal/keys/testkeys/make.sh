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
