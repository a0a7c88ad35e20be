package lab_test

import (
	"strings"
	"testing"

	"github.com/irpsim/irpsim/internal/web/lab"
)

// FuzzUnpack: whatever is pasted, the checks begin and nothing breaks.
func FuzzUnpack(f *testing.F) {
	for _, text := range []string{"", "QUJD", `{"Data":"QUJD"}`, `{"data":{"UserName":"u"}}`, `{"Data":null}`, "a-_b", "QUJD\r\nQUJD", `"QUJD"`, "-----BEGIN X-----"} {
		f.Add("login", text)
		f.Add("payload", text)
	}
	f.Fuzz(func(t *testing.T, stage, text string) {
		if _, rungs := lab.Unpack(stage, text); rungs == 0 {
			t.Errorf("stage %q, %q: no check was made", stage, text)
		}
	})
}

// FuzzForge: no token breaks the page, and none that was changed verifies.
func FuzzForge(f *testing.F) {
	for _, token := range []string{"", "a.b.c", "..", "eyJhbGciOiJSUzI1NiJ9.eyJkYXRhIjoie1wiRG9jTm9cIjpcIjFcIn0ifQ.c2ln"} {
		f.Add(token, "DocNo")
	}
	set := keySet(f)
	f.Fuzz(func(t *testing.T, token, name string) {
		if shown, valid := lab.Forge(set, token, name); valid && strings.TrimSpace(shown) != "" {
			t.Errorf("the token %q verifies", token) // nobody can make one
		}
	})
}
