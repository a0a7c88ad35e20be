package printed_test

import (
	"bytes"
	"fmt"
	"image/png"
	"io"
	"strings"
	"testing"

	"github.com/irpsim/irpsim/einv"
	"github.com/irpsim/irpsim/internal/printed"
	"github.com/irpsim/irpsim/internal/qr"
)

func TestPDFIsDeterministic(t *testing.T) {
	t.Parallel()
	inv := registered(t, "mixed", "SIM/26-27/0001", 0)
	first, _ := pdf(t, printed.Make(inv, bill(inv)))
	for range 5 {
		if again, _ := pdf(t, printed.Make(inv, bill(inv))); !bytes.Equal(first, again) {
			t.Fatal("two PDFs of one invoice differ")
		}
	}
	if want := []byte("/CreationDate (D:20261122123107"); !bytes.Contains(first, want) {
		t.Errorf("no %s: the date is not that of the acknowledgement", want)
	}
}

// What the page draws as the QR code is the whole token.
func TestPDFCodeIsRead(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"b2b", "export", "multi"} {
		inv := registered(t, name, "SIM/26-27/0001", 0)
		_, pages := pdf(t, printed.Make(inv, nil))
		var b bytes.Buffer
		if err := png.Encode(&b, drawnQR(t, pages[0])); err != nil {
			t.Fatal(err)
		}
		if got, err := qr.ReadQR(&b); err != nil || got != inv.SignedQRCode {
			t.Errorf("%s: read %.40q…, %v; want %.40q…", name, got, err, inv.SignedQRCode)
		}
	}
}

// Each page carries both strips and its number; the head of the table stands on every page that has lines; the code and
// the parties on the first alone.
func TestPDFPages(t *testing.T) {
	t.Parallel()
	_, pages := pdf(t, printed.Make(cancelled(registered(t, "multi", "MANY/1", 1000)), nil))
	if len(pages) < 20 || len(pages) > 40 {
		t.Fatalf("1,000 lines take %d pages", len(pages))
	}
	seen := map[string]int{}
	for i, p := range pages {
		said := texts(p)
		if got := strings.Count(said, "SIMULATED\n"); got != 2 {
			t.Errorf("page %d says SIMULATED %d times, want both strips", i+1, got)
		}
		// The watermark: 11 outlines of nine letters, three times, with their lines and curves.
		mark, _, _ := strings.Cut(p, "\nS\n") // it comes first, so that all else lies above it
		if m, l, c := strings.Count(mark, " m\n"), strings.Count(mark, " l\n"), strings.Count(mark, " c\n"); m != 3*11 || l != 3*71 || c != 3*56 {
			t.Errorf("page %d: a watermark of %d outlines, %d lines, %d curves", i+1, m, l, c)
		}
		for _, want := range []string{fmt.Sprintf("Page %d of %d\n", i+1, len(pages)), "CANCELLED\n", "23 Nov 2026, reason 2 (Data entry mistake)\n", "No legal value."} {
			if !strings.Contains(said, want) {
				t.Errorf("page %d does not say %q", i+1, want)
			}
		}
		if lines := strings.Contains(said, "\nBasmati rice, packed\n"); lines != strings.Contains(said, "\nUnit price\n") {
			t.Errorf("page %d: lines %v, but head of the table %v", i+1, lines, !lines)
		}
		if first := i == 0; first != strings.Contains(said, "Supplier\n") || first != (strings.Count(p, " re\n") > 100) {
			t.Errorf("page %d: parties or code on the wrong page", i+1)
		}
		for _, l := range strings.Split(said, "\n") {
			seen[l]++
		}
	}
	for n := 1; n <= 1000; n++ {
		if seen[fmt.Sprint(n)] == 0 {
			t.Errorf("line %d is on no page", n)
		}
	}
}

// What the fonts lack is shown as a replacement and admitted; what they have comes through, the rupee sign too.
func TestPDFLetters(t *testing.T) {
	t.Parallel()
	_, pages := pdf(t, printed.Make(registered(t, "b2b", "SIM/1", 1, hostile("Ünïted Ωμέγα Ж")), nil))
	said := texts(pages[0])
	if !strings.Contains(said, "Ünïted Ωμέγα Ж\n") || !strings.Contains(said, "₹ 1,239.00\n") || strings.Contains(said, "�") {
		t.Errorf("letters that the fonts have are lost:\n%s", said)
	}
	_, pages = pdf(t, printed.Make(registered(t, "b2b", "SIM/1", 1, hostile("हिन्दी 😀 Ltd")), nil))
	said = texts(strings.Join(pages, "\n"))
	if !strings.Contains(said, "� Ltd\n") || !strings.Contains(said, "are shown as �") {
		t.Errorf("letters that the fonts lack are not replaced or not admitted:\n%s", said)
	}
}

// Figures beyond all measure stay on the page: they are set smaller.
func TestPDFWideFigures(t *testing.T) {
	t.Parallel()
	huge, err := einv.ParseAmount("999999999999.99")
	if err != nil {
		t.Fatal(err)
	}
	inv := registered(t, "b2b-intra+cess+discount", "SIM/1", 3, func(doc *einv.Invoice) {
		for i := range doc.ItemList {
			it := &doc.ItemList[i]
			for _, a := range []*einv.Amount{&it.UnitPrice, &it.Discount, &it.AssAmt, &it.CgstAmt, &it.SgstAmt, &it.CesAmt, &it.TotItemVal, &it.Qty} {
				*a = huge
			}
		}
		doc.ValDtls.TotInvVal = huge
	})
	_, pages := pdf(t, printed.Make(inv, nil))
	said := texts(pages[0])
	if strings.Count(said, "9,99,99,99,99,999.99\n") < 3*6 || !strings.Contains(said, "₹ 9,99,99,99,99,999.99\n") {
		t.Errorf("figures are missing:\n%s", said)
	}
}

func BenchmarkPDF(b *testing.B) {
	for _, items := range []int{3, 1000} {
		inv := registered(b, "multi", "SIM/1", items)
		b.Run(fmt.Sprint(items), func(b *testing.B) {
			for b.Loop() {
				if err := printed.WritePDF(io.Discard, printed.Make(inv, nil)); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkHTML(b *testing.B) {
	for _, items := range []int{3, 1000} {
		inv := registered(b, "multi", "SIM/1", items)
		b.Run(fmt.Sprint(items), func(b *testing.B) {
			for b.Loop() {
				if err := printed.WriteHTML(io.Discard, printed.Make(inv, nil), printed.Page{Stylesheet: "/s.css"}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
