package irptest_test

import (
	"fmt"
	"sync"
	"testing"

	"github.com/irpsim/irpsim/irptest"
)

// crowd is how many tests share the server at once, busy how many of them call it at the same moment.
const crowd, busy = 500, 50

// Each of many tests that run at the same time, with the same credentials of the same users and the same document number,
// sees its own world only. go test runs few parallel tests at once, so these are tests inside of one.
func TestCrowd(t *testing.T) {
	t.Parallel()
	var here, all sync.WaitGroup
	here.Add(crowd)
	turn := make(chan struct{}, busy)
	ended := make([]*captured, crowd)
	for n := range crowd {
		all.Go(func() {
			ended[n] = capture(fmt.Sprintf("%s/%d", t.Name(), n), func(t irptest.T) {
				arrived := sync.OnceFunc(here.Done)
				defer arrived() // also when there is no world
				sim := irptest.New(t)
				arrived()
				here.Wait() // now every world is there
				turn <- struct{}{}
				defer func() { <-turn }()
				oneOfMany(t, sim, n%5 == 0)
			})
		})
	}
	all.Wait()
	for _, c := range ended {
		c.wantNothing(t)
	}
}

// oneOfMany registers a document, twice, and looks whether everything that this world knows is its own.
func oneOfMany(t irptest.T, sim *irptest.Sim, struck bool) {
	doc := irptest.ValidInvoice(irptest.Set("BuyerDtls.TrdNm", t.Name()))
	client := sim.Client()
	if struck {
		sim.Fault(irptest.Refuse("2147").Match(irptest.API("generate")).Once())
		if _, err := client.Generate(doc); irptest.Code(err) != "2147" {
			t.Fatalf("the struck call: %v, want 2147", err)
		}
	}
	made := client.MustGenerate(doc)
	if _, err := client.Generate(doc); irptest.Code(err) != "2150" {
		t.Errorf("the document again: %v, want 2150", err)
	}
	if _, err := client.Get(made.Irn); err != nil {
		t.Errorf("Get: %v", err)
	}
	calls := sim.Requests()
	for i, r := range calls {
		if r.ID != uint64(i+1) || r.API == "generate" && r.Text("BuyerDtls.TrdNm") != t.Name() {
			t.Errorf("request %d of this world is %s, about %q", i+1, r, r.Text("BuyerDtls.TrdNm"))
		}
	}
	want := 4
	if struck {
		want++
	}
	if len(calls) != want {
		t.Errorf("this world has %d requests, want %d: %v", len(calls), want, calls)
	}
}

func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		capture(b.Name(), func(t irptest.T) { irptest.New(t) })
	}
}
