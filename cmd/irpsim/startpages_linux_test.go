package main

import (
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// residentFile is how many kilobytes of the program's file and of others are in memory.
func residentFile(t *testing.T) int {
	t.Helper()
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile(`RssFile:\s+(\d+) kB`).FindSubmatch(status)
	if found == nil {
		t.Fatal("this Linux does not tell RssFile in /proc/self/status (since 4.5)")
	}
	kb, err := strconv.Atoi(string(found[1]))
	if err != nil {
		t.Fatal(err)
	}
	return kb
}

func TestDropStartPages(t *testing.T) {
	before := residentFile(t)
	dropStartPages()
	if after := residentFile(t); after > before*3/4 {
		t.Errorf("%d kB of files are in memory, before %d", after, before)
	}
}

func TestUntouched(t *testing.T) {
	t.Parallel()
	const text = `00400000-00f34000 r-xp 00000000 fe:00 10166980                           /opt/my irpsim
Rss:                9872 kB
Anonymous:             0 kB
Swap:                  0 kB
VmFlags: rd ex mr mw me
00f34000-01d2f000 r--p 00b34000 fe:00 10166980                           /opt/my irpsim
Anonymous:             4 kB
Swap:                  0 kB
VmFlags: rd mr mw me
01d2f000-01e00000 r--p 0192f000 fe:00 10166980                           /opt/my irpsim
Anonymous:             0 kB
Swap:                  8 kB
VmFlags: rd mr mw me
01e00000-01e9e000 rw-p 0192f000 fe:00 10166980                           /opt/my irpsim
Anonymous:             0 kB
Swap:                  0 kB
VmFlags: rd wr mr mw me
02000000-02001000 r--p 00000000 fe:00 10166980                           /opt/my irpsim
Anonymous:             0 kB
VmFlags: rd mr mw me
51821000000-51821c00000 rw-p 00000000 00:00 0 
Anonymous:          4944 kB
VmFlags: rd wr mr mw me
7f3e0a1db000-7f3e0a331000 r-xp 00026000 fe:00 326269                     /usr/lib/x86_64-linux-gnu/libc.so.6
Anonymous:             0 kB
Swap:                  0 kB
VmFlags: rd ex mr mw me
`
	want := []mapping{{0x400000, 0xf34000}, {0x2000000, 0x2001000}}
	if got := untouched(strings.NewReader(text), "/opt/my irpsim"); !slices.Equal(got, want) {
		t.Errorf("untouched gives %x, want %x", got, want)
	}
}
