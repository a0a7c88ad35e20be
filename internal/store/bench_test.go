package store_test

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/irpsim/irpsim/internal/store"
)

// benchInvoice has the size of a registered invoice of one item: 2.3 KB sent, tokens of 4.6 and 1.4 KB.
func benchInvoice(n int) *store.Invoice {
	inv := invoice(n)
	noise := func(size int) string { // hardly compressible, different for each n
		var b strings.Builder
		for i := 0; b.Len() < size; i++ {
			sum := sha256.Sum256(fmt.Appendf(nil, "%d %d", n, i))
			b.WriteString(hex.EncodeToString(sum[:]))
		}
		return b.String()[:size]
	}
	part := base64.RawURLEncoding.EncodeToString
	token := func(size int) string {
		return part([]byte(noise(120))) + "." + part([]byte(noise(size))) + "." + part([]byte(noise(256)))
	}
	inv.SignedInvoice, inv.SignedQRCode, inv.Payload = token(3000), token(600), []byte(noise(2300))
	return inv
}

// prefill registers n invoices in large transactions, and returns the bytes they had before they were stored.
func prefill(b *testing.B, db *store.DB, n int) (raw int64) {
	b.Helper()
	const step = 500
	for from := 0; from < n; from += step {
		err := db.Update(bg, func(tx *store.Tx) error {
			for i := from; i < min(from+step, n); i++ {
				inv := benchInvoice(i)
				raw += int64(len(inv.SignedInvoice) + len(inv.SignedQRCode) + len(inv.Payload) + 32)
				if _, err := tx.Register(world, inv); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	return raw
}

// sizes are the numbers of invoices that a benchmark starts from; filling the larger one takes seconds.
func sizes(o store.Options) []int {
	if testing.Short() || o.Ephemeral {
		return []int{0}
	}
	return []int{0, 100_000}
}

func BenchmarkRegister(b *testing.B) {
	outer := b
	for _, o := range []store.Options{{}, {Ephemeral: true}} {
		for _, stored := range sizes(o) {
			var db *store.DB // for all three, filled by the first that runs
			var next atomic.Int64
			for _, writers := range []int{1, 16, 64} {
				b.Run(fmt.Sprintf("%s/stored=%d/writers=%d", kind(o), stored, writers), func(b *testing.B) {
					if db == nil {
						db = openTest(outer, o)
						prefill(b, db, stored)
						next.Store(int64(stored))
					}
					benchmarkRegister(b, db, writers, &next)
				})
			}
		}
	}
}

func kind(o store.Options) string {
	if o.Ephemeral {
		return "ephemeral"
	}
	return "fsync"
}

func benchmarkRegister(b *testing.B, db *store.DB, writers int, next *atomic.Int64) {
	before := db.Stats().Commits
	invoices := make([]*store.Invoice, b.N)
	for i := range invoices {
		invoices[i] = benchInvoice(int(next.Add(1)))
	}
	b.ReportAllocs()
	b.ResetTimer()
	var at atomic.Int64
	var wg sync.WaitGroup
	for range writers {
		wg.Go(func() {
			for {
				i := int(at.Add(1)) - 1
				if i >= b.N {
					return
				}
				if existing, err := register(db, invoices[i]); existing != nil || err != nil {
					b.Errorf("register: %v, %v", existing, err)
					return
				}
			}
		})
	}
	wg.Wait()
	b.StopTimer()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "irn/s")
	b.ReportMetric(float64(db.Stats().Commits-before)/float64(b.N), "commits/op")
}

func BenchmarkInvoice(b *testing.B) {
	for _, stored := range sizes(store.Options{}) {
		stored = max(stored, 1)
		b.Run(fmt.Sprintf("stored=%d", stored), func(b *testing.B) {
			db := openTest(b, store.Options{Ephemeral: true})
			raw := prefill(b, db, stored)
			b.ReportAllocs()
			b.ResetTimer()
			for i := 0; b.Loop(); i++ {
				irn := invoice((i * 7919) % stored).Irn
				err := db.View(func(tx *store.Tx) error {
					if _, ok, err := tx.Invoice(world, irn); !ok || err != nil {
						b.Errorf("Invoice(%s) = %v, %v", irn, ok, err)
					}
					return nil
				})
				if err != nil {
					b.Fatal(err)
				}
			}
			b.StopTimer()
			b.ReportMetric(float64(db.Stats().FileBytes)/float64(raw), "file/raw")
		})
	}
}
