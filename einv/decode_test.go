package einv

import (
	"errors"
	"strings"
	"testing"
	"unsafe"
)

func TestDecodeKeepsLiteralsAndOrder(t *testing.T) {
	t.Parallel()
	raw := "\xEF\xBB\xBF" + `{"version":"1.1","DOCDTLS":{"no":"a/1","typ":"inv","dt":"01/04/2026"},"irn":null,
		"itemlist":[{"slno":"1","unitprice":10.50,"TotAmt":1050.00,"x":1,"prdDesc":"A+B & 'é'"}],
		"EwbDtls":{"distance":" 120 "},"ValDtls":{"TotInvVal":1239.00}}`
	inv, doc, err := Decode[Invoice]([]byte(raw))
	if err != nil {
		t.Fatal(err)
	}
	want := `"Version":"1.1","DocDtls":{"Typ":"INV","No":"a/1","Dt":"01/04/2026"},` +
		`"ItemList":[{"ItemNo":0,"SlNo":"1","PrdDesc":"A\u002BB \u0026 \u0027\u00E9\u0027","UnitPrice":10.50,"TotAmt":1050.00}],` +
		`"ValDtls":{"TotInvVal":1239.00},"EwbDtls":{"Distance":120}`
	if got := string(AppendMembers(nil, inv)); got != want {
		t.Errorf("signed text\n got %s\nwant %s", got, want)
	}
	if doc.Tree()["DocDtls"].(Tree)["Typ"] != "INV" {
		t.Errorf("tree keeps %v, want the upper-cased code that the schema will judge", doc.Tree()["DocDtls"])
	}
}

func TestDecodeRefuses(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, raw, path string }{
		{"text for number", `{"ValDtls":{"TotInvVal":"1"}}`, "ValDtls.TotInvVal"},
		{"number for text", `{"Version":1.1}`, "Version"},
		{"object for array", `{"ItemList":{}}`, "ItemList"},
		{"text in array", `{"ItemList":[{},"x"]}`, "ItemList[1]"},
		{"beyond a decimal", `{"ValDtls":{"TotInvVal":1e30}}`, "ValDtls.TotInvVal"},
		{"hostile exponent", `{"ValDtls":{"TotInvVal":1e-400000000}}`, "ValDtls.TotInvVal"},
		{"array", `[]`, ""},
		{"broken", `{"Version":`, ""},
		{"trailing", `{} {}`, ""},
		{"not UTF-8", "{\"Version\":\"\xff\"}", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, _, err := Decode[Invoice]([]byte(tt.raw))
			var be *BindError
			if tt.path == "" {
				if !errors.Is(err, ErrNotObject) {
					t.Errorf("got %v, want ErrNotObject", err)
				}
			} else if !errors.As(err, &be) || be.Path != tt.path {
				t.Errorf("got %v, want a BindError at %s", err, tt.path)
			}
		})
	}
}

// TestAllocations: the cost of a document does not grow with its lines, but for the list that holds them.
func TestAllocations(t *testing.T) {
	count := func(lines int) float64 {
		raw := manyItems(t, lines)
		return testing.AllocsPerRun(5, func() {
			if inv, _, err := Decode[Invoice](raw); err != nil || len(inv.ItemList) != lines {
				t.Errorf("%d lines: got %v", lines, err)
			}
		})
	}
	if few, many := count(1), count(1000); few > 100 || many > few+8 {
		t.Errorf("%v allocations for a line and %v for a thousand; want 100 at most, and 8 more", few, many)
	}
}

// TestOwnMemory: what a service keeps of a document does not hold the whole of it.
func TestOwnMemory(t *testing.T) {
	t.Parallel()
	user := "API_USER"
	raw := []byte(`{"UserName":"` + user + `","x":"` + strings.Repeat("x", 1<<16) + `","SellerDtls":{"Gstin":"` + user + `","Pin":560001}}`)
	login, doc, err := Decode[Auth](raw)
	if err != nil {
		t.Fatal(err)
	}
	inv, invDoc, err := Decode[Invoice](raw)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ text, of string }{
		{login.UserName, doc.text}, {inv.SellerDtls.Gstin, invDoc.text}, {inv.SellerDtls.Pin.Literal(), invDoc.text},
	} {
		at := strings.Index(tt.of, tt.text)
		if at < 0 || unsafe.StringData(tt.text) == unsafe.StringData(tt.of[at:]) {
			t.Errorf("%q lies in the memory of the whole text", tt.text)
		}
	}
}

func TestAmount(t *testing.T) {
	t.Parallel()
	tests := []struct {
		lit   string
		milli int64
		exact bool
	}{
		{"0", 0, true}, {"1239.00", 1239000, true}, {"-0.01", -10, true}, {"12.3450", 12345, true},
		{"12.3456", 0, false}, {"1e2", 0, false}, {"999999999999999.999", 999999999999999999, true},
	}
	for _, tt := range tests {
		a, err := ParseAmount(tt.lit)
		if err != nil || a.Milli() != tt.milli || a.Exact() != tt.exact || a.Literal() != tt.lit {
			t.Errorf("ParseAmount(%s) = %d, %v, %v; want %d, %v", tt.lit, a.Milli(), a.Exact(), err, tt.milli, tt.exact)
		}
	}
	for _, bad := range []string{"", "-", "01", "1.", ".5", "1e", "+1", "NaN", "1e99999999999", "1e+-5", "1e++5", "1e-+5"} {
		if _, err := ParseAmount(bad); err == nil {
			t.Errorf("ParseAmount(%q) was accepted", bad)
		}
	}
	for m, want := range map[int64]string{0: "0.00", 1239000: "1239.00", -10: "-0.01", 1005: "1.005"} {
		if got := Milli(m).Literal(); got != want {
			t.Errorf("Milli(%d) = %s, want %s", m, got, want)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(`{"Version":"1.1","ItemList":[{"SlNo":"1","Qty":1.5}]}`))
	f.Add([]byte(`{"itemList":[[]],"RefDtls":{"PrecDocDtls":[{}]}}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		inv, _, err := Decode[Invoice](raw)
		if err != nil {
			return
		}
		text := append(append([]byte{'{'}, AppendMembers(nil, inv)...), '}')
		again, _, err := Decode[Invoice](text)
		if err != nil {
			t.Fatalf("own text does not decode: %v\n%s", err, text)
		}
		if got := append(append([]byte{'{'}, AppendMembers(nil, again)...), '}'); string(got) != string(text) {
			t.Fatalf("round trip differs\n%s\n%s", text, got)
		}
	})
}

// TestDecodeBoundsLists: two megabytes of empty lines must not become half a gigabyte of values.
func TestDecodeBoundsLists(t *testing.T) {
	t.Parallel()
	text := func(n int) []byte {
		return []byte(`{"ItemList":[` + strings.TrimSuffix(strings.Repeat("{},", n), ",") + `]}`)
	}
	if inv, _, err := Decode[Invoice](text(maxElements)); err != nil || len(inv.ItemList) != maxElements {
		t.Errorf("%d lines: %v, want them all", maxElements, err)
	}
	_, _, err := Decode[Invoice](text(maxElements + 1))
	if be, ok := errors.AsType[*BindError](err); !ok || be.Path != "ItemList" {
		t.Errorf("%d lines: %v, want a BindError at ItemList", maxElements+1, err)
	}
}
