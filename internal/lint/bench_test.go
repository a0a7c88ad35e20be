package lint

import (
	"io"
	"testing"

	"github.com/irpsim/irpsim/internal/validate"
)

func BenchmarkCheck(b *testing.B) {
	l := newLinter(b)
	for name, doc := range map[string][]byte{
		"clean": standard(b, nil), "sums": standard(b, validate.Edits{"ItemList[0].GstRt": 17, "ValDtls.TotInvVal": 1}),
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				l.Check(doc, Context{Now: testNow})
			}
		})
	}
}

func BenchmarkSARIF(b *testing.B) {
	r := inputs(b)
	b.ReportAllocs()
	for b.Loop() {
		if err := WriteSARIF(io.Discard, r); err != nil {
			b.Fatal(err)
		}
	}
}
