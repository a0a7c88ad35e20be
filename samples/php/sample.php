<?php

// The e-invoice API of the IRP in five tasks. Needs PHP 8.1 with openssl and curl (Debian: php-cli php-curl).
//
//     IRP_BASE_URL=… IRP_CLIENT_ID=… IRP_CLIENT_SECRET=… IRP_USER=… IRP_PASSWORD=… IRP_GSTIN=… php sample.php

declare(strict_types=1);

const NETWORK = 30; // seconds; no answer by then is a lost answer

/** The portal said no. Act on the code of the first error; InfoDtls may tell more. */
final class Refused extends RuntimeException
{
    public readonly string $irpCode;
    public readonly array $info;

    public function __construct(array $envelope)
    {
        $first = $envelope['ErrorDetails'][0];
        $this->irpCode = $first['ErrorCode'];
        $this->info = array_column($envelope['InfoDtls'] ?? [], 'Desc', 'InfCd');
        parent::__construct("{$first['ErrorCode']} {$first['ErrorMessage']}");
    }
}

/** No answer came, or none of the portal's. What was asked for may have been done all the same. */
final class Lost extends RuntimeException
{
}

function env(string $name): string
{
    return getenv($name) ?: throw new LogicException("$name is not set");
}

/** A key from the file that the variable names. In production you download both files from the portal. */
function public_key(string $variable, string $name): OpenSSLAsymmetricKey
{
    $path = getenv($variable) ?: env('IRP_BASE_URL') . "/_sim/v1/keys/$name.pem"; // only a simulator has this
    return openssl_pkey_get_public((string) file_get_contents($path)) ?: throw new RuntimeException("$path holds no public key");
}

// --- 1. Log in ---

/** AES-256 in ECB mode with PKCS#7, then Base64. ECB is no good choice, but it is the portal's. */
function seal(string $plain, string $key): string
{
    return base64_encode(openssl_encrypt($plain, 'aes-256-ecb', $key, OPENSSL_RAW_DATA));
}

function unseal(string $data, string $key): string
{
    $plain = openssl_decrypt(base64_decode($data), 'aes-256-ecb', $key, OPENSSL_RAW_DATA);
    return $plain !== false ? $plain : throw new RuntimeException('it does not open: probably another key');
}

final class Client
{
    private array $session = []; // headers that a login brings
    private string $sek = '';    // 32 raw bytes: the key of every payload until the token ends

    /**
     * Tells when the token ends. Keep it for that long, and renew it in its last 10 minutes, with ForceRefreshAccessToken
     * true; before that the portal gives the same token again.
     */
    public function login(): string
    {
        $appKey = random_bytes(32); // a new key for every login; it opens the Sek and nothing else
        $text = json_encode([
            'UserName' => env('IRP_USER'),
            'Password' => env('IRP_PASSWORD'),
            'AppKey' => base64_encode($appKey),
            'ForceRefreshAccessToken' => false,
        ], JSON_UNESCAPED_SLASHES | JSON_THROW_ON_ERROR);
        // The portal expects Base64 under the RSA: sealing the JSON itself is the classic mistake, answered with 5001.
        $inner = base64_encode($text);
        openssl_public_encrypt($inner, $sealed, public_key('IRP_PUBLIC_KEY', 'encryption'), OPENSSL_PKCS1_PADDING)
            || throw new RuntimeException((string) openssl_error_string());
        $data = $this->send('POST', '/eivital/v1.04/auth', ['Data' => base64_encode($sealed)])['Data'];
        $this->session = ["user_name: {$data['UserName']}", "AuthToken: {$data['AuthToken']}"];
        $this->sek = unseal($data['Sek'], $appKey);
        return $data['TokenExpiry'];
    }

    /** One exchange: the portal's envelope, or Refused, or Lost. */
    private function send(string $method, string $path, ?array $body = null): array
    {
        $curl = curl_init(env('IRP_BASE_URL') . $path);
        curl_setopt_array($curl, [
            CURLOPT_CUSTOMREQUEST => $method,
            CURLOPT_RETURNTRANSFER => true,
            CURLOPT_TIMEOUT => NETWORK,
            CURLOPT_HTTPHEADER => [
                'client_id: ' . env('IRP_CLIENT_ID'),
                'client_secret: ' . env('IRP_CLIENT_SECRET'),
                'Gstin: ' . env('IRP_GSTIN'),
                'Content-Type: application/json',
                ...$this->session,
            ],
        ]);
        if ($body !== null) {
            curl_setopt($curl, CURLOPT_POSTFIELDS, json_encode($body, JSON_THROW_ON_ERROR));
        }
        $answer = curl_exec($curl);
        $envelope = json_decode((string) $answer, true);
        if (!isset($envelope['Status'])) { // no connection, half a body, a gateway's page of HTML
            throw new Lost("$method $path: " . (curl_error($curl) ?: 'no answer of the portal'));
        }
        return $envelope['Status'] === 1 ? $envelope : throw new Refused($envelope);
    }

    // --- 2. Register an invoice ---

    /** Any call after the login: the document goes and comes under the Sek. */
    private function call(string $method, string $path, ?array $document = null, bool $again = false): array
    {
        $body = $document === null ? null : ['Data' => seal(json_encode($document, JSON_THROW_ON_ERROR), $this->sek)];
        try {
            $data = $this->send($method, $path, $body)['Data'];
        } catch (Refused $e) {
            if ($e->irpCode !== '1005' || $again) {
                throw $e;
            }
            $this->login(); // 1005: the token has ended; log in and repeat once, sealed under the new Sek
            return $this->call($method, $path, $document, true);
        }
        return json_decode(unseal($data, $this->sek), true, flags: JSON_THROW_ON_ERROR);
    }

    /** Registers the invoice: Irn, AckNo, SignedInvoice, SignedQRCode. */
    public function generate(array $invoice): array
    {
        try {
            return $this->call('POST', '/eicore/v1.03/Invoice', $invoice);
        } catch (Refused $e) {
            if ($e->irpCode !== '2150') {
                throw $e;
            }
            // 2150: the document has its IRN already, from a try whose answer was lost. InfoDtls names it: fetch, don't fail.
            return $this->call('GET', '/eicore/v1.03/Invoice/irn/' . $e->info['DUPIRN']['Irn']);
        }
    }

    /** A small invoice, with our own address as the portal knows it. */
    public function invoice(string $number): array
    {
        $gstin = env('IRP_GSTIN');
        $state = substr($gstin, 0, 2);
        $me = $this->call('GET', "/eivital/v1.04/Master/gstin/$gstin");
        $today = new DateTime('now', new DateTimeZone('Asia/Kolkata')); // every date of the portal is Indian Standard Time
        // Within one state half the tax is CGST and half SGST; between states it is IGST.
        [$igst, $half] = $state === '27' ? [0, 94.5] : [189, 0];
        return [
            'Version' => '1.1',
            'TranDtls' => ['TaxSch' => 'GST', 'SupTyp' => 'B2B'],
            'DocDtls' => ['Typ' => 'INV', 'No' => $number, 'Dt' => $today->format('d/m/Y')],
            'SellerDtls' => ['Gstin' => $gstin, 'LglNm' => $me['LegalName'], 'Addr1' => $me['AddrSt'], 'Loc' => $me['AddrLoc'],
                'Pin' => $me['AddrPncd'], 'Stcd' => $state],
            'BuyerDtls' => ['Gstin' => '27ZZZCB0002B1Z0', 'LglNm' => 'Beta Traders', 'Pos' => '27', 'Addr1' => '9 Link Road',
                'Loc' => 'MUMBAI', 'Pin' => 400001, 'Stcd' => '27'],
            'ItemList' => [['SlNo' => '1', 'PrdDesc' => 'Steel bolt', 'IsServc' => 'N', 'HsnCd' => '73181500', 'Qty' => 100,
                'Unit' => 'NOS', 'UnitPrice' => 10.5, 'TotAmt' => 1050, 'AssAmt' => 1050, 'GstRt' => 18, 'IgstAmt' => $igst,
                'CgstAmt' => $half, 'SgstAmt' => $half, 'TotItemVal' => 1239]],
            'ValDtls' => ['AssVal' => 1050, 'IgstVal' => $igst, 'CgstVal' => $half, 'SgstVal' => $half, 'TotInvVal' => 1239],
        ];
    }

    // --- 3. Read back after a lost answer ---

    /** Registers the invoice whatever becomes of the answers. Never number it anew: that makes a second invoice. */
    public function register(array $invoice): array
    {
        try {
            return $this->generate($invoice);
        } catch (Lost) {
            // Registered or not? Ask by document, within two days: older ones the portal does not show (2283).
        }
        try {
            return $this->byDocument($invoice['DocDtls']);
        } catch (Refused $e) {
            return $e->irpCode === '2154' ? $this->generate($invoice) : throw $e; // 2154: it never arrived; send it again
        }
    }

    public function byDocument(array $doc): array
    {
        $query = http_build_query(['doctype' => $doc['Typ'], 'docnum' => $doc['No'], 'docdate' => $doc['Dt']]);
        return $this->call('GET', "/eicore/v1.03/Invoice/irnbydocdetails?$query");
    }

    // --- 4. Cancel ---

    /** Within 24 hours of AckDt, all of it or nothing; later a credit note is the way. The number stays used. */
    public function cancel(string $irn): string
    {
        $body = ['Irn' => $irn, 'CnlRsn' => '2', 'CnlRem' => 'Data entry mistake'];
        return $this->call('POST', '/eicore/v1.03/Invoice/Cancel', $body)['CancelDate'];
    }
}

// --- 5. Verify the signed QR code ---

/** The content of a SignedQRCode, if the portal signed it and its IRN is that of its document. Works offline. */
function verify(string $token): array
{
    [$header, $payload, $signature] = explode('.', $token);
    $decode = fn (string $part): string => base64_decode(strtr($part, '-_', '+/'));
    if (json_decode($decode($header), true)['alg'] !== 'RS256') { // never let the token choose the algorithm
        throw new RuntimeException('not RS256');
    }
    $key = public_key('IRP_SIGNING_KEY', 'signing'); // another key than the one that seals logins
    if (openssl_verify("$header.$payload", $decode($signature), $key, OPENSSL_ALGO_SHA256) !== 1) {
        throw new RuntimeException('the portal did not sign this QR code');
    }
    $qr = json_decode(json_decode($decode($payload), true)['data'], true); // data is JSON in a string
    if (irn($qr['SellerGstin'], $qr['DocTyp'], $qr['DocNo'], $qr['DocDt']) !== $qr['Irn']) {
        throw new RuntimeException('the IRN is not that of the document');
    }
    return $qr;
}

/** An IRN is a hash that anybody can compute: GSTIN, financial year (April to March), type and number. */
function irn(string $gstin, string $typ, string $number, string $date): string
{
    [, $month, $year] = array_map('intval', explode('/', $date));
    $start = $month >= 4 ? $year : $year - 1;
    return hash('sha256', sprintf('%s%d-%02d%s%s', $gstin, $start, ($start + 1) % 100, $typ, strtoupper($number)));
}

// --- 6. Run ---

$client = new Client();
$now = time();
echo 'login ok token until ' . $client->login() . "\n";
$first = $client->register($client->invoice("INV/$now"));
echo "register ok INV/$now {$first['Irn']}\n";
$ghost = $client->invoice("GHOST-$now"); // the simulator registers such a number and drops the answer
$found = $client->register($ghost);
if ($client->generate($ghost)['Irn'] !== $found['Irn']) { // once more: 2150 leads to the same IRN
    throw new RuntimeException('2150 led to another IRN');
}
echo "readback ok {$ghost['DocDtls']['No']} {$found['Irn']}\n";
echo "cancel ok {$found['Irn']} {$client->cancel($found['Irn'])}\n";
if (verify($first['SignedQRCode'])['Irn'] !== $first['Irn']) {
    throw new RuntimeException('the QR code is of another invoice');
}
echo "verify ok {$first['Irn']}\n";
