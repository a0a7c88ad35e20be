package arch

import (
	"fmt"
	"go/ast"
	"go/token"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// callers are the packages that may open connections, each with where they go. Nothing that serves requests is among them
// but the portal, which is a client of its own simulator: so no input can send the simulator anywhere.
var callers = map[string]string{
	"cmd/irpsim":           "a command asks the simulator that its user names",
	"internal/client":      "what the commands and irptest speak through",
	"internal/web/wire":    "the portal's pages call their own simulator, at the address it listens on",
	"internal/web/webtest": "tests",
	"irptest":              "tests of users",
	"samples/go":           "a program of its own",
	"test/soak":            "drives a simulator that it started",
	"test/subject":         "drives a simulator that it started",
	"test/perf/growth":     "drives a simulator that it started",
	"test/perf/peers":      "drives programs that it started",
}

// openers are the packages that may name files of the machine, each with who chooses the names. Handlers of requests are
// not among them, so that no input can name a file.
var openers = map[string]string{
	"cmd/irpsim":            "whoever types the command",
	"internal/server":       "flags: the ready file and the folder of the store",
	"internal/seed":         "the flag --seed",
	"internal/store":        "the flag --data",
	"internal/keys":         "the flags --keys and --data",
	"internal/distance/gen": "a generator",
	"internal/docgen":       "a generator",
	"samples/go":            "a program of its own",
	"test/soak":             "flags",
	"test/subject":          "a folder of its own",
	"test/perf/growth":      "flags",
	"test/perf/peers":       "flags, and a folder of its own",
}

var (
	dials = []string{"Dial", "DialTimeout", "DialTCP", "DialUDP", "DialUnix", "DialIP", "Dialer", "LookupHost", "LookupIP", "LookupAddr", "LookupCNAME", "LookupTXT"}
	asks  = []string{"Get", "Post", "Head", "PostForm", "Client", "Transport", "DefaultClient", "DefaultTransport"}
	files = []string{
		"Open", "OpenFile", "OpenRoot", "Create", "CreateTemp", "ReadFile", "WriteFile", "ReadDir", "DirFS", "Mkdir", "MkdirAll", "MkdirTemp",
		"Remove", "RemoveAll", "Rename", "Link", "Symlink", "Truncate", "Chmod", "Chown", "CopyFS", "StartProcess",
	}
)

// TestNoWayOut holds the claims of SECURITY.md that no request names a file or an address.
func TestNoWayOut(t *testing.T) {
	t.Parallel()
	met := map[string]bool{}
	ban := func(s source, path string, names []string, homes map[string]string, what string) {
		for _, c := range s.uses(path, func(name string) string {
			if !slices.Contains(names, name) {
				return ""
			}
			met[s.pkg] = true
			if homes[s.pkg] != "" {
				return ""
			}
			return fmt.Sprintf("%s.%s %s: say in internal/arch/security_test.go who decides where it goes, and in SECURITY.md if that is a request", path, name, what)
		}) {
			t.Error(c)
		}
	}
	for _, s := range load(t) {
		if s.test {
			continue
		}
		ban(s, "net", dials, callers, "opens a connection")
		ban(s, "net/http", asks, callers, "opens a connection")
		ban(s, "net/http", []string{"Dir", "FileServer", "ServeFile"}, openers, "names a file")
		ban(s, "net/http/httputil", []string{"ReverseProxy", "NewSingleHostReverseProxy"}, callers, "opens a connection")
		ban(s, "os", files, openers, "names a file")
		ban(s, "os/exec", []string{"Command", "CommandContext"}, map[string]string{
			"test/subject": "starts the simulator", "test/perf/peers": "starts it and its peers",
		}, "starts a program")
	}
	for _, homes := range []map[string]string{callers, openers} {
		for pkg := range homes {
			if !met[pkg] {
				t.Errorf("%s is listed in internal/arch/security_test.go and does nothing of the kind: remove it", pkg)
			}
		}
	}
}

// TestTokensCompareInConstantTime: where the admin token decides, it is compared by crypto/subtle, or with "" alone.
func TestTokensCompareInConstantTime(t *testing.T) {
	t.Parallel()
	subtle := 0
	for _, s := range load(t) {
		if s.test || !slices.Contains([]string{"internal/api/control", "internal/web/page", "internal/server", "internal/web"}, s.pkg) {
			continue
		}
		subtle += len(s.uses("crypto/subtle", func(name string) string { return name }))
		ast.Inspect(s.file, func(n ast.Node) bool {
			if c, ok := n.(*ast.BinaryExpr); ok && (c.Op == token.EQL || c.Op == token.NEQ) && (secretOperand(c.X) || secretOperand(c.Y)) && !emptyText(c.X) && !emptyText(c.Y) {
				t.Errorf("%s: a token is compared by %s, whose time tells how much of it was right: use crypto/subtle", s.at(c), c.Op)
			}
			return true
		})
	}
	if subtle < 3 {
		t.Errorf("crypto/subtle is used %d times where the admin token decides, want at least 3", subtle)
	}
}

func secretOperand(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.SelectorExpr:
		return e.Sel.Name == "Token" || e.Sel.Name == "AdminToken"
	case *ast.CallExpr:
		sel, ok := e.Fun.(*ast.SelectorExpr)
		return ok && sel.Sel.Name == "proof"
	case *ast.Ident:
		return strings.EqualFold(e.Name, "token")
	}
	return false
}

func emptyText(e ast.Expr) bool {
	lit, ok := e.(*ast.BasicLit)
	return ok && lit.Value == `""`
}

// TestClaimsHaveTests: every test that SECURITY.md and docs/reliability.md name is there, and every claim names one.
func TestClaimsHaveTests(t *testing.T) {
	t.Parallel()
	known := map[string]bool{}
	for _, s := range load(t) {
		for _, d := range s.file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && s.test {
				known[f.Name.Name] = true
			}
		}
	}
	named := regexp.MustCompile("`((?:Test|Fuzz)[A-Za-z0-9]+)`")
	for _, path := range []string{"SECURITY.md", "docs/reliability.md"} {
		text, err := os.ReadFile(root + "/" + path)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range named.FindAllStringSubmatch(string(text), -1) {
			if !known[m[1]] {
				t.Errorf("%s speaks of %s, which does not exist", path, m[1])
			}
		}
	}
	text, err := os.ReadFile(root + "/SECURITY.md")
	if err != nil {
		t.Fatal(err)
	}
	_, claims, _ := strings.Cut(string(text), "| claim | test |\n| --- | --- |\n")
	claims, _, _ = strings.Cut(claims, "\n\n")
	if n := strings.Count(claims, "\n"); n < 15 {
		t.Errorf("SECURITY.md has a table of %d claims", n)
	}
	for line := range strings.Lines(claims) {
		if !named.MatchString(line) && !strings.Contains(line, "`govulncheck`") && !strings.Contains(line, "docs/reliability.md") {
			t.Errorf("a claim without a test: %s", line)
		}
	}
}
