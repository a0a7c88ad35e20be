package arch

import (
	"strings"
	"testing"
)

// TestChecksCanFail gives every check something it must complain about, and its near miss.
func TestChecksCanFail(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, file, text string
		want             string // part of the one complaint, "" for none
	}{
		{"new package", "internal/fresh/a.go", `package fresh`, "is a new package"},
		{"import against the picture", "einv/a.go", `package einv; import _ "github.com/irpsim/irpsim/internal/api"`, "import picture does not allow"},
		{"fault is for everyone", "einv/a.go", `package einv; import _ "github.com/irpsim/irpsim/internal/fault"`, ""},
		{"a test may import across", "einv/a_test.go", `package einv; import _ "github.com/irpsim/irpsim/internal/api"`, ""},
		{"module away from home", "internal/api/a.go", `package api; import _ "go.etcd.io/bbolt"`, "whose home is internal/store"},
		{"module at home", "internal/store/a.go", `package store; import _ "go.etcd.io/bbolt"`, ""},
		{"unknown module", "internal/api/a.go", `package api; import _ "example.com/left/pad"`, "without a home"},
		{"test module in a program", "internal/api/a.go", `package api; import _ "github.com/google/go-cmp/cmp"`, "without a home"},
		{"test module in a test", "internal/api/a_test.go", `package api; import _ "github.com/google/go-cmp/cmp"`, ""},
		{"wall clock", "internal/world/a.go", `package world; import "time"; var now = time.Now`, "time.Now"},
		{"wall clock under another name", "internal/world/a.go", `package world; import t "time"; func f() { t.Sleep(1) }`, "time.Sleep"},
		{"wall clock in a test", "internal/world/a_test.go", `package world; import "time"; var now = time.Now()`, "time.Now"},
		{"wall clock at home", "internal/clock/a.go", `package clock; import "time"; var now = time.Now`, ""},
		{"a duration", "internal/world/a.go", `package world; import "time"; const d = time.Second`, ""},
		{"chance", "internal/world/a.go", `package world; import _ "math/rand/v2"`, "take chance from internal/chance"},
		{"chance at home", "internal/chance/a.go", `package chance; import _ "crypto/rand"`, ""},
		{"printing", "internal/world/a.go", `package world; import "fmt"; func f() { fmt.Println() }`, "fmt.Println"},
		{"standard output", "internal/world/a.go", `package world; import "os"; var w = os.Stdout`, "os.Stdout"},
		{"printing in a command", "cmd/irpsim/a.go", `package main; import "fmt"; func f() { fmt.Println() }`, ""},
		{"init", "internal/world/a.go", `package world; func init() {}`, "init function"},
		{"a method named init", "internal/world/a.go", `package world; type t int; func (t) init() {}`, ""},
		{"dot import", "internal/world/a.go", `package world; import . "strings"`, "dot import"},
		{"silent skip", "einv/a_test.go", `package einv; func f(t T) { t.Skip("not today") }`, "a skip must fail"},
		{"loud skip that CI would pass", "einv/a_test.go", `package einv; func f(t T) { t.Skip("LOUD SKIP: no node") }`, "a skip must fail"},
		{"a benchmark that skips", "einv/a_test.go", `package einv; func BenchmarkX(b B) { b.Skip("takes long") }`, ""},
		{"a fuzz input thrown away", "einv/a_test.go", `package einv; func FuzzX(f F) { f.Fuzz(func(t T) { t.Skip() }) }`, ""},
		{"a drawn input thrown away", "einv/a_test.go", `package einv; func TestX(t T) { check(func(rt *rapid.T) { rt.Skip("no") }) }`, ""},
		{"a skip in a fuzz test", "einv/a_test.go", `package einv; func FuzzX(f F) { f.Skip("no") }`, "a skip must fail"},
		{"loud skip", "einv/a_test.go", `package einv; func f(t T) { if env("CI") { t.Fatal() }; t.Skipf("LOUD SKIP: %s", "no node") }`, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s, err := parse(tt.file, []byte(tt.text))
			if err != nil {
				t.Fatal(err)
			}
			got := append(importsOf(s), bans([]source{s})...)
			if _, listed := allowed[s.pkg]; !listed {
				got = append(got, importPicture([]source{s})[0])
			}
			if tt.want == "" && len(got) > 0 || tt.want != "" && (len(got) != 1 || !strings.Contains(got[0], tt.want)) {
				t.Errorf("%s: complaints %q, want one with %q", tt.text, got, tt.want)
			}
		})
	}
}

func TestTableCanFail(t *testing.T) {
	t.Parallel()
	s, err := parse("internal/store/a.go", []byte(`package store`))
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct{ name, text, want string }{
		{"as it should be", "| `internal/store` | the file | bbolt |", ""},
		{"not listed", "nothing", "does not list internal/store"},
		{"home not told", "| `internal/store` | the file | |", "home of bbolt"},
		{"home that is none", "| `internal/store` | the file | bbolt, chi |", "home of chi"},
		{"twice", "| `internal/store` | the file | bbolt |\n| `internal/store` | the file | bbolt |", "twice"},
		{"gone", "| `internal/store` | the file | bbolt |\n| `internal/gone` | nothing | |", "lists internal/gone"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := table(tt.text, []source{s})
			if tt.want == "" && len(got) > 0 || tt.want != "" && (len(got) != 1 || !strings.Contains(got[0], tt.want)) {
				t.Errorf("complaints %q, want one with %q", got, tt.want)
			}
		})
	}
}
