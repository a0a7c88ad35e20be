package seal_test

import (
	"bytes"
	"testing"

	"github.com/irpsim/irpsim/internal/seal"
)

var sizes = []struct {
	name  string
	bytes int
}{{"3KB", 3 << 10}, {"600KB", 600 << 10}}

func BenchmarkSeal(b *testing.B) {
	sek := key(b, exampleSek)
	for _, size := range sizes {
		b.Run(size.name, func(b *testing.B) {
			plain := bytes.Repeat([]byte("x"), size.bytes)
			b.SetBytes(int64(size.bytes))
			b.ReportAllocs()
			for b.Loop() {
				seal.Seal(sek, plain)
			}
		})
	}
}

func BenchmarkOpen(b *testing.B) {
	sek := key(b, exampleSek)
	for _, size := range sizes {
		b.Run(size.name, func(b *testing.B) {
			data := seal.Seal(sek, bytes.Repeat([]byte("x"), size.bytes))
			b.SetBytes(int64(size.bytes))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := seal.Open(sek, data); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkOpenAuth(b *testing.B) {
	k, data := rsaKey(b), rsaVectors(b)["auth"]
	b.ReportAllocs()
	for b.Loop() {
		if _, err := seal.OpenAuth(b.Context(), k, data); err != nil {
			b.Fatal(err)
		}
	}
}
