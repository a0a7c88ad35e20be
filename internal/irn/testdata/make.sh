#!/bin/sh
# Makes the known token of this folder with openssl and the shell, which share no code with the package under test.
# Run it in this folder. RS256 has no chance in it: the same key gives the same token in every run.
set -eu
[ -f signing.key.pem ] || {
	openssl genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out signing.key.pem
	openssl req -new -x509 -key signing.key.pem -subj '/CN=irpsim irn package test key' -days 10000 -out signing.cer.pem
}
url() { openssl base64 -A | tr '+/' '-_' | tr -d '='; }

kid=$(openssl x509 -in signing.cer.pem -noout -fingerprint -sha1 | cut -d= -f2 | tr -d :)
x5t=$(openssl x509 -in signing.cer.pem -outform DER | openssl dgst -sha1 -binary | url)
header=$(printf '{"alg":"RS256","kid":"%s","x5t":"%s","typ":"JWT"}' "$kid" "$x5t" | url)
payload=$(printf '%s' "$(cat payload.json)" | url)
signature=$(printf '%s.%s' "$header" "$payload" | openssl dgst -sha256 -sign signing.key.pem -binary | url)
printf '%s.%s.%s' "$header" "$payload" "$signature" >token.txt
printf '%s\n%s\n' "$kid" "$x5t" >thumbprint.txt
