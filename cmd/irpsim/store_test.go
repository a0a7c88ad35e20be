package main

import (
	"strings"
	"testing"

	"github.com/irpsim/irpsim/internal/store"
)

func TestInvoiceFits(t *testing.T) {
	t.Parallel()
	sound := store.Invoice{
		Irn: irnOfLarge, Supplier: "29ZZZCS0001A1ZI", DocTyp: "INV", DocNo: "A/1", DocDt: "01/04/2026", SignedInvoice: "a.b.c", SignedQRCode: "d.e.f",
	}
	tests := []struct {
		name   string
		change func(*store.Invoice)
		want   string
	}{
		{"as registered", func(*store.Invoice) {}, ""},
		{"number in small letters", func(i *store.Invoice) { i.DocNo = "a/1" }, ""},
		{"number hashed as sent, before June 2025", func(i *store.Invoice) { i.DocNo, i.Irn = "a/1", irnOfSmall }, ""},
		{"another number", func(i *store.Invoice) { i.DocNo = "A/2" }, "is not the hash"},
		{"another year", func(i *store.Invoice) { i.DocDt = "31/03/2026" }, "is not the hash"},
		{"no date", func(i *store.Invoice) { i.DocDt = "2026-04-01" }, "is no date"},
		{"no signature", func(i *store.Invoice) { i.SignedQRCode = "" }, "no signed QR code"},
	}
	for _, tt := range tests {
		i := sound
		tt.change(&i)
		err := invoiceFits(&i)
		if (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %q", tt.name, err, tt.want)
		}
	}
}

// IRNs of the document A/1, and of a/1 when letter case counts; made with
// printf '%s' 29ZZZCS0001A1ZI2026-27INVA/1 | openssl dgst -sha256.
const (
	irnOfLarge = "f882cef526aa7e0ecee9e78d3dab29435b26b5ca33ce63a77ec44d4286fddc20"
	irnOfSmall = "b09511d663f93e01cd27a87720c974091098ede0aa06a444ea8d9c349ed6caeb"
)

func TestSize(t *testing.T) {
	t.Parallel()
	for bytes, want := range map[int64]string{
		0: "0.0 kB", 49: "0.0 kB", 50: "0.1 kB", 4096: "4.1 kB", 99_900: "99.9 kB", 262_144: "262 kB", 999_499: "999 kB",
		1_000_000: "1.0 MB", 8_400_000_000: "8.4 GB", 5_000_000_000_000_000: "5000 TB",
	} {
		if got := size(bytes); got != want {
			t.Errorf("size(%d) = %q, want %q", bytes, got, want)
		}
	}
}

func TestBarText(t *testing.T) {
	t.Parallel()
	for want, n := range map[string][2]int64{
		"[###############...............] pages: 1.0 MB of 2.0 MB": {1_000_000, 2_000_000},
		"[##############################] pages: 0.0 kB of 0.0 kB": {0, 0},
	} {
		if got := barText("pages", n[0], n[1]); got != want {
			t.Errorf("got  %q\nwant %q", got, want)
		}
	}
}
