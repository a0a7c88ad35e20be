package fault

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// TestConstants reads the constants of this package from the source and asks the table for each.
func TestConstants(t *testing.T) {
	t.Parallel()
	found := map[string]string{}
	for name, code := range codeConstants(t, "codes.go") {
		if other, dup := found[code]; dup {
			t.Errorf("%s and %s are both %s", other, name, code)
		}
		found[code] = name
		if _, ok := Lookup(Code(code)); !ok {
			t.Errorf("%s = %q is not in the catalogue", name, code)
		}
	}
	if len(found) < 50 {
		t.Fatalf("found %d constants in codes.go, want all of them", len(found))
	}
}

func codeConstants(t *testing.T, file string) map[string]string {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	ast.Inspect(parsed, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		typ, ok := spec.Type.(*ast.Ident)
		if !ok || typ.Name != "Code" {
			return true
		}
		for i, name := range spec.Names {
			code, err := strconv.Unquote(spec.Values[i].(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			out[name.Name] = code
		}
		return true
	})
	return out
}

var codeLike = regexp.MustCompile(`^_?[0-9]{3,4}$`)

// TestCodesInTheModule checks every code that the module's Go files write out: as an argument of this package's
// functions, as a conversion fault.Code("…"), and as a member Code: "…" of a rule.
func TestCodesInTheModule(t *testing.T) {
	t.Parallel()
	files, literals := 0, 0
	err := filepath.WalkDir(filepath.Join("..", ".."), func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && strings.HasPrefix(d.Name(), ".") && len(d.Name()) > 2:
			return fs.SkipDir
		case d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go"):
			return nil
		}
		files++
		parsed, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			return err
		}
		for _, code := range codesIn(parsed) {
			literals++
			if _, ok := Lookup(Code(code)); !ok {
				t.Errorf("%s writes code %q, which is not in the catalogue", path, code)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if files < 5 || literals < 50 {
		t.Fatalf("looked at %d files with %d codes, want at least this package's own", files, literals)
	}
}

func codesIn(file *ast.File) []string {
	var codes []string
	add := func(e ast.Expr) {
		lit, ok := e.(*ast.BasicLit)
		if !ok || lit.Kind != token.STRING {
			return
		}
		if s, err := strconv.Unquote(lit.Value); err == nil && codeLike.MatchString(s) {
			codes = append(codes, s)
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			if sel, ok := n.Fun.(*ast.SelectorExpr); ok && len(n.Args) > 0 {
				if pkg, ok := sel.X.(*ast.Ident); ok && pkg.Name == "fault" {
					add(n.Args[0])
				}
			}
		case *ast.KeyValueExpr:
			if key, ok := n.Key.(*ast.Ident); ok && key.Name == "Code" {
				add(n.Value)
			}
		case *ast.ValueSpec:
			if typ, ok := n.Type.(*ast.Ident); ok && typ.Name == "Code" {
				for _, v := range n.Values {
					add(v)
				}
			}
		}
		return true
	})
	return codes
}
