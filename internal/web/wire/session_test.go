package wire

import (
	"slices"
	"testing"

	"github.com/irpsim/irpsim/internal/seal"
)

func TestRead(t *testing.T) {
	t.Parallel()
	sek := []byte("0123456789abcdef0123456789abcdef")
	sealed := seal.Seal(sek, []byte(`{"Irn":"x"}`))
	for _, tt := range []struct {
		name, answer string
		parsed, ok   bool
		plain, data  string
		codes        []string
		info         string
	}{
		{"a success", `{"Status":1,"ErrorDetails":null,"Data":"` + sealed + `","InfoDtls":null}`, true, true, `{"Irn":"x"}`, sealed, nil, ""},
		{"a login", `{"Status":1,"Data":{"AuthToken":"t"},"ErrorDetails":null,"InfoDtls":null}`, true, true, "", `{"AuthToken":"t"}`, nil, ""},
		{"a refusal", `{"Status":0,"ErrorDetails":[{"ErrorCode":"2150","ErrorMessage":"Duplicate IRN"}],"Data":null,"InfoDtls":[1]}`, true, false, "", "", []string{"2150"}, "[1]"},
		{"details in Base64", `{"Status":"0","ErrorDetails":"W3siRXJyb3JDb2RlIjoiMTAwNSJ9XQ==","Data":null}`, true, false, "", "", []string{"1005"}, ""},
		{"a page", "<html>", false, false, "", "", nil, ""},
		{"nothing", "", false, false, "", "", nil, ""},
		{"cut off", `{"Status":1,"Data":"`, false, false, "", "", nil, ""},
		{"sealed under another key", `{"Status":1,"Data":"AAAAAAAAAAAAAAAAAAAAAA=="}`, true, true, "", "AAAAAAAAAAAAAAAAAAAAAA==", nil, ""},
	} {
		e := Read(tt.answer, sek)
		if e.Parsed != tt.parsed || e.OK != tt.ok || e.Plain != tt.plain || e.Data != tt.data || string(e.Info) != tt.info || !slices.Equal(e.Codes(), slices.Concat([]string{}, tt.codes)) {
			t.Errorf("%s is %+v", tt.name, e)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(`{"Status":0,"ErrorDetails":"W10=","Data":"AAAA"}`)
	f.Fuzz(func(t *testing.T, answer string) {
		if e := Read(answer, make([]byte, 32)); e.OK && !e.Parsed {
			t.Errorf("%q succeeds without being an envelope", answer)
		}
	})
}
