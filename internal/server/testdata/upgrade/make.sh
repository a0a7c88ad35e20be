#!/usr/bin/env bash
# Writes a store with a bit of everything by the irpsim that is named, and what that irpsim shows of it. Run it once for each
# stored format, with the last program that writes it, and keep what it made for ever:
#
#     ./make.sh /path/to/irpsim 1
#
# makes format-1.db.gz and format-1.json. It needs curl and gzip.
set -euo pipefail
cd "$(dirname "$0")"
bin=$1 format=$2
dir=$(mktemp -d)
trap 'kill "$pid" 2>/dev/null || true; rm -rf "$dir"' EXIT

cat >"$dir/seed.yaml" <<'SEED'
invoices:
  - {case: export, number: UP/EXPORT}
  - {case: sezwp, number: UP/SEZ}
  - {case: crn, number: UP/NOTE}
  - {case: b2b, number: UP/GONE, registered: -3h, cancelled: {at: +1h, reason: 2, remark: upgrade}}
SEED
"$bin" serve --listen 127.0.0.1:0 --data "$dir/irpsim.db" --seed "$dir/seed.yaml" --clock 2026-11-22T12:00:00+05:30 --rand 7 --log-level error >"$dir/out" &
pid=$!
until grep -q '^irpsim ready' "$dir/out"; do kill -0 "$pid"; done
url=$(sed -n 's/^irpsim ready http=//p' "$dir/out")
export IRPSIM_URL=$url
control() { curl -sS --fail-with-body -X "$1" "$url/_sim/v1$2" ${3:+-d "$3"}; }
member() { sed -n "s/.*\"$1\": *\"\([^\"]*\)\".*/\1/p" | head -n 1; }

# The default world: kinds of document, one of them cancelled; one with a bill; one after a snapshot; small records.
"$bin" gen --case b2b --date 22/11/2026 --no UP/BILL | tr -d '\n' |
  sed 's/}[[:space:]]*$/,"EwbDtls":{"TransMode":"1","VehNo":"KA01AB1234","VehType":"R","Distance":0}}/' >"$dir/bill.json"
"$bin" register --no-qr "$dir/bill.json" >/dev/null
control POST /users '{"user_name":"upgrade_user","password":"Secret@1","gstin":"27ZZZCB0002B1Z0"}' >/dev/null
control POST /taxpayers '{"gstin":"29ZZZCB0002B1ZW","status":"SUS"}' >/dev/null || control PUT /taxpayers/29ZZZCB0002B1ZW '{"status":"SUS"}' >/dev/null
control PATCH /settings '{"get_days":30,"cancel_hours":48}' >/dev/null
control POST /faults '{"id":"kept","match":{"doc_no":"NEVER-1"},"do":{"code":"2147"}}' >/dev/null
control POST /snapshots '{"name":"before"}' >/dev/null
"$bin" gen --case b2b-intra --date 22/11/2026 --no UP/LATER >"$dir/later.json"
"$bin" register --no-qr "$dir/later.json" >/dev/null

# Another world, from the snapshot.
other=$(control POST /worlds '{"name":"second","snapshot":"before"}' | member client_id)
[[ -n $other ]]

# What it shows, through the control API and nothing of the store.
dump() {
  printf '"%s":{' "$1"
  printf '"creds":%s,' "$(control GET "/creds?world=$1")"
  printf '"settings":%s,' "$(control GET "/settings?world=$1")"
  printf '"snapshots":%s,' "$(control GET "/snapshots?world=$1")"
  printf '"faults":%s,' "$(control GET "/faults?world=$1")"
  printf '"suspended":%s,' "$(control GET "/taxpayers/29ZZZCB0002B1ZW?world=$1")"
  printf '"invoices":['
  local comma='' irn
  for irn in $(control GET "/invoices?world=$1" | grep -o '"irn": *"[0-9a-f]*"' | grep -o '[0-9a-f]\{64\}'); do
    printf '%s%s' "$comma" "$(control GET "/invoices/$irn?world=$1")"
    comma=,
  done
  printf ']}'
}
{ printf '{'; dump IRPSIM29TXP0001; printf ','; dump "$other"; printf '}\n'; } >"$dir/shown.json"
kill -TERM "$pid"
wait "$pid"
gzip -9nc "$dir/irpsim.db" >"format-$format.db.gz"
cp "$dir/shown.json" "format-$format.json"
ls -l "format-$format".*
