package diagnose

import (
	"bytes"
	"crypto/rsa"
	"crypto/sha1" // OAEP's default, which clients use by mistake
	"crypto/sha256"
	"crypto/sha512"
	"encoding/binary"
	"fmt"
	"hash"
	"math/big"
	"slices"
)

// maxBlocks bounds how many RSA blocks of one text are opened.
const maxBlocks = 8

// rawRSA is the bare RSA operation: the block as it was padded, size bytes. It is false when the cipher text is a number
// that the key cannot have made. One operation answers for every padding, where the library would need one for each.
// Nothing here runs in constant time: a diagnosis is for people, and its keys are those of a simulator.
func rawRSA(key *rsa.PrivateKey, text []byte) ([]byte, bool) {
	c := new(big.Int).SetBytes(text)
	if c.Cmp(key.N) >= 0 || len(key.Primes) != 2 {
		return nil, false
	}
	p, q := key.Primes[0], key.Primes[1]
	one := big.NewInt(1)
	power := func(prime *big.Int) *big.Int {
		exponent := new(big.Int).Sub(prime, one)
		return new(big.Int).Exp(c, exponent.Mod(key.D, exponent), prime)
	}
	m1, m2 := power(p), power(q)
	inverse := new(big.Int).ModInverse(q, p)
	if inverse == nil {
		return nil, false
	}
	h := new(big.Int).Sub(m1, m2) // Chinese remainders: m = m2 + q·((m1−m2)/q mod p)
	h.Mul(h, inverse).Mod(h, p)
	return h.Mul(h, q).Add(h, m2).FillBytes(make([]byte, key.Size())), true
}

// stripPKCS1 takes PKCS#1 v1.5 padding off: 00 02, at least eight bytes that are not zero, 00.
func stripPKCS1(block []byte) ([]byte, bool) {
	if len(block) < 11 || block[0] != 0 || block[1] != 2 {
		return nil, false
	}
	end := bytes.IndexByte(block[2:], 0)
	if end < 8 {
		return nil, false
	}
	return block[2+end+1:], true
}

// oaepKinds are the forms of OAEP that libraries have: the hash of the label and the one of the mask. Java's default for
// SHA-256 mixes two.
func oaepKinds() []oaepKind {
	return []oaepKind{
		{"SHA-1", sha1.New, sha1.New}, {"SHA-256", sha256.New, sha256.New},
		{"SHA-256, mask SHA-1 (Java's default)", sha256.New, sha1.New},
		{"SHA-512", sha512.New, sha512.New}, {"SHA-384", sha512.New384, sha512.New384},
	}
}

type oaepKind struct {
	name        string
	label, mask func() hash.Hash
}

// stripOAEP takes OAEP padding with an empty label off. A block that passes by chance is out of the question: the hash of
// the label is in it.
func stripOAEP(block []byte) ([]byte, string, bool) {
	for _, kind := range oaepKinds() {
		empty := kind.label().Sum(nil)
		n := len(empty)
		if len(block) < 2*n+2 || block[0] != 0 {
			continue
		}
		seed := masked(block[1:1+n], block[1+n:], kind.mask)
		db := masked(block[1+n:], seed, kind.mask)
		if !bytes.Equal(db[:n], empty) {
			continue
		}
		if rest := bytes.TrimLeft(db[n:], "\x00"); len(rest) > 0 && rest[0] == 1 {
			return rest[1:], kind.name, true
		}
	}
	return nil, "", false
}

// masked returns b under the mask MGF1 makes of seed.
func masked(b, seed []byte, h func() hash.Hash) []byte {
	out := slices.Clone(b)
	for i, done := uint32(0), 0; done < len(out); i++ {
		sum := h()
		sum.Write(seed)
		sum.Write(binary.BigEndian.AppendUint32(nil, i))
		for _, m := range sum.Sum(nil) {
			if done == len(out) {
				break
			}
			out[done] ^= m
			done++
		}
	}
	return out
}

// stripNothing takes text out of a block that was not padded, or filled up with zeros.
func stripNothing(block []byte) ([]byte, bool) {
	text := bytes.Trim(block, "\x00")
	return text, len(text) <= len(block)-2 && ascii(text)
}

// openBlock opens an RSA block in every way clients have been seen to make one. The hits say what is wrong with it; none
// are there when it is right.
func (c *inquiry) openBlock(raw []byte) ([]byte, []hit, bool) {
	k := c.know.Keys
	if text, hits, ok := openUnder(k.Encryption, raw); ok {
		return text, hits, true
	}
	if text, hits, ok := openUnder(k.Signing, raw); ok && (len(hits) > 0 || ascii(text)) {
		h := hit{"rsa-signing-key", Certain, "the private half of the signing key opens it; the encryption key does not"}
		return text, append([]hit{h}, hits...), true
	}
	turned := slices.Clone(raw)
	slices.Reverse(turned)
	if text, hits, ok := openUnder(k.Encryption, turned); ok && (len(hits) > 0 || ascii(text)) {
		h := hit{"rsa-reversed", Certain, "it opens once its 256 bytes are put into the opposite order"}
		return text, append([]hit{h}, hits...), true
	}
	return nil, nil, false
}

// openUnder opens a block under one key, whatever its padding.
func openUnder(key *rsa.PrivateKey, raw []byte) ([]byte, []hit, bool) {
	block, ok := rawRSA(key, raw)
	if !ok {
		return nil, nil, false
	}
	if text, ok := stripPKCS1(block); ok {
		return text, nil, true
	}
	if text, kind, ok := stripOAEP(block); ok {
		return text, []hit{{"rsa-oaep", Certain, fmt.Sprintf("the block has OAEP padding (%s) and holds %s", kind, count(len(text), "byte"))}}, true
	}
	if text, ok := stripNothing(block); ok {
		return text, []hit{{"rsa-no-padding", Certain, fmt.Sprintf("the block is %s of text, filled up with zeros", count(len(text), "byte"))}}, true
	}
	return nil, nil, false
}

// openRSA opens RSA cipher text whose length may be wrong too.
func (c *inquiry) openRSA(raw []byte) ([]byte, []hit, bool) {
	size := c.know.Keys.Encryption.Size()
	n := len(raw)
	integer := func(block []byte) ([]byte, []hit, bool) {
		text, hits, ok := c.openBlock(block)
		h := hit{"rsa-integer-bytes", Certain, fmt.Sprintf("%d bytes; it opens as a number of %d", n, size)}
		return text, append([]hit{h}, hits...), ok
	}
	switch {
	case n == size:
		return c.openBlock(raw)
	case n == size+1 && raw[0] == 0:
		return integer(raw[1:])
	case n < size && n >= size-4:
		return integer(append(make([]byte, size-n), raw...))
	case n > size && n%size == 0 && n/size <= maxBlocks:
		return c.openBlocks(raw, size)
	}
	return nil, nil, false
}

// openBlocks opens a text that was cut into pieces, each sealed for itself.
func (c *inquiry) openBlocks(raw []byte, size int) ([]byte, []hit, bool) {
	var text []byte
	hits := []hit{{"rsa-several-blocks", Certain, fmt.Sprintf("%d blocks of %d bytes, each of which opens", len(raw)/size, size)}}
	for i, block := range slices.Collect(slices.Chunk(raw, size)) {
		piece, inner, ok := openUnder(c.know.Keys.Encryption, block)
		if !ok {
			return nil, nil, false
		}
		if i == 0 {
			hits = append(hits, inner...)
		}
		text = append(text, piece...)
	}
	return text, hits, true
}
