<?php

/** The session key: the Sek of the login's answer, opened with the AppKey of that login. */
function unwrap_sek(string $sek, string $app_key): string
{
    return open_data($sek, $app_key);
}

/** The Data of a call. OPENSSL_RAW_DATA gives bytes, which are then encoded once. */
function seal(string $document, string $sek): string
{
    return base64_encode(openssl_encrypt($document, 'aes-256-ecb', $sek, OPENSSL_RAW_DATA));
}

/** The document in the Data of an answer. */
function open_data(string $data, string $sek): string
{
    $document = openssl_decrypt(base64_decode($data, true), 'aes-256-ecb', $sek, OPENSSL_RAW_DATA);
    if ($document === false) {
        throw new RuntimeException('it does not open: probably another key');
    }
    return $document;
}
