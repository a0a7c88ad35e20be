package einv

import (
	"bytes"
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

// BenchmarkDecode sets the decoder beside the one it replaced and beside its tree.
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
