package irptest_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/irpsim/irpsim/irptest"
)

// inTest stands for func TestSomething(t *testing.T): an example has no t of its own. It prints what would fail the test.
func inTest(f func(t irptest.T)) {
	c := capture("Example", f)
	if c.fatal != "" {
		fmt.Println("FAIL:", c.fatal)
	}
	for _, e := range c.errors {
		fmt.Println("FAIL:", e)
	}
}

// send is the program under test: it registers a document and copes with a lost answer.
func send(portal *irptest.Client, doc irptest.Document) (irn string, err error) {
	r, err := portal.Generate(doc)
	if err != nil && irptest.Code(err) == "" { // no answer of the portal: it may have registered the document or not
		r, err = portal.Generate(doc)
	}
	if irptest.Code(err) == "2150" { // it had
		r, err = portal.GetByDoc(doc.Type(), doc.Number(), doc.Date())
	}
	return r.Irn, err
}

// The commonest accident: the portal registers an invoice, and the answer gets lost on the way.
func Example() {
	inTest(func(t irptest.T) {
		sim := irptest.New(t)
		sim.Fault(irptest.Ghost().Once())

		irn, err := send(sim.Client(), irptest.ValidInvoice())

		fmt.Println(len(irn), err)
		for _, r := range sim.Requests(irptest.API("generate")) {
			fmt.Println(r.Codes, r.Fault)
		}
	})
	// Output:
	// 64 <nil>
	// [] commit_then=drop; id=irptest-1
	// [2150]
}

// A program logs in with the credentials of the test's own world.
func ExampleSim_Creds() {
	inTest(func(t irptest.T) {
		sim := irptest.New(t)
		creds := sim.Creds()
		fmt.Println(creds.URL == sim.URL, creds.UserName, creds.Password, creds.GSTIN)
		fmt.Println(strings.SplitN(creds.EncryptionKeyPEM, "\n", 2)[0])
	})
	// Output:
	// true irpsim_user Irpsim@2026 29ZZZCS0001A1ZI
	// -----BEGIN PUBLIC KEY-----
}

// An IRN can be cancelled for 24 hours, to the second.
func ExampleClock_Advance() {
	inTest(func(t irptest.T) {
		sim := irptest.New(t)
		client := sim.Client()
		first, second := client.MustGenerate(sim.Invoice()).Irn, client.MustGenerate(sim.Invoice()).Irn

		sim.Clock.Advance(24 * time.Hour)
		_, err := client.Cancel(first, "2", "data entry mistake")
		fmt.Println("after 24 hours:", err)

		sim.Clock.Advance(time.Second)
		_, err = client.Cancel(second, "2", "data entry mistake")
		fmt.Println("a second later:", irptest.Code(err))
	})
	// Output:
	// after 24 hours: <nil>
	// a second later: 2270
}

// A gateway that gives up three times, and then the portal answers.
func ExampleSim_Fault() {
	inTest(func(t irptest.T) {
		sim := irptest.New(t)
		client, doc := sim.Client(), sim.Invoice()
		outage := sim.Fault(irptest.Before("504").Match(irptest.API("generate")).Times(3))

		tries := 1
		for _, err := client.Generate(doc); err != nil; _, err = client.Generate(doc) {
			tries++
		}
		fmt.Println(tries, "tries,", outage.Struck(), "strikes")
	})
	// Output:
	// 4 tries, 3 strikes
}

// The token ends in the middle of a batch.
func ExampleTokenExpired() {
	inTest(func(t irptest.T) {
		sim := irptest.New(t)
		client := sim.Client()
		sim.Fault(irptest.TokenExpired().After(2).Once())
		for range 4 {
			client.MustGenerate(sim.Invoice())
		}
		fmt.Println(len(sim.Requests(irptest.Refused("1005"))), "refusal,", len(sim.Requests(irptest.API("auth"))), "logins")
	})
	// Output:
	// 1 refusal, 2 logins
}

// What the portal saw is there decrypted, with the reason of each refusal.
func ExampleSim_Requests() {
	inTest(func(t irptest.T) {
		sim := irptest.New(t)
		client := sim.Client()
		client.MustGenerate(sim.Invoice(irptest.Numbered("INV/1")))
		if _, err := client.Generate(sim.Invoice(irptest.Numbered("INV/2"), irptest.Set("BuyerDtls.Gstin", "29ZZZCS0001A1ZI"))); err == nil {
			t.Errorf("an invoice to oneself was registered")
		}
		for _, r := range sim.Requests(irptest.DocNo("INV/*")) {
			fmt.Println(r.DocNo(), r.Text("BuyerDtls.Gstin"), len(r.Codes) == 0)
		}
	})
	// Output:
	// INV/1 27ZZZCB0002B1Z0 true
	// INV/2 29ZZZCS0001A1ZI false
}

// Await returns as soon as a program that works in the background has sent what it has to.
func ExampleSim_Await() {
	inTest(func(t irptest.T) {
		sim := irptest.New(t)
		client := sim.Client()
		var background sync.WaitGroup
		background.Go(func() { client.MustGenerate(sim.Invoice(irptest.Numbered("JOB/1"))) })

		got := sim.Await(t, 1, irptest.API("generate"), irptest.Accepted())
		fmt.Println(got[0].DocNo())
		background.Wait()
	})
	// Output:
	// JOB/1
}

// An edit breaks a valid invoice where the test wants it.
func ExampleSet() {
	inTest(func(t irptest.T) {
		sim := irptest.New(t)
		_, err := sim.Client().Generate(sim.Invoice(irptest.Set("ItemList[0].GstRt", 7)))
		fmt.Println(irptest.Code(err))

		_, err = sim.Client().Generate(sim.Invoice(irptest.Remove("DocDtls")))
		fmt.Println(err)
	})
	// Output:
	// 2240
	// the portal refused: 5002 The DocDtls field is required.
}

// The register of taxpayers belongs to the test.
func ExampleWithTaxpayer() {
	inTest(func(t irptest.T) {
		sim := irptest.New(t, irptest.WithTaxpayer(irptest.Taxpayer{GSTIN: "27AAPFU0939F1ZV", LegalName: "Closed Limited", Status: "CNL"}))
		got, err := sim.Client().Gstin("27AAPFU0939F1ZV")
		fmt.Println(got.LegalName, got.Status, err)
	})
	// Output:
	// Closed Limited CNL <nil>
}

// A refused duplicate names the IRN of the first registration.
func ExampleError_Duplicate() {
	inTest(func(t irptest.T) {
		sim := irptest.New(t)
		first := sim.Client().MustGenerate(irptest.ValidInvoice())
		_, err := sim.Client().Generate(irptest.ValidInvoice())

		refusal, _ := errors.AsType[*irptest.Error](err)
		earlier, ok := refusal.Duplicate()
		fmt.Println(refusal.Codes(), ok, earlier.Irn == first.Irn)
	})
	// Output:
	// [2150] true true
}

// At the end of a test irptest tells what a program left undone. A test that means it allows it.
func ExampleAllow() {
	lose := func(t irptest.T, options ...irptest.Option) {
		sim := irptest.New(t, options...)
		sim.Fault(irptest.Ghost().Once())
		if _, err := sim.Client().Generate(irptest.ValidInvoice()); err == nil {
			t.Errorf("an answer came")
		}
	}
	inTest(func(t irptest.T) { lose(t) })
	inTest(func(t irptest.T) { lose(t, irptest.Allow(irptest.OrphanIRN)) })
	// Output:
	// FAIL: irptest: IRN bce601e3acb6… was made and is lost: the answer did not arrive, and nobody asked for it
	//     #2 15 Jul 11:00:00 generate T-B2B IRN bce601e3acb6… → no answer (fault: commit_then=drop; id=irptest-1)
	//   after a lost answer, get the IRN by its document, or send the document again and read the IRN out of 2150
	//   if the test means it: irptest.New(t, irptest.Allow(irptest.OrphanIRN))
}
