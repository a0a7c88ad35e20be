package store_test

import (
	"bytes"
	"encoding/binary"
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

// list is the page that lists the free ones, in a file whose bytes it changes.
type list struct {
	file  []byte
	page  int // number of its first page
	pages int // below the high-water mark
}

// listOf finds the list that a meta page names; of counting, the one that counts.
func listOf(file []byte, meta int) list {
	b := file[meta*os.Getpagesize()+16:]
	return list{file, int(binary.NativeEndian.Uint64(b[32:])), int(binary.NativeEndian.Uint64(b[40:]))}
}

// counting tells which of the two meta pages counts, by its transaction.
func counting(file []byte) int {
	txid := func(page int) uint64 { return binary.NativeEndian.Uint64(file[page*os.Getpagesize()+16+48:]) }
	if txid(1) > txid(0) {
		return 1
	}
	return 0
}

// loseMeta makes the checksum of the meta page that counts wrong; then the other one counts, a commit older.
func loseMeta(file []byte) { file[counting(file)*os.Getpagesize()+16+56]++ }

func (l list) head() []byte           { return l.file[l.page*os.Getpagesize():] }
func (l list) overflow() int          { return int(binary.NativeEndian.Uint32(l.head()[12:])) }
func (l list) entries() int           { return int(binary.NativeEndian.Uint16(l.head()[10:])) }
func (l list) setEntries(n int)       { binary.NativeEndian.PutUint16(l.head()[10:], uint16(n)) }
func (l list) word(n int) []byte      { return l.head()[16+8*n:] }
func (l list) id(n int) uint64        { return binary.NativeEndian.Uint64(l.word(n)) }
func (l list) setID(n int, to uint64) { binary.NativeEndian.PutUint64(l.word(n), to) }
func (l list) setOverflow(n uint32)   { binary.NativeEndian.PutUint32(l.head()[12:], n) }
func (l list) setKind(kind int)       { binary.NativeEndian.PutUint16(l.head()[8:], uint16(kind)) }
func (l list) setSelf(number int)     { binary.NativeEndian.PutUint64(l.head(), uint64(number)) }

// openings are the ways to open a file.
var openings = map[string]func(path string) error{
	"Open": func(path string) error {
		db, err := store.Open(path, store.Options{})
		if err != nil {
			return err
		}
		return errors.Join(db.Check(), db.Close())
	},
	"OpenFile": func(path string) error {
		file, err := store.OpenFile(path)
		if err != nil {
			return err
		}
		complaints, err := file.Check(nil, nil)
		return errors.Join(append(complaints, err, file.Close())...)
	},
	"Compact": func(path string) error { _, err := store.Compact(path, false, nil); return err },
}

// TestDamagedFreelist changes the list of free pages, which bbolt would believe: it would end the process for want of memory,
// or panic at the first commit.
func TestDamagedFreelist(t *testing.T) {
	t.Parallel()
	good, err := os.ReadFile(settled(t))
	if err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(list){
		"many overflow pages":        func(l list) { l.setOverflow(0xFF << 24) },
		"overflow past the end":      func(l list) { l.setOverflow(uint32(l.pages - l.page)) },
		"more entries than room":     func(l list) { l.setEntries(0xFFFE) },
		"a long list of 1<<36":       func(l list) { l.setEntries(0xFFFF); l.setID(0, 1<<36) },
		"a long list of 1<<63":       func(l list) { l.setEntries(0xFFFF); l.setID(0, 1<<63) },
		"the high-water mark":        func(l list) { l.setID(l.entries()-1, uint64(l.pages)) },
		"far above the mark":         func(l list) { l.setID(l.entries()-1, 1<<60) },
		"page 1":                     func(l list) { l.setID(0, 1) },
		"page 0":                     func(l list) { l.setID(0, 0) },
		"descending":                 func(l list) { first := l.id(0); l.setID(0, l.id(1)); l.setID(1, first) },
		"twice the same":             func(l list) { l.setID(1, l.id(0)) },
		"itself":                     func(l list) { l.setEntries(1); l.setID(0, uint64(l.page)) },
		"a leaf":                     func(l list) { l.setKind(2) },
		"of no kind":                 func(l list) { l.setKind(0) },
		"another page's number":      func(l list) { l.setSelf(l.page + 1) },
		"zeroed, as by a lost write": func(l list) { clear(l.head()[:os.Getpagesize()]) },
	} {
		// The list is that of the meta page that counts, or of the other one where that is damaged.
		for _, lost := range []bool{false, true} {
			bad := bytes.Clone(good)
			meta := counting(bad)
			if lost {
				loseMeta(bad)
				meta = 1 - meta
			}
			l := listOf(bad, meta)
			if l.entries() < 2 {
				t.Fatalf("the list has %d entries", l.entries())
			}
			spoil(l)
			for how, open := range openings {
				path := filepath.Join(t.TempDir(), "irpsim.db")
				if err := os.WriteFile(path, bad, 0o600); err != nil {
					t.Fatal(err)
				}
				if err := open(path); !errors.Is(err, store.ErrNotStore) || !strings.Contains(err.Error(), "choose another file with --data") {
					t.Errorf("%s, %s (a meta page lost: %t): %v", name, how, lost, err)
				}
				if after, err := os.ReadFile(path); err != nil || !bytes.Equal(after, bad) {
					t.Errorf("%s, %s (a meta page lost: %t): the refused file was changed (%v)", name, how, lost, err)
				}
			}
		}
	}
}

// Lists of other shapes are as good as short ones.
func TestSoundFreelist(t *testing.T) {
	t.Parallel()
	for name, shape := range map[string]func(*testing.T, string){
		"as it is": func(*testing.T, string) {},
		"with a meta page lost": func(t *testing.T, path string) {
			edit(t, path, loseMeta)
		},
		"on several pages": freeMany,
		"in the long form": func(t *testing.T, path string) {
			edit(t, path, func(file []byte) {
				l := listOf(file, counting(file))
				n := l.entries()
				copy(l.word(1)[:8*n], l.word(0)[:8*n])
				l.setID(0, uint64(n))
				l.setEntries(0xFFFF)
			})
		},
		"empty": func(t *testing.T, path string) {
			if _, err := store.Compact(path, false, nil); err != nil {
				t.Error(err)
			}
		},
	} {
		for how, open := range openings {
			t.Run(name+"/"+how, func(t *testing.T) {
				t.Parallel()
				path := settled(t)
				shape(t, path)
				if err := open(path); err != nil {
					t.Error(err)
				}
			})
		}
	}
}

func edit(t *testing.T, path string, change func(file []byte)) {
	t.Helper()
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	change(file)
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
}

// freeMany frees more pages than one page can list.
func freeMany(t *testing.T, path string) {
	t.Helper()
	db := openTestAt(t, path)
	big := bytes.Repeat([]byte("x"), os.Getpagesize()*os.Getpagesize()/8)
	update(t, db, func(tx *store.Tx) error { return tx.Put(world, store.Users, "big", big) })
	update(t, db, func(tx *store.Tx) error { return tx.Delete(world, store.Users, "big") })
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if l := listOf(file, counting(file)); l.overflow() == 0 {
		t.Fatalf("%d free pages fit into one page", l.entries())
	}
}
