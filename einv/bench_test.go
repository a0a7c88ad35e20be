package einv

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
	"testing"
)

// manyItems is the ordinary document with its line repeated, each with a serial number of its own.
func manyItems(t testing.TB, lines int) []byte {
	t.Helper()
	head, rest, found := strings.Cut(oneItem(t), `"ItemList":[`)
	item, tail, ended := strings.Cut(rest, `}]`)
	first, last, numbered := strings.Cut(item, `"SlNo":"1"`)
	if !found || !ended || !numbered {
		t.Fatal("testdata/b2b.json is not the document it was")
	}
	var b bytes.Buffer
	b.WriteString(head + `"ItemList":[`)
	for i := range lines {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(first + `"SlNo":"` + strconv.Itoa(i+1) + `"` + last + "}")
	}
	b.WriteString("]" + tail)
	return b.Bytes()
}

// BenchmarkDecode sets the decoder beside the one it replaced, beside its tree, and beside encoding/json into a struct.
func BenchmarkDecode(b *testing.B) {
	for _, n := range []int{1, 10, 100, 1000} {
		raw := manyItems(b, n)
		run := func(name string, decode func() error) {
			b.Run(name+"/"+strconv.Itoa(n), func(b *testing.B) {
				b.SetBytes(int64(len(raw)))
				b.ReportAllocs()
				for b.Loop() {
					if err := decode(); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
		run("struct", func() error { return json.Unmarshal(raw, new(plainInvoice)) })
		run("before", func() error { _, _, err := oracleDecode[Invoice](raw); return err })
		run("now", func() error { _, _, err := Decode[Invoice](raw); return err })
		run("tree", func() error {
			_, doc, err := Decode[Invoice](raw)
			if err == nil {
				doc.Tree()
			}
			return err
		})
	}
}

// plainInvoice is the document as a program would declare it that needs neither the literals of its numbers nor what is
// unknown: what the decoder is held against.
type plainInvoice struct {
	Version  string
	TranDtls struct {
		TaxSch      string
		SupTyp      string
		RegRev      string
		IgstOnIntra string
	}
	DocDtls struct {
		Typ string
		No  string
		Dt  string
	}
	SellerDtls struct {
		Gstin string
		LglNm string
		Addr1 string
		Loc   string
		Pin   float64
		Stcd  string
	}
	BuyerDtls struct {
		Gstin string
		LglNm string
		Pos   string
		Addr1 string
		Loc   string
		Pin   float64
		Stcd  string
	}
	ItemList []struct {
		SlNo       string
		PrdDesc    string
		IsServc    string
		HsnCd      string
		Qty        float64
		Unit       string
		UnitPrice  float64
		TotAmt     float64
		Discount   float64
		AssAmt     float64
		GstRt      float64
		IgstAmt    float64
		CgstAmt    float64
		SgstAmt    float64
		TotItemVal float64
	}
	ValDtls struct {
		AssVal    float64
		CgstVal   float64
		SgstVal   float64
		IgstVal   float64
		CesVal    float64
		StCesVal  float64
		Discount  float64
		OthChrg   float64
		RndOffAmt float64
		TotInvVal float64
	}
}
