package store_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/irpsim/irpsim/internal/store"
)

func TestRecords(t *testing.T) {
	t.Parallel()
	db := openTest(t, store.Options{})
	buffer := []byte(`{"n":1}`)
	update(t, db, func(tx *store.Tx) error {
		err := errors.Join(
			tx.Put(world, store.Users, "b", buffer),
			tx.Put(world, store.Users, "a", nil),
			tx.Put(world, store.Sessions, "b", []byte("other")),
			tx.RaiseCounter(world, "ewb", 5),
			tx.RaiseCounter(world, "ewb", 3))
		copy(buffer, "XXXXXXX") // the store must have its own copy
		return err
	})
	view(t, db, func(tx *store.Tx) {
		var got []string
		err := tx.Each(world, store.Users, func(key string, value []byte) error {
			got = append(got, key+"="+string(value))
			return nil
		})
		if diff := cmp.Diff([]string{"a=", `b={"n":1}`}, got); diff != "" || err != nil {
			t.Errorf("Each: %v (-want +got):\n%s", err, diff)
		}
		if value, ok := tx.Get(world, store.Users, "a"); !ok || value == nil {
			t.Errorf("Get of an empty record = %v, %v; want an empty slice", value, ok)
		}
		if _, ok := tx.Get(world, store.Users, "none"); ok {
			t.Error("Get found a record that was never put")
		}
		if got := tx.Counter(world, "ewb"); got != 5 {
			t.Errorf("Counter = %d, want 5", got)
		}
		stop := errors.New("stop")
		if err := tx.Each(world, store.Users, func(string, []byte) error { return stop }); !errors.Is(err, stop) {
			t.Errorf("Each = %v, want the error of its function", err)
		}
	})
	update(t, db, func(tx *store.Tx) error {
		return errors.Join(tx.Delete(world, store.Users, "a"), tx.Delete(world, store.Users, "none"), tx.Clear(world, store.Sessions))
	})
	view(t, db, func(tx *store.Tx) {
		_, a := tx.Get(world, store.Users, "a")
		_, b := tx.Get(world, store.Users, "b")
		_, s := tx.Get(world, store.Sessions, "b")
		if a || !b || s {
			t.Errorf("after Delete and Clear: a %v, b %v, session %v; want only b", a, b, s)
		}
	})
}

func TestRecordsAreRefused(t *testing.T) {
	t.Parallel()
	db := openTest(t, store.Options{})
	tests := []struct {
		name string
		fn   func(*store.Tx) error
	}{
		{"missing world", func(tx *store.Tx) error { return tx.Put("nobody", store.Users, "k", nil) }},
		{"counter of a missing world", func(tx *store.Tx) error { return tx.RaiseCounter("nobody", "n", 1) }},
		{"unknown kind", func(tx *store.Tx) error { return tx.Put(world, "invoices", "k", nil) }},
		{"clearing an unknown kind", func(tx *store.Tx) error { return tx.Clear(world, "invoices") }},
		{"empty key", func(tx *store.Tx) error { return tx.Put(world, store.Users, "", nil) }},
		{"overlong key", func(tx *store.Tx) error { return tx.Put(world, store.Users, strings.Repeat("k", 1<<16), nil) }},
		{"world without id", func(tx *store.Tx) error { return tx.PutWorld("", nil) }},
	}
	for _, tt := range tests {
		if err := db.Update(t.Context(), tt.fn); err == nil {
			t.Errorf("%s: accepted", tt.name)
		}
	}
	err := db.View(func(tx *store.Tx) error { return tx.PutWorld("new", nil) })
	if err == nil {
		t.Error("a View wrote")
	}
}

func TestWorldsAreApart(t *testing.T) {
	t.Parallel()
	db := openTest(t, store.Options{})
	update(t, db, func(tx *store.Tx) error {
		if err := tx.PutWorld("other", []byte(`{"other":true}`)); err != nil {
			return err
		}
		for _, id := range []string{world, "other"} {
			if existing, err := tx.Register(id, invoice(1)); existing != nil || err != nil {
				return fmt.Errorf("register in %s: %v, %w", id, existing, err)
			}
			if err := tx.Put(id, store.Users, "u", []byte(id)); err != nil {
				return err
			}
		}
		return nil
	})
	update(t, db, func(tx *store.Tx) error { return tx.DeleteWorld(world) })
	update(t, db, func(tx *store.Tx) error { return tx.DeleteWorld(world) })
	view(t, db, func(tx *store.Tx) {
		if diff := cmp.Diff([]string{"other"}, tx.WorldIDs()); diff != "" {
			t.Errorf("WorldIDs (-want +got):\n%s", diff)
		}
		if _, ok := tx.World(world); ok {
			t.Error("the deleted world is still there")
		}
		if _, ok, _ := tx.Invoice(world, invoice(1).Irn); ok {
			t.Error("an invoice of the deleted world is still there")
		}
		if got, ok := tx.World("other"); !ok || string(got) != `{"other":true}` {
			t.Errorf("World(other) = %s, %v", got, ok)
		}
		if inv, ok, err := tx.Invoice("other", invoice(1).Irn); !ok || err != nil || inv.Seq != 1 {
			t.Errorf("invoice of the other world = %+v, %v, %v", inv, ok, err)
		}
		if got, ok := tx.Get("other", store.Users, "u"); !ok || string(got) != "other" {
			t.Errorf("user of the other world = %s, %v", got, ok)
		}
	})
}
