package irn

import (
	"crypto/rsa"
	"crypto/sha256"
	"errors"
	"math/big"
)

// multiPrime signs with an RSA key of more than two primes. Four exponentiations modulo 512 bits take less than half the
// time of two modulo 1024; the signature is the same number for every verifier. The standard library signs with such
// keys as well, but without the remainders that make it fast.
//
// The time it takes depends on the key and the message, which would give a secret key away. It is meant for the key that
// ships in the binary and is public; [NewSigner] uses it for nothing else than keys of that shape.
type multiPrime struct {
	n      *big.Int
	primes []*big.Int
	exp    []*big.Int // private exponent modulo each prime less one
	coeff  []*big.Int // what brings each remainder to modulo n
	size   int        // bytes of a signature
}

// sha256Prefix begins the DER DigestInfo of SHA-256 (RFC 8017, 9.2, note 1).
var sha256Prefix = []byte{0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20}

func newMultiPrime(key *rsa.PrivateKey) *multiPrime {
	m := &multiPrime{n: key.N, size: key.Size()}
	one := big.NewInt(1)
	for _, p := range key.Primes {
		rest := new(big.Int).Div(key.N, p)
		m.primes = append(m.primes, p)
		m.exp = append(m.exp, new(big.Int).Mod(key.D, new(big.Int).Sub(p, one)))
		m.coeff = append(m.coeff, rest.Mul(rest, new(big.Int).ModInverse(rest, p)))
	}
	return m
}

// sign makes the signature of RSASSA-PKCS1-v1_5 with SHA-256 over text.
func (m *multiPrime) sign(text string) ([]byte, error) {
	digest := sha256.Sum256([]byte(text))
	padding := m.size - len(sha256Prefix) - len(digest) - 3
	if padding < 8 {
		return nil, errors.New("the key is too short for SHA-256")
	}
	block := make([]byte, m.size)
	block[1] = 1
	for i := range padding {
		block[2+i] = 0xff
	}
	copy(block[3+padding:], sha256Prefix)
	copy(block[3+padding+len(sha256Prefix):], digest[:])

	message, sum, part := new(big.Int).SetBytes(block), new(big.Int), new(big.Int)
	for i, p := range m.primes {
		part.Mod(message, p)
		part.Exp(part, m.exp[i], p)
		sum.Add(sum, part.Mul(part, m.coeff[i]))
	}
	return sum.Mod(sum, m.n).FillBytes(block), nil
}
