package store_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/irpsim/irpsim/internal/store"
)

// FuzzDamagedFile changes bytes of a sound file: each three bytes of the input are a place and what is put there. Nothing
// that is done with the file may end the process.
func FuzzDamagedFile(f *testing.F) {
	good, err := os.ReadFile(settled(f))
	if err != nil {
		f.Fatal(err)
	}
	page := byte(os.Getpagesize() >> 8)
	f.Add([]byte{})
	f.Add([]byte{2 * page, 8, 1})        // the kind of the first page
	f.Add([]byte{3 * page, 10, 255})     // its number of entries
	f.Add([]byte{4 * page, 12, 9})       // the pages that it claims
	f.Add([]byte{5 * page, 20, 255})     // where an entry points
	f.Add([]byte{0, 16, 1, page, 16, 1}) // both meta pages
	f.Fuzz(func(t *testing.T, patch []byte) {
		bad := bytes.Clone(good)
		for ; len(patch) >= 3; patch = patch[3:] {
			bad[(int(patch[0])<<8+int(patch[1]))%len(bad)] = patch[2]
		}
		path := filepath.Join(t.TempDir(), "irpsim.db")
		if err := os.WriteFile(path, bad, 0o600); err != nil {
			t.Fatal(err)
		}
		file, err := store.OpenFile(path)
		if err != nil {
			return
		}
		complaints, err := file.Check(nil, nil)
		if err != nil {
			t.Errorf("the check itself: %v", err)
		}
		_, statsErr := file.Figures(nil)
		if len(complaints) == 0 && statsErr != nil {
			t.Errorf("a file without complaints has no figures: %v", statsErr)
		}
		if err := file.Close(); err != nil {
			t.Error(err)
		}
		_, _ = store.Compact(path, false, nil) // refused or not, it ends
		if bytes.Equal(bad, good) && len(complaints) > 0 {
			t.Errorf("a sound file: %v", complaints)
		}
	})
}

// TestDamagedFreelist has the list of free pages claim more and more pages: bbolt would believe it.
func TestDamagedFreelist(t *testing.T) {
	t.Parallel()
	good, err := os.ReadFile(settled(t))
	if err != nil {
		t.Fatal(err)
	}
	refused := 0
	const overflow, kind, freelist = 12, 8, 0x10
	for page := 2 * os.Getpagesize(); page < len(good); page += os.Getpagesize() {
		if good[page+kind] != freelist { // the list that counts is among those that once did
			continue
		}
		for at := overflow; at < overflow+4; at++ {
			bad := bytes.Clone(good)
			bad[page+at] = 0xFF
			path := filepath.Join(t.TempDir(), "irpsim.db")
			if err := os.WriteFile(path, bad, 0o600); err != nil {
				t.Fatal(err)
			}
			file, err := store.OpenFile(path)
			if errors.Is(err, store.ErrNotStore) && strings.Contains(err.Error(), "claims") {
				refused++
			} else if err != nil || file.Close() != nil {
				t.Errorf("byte %d of page %d: %v", at, page/os.Getpagesize(), err)
			}
		}
	}
	if refused == 0 {
		t.Error("no list of free pages that claims too much was refused")
	}
}
