package lint

import (
	"fmt"
	"testing"
)

func TestSplit(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, text string
		want       []string
	}{
		{"plain", `{"DocDtls":{}}`, []string{`f {"DocDtls":{}}`}},
		{"nothing known", `{"a":1}`, []string{`f {"a":1}`}},
		{"not JSON", `{"DocDtls":`, []string{`f {"DocDtls":`}},
		{"a number", `5`, []string{`f 5`}},
		{"upload", ` [ {"DocDtls":{}} , {"docdtls":{}} ]`, []string{`f[0] {"DocDtls":{}}`, `f[1] {"docdtls":{}}`}},
		{"nothing in the upload", `[]`, []string{`f []`}},
		{"nonsense in the upload", `[{"ItemList":[]},5,{"a":1}]`, []string{`f[0] {"ItemList":[]}`, `f[1] 5`, `f[2] {"a":1}`}},
		{"array of arrays", `[[{"DocDtls":1}],[{"DocDtls":2}]]`, []string{`f[0] {"DocDtls":1}`, `f[1] {"DocDtls":2}`}},
		{"wrapped list", `{"count":2,"invoices":[{"ValDtls":1},{"ValDtls":2}]}`, []string{`f[0] invoices: {"ValDtls":1}`, `f[1] invoices: {"ValDtls":2}`}},
		{"wrapped elements", `[{"einvoice":{"ValDtls":1}},{"einvoice":{"ValDtls":2}}]`, []string{`f[0] einvoice: {"ValDtls":1}`, `f[1] einvoice: {"ValDtls":2}`}},
		{"wrapped twice", `{"message":{"data":{"CnlRsn":"1"}}}`, []string{`f[0] message.data: {"CnlRsn":"1"}`}},
		{"a list of something else", `{"rows":[{"x":1}]}`, []string{`f {"rows":[{"x":1}]}`}},
	}
	for _, tt := range tests {
		var got []string
		for _, d := range Split("f", []byte(tt.text)) {
			wrapper := d.Wrapper
			if wrapper != "" {
				wrapper += ": "
			}
			got = append(got, d.Name()+" "+wrapper+string(d.Text()))
		}
		if fmt.Sprint(got) != fmt.Sprint(tt.want) {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
}
