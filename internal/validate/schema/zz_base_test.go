package schema
import ("testing";"os";"strconv";"github.com/irpsim/irpsim/einv";"github.com/irpsim/irpsim/internal/sample")
func BenchmarkBase(b *testing.B) {
	j := newJudge(b); j.Warm()
	for _, n := range []int{1,10,100,1000} {
		d, err := sample.Make("b2b", sample.Options{Items:n, Number:"A/1"}); if err!=nil {b.Fatal(err)}
		raw, err := d.MarshalJSON(); if err!=nil {b.Fatal(err)}
		if os.Getenv("OUT")!="" { os.WriteFile("/tmp/fast/b2b"+strconv.Itoa(n)+".json", raw, 0o644) }
		_, tree, err := einv.Decode[einv.Invoice](raw); if err!=nil {b.Fatal(err)}
		b.Run("decode/"+strconv.Itoa(n), func(b *testing.B){ b.SetBytes(int64(len(raw))); b.ReportAllocs(); for b.Loop() { einv.Decode[einv.Invoice](raw) } })
		b.Run("check/"+strconv.Itoa(n), func(b *testing.B){ b.ReportAllocs(); for b.Loop() { j.Check(GenerateIRN, tree) } })
	}
}
