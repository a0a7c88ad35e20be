#!/usr/bin/env bash
# Runs every published example and makes ../examples.tsv. See ../README.md. Run it in this folder.
set -euo pipefail

export LC_ALL=C
here=$PWD
from=$here/../../examples
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
openssl x509 -in "$here/../../../keys/testkeys/encryption.cer.pem" -pubkey -noout >encryption.pem
openssl x509 -in "$here/../../../keys/testkeys/encryption.cer.pem" -outform der -out encryption.cer

export IRP_USER=irpsim_user IRP_PASSWORD=Irpsim@2026
export IRP_APPKEY=AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=
export IRP_WRAPPED=YaaTbk6PEBwcwfmTtUKg1OJ0Dor61OTRXQ1mGzguyomfO3UEkm+L024xGOkDpM1K
export IRP_DOCUMENT='{"Irn":"706daeccda0ef6f818da78f3a2a05a1288731057373002289b46c3229289a2e7","CnlRsn":"2","CnlRem":"Data entry mistake"}'
export IRP_ANSWER='EoL5Q+HMsC6z+SevuE5q2BwfPeX0H7EQkMqHbDMbG7+Q/TBN01gUwZhwO0iEVrMm1nfOrtsKs2B27MHcDr/8RvTyKDg9OJyCMUS+kF5Vvhk1rzcSUIvW8nZ+XXULt/TDnVUhkjpO6a/L1hyzCPN9ag=='

# row TOPIC LANGUAGE FILE writes a line; the output comes on standard input: two lines.
row() { printf '%s\t%s\t%s\t%s\t%s\n' "$1" "$2" "$(openssl dgst -sha256 -r "$from/$3" | cut -d' ' -f1)" "$(sed -n 1p out)" "$(sed -n 2p out)"; }

{
	printf '# topic\tlanguage\tSHA-256 of the example\tAppKey, or Data made\tData, or document opened\n'

	bash "$here/shell.sh" "$from/login.sh" login >out && row login openssl login.sh
	bash "$here/shell.sh" "$from/payload.sh" payload >out && row payload openssl payload.sh

	mkdir go && cp "$here/go.txt" go/main.go
	for topic in login payload; do sed 's/^package irp$/package main/' "$from/$topic.go.txt" >go/$topic.go; done
	(cd go && printf 'module example\ngo 1.26\n' >go.mod && go vet . && go build -o ../goexample .)
	for topic in login payload; do ./goexample $topic >out && row $topic go $topic.go.txt; done

	cp "$from"/login.py "$from"/payload.py .
	for topic in login payload; do python3 "$here/python.py" $topic >out && row $topic python $topic.py; done

	cp "$from"/login.mjs "$from"/payload.mjs "$here/node.mjs" .
	for topic in login payload; do node node.mjs $topic >out && row $topic node $topic.mjs; done

	cp "$from/login.java" Login.java && cp "$from/payload.java" Payload.java && cp "$here/Main.java" .
	javac -Xlint:all -Werror Main.java Login.java Payload.java
	for topic in login payload; do java Main $topic >out && row $topic java $topic.java; done

	mcs -langversion:7.2 -warnaserror -out:example.exe "$from/login.cs" "$from/payload.cs" "$here/Json.cs" "$here/Main.cs"
	for topic in login payload; do mono example.exe $topic >out && row $topic csharp $topic.cs; done

	for topic in login payload; do php "$here/php.php" "$from" $topic >out && row $topic php $topic.php; done
} >"$here/../examples.tsv"
