// Command fill puts made-up invoices into the store file of a simulator that does not run, to measure how it works when
// there are many: fill FILE COUNT. They have the size of real ones and no signature that holds, so they are good for
// nothing else.
package main

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"os"
	"strconv"
	"time"

	"github.com/irpsim/irpsim/internal/clock"
	"github.com/irpsim/irpsim/internal/store"
	"github.com/irpsim/irpsim/internal/world"
)

const (
	step     = 500     // invoices of one transaction
	told     = 100_000 // a line of progress after so many
	supplier = "29ZZZCS0001A1ZI"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "fill:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != 2 {
		return fmt.Errorf("give the store file, of a simulator that has run once, and how many invoices")
	}
	count, err := strconv.Atoi(args[1])
	if err != nil || count < 1 {
		return fmt.Errorf("%q is no count; give a whole number above 0", args[1])
	}
	db, err := store.Open(args[0], store.Options{})
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	at := clock.Wall()
	for from := 0; from < count; from += step {
		err := db.Update(context.Background(), func(tx *store.Tx) error {
			for i := from; i < min(from+step, count); i++ {
				if _, err := tx.Register(world.DefaultCredentials().ClientID, invoice(i, at)); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		if (from+step)%told == 0 {
			fmt.Fprintf(os.Stderr, "%d of %d\n", from+step, count)
		}
	}
	return nil
}

// invoice makes the n-th one, with texts as hard to compress as signatures.
func invoice(n int, at time.Time) *store.Invoice {
	no := fmt.Sprintf("FILL/%d", n)
	sum := sha256.Sum256([]byte(no))
	text := func(size int) string {
		b := make([]byte, size)
		for i := 0; i < size; i += len(sum) {
			sum = sha256.Sum256(sum[:])
			copy(b[i:], sum[:])
		}
		return base64.RawURLEncoding.EncodeToString(b)
	}
	token := func(size int) string { return text(90) + "." + text(size) + "." + text(256) }
	return &store.Invoice{
		Irn: hex.EncodeToString(sum[:]), AckNo: 100_000_000_000_000 + int64(n), AckDt: at, Supplier: supplier, Generator: supplier,
		Buyer: "27ZZZCB0002B1Z0", SupTyp: "B2B", DocTyp: "INV", DocNo: no, DocDt: at.Format("02/01/2006"), TotInvVal: "1239.00",
		SignedInvoice: token(2400), SignedQRCode: token(500), Payload: []byte(`{"Fill":"` + text(1000) + `"}`), State: store.State{Status: store.Active},
	}
}
