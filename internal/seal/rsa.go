package seal

import (
	"context"
	"crypto/rsa"
	"encoding/base64"
	"errors"
	"fmt"
	"io"

	"github.com/irpsim/irpsim/internal/turn"
)

var (
	// ErrRSA means that the text is not base64 or that the private key does not open it.
	ErrRSA = errors.New("not base64 of RSA PKCS#1 v1.5 cipher text made with this portal's public key")
	// ErrInner means that the RSA layer opened and the text inside is not base64: clients that encrypt the bare JSON.
	ErrInner = errors.New("the text inside the RSA layer is not base64; encode the JSON in base64 before encrypting it")
	// ErrTooLong means that a login does not fit in one RSA block.
	ErrTooLong = errors.New("too long for one RSA block")
)

// overhead is what PKCS#1 v1.5 takes of a block.
const overhead = 11

// OpenAuth opens the Data of a v1.04 login and returns the JSON text inside: base64 of RSA of base64 of JSON. Whether
// that text is JSON is for the caller to see. The error is ErrRSA or ErrInner, or that of ctx as in [OpenRSA].
func OpenAuth(ctx context.Context, key *rsa.PrivateKey, data string) ([]byte, error) {
	inner, err := OpenRSA(ctx, key, data)
	if err != nil {
		return nil, err
	}
	text, err := fromBase64(string(inner))
	if err != nil {
		return nil, ErrInner
	}
	return text, nil
}

// SealAuth makes the Data of a v1.04 login from its JSON text, of which a 2048-bit key takes 183 bytes; the error for more
// is ErrTooLong. For rand see [SealRSA].
func SealAuth(rand io.Reader, pub *rsa.PublicKey, json []byte) (string, error) {
	room := (pub.Size() - overhead) / 4 * 3
	if len(json) > room {
		return "", fmt.Errorf("login of %d bytes of JSON, at most %d fit: %w; use a shorter user name or password", len(json), room, ErrTooLong)
	}
	return SealRSA(rand, pub, []byte(base64.StdEncoding.EncodeToString(json)))
}

// OpenRSA opens one field of a v1.03 login, Password or AppKey: base64 of RSA of the bare bytes. The error is ErrRSA,
// or that of ctx when it ended before the processor was free for it.
func OpenRSA(ctx context.Context, key *rsa.PrivateKey, data string) ([]byte, error) {
	if len(data) > 4*key.Size() { // twice what base64 needs: room for line breaks, bounded all the same
		return nil, ErrRSA
	}
	text, err := fromBase64(data)
	if err != nil || len(text) != key.Size() {
		return nil, ErrRSA
	}
	done, err := turn.Take(ctx)
	defer done()
	if err != nil {
		return nil, err
	}
	plain, err := key.Decrypt(nil, text, nil) // nil options mean PKCS#1 v1.5
	if err != nil {
		return nil, ErrRSA
	}
	return plain, nil
}

// SealRSA makes one field of a v1.03 login from its bare bytes, 245 at most for a 2048-bit key; the error for more is
// ErrTooLong. Since Go 1.26 the padding is drawn from the system's source whatever rand is; toolchains built with
// boringcrypto insist on crypto/rand's own Reader.
func SealRSA(rand io.Reader, pub *rsa.PublicKey, plain []byte) (string, error) {
	if room := pub.Size() - overhead; len(plain) > room {
		return "", fmt.Errorf("%d bytes, at most %d fit: %w", len(plain), room, ErrTooLong)
	}
	// The portal's wire fixes this padding. The reasons against it (an oracle for a recorded login) do not bear on a
	// simulator with public test keys.
	text, err := rsa.EncryptPKCS1v15(rand, pub, plain) //lint:ignore SA1019 the protocol has no other padding
	if err != nil {
		return "", fmt.Errorf("RSA encryption: %w", err)
	}
	return base64.StdEncoding.EncodeToString(text), nil
}
