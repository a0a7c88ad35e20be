#!/usr/bin/env bash
# The e-invoice API of the IRP in five tasks. Needs bash, curl, openssl and jq.
#
#     IRP_BASE_URL=… IRP_CLIENT_ID=… IRP_CLIENT_SECRET=… IRP_USER=… IRP_PASSWORD=… IRP_GSTIN=… bash sample.sh
set -uo pipefail

: "${IRP_BASE_URL:?}" "${IRP_CLIENT_ID:?}" "${IRP_CLIENT_SECRET:?}" "${IRP_USER:?}" "${IRP_PASSWORD:?}" "${IRP_GSTIN:?}"
files=$(mktemp -d)
trap 'rm -rf "$files"' EXIT

die() { echo "$*" >&2; exit 1; }
b64() { openssl base64 -A; }
unb64() { openssl base64 -d -A; }
hex() { od -An -v -tx1 | tr -d ' \n'; }

# public_key NAME FILE: the file you have, else the simulator's. In production you download both files from the portal.
public_key() {
  if [[ $2 ]]; then cp "$2" "$files/$1.pem"; else curl -sS --fail "$IRP_BASE_URL/_sim/v1/keys/$1.pem" -o "$files/$1.pem"; fi ||
    die "no $1 key"
}
public_key encryption "${IRP_PUBLIC_KEY:-}"
public_key signing "${IRP_SIGNING_KEY:-}" # another key than the one that seals logins

# --- 1. Log in ---

headers=(-H "client_id: $IRP_CLIENT_ID" -H "client_secret: $IRP_CLIENT_SECRET" -H "Gstin: $IRP_GSTIN"
  -H 'Content-Type: application/json')
session=() # headers that a login brings

# send METHOD PATH [DATA] makes one exchange. It sets answer and code; returns 1 when refused and 2 when the answer is lost:
# then what was asked for may have been done all the same.
send() {
  local body=()
  [[ ${3:-} ]] && body=(-d "{\"Data\":\"$3\"}")
  answer=$(curl -sS --fail --max-time 30 -X "$1" "$IRP_BASE_URL$2" "${headers[@]}" "${session[@]}" "${body[@]}") || return 2
  code=$(jq -er 'if .Status == 1 then "" else .ErrorDetails[0].ErrorCode end' <<<"$answer") || return 2 # a page of HTML
  [[ ! $code ]]
}

# login sets expiry. Keep the token until then, and renew it in its last 10 minutes, with ForceRefreshAccessToken true; before
# that the portal gives the same token again.
login() {
  openssl rand -out "$files/app_key" 32 # a new key for every login; it opens the Sek and nothing else
  local text data
  text=$(jq -cn --arg u "$IRP_USER" --arg p "$IRP_PASSWORD" --arg k "$(b64 <"$files/app_key")" \
    '{UserName: $u, Password: $p, AppKey: $k, ForceRefreshAccessToken: false}')
  # The portal expects Base64 under the RSA: sealing the JSON itself is the classic mistake, answered with 5001.
  data=$(printf %s "$text" | b64 |
    openssl pkeyutl -encrypt -pubin -inkey "$files/encryption.pem" -pkeyopt rsa_padding_mode:pkcs1 | b64)
  send POST /eivital/v1.04/auth "$data" || return
  session=(-H "user_name: $IRP_USER" -H "AuthToken: $(jq -r .Data.AuthToken <<<"$answer")")
  # The Sek is the key of every payload until the token ends: 32 bytes, here in hexadecimal for openssl. (Other users of this
  # machine can see it, and the client secret, in the list of processes: a program of your own keeps them to itself.)
  sek=$(jq -r .Data.Sek <<<"$answer" | unb64 | openssl enc -d -aes-256-ecb -K "$(hex <"$files/app_key")" | hex)
  expiry=$(jq -r .Data.TokenExpiry <<<"$answer")
}

# --- 2. Register an invoice ---

# AES-256 in ECB mode with PKCS#7, then Base64. ECB is no good choice, but it is the portal's.
seal() { openssl enc -aes-256-ecb -K "$sek" | b64; }
unseal() { unb64 | openssl enc -d -aes-256-ecb -K "$sek"; }

# call METHOD PATH [JSON] makes any call after the login and sets reply, the JSON that was under the Sek.
call() {
  local result=0
  send "$1" "$2" "${3:+$(printf %s "$3" | seal)}" || result=$?
  if ((result == 1)) && [[ $code == 1005 ]]; then # the token has ended: log in and repeat once, sealed under the new Sek
    login || return
    send "$1" "$2" "${3:+$(printf %s "$3" | seal)}"
    result=$?
  fi
  ((result == 0)) || return $result
  reply=$(jq -r .Data <<<"$answer" | unseal)
}

# generate JSON: reply holds Irn, AckNo, SignedInvoice, SignedQRCode.
generate() {
  local result=0
  call POST /eicore/v1.03/Invoice "$1" || result=$?
  if ((result == 1)) && [[ $code == 2150 ]]; then
    # 2150: the document has its IRN already, from a try whose answer was lost. InfoDtls names it: fetch, don't fail.
    call GET "/eicore/v1.03/Invoice/irn/$(jq -r '.InfoDtls[] | select(.InfCd == "DUPIRN").Desc.Irn' <<<"$answer")"
    result=$?
  fi
  return $result
}

# invoice NUMBER sets document: a small invoice, with our own address as the portal knows it.
invoice() {
  call GET "/eivital/v1.04/Master/gstin/$IRP_GSTIN" || return
  # Within one state half the tax is CGST and half SGST; between states it is IGST.
  local igst=189 half=0
  [[ $IRP_GSTIN == 27* ]] && igst=0 half=94.5
  document=$(jq -c --arg no "$1" --arg dt "$(TZ=IST-5:30 date +%d/%m/%Y)" --argjson igst $igst --argjson half $half '{
    Version: "1.1",
    TranDtls: {TaxSch: "GST", SupTyp: "B2B"},
    DocDtls: {Typ: "INV", No: $no, Dt: $dt},
    SellerDtls: {Gstin, LglNm: .LegalName, Addr1: .AddrSt, Loc: .AddrLoc, Pin: .AddrPncd, Stcd: .Gstin[:2]},
    BuyerDtls: {Gstin: "27ZZZCB0002B1Z0", LglNm: "Beta Traders", Pos: "27", Addr1: "9 Link Road", Loc: "MUMBAI",
      Pin: 400001, Stcd: "27"},
    ItemList: [{SlNo: "1", PrdDesc: "Steel bolt", IsServc: "N", HsnCd: "73181500", Qty: 100, Unit: "NOS", UnitPrice: 10.5,
      TotAmt: 1050, AssAmt: 1050, GstRt: 18, IgstAmt: $igst, CgstAmt: $half, SgstAmt: $half, TotItemVal: 1239}],
    ValDtls: {AssVal: 1050, IgstVal: $igst, CgstVal: $half, SgstVal: $half, TotInvVal: 1239}
  }' <<<"$reply")
}

# --- 3. Read back after a lost answer ---

# register JSON registers the invoice whatever becomes of the answers. Never number it anew: that makes a second invoice.
register() {
  local query result=0
  generate "$1" || result=$?
  ((result == 2)) || return $result
  # Registered or not? Ask by document, within two days: older ones the portal does not show (2283).
  query=$(jq -r '.DocDtls | @uri "doctype=\(.Typ)&docnum=\(.No)&docdate=\(.Dt)"' <<<"$1")
  result=0
  call GET "/eicore/v1.03/Invoice/irnbydocdetails?$query" || result=$?
  if ((result == 1)) && [[ $code == 2154 ]]; then # it never arrived: send it again
    generate "$1"
    result=$?
  fi
  return $result
}

# --- 4. Cancel ---

# cancel IRN: within 24 hours of AckDt, all of it or nothing; later a credit note is the way. The number stays used.
cancel() {
  call POST /eicore/v1.03/Invoice/Cancel "{\"Irn\":\"$1\",\"CnlRsn\":\"2\",\"CnlRem\":\"Data entry mistake\"}"
}

# --- 5. Verify the signed QR code ---

# verify TOKEN sets qr, its content, if the portal signed it and its IRN is that of its document. It works offline.
verify() {
  local header payload signature
  IFS=. read -r header payload signature <<<"$1"
  [[ $(unb64url "$header" | jq -r .alg) == RS256 ]] || die "not RS256" # never let the token choose the algorithm
  unb64url "$signature" >"$files/signature"
  printf %s "$header.$payload" | openssl dgst -sha256 -verify "$files/signing.pem" -signature "$files/signature" >/dev/null ||
    die "the portal did not sign this QR code"
  qr=$(unb64url "$payload" | jq -r .data) # data is JSON in a string
  [[ $(irn_of "$qr") == "$(jq -r .Irn <<<"$qr")" ]] || die "the IRN is not that of the document"
}

# An IRN is a hash that anybody can compute: GSTIN, financial year (April to March), type and number.
irn_of() {
  jq -j '(.DocDt[3:5] | tonumber) as $month | ((.DocDt[6:] | tonumber) - (if $month < 4 then 1 else 0 end)) as $year
    | .SellerGstin, "\($year)-\("\($year + 1)"[2:])", .DocTyp, (.DocNo | ascii_upcase)' <<<"$1" |
    openssl dgst -sha256 -r | cut -d' ' -f1
}

unb64url() {
  local text
  text=$(tr -- '-_' '+/' <<<"$1")
  while ((${#text} % 4)); do text+='='; done
  unb64 <<<"$text"
}

# --- 6. Run ---

failed() { die "${answer:-no answer of the portal}"; }

now=$(date +%s)
login || failed
echo "login ok token until $expiry"
{ invoice "INV/$now" && register "$document"; } || failed
irn=$(jq -r .Irn <<<"$reply") token=$(jq -r .SignedQRCode <<<"$reply")
echo "register ok INV/$now $irn"
# The simulator registers a number that begins with GHOST- and drops the answer.
{ invoice "GHOST-$now" && register "$document"; } || failed
found=$(jq -r .Irn <<<"$reply")
generate "$document" || failed # once more: 2150 leads to the same IRN
[[ $(jq -r .Irn <<<"$reply") == "$found" ]] || die "2150 led to another IRN"
echo "readback ok GHOST-$now $found"
cancel "$found" || failed
echo "cancel ok $found $(jq -r .CancelDate <<<"$reply")"
verify "$token"
[[ $(jq -r .Irn <<<"$qr") == "$irn" ]] || die "the QR code is of another invoice"
echo "verify ok $irn"
