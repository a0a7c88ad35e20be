package printed_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/irpsim/irpsim/einv"
	"github.com/irpsim/irpsim/internal/printed"
	"github.com/irpsim/irpsim/internal/store"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares with testdata/name, or writes it.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", path, diff)
	}
}

// TestGolden holds the view and the texts of the PDF of typical documents against testdata.
func TestGolden(t *testing.T) {
	t.Parallel()
	b2b := registered(t, "b2b", "SIM/26-27/0001", 3)
	billed := registered(t, "b2b", "SIM/26-27/0002", 1)
	views := map[string]printed.Invoice{
		"b2b":       printed.Make(b2b, nil),
		"ewb":       printed.Make(billed, bill(billed)),
		"export":    printed.Make(registered(t, "export", "EXP/1", 0), nil),
		"cancelled": printed.Make(cancelled(registered(t, "mixed", "CNL/1", 0)), nil),
		"note":      printed.Make(registered(t, "b2b-intra+crn+cess+state-cess+discount", "CRN/1", 0), nil),
		"full":      printed.Make(registered(t, "batch-attributes+other-charges", "FULL/1", 2), nil),
	}
	for name, v := range views {
		_, pages := pdf(t, v)
		var said strings.Builder
		for i, p := range pages {
			fmt.Fprintf(&said, "--- page %d\n%s", i+1, texts(p))
		}
		golden(t, name+".txt", []byte(said.String()))
		v.QR = fmt.Sprintf("%d characters", len(v.QR))
		var b bytes.Buffer
		e := json.NewEncoder(&b)
		e.SetEscapeHTML(false)
		e.SetIndent("", " ")
		if err := e.Encode(v); err != nil {
			t.Fatal(err)
		}
		golden(t, name+".json", b.Bytes())
	}
}

func TestMake(t *testing.T) {
	t.Parallel()
	v := printed.Make(registered(t, "b2b", "SIM/26-27/0001", 3), nil)
	if v.IRN[0]+v.IRN[1] != "3486c164600ec0c67e046b42cb756bf5445564c20f8173c8a104370c995d3043" || len(v.IRN[0]) != 32 {
		t.Errorf("IRN %q", v.IRN)
	}
	if want := "SHA-256 ( 29ZZZCS0001A1ZI · 2026-27 · INV · SIM/26-27/0001 )"; v.Formula != want {
		t.Errorf("formula %q, want %q", v.Formula, want)
	}
	if v.Issuer != "NIC Sandbox" || v.Unreadable != "" || v.Stamp != "" {
		t.Errorf("issuer %q, unreadable %q, stamp %q", v.Issuer, v.Unreadable, v.Stamp)
	}
	small := registered(t, "b2b", "abc/1", 1)
	if v := printed.Make(small, nil); v.Formula == "" || !strings.Contains(v.Formula, "ABC/1") {
		t.Errorf("formula of a number in small letters: %q, want the number in capitals, which the hash is made of", v.Formula)
	}
	small.Irn = strings.Repeat("0", 64)
	if v := printed.Make(small, nil); v.Formula != "" {
		t.Errorf("formula %q for an IRN that it does not give", v.Formula)
	}
	rejected := registered(t, "b2b", "SIM/26-27/0001", 1)
	rejected.State = store.State{Status: store.Rejected, RejectedAt: made()}
	if v := printed.Make(rejected, nil); v.Stamp != "REJECTED" || !strings.HasPrefix(v.StampWhy, "22 Nov 2026") {
		t.Errorf("stamp %q %q", v.Stamp, v.StampWhy)
	}
	unreadable := registered(t, "b2b", "SIM/26-27/0001", 1)
	unreadable.Payload = []byte(`{"ItemList":`)
	if v := printed.Make(unreadable, nil); v.Unreadable == "" || v.Grand == "" || v.Number != "SIM/26-27/0001" {
		t.Errorf("a payload that cannot be read: %q, value %q, number %q", v.Unreadable, v.Grand, v.Number)
	}
}

func TestManyLines(t *testing.T) {
	t.Parallel()
	v := printed.Make(registered(t, "multi", "MANY/1", 1000), nil)
	if len(v.Lines) != 1000 || v.More != "" {
		t.Fatalf("%d lines, %q", len(v.Lines), v.More)
	}
	for i, l := range v.Lines {
		if len(l.Cells) != len(v.Columns) || l.Cells[0] != fmt.Sprint(i+1) {
			t.Fatalf("line %d: %q", i, l.Cells)
		}
	}
	v = printed.Make(registered(t, "multi", "MANY/1", 1234), nil)
	if len(v.Lines) != printed.MaxLines || !strings.HasPrefix(v.More, "234 more lines") {
		t.Errorf("%d lines, %q", len(v.Lines), v.More)
	}
}

// hostile puts a text into every text of the document.
func hostile(text string) func(*einv.Invoice) {
	return func(doc *einv.Invoice) {
		for _, s := range []*string{
			&doc.SellerDtls.LglNm, &doc.SellerDtls.Addr1, &doc.SellerDtls.Loc, &doc.BuyerDtls.LglNm, &doc.BuyerDtls.TrdNm, &doc.BuyerDtls.Em,
			&doc.BuyerDtls.Pos, &doc.BuyerDtls.Stcd, &doc.TranDtls.RegRev, &doc.TranDtls.EcmGstin, &doc.ItemList[0].PrdDesc, &doc.ItemList[0].HsnCd,
			&doc.ItemList[0].Unit, &doc.ItemList[0].SlNo, &doc.ItemList[0].OrgCntry,
		} {
			*s = text
		}
		doc.ShipDtls = &einv.ShipDtls{LglNm: text, Gstin: text, Addr1: text, Stcd: text}
		doc.ItemList[0].AttribDtls = []einv.Attrib{{Nm: text, Val: text}}
		doc.PayDtls = &einv.PayDtls{Nm: text, AccDet: text}
		doc.ExpDtls = &einv.ExpDtls{Port: text, CntCode: text, ForCur: text, RefClm: text}
		doc.RefDtls = &einv.RefDtls{InvRm: text, PrecDocDtls: make([]einv.PrecDoc, 100)}
		for i := range doc.RefDtls.PrecDocDtls {
			doc.RefDtls.PrecDocDtls[i].InvNo = text
		}
	}
}

func hostileTexts() []string {
	return []string{
		`<script>alert(1)</script>"'&`, strings.Repeat("long ", 2000), strings.Repeat("x", 5000), "हिन्दी नाम లిమిటెడ్", "😀\U0001F9FE\U0010FFFF",
		"line\r\nbreak\ttab\x00nul", "\u202eright to left", "a) Tj ET (b\\", "\xff\xfe", "é ü ß ₹ € Ω Ж", "{{.QR}}", "%PDF endstream endobj",
	}
}

// Every text is bounded and of one line, whatever the document holds.
func TestHostileTexts(t *testing.T) {
	t.Parallel()
	for _, text := range hostileTexts() {
		v := printed.Make(registered(t, "b2b", "SIM/26-27/0001", 2, hostile(text)), nil)
		raw, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		var check func(any)
		check = func(x any) {
			switch x := x.(type) {
			case string:
				if n := len([]rune(x)); n > 1600 || strings.ContainsAny(x, "\r\n\t\x00\u202e") {
					t.Errorf("with %.20q: text of %d characters %.60q", text, n, x)
				}
			case []any:
				for _, e := range x {
					check(e)
				}
			case map[string]any:
				for _, e := range x {
					check(e)
				}
			}
		}
		var tree any
		if err := json.Unmarshal(raw, &tree); err != nil {
			t.Fatal(err)
		}
		check(tree)
		pdf(t, v)
	}
}

func FuzzMake(f *testing.F) {
	for _, name := range []string{"b2b", "export", "batch-attributes", "mixed+crn+cess"} {
		f.Add(registered(f, name, "SEED/1", 2).Payload)
	}
	f.Add([]byte(`{"ItemList":[{"Qty":1e29,"AssAmt":9999999999999999999999999999.9,"TotItemVal":-0.001},{}],"ValDtls":{"TotInvVal":9223372036854775.807}}`))
	f.Add([]byte(`{"ItemList":[null,{"AttribDtls":[null],"BchDtls":{}}],"RefDtls":{"ContrDtls":[null]},"EwbDtls":{"Distance":"1"}}`))
	f.Fuzz(func(t *testing.T, payload []byte) {
		inv := &store.Invoice{DocNo: string(payload[:min(len(payload), 40)]), DocDt: "32/13/2026", TotInvVal: "1e9", SignedQRCode: "a.b.c", Payload: payload, Irn: "f"}
		v := printed.Make(cancelled(inv), nil)
		pdf(t, v)
		var b bytes.Buffer
		if err := printed.WriteHTML(&b, v, printed.Page{}); err != nil {
			t.Fatal(err)
		}
		if s := b.String(); strings.Contains(strings.ToLower(s), "<script") {
			t.Errorf("payload %q came through as a script", payload)
		}
	})
}
