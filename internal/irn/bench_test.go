package irn_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/irpsim/irpsim/einv"
	"github.com/irpsim/irpsim/internal/irn"
	"github.com/irpsim/irpsim/internal/keys"
)

// document is testdata/full.json with n items.
func document(b *testing.B, n int) *einv.Invoice {
	b.Helper()
	inv, _ := decode(b, read(b, "testdata/full.json"))
	inv.ItemList = slices.Repeat(inv.ItemList[:1], n)
	return inv
}

func BenchmarkInvoiceText(b *testing.B) {
	at := ist(2026, time.November, 22, 12, 31, 7)
	for _, n := range []int{1, 10, 1000} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			inv := document(b, n)
			b.SetBytes(int64(len(irn.InvoiceText(1, at, sampleIRN, inv))))
			b.ReportAllocs()
			for b.Loop() {
				irn.InvoiceText(112610000000123, at, sampleIRN, inv)
			}
		})
	}
}

func BenchmarkSign(b *testing.B) {
	signer := irn.NewSigner(testKey(b))
	at := ist(2026, time.November, 22, 12, 31, 7)
	texts := map[string][]byte{"qr": irn.QRText(sampleIRN, at, document(b, 1))}
	for _, n := range []int{1, 10, 1000} {
		texts[strconv.Itoa(n)] = irn.InvoiceText(112610000000123, at, sampleIRN, document(b, n))
	}
	for _, name := range []string{"qr", "1", "10", "1000"} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := signer.Sign(b.Context(), issuer, texts[name]); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkOf(b *testing.B) {
	day, now := ist(2026, time.November, 20, 0, 0, 0), ist(2026, time.November, 22, 12, 31, 7)
	b.ReportAllocs()
	for b.Loop() {
		irn.Of("29AAACQ3770E000", "INV", "SIM/26-27/0001", day, now)
	}
}

func BenchmarkVerify(b *testing.B) {
	key, _ := testKey(b)
	token := string(read(b, "testdata/token.txt"))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := irn.Verify(token, &key.PublicKey); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkFastSign is the signing key of --fast-keys beside the ordinary one.
func BenchmarkFastSign(b *testing.B) {
	set, err := keys.Fast()
	if err != nil {
		b.Fatal(err)
	}
	ordinary, err := keys.Default()
	if err != nil {
		b.Fatal(err)
	}
	text := []byte(strings.Repeat("x", 400))
	for _, s := range []struct {
		name   string
		signer *irn.Signer
	}{{"two primes", irn.NewSigner(ordinary.Signing, ordinary.SigningCert)}, {"four primes", irn.NewSigner(set.Signing, set.SigningCert)}} {
		b.Run(s.name, func(b *testing.B) {
			for b.Loop() {
				if _, err := s.signer.Sign(b.Context(), issuer, text); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
