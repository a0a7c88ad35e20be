package mastersindia

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestPage keeps docs/connect/masters-india-fields.md, which is made of the tables, as they are.
func TestPage(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString("# Masters India's fields\n\nGenerated from `internal/mastersindia`: how each field of the gateway becomes one of the portal's, and how loosely it is " +
		"taken. Fields that stand in no table are passed over.\n")
	for _, part := range []struct {
		title  string
		fields []Field
	}{{"Generate IRN", InvoiceFields()}, {"Cancel IRN", CancelFields()}, {"E-way bill by IRN", WaybillFields()}} {
		b.WriteString("\n## " + part.title + "\n\n| Masters India | portal | carried as |\n| --- | --- | --- |\n")
		for _, f := range part.fields {
			theirs, how := "`"+f.Masters+"`", string(f.Kind)
			if f.Kind == Fixed {
				theirs, how = "(none)", "always `"+f.Fixed+"`"
			}
			b.WriteString("| " + theirs + " | `" + f.NIC + "` | " + how + " |\n")
		}
	}
	b.WriteString("\n## Carried as\n\n| | |\n| --- | --- |\n")
	for _, kind := range []struct{ Kind, how string }{
		{string(Text), "a number becomes its text; an empty text is not sent"},
		{string(Amount), "a number in quotes becomes a number, its digits as they are; an empty text becomes `0.0`"},
		{string(Whole), "as an amount, but an empty text is not sent"},
		{string(Distance), "as an amount, but an empty text becomes `0`, for which the portal measures"},
		{string(State), "a code of two digits; `5` becomes `05`, a name such as `UTTARAKHAND` its code"},
		{string(Letters), "small letters become capitals"},
	} {
		b.WriteString("| " + kind.Kind + " | " + kind.how + " |\n")
	}
	path := filepath.FromSlash("../../docs/connect/masters-india-fields.md")
	if *update {
		if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != b.String() {
		t.Errorf("%s is not what the tables say: go test ./internal/mastersindia -update", path)
	}
}
