package gateway

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/irpsim/irpsim/internal/fault"
)

// TestFields: clients spell one name in many ways, in headers and in the query.
func TestFields(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		query   string
		headers map[string]string
		want    string
	}{
		{"header as it is", "", map[string]string{"user_name": " a "}, "a"},
		{"header in other letters", "", map[string]string{"User-Name": "a"}, "a"},
		{"header without dashes", "", map[string]string{"UserName": "a"}, "a"},
		{"query", "USER_NAME=a%2Fb", nil, "a/b"},
		{"query unescaped", "username=a/b", nil, "a/b"},
		{"header before query", "user_name=b", map[string]string{"user_name": "a"}, "a"},
		{"first of two in the query", "user_name=a&UserName=b", nil, "a"},
		{"broken escape", "user_name=a%2", nil, "a%2"},
		{"second name", "login=c", nil, "c"},
		{"nothing", "user=x", map[string]string{"X-User": "y"}, ""},
	}
	for _, tt := range tests {
		x := &Exchange{Request: &http.Request{Header: http.Header{}, URL: &url.URL{}}, Query: ParseQuery(tt.query)}
		for k, v := range tt.headers {
			x.Header.Set(k, v)
		}
		if got := x.Field("user_name", "login"); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
}

// TestHeaderTwice: what was sent twice matches nothing, and of two spellings always the same one counts.
func TestHeaderTwice(t *testing.T) {
	t.Parallel()
	r := &http.Request{Header: http.Header{"Gstin": {"a", "b"}, "Aut-H": {"x"}, "A-Uth": {"y"}}}
	if got := HeaderOf(r, "gstin"); got != "a, b" {
		t.Errorf("a header sent twice is %q, want it joined", got)
	}
	for range 20 {
		if got := HeaderOf(r, "auth"); got != "y" {
			t.Fatalf("two spellings gave %q, want that of A-Uth each time", got)
		}
	}
}

func TestJoin(t *testing.T) {
	t.Parallel()
	e := &fault.Error{Findings: []fault.Finding{{Code: "2150", Message: "Duplicate IRN"}, {Code: "2176", Message: "HSN"}}}
	if got, want := Join(e, " : ", ", "), "2150 : Duplicate IRN, 2176 : HSN"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func FuzzParseQuery(f *testing.F) {
	for _, s := range []string{"", "a=b&A=c", "%zz=%", "docnum=DOC/1&doc_num=2", "=&=&&", "\x00=\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		for name := range ParseQuery(raw) {
			if name == "" || name != bare(name) {
				t.Errorf("%q gave the parameter %q, want a bare name", raw, name)
			}
		}
	})
}
