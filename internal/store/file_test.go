package store_test

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	bolt "go.etcd.io/bbolt"

	"github.com/irpsim/irpsim/internal/chance"
	"github.com/irpsim/irpsim/internal/store"
)

// settled makes a file with a bit of everything: two worlds, invoices, states, a bill, small records, two snapshots, one of
// which keeps invoices that the world shows no more.
func settled(tb testing.TB) (path string) {
	tb.Helper()
	path = filepath.Join(tb.TempDir(), "irpsim.db")
	db, err := store.Open(path, store.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	update(tb, db, func(tx *store.Tx) error {
		return errors.Join(tx.PutWorld(world, []byte(`{}`)), tx.PutWorld("other", []byte(`{}`)), tx.Put(world, store.Users, "u", []byte(`{}`)))
	})
	for n := range 60 {
		if _, err := register(db, invoice(n)); err != nil {
			tb.Fatal(err)
		}
		if n == 20 {
			update(tb, db, func(tx *store.Tx) error { return tx.SaveSnapshot(world, "early", []byte(`{}`)) })
			update(tb, db, func(tx *store.Tx) error { return tx.ClearInvoices(world) })
		}
	}
	update(tb, db, func(tx *store.Tx) error {
		bill := waybill(1_010_000_001, "A/1")
		bill.Seq, bill.Irn = 30, invoice(29).Irn
		return errors.Join(tx.PutEWB(world, bill),
			tx.SetState(world, 30, store.State{Status: store.Active, EwbNo: bill.No}),
			tx.SetState(world, 31, store.State{Status: store.Cancelled, CancelledAt: registered}),
			tx.SaveSnapshot(world, "late", []byte(`{}`)),
			tx.Delete(world, store.Users, "u"))
	})
	checked(tb, db)
	if err := db.Close(); err != nil {
		tb.Fatal(err)
	}
	return path
}

func openFile(tb testing.TB, path string) *store.File {
	tb.Helper()
	f, err := store.OpenFile(path)
	if err != nil {
		tb.Fatalf("OpenFile: %v", err)
	}
	tb.Cleanup(func() { _ = f.Close() })
	return f
}

func TestFileCheckOfASoundFile(t *testing.T) {
	t.Parallel()
	path := settled(t)
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	f := openFile(t, path)
	var whats []string
	seen := 0
	complaints, err := f.Check(func(*store.Invoice) error { seen++; return nil }, func(what string, done, total int64) {
		if done < 0 || total <= 0 || done > total {
			t.Errorf("progress of %s: %d of %d", what, done, total)
		}
		if !slices.Contains(whats, what) {
			whats = append(whats, what)
		}
	})
	if err != nil || len(complaints) > 0 {
		t.Errorf("Check = %v, %v; want nothing", complaints, err)
	}
	if seen != 60 || len(whats) != 2 {
		t.Errorf("%d invoices were judged, want 60; progress of %v, want of two things", seen, whats)
	}
	if after, err := os.ReadFile(path); err != nil || !bytes.Equal(before, after) {
		t.Errorf("looking changed the file (%v)", err)
	}
	// What the callback says is told with its place.
	complaints, err = f.Check(func(i *store.Invoice) error {
		if i.DocNo == invoice(7).DocNo {
			return errors.New("not what I want")
		}
		return nil
	}, nil)
	if err != nil || len(complaints) != 1 || !strings.Contains(complaints[0].Error(), "world "+world+": invoice") {
		t.Errorf("a refused invoice: %v, %v", complaints, err)
	}
}

// Each of these breaks one promise behind the store's back; the check names it.
func TestFileCheckFinds(t *testing.T) {
	t.Parallel()
	in := func(name string, change func(b *bolt.Bucket) error) func(*bolt.Tx) error {
		return func(tx *bolt.Tx) error {
			w := tx.Bucket([]byte("worlds")).Bucket([]byte(world))
			if name != "" {
				w = w.Bucket([]byte(name))
			}
			return change(w)
		}
	}
	dropFirst := func(b *bolt.Bucket) error {
		key, _ := b.Cursor().First()
		return b.Delete(key)
	}
	tests := []struct {
		name   string
		change func(*bolt.Tx) error
		want   string
	}{
		{"an invoice is not in the index", in("irns", dropFirst), "is not in the index"},
		{"an index entry leads nowhere", in("irns", func(b *bolt.Bucket) error {
			return b.Put(make([]byte, 32), []byte{0, 0, 0, 0, 0, 0, 9, 9})
		}), "there is no invoice"},
		{"an index entry leads to another invoice", in("irns", func(b *bolt.Bucket) error {
			return b.Put(bytes.Repeat([]byte{1}, 32), []byte{0, 0, 0, 0, 0, 0, 0, 30})
		}), "has the IRN"},
		{"a number above the sequence", in("invoices", func(b *bolt.Bucket) error { return b.SetSequence(10) }), "but there are 10"},
		{"an invoice that nobody shows", in("", func(b *bolt.Bucket) error {
			return b.Put([]byte("spans"), append(append(make([]byte, 7), 50), bytes.Repeat([]byte{255}, 8)...))
		}), "state"},
		{"an invoice that cannot be read", in("invoices", func(b *bolt.Bucket) error {
			key, _ := b.Cursor().Last()
			return b.Put(key, []byte{9, 9})
		}), "no known version"},
		{"a state without invoice", in("states", func(b *bolt.Bucket) error { return b.Put([]byte("12345678"), []byte("\x01{}")) }), "has no invoice"},
		{"a state with a bill that is not there", in("ewbs", dropFirst), "its e-way bill"},
		{"a counter below the last AckNo", in("counters", func(b *bolt.Bucket) error { return b.Put([]byte("ack_no"), make([]byte, 8)) }), "counter ack_no is 0"},
		{"a counter below the last EwbNo", in("counters", func(b *bolt.Bucket) error { return b.Put([]byte("ewb_no"), make([]byte, 8)) }), "counter ewb_no is 0"},
		{"a bucket of nobody in a world", in("", func(b *bolt.Bucket) error { _, err := b.CreateBucket([]byte("stray")); return err }), `"stray" belongs to nothing`},
		{"a bucket of nobody in a snapshot", in("snapshots", func(b *bolt.Bucket) error {
			_, err := b.Bucket([]byte("late")).CreateBucket([]byte("stray"))
			return err
		}), `snapshot "late": "stray" belongs to nothing`},
		{"a snapshot that marks what is not there", in("snapshots", func(b *bolt.Bucket) error {
			return b.Bucket([]byte("late")).Put([]byte("spans"), append(append(make([]byte, 7), 1), append(make([]byte, 6), 9, 9)...))
		}), "it shows invoices up to"},
		{"spans out of order", in("", func(b *bolt.Bucket) error { return b.Put([]byte("spans"), make([]byte, 16)) }), "not in order"},
		{"a bucket of nobody beside the worlds", func(tx *bolt.Tx) error { _, err := tx.CreateBucket([]byte("stray")); return err }, `bucket "stray" belongs to nothing`},
		{"a world that is no bucket", func(tx *bolt.Tx) error { return tx.Bucket([]byte("worlds")).Put([]byte("w"), []byte("x")) }, "is no bucket"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			path := settled(t)
			b, err := bolt.Open(path, 0o600, nil)
			if err != nil {
				t.Fatal(err)
			}
			if err := errors.Join(b.Update(tt.change), b.Close()); err != nil {
				t.Fatal(err)
			}
			f := openFile(t, path)
			complaints, err := f.Check(nil, nil)
			if err != nil || !strings.Contains(fmt.Sprint(complaints), tt.want) {
				t.Errorf("Check = %v, %v; want %q in it", complaints, err, tt.want)
			}
		})
	}
}

// A damaged file gives a complaint or none, and never ends the process, whatever is read of it.
func TestDamagedFilesAreSurvived(t *testing.T) {
	t.Parallel()
	good, err := os.ReadFile(settled(t))
	if err != nil {
		t.Fatal(err)
	}
	seed := uint64(1)
	draw := chance.New(&seed, "damage")
	page, found := os.Getpagesize(), 0
	const rounds = 150
	for round := range rounds {
		bad := bytes.Clone(good)
		for range 1 + draw.IntN(4) {
			at := 2*page + draw.IntN(len(bad)-2*page)
			if draw.IntN(2) == 0 { // heads and tables of entries are where it hurts
				at = at/page*page + draw.IntN(64)
			}
			bad[at] = byte(draw.IntN(256))
		}
		path := filepath.Join(t.TempDir(), "irpsim.db")
		if err := os.WriteFile(path, bad, 0o600); err != nil {
			t.Fatal(err)
		}
		f, err := store.OpenFile(path)
		if err != nil {
			found++
			continue
		}
		complaints, err := f.Check(nil, nil)
		if len(complaints) > 0 || err != nil {
			found++
		}
		_, _ = f.Figures(nil)
		if err := f.Close(); err != nil {
			t.Error(err)
		}
		if _, err := store.Compact(path, false, nil); err != nil {
			if after, err := os.ReadFile(path); err != nil || !bytes.Equal(after, bad) {
				t.Errorf("round %d: a refused compaction changed the file (%v)", round, err)
			}
		}
		if err := os.Remove(path); err != nil {
			t.Error(err)
		}
	}
	if found < rounds/10 {
		t.Errorf("damage was noticed in %d of %d files; is it looked at?", found, rounds)
	}
	t.Logf("%d of %d damaged files were noticed", found, rounds)
}

func TestFigures(t *testing.T) {
	t.Parallel()
	fig, err := openFile(t, settled(t)).Figures(nil)
	if err != nil {
		t.Fatal(err)
	}
	if fig.Format != 1 || len(fig.Worlds) != 2 || fig.Pages*int64(fig.PageBytes) > fig.FileBytes || fig.FreeShare <= 0 || fig.SlackOf <= 0 || fig.SlackOf >= 1 {
		t.Errorf("Figures = %+v", fig)
	}
	w := fig.Worlds[0]
	if w.Invoices != 39 || w.Kept != 21 || w.EWBs != 1 || w.Snapshots != 2 || !w.Oldest.Equal(invoice(21).AckDt) || !w.Newest.Equal(invoice(59).AckDt) {
		t.Errorf("the world has %+v", w)
	}
	if other := fig.Worlds[1]; other.Invoices != 0 || !other.Oldest.IsZero() {
		t.Errorf("the empty world has %+v", other)
	}
}

func TestCompact(t *testing.T) {
	t.Parallel()
	for _, keep := range []bool{true, false} {
		t.Run(fmt.Sprint("keep ", keep), func(t *testing.T) {
			t.Parallel()
			path := settled(t)
			old := openTestAt(t, path)
			want := pictureOf(t, old, world)
			for n := range 200 { // leaves gaps
				update(t, old, func(tx *store.Tx) error { return tx.Put(world, store.Taxpayers, fmt.Sprint(n), make([]byte, 3000)) })
			}
			update(t, old, func(tx *store.Tx) error { return tx.Clear(world, store.Taxpayers) })
			if err := old.Close(); err != nil {
				t.Fatal(err)
			}
			before, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			done, err := store.Compact(path, keep, nil)
			if err != nil {
				t.Fatal(err)
			}
			if done.Before != int64(len(before)) || done.After >= done.Before/2 || (done.Backup != "") != keep {
				t.Errorf("Compact = %+v of a file of %d bytes", done, len(before))
			}
			backup, err := os.ReadFile(path + store.BackupEnding)
			if keep != (err == nil) || keep && !bytes.Equal(backup, before) {
				t.Errorf("the backup is kept: %v, want %v (%v)", err == nil, keep, err)
			}
			info, err := os.Stat(path)
			if err != nil || info.Mode().Perm() != 0o600 || info.Size() != done.After {
				t.Errorf("the file is %v (%v), want mode 600 and %d bytes", info, err, done.After)
			}
			entries, err := os.ReadDir(filepath.Dir(path))
			if err != nil || len(entries) > 2 {
				t.Errorf("the folder holds %v (%v)", entries, err)
			}
			again := openTestAt(t, path)
			checked(t, again)
			if diff := cmp.Diff(want, pictureOf(t, again, world)); diff != "" {
				t.Errorf("the copy differs (-want +got):\n%s", diff)
			}
			// Numbers go on where they were.
			next := invoice(500)
			if _, err := register(again, next); err != nil || next.Seq != 61 {
				t.Errorf("the next invoice has the number %d (%v), want 61", next.Seq, err)
			}
			update(t, again, func(tx *store.Tx) error { _, _, err := tx.RestoreSnapshot(world, "early"); return err })
			checked(t, again)
		})
	}
}

func openTestAt(tb testing.TB, path string) *store.DB {
	tb.Helper()
	db, err := store.Open(path, store.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = db.Close() })
	return db
}

// While a simulator has the file, nobody else looks at it or replaces it.
func TestFilesInUse(t *testing.T) {
	t.Parallel()
	db := openTest(t, store.Options{})
	_, err := store.OpenFile(db.Path())
	refused(t, err, store.ErrInUse, db.Path())
	_, err = store.Compact(db.Path(), true, nil)
	refused(t, err, store.ErrInUse, db.Path())
	if _, err := register(db, invoice(1)); err != nil {
		t.Error(err)
	}
	// The other way round, and for two that look.
	path := settled(t)
	openFile(t, path)
	openFile(t, path)
	_, err = store.Open(path, store.Options{})
	refused(t, err, store.ErrInUse, path)
	_, err = store.Compact(path, true, nil)
	refused(t, err, store.ErrInUse, path)
}

func TestNoFileToLookAt(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	empty := filepath.Join(folder, "empty.db")
	if err := os.WriteFile(empty, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]error{filepath.Join(folder, "none.db"): fs.ErrNotExist, empty: fs.ErrNotExist, folder: store.ErrNotStore} {
		_, err := store.OpenFile(path)
		refused(t, err, want, path)
		_, err = store.Compact(path, true, nil)
		refused(t, err, want, path)
	}
	if entries, err := os.ReadDir(folder); err != nil || len(entries) != 1 {
		t.Errorf("refusing left %v (%v)", entries, err)
	}
}

// A simulator that waits for the lock while the file is replaced must not go on with the old one.
func TestReplacedWhileWaiting(t *testing.T) {
	t.Parallel()
	path := settled(t)
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	holder, err := bolt.Open(path, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	opened := make(chan error)
	go func() {
		db, err := store.Open(path, store.Options{})
		if err == nil {
			err = db.Close()
		}
		opened <- err
	}()
	// Whether the other one waits by now or not: it may open the new file, and never the one that is being held.
	fresh := path + ".new"
	if err := errors.Join(os.WriteFile(fresh, nil, 0o600), os.Rename(path, path+".old"), os.Rename(fresh, path), holder.Close()); err != nil {
		t.Fatal(err)
	}
	if err := <-opened; err != nil && !errors.Is(err, store.ErrInUse) {
		t.Errorf("Open = %v", err)
	}
	if after, err := os.ReadFile(path + ".old"); err != nil || !bytes.Equal(before, after) {
		t.Errorf("the file that was replaced was written to (%v)", err)
	}
}

// BenchmarkFile looks at a file with 10,000 invoices of ordinary size.
func BenchmarkFile(b *testing.B) {
	path := filepath.Join(b.TempDir(), "irpsim.db")
	db, err := store.Open(path, store.Options{})
	if err != nil {
		b.Fatal(err)
	}
	if err := db.Update(bg, func(tx *store.Tx) error { return tx.PutWorld(world, nil) }); err != nil {
		b.Fatal(err)
	}
	prefill(b, db, 10_000)
	if err := db.Close(); err != nil {
		b.Fatal(err)
	}
	b.Run("check", func(b *testing.B) {
		for b.Loop() {
			f := openFile(b, path)
			if complaints, err := f.Check(nil, nil); err != nil || len(complaints) > 0 {
				b.Fatal(complaints, err)
			}
			_ = f.Close()
		}
	})
	b.Run("figures", func(b *testing.B) {
		for b.Loop() {
			f := openFile(b, path)
			if _, err := f.Figures(nil); err != nil {
				b.Fatal(err)
			}
			_ = f.Close()
		}
	})
	b.Run("compact", func(b *testing.B) {
		for b.Loop() {
			if _, err := store.Compact(path, false, nil); err != nil {
				b.Fatal(err)
			}
		}
	})
}
