package mastersindia

import (
	"strings"
	"testing"
)

// sampleToken was made with openssl dgst -sha256 -hmac secret over base64url of the header, a full stop and base64url of
// the payload.
const sampleToken = "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJ1c2VyX2lkIjozLCJ1c2VybmFtZSI6InVzZXJAZXhhbXBsZS5jb20iLCJleHAiOjE2OTQ3NjQ4MDAsImVtYWlsIjoidXNlckBleGFtcGxlLmNvbSIsIm9yaWdfaWF0IjoxNjk0Njc4NDAwLCJqdGkiOiJTMSJ9.bvl3kwvDxBVqGVpPdw6RHbcmwNygOn8tnNKsgpBkoKo"

// sampleParameters was made with openssl enc -aes-128-cbc, -K and -iv both the hexadecimal digits of 0123456789abcdef.
const sampleParameters = "8331788d8e1da2beba1264339be539b54106c2301fc23d4477ee5cd74d23f977"

func TestToken(t *testing.T) {
	t.Parallel()
	got, err := Token(Claims{3, "user@example.com", 1694764800, "user@example.com", 1694678400, "S1"}, []byte("secret"))
	if err != nil || got != sampleToken {
		t.Errorf("token %s, %v; want %s", got, err, sampleToken)
	}
}

func TestOpenToken(t *testing.T) {
	t.Parallel()
	keys := func(id string) []byte {
		if id == "S1" {
			return []byte("secret")
		}
		return nil
	}
	if id, ok := OpenToken(sampleToken, keys); !ok || id != "S1" {
		t.Errorf("the token is of %q, %t", id, ok)
	}
	if id, ok := OpenToken(sampleToken, func(string) []byte { return []byte("other") }); ok {
		t.Errorf("another key opened %q", id)
	}
	foreign, err := Token(Claims{ID: "S2"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	parts := strings.Split(sampleToken, ".")
	for _, bad := range []string{
		"", ".", "..", "x.y.z", foreign, parts[0] + "." + parts[1], parts[0] + "." + parts[1] + ".", sampleToken + "A", strings.Repeat("A", maxToken+1),
		parts[0] + "." + strings.Split(foreign, ".")[1] + "." + parts[2], "a" + sampleToken,
	} {
		if id, ok := OpenToken(bad, keys); ok {
			t.Errorf("%.60q is a token of %q", bad, id)
		}
	}
}

func TestPassThrough(t *testing.T) {
	t.Parallel()
	key := []byte("0123456789abcdef")
	if token, ok := OpenParameters(key, sampleParameters); !ok || token != "0a1b" {
		t.Errorf("other_parameters holds %q, %t", token, ok)
	}
	for _, bad := range []string{"", "zz", sampleParameters[2:], sampleParameters[32:], sampleParameters + "00", strings.Repeat("0", 32)} {
		if token, ok := OpenParameters(key, bad); ok {
			t.Errorf("%q holds %q", bad, token)
		}
	}
	for _, wrong := range []string{"", "short", "fedcba9876543210", "0123456789abcdef0123456789abcdef"} {
		if token, ok := OpenParameters([]byte(wrong), sampleParameters); ok {
			t.Errorf("the key %q opened %q", wrong, token)
		}
	}
	rsa := func(string) ([]byte, error) { return key, nil }
	login, got, err := SealedLogin{Data: sampleParameters, Key: "x"}.Open(rsa)
	if err != nil || string(got) != string(key) || login != (Login{}) {
		t.Errorf("a login of nothing: %+v, %q, %v", login, got, err)
	}
	if _, _, err := (SealedLogin{Data: "00", Key: "x"}).Open(rsa); err == nil {
		t.Error("a login that is no cipher text opened")
	}
	if _, _, err := (SealedLogin{Data: sampleParameters}).Open(func(string) ([]byte, error) { return nil, ErrCipher }); err == nil {
		t.Error("a login whose key is not ours opened")
	}
}

func FuzzOpen(f *testing.F) {
	f.Add(sampleToken, sampleParameters)
	f.Fuzz(func(t *testing.T, token, parameters string) {
		if id, ok := OpenToken(token, func(string) []byte { return []byte("k") }); ok && id == "" {
			t.Errorf("%q is a token of nobody", token)
		}
		if got, ok := OpenParameters([]byte("0123456789abcdef"), parameters); ok && got == "" {
			t.Errorf("%q holds an empty token", parameters)
		}
		OpenLink([]byte("k"), token)
	})
}
