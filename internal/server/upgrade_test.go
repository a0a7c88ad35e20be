package server_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/irpsim/irpsim/internal/server"
	"github.com/irpsim/irpsim/internal/store"
)

// stored returns the data file that an earlier irpsim wrote in a stored format, see testdata/upgrade/make.sh.
func stored(t *testing.T, format int) []byte {
	t.Helper()
	f, err := os.Open(fmt.Sprintf("testdata/upgrade/format-%d.db.gz", format))
	if err != nil {
		t.Fatalf("%v: each stored format needs a file of the last irpsim that wrote it; testdata/upgrade/make.sh makes it", err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	content, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// formatNow is the stored format that this irpsim writes.
func formatNow(t *testing.T) int {
	t.Helper()
	path := filepath.Join(t.TempDir(), "fresh.db")
	db, err := store.Open(path, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	f, err := store.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	figures, err := f.Figures(nil)
	if err != nil {
		t.Fatal(err)
	}
	return figures.Format
}

// TestUpgrade opens the file of every stored format that there ever was: it is sound, shows everything that the irpsim that
// wrote it showed, and goes on from there.
func TestUpgrade(t *testing.T) {
	t.Parallel()
	last := formatNow(t)
	if last < 1 {
		t.Fatalf("the stored format is %d", last)
	}
	for format := 1; format <= last; format++ {
		t.Run(fmt.Sprint("format ", format), func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			path := filepath.Join(dir, "irpsim.db")
			if err := os.WriteFile(path, stored(t, format), 0o600); err != nil {
				t.Fatal(err)
			}
			sound(t, path)
			s := start(t, durable(dir))
			var shown map[string]map[string]json.RawMessage
			text, err := os.ReadFile(fmt.Sprintf("testdata/upgrade/format-%d.json", format))
			if err != nil {
				t.Fatal(err)
			}
			if err := json.Unmarshal(text, &shown); err != nil || len(shown) < 2 {
				t.Fatalf("%d worlds, %v", len(shown), err)
			}
			for world, parts := range shown {
				s.showsStill(world, parts)
			}
			s.goesOn()
			if _, err := s.Shutdown(t.Context()); err != nil {
				t.Fatal(err)
			}
			sound(t, path)
		})
	}
}

func sound(t *testing.T, path string) {
	t.Helper()
	f, err := store.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if complaints, err := f.Check(nil, nil); err != nil || len(complaints) > 0 {
		t.Fatalf("the file is not sound: %v, %v", complaints, err)
	}
}

// showsStill holds what the control API shows of a world against what it showed then; there may be more of it.
func (s *sim) showsStill(world string, parts map[string]json.RawMessage) {
	s.t.Helper()
	paths := map[string]string{
		"creds": "/creds", "settings": "/settings", "snapshots": "/snapshots", "faults": "/faults", "suspended": "/taxpayers/29ZZZCB0002B1ZW",
	}
	for part, path := range paths {
		if parts[part] == nil {
			s.t.Fatalf("nothing is known of %s of %s", part, world)
		}
		s.same(world+" "+path, parts[part], s.control(http.MethodGet, path+"?world="+world, "", 200, nil))
	}
	var invoices []json.RawMessage
	if err := json.Unmarshal(parts["invoices"], &invoices); err != nil || len(invoices) < 5 {
		s.t.Fatalf("%d invoices of %s: %v", len(invoices), world, err)
	}
	for _, then := range invoices {
		var name struct{ Irn string }
		if err := json.Unmarshal(then, &name); err != nil {
			s.t.Fatal(err)
		}
		s.same(name.Irn, then, s.control(http.MethodGet, "/invoices/"+name.Irn+"?world="+world, "", 200, nil))
	}
}

// same wants everything of then in now, with the same text and number literals.
func (s *sim) same(what string, then []byte, now string) {
	s.t.Helper()
	read := func(text []byte) (v any) {
		d := json.NewDecoder(bytes.NewReader(text))
		d.UseNumber()
		if err := d.Decode(&v); err != nil {
			s.t.Fatalf("%s: %v in %s", what, err, text)
		}
		return v
	}
	for _, place := range missing("", read(then), read([]byte(now))) {
		s.t.Errorf("%s%s", what, place)
	}
}

// missing lists where now has not what then had. An address changes with each start.
func missing(at string, then, now any) (places []string) {
	switch was := then.(type) {
	case map[string]any:
		is, ok := now.(map[string]any)
		if !ok {
			return []string{fmt.Sprintf("%s is %v, was %v", at, now, then)}
		}
		for name, value := range was {
			if name != "url" {
				places = append(places, missing(at+"."+name, value, is[name])...)
			}
		}
	case []any:
		is, ok := now.([]any)
		if !ok || len(is) != len(was) {
			return []string{fmt.Sprintf("%s is %v, was %v", at, now, then)}
		}
		for i, value := range was {
			places = append(places, missing(fmt.Sprintf("%s[%d]", at, i), value, is[i])...)
		}
	default:
		if then != now {
			places = []string{fmt.Sprintf("%s is %v, was %v", at, now, then)}
		}
	}
	return places
}

// goesOn registers a document, reads one of then through the portal itself, and brings the snapshot back.
func (s *sim) goesOn() {
	s.t.Helper()
	var list []struct {
		Irn   string
		AckNo json.Number `json:"ack_no"`
		DocNo string      `json:"doc_no"`
	}
	s.control(http.MethodGet, "/invoices", "", 200, &list)
	r, err := s.client().Generate(s.t.Context(), document(s.t, "b2b", "UP/NEW", 1))
	if err != nil {
		s.t.Fatal(err)
	}
	for _, then := range list {
		if running(r.AckNo) <= running(then.AckNo) {
			s.t.Errorf("the new AckNo %s does not follow %s", r.AckNo, then.AckNo)
		}
		if then.DocNo != "UP/BILL" {
			continue
		}
		if got, err := s.client().Get(s.t.Context(), then.Irn); err != nil || got.AckNo != then.AckNo || got.EwbNo == "" {
			s.t.Errorf("the invoice with a bill reads %+v, %v", got, err)
		}
	}
	s.control(http.MethodPost, "/snapshots/before/restore", "", 200, nil)
	s.control(http.MethodGet, "/invoices", "", 200, &list)
	if len(list) != 5 {
		s.t.Errorf("the snapshot brings %d invoices back, want 5", len(list))
	}
}

// running is the part of an AckNo that counts up.
func running(ack json.Number) string { return string(ack)[4:] }

// TestFileOfTheFuture refuses a file of a later stored format, and leaves it as it is.
func TestFileOfTheFuture(t *testing.T) {
	t.Parallel()
	content := bytes.Replace(stored(t, 1), []byte("format1"), []byte("format9"), -1)
	path := filepath.Join(t.TempDir(), "irpsim.db")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	for what, open := range map[string]func() error{
		"serve": func() error {
			_, err := server.Start(t.Context(), server.Config{Listen: "127.0.0.1:0", Data: path})
			return err
		},
		"store check":   func() error { _, err := store.OpenFile(path); return err },
		"store compact": func() error { _, err := store.Compact(path, true, nil); return err },
	} {
		err := open()
		if !errors.Is(err, store.ErrNewer) || !strings.Contains(err.Error(), "stored format 9") || !strings.Contains(err.Error(), "upgrade irpsim") {
			t.Errorf("%s: %v; want that the file is newer and what to do", what, err)
		}
	}
	if after, err := os.ReadFile(path); err != nil || !bytes.Equal(after, content) {
		t.Errorf("the file was changed (%v)", err)
	}
}
