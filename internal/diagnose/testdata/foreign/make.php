<?php
// Lines of foreign.tsv made with PHP's openssl functions, which cut keys that are too long.
function row(string $what, string $stage, string $mistakes, string $data): void
{
    echo "php\t$what\t$stage\t\t$mistakes\t$data\n";
}

$sek = base64_decode(getenv('IRP_SEK'));
$doc = getenv('IRP_DOCUMENT');
$ecb = fn (string $key, int $options = OPENSSL_RAW_DATA) => openssl_encrypt($doc, 'aes-256-ecb', $key, $options);

row('openssl_encrypt without RAW_DATA, encoded again', 'payload', 'base64-twice', base64_encode($ecb($sek, 0)));
row('Base64 of the Sek as key', 'payload', 'sek-text-as-key', base64_encode($ecb(getenv('IRP_SEK'))));
row('wrapped Sek as key', 'payload', 'sek-still-wrapped', base64_encode($ecb(base64_decode(getenv('IRP_WRAPPED')))));
row('text of the wrapped Sek as key', 'payload', 'sek-still-wrapped', base64_encode($ecb(getenv('IRP_WRAPPED'))));
row('md5 of the Sek as key', 'payload', 'sek-hashed', base64_encode($ecb(md5($sek))));
row('sha256 of the Sek as key', 'payload', 'sek-hashed', base64_encode($ecb(hash('sha256', $sek, true))));
row('CBC without a vector', 'payload', 'aes-cbc', base64_encode(@openssl_encrypt($doc, 'aes-256-cbc', $sek, OPENSSL_RAW_DATA)));
row('aes-128', 'payload', 'sek-half', base64_encode(openssl_encrypt($doc, 'aes-128-ecb', $sek, OPENSSL_RAW_DATA)));
row('blanks for padding', 'payload', 'padding-character', base64_encode(openssl_encrypt(str_pad($doc, 128), 'aes-256-ecb', $sek, OPENSSL_RAW_DATA | OPENSSL_ZERO_PADDING)));
row('gzcompress', 'payload', 'compressed', base64_encode(openssl_encrypt(gzcompress($doc), 'aes-256-ecb', $sek, OPENSSL_RAW_DATA)));
row('json_encode twice', 'payload', 'json-twice', base64_encode(openssl_encrypt(json_encode($doc), 'aes-256-ecb', $sek, OPENSSL_RAW_DATA)));
row('chunk_split', 'payload', '-', str_replace("\r\n", ' ', chunk_split(base64_encode($ecb($sek)))));
row('json_encode of the Base64', 'payload', 'quoted-twice', json_encode(base64_encode($ecb($sek))));
$key = file_get_contents(getenv('IRP_KEYS') . '/encryption.pem');
openssl_public_encrypt(getenv('IRP_LOGIN'), $bare, $key);
row('JSON encrypted as it is', 'auth', 'login-json-bare', base64_encode($bare));
openssl_public_encrypt(base64_encode(getenv('IRP_LOGIN')), $oaep, $key, OPENSSL_PKCS1_OAEP_PADDING);
row('OAEP', 'auth', 'rsa-oaep', base64_encode($oaep));
