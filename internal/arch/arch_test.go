// Package arch keeps the import picture of docs/architecture.md true, and wall clock, chance, standard output and
// skipped tests in their homes. It has no code of its own: the rules are the tables of this file.
package arch

import (
	"fmt"
	"go/ast"
	"maps"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/irpsim/irpsim"

// everyone may be imported by every package: the error type, the clock, and what they are made of.
var everyone = []string{"internal/fault", "internal/clock"}

// allowed says which of our packages each package may import, besides everyone. Test files are free.
//
// A new package gets a row here and a row in the table of docs/architecture.md. An import that is missing here is a
// question first: should this package know that one at all?
var allowed = map[string][]string{
	"einv":                     {},
	"masters":                  {},
	"schemas":                  {},
	"docs":                     {},
	".":                        {}, // the texts at the root
	"internal/fault":           {},
	"internal/clock":           {},
	"internal/chance":          {},
	"internal/turn":            {},
	"internal/seal":            {"internal/turn"},
	"internal/keys":            {},
	"internal/store":           {},
	"internal/journal":         {},
	"internal/metrics":         {},
	"internal/qr":              {},
	"internal/distance":        {},
	"internal/printed":         {"einv", "internal/irn", "internal/qr", "internal/store", "masters"},
	"internal/distance/gen":    {"internal/distance"},
	"internal/irn":             {"einv", "internal/turn"},
	"internal/taxpayer":        {"masters"},
	"internal/validate/schema": {"einv", "schemas"},
	"internal/validate":        {"einv", "internal/distance", "internal/taxpayer", "masters"},
	"internal/sample":          {"einv", "internal/chance", "internal/taxpayer", "internal/validate", "internal/validate/schema", "masters"},
	"internal/docgen":          {"internal/sample", "internal/taxpayer", "internal/validate"},
	"internal/client":          {"einv", "internal/chance", "internal/seal"},
	"internal/diagnose":        {"internal/keys", "internal/seal"},
	"internal/audit":           {"internal/journal"},
	"internal/exercise":        {"internal/journal"},
	"internal/coverage":        {"internal/validate"},
	"internal/lint":            {"einv", "internal/taxpayer", "internal/validate", "internal/validate/schema"},
	"internal/chaos":           {"internal/chance"},
	"internal/world":           {"internal/coverage", "internal/chance", "internal/chaos", "internal/distance", "internal/journal", "internal/store", "internal/taxpayer"},
	// Of seal it wants one thing: a login wraps the Sek under the caller's AppKey. Payloads are the faces' business.
	"internal/registrar": {
		"einv", "internal/chance", "internal/distance", "internal/irn", "internal/seal", "internal/store", "internal/taxpayer", "internal/validate",
		"internal/validate/schema", "internal/world", "masters",
	},
	"internal/mastersindia": {"einv", "masters"},
	"internal/bulk":         {"einv"},
	"internal/web":          {"internal/api", "internal/printed", "internal/web/lab", "internal/web/inspector", "internal/web/live", "internal/web/errs", "internal/web/reference", "internal/web/search", "internal/web/page", "internal/web/start", "internal/web/wire", "internal/web/invoices", "internal/web/workbench", "internal/web/code", "internal/web/exercises", "internal/web/guides", "internal/web/masterlists", "internal/web/register", "internal/web/controls", "internal/web/cover", "internal/web/fidelity"},
	"internal/web/webtest":  {"internal/server"}, // for tests
	"internal/web/wire":     {"internal/chance", "internal/journal", "internal/keys", "internal/seal", "internal/world"},
	"internal/web/page": {
		"internal/api", "internal/api/control", "internal/coverage", "internal/keys", "internal/lint", "internal/registrar", "internal/web/wire", "internal/world",
	},
	"internal/web/live": {"internal/journal", "internal/web/page", "internal/web/wire"},
	"internal/web/lab": {
		"einv", "internal/api", "internal/chance", "internal/diagnose", "internal/irn", "internal/journal", "internal/keys", "internal/qr", "internal/sample",
		"internal/seal", "internal/store", "internal/web/page", "internal/web/wire", "internal/world",
	},
	"internal/web/markdown":    {},
	"internal/web/guides":      {".", "docs", "internal/web/markdown", "internal/web/page"},
	"internal/web/code":        {"internal/web/page", "samples"},
	"internal/web/exercises":   {"docs", "internal/exercise", "internal/journal", "internal/web/page"},
	"internal/web/masterlists": {"internal/taxpayer", "internal/web/page", "masters"},
	"internal/web/register":    {"internal/api/control", "internal/chance", "internal/taxpayer", "internal/web/page", "internal/world", "masters", "internal/web/wire"},
	"internal/web/start":       {"internal/api/control", "internal/irn", "internal/qr", "internal/sample", "internal/store", "internal/web/page", "internal/web/wire"},
	"internal/web/workbench": {
		"einv", "internal/api/control", "internal/bulk", "internal/chaos", "internal/clock", "internal/fault", "internal/irn", "internal/lint", "internal/printed", "internal/qr", "internal/sample",
		"internal/seal", "internal/store", "internal/taxpayer", "internal/validate", "internal/validate/schema", "internal/web/page", "internal/web/wire", "internal/world",
	},
	"internal/web/invoices": {"internal/printed", "internal/qr", "internal/store", "internal/web/page", "internal/web/wire", "internal/world", "masters"},
	"internal/web/controls": {
		"internal/chaos", "internal/journal", "internal/registrar", "internal/taxpayer", "internal/web/cover", "internal/web/page", "internal/world", "masters",
	},
	"internal/web/cover":    {"internal/audit", "internal/coverage", "internal/journal", "internal/web/page"},
	"internal/web/fidelity": {"docs", "internal/validate", "internal/web/markdown", "internal/web/page"},
	"internal/web/play":     {"internal/sample", "internal/seal", "internal/validate", "internal/web/page", "internal/web/wire", "internal/world"},
	"internal/web/errs":     {"internal/chaos", "internal/exercise", "internal/irn", "internal/journal", "internal/sample", "internal/validate", "internal/web/page", "internal/web/play"},
	"internal/web/reference": {
		"docs", "internal/api", "internal/chaos", "internal/gateway", "internal/gateway/talks", "internal/sample", "internal/seal", "internal/store", "internal/taxpayer", "internal/validate",
		"internal/validate/schema", "internal/web/page", "internal/web/play", "internal/web/wire", "internal/world", "schemas",
	},
	"internal/web/search":    {"docs", "internal/exercise", "internal/store", "internal/validate/schema", "internal/web/page", "internal/web/reference", "masters"},
	"internal/web/inspector": {"internal/journal", "internal/store", "internal/web/live", "internal/web/page"},
	"internal/gateway":       {"internal/registrar", "internal/world"},
	"internal/gateway/talks": {},
	"internal/gateway/faces": {"einv", "internal/chance", "internal/gateway", "internal/qr", "internal/registrar", "internal/store", "internal/world", "internal/mastersindia", "internal/printed"},
	"internal/api": {
		"internal/coverage", "internal/diagnose", "internal/gateway", "internal/gateway/talks",
		"einv", "internal/chaos", "internal/journal", "internal/keys", "internal/lint", "internal/metrics", "internal/registrar", "internal/seal", "internal/world", "schemas",
	},
	"internal/api/control": {
		"internal/audit", "internal/chance", "internal/coverage", "internal/diagnose", "internal/seal",
		"einv", "internal/api", "internal/chaos", "internal/distance", "internal/irn", "internal/journal", "internal/keys", "internal/lint", "internal/printed", "internal/qr", "internal/registrar", "internal/sample",
		"internal/store", "internal/taxpayer", "internal/validate", "internal/world", "masters", "schemas",
	},
	"internal/seed": {
		"einv", "internal/registrar", "internal/sample", "internal/store", "internal/taxpayer", "internal/world",
	},
	"internal/server": {
		"internal/api", "internal/api/control", "internal/chance", "internal/gateway", "internal/gateway/faces", "internal/irn", "internal/keys", "internal/metrics", "internal/registrar",
		"internal/seed", "internal/store", "internal/validate/schema", "internal/web", "internal/world",
	},
	"irptest": {
		"internal/chance", "internal/client", "internal/journal", "internal/sample", "internal/server", "internal/taxpayer",
		"internal/validate", "internal/world",
	},
	"samples":          {},
	"samples/go":       {},
	"test/perf/fill":   {"internal/store", "internal/world"},
	"test/perf/peers":  {"internal/client", "internal/sample"},
	"test/perf/growth": {"internal/client", "internal/sample", "test/plot", "test/subject"},
	"test/plot":        {},
	"test/subject":     {"internal/client"},
	"test/soak":        {"internal/chance", "internal/client", "internal/sample", "test/plot", "test/subject"},
	"cmd/irpsim": {
		"internal/bulk", "internal/chance", "internal/chaos", "internal/client", "internal/diagnose", "internal/irn", "internal/keys", "internal/lint", "internal/qr", "internal/sample", "internal/seal", "internal/seed",
		"internal/server", "internal/store", "internal/taxpayer",
	},
}

// home says where a third-party module may be imported. One home per module: swapping it is then a change to one
// package, and reading that package teaches it.
type home struct {
	name     string // as the table of docs/architecture.md prints it
	packages []string
}

var homes = map[string]home{
	"github.com/alecthomas/kong":               {"kong", []string{"cmd/irpsim"}},
	"github.com/go-chi/chi/v5":                 {"chi", []string{"internal/api", "internal/api/control", "internal/web/page"}},
	"github.com/golang-jwt/jwt/v5":             {"golang-jwt", []string{"internal/irn"}},
	"github.com/lmittmann/tint":                {"tint", []string{"cmd/irpsim"}},
	"github.com/prometheus/client_golang":      {"prometheus", []string{"internal/metrics"}},
	"github.com/santhosh-tekuri/jsonschema/v5": {"santhosh-tekuri/jsonschema", []string{"internal/validate/schema", "internal/seed"}}, // seed: its tests hold the published schema against the reader
	"go.etcd.io/bbolt":                         {"bbolt", []string{"internal/store"}},
	"go.yaml.in/yaml/v3":                       {"yaml", []string{"cmd/irpsim", "internal/seed", "internal/server"}}, // the config file, the seed files; server: its tests read the alerts
	"golang.org/x/net":                         {"x/net", []string{"internal/web/webtest", "internal/web/markdown"}}, // reads HTML, for tests
	"golang.org/x/term":                        {"x/term", []string{"cmd/irpsim"}},
	"rsc.io/qr":                                {"rsc.io/qr", []string{"internal/qr"}},
	"github.com/makiuchi-d/gozxing":            {"gozxing", []string{"internal/qr"}},
	"github.com/yuin/goldmark":                 {"goldmark", []string{"internal/web/markdown"}},
	"codeberg.org/go-pdf/fpdf":                 {"fpdf", []string{"internal/printed"}},
}

// testModules serve tests only, in any package.
var testModules = []string{
	"github.com/anishathalye/porcupine",
	"github.com/getkin/kin-openapi",
	"github.com/google/go-cmp",
	"github.com/rogpeppe/go-internal",
	"pgregory.net/rapid",
}

func TestImportPicture(t *testing.T) {
	t.Parallel()
	for _, complaint := range importPicture(load(t)) {
		t.Error(complaint)
	}
}

// importPicture checks every import of the tree against the tables above.
func importPicture(tree []source) []string {
	var complaints []string
	seen := map[string]bool{}
	for _, s := range tree {
		_, listed := allowed[s.pkg]
		if !s.test && !listed && !seen[s.pkg] {
			complaints = append(complaints, fmt.Sprintf("%s is a new package: give it a row in `allowed` of internal/arch/arch_test.go "+
				"and a row in the table of docs/architecture.md", s.pkg))
		}
		if !s.test {
			seen[s.pkg] = true
		}
		if s.test || listed {
			complaints = append(complaints, importsOf(s)...)
		}
	}
	for _, pkg := range slices.Sorted(maps.Keys(allowed)) {
		if !seen[pkg] {
			complaints = append(complaints, fmt.Sprintf("%s has a row in `allowed` of internal/arch/arch_test.go but no Go files: remove the row", pkg))
		}
	}
	return complaints
}

func importsOf(s source) []string {
	var complaints []string
	for _, spec := range s.file.Imports {
		path := importPath(spec)
		if path == module {
			path += "/." // the package at the root
		}
		if ours, ok := strings.CutPrefix(path, module+"/"); ok {
			if !s.test && !slices.Contains(allowed[s.pkg], ours) && !slices.Contains(everyone, ours) {
				complaints = append(complaints, fmt.Sprintf("%s imports %s, which the import picture does not allow: "+
					"move the code, or extend `allowed` of internal/arch/arch_test.go and the picture of docs/architecture.md", s.at(spec), ours))
			}
			continue
		}
		if first, _, _ := strings.Cut(path, "/"); !strings.Contains(first, ".") {
			continue // the standard library
		}
		if c := thirdParty(s, spec, path); c != "" {
			complaints = append(complaints, c)
		}
	}
	return complaints
}

func thirdParty(s source, spec *ast.ImportSpec, path string) string {
	within := func(m string) bool { return path == m || strings.HasPrefix(path, m+"/") }
	if s.test && slices.ContainsFunc(testModules, within) {
		return ""
	}
	for m, h := range homes {
		if !within(m) {
			continue
		}
		if slices.Contains(h.packages, s.pkg) {
			return ""
		}
		return fmt.Sprintf("%s imports %s, whose home is %s: call that package instead", s.at(spec), path, strings.Join(h.packages, " and "))
	}
	return fmt.Sprintf("%s imports %s, a module without a home: add it to `homes` (or `testModules`) of internal/arch/arch_test.go "+
		"and to the table of docs/architecture.md", s.at(spec), path)
}
