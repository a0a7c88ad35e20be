package main

import (
	"bufio"
	"io"
	"os"
	"strconv"
	"strings"
	"syscall"
)

// dropStartPages tells the system that the pages of this program's own file are not needed at the moment: most of those that
// are in memory now were read by the start alone, or came along with others, and an idle simulator should be small. What is
// used again comes back from the file cache at its first use. Whatever goes wrong here changes nothing.
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
	for _, m := range untouched(smaps, self) {
		_, _, _ = syscall.Syscall(syscall.SYS_MADVISE, uintptr(m.start), uintptr(m.end-m.start), syscall.MADV_DONTNEED)
	}
}

// mapping is a range of addresses.
type mapping struct{ start, end uint64 }

// untouched reads a list of mappings as /proc/PID/smaps has it, and returns those of the file self that cannot be written to
// and hold not one page of their own, in memory or swapped out: of a position-independent program the loader has changed
// some, and those are nowhere else.
func untouched(smaps io.Reader, self string) (found []mapping) {
	var m mapping
	candidate := false
	for lines := bufio.NewScanner(smaps); lines.Scan(); {
		name, value, _ := strings.Cut(lines.Text(), " ")
		value = strings.TrimSpace(value)
		switch {
		case name == "Anonymous:", name == "Swap:":
			candidate = candidate && value == "0 kB"
		case name == "VmFlags:": // the last line of each
			if candidate {
				found = append(found, m)
			}
			candidate = false
		case !strings.HasSuffix(name, ":"): // start-end permissions offset device inode path
			m, candidate = readOnly(name, value, self)
		}
	}
	return found
}

// readOnly reads the first line of a mapping; ok is false unless it maps the file self and cannot be written to.
func readOnly(addresses, rest, self string) (m mapping, ok bool) {
	fields := strings.SplitN(rest, " ", 5)
	if len(fields) < 5 || !strings.HasPrefix(fields[0], "r-") || strings.TrimLeft(fields[4], " ") != self {
		return m, false
	}
	from, to, _ := strings.Cut(addresses, "-")
	var err1, err2 error
	m.start, err1 = strconv.ParseUint(from, 16, 64)
	m.end, err2 = strconv.ParseUint(to, 16, 64)
	return m, err1 == nil && err2 == nil && m.start < m.end
}
