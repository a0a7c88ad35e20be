package irptest_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// Nobody outside of the module can name an internal type, so none may show in what the package exports: not in a
// signature, a field, a method of an embedded type or behind an alias.
func TestNoInternalTypesOutside(t *testing.T) {
	t.Parallel()
	pkg := typeCheck(t)
	l := &leaks{seen: map[types.Type]bool{}}
	exported := 0
	for _, name := range pkg.Scope().Names() {
		if o := pkg.Scope().Lookup(name); o.Exported() {
			exported++
			l.object(name, o)
		}
	}
	if exported < 40 {
		t.Fatalf("found %d exported names: not the package irptest", exported)
	}
	for _, complaint := range l.found {
		t.Error(complaint)
	}
}

// leaks walks over everything that an importer can reach.
type leaks struct {
	seen  map[types.Type]bool
	found []string
}

func (l *leaks) object(path string, o types.Object) { l.typ(path, o.Type()) }

func (l *leaks) typ(path string, t types.Type) {
	if l.seen[t] {
		return
	}
	l.seen[t] = true
	switch t := t.(type) {
	case *types.Alias:
		l.typ(path, types.Unalias(t))
	case *types.Named:
		l.named(path, t)
	case *types.Signature:
		l.tuple(path, t.Params())
		l.tuple(path, t.Results())
	case *types.Struct:
		for f := range t.Fields() {
			if f.Exported() || f.Embedded() {
				l.object(path+"."+f.Name(), f)
			}
		}
	case *types.Interface:
		for m := range t.Methods() {
			if m.Exported() {
				l.object(path+"."+m.Name(), m)
			}
		}
	case *types.Map:
		l.typ(path, t.Key())
		l.typ(path, t.Elem())
	case interface{ Elem() types.Type }: // pointers, slices, arrays, channels
		l.typ(path, t.Elem())
	}
}

func (l *leaks) tuple(path string, list *types.Tuple) {
	for v := range list.Variables() {
		l.typ(path, v.Type())
	}
}

func (l *leaks) named(path string, t *types.Named) {
	pkg := t.Obj().Pkg()
	switch {
	case pkg == nil:
		return // error and the like
	case strings.Contains("/"+pkg.Path()+"/", "/internal/") && strings.HasPrefix(pkg.Path(), "github.com/irpsim/"):
		l.found = append(l.found, fmt.Sprintf("%s shows %s, which nobody outside can name", path, t))
		return
	case pkg.Name() != "irptest":
		return
	}
	l.typ(path, t.Underlying())
	set := types.NewMethodSet(types.NewPointer(t))
	for m := range set.Methods() {
		if m.Obj().Exported() {
			l.typ(path+"."+m.Obj().Name(), m.Type())
		}
	}
}

// typeCheck type-checks the package as an importer sees it, without its tests.
func typeCheck(t *testing.T) *types.Package {
	t.Helper()
	var goFiles []string
	exports := map[string]string{}
	cmd := exec.CommandContext(t.Context(), "go", "list", "-export", "-deps", "-json=ImportPath,Export,GoFiles", ".")
	var complaints bytes.Buffer
	cmd.Stderr = &complaints
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, complaints.String())
	}
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p struct {
			ImportPath, Export string
			GoFiles            []string
		}
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		exports[p.ImportPath], goFiles = p.Export, p.GoFiles // the package itself comes last
	}
	fset := token.NewFileSet()
	var files []*ast.File
	for _, name := range goFiles {
		f, err := parser.ParseFile(fset, name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, f)
	}
	conf := types.Config{Importer: importer.ForCompiler(fset, "gc", func(path string) (io.ReadCloser, error) { return os.Open(exports[path]) })}
	pkg, err := conf.Check("github.com/irpsim/irpsim/irptest", fset, files, nil)
	if err != nil {
		t.Fatal(err)
	}
	return pkg
}

// The walk finds what it is there for.
func TestLeaksAreFound(t *testing.T) {
	t.Parallel()
	inner := types.NewPackage("github.com/irpsim/irpsim/internal/x", "x")
	secret := types.NewNamed(types.NewTypeName(token.NoPos, inner, "Secret", nil), types.NewStruct(nil, nil), nil)
	outer := types.NewPackage("github.com/irpsim/irpsim/irptest", "irptest")
	field := func(name string, embedded bool) *types.Struct {
		return types.NewStruct([]*types.Var{types.NewField(token.NoPos, outer, name, types.NewPointer(secret), embedded)}, nil)
	}
	results := types.NewTuple(types.NewVar(token.NoPos, outer, "", types.NewSlice(secret)))
	tests := []struct {
		name string
		typ  types.Type
		want int
	}{
		{"exported field", field("Field", false), 1},
		{"hidden field", field("field", false), 0},
		{"embedded", field("secret", true), 1},
		{"result", types.NewSignatureType(nil, nil, nil, nil, results, false), 1},
		{"alias", types.NewAlias(types.NewTypeName(token.NoPos, outer, "Alias", nil), secret), 1},
		{"map", types.NewMap(types.Typ[types.String], secret), 1},
	}
	for _, tt := range tests {
		l := &leaks{seen: map[types.Type]bool{}}
		l.typ("X", tt.typ)
		if len(l.found) != tt.want {
			t.Errorf("%s: %v, want %d complaints", tt.name, l.found, tt.want)
		}
	}
}
