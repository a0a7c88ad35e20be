package store_test

import (
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/irpsim/irpsim/internal/clock"
	"github.com/irpsim/irpsim/internal/store"
)

// picture is everything that can be read of a world and that a snapshot brings back, from the store's own lists and
// through every index.
type picture struct {
	Invoices []store.Invoice
	States   map[uint64]store.State
	EWBs     []store.EWB
	Records  map[string]string
}

func pictureOf(tb testing.TB, db *store.DB, world string) (p picture) {
	tb.Helper()
	p.States, p.Records = map[uint64]store.State{}, map[string]string{}
	view(tb, db, func(tx *store.Tx) {
		fail := func(err error) {
			if err != nil {
				tb.Error(err)
			}
		}
		fail(tx.EachInvoice(world, 0, func(i *store.Invoice) bool {
			p.Invoices = append(p.Invoices, *i)
			byIRN, ok, err := tx.InvoiceOf(world, i.Portal, i.Irn)
			if err != nil || !ok || byIRN.Seq != i.Seq {
				tb.Errorf("invoice %d is not found by its IRN: %v, %v", i.Seq, byIRN, err)
			}
			if at, ok, err := tx.InvoiceAt(world, i.Seq); err != nil || !ok || at.Irn != i.Irn {
				tb.Errorf("invoice %d is not found by its number: %v, %v", i.Seq, at, err)
			}
			return true
		}))
		fail(tx.EachState(world, func(seq uint64, s store.State) bool { p.States[seq] = s; return true }))
		fail(tx.EachEWB(world, func(e *store.EWB) bool {
			p.EWBs = append(p.EWBs, *e)
			if of, ok, err := tx.EWBOfDocument(world, e.Supplier, e.DocTyp, e.DocNo); err != nil || !ok {
				tb.Errorf("bill %d is not found by its document: %v, %v", e.No, of, err)
			}
			return true
		}))
		for _, kind := range store.Kinds() {
			fail(tx.Each(world, kind, func(key string, value []byte) error {
				p.Records[string(kind)+"/"+key] = string(value)
				return nil
			}))
		}
		if got := tx.InvoiceCount(world); got != len(p.Invoices) {
			tb.Errorf("InvoiceCount = %d, but there are %d", got, len(p.Invoices))
		}
	})
	return p
}

// sameDocuments compares two worlds whose sequence numbers may differ.
func sameDocuments(tb testing.TB, what string, want, got picture) {
	tb.Helper()
	for _, p := range []*picture{&want, &got} {
		p.Invoices, p.EWBs, p.States = slices.Clone(p.Invoices), slices.Clone(p.EWBs), nil
		for i := range p.Invoices {
			p.Invoices[i].Seq = 0
		}
		for i := range p.EWBs {
			p.EWBs[i].Seq = 0
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		tb.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func save(tb testing.TB, db *store.DB, name string) {
	tb.Helper()
	update(tb, db, func(tx *store.Tx) error { return tx.SaveSnapshot(world, name, []byte("about "+name)) })
}

func restore(tb testing.TB, db *store.DB, name string) {
	tb.Helper()
	update(tb, db, func(tx *store.Tx) error {
		about, ok, err := tx.RestoreSnapshot(world, name)
		if err == nil && (!ok || string(about) != "about "+name) {
			return fmt.Errorf("RestoreSnapshot(%s) = %q, %v", name, about, ok)
		}
		return err
	})
}

// act changes a world at random; n makes what they write unlike anything before.
func act(t *rapid.T, tb testing.TB, db *store.DB, n int, numbers map[int64]bool) {
	update(tb, db, func(tx *store.Tx) error {
		switch rapid.SampledFrom([]string{"register", "register", "portal", "cancel", "bill", "user", "session"}).Draw(t, "act") {
		case "register", "portal":
			inv := invoice(rapid.IntRange(0, 12).Draw(t, "document"))
			inv.AckNo = 112600000000000 + tx.Counter(world, store.CounterAckNo) + 1
			if rapid.Bool().Draw(t, "other portal") {
				inv.Portal = "2"
			}
			existing, err := tx.Register(world, inv)
			if existing == nil && err == nil {
				if numbers[inv.AckNo] {
					return fmt.Errorf("AckNo %d is given twice", inv.AckNo)
				}
				numbers[inv.AckNo] = true
			}
			return err
		case "cancel":
			var target *store.Invoice
			err := tx.EachInvoice(world, uint64(n), func(i *store.Invoice) bool { target = i; return false })
			if err != nil || target == nil {
				return err
			}
			return tx.SetState(world, target.Seq, store.State{Status: store.Cancelled, CnlRsn: "1", EwbNo: target.State.EwbNo})
		case "bill":
			var target *store.Invoice
			if err := tx.EachInvoice(world, 0, func(i *store.Invoice) bool { target = i; return i.Seq%3 != 0 }); err != nil || target == nil {
				return err
			}
			bill := waybill(tx.Counter(world, store.CounterEwbNo)+1, target.DocNo)
			bill.Seq, bill.Irn = target.Seq, target.Irn
			if err := tx.PutEWB(world, bill); err != nil {
				return err
			}
			return tx.SetState(world, target.Seq, store.State{Status: store.Cancelled, CancelledAt: registered.Add(time.Duration(n)), EwbNo: bill.No})
		case "user":
			return tx.Put(world, store.Users, fmt.Sprintf("u%d", n%5), []byte(fmt.Sprint(n)))
		default:
			if n%2 == 0 {
				return tx.Clear(world, store.Sessions)
			}
			return tx.Put(world, store.Sessions, fmt.Sprint(n), nil)
		}
	})
}

// Whatever happens to a world between them, a snapshot brings back what was read when it was taken, and the store stays sound.
func TestSnapshotsBringBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		db, err := store.Open("", store.Options{Ephemeral: true})
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = db.Close() }()
		update(t, db, func(tx *store.Tx) error { return tx.PutWorld(world, []byte(`{}`)) })
		kept, numbers := map[string]picture{}, map[int64]bool{}
		for n := range rapid.IntRange(1, 40).Draw(r, "steps") {
			name := rapid.SampledFrom([]string{"a", "b", "c"}).Draw(r, "name")
			_, there := kept[name]
			switch step := rapid.IntRange(0, 9).Draw(r, "step"); {
			case step == 0:
				save(t, db, name)
				kept[name] = pictureOf(t, db, world)
			case step == 1 && there:
				restore(t, db, name)
				if diff := cmp.Diff(kept[name], pictureOf(t, db, world)); diff != "" {
					r.Fatalf("restored %s (-want +got):\n%s", name, diff)
				}
			case step == 2 && there:
				update(t, db, func(tx *store.Tx) error { _, err := tx.DeleteSnapshot(world, name); return err })
				delete(kept, name)
			case step == 3:
				update(t, db, func(tx *store.Tx) error { return tx.ClearInvoices(world) })
			case step == 4 && there:
				throughContents(t, db, name, kept[name])
			default:
				act(r, t, db, n, numbers)
			}
			if err := db.Check(); err != nil || t.Failed() {
				r.Fatalf("after step %d: %v", n, err)
			}
		}
		for _, name := range slices.Sorted(maps.Keys(kept)) {
			restore(t, db, name)
			if diff := cmp.Diff(kept[name], pictureOf(t, db, world)); diff != "" {
				r.Fatalf("restored %s at the end (-want +got):\n%s", name, diff)
			}
		}
	})
}

// throughContents carries a snapshot out of the store and in again, and into a world of its own.
func throughContents(tb testing.TB, db *store.DB, name string, want picture) {
	tb.Helper()
	const other = "IRPSIM29TXP0002"
	update(tb, db, func(tx *store.Tx) error {
		c, ok, err := tx.Contents(world, name)
		if err != nil || !ok {
			return fmt.Errorf("Contents = %v, %w", ok, err)
		}
		var invoices []*store.Invoice
		for inv, err := range c.Invoices {
			if err != nil {
				return err
			}
			invoices = append(invoices, inv)
		}
		c.Invoices = func(yield func(*store.Invoice, error) bool) {
			for _, inv := range invoices {
				if !yield(inv, nil) {
					return
				}
			}
		}
		c.About = []byte("about carried")
		if err := tx.PutSnapshot(world, "carried", c); err != nil {
			return err
		}
		if err := tx.PutWorld(other, nil); err != nil {
			return err
		}
		_, err = tx.CopySnapshot(world, "carried", other)
		return err
	})
	got := pictureOf(tb, db, other)
	copyWant := want
	copyWant.Records = maps.Clone(want.Records)
	maps.DeleteFunc(copyWant.Records, func(key, _ string) bool { return key[:3] == "ses" })
	sameDocuments(tb, "a world made from the carried snapshot", copyWant, got)
	save(tb, db, "before")
	restore(tb, db, "carried")
	sameDocuments(tb, "the carried snapshot restored", want, pictureOf(tb, db, world))
	restore(tb, db, "before")
	update(tb, db, func(tx *store.Tx) error {
		for _, gone := range []string{"before", "carried"} {
			if ok, err := tx.DeleteSnapshot(world, gone); !ok || err != nil {
				return fmt.Errorf("DeleteSnapshot(%s) = %v, %w", gone, ok, err)
			}
		}
		return tx.DeleteWorld(other)
	})
}

// A snapshot outlives a restart, and a reset of the invoices that it shows.
func TestSnapshotSurvives(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "irpsim.db")
	db, err := store.Open(path, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	update(t, db, func(tx *store.Tx) error { return tx.PutWorld(world, []byte(`{}`)) })
	for n := range 3 {
		if _, err := register(db, invoice(n)); err != nil {
			t.Fatal(err)
		}
	}
	want := pictureOf(t, db, world)
	save(t, db, "three")
	update(t, db, func(tx *store.Tx) error { return tx.ClearInvoices(world) })
	if left := pictureOf(t, db, world); len(left.Invoices) != 0 {
		t.Errorf("after ClearInvoices there are %d invoices", len(left.Invoices))
	}
	again := invoice(1)
	again.AckNo += 100
	if existing, err := register(db, again); existing != nil || err != nil || again.Seq != 4 {
		t.Errorf("registering a cleared document again = %v, %v with number %d; want number 4", existing, err, again.Seq)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if db, err = store.Open(path, store.Options{}); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	restore(t, db, "three")
	if diff := cmp.Diff(want, pictureOf(t, db, world)); diff != "" {
		t.Errorf("restored after a restart (-want +got):\n%s", diff)
	}
	view(t, db, func(tx *store.Tx) {
		if got, want := tx.Counter(world, store.CounterAckNo), again.AckNo%100_000_000_000; got != want {
			t.Errorf("the counter of AckNo went to %d, want %d: numbers are not given twice", got, want)
		}
		if _, ok, err := tx.RestoreSnapshot(world, "none"); ok || err != nil {
			t.Errorf("restoring what is not there = %v, %v", ok, err)
		}
	})
	checked(t, db)
	update(t, db, func(tx *store.Tx) error { return tx.DeleteWorld(world) })
	checked(t, db)
}

// BenchmarkRestore brings back a world of 10,000 invoices: after ten more of them, after it was emptied, after it was doubled,
// and after a few more when every invoice has an e-way bill.
func BenchmarkRestore(b *testing.B) {
	const stored = 10_000
	for _, o := range []store.Options{{}, {Ephemeral: true}} {
		for _, change := range []string{"few", "emptied", "doubled", "billed"} {
			b.Run(kind(o)+"/"+change, func(b *testing.B) {
				db := openTest(b, o)
				prefill(b, db, stored)
				if change == "billed" {
					billEverything(b, db)
				}
				began := clock.Wall()
				save(b, db, "a")
				saved := clock.Since(began)
				more := 0
				for b.Loop() {
					b.StopTimer()
					switch change {
					case "few", "billed":
						for range 10 {
							more++
							if _, err := register(db, benchInvoice(stored+more)); err != nil {
								b.Fatal(err)
							}
						}
					case "emptied":
						update(b, db, func(tx *store.Tx) error { return tx.ClearInvoices(world) })
					case "doubled":
						for range 40 {
							update(b, db, func(tx *store.Tx) error {
								for range 250 {
									more++
									if _, err := tx.Register(world, benchInvoice(stored+more)); err != nil {
										return err
									}
								}
								return nil
							})
						}
					}
					b.StartTimer()
					restore(b, db, "a")
				}
				b.ReportMetric(saved.Seconds()*1000, "save-ms")
			})
		}
	}
}

func billEverything(tb testing.TB, db *store.DB) {
	update(tb, db, func(tx *store.Tx) error {
		var all []*store.Invoice
		if err := tx.EachInvoice(world, 0, func(i *store.Invoice) bool { all = append(all, i); return true }); err != nil {
			return err
		}
		for n, i := range all {
			bill := waybill(int64(n+1), i.DocNo)
			bill.Seq, bill.Irn = i.Seq, i.Irn
			if err := errors.Join(tx.PutEWB(world, bill), tx.SetState(world, i.Seq, store.State{EwbNo: bill.No})); err != nil {
				return err
			}
		}
		return nil
	})
}
