package journal_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/irpsim/irpsim/internal/journal"
)

func TestMaskKnown(t *testing.T) {
	t.Parallel()
	const secret, short = `s3cr&t"Of/Nobody`, "abc"
	spelt := `s3cr&t\"Of/Nobody`
	e := journal.Entry{
		Path: "/x/s3cr&t%22Of%2FNobody?q=s3cr%26t%22Of%2FNobody", ClientID: secret, UserName: short, Irn: "0abc0",
		Request: journal.Message{
			Headers: map[string]string{"X-Other": secret, "Gstin": "before " + secret + " after", "X-Short": short, "X-Word": "abcdef"},
			Body:    `{"Data":"` + spelt + `"}`, Plain: secret,
		},
		Response: journal.Message{Body: "No such thing: " + secret, Headers: map[string]string{}},
		Notes:    []journal.Note{{Text: "fine"}, {Message: "got " + secret}},
	}
	journal.MaskKnown(&e, []string{secret, "", short, "…"})
	got := fmt.Sprintf("%+v", e)
	for _, trace := range []string{"cr&t", "cr%26t", "Of/Nobo", "Of%2FNobo"} {
		if strings.Contains(got, trace) {
			t.Errorf("%q is left of the secret in %s", trace, got)
		}
	}
	if e.UserName != "…" || e.Request.Headers["X-Short"] != "…" || e.Irn != "0abc0" || e.Request.Headers["X-Word"] != "abcdef" {
		t.Errorf("a short secret is masked where it stands alone and nowhere else; got %s", got)
	}
	if want := "before s3…dy after"; e.Request.Headers["Gstin"] != want {
		t.Errorf("header within which the secret stands: %q, want %q", e.Request.Headers["Gstin"], want)
	}
}
