package store_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/irpsim/irpsim/internal/store"
)

func waybill(running int64, doc string) *store.EWB {
	return &store.EWB{
		No: 350_000_000_000 + running, Status: store.Active, Generator: "29ZZZCS0001A1ZI", Supplier: "29ZZZCS0001A1ZI", Recipient: "URP",
		DocTyp: "INV", DocNo: doc, DocDt: "01/04/2026", FromPin: 560001, ToPin: 600001, FromState: "29", ToState: "33", Km: 350,
		GeneratedAt: registered, PartBAt: registered, ValidTill: registered.Add(48 * time.Hour),
		Movements: []store.Movement{{At: registered, By: "29ZZZCS0001A1ZI", Mode: "1", Vehicle: "KA01AB1234"}}, Request: []byte(`{"a":1}`),
	}
}

func TestWaybills(t *testing.T) {
	t.Parallel()
	db := openTest(t, store.Options{})
	first, second := waybill(1_010_000_001, "A/1"), waybill(1_010_000_002, "a/1")
	update(t, db, func(tx *store.Tx) error { return errors.Join(tx.PutEWB(world, first), tx.PutEWB(world, second)) })
	view(t, db, func(tx *store.Tx) {
		got, ok, err := tx.EWB(world, first.No)
		if diff := cmp.Diff(first, got); diff != "" || !ok || err != nil {
			t.Errorf("EWB = %v, %v (-want +got):\n%s", ok, err, diff)
		}
		if _, ok, err := tx.EWB(world, first.No+10_000_000_000); ok || err != nil {
			t.Errorf("a number with other leading digits was found (%v)", err)
		}
		for _, no := range []int64{0, -1, 1} {
			if _, ok, err := tx.EWB(world, no); ok || err != nil {
				t.Errorf("EWB(%d) = %v, %v; want nothing", no, ok, err)
			}
		}
		byDoc, ok, err := tx.EWBOfDocument(world, "29ZZZCS0001A1ZI", "INV", "A/1")
		if !ok || err != nil || byDoc.No != second.No {
			t.Errorf("EWBOfDocument = %v, %v, %v; want the later bill %d", byDoc, ok, err, second.No)
		}
		if _, ok, _ := tx.EWBOfDocument(world, "29ZZZCS0001A1ZI", "CHL", "A/1"); ok {
			t.Error("a document of another type has the bill")
		}
		var order []int64
		if err := tx.EachEWB(world, func(e *store.EWB) bool { order = append(order, e.No); return true }); err != nil {
			t.Error(err)
		}
		if diff := cmp.Diff([]int64{second.No, first.No}, order); diff != "" {
			t.Errorf("EachEWB (-want +got):\n%s", diff)
		}
		if got := tx.Counter(world, store.CounterEwbNo); got != 1_010_000_002 {
			t.Errorf("counter = %d, want the last ten digits of the highest number", got)
		}
	})
	update(t, db, func(tx *store.Tx) error { return tx.ClearInvoices(world) })
	view(t, db, func(tx *store.Tx) {
		if _, ok, err := tx.EWB(world, first.No); ok || err != nil {
			t.Errorf("a bill is left after clearing (%v)", err)
		}
		if got := tx.Counter(world, store.CounterEwbNo); got != 1_010_000_002 {
			t.Errorf("counter = %d after clearing, want it unchanged", got)
		}
	})
}

// Check finds a state whose bill is missing and a bill whose invoice is.
func TestCheckFindsLostWaybills(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(*store.Tx) error{
		"its e-way bill": func(tx *store.Tx) error {
			return tx.SetState(world, 1, store.State{Status: store.Active, EwbNo: 350_000_000_001})
		},
		"its invoice": func(tx *store.Tx) error {
			lost := waybill(7, "A/7")
			lost.Seq, lost.Irn = 99, irnOf("lost")
			return tx.PutEWB(world, lost)
		},
	} {
		db := openTestUnchecked(t)
		if _, err := register(db, invoice(1)); err != nil {
			t.Fatal(err)
		}
		update(t, db, spoil)
		if err := db.Check(); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("Check = %v, want a complaint about %s", err, name)
		}
	}
}

// openTestUnchecked opens a store that the test will damage.
func openTestUnchecked(t *testing.T) *store.DB {
	t.Helper()
	db, err := store.Open("", store.Options{Ephemeral: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	update(t, db, func(tx *store.Tx) error { return tx.PutWorld(world, []byte(`{}`)) })
	return db
}
