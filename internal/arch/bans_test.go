package arch

import (
	"fmt"
	"go/ast"
	"go/token"
	"slices"
	"strings"
	"testing"
)

// wallTime are the functions of package time that read or wait for the clock of the machine.
var wallTime = []string{"Now", "Since", "Until", "After", "AfterFunc", "Tick", "NewTimer", "NewTicker", "Sleep"}

// timers are the exceptions: packages that bound a wait in real time, which no settable clock can do.
// Folder → functions, each with the reason.
var timers = map[string]map[string]string{
	"cmd/irpsim":      {"After": "irpsim ready --wait asks another process again until it is up"},
	"samples/go":      {"Now": "a program of its own, to be copied: it shows a client of the portal"},
	"test/soak":       {"NewTicker": "samples another process over real time"},
	"test/perf/peers": {"Sleep": "waits for other processes"},
	"internal/chaos":  {"NewTimer": "a fault that delays an answer races against the client's own timeout, which runs in real time"},
}

// chancePackages are the imports that bring chance into a program.
var chancePackages = []string{"crypto/rand", "math/rand", "math/rand/v2"}

// chanceHomes may import them, for the reason given.
var chanceHomes = map[string]string{
	"internal/chance": "the source of all chance",
	"samples/go":      "a program of its own, to be copied: it shows a client of the portal",
	"internal/keys":   "RSA key generation takes no other source",
}

// loudSkip begins the message of every skipped test, so that a search finds what a run left out.
const loudSkip = "LOUD SKIP: "

func TestBans(t *testing.T) {
	t.Parallel()
	for _, complaint := range bans(load(t)) {
		t.Error(complaint)
	}
}

func bans(tree []source) []string {
	var complaints []string
	for _, s := range tree {
		for _, check := range []func(source) []string{dotImports, clockBan, chanceBan, printBan, initBan, skipBan} {
			complaints = append(complaints, check(s)...)
		}
	}
	return complaints
}

// dotImports would hide what the other checks look for.
func dotImports(s source) []string {
	var complaints []string
	for _, spec := range s.file.Imports {
		if spec.Name != nil && spec.Name.Name == "." {
			complaints = append(complaints, fmt.Sprintf("%s: dot import: name the package", s.at(spec)))
		}
	}
	return complaints
}

func clockBan(s source) []string {
	if s.pkg == "internal/clock" {
		return nil
	}
	return s.uses("time", func(name string) string {
		if !slices.Contains(wallTime, name) || timers[s.pkg][name] != "" {
			return ""
		}
		return "time." + name + " reads or waits for wall time: take the time from internal/clock, or, where a wait must be bounded in " +
			"real time, list the package with its reason in `timers` of internal/arch/bans_test.go"
	})
}

func chanceBan(s source) []string {
	if chanceHomes[s.pkg] != "" {
		return nil
	}
	var complaints []string
	for _, spec := range s.file.Imports {
		if slices.Contains(chancePackages, importPath(spec)) {
			complaints = append(complaints, fmt.Sprintf("%s imports %s: take chance from internal/chance, so that --rand makes it reproducible", s.at(spec), importPath(spec)))
		}
	}
	return complaints
}

// printBan keeps standard output for the commands. Test files are free: examples print.
func printBan(s source) []string {
	if s.test || strings.HasPrefix(s.pkg, "cmd/") || s.pkg == "samples/go" {
		return nil
	}
	complaints := s.uses("fmt", func(name string) string {
		if !strings.HasPrefix(name, "Print") {
			return ""
		}
		return "fmt." + name + " outside cmd: take an io.Writer or a *slog.Logger"
	})
	return append(complaints, s.uses("os", func(name string) string {
		if name != "Stdout" {
			return ""
		}
		return "os.Stdout outside cmd: take an io.Writer"
	})...)
}

func initBan(s source) []string {
	var complaints []string
	for _, d := range s.file.Decls {
		if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil && f.Name.Name == "init" {
			complaints = append(complaints, fmt.Sprintf("%s: init function: make the value where it is used", s.at(f)))
		}
	}
	return complaints
}

// skipBan allows a test to be skipped only by a function that fails instead under CI and that says so loudly elsewhere.
// Benchmarks judge nothing and may skip what takes long; fuzz and property tests may throw single inputs away.
func skipBan(s source) []string {
	var complaints []string
	for _, d := range s.file.Decls {
		f, ok := d.(*ast.FuncDecl)
		if !ok || !s.test || strings.HasPrefix(f.Name.Name, "Benchmark") {
			continue
		}
		knowsCI := contains(f, func(lit string) bool { return lit == "CI" })
		ast.Inspect(f, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return !drawsInputs(n)
			}
			switch name := called(call); name {
			case "Fuzz":
				return false
			case "Skip", "Skipf", "SkipNow":
				loud := len(call.Args) > 0 && contains(call.Args[0], func(lit string) bool { return strings.HasPrefix(lit, loudSkip) })
				if !loud || !knowsCI {
					complaints = append(complaints, fmt.Sprintf("%s: a skip must fail when the environment says CI=true (checked in the "+
						"same function), and its message must begin %q and say what to install", s.at(call), loudSkip))
				}
			}
			return true
		})
	}
	return complaints
}

// called is the name of the method or function of a package that is called, "" for any other call.
func called(call *ast.CallExpr) string {
	if sel, ok := call.Fun.(*ast.SelectorExpr); ok {
		return sel.Sel.Name
	}
	return ""
}

// drawsInputs reports whether n is the body of a property test: func(*rapid.T).
func drawsInputs(n ast.Node) bool {
	f, ok := n.(*ast.FuncLit)
	if !ok || len(f.Type.Params.List) == 0 {
		return false
	}
	star, ok := f.Type.Params.List[0].Type.(*ast.StarExpr)
	if !ok {
		return false
	}
	sel, ok := star.X.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	pkg, ok := sel.X.(*ast.Ident)
	return ok && pkg.Name == "rapid"
}

// contains reports whether a string literal within n satisfies f.
func contains(n ast.Node, f func(string) bool) bool {
	found := false
	ast.Inspect(n, func(n ast.Node) bool {
		if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			found = found || f(strings.Trim(lit.Value, "`\""))
		}
		return !found
	})
	return found
}

// uses asks complain about every name of the imported package that the file uses.
func (s source) uses(importedPath string, complain func(name string) string) []string {
	as := s.importName(importedPath)
	if as == "" {
		return nil
	}
	var complaints []string
	ast.Inspect(s.file, func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		if x, ok := sel.X.(*ast.Ident); ok && x.Name == as {
			if c := complain(sel.Sel.Name); c != "" {
				complaints = append(complaints, s.at(sel)+": "+c)
			}
		}
		return true
	})
	return complaints
}
