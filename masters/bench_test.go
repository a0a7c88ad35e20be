package masters

import "testing"

// lookups are what a rule calls for each item or party. They must not allocate.
var lookups = []struct {
	name string
	do   func() bool
}{
	{"HSN", func() bool { _, ok := LookupHSN("84713010"); return ok }},
	{"HSN unknown", func() bool { _, ok := LookupHSN("77777777"); return !ok }},
	{"UQC", func() bool { _, ok := LookupUQC("NOS"); return ok }},
	{"State one digit", func() bool { _, ok := LookupState("9"); return ok }},
	{"State", func() bool { _, ok := LookupState("29"); return ok }},
	{"Port", func() bool { _, ok := LookupPort("INALA1"); return ok }},
	{"Country", func() bool { _, ok := LookupCountry("US"); return ok }},
	{"Currency", func() bool { _, ok := LookupCurrency("USD"); return ok }},
	{"Rate", func() bool { _, ok := LookupRate(18000); return ok }},
	{"SupplyType", func() bool { _, ok := LookupSupplyType("EXPWOP"); return ok }},
	{"PinKnown", func() bool { return PinKnown(560001) }},
	{"PinInState", func() bool { return PinInState(744101, "35") }},
	{"VehicleNumber", func() bool { return VehicleNumber("KA01AB1234") }},
}

func TestLookupsDoNotAllocate(t *testing.T) {
	for _, l := range lookups {
		if !l.do() {
			t.Errorf("%s: the look-up under test has the wrong result", l.name)
		}
		if n := testing.AllocsPerRun(100, func() { l.do() }); n != 0 {
			t.Errorf("%s: %v allocations, want none", l.name, n)
		}
	}
}

func BenchmarkLookup(b *testing.B) {
	for _, l := range lookups {
		b.Run(l.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if !l.do() {
					b.Fatal("wrong result")
				}
			}
		})
	}
}

func BenchmarkHSNAsJSON(b *testing.B) {
	table, _ := TableNamed("hsn")
	b.ReportAllocs()
	for b.Loop() {
		if len(table.JSON()) == 0 {
			b.Fatal("empty")
		}
	}
}
