package main

import (
	"os"
	"regexp"
	"strconv"
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
	if text := strconv.Itoa(before); text == "" { // code and constants are still there
		t.Error("a number became nothing")
	}
}
