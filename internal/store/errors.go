package store

import (
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"
	"syscall"

	berrors "go.etcd.io/bbolt/errors"
)

// What can be wrong with a store. Open and Update wrap them with the path and what to do next.
var (
	ErrInUse    = errors.New("is in use by another process")
	ErrNotStore = errors.New("is not a store of irpsim, or is damaged")
	ErrNewer    = errors.New("was written by a newer irpsim")
	ErrFull     = errors.New("cannot grow: the disk, the quota or the file size limit is exhausted")
	ErrClosed   = errors.New("the store is closed; start irpsim again")
	ErrNoWorld  = errors.New("the world does not exist; create it first")
)

// PanicError is a panic that was caught inside a transaction, which was rolled back.
type PanicError struct {
	Value any
	Stack []byte
}

func (e *PanicError) Error() string {
	return fmt.Sprintf("panic in a store transaction: %v\n%s", e.Value, e.Stack)
}

// guard runs fn and turns a panic into a [*PanicError]. bbolt panics on damaged pages; a page that the file no longer
// holds is a memory fault, which would end the process were it not made a panic here.
func guard(fn func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if v := recover(); v != nil {
			err = &PanicError{Value: v, Stack: debug.Stack()}
		}
	}()
	return fn()
}

// explain gives an error of bbolt or of the disk its meaning for a person.
func (db *DB) explain(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, berrors.ErrDatabaseNotOpen):
		return ErrClosed
	case isFull(err):
		return fmt.Errorf("%s %w (%v); free some space and repeat the request, what was stored before is intact", db.path, ErrFull, err)
	default:
		return fmt.Errorf("store %s: %w", db.path, err)
	}
}

// damaged says that a file was a store and can no longer be read as one.
func damaged(path string, err error) error {
	var panicked *PanicError
	if errors.As(err, &panicked) {
		err = fmt.Errorf("reading it ended in: %v", panicked.Value)
	}
	return fmt.Errorf("%s %w (%w); irpsim store check %[1]s tells more", path, ErrNotStore, err)
}

// isFull recognises the ways in which a file cannot grow. bbolt passes some of them on as text only.
func isFull(err error) bool {
	full := []error{syscall.ENOSPC, syscall.EDQUOT, syscall.EFBIG, berrors.ErrMaxSizeReached}
	if runtime.GOOS == "windows" {
		const diskFull = syscall.Errno(112) // ERROR_DISK_FULL
		full = append(full, diskFull)
	}
	for _, f := range full {
		if errors.Is(err, f) || strings.Contains(err.Error(), f.Error()) {
			return true
		}
	}
	return false
}
