// Package chance is the source of everything the simulator draws: tokens, session keys, numbers, dice. It is the only
// place of the program that touches a random generator.
//
// Without a seed a [Source] is the operating system's secure one. With a seed it is a reproducible ChaCha8 stream, one
// for each label, so that what one world draws does not depend on what another one did.
package chance

import (
	crand "crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"math/rand/v2"
	"sync"
)

// Alphabets for [Source.Text].
const (
	Digits       = "0123456789"
	Alphanumeric = Digits + "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz" // AuthToken is 25 of these
)

// Source draws; it is safe for concurrent use. Make one with [New]. It is an [io.Reader] and never fails.
type Source struct {
	mu     sync.Mutex
	stream *rand.ChaCha8 // nil: the operating system's source
}

// New returns the secure source when seed is nil, else the stream that belongs to seed and label: the same two give the
// same draws in every run.
func New(seed *uint64, label string) *Source {
	if seed == nil {
		return &Source{}
	}
	// The fixed part keeps this stream apart from any other use of the same seed.
	text := binary.BigEndian.AppendUint64([]byte("irpsim chance 1\x00"), *seed)
	return &Source{stream: rand.NewChaCha8(sha256.Sum256(append(text, label...)))}
}

// Seeded tells whether the draws can be repeated.
func (s *Source) Seeded() bool { return s.stream != nil }

// Read fills p. The error is always nil.
func (s *Source) Read(p []byte) (int, error) {
	if s.stream == nil {
		return crand.Read(p) // cannot fail since Go 1.24
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.stream.Read(p)
}

// Bytes returns n fresh bytes.
func (s *Source) Bytes(n int) []byte {
	p := make([]byte, n)
	s.fill(p)
	return p
}

// Uint64 makes a Source a source of math/rand/v2. All draws go through Read: a ChaCha8 stream that is both read and asked
// for numbers leaves open which comes first.
func (s *Source) Uint64() uint64 {
	var p [8]byte
	s.fill(p[:])
	return binary.LittleEndian.Uint64(p[:])
}

// IntN returns a number in [0, n), each equally likely; 0 when n is 1 or less.
func (s *Source) IntN(n int) int {
	if n <= 1 {
		return 0
	}
	return rand.New(s).IntN(n)
}

// Int64N returns a number in [0, n), each equally likely; 0 when n is 1 or less.
func (s *Source) Int64N(n int64) int64 {
	if n <= 1 {
		return 0
	}
	return rand.New(s).Int64N(n)
}

// Float64 returns a number in [0, 1).
func (s *Source) Float64() float64 { return rand.New(s).Float64() }

// Text returns n characters of alphabet, each equally likely at each place. The alphabet has 1 to 256 single-byte
// characters; an empty one gives "".
func (s *Source) Text(n int, alphabet string) string {
	if n <= 0 || alphabet == "" || len(alphabet) > 256 {
		return ""
	}
	// Bytes at or above the largest multiple of the alphabet's size are drawn again: a plain remainder would favour the
	// characters at its front.
	fair := 256 - 256%len(alphabet)
	text := make([]byte, 0, n)
	for len(text) < n {
		for _, b := range s.Bytes(n - len(text)) {
			if int(b) < fair {
				text = append(text, alphabet[int(b)%len(alphabet)])
			}
		}
	}
	return string(text)
}

func (s *Source) fill(p []byte) {
	_, _ = s.Read(p) // Read has no error to report
}
