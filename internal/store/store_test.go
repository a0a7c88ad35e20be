package store_test

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/irpsim/irpsim/internal/clock"
	"github.com/irpsim/irpsim/internal/store"
)

const world = "IRPSIM29TXP0001"

// bg is for code that has no test to take a context from.
var bg = context.Background()

var registered = time.Date(2026, time.April, 1, 10, 30, 15, 123456789, clock.IST)

// openTest opens a durable store with one world; it is checked and closed when the test ends.
func openTest(tb testing.TB, o store.Options) *store.DB {
	tb.Helper()
	db, err := store.Open(filepath.Join(tb.TempDir(), "test.db"), o)
	if err != nil {
		tb.Fatalf("Open: %v", err)
	}
	tb.Cleanup(func() {
		checked(tb, db)
		if err := db.Close(); err != nil {
			tb.Errorf("Close: %v", err)
		}
	})
	update(tb, db, func(tx *store.Tx) error { return tx.PutWorld(world, []byte(`{}`)) })
	return db
}

func checked(tb testing.TB, db *store.DB) {
	tb.Helper()
	if err := db.Check(); err != nil {
		tb.Errorf("Check: %v", err)
	}
}

func update(tb testing.TB, db *store.DB, fn func(*store.Tx) error) {
	tb.Helper()
	if err := db.Update(context.Background(), fn); err != nil {
		tb.Errorf("Update: %v", err)
	}
}

func view(tb testing.TB, db *store.DB, fn func(*store.Tx)) {
	tb.Helper()
	err := db.View(func(tx *store.Tx) error {
		fn(tx)
		return nil
	})
	if err != nil {
		tb.Errorf("View: %v", err)
	}
}

func irnOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

func tokenOf(text string) string {
	part := base64.RawURLEncoding.EncodeToString
	return part([]byte(`{"alg":"RS256"}`)) + "." + part([]byte(text)) + "." + part(make([]byte, 256))
}

func invoice(n int) *store.Invoice {
	doc := fmt.Sprintf("DOC/%d", n)
	return &store.Invoice{
		Irn:           irnOf(doc),
		AckNo:         112610000000000 + int64(n),
		AckDt:         registered,
		Supplier:      "29ZZZCS0001A1ZI",
		Generator:     "29ZZZCT0011T1CN",
		Buyer:         "27ZZZCB0002B1Z0",
		SupTyp:        "B2B",
		DocTyp:        "INV",
		DocNo:         doc,
		DocDt:         "01/04/2026",
		TotInvVal:     "1239.00",
		SignedInvoice: tokenOf("invoice " + doc),
		SignedQRCode:  tokenOf("qr " + doc),
		Payload:       []byte(`{"Version":"1.1","DocNo":"` + doc + `"}`),
		State:         store.State{Status: store.Active},
	}
}

func register(db *store.DB, inv *store.Invoice) (existing *store.Invoice, err error) {
	err = db.Update(context.Background(), func(tx *store.Tx) error {
		existing, err = tx.Register(world, inv)
		return err
	})
	return existing, err
}

func TestInvoiceComesBackAsItWas(t *testing.T) {
	t.Parallel()
	db := openTest(t, store.Options{})
	plain := invoice(1)
	odd := invoice(2)
	odd.SignedInvoice, odd.SignedQRCode = "not.a.token!", ""
	odd.State = store.State{Status: store.Cancelled, CancelledAt: registered.Add(time.Hour), CnlRsn: "1", CnlRem: "₹ wrong"}
	odd.Payload = []byte{}
	odd.AckDt = time.Time{}
	for _, inv := range []*store.Invoice{plain, odd} {
		if existing, err := register(db, inv); existing != nil || err != nil {
			t.Fatalf("Register(%s) = %v, %v", inv.DocNo, existing, err)
		}
	}
	view(t, db, func(tx *store.Tx) {
		for i, want := range []*store.Invoice{plain, odd} {
			for _, irn := range []string{want.Irn, strings.ToUpper(want.Irn)} {
				got, ok, err := tx.Invoice(world, irn)
				if !ok || err != nil {
					t.Errorf("Invoice(%s) = %v, %v", irn, ok, err)
					continue
				}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("Invoice(%s) (-want +got):\n%s", irn, diff)
				}
				if got.Seq != uint64(i+1) {
					t.Errorf("Seq = %d, want %d", got.Seq, i+1)
				}
			}
		}
		if got := tx.Counter(world, store.CounterAckNo); got != 10000000002 {
			t.Errorf("AckNo counter = %d, want the last eleven digits of the highest", got)
		}
	})
}

func TestRegisterRefuses(t *testing.T) {
	t.Parallel()
	db := openTest(t, store.Options{})
	first := invoice(1)
	if _, err := register(db, first); err != nil {
		t.Fatal(err)
	}
	again := invoice(1)
	again.AckNo += 99
	existing, err := register(db, again)
	if err != nil || existing == nil || existing.AckNo != first.AckNo {
		t.Errorf("second Register = %+v, %v; want the invoice with AckNo %d", existing, err, first.AckNo)
	}
	for _, irn := range []string{"", "abc", strings.Repeat("g", 64), strings.Repeat("a", 66)} {
		bad := invoice(2)
		bad.Irn = irn
		if _, err := register(db, bad); err == nil {
			t.Errorf("Register accepted the IRN %q", irn)
		}
		view(t, db, func(tx *store.Tx) {
			if _, ok, err := tx.Invoice(world, irn); ok || err != nil {
				t.Errorf("Invoice(%q) = %v, %v; want not found", irn, ok, err)
			}
		})
	}
	err = db.Update(t.Context(), func(tx *store.Tx) error {
		_, err := tx.Register("nobody", invoice(3))
		return err
	})
	if !errors.Is(err, store.ErrNoWorld) {
		t.Errorf("Register in a missing world: %v, want ErrNoWorld", err)
	}
	view(t, db, func(tx *store.Tx) {
		if got := tx.InvoiceCount(world); got != 1 {
			t.Errorf("InvoiceCount = %d, want 1", got)
		}
		if got := tx.Counter(world, store.CounterAckNo); got != 10000000001 {
			t.Errorf("AckNo counter = %d; a refused registration raised it", got)
		}
	})
}

func TestStates(t *testing.T) {
	t.Parallel()
	db := openTest(t, store.Options{})
	for n := range 3 {
		if _, err := register(db, invoice(n)); err != nil {
			t.Fatal(err)
		}
	}
	cancelled := store.State{Status: store.Cancelled, CancelledAt: registered.Add(time.Minute), CnlRsn: "2", CnlRem: "typo"}
	update(t, db, func(tx *store.Tx) error { return tx.SetState(world, 2, cancelled) })
	if err := db.Update(t.Context(), func(tx *store.Tx) error { return tx.SetState(world, 9, cancelled) }); err == nil {
		t.Error("SetState of an invoice that does not exist was accepted")
	}
	view(t, db, func(tx *store.Tx) {
		got, ok, err := tx.InvoiceAt(world, 2)
		if !ok || err != nil || got.State != cancelled {
			t.Errorf("InvoiceAt(2) = %+v, %v, %v; want state %+v", got, ok, err, cancelled)
		}
		if _, ok, err := tx.InvoiceAt(world, 9); ok || err != nil {
			t.Errorf("InvoiceAt(9) = %v, %v; want not found", ok, err)
		}
		var changed []uint64
		err = tx.EachState(world, func(seq uint64, s store.State) bool {
			changed = append(changed, seq)
			return s == cancelled
		})
		if err != nil || len(changed) != 1 || changed[0] != 2 {
			t.Errorf("EachState visited %v, %v; want only 2", changed, err)
		}
	})
}

func TestEachInvoice(t *testing.T) {
	t.Parallel()
	db := openTest(t, store.Options{Ephemeral: true})
	for n := range 10 {
		if _, err := register(db, invoice(n)); err != nil {
			t.Fatal(err)
		}
	}
	tests := []struct {
		before uint64
		limit  int
		want   []uint64
	}{
		{0, 3, []uint64{10, 9, 8}},
		{8, 3, []uint64{7, 6, 5}},
		{2, 3, []uint64{1}},
		{1, 3, nil},
		{99, 1, []uint64{10}},
	}
	for _, tt := range tests {
		var got []uint64
		view(t, db, func(tx *store.Tx) {
			err := tx.EachInvoice(world, tt.before, func(inv *store.Invoice) bool {
				got = append(got, inv.Seq)
				return len(got) < tt.limit
			})
			if err != nil {
				t.Error(err)
			}
		})
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("EachInvoice(before %d, %d of them) (-want +got):\n%s", tt.before, tt.limit, diff)
		}
	}
}

func TestClearInvoices(t *testing.T) {
	t.Parallel()
	db := openTest(t, store.Options{})
	for n := range 5 {
		if _, err := register(db, invoice(n)); err != nil {
			t.Fatal(err)
		}
	}
	update(t, db, func(tx *store.Tx) error { return tx.SetState(world, 1, store.State{Status: store.Rejected}) })
	for range 2 { // clearing what is empty is fine
		update(t, db, func(tx *store.Tx) error { return tx.ClearInvoices(world) })
	}
	view(t, db, func(tx *store.Tx) {
		if got := tx.InvoiceCount(world); got != 0 {
			t.Errorf("InvoiceCount = %d, want 0", got)
		}
		if err := tx.EachState(world, func(uint64, store.State) bool { t.Error("a state is left"); return true }); err != nil {
			t.Error(err)
		}
	})
	again := invoice(0)
	if existing, err := register(db, again); existing != nil || err != nil || again.Seq != 6 {
		t.Errorf("Register after clearing = %v, %v with number %d; want a new one with number 6", existing, err, again.Seq)
	}
	view(t, db, func(tx *store.Tx) {
		if got := tx.Counter(world, store.CounterAckNo); got != 10000000004 {
			t.Errorf("AckNo counter = %d, want it unchanged by clearing", got)
		}
		if got := tx.InvoiceCount(world); got != 1 {
			t.Errorf("InvoiceCount = %d, want 1", got)
		}
	})
}
