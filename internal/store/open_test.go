package store_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	bolt "go.etcd.io/bbolt"

	"github.com/irpsim/irpsim/internal/store"
)

func TestReopen(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "irpsim.db")
	for n := range 3 {
		db, err := store.Open(path, store.Options{})
		if err != nil {
			t.Fatal(err)
		}
		update(t, db, func(tx *store.Tx) error { return tx.PutWorld(world, []byte{byte(n)}) })
		if _, err := register(db, invoice(n)); err != nil {
			t.Error(err)
		}
		view(t, db, func(tx *store.Tx) {
			if got := tx.InvoiceCount(world); got != n+1 {
				t.Errorf("run %d: %d invoices, want %d", n, got, n+1)
			}
		})
		checked(t, db)
		for range 2 {
			if err := db.Close(); err != nil {
				t.Errorf("Close: %v", err)
			}
		}
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if got := info.Mode().Perm(); got != 0o600 && runtime.GOOS != "windows" {
		t.Errorf("mode of the file = %o, want 600", got)
	}
}

func TestClosed(t *testing.T) {
	t.Parallel()
	db, err := store.Open(filepath.Join(t.TempDir(), "irpsim.db"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if err := db.View(func(*store.Tx) error { return nil }); !errors.Is(err, store.ErrClosed) {
		t.Errorf("View after Close: %v, want ErrClosed", err)
	}
	if err := db.Update(t.Context(), func(*store.Tx) error { return nil }); !errors.Is(err, store.ErrClosed) {
		t.Errorf("Update after Close: %v, want ErrClosed", err)
	}
	if err := db.Check(); !errors.Is(err, store.ErrClosed) {
		t.Errorf("Check after Close: %v, want ErrClosed", err)
	}
	if got := db.Stats(); got.FileBytes != 0 {
		t.Errorf("Stats after Close = %+v", got)
	}
}

func TestEphemeralLeavesNothing(t *testing.T) {
	t.Parallel()
	db, err := store.Open("", store.Options{Ephemeral: true})
	if err != nil {
		t.Fatal(err)
	}
	update(t, db, func(tx *store.Tx) error { return tx.PutWorld(world, nil) })
	if _, err := register(db, invoice(1)); err != nil {
		t.Error(err)
	}
	checked(t, db)
	if err := db.Close(); err != nil {
		t.Errorf("Close: %v", err)
	}
	if _, err := os.Stat(db.Path()); !os.IsNotExist(err) {
		t.Errorf("the temporary file %s is left: %v", db.Path(), err)
	}
}

func TestInUse(t *testing.T) {
	t.Parallel()
	db := openTest(t, store.Options{})
	_, err := store.Open(db.Path(), store.Options{})
	refused(t, err, store.ErrInUse, db.Path(), "--data")
	if _, err := register(db, invoice(1)); err != nil {
		t.Errorf("the first user of the file is disturbed: %v", err)
	}
}

// refused checks that err is what was wanted and that a person can act on it.
func refused(t *testing.T, err, want error, words ...string) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("error = %v, want %v", err, want)
		return
	}
	for _, word := range words {
		if !strings.Contains(err.Error(), word) {
			t.Errorf("error %q does not mention %q", err, word)
		}
	}
}

// prepared makes a file for a test to spoil.
func prepared(t *testing.T, invoices int) (path string, content []byte) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "irpsim.db")
	db, err := store.Open(path, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	update(t, db, func(tx *store.Tx) error { return tx.PutWorld(world, nil) })
	for n := range invoices {
		if _, err := register(db, invoice(n)); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if content, err = os.ReadFile(path); err != nil {
		t.Fatal(err)
	}
	return path, content
}

func TestNotStore(t *testing.T) {
	t.Parallel()
	_, good := prepared(t, 20)
	noMeta := bytes.Clone(good)
	clear(noMeta[:2*os.Getpagesize()])
	// Behind two good meta pages, nothing but noise.
	noise := bytes.Clone(good)
	for i := 2 * os.Getpagesize(); i < len(noise); i++ {
		noise[i] = 0xa5
	}
	tests := []struct {
		name    string
		content []byte
	}{
		{"one byte", []byte{1}},
		{"text", []byte(strings.Repeat("client_id,secret\n", 2000))},
		{"zeros", make([]byte, 64<<10)},
		{"first page only", good[:os.Getpagesize()]},
		{"two pages only", good[:2*os.Getpagesize()]},
		{"four pages only", good[:4*os.Getpagesize()]},
		{"meta pages cleared", noMeta},
		{"pages overwritten", noise},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "irpsim.db")
			if err := os.WriteFile(path, tt.content, 0o600); err != nil {
				t.Fatal(err)
			}
			db, err := store.Open(path, store.Options{})
			if err == nil {
				_ = db.Close()
			}
			refused(t, err, store.ErrNotStore, path, "--data")
			if after, err := os.ReadFile(path); err != nil || !bytes.Equal(after, tt.content) {
				t.Errorf("the file was changed (%v)", err)
			}
		})
	}
}

func TestDamageIsFoundLater(t *testing.T) {
	t.Parallel()
	path, good := prepared(t, 200)
	// Something in the invoices, behind the pages that opening reads.
	needle := []byte(`"DocNo":"DOC/77"`)
	at := bytes.Index(good, needle)
	if at < 0 {
		t.Fatalf("%s is not in the file", needle)
	}
	page := at / os.Getpagesize() * os.Getpagesize()
	for i := range os.Getpagesize() {
		good[page+i] = 0xa5
	}
	if err := os.WriteFile(path, good, 0o600); err != nil {
		t.Fatal(err)
	}
	db, err := store.Open(path, store.Options{})
	if err != nil {
		t.Fatalf("Open: %v", err)
	}
	defer func() { _ = db.Close() }()
	refused(t, db.Check(), store.ErrNotStore, path)
	err = db.View(func(tx *store.Tx) error {
		return tx.EachInvoice(world, 0, func(*store.Invoice) bool { return true })
	})
	if err == nil {
		t.Error("reading every invoice of a damaged file gave no error")
	}
}

func TestForeignAndNewerFiles(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		fill  func(*bolt.Tx) error
		want  error
		words []string
	}{
		{"another program's", func(tx *bolt.Tx) error { _, err := tx.CreateBucket([]byte("theirs")); return err }, store.ErrNotStore, []string{"another program"}},
		{"newer", format("2"), store.ErrNewer, []string{"format 2", "upgrade"}},
		{"format is no number", format("new"), store.ErrNotStore, nil},
		{"format 0", format("0"), store.ErrNotStore, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "irpsim.db")
			b, err := bolt.Open(path, 0o600, nil)
			if err != nil {
				t.Fatal(err)
			}
			if err := errors.Join(b.Update(tt.fill), b.Close()); err != nil {
				t.Fatal(err)
			}
			_, err = store.Open(path, store.Options{})
			refused(t, err, tt.want, append(tt.words, path, "--data")...)
		})
	}
}

func format(version string) func(*bolt.Tx) error {
	return func(tx *bolt.Tx) error {
		if _, err := tx.CreateBucket([]byte("worlds")); err != nil {
			return err
		}
		meta, err := tx.CreateBucket([]byte("meta"))
		if err != nil {
			return err
		}
		return meta.Put([]byte("format"), []byte(version))
	}
}

func TestWrongPlaces(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	for _, path := range []string{folder, filepath.Join(folder, "none", "irpsim.db")} {
		_, err := store.Open(path, store.Options{})
		if err == nil || !strings.Contains(err.Error(), path[:len(folder)]) || !strings.Contains(err.Error(), "--data") {
			t.Errorf("Open(%s): %v; want an error that names the place and --data", path, err)
		}
	}
	if entries, err := os.ReadDir(folder); err != nil || len(entries) != 0 {
		t.Errorf("refusing left %v in the folder (%v)", entries, err)
	}
	if _, err := os.Stat("/dev/null"); err == nil {
		_, err := store.Open("/dev/null", store.Options{})
		refused(t, err, store.ErrNotStore, "/dev/null")
	}
	empty := filepath.Join(folder, "empty.db")
	if err := os.WriteFile(empty, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	db, err := store.Open(empty, store.Options{})
	if err != nil {
		t.Fatalf("an empty file, as mktemp makes it, was refused: %v", err)
	}
	checked(t, db)
	if err := db.Close(); err != nil {
		t.Error(err)
	}
}
