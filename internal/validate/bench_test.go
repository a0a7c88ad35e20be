package validate

import (
	"strconv"
	"testing"
)

// BenchmarkGenerate judges valid documents: what a registration pays for its rules.
func BenchmarkGenerate(b *testing.B) {
	for _, n := range []int{1, 10, 1000} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			in := inputOf(b, Example{Lines: n})
			b.ReportAllocs()
			for b.Loop() {
				fresh := Input{Invoice: in.Invoice, Now: in.Now, Caller: in.Caller, Settings: in.Settings, Taxpayer: register}
				if got := Generate(&fresh); got != nil {
					b.Fatal(got)
				}
			}
		})
	}
}

// BenchmarkGenerateBad judges a document of 1000 lines that are all wrong.
func BenchmarkGenerateBad(b *testing.B) {
	edits := Edits{}
	for i := range 1000 {
		edits[itemPath(i, "GstRt")] = 17
		edits[itemPath(i, "HsnCd")] = strconv.Itoa(77000000 + i)
		edits[itemPath(i, "SlNo")] = "1"
	}
	in := inputOf(b, Example{Lines: 1000, Edits: edits})
	b.ReportAllocs()
	for b.Loop() {
		fresh := Input{Invoice: in.Invoice, Now: in.Now, Caller: in.Caller, Settings: in.Settings, Taxpayer: register}
		if got := Generate(&fresh); len(got) != 1002 {
			b.Fatal(len(got))
		}
	}
}

// A clean document costs no allocation per line.
func TestAllocations(t *testing.T) {
	few, many := inputOf(t, Example{Lines: 10}), inputOf(t, Example{Lines: 1000})
	count := func(in *Input) float64 {
		return testing.AllocsPerRun(20, func() {
			fresh := Input{Invoice: in.Invoice, Now: in.Now, Caller: in.Caller, Settings: in.Settings, Taxpayer: register}
			if got := Generate(&fresh); got != nil {
				t.Error(got)
			}
		})
	}
	if a, b := count(few), count(many); a != b || a > 8 {
		t.Errorf("%v allocations for 10 lines, %v for 1000; want the same, 8 at most", a, b)
	}
}
