package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"

	bolt "go.etcd.io/bbolt"
)

// Progress hears how far long work has come, in bytes, under a name for people. It may be called very often.
type Progress func(what string, done, total int64)

func (p Progress) tell(what string, done, total int64) {
	if p != nil {
		p(what, min(done, total), total)
	}
}

// File is a store that no simulator has open, to be looked at as a whole. Nothing in it changes.
type File struct {
	db *DB
	os *os.File
}

// OpenFile opens the store at path for looking. The error wraps ErrInUse while a simulator has it, ErrNotStore, ErrNewer or
// [fs.ErrNotExist].
func OpenFile(path string) (*File, error) {
	if err := there(path); err != nil {
		return nil, err
	}
	f := &File{db: &DB{path: path}}
	options := &bolt.Options{
		Timeout: lockWait, ReadOnly: true,
		PreLoadFreelist: true, // here, where a damaged one is caught
		OpenFile: func(name string, flag int, mode os.FileMode) (file *os.File, err error) {
			file, err = os.OpenFile(name, flag, mode)
			f.os = file
			return file, err
		},
	}
	err := guard(func() (err error) {
		if f.db.bolt, err = openBolt(path, options); err != nil {
			return err
		}
		return f.db.adopt(false)
	})
	if err != nil {
		f.db.abandon(f.os)
		return nil, lookError(path, err)
	}
	return f, nil
}

// there refuses a path at which no store can be.
func there(path string) error {
	fresh, err := inspect(path)
	if err != nil {
		return err
	}
	if info, err := os.Stat(path); fresh || err == nil && info.Size() == 0 {
		return fmt.Errorf("%s holds no store: %w; name the file that irpsim was started with (--data)", filepath.Clean(path), fs.ErrNotExist)
	}
	return nil
}

// Close lets the file go.
func (f *File) Close() error { return f.db.bolt.Close() }

// begin starts reading.
func (f *File) begin() (*Tx, error) {
	btx, err := f.db.begin(false)
	if err != nil {
		return nil, err
	}
	return &Tx{bolt: btx}, nil
}

// walker returns one that tells its progress.
func (f *File) walker(tx *Tx, progress Progress) *walker {
	size := uint64(f.db.bolt.Info().PageSize)
	var done int64
	return &walker{file: f.os, size: size, pages: uint64(tx.bolt.Size()) / size, read: func(bytes int) {
		done += int64(bytes)
		progress.tell("pages", done, tx.bolt.Size())
	}}
}

// checkTree reads the pages of all buckets and returns the first thing that is wrong with them.
func (f *File) checkTree() error {
	tx, err := f.begin()
	if err != nil {
		return err
	}
	defer func() { _ = tx.bolt.Rollback() }()
	return f.walker(tx, nil).walk(uint64(tx.bolt.Cursor().Bucket().Root()), nil)
}

// Check reads the whole file and returns what does not fit together, nothing when all is well: every page and bbolt's
// own check of them; then for each world that index, invoices, states, e-way bills, snapshots and counters agree, and what
// invoice, which may be nil, says of each invoice. Where pages are damaged the worlds are not looked at. err tells that
// the check itself could not be made.
func (f *File) Check(invoice func(*Invoice) error, progress Progress) (complaints []error, err error) {
	tx, err := f.begin()
	if err != nil {
		return nil, err
	}
	defer func() { _ = tx.bolt.Rollback() }()
	var invoices int64 // bytes of invoice records
	w := f.walker(tx, progress)
	w.tally = func(path []string, t treeTally) {
		if len(path) == 3 && path[2] == string(bucketInvoices) {
			invoices += t.recordBytes
		}
	}
	if err := w.walk(uint64(tx.bolt.Cursor().Bucket().Root()), nil); err != nil {
		return []error{err}, nil
	}
	// Damage that keeps within the pages can still make bbolt panic, which is a complaint too.
	if err := guard(tx.checkPages); err != nil {
		return spread(err), nil
	}
	var done int64
	n := inspection{invoice: invoice, read: func(bytes int) {
		done += int64(bytes)
		progress.tell("invoices", done, invoices)
	}}
	for _, id := range tx.WorldIDs() {
		for _, err := range spread(guard(func() error { return tx.checkWorld(id, n) })) {
			complaints = append(complaints, fmt.Errorf("world %s: %w", id, err))
		}
	}
	return append(complaints, spread(guard(tx.checkRoot))...), nil
}

// checkRoot complains of what is in the file beside the worlds.
func (tx *Tx) checkRoot() error {
	return tx.bolt.ForEach(func(name []byte, b *bolt.Bucket) error {
		switch string(name) {
		case string(bucketMeta):
			return onlyKnown(b, nil, keyFormat, keyProbe)
		case string(bucketWorlds):
			return b.ForEach(func(id, value []byte) error {
				if value != nil {
					return fmt.Errorf("world %.40q is no bucket", id)
				}
				return nil
			})
		}
		return fmt.Errorf("bucket %.40q belongs to nothing that this irpsim knows", name)
	})
}

// spread takes joined errors apart; a panic is told without its stack.
func spread(err error) []error {
	if err == nil {
		return nil
	}
	if p, ok := errors.AsType[*PanicError](err); ok {
		return []error{fmt.Errorf("reading it ended in: %v", p.Value)}
	}
	if many, ok := err.(interface{ Unwrap() []error }); ok {
		var all []error
		for _, one := range many.Unwrap() {
			all = append(all, spread(one)...)
		}
		return all
	}
	return []error{err}
}

// formatOf reads the version of the stored format.
func (tx *Tx) formatOf() int {
	version, _ := strconv.Atoi(string(tx.bolt.Bucket(bucketMeta).Get(keyFormat))) // adopt has read it
	return version
}
