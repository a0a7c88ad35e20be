package main

import (
	"bufio"
	"os"
	"strconv"
	"strings"
	"syscall"
)

// dropStartPages tells the system that the pages of this program's own file are not needed at the moment: most of those that
// are in memory now were read by the start alone, or came along with others, and an idle simulator should be small. What is
// used again comes back from the file cache at its first use. Only mappings are named that cannot be written to and hold
// not one page of their own: of a position-independent program the loader has changed some, and those are nowhere else.
// Whatever goes wrong here changes nothing.
func dropStartPages() {
	self, err := os.Readlink("/proc/self/exe")
	if err != nil {
		return
	}
	smaps, err := os.Open("/proc/self/smaps")
	if err != nil {
		return
	}
	defer func() { _ = smaps.Close() }()
	var start, end uint64 // of the mapping at hand, 0 when it is not one of those
	for lines := bufio.NewScanner(smaps); lines.Scan(); {
		name, value, _ := strings.Cut(lines.Text(), " ")
		switch {
		case name == "Anonymous:":
			if end > 0 && strings.TrimSpace(value) == "0 kB" {
				_, _, _ = syscall.Syscall(syscall.SYS_MADVISE, uintptr(start), uintptr(end-start), syscall.MADV_DONTNEED)
			}
		case !strings.HasSuffix(name, ":"): // start-end permissions offset device inode path
			start, end = ownMapping(name, value, self)
		}
	}
}

// ownMapping reads the first line of a mapping; 0, 0 unless it maps the file self and cannot be written to.
func ownMapping(addresses, rest, self string) (start, end uint64) {
	fields := strings.SplitN(rest, " ", 5)
	if len(fields) < 5 || !strings.HasPrefix(fields[0], "r-") || strings.TrimLeft(fields[4], " ") != self {
		return 0, 0
	}
	from, to, _ := strings.Cut(addresses, "-")
	start, err := strconv.ParseUint(from, 16, 64)
	if err != nil {
		return 0, 0
	}
	end, err = strconv.ParseUint(to, 16, 64)
	if err != nil {
		return 0, 0
	}
	return start, end
}
