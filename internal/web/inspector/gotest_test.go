package inspector

import (
	"go/parser"
	"go/token"
	"strings"
	"testing"
	"time"

	"github.com/irpsim/irpsim/internal/journal"
)

// TestGoTest: what is offered is a whole Go file that stands at the exchange's time; what a document alone does not bring
// about is not offered.
func TestGoTest(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 22, 7, 1, 7, 0, time.UTC)
	plain := `{"DocDtls":{"No":"A` + "`" + `1"}}`
	for _, tt := range []struct {
		name  string
		entry journal.Entry
		want  []string // none: not offered
	}{
		{"registered", journal.Entry{}, []string{"time.Date(2026, 11, 22, 12, 31, 7, 0,", "t.Fatal(err)", "sim.Client()"}},
		{"refused", journal.Entry{Codes: []string{"2235"}, Notes: []journal.Note{{Code: "2235", Rule: "r"}}}, []string{`got != "2235"`}},
		{"duplicate", journal.Entry{Codes: []string{"2150"}}, []string{`got != "2150"`, "irptest.UnreadDuplicate", "t.Fatal(err)"}},
		{"of the world", journal.Entry{Codes: []string{"2278"}, Notes: []journal.Note{{Code: "2278"}}}, nil},
		{"a fault", journal.Entry{Fault: "ghost"}, nil},
		{"no document", journal.Entry{Request: journal.Message{Plain: "x"}}, nil},
	} {
		e := tt.entry
		e.API, e.UserName, e.Time = "generate", seller, at
		if e.Request.Plain == "" {
			e.Request.Plain = plain
		}
		got := goTest(nil, &e)
		if (got == "") != (tt.want == nil) {
			t.Errorf("%s: offered %q", tt.name, got)
		}
		if got == "" {
			continue
		}
		if _, err := parser.ParseFile(token.NewFileSet(), "exchange_test.go", got, parser.AllErrors); err != nil {
			t.Errorf("%s: %v in\n%s", tt.name, err, got)
		}
		for _, want := range tt.want {
			if !strings.Contains(got, want) {
				t.Errorf("%s lacks %q:\n%s", tt.name, want, got)
			}
		}
	}
}
