package registrar

import (
	"crypto/sha256"
	"crypto/subtle"
)

// SameSecret compares two secrets in a time that does not tell how much of them agrees.
func SameSecret(a, b string) bool {
	x, y := sha256.Sum256([]byte(a)), sha256.Sum256([]byte(b))
	return subtle.ConstantTimeCompare(x[:], y[:]) == 1
}
