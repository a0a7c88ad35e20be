# Registers the invoice in $document. $app_key is the one of the login; $sek and $token come from its answer.
hex() { od -An -v -tx1 | tr -d ' \n'; }
app_key_hex=$(printf %s "$app_key" | openssl base64 -d -A | hex)

# The Sek is wrapped: Base64, then AES-256-ECB under the AppKey. The 32 bytes inside are the key.
sek_hex=$(printf %s "$sek" | openssl base64 -d -A | openssl enc -d -aes-256-ecb -K "$app_key_hex" | hex)

data=$(printf %s "$document" | openssl enc -aes-256-ecb -K "$sek_hex" | openssl base64 -A)
curl -s "$url/eicore/v1.03/Invoice" -H "client_id: $client_id" -H "client_secret: $client_secret" \
	-H "Gstin: $gstin" -H "user_name: $user" -H "AuthToken: $token" \
	-H 'Content-Type: application/json' -d "{\"Data\":\"$data\"}"

# What a good answer has in Data opens the same way.
open_data() { printf %s "$1" | openssl base64 -d -A | openssl enc -d -aes-256-ecb -K "$sek_hex"; }
