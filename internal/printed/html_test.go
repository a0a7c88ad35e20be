package printed_test

import (
	"bytes"
	"io/fs"
	"regexp"
	"strings"
	"testing"

	"github.com/irpsim/irpsim/internal/printed"
)

func html(t *testing.T, v printed.Invoice, p printed.Page) string {
	t.Helper()
	var b bytes.Buffer
	if err := printed.WriteHTML(&b, v, p); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func everything() printed.Page {
	return printed.Page{Stylesheet: "/static/print.1a.css", Script: "/static/print.1b.js", Back: "/workbench", PDF: "/x.pdf", PNG: "/x.png", SVG: "/x.svg", JSON: "/x"}
}

// inline is what a strict Content-Security-Policy refuses.
var inline = regexp.MustCompile(`(?i)<style|\sstyle\s*=|\son[a-z]+\s*=|<script(?:>|[^>]*>[^<])|javascript:`)

func TestHTML(t *testing.T) {
	t.Parallel()
	inv := registered(t, "mixed", "SIM/26-27/0001", 0)
	got := html(t, printed.Make(inv, bill(inv)), everything())
	for _, want := range []string{
		`<link rel="stylesheet" href="/static/print.1a.css">`, `<script src="/static/print.1b.js" defer></script>`, `href="/x.pdf" download`, `href="/x.png" download`,
		`href="/x.svg" download`, `href="/x" download`, `href="/workbench"`, `<button type="button" data-print hidden>`,
		`<title>SIM/26-27/0001, simulated</title>`, `<h1>e-Invoice</h1>`, `aria-label="Signed QR code, simulated"`, `KA01AB1234`,
		`Three lakh nine thousand five hundred twenty-nine rupees and sixty-nine paise only`, `₹ 3,09,529.69`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	if m := inline.FindString(got); m != "" {
		t.Errorf("the page holds %q, which the policy refuses", m)
	}
	for what, want := range map[string]int{"<b>SIMULATED</b>": 2, `class="wm"`: 1, "<svg": 2, "<h1": 1, "<main": 1} {
		if n := strings.Count(got, what); n != want {
			t.Errorf("%d × %s, want %d", n, what, want)
		}
	}
	plain := html(t, printed.Make(inv, nil), printed.Page{Stylesheet: "s.css"})
	for _, no := range []string{"<script", "<button", "download", "CANCELLED"} {
		if strings.Contains(plain, no) {
			t.Errorf("a page without links holds %s", no)
		}
	}
	gone := html(t, printed.Make(cancelled(inv), nil), everything())
	for _, want := range []string{`<body class="cancelled">`, ">CANCELLED</text>", "23 Nov 2026, reason 2 (Data entry mistake)", "<s>", "Wrong quantity in line 2"} {
		if !strings.Contains(gone, want) {
			t.Errorf("the cancelled page lacks %s", want)
		}
	}
}

// Nothing of a document becomes markup.
func TestHTMLEscapes(t *testing.T) {
	t.Parallel()
	tags := regexp.MustCompile(`<[a-z0-9]+`)
	ordinary := len(tags.FindAllString(html(t, printed.Make(registered(t, "b2b", "SIM/1", 2, hostile("x")), nil), everything()), -1))
	for _, text := range hostileTexts() {
		v := printed.Make(registered(t, "b2b", "SIM/1", 2, hostile(text)), nil)
		want := ordinary
		if v.QR == "" { // a token too long for a code: no figure, drawing, two paths, caption
			want -= 5
		}
		got := html(t, v, everything())
		if m := inline.FindString(got); m != "" {
			t.Errorf("with %.30q the page holds %q", text, m)
		}
		if n := len(tags.FindAllString(got, -1)); n != want {
			t.Errorf("with %.30q the page has %d elements, want %d", text, n, want)
		}
	}
}

func TestAssets(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"print.css", "print.js"} {
		b, err := fs.ReadFile(printed.Assets, name)
		if err != nil {
			t.Fatal(err)
		}
		if len(b) == 0 || len(b) > 12<<10 || strings.Contains(string(b), "http") || strings.Contains(string(b), "@import") {
			t.Errorf("%s: %d bytes, or it loads from elsewhere", name, len(b))
		}
	}
	css, _ := fs.ReadFile(printed.Assets, "print.css")
	for _, want := range []string{"@page{size:A4;margin:12mm", ".do{display:none}", "display:table-header-group", "break-inside:avoid", "print-color-adjust:exact", "crispEdges"} {
		if !strings.Contains(string(css), want) {
			t.Errorf("print.css lacks %s", want)
		}
	}
}
