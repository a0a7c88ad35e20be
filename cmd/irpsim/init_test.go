package main

import (
	"regexp"
	"strings"
	"testing"
)

// TestStarterConfig: the starter names every setting once, and each of its values can be set.
func TestStarterConfig(t *testing.T) {
	t.Parallel()
	all := regexp.MustCompile(`(?m)^# ([a-z_]+: [^ ]+)$`).ReplaceAllString(starterConfig, "$1")
	file, wrong := parseConfig("irpsim.yaml", strings.NewReader(all))
	if len(wrong) > 0 {
		t.Fatalf("with every line switched on: %q", wrong)
	}
	for _, s := range allSettings() {
		v, ok := file.values[s.name]
		if !ok {
			t.Errorf("the starter does not show %s", s.name)
			continue
		}
		if err := s.set(&settings{}, v.text); err != nil {
			t.Errorf("line %d: %s: %v", v.line, s.name, err)
		}
	}
	_, wrong = parseConfig("irpsim.yaml", strings.NewReader(starterConfig))
	if file, _ := parseConfig("irpsim.yaml", strings.NewReader(starterConfig)); len(wrong) > 0 || len(file.values) != 1 {
		t.Errorf("as it is, the starter sets %v (%q), want the seed alone", file.values, wrong)
	}
}

func TestScalar(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"seed.yaml", "./a/b.yml", "my seeds/x.yaml", "#x", "a: b", "true", "~", `C:\seeds`, "it's", "x #y", "é", "-"} {
		file, wrong := parseConfig("f", strings.NewReader("seed: "+scalar(path)+"\n"))
		if got := file.values["seed"].text; got != path || len(wrong) > 0 {
			t.Errorf("%q is written as %s and read as %q (%q)", path, scalar(path), got, wrong)
		}
	}
}
