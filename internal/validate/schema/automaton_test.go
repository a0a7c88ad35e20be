package schema

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"github.com/irpsim/irpsim/schemas"
)

// patterns lists the regular expressions of the schemas, each once.
func patterns(t testing.TB) []string {
	t.Helper()
	seen := map[string]bool{}
	var list []string
	var visit func(v any)
	visit = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			for k, e := range v {
				if p, ok := e.(string); ok && k == "pattern" && !seen[p] {
					seen[p] = true
					list = append(list, p)
				}
				visit(e)
			}
		case []any:
			for _, e := range v {
				visit(e)
			}
		}
	}
	for _, name := range schemas.Names() {
		raw, _ := schemas.Bytes(name)
		var doc any
		if err := json.Unmarshal(raw, &doc); err != nil {
			t.Fatal(err)
		}
		visit(doc)
	}
	if len(list) < 20 {
		t.Fatalf("found %d patterns in the schemas, want them all", len(list))
	}
	return list
}

// subjects are texts that match some pattern of the schemas, and neighbours of them.
func subjects() []string {
	list := []string{""}
	for _, s := range []string{
		"a", "0", "00", "01", "9", "96", "99", "999999", "1234567", "123456789012", "URP", "29ZZZCS0001A1ZI", "A/1-b", "0A", "22/11/2026", "31/12/1980",
		"a.b+c_d-e@x-y.in", "@x", "NOS", "IN", "ABCDEFGHIJKLMNOP", "9403", "000000", "94036000", "true", "TRUE", "False", "dGVzdA==", "Steel, 10 mm é 😀",
		strings.Repeat("aF9", 21) + "0",
	} {
		list = append(list, s, s+"\n", " "+s, s[:len(s)-1], s+s[len(s)-1:], s+"é", "\u2028"+s, s+`"`, s+`\`, s+"\xff", strings.ToLower(s), strings.ToUpper(s))
	}
	return list
}

func TestAutomatonOfEveryPattern(t *testing.T) {
	t.Parallel()
	for _, p := range patterns(t) {
		a := automatonOf(p)
		if a == nil {
			t.Errorf("%s: no automaton; package regexp matches it, at ten times the cost", p)
			continue
		}
		re, matched := regexp.MustCompile(p), 0
		for _, s := range subjects() {
			want := re.MatchString(s)
			if got := a.matches(s); got != want {
				t.Errorf("%s matches %q: got %v, want %v", p, s, got, want)
			}
			if want {
				matched++
			}
		}
		if matched == 0 {
			t.Errorf("%s: no subject of the test matches it", p)
		}
	}
}

// TestNoAutomaton: what a table cannot say is left to package regexp.
func TestNoAutomaton(t *testing.T) {
	t.Parallel()
	for _, p := range []string{
		`a`, `^a`, `a$`, `^a|b$`, `^(a|b$)`, `(?i)^k$`, `(?i)^s$`, `(?i)^[a-z]$`, `^é$`, `^[a-é]$`, `^[^é]*$`, `^[\x{1000}-\x{10FFFF}]$`, `^a\bb$`, `(?m)^a$`, `^(([a-z]{1,30}){1,30})$`, `^(?:[ab]*a[ab]{9})$`, `(`,
	} {
		if automatonOf(p) != nil {
			t.Errorf("%s: got an automaton, want none", p)
		}
	}
}

// FuzzAutomaton matches any text against any pattern.
func FuzzAutomaton(f *testing.F) {
	for _, p := range patterns(f) {
		f.Add(p, "29ZZZCS0001A1ZI")
		f.Add(p, "22/11/2026")
	}
	for _, p := range []string{`^$`, `^(a*)*b?$`, `^(?:)$`, `^(a|ab)(c|bcd)$`, `^.*$`, `^(?s).+$`, `^[^a]{2,3}?$`, `^\d\w\s\PN?$`, `^\Aa\z$`, `^(?U)a+b*$`, `(?i)^ab[cd]$`, `^a$$`, `^^a$`, `^$a$`, `^a^b$`} {
		for _, s := range []string{"", "a", "ab", "abcd", "aab", "1A\n"} {
			f.Add(p, s)
		}
	}
	f.Fuzz(func(t *testing.T, pattern, text string) {
		if len(pattern) > 60 {
			t.Skip() // the patterns of the schemas are all shorter; what a long one costs says nothing about them
		}
		a := automatonOf(pattern)
		if a == nil {
			return
		}
		if got, want := a.matches(text), regexp.MustCompile(pattern).MatchString(text); got != want {
			t.Errorf("%s matches %q: got %v, want %v", pattern, text, got, want)
		}
	})
}
