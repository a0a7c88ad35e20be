#!/usr/bin/env bash
# Makes ../foreign.tsv. See ../README.md. Run it in this folder.
set -euo pipefail

export LC_ALL=C
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
openssl x509 -in ../../../keys/testkeys/encryption.cer.pem -pubkey -noout >"$work/encryption.pem"
openssl x509 -in ../../../keys/testkeys/signing.cer.pem -pubkey -noout >"$work/signing.pem"
cp ../../../seal/testdata/rsa.pub.pem "$work/other.pem"
openssl x509 -in ../../../keys/testkeys/encryption.cer.pem -outform der -out "$work/encryption.cer"
export IRP_KEYS=$work

export IRP_APPKEY=AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=
export IRP_WRAPPED=YaaTbk6PEBwcwfmTtUKg1OJ0Dor61OTRXQ1mGzguyomfO3UEkm+L024xGOkDpM1K
export IRP_SEK=ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=
export IRP_LOGIN='{"UserName":"irpsim_user","Password":"Irpsim@2026","AppKey":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=","ForceRefreshAccessToken":false}'
export IRP_DOCUMENT='{"Irn":"706daeccda0ef6f818da78f3a2a05a1288731057373002289b46c3229289a2e7","CnlRsn":"2","CnlRem":"Data entry mistake"}'

# row WHAT STAGE MISTAKES writes a line of the openssl tool; Data comes on standard input and is one line of text.
row() { printf 'openssl\t%s\t%s\t\t%s\t%s\n' "$1" "$2" "$3" "$(cat)"; }
b64() { openssl base64 -A; }
hex() { od -An -v -tx1 | tr -d ' \n'; }
rsa() { openssl pkeyutl -encrypt -pubin -inkey "$work/$1.pem" "${@:2}"; }
sek=$(printf %s "$IRP_SEK" | openssl base64 -d -A | hex)
appkey=$(printf %s "$IRP_APPKEY" | openssl base64 -d -A | hex)
zero=00000000000000000000000000000000

login() { printf %s "$IRP_LOGIN"; }
doc() { printf %s "$IRP_DOCUMENT"; }

{
	printf '# tool\twhat was done\tstage\tversion\tmistakes\tData\n'
	login | b64 | rsa encryption | b64 | row 'as it should be' auth -
	login | rsa encryption | b64 | row 'bare JSON' auth login-json-bare
	login | b64 | rsa encryption -pkeyopt rsa_padding_mode:oaep | b64 | row 'OAEP' auth rsa-oaep
	login | rsa encryption -pkeyopt rsa_padding_mode:oaep -pkeyopt rsa_oaep_md:sha256 -pkeyopt rsa_mgf1_md:sha256 | b64 | row 'OAEP with SHA-256, bare JSON' auth rsa-oaep,login-json-bare
	login | b64 | rsa signing | b64 | row 'signing key' auth rsa-signing-key
	login | b64 | rsa other | b64 | row 'another key' auth rsa-unknown-key
	printf %s 'Irpsim@2026' | rsa encryption | b64 | row 'password alone' auth login-password-alone
	inner=$(login | b64)
	{ printf %s "$inner"; head -c $((256 - ${#inner})) /dev/zero; } | rsa encryption -pkeyopt rsa_padding_mode:none | b64 | row 'no padding' auth rsa-no-padding
	login | b64 | rsa encryption | hex | row 'hex' auth hex-for-base64
	printf '%s' "${IRP_LOGIN/$IRP_APPKEY/ABCDEFGHIJKLMNOPQRSTUVWXYZ012345}" | b64 | rsa encryption | b64 | row 'AppKey of 32 letters' auth appkey-characters
	doc | openssl enc -aes-256-ecb -K "$sek" | b64 | row 'as it should be' payload -
	doc | openssl enc -aes-256-cbc -K "$sek" -iv $zero | b64 | row 'CBC' payload aes-cbc
	doc | openssl enc -aes-256-cbc -K "$appkey" -iv $zero | b64 | row 'CBC under the AppKey' payload appkey-as-sek,aes-cbc
	doc | openssl enc -aes-128-ecb -K "${sek:0:32}" | b64 | row 'AES-128' payload sek-half
	doc | openssl enc -aes-256-ecb -K "$appkey" | b64 | row 'AppKey' payload appkey-as-sek
	doc | openssl enc -aes-256-ecb -K "$(printf %s "$IRP_WRAPPED" | openssl base64 -d -A | hex | cut -c1-64)" | b64 | row 'wrapped Sek' payload sek-still-wrapped
	doc | openssl enc -aes-256-ctr -K "$sek" -iv $zero | b64 | row 'CTR' payload aes-stream
	doc | openssl enc -aes-256-cfb -K "$sek" -iv $zero | b64 | row 'CFB' payload aes-stream
	doc | openssl enc -aes-256-cfb8 -K "$sek" -iv $zero | b64 | row 'CFB8' payload aes-stream
	doc | openssl enc -aes-256-ofb -K "$sek" -iv $zero | b64 | row 'OFB' payload aes-stream
	doc | openssl enc -aes-256-cbc -md md5 -k "$IRP_SEK" 2>/dev/null | b64 | row 'passphrase, as CryptoJS' payload aes-passphrase
	doc | openssl enc -aes-256-cbc -k "$IRP_SEK" 2>/dev/null | b64 | row 'passphrase' payload aes-passphrase
	{ doc; head -c 11 /dev/zero; } | openssl enc -aes-256-ecb -nopad -K "$sek" | b64 | row 'zeros for padding' payload padding-zero
	doc | b64 | openssl enc -aes-256-ecb -K "$sek" | b64 | row 'Base64 inside' payload inner-base64
	doc | gzip -n | openssl enc -aes-256-ecb -K "$sek" | b64 | row 'gzip' payload compressed
	doc | iconv -f UTF-8 -t UTF-16LE | openssl enc -aes-256-ecb -K "$sek" | b64 | row 'UTF-16' payload utf16
	doc | openssl enc -aes-256-ecb -K "$sek" | hex | row 'hex' payload hex-for-base64
	doc | openssl enc -aes-256-ecb -K "$sek" | b64 | tr '+/' '-_' | row 'URL-safe' payload base64-url
	doc | openssl enc -aes-256-ecb -K "$sek" | b64 | b64 | row 'Base64 twice' payload base64-twice
	node make.mjs
	php make.php
	python3 make.py
	java Make.java
} >../foreign.tsv
