package fault

import "testing"

// BenchmarkParse is what the first refusal of a process pays; serving does not wait for it.
func BenchmarkParse(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := parseCatalogue(catalogueCSV); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkLookup(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, ok := Lookup(Duplicate); !ok {
			b.Fatal("2150 is not in the catalogue")
		}
	}
}
