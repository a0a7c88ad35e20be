package store

import (
	"errors"
	"fmt"
	"path/filepath"
	"testing"

	bolt "go.etcd.io/bbolt"

	"github.com/irpsim/irpsim/internal/chance"
)

// TestFreelistOfABusyFile looks at a file while it is written to, as a second irpsim does before it learns that the file is
// in use: what it meets half changed is no damage.
func TestFreelistOfABusyFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "irpsim.db")
	db, err := bolt.Open(path, 0o600, &bolt.Options{NoSync: true, NoGrowSync: true, FreelistType: bolt.FreelistMapType})
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	written := make(chan error, 1)
	go func() {
		seed := uint64(1)
		random := chance.New(&seed, "freelist")
		for {
			select {
			case <-done:
				written <- nil
				return
			default:
			}
			err := db.Update(func(tx *bolt.Tx) error {
				b, err := tx.CreateBucketIfNotExists([]byte("b"))
				if err != nil {
					return err
				}
				for range 8 {
					key := fmt.Appendf(nil, "%d", random.IntN(64))
					err = errors.Join(err, b.Put(key, make([]byte, random.IntN(200_000))), b.Delete(fmt.Appendf(nil, "%d", random.IntN(64))))
				}
				return err
			})
			if err != nil {
				written <- err
				return
			}
		}
	}()
	for range 2000 {
		if err := checkFreelist(path); err != nil {
			t.Error(err)
			break
		}
	}
	_, err = OpenFile(path)
	if !errors.Is(err, ErrInUse) {
		t.Errorf("OpenFile of a file that is being written: %v", err)
	}
	close(done)
	if err := errors.Join(<-written, db.Close()); err != nil {
		t.Error(err)
	}
}
