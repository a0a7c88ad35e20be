<?php
require "$argv[1]/login.php";
require "$argv[1]/payload.php";
if ($argv[2] === 'login') {
    [$data, $app_key] = login_data(file_get_contents('encryption.pem'), getenv('IRP_USER'), getenv('IRP_PASSWORD'));
    echo base64_encode($app_key), "\n", $data, "\n";
} else {
    $sek = unwrap_sek(getenv('IRP_WRAPPED'), base64_decode(getenv('IRP_APPKEY')));
    echo seal(getenv('IRP_DOCUMENT'), $sek), "\n", open_data(getenv('IRP_ANSWER'), $sek), "\n";
}
