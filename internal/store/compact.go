package store

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"

	bolt "go.etcd.io/bbolt"
)

// The endings of the files that compacting makes beside the store.
const (
	BackupEnding = ".bak"
	partEnding   = ".compacting"
)

// maxCopied bounds what one transaction of the copy writes.
const maxCopied = 32 << 20

// Compacted is what [Compact] has done.
type Compacted struct {
	Before, After int64 // bytes of the file
	Records       int
	Backup        string // the file as it was; "" when it was not kept
}

// Compact copies the store at path into a fresh file without gaps, checks the copy and puts it in place of the old one in
// one step. The old one stays as path.bak, over an earlier one, if keep. When anything goes wrong the store is what it
// was. The error wraps ErrInUse while a simulator has the file, ErrFull when there is no room for the copy.
func Compact(path string, keep bool, progress Progress) (Compacted, error) {
	var done Compacted
	if err := there(path); err != nil {
		return done, err
	}
	// Opened for writing, for the lock that keeps every other process out. A link is followed: its target is replaced.
	path, err := filepath.EvalSymlinks(path)
	if err != nil {
		return done, err
	}
	from := &DB{path: path}
	var file *os.File
	options := &bolt.Options{Timeout: lockWait, FreelistType: bolt.FreelistMapType, OpenFile: func(name string, flag int, mode os.FileMode) (f *os.File, err error) {
		f, err = os.OpenFile(name, flag, mode)
		file = f
		return f, err
	}}
	err = guard(func() (err error) {
		if from.bolt, err = openBolt(path, options); err != nil {
			return err
		}
		return from.adopt(false)
	})
	if err != nil {
		from.abandon(file)
		return done, lookError(path, err)
	}
	defer func() { _ = from.bolt.Close() }() // again after the swap, where it was closed for it: no harm
	info, err := file.Stat()
	if err != nil {
		return done, err
	}
	done.Before = info.Size()
	if err := (&File{db: from, os: file}).checkTree(); err != nil { // which bbolt, copying, would follow wherever it leads
		return done, damaged(path, err)
	}
	part := path + partEnding
	_ = os.Remove(part) // of a run that was killed; the lock says that no other one lives
	defer func() { _ = os.Remove(part) }()
	if done.Records, done.After, err = copyInto(part, from, progress); err != nil {
		return done, err
	}
	if runtime.GOOS == "windows" { // which replaces no file that is open
		_ = from.bolt.Close()
	}
	if keep {
		done.Backup = path + BackupEnding
	}
	return done, swap(path, part, done.Backup)
}

// copyInto makes the copy, and holds it against what was copied.
func copyInto(part string, from *DB, progress Progress) (records int, size int64, err error) {
	created, err := os.OpenFile(part, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if err == nil {
		err = created.Close()
	}
	if err != nil {
		return 0, 0, from.explain(err)
	}
	// One fsync at the end is enough: until then nobody needs the copy.
	to, err := bolt.Open(part, 0o600, &bolt.Options{Timeout: lockWait, NoSync: true, NoGrowSync: true, FreelistType: bolt.FreelistMapType})
	if err != nil {
		return 0, 0, from.explain(err)
	}
	c := copier{to: to, progress: progress}
	err = guard(func() error { return from.bolt.View(c.all) })
	if err == nil {
		err = to.Sync()
	}
	err = errors.Join(err, to.Close())
	var panicked *PanicError
	switch {
	case errors.As(err, &panicked):
		return 0, 0, damaged(from.path, err)
	case err != nil:
		return 0, 0, from.explain(err)
	}
	f, err := OpenFile(part)
	if err != nil {
		return 0, 0, err
	}
	defer func() { _ = f.Close() }()
	if complaints, err := f.Check(nil, progress); err != nil || len(complaints) > 0 {
		return 0, 0, damaged(from.path, errors.Join(append(complaints, err)...))
	}
	fig, err := f.Figures(nil)
	if err != nil {
		return 0, 0, err
	}
	// The walk counts again what the copier counted, by other code: nothing may be missing.
	if got := fig.records(); got != c.records {
		return 0, 0, fmt.Errorf("the copy of %s has %d records instead of %d; it was thrown away and the store is as it was", from.path, got, c.records)
	}
	return c.records, fig.FileBytes, nil
}

// records is how many there are in all worlds.
func (f Figures) records() (n int) {
	for _, w := range f.Worlds {
		for _, b := range w.Buckets {
			n += b.Records
		}
	}
	return n
}

// copier copies buckets in the order of their keys, which fills their pages, in transactions of bounded size.
type copier struct {
	to       *bolt.DB
	tx       *bolt.Tx
	path     [][]byte // of the bucket that is being copied
	bucket   *bolt.Bucket
	pending  int64 // bytes of the open transaction
	copied   int64
	total    int64
	records  int // in worlds
	progress Progress
}

func (c *copier) all(from *bolt.Tx) (err error) {
	c.total = from.Size()
	if c.tx, err = c.to.Begin(true); err != nil {
		return err
	}
	defer func() { _ = c.tx.Rollback() }() // nothing after the commit
	err = from.ForEach(func(name []byte, b *bolt.Bucket) error { return c.into(name, b) })
	if err != nil {
		return err
	}
	c.progress.tell("copying", c.total, c.total)
	return c.tx.Commit()
}

// into copies one bucket with all that it holds.
func (c *copier) into(name []byte, b *bolt.Bucket) error {
	outer := c.bucket
	made, err := c.create(outer, name)
	if err != nil {
		return err
	}
	if err := made.SetSequence(b.Sequence()); err != nil {
		return err
	}
	c.path = append(c.path, name)
	c.bucket = made
	made.FillPercent = fill(name)
	err = b.ForEach(func(key, value []byte) error {
		if value == nil {
			return c.into(key, b.Bucket(key))
		}
		return c.put(key, value)
	})
	c.path = c.path[:len(c.path)-1]
	c.find()
	return err
}

func (c *copier) create(outer *bolt.Bucket, name []byte) (*bolt.Bucket, error) {
	if outer == nil {
		return c.tx.CreateBucket(name)
	}
	return outer.CreateBucket(name)
}

func (c *copier) put(key, value []byte) error {
	size := int64(len(key) + len(value))
	if c.pending+size > maxCopied && c.pending > 0 {
		if err := c.tx.Commit(); err != nil {
			return err
		}
		var err error
		if c.tx, err = c.to.Begin(true); err != nil {
			return err
		}
		c.pending = 0
		c.find()
	}
	c.pending += size
	c.copied += size
	if len(c.path) > 1 { // not the format
		c.records++
	}
	c.progress.tell("copying", c.copied, c.total)
	return c.bucket.Put(key, value)
}

// fill is how full the pages of a bucket are made: invoices only ever follow at the end, elsewhere something may come in
// between.
func fill(name []byte) float64 {
	if bytes.Equal(name, bucketInvoices) {
		return 1
	}
	return 0.9
}

// find goes to the bucket of the path, in the transaction that is open now.
func (c *copier) find() {
	c.bucket = nil
	for _, name := range c.path {
		if c.bucket == nil {
			c.bucket = c.tx.Bucket(name)
		} else {
			c.bucket = c.bucket.Bucket(name)
		}
		c.bucket.FillPercent = fill(name)
	}
}

// swap puts part in the place of path. At every moment a whole store lies at path; where the system knows no second name
// for a file, there is none for the moment between two renames.
func swap(path, part, backup string) error {
	if backup != "" {
		second := backup + partEnding
		_ = os.Remove(second)
		if err := os.Link(path, second); err == nil {
			err = os.Rename(second, backup)
			if err != nil {
				return fmt.Errorf("the old store cannot be kept: %w; move %s away or do without it (--no-backup)", err, backup)
			}
		} else if err := os.Rename(path, backup); err != nil {
			return fmt.Errorf("the old store cannot be kept: %w; move %s away or do without it (--no-backup)", err, backup)
		}
	}
	if err := os.Rename(part, path); err != nil {
		if _, gone := os.Stat(path); gone != nil && backup != "" {
			err = errors.Join(err, os.Rename(backup, path))
		}
		return fmt.Errorf("the copy cannot take the place of %s: %w", path, err)
	}
	syncFolder(filepath.Dir(path))
	return nil
}
