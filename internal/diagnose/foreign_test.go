package diagnose

import (
	"os"
	"slices"
	"strings"
	"testing"
)

// rows reads a tab-separated file of testdata, without its heading.
func rows(t testing.TB, path string, columns int) [][]string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var list [][]string
	for line := range strings.Lines(string(text)) {
		if line = strings.TrimSuffix(line, "\n"); strings.HasPrefix(line, "#") {
			continue
		}
		row := strings.Split(line, "\t")
		if len(row) != columns {
			t.Fatalf("%s: %d columns, want %d: %.80s", path, len(row), columns, line)
		}
		list = append(list, row)
	}
	if len(list) == 0 {
		t.Fatalf("%s has no rows", path)
	}
	return list
}

// TestForeignPrograms diagnoses what other programs' libraries made; see testdata/README.md.
func TestForeignPrograms(t *testing.T) {
	t.Parallel()
	tools := map[string]int{}
	for _, row := range rows(t, "testdata/foreign.tsv", 6) {
		tool, what, stage, version, data := row[0], row[1], row[2], row[3], row[5]
		tools[tool]++
		t.Run(tool+"/"+what, func(t *testing.T) {
			t.Parallel()
			d := Diagnose(Request{Stage: Stage(stage), Version: version, Data: data}, knowledge(t))
			var want []string
			if row[4] != "-" {
				want = strings.Split(row[4], ",")
			}
			if !slices.Equal(d.ids(), want) || d.OK != (want == nil) {
				t.Errorf("mistakes %q, want %q\n%s", d.ids(), want, d.Text())
			}
		})
	}
	for _, tool := range []string{"openssl", "node", "php", "python", "java"} {
		if tools[tool] < 10 {
			t.Errorf("%d specimens of %s, want at least 10", tools[tool], tool)
		}
	}
}
