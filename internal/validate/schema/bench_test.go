package schema

import (
	"strconv"
	"strings"
	"testing"

	"github.com/irpsim/irpsim/einv"
	"github.com/irpsim/irpsim/internal/fault"
)

// BenchmarkCheck judges valid documents: as the compiled schema alone does, by the tree, and by the value.
func BenchmarkCheck(b *testing.B) {
	j := newJudge(b)
	alone := strict(b, GenerateIRN)
	for _, kind := range []string{"b2b", "full"} {
		for _, n := range []int{1, 10, 100, 1000} {
			doc, err := decode(GenerateIRN, repeated(b, "testdata/valid/generate-irn."+kind+".json", n, false))
			if err != nil {
				b.Fatal(err)
			}
			tree := doc.Tree()
			run := func(name string, check func() []fault.Finding) {
				b.Run(kind+"/"+name+"/"+strconv.Itoa(n), func(b *testing.B) {
					b.ReportAllocs()
					for b.Loop() {
						if got := check(); got != nil {
							b.Fatal(lines(got))
						}
					}
				})
			}
			run("before", func() []fault.Finding { return alone.checkTree(tree) })
			run("tree", func() []fault.Finding { return j.CheckTree(GenerateIRN, tree) })
			run("now", func() []fault.Finding { return j.Check(GenerateIRN, doc) })
		}
	}
}

// BenchmarkAccept decodes and judges: what a registration pays before the rules.
func BenchmarkAccept(b *testing.B) {
	j := newJudge(b)
	if err := j.Warm(); err != nil {
		b.Fatal(err)
	}
	for _, kind := range []string{"b2b", "full", "full alphabetical"} {
		for _, n := range []int{1, 10, 100, 1000} {
			name, _, alphabetical := strings.Cut(kind, " ")
			raw := repeated(b, "testdata/valid/generate-irn."+name+".json", n, alphabetical)
			b.Run(kind+"/"+strconv.Itoa(n), func(b *testing.B) {
				b.SetBytes(int64(len(raw)))
				b.ReportAllocs()
				for b.Loop() {
					if _, doc, err := einv.Decode[einv.Invoice](raw); err != nil || j.Check(GenerateIRN, doc) != nil {
						b.Fatal("not accepted", err)
					}
				}
			})
		}
	}
}

func BenchmarkCompile(b *testing.B) {
	for b.Loop() {
		if err := newJudge(b).Warm(); err != nil {
			b.Fatal(err)
		}
	}
}
