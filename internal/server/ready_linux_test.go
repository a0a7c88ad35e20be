package server_test

import (
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// unwritable makes every write to an open file of this process fail with an input error, as a broken disk does, until the
// returned function mends it: behind the descriptor it puts the same file opened for reading alone. Locks, which belong to
// the opened file, stay.
func unwritable(t *testing.T, path string) (mend func()) {
	t.Helper()
	fds, err := filepath.Glob("/proc/self/fd/*")
	if err != nil || len(fds) == 0 {
		t.Fatalf("no open files are listed: %v", err)
	}
	for _, name := range fds {
		if to, err := os.Readlink(name); err != nil || to != path {
			continue
		}
		var fd int
		for _, digit := range filepath.Base(name) {
			fd = fd*10 + int(digit-'0')
		}
		whole, err := syscall.Dup(fd)
		if err != nil {
			t.Fatal(err)
		}
		reading, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := syscall.Dup3(int(reading.Fd()), fd, syscall.O_CLOEXEC); err != nil {
			t.Fatal(err)
		}
		return func() {
			if err := syscall.Dup3(whole, fd, syscall.O_CLOEXEC); err != nil {
				t.Fatal(err)
			}
			_, _ = syscall.Close(whole), reading.Close()
		}
	}
	t.Fatalf("%s is not open", path)
	return nil
}

func (s *sim) readiness() (code int, text string) {
	s.t.Helper()
	resp, err := http.Get(s.Info().HTTP + "/readyz")
	if err != nil {
		s.t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return resp.StatusCode, string(b)
}

// TestReadyWhileWritesFail follows /readyz over HTTP through a disk that breaks and is mended.
func TestReadyWhileWritesFail(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := start(t, durable(dir))
	c := s.client()
	first, err := c.Generate(t.Context(), document(t, "b2b", "R/1", 1))
	if err != nil {
		t.Fatal(err)
	}
	if code, text := s.readiness(); code != 200 {
		t.Fatalf("/readyz answers %d %s", code, text)
	}
	mend := unwritable(t, filepath.Join(dir, "irpsim.db"))
	if _, err := c.Generate(t.Context(), document(t, "b2b", "R/2", 1)); err == nil {
		t.Error("an invoice that could not be stored was acknowledged")
	}
	for range 2 { // also after it has tried by itself
		code, text := s.readiness()
		if code != 503 || !strings.Contains(text, "the store cannot be written") || !strings.Contains(text, "irpsim.db") {
			t.Errorf("/readyz answers %d %q while writes fail, want 503 and the reason", code, text)
		}
	}
	if got, err := c.Get(t.Context(), first.Irn); err != nil || got.SignedInvoice != first.SignedInvoice {
		t.Errorf("reading while writes fail: %v, %v", got, err)
	}
	mend()
	if code, text := s.readiness(); code != 200 {
		t.Errorf("/readyz answers %d %s with a mended disk, before anybody wrote", code, text)
	}
	if _, err := c.Generate(t.Context(), document(t, "b2b", "R/2", 1)); err != nil {
		t.Errorf("the refused invoice, sent again: %v", err)
	}
	if _, err := s.Shutdown(t.Context()); err != nil {
		t.Error(err)
	}
	sound(t, filepath.Join(dir, "irpsim.db"))
}
