package arch

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// source is one Go file of the tree.
type source struct {
	pkg  string // folder relative to the module root, "internal/api"
	test bool
	file *ast.File
	fset *token.FileSet
}

// at prints where n stands.
func (s source) at(n ast.Node) string {
	p := s.fset.Position(n.Pos())
	return fmt.Sprintf("%s:%d", p.Filename, p.Line)
}

func importPath(spec *ast.ImportSpec) string {
	p, _ := strconv.Unquote(spec.Path.Value) // the parser has checked it
	return p
}

// importName is the name under which the file uses a package, "" when it does not import it.
func (s source) importName(importedPath string) string {
	for _, spec := range s.file.Imports {
		if importPath(spec) != importedPath {
			continue
		}
		if spec.Name != nil {
			return spec.Name.Name
		}
		name := path.Base(importedPath)
		if strings.HasPrefix(name, "v") {
			name = path.Base(path.Dir(importedPath))
		}
		return name
	}
	return ""
}

const root = "../.."

// load parses every Go file of the module, but not testdata and not programs that only `go run` compiles.
func load(t *testing.T) []source {
	t.Helper()
	var tree []source
	err := filepath.WalkDir(root, func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && file != root && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata") {
			return filepath.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(file, ".go") {
			return nil
		}
		rel, err := filepath.Rel(root, file)
		if err != nil {
			return err
		}
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		s, err := parse(filepath.ToSlash(rel), text)
		if err != nil {
			return err
		}
		if !ignored(s.file) {
			tree = append(tree, s)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(tree) < 20 {
		t.Fatalf("found %d Go files under %s: not the tree of irpsim", len(tree), root)
	}
	return tree
}

// parse reads one file; rel is its path below the module root.
func parse(rel string, text []byte) (source, error) {
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, rel, text, parser.SkipObjectResolution|parser.ParseComments)
	return source{pkg: path.Dir(rel), test: strings.HasSuffix(rel, "_test.go"), file: f, fset: fset}, err
}

func ignored(f *ast.File) bool {
	for _, group := range f.Comments {
		if group.Pos() > f.Package {
			break
		}
		for _, c := range group.List {
			if c.Text == "//go:build ignore" {
				return true
			}
		}
	}
	return false
}
