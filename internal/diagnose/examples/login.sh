# Logs in. encryption.pem is the encryption key of the portal you talk to.
app_key=$(openssl rand -base64 32) # keep it: it opens the Sek of the answer
json=$(printf '{"UserName":"%s","Password":"%s","AppKey":"%s","ForceRefreshAccessToken":false}' "$user" "$password" "$app_key")

# Base64 of the JSON, RSA with PKCS#1 v1.5 padding over those characters, Base64 again.
data=$(printf %s "$json" | openssl base64 -A |
	openssl pkeyutl -encrypt -pubin -inkey encryption.pem -pkeyopt rsa_padding_mode:pkcs1 |
	openssl base64 -A)

curl -s "$url/eivital/v1.04/auth" -H "client_id: $client_id" -H "client_secret: $client_secret" \
	-H "Gstin: $gstin" -H 'Content-Type: application/json' -d "{\"Data\":\"$data\"}"
