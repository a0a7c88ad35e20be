//go:build unix

package main

import (
	"os/signal"
	"syscall"
)

// bearFileSize lets a write beyond the file size limit (ulimit -f) come back as an error, as a full disk does, where the
// system would end the process otherwise.
func bearFileSize() { signal.Ignore(syscall.SIGXFSZ) }
