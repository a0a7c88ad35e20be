<?php

/** The Data of a login, and the AppKey that opens the Sek of the answer. */
function login_data(string $pem, string $user, string $password): array
{
    $app_key = random_bytes(32);
    $json = json_encode([
        'UserName' => $user,
        'Password' => $password,
        'AppKey' => base64_encode($app_key),
        'ForceRefreshAccessToken' => false,
    ], JSON_UNESCAPED_SLASHES | JSON_THROW_ON_ERROR);
    $inner = base64_encode($json); // Base64 first, then RSA over its characters
    if (!openssl_public_encrypt($inner, $sealed, $pem, OPENSSL_PKCS1_PADDING)) {
        throw new RuntimeException(openssl_error_string());
    }
    return [base64_encode($sealed), $app_key];
}
