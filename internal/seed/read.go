package seed

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Bounds of what is read.
const (
	maxBytes = 64 << 20 // all files together
	maxFiles = 1_000
)

// Seed is what files say of the worlds of a simulator, checked as far as that can be done without one.
type Seed struct {
	files []string
	plans []*plan
}

// Read reads a seed file, or every *.yaml, *.yml and *.json of a folder in the order of their names: files of a folder are
// read as if they were one, so that users may stand in one and invoices in another. Without a Seed it returns every
// complaint about them.
func Read(path string) (*Seed, Complaints) {
	b := &book{}
	var fragments []fragment
	left := int64(maxBytes)
	names, err := filesOf(path)
	if err != nil {
		return nil, Complaints{err.Error()}
	}
	for i, name := range names {
		b.files = append(b.files, name)
		raw, err := readFile(name, left)
		if err != nil {
			b.add(place{file: i}, "%v", err)
			continue
		}
		left -= int64(len(raw))
		fragments = append(fragments, b.take(i, raw)...)
	}
	plans := b.merge(fragments)
	if wrong := b.complaints(); wrong != nil {
		return nil, wrong
	}
	return &Seed{files: b.files, plans: plans}, nil
}

// filesOf names the files of a seed.
func filesOf(path string) ([]string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, unreadable(path, err)
	}
	if !info.IsDir() {
		return []string{path}, nil
	}
	entries, err := os.ReadDir(path)
	if err != nil {
		return nil, unreadable(path, err)
	}
	var names []string
	for _, e := range entries {
		switch strings.ToLower(filepath.Ext(e.Name())) {
		case ".yaml", ".yml", ".json":
			if !e.IsDir() && !strings.HasPrefix(e.Name(), ".") {
				names = append(names, filepath.Join(path, e.Name()))
			}
		}
	}
	switch {
	case len(names) == 0:
		return nil, fmt.Errorf("%s: the folder has no *.yaml, *.yml or *.json: put seed files into it, or name a file", path)
	case len(names) > maxFiles:
		return nil, fmt.Errorf("%s: the folder has %d seed files: it may have %d", path, len(names), maxFiles)
	}
	slices.Sort(names)
	return names, nil
}

func unreadable(path string, err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s: there is no such file or folder; irpsim init writes a seed file to start from", path)
	}
	return fmt.Errorf("%s: it cannot be read: %w", path, errors.Unwrap(err))
}

func readFile(name string, most int64) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("it cannot be read: %w", errors.Unwrap(err))
	}
	defer func() { _ = f.Close() }()
	raw, err := io.ReadAll(io.LimitReader(f, most+1))
	if err != nil {
		return nil, fmt.Errorf("it cannot be read: %w", errors.Unwrap(err))
	}
	if int64(len(raw)) > most {
		return nil, fmt.Errorf("with this file the seed has more than %d MB: make it smaller", maxBytes>>20)
	}
	return raw, nil
}

// take reads the text of a file, and complains of everything in it that can be seen without the other files.
func (b *book) take(file int, raw []byte) []fragment {
	root := parse(b, file, raw)
	if root == nil {
		return nil
	}
	b.check(root, fileShape())
	return split(b, root)
}

// parse returns the root of a file, nil for one that says nothing or cannot be understood.
func parse(b *book, file int, raw []byte) *node {
	raw = bytes.TrimPrefix(raw, []byte("\xEF\xBB\xBF"))
	if strings.EqualFold(filepath.Ext(b.files[file]), ".json") {
		return readJSON(b, file, raw)
	}
	return readYAML(b, file, raw)
}
