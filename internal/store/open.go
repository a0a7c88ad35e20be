package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"time"

	bolt "go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"
)

// lockWait is how long Open waits for another process to let go of the file: enough for a restart, not for a person.
const lockWait = 300 * time.Millisecond

// smallest is the size of a bbolt file in which nothing was ever written: four pages, which no system makes below 4 KiB.
const smallest = 4 * 4096

// Open opens the store at path, or creates it with mode 0600. The folder must exist. What it cannot use it leaves as it
// is; the error then wraps ErrInUse, ErrNotStore, ErrNewer, ErrFull or a [*fs.PathError].
func Open(path string, o Options) (*DB, error) {
	if o.Ephemeral {
		return openEphemeral()
	}
	created, err := inspect(path)
	if err != nil {
		return nil, err
	}
	db, err := open(path, false)
	switch {
	case err != nil && created && !errors.Is(err, ErrInUse):
		_ = os.Remove(path) // half a new file would be taken for a damaged one next time
		return nil, err
	case err != nil:
		return nil, err
	case created:
		syncFolder(filepath.Dir(path))
	}
	return db, nil
}

func openEphemeral() (*DB, error) {
	f, err := os.CreateTemp("", "irpsim-*.db")
	if err != nil {
		return nil, fmt.Errorf("no temporary file for the store: %w; point TMPDIR at a folder that can be written", err)
	}
	path := f.Name()
	err = f.Close()
	var db *DB
	if err == nil {
		db, err = open(path, true)
	}
	// Where the system lets an open file go, it goes now: then not even a killed process leaves it behind.
	if err != nil || runtime.GOOS != "windows" {
		_ = os.Remove(path)
	}
	return db, err
}

// inspect tells whether path is new, and refuses what cannot be a store before anything is opened or written.
func inspect(path string) (created bool, err error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		folder := filepath.Dir(path)
		if info, err := os.Stat(folder); err != nil || !info.IsDir() {
			return false, fmt.Errorf("the folder %s of the store does not exist; create it or choose another file with --data", folder)
		}
		return true, nil
	case err != nil:
		return false, fmt.Errorf("%w; choose a file you may read and write with --data", err)
	case info.IsDir():
		return false, fmt.Errorf("%s is a folder and %w; name a file in it with --data", path, ErrNotStore)
	case !info.Mode().IsRegular():
		return false, fmt.Errorf("%s is not a regular file and %w; choose another one with --data", path, ErrNotStore)
	case info.Size() > 0 && info.Size() < smallest:
		return false, fmt.Errorf("%s %w (it has only %d bytes); move it away or choose another file with --data",
			path, ErrNotStore, info.Size())
	}
	return false, nil
}

func open(path string, ephemeral bool) (*DB, error) {
	db := &DB{
		path:      path,
		ephemeral: ephemeral,
		queue:     make(chan *call),
		closing:   make(chan struct{}),
		stopped:   make(chan struct{}),
	}
	var file *os.File
	options := &bolt.Options{
		Timeout: lockWait,
		// A synced list opens a file of any size in milliseconds, where without it the whole file is read: seconds for a
		// million invoices. Written sequentially, the list stays short and costs little at each commit.
		NoFreelistSync: false,
		FreelistType:   bolt.FreelistMapType,
		NoSync:         ephemeral,
		NoGrowSync:     ephemeral,
		OpenFile: func(name string, flag int, mode os.FileMode) (f *os.File, err error) {
			f, err = os.OpenFile(name, flag, mode)
			file = f
			return f, err
		},
	}
	err := guard(func() (err error) {
		if db.bolt, err = openBolt(path, options); err != nil {
			return err
		}
		if !same(path, file) {
			return berrors.ErrTimeout
		}
		return db.adopt(true)
	})
	if err != nil {
		db.abandon(file)
		return nil, openError(path, err)
	}
	go db.write()
	return db, nil
}

// same tells whether path still names the file that was opened. While it waited for the lock, the one that had it may have
// put another file in its place, as [Compact] does; what is written to the old one would be lost. An ephemeral path is
// always the same.
func same(path string, file *os.File) bool {
	named, err := os.Stat(path)
	if err != nil {
		return false
	}
	opened, err := file.Stat()
	return err == nil && os.SameFile(named, opened)
}

// abandon closes what a failed open left open. A panic inside bbolt, that is a damaged file, leaves a mapping behind that
// nobody can reach; it keeps the file locked until the process ends.
func (db *DB) abandon(file *os.File) {
	if db.bolt != nil {
		_ = db.bolt.Close()
	}
	if file != nil {
		_ = file.Close()
	}
}

// lookError is openError for who looks at a file and does not serve from it.
func lookError(path string, err error) error {
	var panicked *PanicError
	switch {
	case errors.Is(err, berrors.ErrTimeout):
		return fmt.Errorf("%s %w; stop the irpsim that has it and try again", path, ErrInUse)
	case errors.As(err, &panicked):
		return fmt.Errorf("%s %w (opening it ended in: %v)", path, ErrNotStore, panicked.Value)
	case errors.Is(err, ErrNotStore), errors.Is(err, ErrNewer):
		return err
	case errors.Is(err, berrors.ErrInvalid), errors.Is(err, berrors.ErrChecksum), errors.Is(err, berrors.ErrVersionMismatch):
		return fmt.Errorf("%s %w (%v)", path, ErrNotStore, err)
	default:
		return fmt.Errorf("store %s: %w", path, err)
	}
}

func openError(path string, err error) error {
	var panicked *PanicError
	switch {
	case errors.Is(err, berrors.ErrTimeout):
		return fmt.Errorf("%s %w; stop that irpsim, or choose another file with --data or none with --ephemeral", path, ErrInUse)
	case errors.As(err, &panicked):
		return fmt.Errorf("%s %w (%v); move it away or choose another file with --data", path, ErrNotStore, panicked.Value)
	case errors.Is(err, berrors.ErrInvalid), errors.Is(err, berrors.ErrChecksum), errors.Is(err, berrors.ErrVersionMismatch):
		return fmt.Errorf("%s %w (%v); move it away or choose another file with --data", path, ErrNotStore, err)
	case errors.Is(err, ErrNotStore), errors.Is(err, ErrNewer):
		return err
	case isFull(err):
		return fmt.Errorf("%s %w (%v); free some space or choose another file with --data", path, ErrFull, err)
	default:
		return fmt.Errorf("store %s: %w; choose a file you may read and write with --data", path, err)
	}
}

// adopt makes an empty bbolt file a store when fresh ones are wanted, and refuses one that is cut off, of another program,
// or newer.
func (db *DB) adopt(fresh bool) error {
	tx, err := db.bolt.Begin(false)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	info, err := os.Stat(db.path)
	if err != nil {
		return err
	}
	if info.Size() < tx.Size() {
		return fmt.Errorf("%s %w (it has %d of its %d bytes); move it away or choose another file with --data",
			db.path, ErrNotStore, info.Size(), tx.Size())
	}
	meta := tx.Bucket(bucketMeta)
	if meta == nil {
		if first, _ := tx.Cursor().First(); first != nil || !fresh {
			return fmt.Errorf("%s %w (it belongs to another program); choose another file with --data", db.path, ErrNotStore)
		}
		_ = tx.Rollback() // a reading transaction would stop the writing one from growing the file
		return db.bolt.Update(initialise)
	}
	version, err := strconv.Atoi(string(meta.Get(keyFormat)))
	switch {
	case err != nil || version < 1 || tx.Bucket(bucketWorlds) == nil:
		return fmt.Errorf("%s %w (its format version is missing); choose another file with --data", db.path, ErrNotStore)
	case version > format:
		return fmt.Errorf("%s %w (stored format %d, this one reads up to %d); upgrade irpsim or choose another file with --data",
			db.path, ErrNewer, version, format)
	}
	return nil
}

func initialise(tx *bolt.Tx) error {
	meta, err := tx.CreateBucket(bucketMeta)
	if err != nil {
		return err
	}
	if _, err := tx.CreateBucket(bucketWorlds); err != nil {
		return err
	}
	return meta.Put(keyFormat, []byte(strconv.Itoa(format)))
}

// syncFolder makes the name of a new file as durable as its contents. Not every system can; those keep names otherwise.
func syncFolder(path string) {
	folder, err := os.Open(path)
	if err != nil {
		return
	}
	_ = folder.Sync()
	_ = folder.Close()
}
