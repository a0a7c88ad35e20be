package markdown_test

import (
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/irpsim/irpsim/internal/web/markdown"
)

func TestRender(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, in   string
		want, lack []string
	}{
		{"heading", "## What an *IRN* is", []string{`<h2 id="what-an-irn-is">`}, nil},
		{"link", "[2150](/errors/2150)", []string{`<a href="/errors/2150?world=W">2150</a>`}, nil},
		{"link to nowhere", "see [the *file*](../LICENSE) there", []string{"see the <em>file</em> there"}, []string{"<a"}},
		{"table", "| a | `b` |\n| --- | ---: |\n| x | 1 |", []string{`<div class="tablewrap" tabindex="0" role="group" aria-label="Table: a, b"><table>`, `<td class="num">1</td>`}, []string{"style="}},
		{"code", "```json\n{\"a\": \"<b>\"}\n```", []string{`<pre tabindex="0"><code>{&#34;a&#34;: &#34;&lt;b&gt;&#34;}`}, nil},
		{"raw HTML", "<script>alert(1)</script>\n\nand <img src=x onerror=alert(1)>", nil, []string{"<script", "<img"}},
		{"a link that runs", "[x](javascript:alert(1))", nil, []string{"javascript:alert"}},
		{"empty table", "| |\n| --- |\n", []string{`aria-label="Table: "`, "<td></td>"}, []string{"<th></th>"}},
	} {
		got := string(markdown.Render(tt.in, func(to string) string {
			if strings.HasPrefix(to, "/") {
				return to + "?world=W"
			}
			if strings.HasPrefix(to, "../") {
				return ""
			}
			return to
		}))
		for _, w := range tt.want {
			if !strings.Contains(got, w) {
				t.Errorf("%s: %q lacks %q", tt.name, got, w)
			}
		}
		for _, l := range tt.lack {
			if strings.Contains(got, l) {
				t.Errorf("%s: %q has %q", tt.name, got, l)
			}
		}
	}
}

func TestHeadings(t *testing.T) {
	t.Parallel()
	const source = "# T\n\n## One `code`\n\ntext\n\n### no\n\n## Two\n"
	got := markdown.Headings(source)
	if len(got) != 2 || got[0].Text != "One code" || got[1].ID != "two" {
		t.Fatalf("%v", got)
	}
	out := string(markdown.Render(source, nil))
	for _, h := range got {
		if !strings.Contains(out, `<h2 id="`+h.ID+`">`) {
			t.Errorf("the text has no heading %s: %s", h.ID, out)
		}
	}
}

// Nothing in any text becomes an element that runs, whatever it is.
func FuzzRender(f *testing.F) {
	for _, seed := range []string{"# a", "| a |\n|---|\n| b |", "[a](javascript:x)", "<script>", "```\n</code><script>\n```"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, source string) {
		root, err := html.Parse(strings.NewReader(string(markdown.Render(source, nil))))
		if err != nil {
			t.Fatal(err)
		}
		for n := range root.Descendants() {
			if n.Type != html.ElementNode {
				continue
			}
			if n.Data == "script" || n.Data == "style" || n.Data == "iframe" {
				t.Errorf("%q makes <%s>", source, n.Data)
			}
			for _, a := range n.Attr {
				if strings.HasPrefix(a.Key, "on") || a.Key == "style" {
					t.Errorf("%q makes the attribute %s", source, a.Key)
				}
			}
		}
	})
}
