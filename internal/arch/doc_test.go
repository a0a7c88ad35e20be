package arch

import (
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const document = "docs/architecture.md"

func TestArchitectureTable(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(root + "/" + document)
	if err != nil {
		t.Fatal(err)
	}
	for _, complaint := range table(string(text), load(t)) {
		t.Error(complaint)
	}
}

// row is a line of the package table: | `package` | what it gives | home of |
var row = regexp.MustCompile("(?m)^\\| `([^`]+)` \\|[^|\n]*\\|([^|\n]*)\\|$")

// table compares the package table of the document with the tree and with `homes`.
func table(text string, tree []source) []string {
	var complaints []string
	complain := func(format string, args ...any) { complaints = append(complaints, fmt.Sprintf(format, args...)) }
	rows := map[string]string{}
	for _, m := range row.FindAllStringSubmatch(text, -1) {
		if _, twice := rows[m[1]]; twice {
			complain("%s lists %s twice", document, m[1])
		}
		rows[m[1]] = m[2]
	}
	packages := map[string]bool{}
	for _, s := range tree {
		if !s.test {
			packages[s.pkg] = true
		}
	}
	for _, pkg := range slices.Sorted(maps.Keys(packages)) {
		cell, ok := rows[pkg]
		if !ok {
			complain("%s does not list %s: add a row that says what it gives", document, pkg)
			continue
		}
		for _, h := range homes {
			if slices.Contains(h.packages, pkg) && !slices.Contains(split(cell), h.name) {
				complain("%s does not say that %s is a home of %s", document, pkg, h.name)
			}
		}
		for _, name := range split(cell) {
			if !strings.HasPrefix(name, "`") && !isHome(name, pkg) {
				complain("%s says that %s is a home of %s, and `homes` of internal/arch/arch_test.go does not", document, pkg, name)
			}
		}
	}
	for _, pkg := range slices.Sorted(maps.Keys(rows)) {
		if !packages[pkg] {
			complain("%s lists %s, which has no Go files: remove the row", document, pkg)
		}
	}
	return complaints
}

// split cuts a "home of" cell: "kong, yaml". Names in back-ticks are of the standard library.
func split(cell string) []string {
	var names []string
	for name := range strings.SplitSeq(cell, ",") {
		if name = strings.TrimSpace(name); name != "" {
			names = append(names, name)
		}
	}
	return names
}

func isHome(name, pkg string) bool {
	for _, h := range homes {
		if h.name == name {
			return slices.Contains(h.packages, pkg)
		}
	}
	return false
}
