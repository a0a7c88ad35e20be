//go:build unix

package server

import "syscall"

// openFiles is how many files, connections among them, the system lets this process have open; ok is false when it does
// not tell. Go has raised the soft limit to the hard one by now.
func openFiles() (most int, ok bool) {
	var limit syscall.Rlimit
	if syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit) != nil {
		return 0, false
	}
	return int(min(uint64(limit.Cur), 1<<30)), true
}
