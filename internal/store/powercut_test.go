package store_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/irpsim/irpsim/internal/chance"
	"github.com/irpsim/irpsim/internal/store"
)

// sector is what a disk writes whole or not at all; metaBytes is what counts of one of bbolt's two meta pages, which lies in
// the first sector of its page.
const (
	sector    = 512
	metaBytes = 80
)

// TestPowerCut makes what a power cut can leave of a commit, where SIGKILL leaves everything that was written. bbolt writes
// pages, waits for the disk, writes a meta page and waits again. So up to the first wait any part of the pages may be on the
// disk, sector by sector, and up to the second any part of the meta page. Whichever it is, the store opens, is sound and
// holds everything that was acknowledged before the commit.
func TestPowerCut(t *testing.T) {
	t.Parallel()
	commits, cuts := 40, 6
	if testing.Short() {
		commits = 8
	}
	seed := uint64(1)
	draw := chance.New(&seed, "power cut")
	path := filepath.Join(t.TempDir(), "irpsim.db")
	db := openTestAt(t, path)
	update(t, db, func(tx *store.Tx) error { return tx.PutWorld(world, nil) })
	registered, grown, torn := 0, 0, 0
	for n := range commits {
		before := read(t, path)
		acknowledged := registered
		registered += commitSomething(t, db, draw, registered)
		after := read(t, path)
		if len(after) > len(before) {
			grown++
		}
		for cut := range cuts {
			left := remains(draw, before, after, cut == 0)
			if !bytes.Equal(left, before) && !bytes.Equal(left, after) {
				torn++
			}
			survives(t, fmt.Sprintf("commit %d, cut %d", n, cut), left, acknowledged)
		}
	}
	if torn < commits || grown == 0 {
		t.Errorf("%d of %d files were torn, %d commits made the file grow", torn, commits*cuts, grown)
	}
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// commitSomething makes one commit and returns how many invoices it registered.
func commitSomething(t *testing.T, db *store.DB, draw *chance.Source, from int) int {
	t.Helper()
	count := 1 + draw.IntN(12)
	update(t, db, func(tx *store.Tx) error {
		for n := range count {
			if _, err := tx.Register(world, invoice(from+n)); err != nil {
				return err
			}
		}
		switch draw.IntN(4) { // what frees pages, so that later commits use them again
		case 0:
			return tx.SetState(world, uint64(1+draw.IntN(from+count)), store.State{Status: store.Cancelled, CancelledAt: registered})
		case 1:
			return tx.SaveSnapshot(world, "s", nil)
		case 2:
			return tx.Put(world, store.Taxpayers, fmt.Sprint(draw.IntN(9)), draw.Bytes(draw.IntN(9000)))
		}
		return tx.Clear(world, store.Taxpayers)
	})
	return count
}

// remains is what the disk holds when the power goes during the commit that leads from before to after: in its pages, or,
// meta, in its meta page.
func remains(draw *chance.Source, before, after []byte, meta bool) []byte {
	page := os.Getpagesize()
	left := bytes.Clone(before)
	if len(after) > len(left) && (meta || draw.IntN(2) == 0) {
		left = append(left, make([]byte, len(after)-len(left))...)
	}
	if meta {
		copy(left[2*page:], after[2*page:])
		for slot := range 2 {
			upTo := draw.IntN(metaBytes + 1)
			copy(left[slot*page:slot*page+upTo], after[slot*page:])
		}
		return left
	}
	share := draw.IntN(101)
	for at := 2 * page; at < len(left); at += sector {
		if draw.IntN(100) < share {
			copy(left[at:at+sector], after[at:])
		}
	}
	return left
}

// survives opens what is left and wants everything in it that was acknowledged.
func survives(t *testing.T, what string, left []byte, acknowledged int) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "left.db")
	if err := os.WriteFile(path, left, 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := store.OpenFile(path)
	if err != nil {
		t.Fatalf("%s: %v", what, err)
	}
	if complaints, err := f.Check(nil, nil); err != nil || len(complaints) > 0 {
		t.Errorf("%s: %v, %v", what, complaints, err)
	}
	if err := f.Close(); err != nil {
		t.Error(err)
	}
	db := openTestAt(t, path)
	view(t, db, func(tx *store.Tx) {
		for n := range acknowledged {
			if inv, ok, err := tx.Invoice(world, invoice(n).Irn); !ok || err != nil || inv.SignedInvoice != invoice(n).SignedInvoice {
				t.Errorf("%s: invoice %d was acknowledged and is lost (%v)", what, n, err)
				return
			}
		}
	})
	if err := db.Close(); err != nil {
		t.Error(err)
	}
	if err := os.Remove(path); err != nil {
		t.Error(err)
	}
}
