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

// callFdatasync is the call that a commit makes twice: it writes pages, syncs, writes the meta page, syncs.
const callFdatasync = syscall.SYS_FDATASYNC

// afterWrites waits until the process has written to a file so many times, as far as /proc lets tell them apart, and reports
// whether it had before the context ended. A commit writes several times in a row, so what follows hits its middle.
func afterWrites(ctx context.Context, pid, times int) bool {
	name := "/proc/" + strconv.Itoa(pid) + "/io"
	last := ""
	for ctx.Err() == nil {
		text, err := os.ReadFile(name)
		if err != nil {
			return false
		}
		_, bytes, _ := strings.Cut(string(text), "\nwrite_bytes: ")
		bytes, _, _ = strings.Cut(bytes, "\n")
		if bytes != last {
			if times--; times < 0 { // the first reading counts for nothing
				return true
			}
			last = bytes
		}
	}
	return false
}

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
