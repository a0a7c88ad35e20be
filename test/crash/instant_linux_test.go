package crash

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"
	"unsafe"
)

// pause lets time pass, up to the end of the context.
func pause(ctx context.Context, d time.Duration) {
	ctx, cancel := context.WithTimeout(ctx, d)
	defer cancel()
	<-ctx.Done()
}

// inCall waits until a thread of the process is inside the system call of that number, as /proc tells, and reports whether
// one was before the context ended. Nothing but the same user is needed, so a kill can be aimed at the inside of a commit.
func inCall(ctx context.Context, pid int, number int) bool {
	want := strconv.Itoa(number) + " "
	for ctx.Err() == nil {
		files, _ := filepath.Glob("/proc/" + strconv.Itoa(pid) + "/task/*/syscall")
		for range 50 { // threads come and go far more slowly than this
			for _, file := range files {
				if b, err := os.ReadFile(file); err == nil && strings.HasPrefix(string(b), want) {
					return true
				}
			}
			if ctx.Err() != nil {
				break
			}
		}
		runtime.Gosched()
	}
	return false
}

// The calls that a commit makes: pages, then fdatasync, then the meta page, then fdatasync.
const (
	callFdatasync = syscall.SYS_FDATASYNC
	callPwrite    = syscall.SYS_PWRITE64
)

const noLimit = ^uint64(0)

// limitFiles sets how large a file the process may make (RLIMIT_FSIZE): what grows beyond it fails as on a full disk.
// The limit can be lifted again, since only the soft one is set.
func limitFiles(pid int, size uint64) error {
	limit := syscall.Rlimit{Cur: size, Max: noLimit}
	_, _, errno := syscall.RawSyscall6(syscall.SYS_PRLIMIT64, uintptr(pid), syscall.RLIMIT_FSIZE, uintptr(unsafe.Pointer(&limit)), 0, 0, 0)
	if errno != 0 {
		return errno
	}
	return nil
}
