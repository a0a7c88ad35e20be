package diagnose

import (
	"encoding/base64"
	"fmt"
	"strings"

	"github.com/irpsim/irpsim/internal/seal"
)

// judgeAppKey looks at the member AppKey of a login. No hit means that it is right. It says how the text looks, never what
// it is.
func judgeAppKey(text string) []hit {
	if _, err := seal.ParseAppKey(text); err == nil {
		return nil
	}
	if len(text) > 4096 {
		return one("appkey-not-base64", Certain, fmt.Sprintf("the AppKey has %s", count(len(text), "character")))
	}
	if h, ok := appKeyByShape(text); ok {
		return []hit{h}
	}
	raw, err := decode(text)
	if err == nil {
		return []hit{appKeyByLength(text, raw)}
	}
	bare := strings.TrimRight(strings.TrimSpace(text), "=")
	for _, encoding := range []*base64.Encoding{base64.RawURLEncoding, base64.RawStdEncoding} {
		if raw, err := encoding.DecodeString(bare); err == nil && keySize(len(raw)) {
			return one("appkey-base64-url", Certain, fmt.Sprintf("the AppKey is %s of Base64 in the URL-safe alphabet or without its =", count(len(text), "character")))
		}
	}
	if u, h, ok := unwrap(strings.TrimSpace(text)); ok {
		h.evidence = "the AppKey: " + h.evidence
		if u.raw == nil && len(judgeAppKey(u.text)) > 0 && h.id != "bytes-printed" {
			h.sure = Likely
		}
		return []hit{h}
	}
	if h, ok := lost(strings.TrimSpace(text)); ok {
		h.evidence = "the AppKey: " + h.evidence
		return []hit{h}
	}
	if keySize(len(text)) {
		return one("appkey-characters", Certain, fmt.Sprintf("the AppKey is %s, and not of Base64", count(len(text), "character")))
	}
	return one("appkey-not-base64", Certain, fmt.Sprintf("the AppKey is %s, and not of Base64", count(len(text), "character")))
}

func one(id string, sure Confidence, evidence string) []hit { return []hit{{id, sure, evidence}} }

// appKeyByShape knows keys by how their text looks, before it is taken for Base64.
func appKeyByShape(text string) (hit, bool) {
	t := strings.TrimSpace(text)
	switch _, isHex := hexText(t); {
	case len(t) == 36 && isUUID(t):
		return hit{"appkey-characters", Certain, "the AppKey is a UUID of 36 characters"}, true
	case isHex && len(t) == 32:
		return hit{"appkey-characters", Likely, "the AppKey is 32 hexadecimal digits: a UUID without dashes, or 16 bytes in hex"}, true
	case isHex:
		return hit{"appkey-hex", Certain, fmt.Sprintf("the AppKey is %s, all of them hexadecimal digits", count(len(t), "character"))}, true
	}
	return hit{}, false
}

func isUUID(s string) bool {
	return s[8] == '-' && s[13] == '-' && s[18] == '-' && s[23] == '-' && strings.Trim(s, "-0123456789abcdefABCDEF") == ""
}

// appKeyByLength explains a key that is Base64, but not of 16 or 32 bytes.
func appKeyByLength(text string, raw []byte) hit {
	inner := strings.TrimSpace(string(raw))
	if _, err := seal.ParseAppKey(inner); err == nil && ascii(raw) {
		return hit{"appkey-base64-twice", Certain, fmt.Sprintf("under the Base64 of the AppKey there is Base64 again, of %s", count(len(inner), "character"))}
	}
	if _, ok := hexText(inner); ok && ascii(raw) {
		return hit{"appkey-hex", Certain, fmt.Sprintf("under the Base64 of the AppKey there are %d hexadecimal digits", len(inner))}
	}
	if keySize(len(text)) {
		return hit{"appkey-characters", Likely, fmt.Sprintf("the AppKey is %d characters; read as Base64 they are no more than %d bytes", len(text), len(raw))}
	}
	return hit{"appkey-length", Certain, fmt.Sprintf("the AppKey is Base64 of %s", count(len(raw), "byte"))}
}
