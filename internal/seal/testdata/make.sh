#!/bin/sh
# Makes the known answers of this folder with the openssl command line (1.1.1 or later), which shares no code with the
# package under test. Run it in this folder. The RSA lines differ in every run, because PKCS#1 v1.5 padding is random.
set -eu
key16=000102030405060708090a0b0c0d0e0f
key32=202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f

# text N writes N bytes that repeat the 26 small letters.
text() { i=0; while [ "$i" -lt "$1" ]; do printf abcdefghijklmnopqrstuvwxyz; i=$((i + 26)); done | head -c "$1"; }

{
	printf '# bits\tkey\tbytes of text\tsha256 of the base64 cipher text\tcipher text when short\n'
	for n in 0 1 15 16 17 31 32 33 3055 3056 3057 3071 3072 3073 6144 100000; do
		for bits in 128 256; do
			if [ $bits = 128 ]; then key=$key16; else key=$key32; fi
			data=$(text $n | openssl enc -aes-$bits-ecb -K $key -base64 -A)
			sum=$(printf %s "$data" | openssl dgst -sha256 -r | cut -d' ' -f1)
			if [ $n -gt 100 ]; then data=-; fi
			printf '%s\t%s\t%s\t%s\t%s\n' $bits $key $n "$sum" "$data"
		done
	done
} >aes.tsv

[ -f rsa.key.pem ] || openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out rsa.key.pem
openssl pkey -in rsa.key.pem -pubout -out rsa.pub.pem
auth='{"UserName":"TESTUSER01","Password":"Sandbox@123","AppKey":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=","ForceRefreshAccessToken":false}'
rsa() { openssl pkeyutl -encrypt -pubin -inkey rsa.pub.pem -pkeyopt rsa_padding_mode:pkcs1 | openssl base64 -A; }
{
	printf '# what\tcipher text\n'
	printf 'auth\t%s\n' "$(printf %s "$auth" | openssl base64 -A | rsa)"
	printf 'bare-json\t%s\n' "$(printf %s "$auth" | rsa)"
	printf 'password\t%s\n' "$(printf 'Sandbox@123' | rsa)"
	printf 'appkey\t%s\n' "$(printf '\000\001\002\003\004\005\006\007\010\011\012\013\014\015\016\017' | rsa)"
	printf 'oaep\t%s\n' "$(printf %s "$auth" | openssl base64 -A | openssl pkeyutl -encrypt -pubin -inkey rsa.pub.pem -pkeyopt rsa_padding_mode:oaep | openssl base64 -A)"
} >rsa.tsv
