package irptest_test

import (
	"fmt"
	"testing"

	"github.com/irpsim/irpsim/irptest"
)

// crowd is how many tests share the server at once.
const crowd = 500

// Each of many tests that run at the same time, with the same credentials of the same users and the same document number,
// sees its own world only.
func TestCrowd(t *testing.T) {
	t.Parallel()
	for n := range crowd {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			t.Parallel()
			sim := irptest.New(t, irptest.Allow(irptest.UnreadDuplicate))
			struck := n%5 == 0
			if struck {
				sim.Fault(irptest.Refuse("2147").Match(irptest.API("generate")).Once())
			}
			client := sim.Client()
			doc := irptest.ValidInvoice(irptest.Set("BuyerDtls.TrdNm", t.Name()))
			made, err := client.Generate(doc)
			if struck {
				if irptest.Code(err) != "2147" {
					t.Fatalf("the struck call: %v, want 2147", err)
				}
				made, err = client.Generate(doc)
			}
			if err != nil {
				t.Fatal(err)
			}
			if _, err := client.Generate(doc); irptest.Code(err) != "2150" {
				t.Errorf("the document again: %v, want 2150", err)
			}
			for _, r := range sim.Requests(irptest.API("generate")) {
				if got := r.Text("BuyerDtls.TrdNm"); got != t.Name() {
					t.Errorf("this world has a request of %s", got)
				}
			}
			if got := sim.Requests(irptest.IRN(made.Irn)); len(got) != 2 || got[0].ID > uint64(3) {
				t.Errorf("requests about the IRN: %v, want two near the start", got)
			}
		})
	}
}

func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		capture(b.Name(), func(t irptest.T) { irptest.New(t) })
	}
}
