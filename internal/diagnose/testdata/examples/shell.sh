# Runs one example of the shell with a curl that only shows its last argument.
curl() { printf '%s\n' "${@: -1}" | sed 's/.*"Data":"\([^"]*\)".*/\1/' >sent; }
user=$IRP_USER password=$IRP_PASSWORD gstin=g client_id=c client_secret=s url=u token=t
app_key=$IRP_APPKEY sek=$IRP_WRAPPED document=$IRP_DOCUMENT
set -eu -o pipefail
. "$1"
if [ "$2" = login ]; then
	printf '%s\n%s\n' "$app_key" "$(cat sent)"
else
	printf '%s\n%s\n' "$(cat sent)" "$(open_data "$IRP_ANSWER")"
fi
