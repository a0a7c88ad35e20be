package mastersindia

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"strings"
)

// TokenLife is how long a token of the current face lives, in seconds: exp minus orig_iat of the published sample.
const TokenLife = 86_400

// OAuthLife is how long a token of the older face lives, in seconds.
const OAuthLife = 3600

// Claims are what a token of the current face says, in the order of the published sample. Times are Unix seconds.
type Claims struct {
	UserID   int    `json:"user_id"`
	Username string `json:"username"`
	Expires  int64  `json:"exp"`
	Email    string `json:"email"`
	Issued   int64  `json:"orig_iat"`
	ID       string `json:"jti"` // the simulator's own: which session the token is of
}

// Token signs claims as the gateway's tokens are: JWT, HS256.
func Token(c Claims, key []byte) (string, error) {
	payload, err := json.Marshal(c)
	if err != nil {
		return "", err
	}
	b64 := base64.RawURLEncoding
	text := b64.EncodeToString([]byte(`{"typ":"JWT","alg":"HS256"}`)) + "." + b64.EncodeToString(payload)
	return text + "." + b64.EncodeToString(signature(text, key)), nil
}

func signature(text string, key []byte) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(text))
	return h.Sum(nil)
}

// maxToken bounds the text of a token.
const maxToken = 4096

// OpenToken returns the id of the session that a token is of; false when it is no token or was not signed with the key that
// keyOf gives for the id, nil for none.
func OpenToken(token string, keyOf func(id string) []byte) (id string, ok bool) {
	cut := strings.LastIndexByte(token, '.')
	if cut < 0 || len(token) > maxToken {
		return "", false
	}
	_, payload, _ := strings.Cut(token[:cut], ".")
	text, err := base64.RawURLEncoding.DecodeString(payload)
	var c Claims
	if err != nil || json.Unmarshal(text, &c) != nil || c.ID == "" {
		return "", false
	}
	signed, err := base64.RawURLEncoding.DecodeString(token[cut+1:])
	key := keyOf(c.ID)
	if err != nil || key == nil || !hmac.Equal(signed, signature(token[:cut], key)) {
		return "", false
	}
	return c.ID, true
}
