#!/usr/bin/env bash
# The e-invoice API with curl and openssl: log in, register an invoice, meet the duplicate, read it back, cancel it.
#
#     IRPSIM_URL=http://127.0.0.1:7017 bash client.sh
#
# Every step prints what came back. The exit code is not 0 when something differs from what the portal would do.
set -euo pipefail

url=${IRPSIM_URL:-http://127.0.0.1:7017}
client_id=${IRPSIM_CLIENT_ID:-IRPSIM29TXP0001} client_secret=${IRPSIM_CLIENT_SECRET:-irpsimClientSecret01}
user=${IRPSIM_USER:-irpsim_user} password=${IRPSIM_PASSWORD:-Irpsim@2026} gstin=${IRPSIM_GSTIN:-29ZZZCS0001A1ZI}
keys=$(mktemp -d)
trap 'rm -rf "$keys"' EXIT

b64() { openssl base64 -A; }
unb64() { openssl base64 -d -A; }
hex() { od -An -v -tx1 | tr -d ' \n'; }
member() { sed -n 's/.*"'"$1"'":"\{0,1\}\([^",}]*\).*/\1/p'; } # of flat JSON; in an answer's Data too
call() { curl -sS -g --fail "$@" -H "client_id: $client_id" -H "client_secret: $client_secret" -H "Gstin: $gstin" -H 'Content-Type: application/json'; }
expect() { grep -qF -e "$1" <<<"$2" || { echo "client.sh: want $1 in: $2" >&2; exit 1; }; }

# 1. Log in: the JSON in Base64 goes under RSA (PKCS#1 v1.5); the answer's Sek comes wrapped under our AppKey.
curl -sS --fail "$url/_sim/v1/keys/encryption.pem" >"$keys/encryption.pem"
curl -sS --fail "$url/_sim/v1/keys/signing.pem" >"$keys/signing.pem"
openssl rand 32 >"$keys/app_key"
app_key=$(hex <"$keys/app_key")
login="{\"UserName\":\"$user\",\"Password\":\"$password\",\"AppKey\":\"$(b64 <"$keys/app_key")\",\"ForceRefreshAccessToken\":false}"
data=$(printf %s "$login" | b64 | openssl pkeyutl -encrypt -pubin -inkey "$keys/encryption.pem" -pkeyopt rsa_padding_mode:pkcs1 | b64)
answer=$(call "$url/eivital/v1.04/auth" -d "{\"Data\":\"$data\"}")
expect '{"Status":1,"ErrorDetails":null,"Data":{"ClientId":' "$answer"
token=$(member AuthToken <<<"$answer")
sek=$(member Sek <<<"$answer" | unb64 | openssl enc -d -aes-256-ecb -K "$app_key" | hex)
echo "login      token $token until $(member TokenExpiry <<<"$answer")"

# 2. From here on every payload is AES-256 in ECB mode under the Sek.
seal() { openssl enc -aes-256-ecb -K "$sek" | b64; }
unseal() { member Data | unb64 | openssl enc -d -aes-256-ecb -K "$sek"; }
api() { call "$@" -H "user_name: $user" -H "AuthToken: $token"; }
post() { api "$url$1" -d "{\"Data\":\"$(printf %s "$2" | seal)\"}"; }

today=$(TZ=IST-5:30 date +%d/%m/%Y)
no=SH/$(TZ=IST-5:30 date +%H%M%S)-$((RANDOM % 1000))
invoice=$(cat <<JSON
{"Version":"1.1","TranDtls":{"TaxSch":"GST","SupTyp":"B2B"},"DocDtls":{"Typ":"INV","No":"$no","Dt":"$today"},
 "SellerDtls":{"Gstin":"$gstin","LglNm":"Simulated Seller","Addr1":"5 Main Road","Loc":"BENGALURU","Pin":560001,"Stcd":"29"},
 "BuyerDtls":{"Gstin":"27ZZZCB0002B1Z0","LglNm":"Beta Traders","Pos":"27","Addr1":"9 Link Road","Loc":"MUMBAI","Pin":400001,"Stcd":"27"},
 "ItemList":[{"SlNo":"1","PrdDesc":"Steel bolt","IsServc":"N","HsnCd":"73181500","Qty":100,"Unit":"NOS","UnitPrice":10.5,
   "TotAmt":1050.0,"AssAmt":1050.0,"GstRt":18,"IgstAmt":189.0,"TotItemVal":1239.0}],
 "ValDtls":{"AssVal":1050.0,"IgstVal":189.0,"TotInvVal":1239.00}}
JSON
)
answer=$(post /eicore/v1.03/Invoice "$invoice")
expect '{"Status":1,"ErrorDetails":null,"Data":"' "$answer"
plain=$(unseal <<<"$answer")
irn=$(member Irn <<<"$plain")
echo "generate   $no  AckNo $(member AckNo <<<"$plain")  IRN $irn"

# 3. The IRN is a hash anybody can compute; the QR text is a JWS anybody can verify.
month=$((10#${today:3:2})) year=${today:6:4}
((month >= 4)) || year=$((year - 1))
fy=$year-$(printf %02d $(((year + 1) % 100)))
expect "$irn" "$(printf %s "$gstin${fy}INV$no" | openssl dgst -sha256)"
qr=$(member SignedQRCode <<<"$plain")
unb64url() { local s; s=$(tr -- '-_' '+/'); while ((${#s} % 4)); do s+='='; done; printf %s "$s" | unb64; }
printf %s "${qr##*.}" | unb64url >"$keys/signature"
verified=$(printf %s "${qr%.*}" | openssl dgst -sha256 -verify "$keys/signing.pem" -signature "$keys/signature")
expect 'Verified OK' "$verified"
payload=$(cut -d. -f2 <<<"$qr" | unb64url)
expect '\"TotInvVal\":1239.00,' "$payload"
echo "verify     IRN and signature: ok"

# 4. The same document again, then by IRN, by document (raw slashes and all), then cancelled.
answer=$(post /eicore/v1.03/Invoice "$invoice")
expect '"ErrorCode":"2150"' "$answer"
expect "\"Irn\":\"$irn\"" "$answer"
echo "duplicate  $answer"

answer=$(api "$url/eicore/v1.03/Invoice/irn/$irn")
got=$(unseal <<<"$answer")
expect "\"SignedQRCode\":\"$qr\",\"Status\":\"ACT\"" "$got"
answer=$(api "$url/eicore/v1.03/Invoice/irnbydocdetails?doctype=INV&docnum=$no&docdate=$today")
got=$(unseal <<<"$answer")
expect "\"Irn\":\"$irn\"" "$got"
echo "get        by IRN and by document: ACT"

cancel="{\"Irn\":\"$irn\",\"CnlRsn\":\"2\",\"CnlRem\":\"Data entry mistake\"}"
answer=$(post /eicore/v1.03/Invoice/Cancel "$cancel")
expect '"Status":1' "$answer"
got=$(unseal <<<"$answer")
expect "{\"Irn\":\"$irn\",\"CancelDate\":\"" "$got"
echo "cancel     $got"
answer=$(post /eicore/v1.03/Invoice/Cancel "$cancel")
expect '{"Status":0,"ErrorDetails":[{"ErrorCode":"9999","ErrorMessage":"Invoice is not active"}],"Data":null,"InfoDtls":null}' "$answer"
echo "again      $answer"
