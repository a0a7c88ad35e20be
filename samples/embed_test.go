package samples

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var titles = []string{"Set up", "Log in", "Register an invoice", "Read back after a lost answer", "Cancel", "Verify the signed QR code", "Run"}

func TestLanguages(t *testing.T) {
	t.Parallel()
	var got []string
	for _, l := range Languages() {
		got = append(got, l.ID)
		for field, value := range map[string]string{
			"title": l.Title, "file": l.File, "packages": strings.Join(l.Packages, " "), "check": l.Check, "run": l.Run, "source": l.Source,
		} {
			if value == "" {
				t.Errorf("%s has no %s", l.ID, field)
			}
		}
		if !strings.Contains(l.Build+l.Run, l.File) {
			t.Errorf("%s: neither %q nor %q names %s", l.ID, l.Build, l.Run, l.File)
		}
		if same, ok := ByID(l.ID); !ok || same.Source != l.Source {
			t.Errorf("ByID(%q) = %q, %v", l.ID, same.ID, ok)
		}
	}
	if want := []string{"curl", "go", "python", "node", "java", "csharp", "php"}; !slices.Equal(got, want) {
		t.Errorf("languages %q, want %q", got, want)
	}
	if rows := strings.Count(read("languages.tsv"), "\n"); rows != len(got)+1 {
		t.Errorf("languages.tsv has %d lines, %d languages and a heading were read", rows, len(got))
	}
	if l, ok := ByID("cobol"); ok {
		t.Errorf("ByID found %q", l.ID)
	}
}

// Every sample has the same sections in the same order, nothing is lost between them, and their line numbers are right.
func TestSections(t *testing.T) {
	t.Parallel()
	for _, l := range Languages() {
		t.Run(l.ID, func(t *testing.T) {
			t.Parallel()
			sections, err := l.Sections()
			if err != nil {
				t.Fatal(err)
			}
			lines := strings.Split(l.Source, "\n")
			var rest []string
			for i, s := range sections {
				if s.ID != ids[i] || s.Title != titles[i] {
					t.Errorf("section %d is %s %q, want %s %q", i, s.ID, s.Title, ids[i], titles[i])
				}
				code := strings.Split(s.Code, "\n")
				if s.Line < 1 || s.Line-1+len(code) > len(lines) || !slices.Equal(lines[s.Line-1:s.Line-1+len(code)], code) {
					t.Errorf("%s does not stand at line %d of %s", s.ID, s.Line, l.File)
				}
				if len(code) < 4 || strings.TrimSpace(code[0]) == "" || strings.TrimSpace(code[len(code)-1]) == "" {
					t.Errorf("%s is short or has blank lines around it:\n%s", s.ID, s.Code)
				}
				rest = append(rest, code...)
			}
			blank := func(line string) bool { return line == "" || mark.MatchString(line) }
			if got, want := slices.DeleteFunc(rest, blank), slices.DeleteFunc(lines, blank); !slices.Equal(got, want) {
				t.Errorf("the sections have %d lines, the program has %d", len(got), len(want))
			}
			if tasks, err := l.Tasks(); err != nil || len(tasks) != 5 || tasks[0].ID != "login" || tasks[4].ID != "verify" {
				t.Errorf("tasks %v, %v", tasks, err)
			}
		})
	}
}

func TestSectionsNeedTheirMarks(t *testing.T) {
	t.Parallel()
	whole := "top\n\n// --- 1. a ---\nA\n  # --- 2. b ---\nB\n// --- 3. c ---\n// --- 4. d ---\n// --- 5. e ---\n// --- 6. f ---\n\n\nF\n\n"
	tests := []struct{ name, source, fault string }{
		{"whole", whole, ""},
		{"none", "top", "0 marks, want 6"},
		{"one missing", strings.Replace(whole, "// --- 3. c ---\n", "", 1), "f:7: mark 4, want number 3 of 6"},
		{"one twice", strings.Replace(whole, "2. b", "1. b", 1), "f:5: mark 1, want number 2 of 6"},
		{"last missing", strings.Replace(whole, "// --- 6. f ---\n", "", 1), "5 marks, want 6"},
		{"one too many", whole + "// --- 6. g ---", "f:15: mark 6, want number 7 of 6"},
		{"not a comment", strings.Replace(whole, "// --- 1.", "-- --- 1.", 1), "f:5: mark 2, want number 1 of 6"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := Language{ID: "x", File: "f", Source: tt.source}.Sections()
			if tt.fault == "" {
				want := []Section{{"setup", "Set up", 1, "top"}, {"login", "a", 4, "A"}, {"register", "b", 6, "B"}}
				last := Section{"run", "f", 13, "F"}
				if err != nil || !slices.Equal(got[:3], want) || got[6] != last {
					t.Errorf("sections %+v, %v", got, err)
				}
				return
			}
			if err == nil || !strings.Contains(err.Error(), tt.fault) {
				t.Errorf("error %v, want %q", err, tt.fault)
			}
			if _, err := (Language{Source: tt.source}).Tasks(); err == nil {
				t.Error("Tasks gave no error")
			}
		})
	}
}

// The configuration is the same in every language, and nothing else is read from the environment.
func TestEnvironment(t *testing.T) {
	t.Parallel()
	readme := read("README.md")
	for _, v := range Environment() {
		if !strings.Contains(readme, "`"+v.Name+"`") {
			t.Errorf("README.md does not explain %s", v.Name)
		}
		for _, l := range Languages() {
			if !strings.Contains(l.Source, v.Name) {
				t.Errorf("%s does not read %s", l.ID, v.Name)
			}
		}
	}
}

// What an author changes in one sample must change in all: protocol paths, codes that are acted upon, words of the output.
func TestSamplesAgree(t *testing.T) {
	t.Parallel()
	for _, l := range Languages() {
		for _, word := range []string{
			"/eivital/v1.04/auth", "/eivital/v1.04/Master/gstin/", "/eicore/v1.03/Invoice", "/eicore/v1.03/Invoice/irn/", "/eicore/v1.03/Invoice/irnbydocdetails?",
			"/eicore/v1.03/Invoice/Cancel", "1005", "2150", "2154", "InfoDtls", "RS256", "GHOST-", "ForceRefreshAccessToken",
			"login ok token until", "register ok", "readback ok", "cancel ok", "verify ok",
		} {
			if !strings.Contains(l.Source, word) {
				t.Errorf("%s/%s does not say %s", l.ID, l.File, word)
			}
		}
		if lines := strings.Count(l.Source, "\n"); lines > 340 {
			t.Errorf("%s has %d lines: a sample is read from top to bottom", l.ID, lines)
		}
	}
}

// README.md tells how to run each, in the words of languages.tsv.
func TestReadme(t *testing.T) {
	t.Parallel()
	readme := read("README.md")
	for _, l := range Languages() {
		row := "| [" + l.Title + "](" + l.ID + "/" + l.File + ") | `" + strings.Join(l.Packages, " ") + "` | "
		if l.Build != "" {
			row += "`" + l.Build + "` "
		}
		if row += "`" + l.Run + "` |\n"; !strings.Contains(readme, row) {
			t.Errorf("README.md lacks the row\n%s", row)
		}
	}
}

// Every file of the folder is embedded, Go of this package, or what a reader built there, so that none is forgotten.
func TestFilesAreEmbedded(t *testing.T) {
	t.Parallel()
	seen := 0
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		built := d != nil && (d.Name() == "sample" || d.Name() == "sample.exe")
		if err != nil || d.IsDir() || built || filepath.Dir(path) == "." && filepath.Ext(path) == ".go" {
			return err
		}
		seen++
		disk, err := os.ReadFile(path)
		if err == nil && read(filepath.ToSlash(path)) != string(disk) {
			t.Errorf("%s is not embedded", path)
		}
		return err
	})
	if err != nil || seen < 10 {
		t.Errorf("%d files, %v; want at least ten", seen, err)
	}
}
