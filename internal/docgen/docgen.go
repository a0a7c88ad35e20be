// Package docgen writes the pages that are made from the catalogues: docs/rules.md, docs/error-codes.md, and the counts
// in README.md. `go generate ./...` runs it; a test and CI compare what is checked in with what it writes.
package docgen

//go:generate go run write.go ../..

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// generated is the first line of a page that nobody edits by hand.
const generated = "<!-- Written by `go generate ./...` (internal/docgen) from the catalogues. Edit those, not this page. -->\n\n"

// Page is a generated file.
type Page struct {
	Path string // below the module's root, with slashes
	Text []byte
}

// Pages makes every generated file. root is the module's root, whose README.md holds the place for the counts.
func Pages(root string) ([]Page, error) {
	readme, err := os.ReadFile(filepath.Join(root, "README.md"))
	if err != nil {
		return nil, err
	}
	readme, err = withCounts(readme)
	if err != nil {
		return nil, err
	}
	rules, err := Rules()
	if err != nil {
		return nil, err
	}
	return []Page{{"docs/rules.md", rules}, {"docs/error-codes.md", ErrorCodes()}, {"README.md", readme}}, nil
}

// Write writes every generated file below root.
func Write(root string) error {
	pages, err := Pages(root)
	if err != nil {
		return err
	}
	for _, p := range pages {
		if err := os.WriteFile(filepath.Join(root, filepath.FromSlash(p.Path)), p.Text, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// The marks in README.md between which the counts stand.
const (
	countsBegin = "<!-- counts:begin -->\n"
	countsEnd   = "<!-- counts:end -->"
)

// withCounts replaces what stands between the marks.
func withCounts(readme []byte) ([]byte, error) {
	before, rest, ok := bytes.Cut(readme, []byte(countsBegin))
	_, after, ended := bytes.Cut(rest, []byte(countsEnd))
	if !ok || !ended {
		return nil, errors.New("README.md has no place for the counts; put the lines <!-- counts:begin --> and <!-- counts:end --> into it")
	}
	return bytes.Join([][]byte{before, []byte(countsBegin + Counts() + countsEnd), after}, nil), nil
}

// cell makes a text fit for a table of Markdown.
func cell(text string) string {
	return strings.NewReplacer("|", `\|`, "\n", " ", "<", "&lt;").Replace(text)
}

// code makes a text stand as it is. What holds backticks gets more of them around it.
func code(text string) string {
	if text == "" {
		return ""
	}
	marks := "`"
	for strings.Contains(text, marks) {
		marks += "`"
	}
	if len(marks) > 1 {
		text = " " + text + " "
	}
	return marks + text + marks
}

// list writes a list of items into b.
func list(b *strings.Builder, items []string) {
	for _, item := range items {
		fmt.Fprintf(b, "- %s\n", item)
	}
}
