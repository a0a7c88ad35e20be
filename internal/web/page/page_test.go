package page

import (
	"html"
	"regexp"
	"strings"
	"testing"
	"time"
)

func TestInside(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ target, want string }{
		{"/errors?q=igst", "/errors?q=igst"},
		{"/", "/"},
		{"", "/"},
		{"https://example.test/", "/"},
		{"//example.test/x", "/"},
		{`/\example.test`, "/"},
		{"javascript:alert(1)", "/"},
		{"controls", "/"},
		{"/a\nb", "/"},
	} {
		if got := Inside(tt.target); got != tt.want {
			t.Errorf("Inside(%q) is %q, want %q", tt.target, got, tt.want)
		}
	}
}

func TestJSONMarks(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ text, want string }{
		{`{"No":"A/1"}`, `<span class="p">{</span><span class="k">&#34;No&#34;</span><span class="p">:</span><span class="s">&#34;A/1&#34;</span><span class="p">}</span>`},
		{`{"AppKey":"x"}`, `<span class="p">{</span><span class="k">&#34;AppKey&#34;</span><span class="p">:</span><span class="hk">&#34;x&#34;</span><span class="p">}</span>`},
		{`[1.50, null]`, `<span class="p">[</span><span class="n">1.50</span><span class="p">,</span> <span class="n">null</span><span class="p">]</span>`},
		{`"open`, `<span class="s">&#34;open</span>`},
		{`<b>`, `&lt;<span class="n">b&gt;</span>`},
	} {
		if got := string(JSON(tt.text)); got != tt.want {
			t.Errorf("JSON(%s) is\n%s, want\n%s", tt.text, got, tt.want)
		}
	}
}

var tags = regexp.MustCompile(`</?span[^>]*>`)

// Whatever the text, marking it neither loses nor lets through anything.
func FuzzJSON(f *testing.F) {
	f.Add(`{"a":[1,"b\"c",true],"Sek":"x"}`)
	f.Add("<script>alert(1)</script>")
	f.Add("₹\xff\"")
	f.Fuzz(func(t *testing.T, text string) {
		marked := string(JSON(text))
		bare := tags.ReplaceAllString(marked, "")
		if strings.ContainsAny(bare, "<>") {
			t.Fatalf("a tag came through: %s", marked)
		}
		if got := html.UnescapeString(bare); got != html.UnescapeString(html.EscapeString(strings.ReplaceAll(text, "\x00", "\uFFFD"))) {
			t.Fatalf("%q became %q", text, got)
		}
	})
}

func TestMark(t *testing.T) {
	t.Parallel()
	if got, want := string(Mark("igst", "IGST <value> of igst")), "<mark>IGST</mark> &lt;value&gt; of <mark>igst</mark>"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got := string(Mark("ı", "İstanbul")); strings.Contains(got, "<mark>") && !strings.Contains(got, "</mark>") {
		t.Errorf("a mark was left open: %s", got)
	}
}

func TestWords(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ got, want string }{
		{Grouped(1234567), "1,234,567"}, {Grouped(-1234), "-1,234"}, {Grouped(12), "12"},
		{Span(59 * time.Second), "59 s"}, {Span(-2 * time.Minute), "−2 min"}, {Span(25 * time.Hour), "1 d 1 h"}, {Span(5*time.Hour + 59*time.Minute), "5 h 59 min"},
		{Start(3, "₹₹₹₹"), "₹₹₹…"}, {Millis(1500 * time.Microsecond), "1.5 ms"}, {Millis(2 * time.Second), "2000 ms"},
		{Quote("it's"), `'it'\''s'`}, {cut("₹₹", 4), "₹"},
		{Indent(`{"a":1.50}`), "{\n  \"a\": 1.50\n}"}, {Indent("no json"), "no json"},
	} {
		if tt.got != tt.want {
			t.Errorf("got %q, want %q", tt.got, tt.want)
		}
	}
}

func TestRecent(t *testing.T) {
	t.Parallel()
	r := NewRecent[string](2)
	for _, text := range []string{"a", "b", "a again", "c"} {
		r.Keep(text[:1], &text)
	}
	if r.Last("a") != nil {
		t.Errorf("the oldest key still has %s", *r.Last("a"))
	}
	for key, want := range map[string]string{"b": "b", "c": "c"} {
		if got := r.Last(key); got == nil || *got != want {
			t.Errorf("under %s is %v, want %s", key, got, want)
		}
	}
}
