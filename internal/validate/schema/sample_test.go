package schema_test

import (
	"testing"

	"github.com/irpsim/irpsim/einv"
	"github.com/irpsim/irpsim/internal/sample"
	"github.com/irpsim/irpsim/internal/validate/schema"
)

// TestSamplesCostNothing: a valid document of any kind is accepted without allocation, so without its tree.
func TestSamplesCostNothing(t *testing.T) {
	j, err := schema.New()
	if err != nil {
		t.Fatal(err)
	}
	cases := sample.Cases()
	if len(cases) == 0 {
		t.Fatal("there are no samples")
	}
	for _, c := range cases {
		made, err := sample.Make(c.Name, sample.Options{Number: "A/1"})
		if err != nil {
			t.Fatal(err)
		}
		raw, err := made.MarshalJSON()
		if err != nil {
			t.Fatal(err)
		}
		_, doc, err := einv.Decode[einv.Invoice](raw)
		if err != nil {
			t.Fatal(err)
		}
		if got := testing.AllocsPerRun(10, func() {
			if found := j.Check(schema.GenerateIRN, doc); found != nil {
				t.Errorf("%s: %v", c.Name, found)
			}
		}); got != 0 {
			t.Errorf("%s: %v allocations, want none\n%s", c.Name, got, raw)
		}
	}
}
