package diagnose

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestCatalogue(t *testing.T) {
	t.Parallel()
	list := Mistakes()
	if len(list) < 60 {
		t.Fatalf("%d mistakes, want at least 60", len(list))
	}
	id := regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	seen := map[string]bool{}
	for _, m := range list {
		if !id.MatchString(m.ID) || seen[m.ID] {
			t.Errorf("id %q is malformed or not unique", m.ID)
		}
		seen[m.ID] = true
		for what, text := range map[string]string{"title": m.Title, "why": m.Why, "mend": m.Mend} {
			if len(text) < 10 || strings.TrimSpace(text) != text || !strings.HasSuffix(text, ".") || strings.ToUpper(text[:1]) != text[:1] || strings.Contains(text, "  ") {
				t.Errorf("%s: the %s is no sentence: %q", m.ID, what, text)
			}
		}
		if len(m.Title) > 80 {
			t.Errorf("%s: the title has %d characters, want at most 80", m.ID, len(m.Title))
		}
		if len(m.Stages) == 0 {
			t.Errorf("%s is met at no stage", m.ID)
		}
		for language, hint := range m.Hints {
			if !slices.Contains(Languages(), language) || strings.TrimSpace(hint) != hint || len(hint) < 5 || len(hint) > 160 || strings.HasSuffix(hint, ".") {
				t.Errorf("%s: hint in %q: %q", m.ID, language, hint)
			}
		}
		if got, ok := find(m.ID); !ok || got.Title != m.Title {
			t.Errorf("find(%q) = %q, %t", m.ID, got.Title, ok)
		}
	}
}

// TestCallersCannotChangeTheCatalogue: it is given out by value.
func TestCallersCannotChangeTheCatalogue(t *testing.T) {
	t.Parallel()
	list := Mistakes()
	for i := range list {
		list[i].Title = "changed"
		for l := range list[i].Hints {
			list[i].Hints[l] = "changed"
		}
	}
	for _, m := range Mistakes() {
		if m.Title == "changed" || m.Hints[Python] == "changed" {
			t.Errorf("%s was changed by a caller", m.ID)
		}
	}
}

func TestReports(t *testing.T) {
	t.Parallel()
	bare := Diagnose(Request{Stage: Auth, UserAgent: "python-requests/2", Data: b64(rsaSealed(t, &keySet(t).Encryption.PublicKey, []byte(rightLogin())))}, knowledge(t))
	want := `auth broke at "inner Base64": The JSON of the login was not encoded in Base64 before RSA. (login-json-bare, certain)`
	if got := bare.Line(); got != want {
		t.Errorf("Line() = %s\nwant      %s", got, want)
	}
	for _, part := range []string{"FAIL  inner Base64", "login-json-bare (certain)", "Mend: Encode the JSON in Base64", "Code: key.encrypt(base64.b64encode("} {
		if got := bare.Text(); !strings.Contains(got, part) {
			t.Errorf("Text() lacks %q:\n%s", part, got)
		}
	}
	good := Diagnose(Request{Stage: Payload, Data: sealed(sek(), document)}, knowledge(t))
	if got := good.Line(); got != "payload opens" {
		t.Errorf("Line() of a right payload = %q", got)
	}
	if got := good.Opened; !strings.HasPrefix(document, strings.TrimSuffix(got, "…")) || len(got) < 40 {
		t.Errorf("Opened = %q, want how the document begins", got)
	}
	two := Diagnose(Request{Stage: Payload, Data: b64(cbcSealed(appKey(), make([]byte, 16), []byte(document)))}, knowledge(t))
	if got, want := two.Summary, "The AppKey was used in place of the Sek. And one more mistake inside."; got != want {
		t.Errorf("Summary of two mistakes = %q, want %q", got, want)
	}
	unknown := staleSek()
	unknown[0]++
	none := Diagnose(Request{Stage: Payload, Data: sealed(unknown, document)}, knowledge(t))
	if !strings.Contains(none.Text(), "Tried:\n  - AES in ECB") {
		t.Errorf("Text() without a mistake does not say what was tried:\n%s", none.Text())
	}
}
