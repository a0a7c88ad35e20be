//go:build !windows

package server_test

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/irpsim/irpsim/internal/server"
)

// TestFileModes: what holds anything secret is for its owner alone.
func TestFileModes(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := start(t, durable(dir), func(c *server.Config) {
		c.ListenTLS, c.Keys, c.ReadyFile, c.AdminToken = "127.0.0.1:0", filepath.Join(dir, "keys"), filepath.Join(dir, "ready.json"), "sesame"
	})
	if _, err := s.client().Generate(t.Context(), document(t, "b2b", "MODE/1", 1)); err != nil {
		t.Fatal(err)
	}
	seen := 0
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		seen++
		text, err := os.ReadFile(path)
		public := bytes.Contains(text, []byte("BEGIN CERTIFICATE")) && !bytes.Contains(text, []byte("PRIVATE"))
		if mode := info.Mode().Perm(); mode&0o077 != 0 && !public || mode&0o022 != 0 {
			t.Errorf("%s has mode %o, want 600", path, mode)
		}
		return err
	})
	if err != nil || seen < 7 { // the store, the ready file, two pairs, the CA
		t.Errorf("%d files were looked at, %v; want at least 7", seen, err)
	}
}
