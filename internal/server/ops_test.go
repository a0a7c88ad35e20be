package server_test

import (
	"encoding/json"
	"os"
	"regexp"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// outside are the figures that Prometheus makes by itself.
var outside = map[string]bool{"up": true}

// names are the words of an expression of Prometheus that stand for a figure: not followed by a bracket, not inside braces,
// not a word of its language.
func names(expr string) []string {
	expr = regexp.MustCompile(`\{[^}]*\}|\[[^\]]*\]|by \([^)]*\)`).ReplaceAllString(expr, "")
	var found []string
	for _, m := range regexp.MustCompile(`[a-zA-Z_][a-zA-Z0-9_]*\b\s*\(?`).FindAllString(expr, -1) {
		word := strings.TrimSpace(m)
		if strings.HasSuffix(word, "(") || word == "or" || word == "and" || word == "e9" {
			continue
		}
		found = append(found, word)
	}
	return found
}

// TestOpsFiles: every figure that the dashboard and the alerts ask for is one that /metrics has.
func TestOpsFiles(t *testing.T) {
	t.Parallel()
	s := start(t, durable(t.TempDir()))
	if _, err := s.client().Generate(t.Context(), document(t, "b2b", "OPS/1", 1)); err != nil {
		t.Fatal(err)
	}
	have := map[string]bool{}
	for line := range strings.Lines(s.metricsText()) {
		if !strings.HasPrefix(line, "#") {
			have[regexp.MustCompile(`^[a-z_]+`).FindString(line)] = true
		}
	}
	asked := map[string]bool{}
	check := func(where, expr string) {
		found := names(expr)
		if len(found) == 0 {
			t.Errorf("%s: %q names no figure", where, expr)
		}
		for _, name := range found {
			asked[name] = true
			if !have[name] && !outside[name] {
				t.Errorf("%s asks for %s, which /metrics does not have", where, name)
			}
		}
	}
	var dashboard struct {
		Panels []struct {
			Title   string
			Targets []struct{ Expr string }
		}
	}
	if err := json.Unmarshal(file(t, "../../ops/grafana/irpsim.json"), &dashboard); err != nil {
		t.Fatal(err)
	}
	for _, p := range dashboard.Panels {
		if len(p.Targets) == 0 {
			t.Errorf("panel %s shows nothing", p.Title)
		}
		for _, target := range p.Targets {
			check("panel "+p.Title, target.Expr)
		}
	}
	var alerts struct {
		Groups []struct {
			Rules []struct {
				Alert, Expr string
				Annotations struct{ Summary string }
			}
		}
	}
	if err := yaml.Unmarshal(file(t, "../../ops/prometheus/alerts.yml"), &alerts); err != nil {
		t.Fatal(err)
	}
	guide := string(file(t, "../../docs/operation.md"))
	for _, g := range alerts.Groups {
		for _, r := range g.Rules {
			check("alert "+r.Alert, r.Expr)
			if r.Annotations.Summary == "" || !strings.Contains(guide, "`"+r.Alert+"`") {
				t.Errorf("alert %s has no summary, or docs/operation.md does not say what to do about it", r.Alert)
			}
		}
	}
	for name := range have {
		base := strings.TrimSuffix(strings.TrimSuffix(strings.TrimSuffix(name, "_bucket"), "_sum"), "_count")
		if !strings.HasPrefix(name, "irpsim_") {
			continue
		}
		if !asked[name] && !asked[base] && !asked[base+"_bucket"] {
			t.Errorf("%s is on no panel and in no alert", name)
		}
		if !strings.Contains(guide, "`"+base+"`") {
			t.Errorf("docs/operation.md does not explain %s", base)
		}
	}
	if len(asked) < 15 {
		t.Errorf("dashboard and alerts ask for %d figures only: %v", len(asked), asked)
	}
}

func file(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
