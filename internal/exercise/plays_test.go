package exercise_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	"github.com/irpsim/irpsim/internal/exercise"
)

// play is one way through an exercise.
type play struct {
	slug, name string
	play       func(*desk) (answer string)
	want       string // a letter for each condition: m met, o open, b broken
	codes      string // of the exchange that broke it, where one did
}

// overtaxed is what spoils the one line of sample b2b so that 2235 and nothing else comes.
func overtaxed(d *desk, number string) []byte {
	return d.document("b2b", number, "ItemList[0].IgstAmt", json.Number("200.00"), "ItemList[0].TotItemVal", json.Number("1250.00"),
		"ValDtls.IgstVal", json.Number("200.00"), "ValDtls.TotInvVal", json.Number("1250.00"))
}

// withBill asks for an e-way bill by road.
func withBill(d *desk, number string) []byte {
	return d.document("b2b", number, "EwbDtls.Distance", 0, "EwbDtls.TransMode", "1", "EwbDtls.VehType", "R", "EwbDtls.VehNo", "KA01AB1234")
}

// lessons are played without anything going wrong by itself.
func lessons() []play {
	return []play{
		{"first-invoice", "done", func(d *desk) string {
			p := d.program()
			p.login(false)
			p.expect("", p.call(generate, d.document("b2b", "A/1")))
			return ""
		}, "mm", ""},
		{"first-invoice", "a refused document", func(d *desk) string {
			p := d.program()
			p.login(false)
			p.expect("2235", p.call(generate, overtaxed(d, "A/1")))
			return ""
		}, "mb", "2235"},
		{"first-invoice", "nothing done", func(*desk) string { return "" }, "oo", ""},
		{"own-login", "done, though the payload is refused", func(d *desk) string {
			p := d.program()
			p.badLogin()
			p.login(false)
			p.expect("5002", p.call(generate, []byte(`{"Version":1}`))[:4])
			return ""
		}, "mm", ""},
		{"own-login", "the classic mistake", func(d *desk) string {
			d.program().badLogin()
			return ""
		}, "bo", "5001"},
		{"own-login", "the portal's button", func(d *desk) string {
			p := d.program()
			p.agent = exercise.PortalAgent + "test"
			p.login(false)
			p.expect("", p.call(generate, d.document("b2b", "A/1")))
			return ""
		}, "bo", ""},
		{"own-login", "another key", func(d *desk) string {
			p := d.program()
			p.login(false)
			p.sek = bytes.Repeat([]byte("x"), 32)
			p.expect("5002", p.call(generate, d.document("b2b", "A/1")))
			return ""
		}, "mb", "5002"},
		{"mend-the-arithmetic", "done", func(d *desk) string {
			p := d.program()
			p.login(false)
			p.expect("2235", p.call(generate, overtaxed(d, "A/1")))
			p.expect("", p.call(generate, d.document("b2b", "a/1")))
			return ""
		}, "mmm", ""},
		{"mend-the-arithmetic", "IGST inside a state", func(d *desk) string {
			p := d.program()
			p.login(false)
			if got := p.call(generate, d.document("b2b-intra", "A/1", "ItemList[0].IgstAmt", json.Number("189.00"))); !strings.Contains(got, "2172") {
				d.t.Fatalf("IGST inside a state is refused with %s, want 2172 among them", got)
			}
			p.expect("", p.call(generate, d.document("b2b-intra", "A/1")))
			return ""
		}, "mmm", ""},
		{"mend-the-arithmetic", "another number", func(d *desk) string {
			p := d.program()
			p.login(false)
			p.expect("2235", p.call(generate, overtaxed(d, "A/1")))
			p.expect("", p.call(generate, d.document("b2b", "A/2")))
			return ""
		}, "mob", ""},
		{"mend-the-arithmetic", "another number, then the first", func(d *desk) string {
			p := d.program()
			p.login(false)
			p.expect("2235", p.call(generate, overtaxed(d, "A/1")))
			p.expect("", p.call(generate, d.document("b2b", "A/2")))
			p.expect("", p.call(generate, d.document("b2b", "A/1")))
			return ""
		}, "mmb", ""},
		{"mend-the-arithmetic", "another number, taken back", func(d *desk) string {
			p := d.program()
			p.login(false)
			p.expect("2235", p.call(generate, overtaxed(d, "A/1")))
			p.expect("", p.call(generate, d.document("b2b", "A/2")))
			p.expect("", p.cancel(p.irn))
			p.expect("", p.call(generate, d.document("b2b", "A/1")))
			return ""
		}, "mmm", ""},
		{"mend-the-arithmetic", "a fault instead of arithmetic", func(d *desk) string {
			p := d.program()
			p.login(false)
			d.control(http.MethodPost, "/faults", `{"match":{"api":"generate"},"do":{"code":"2235"},"times":1}`)
			p.expect("2235", p.call(generate, d.document("b2b", "A/1")))
			p.expect("", p.call(generate, d.document("b2b", "A/1")))
			return ""
		}, "boo", "2235"},
		{"mend-the-arithmetic", "still wrong", func(d *desk) string {
			p := d.program()
			p.login(false)
			p.expect("2235", p.call(generate, overtaxed(d, "A/1")))
			p.expect("2189", p.call(generate, d.document("b2b", "A/1", "ValDtls.TotInvVal", json.Number("1200.00"))))
			return ""
		}, "mbo", "2189"},
		{"export-without-payment", "done", func(d *desk) string {
			p := d.program()
			p.login(false)
			p.expect("", p.call(generate, d.document("export", "A/1")))
			p.expect("", p.call(generate, d.document("expwop", "A/2")))
			return ""
		}, "mm", ""},
		{"export-without-payment", "with payment", func(d *desk) string {
			p := d.program()
			p.login(false)
			p.expect("", p.call(generate, d.document("export", "A/1")))
			return ""
		}, "bo", ""},
		{"export-without-payment", "refused", func(d *desk) string {
			p := d.program()
			p.login(false)
			p.expect("2232", p.call(generate, d.document("expwop", "A/1", "BuyerDtls.Pos", "27")))
			return ""
		}, "bo", "2232"},
		{"export-without-payment", "taxed all the same", func(d *desk) string {
			p := d.program()
			p.login(false)
			p.expect("", p.call(generate, d.document("export", "A/1", "TranDtls.SupTyp", "EXPWOP")))
			return ""
		}, "mb", ""},
		{"verify-offline", "done", func(d *desk) string {
			p := d.program()
			p.login(false)
			for _, no := range []string{"A/1", "A/2", "A/3"} {
				p.expect("", p.call(generate, d.document("b2b", no)))
			}
			return strconv.Itoa(d.altered())
		}, "mm", ""},
		{"verify-offline", "guessed wrong", func(d *desk) string {
			p := d.program()
			p.login(false)
			for _, no := range []string{"A/1", "A/2", "A/3"} {
				p.expect("", p.call(generate, d.document("b2b", no)))
			}
			return strconv.Itoa(d.altered()%3 + 1)
		}, "mb", ""},
		{"verify-offline", "two of three", func(d *desk) string {
			p := d.program()
			p.login(false)
			p.expect("", p.call(generate, d.document("b2b", "A/1")))
			p.expect("", p.call(generate, d.document("b2b", "A/2")))
			return "1"
		}, "oo", ""},
	}
}

// emergencies are about time and faults.
func emergencies() []play {
	return []play{
		{"recover-a-ghost", "by document", func(d *desk) string {
			p := d.program()
			p.login(false)
			p.expect("lost", p.call(generate, d.document("b2b", "A/1")))
			p.expect("", p.byDocument("A/1", "22/11/2026"))
			return ""
		}, "mmmm", ""},
		{"recover-a-ghost", "by 2150 and the IRN", func(d *desk) string {
			p := d.program()
			p.login(false)
			p.expect("lost", p.call(generate, d.document("b2b", "A/1")))
			p.expect("2150", p.call(generate, d.document("b2b", "A/1")))
			p.expect("", p.get(irnOf("A/1")))
			return ""
		}, "mmmm", ""},
		{"recover-a-ghost", "2150 alone", func(d *desk) string {
			p := d.program()
			p.login(false)
			p.expect("lost", p.call(generate, d.document("b2b", "A/1")))
			p.expect("2150", p.call(generate, d.document("b2b", "A/1")))
			return ""
		}, "mmoo", ""},
		{"recover-a-ghost", "registered under another number", func(d *desk) string {
			p := d.program()
			p.login(false)
			p.expect("lost", p.call(generate, d.document("b2b", "A/1")))
			p.expect("", p.call(generate, d.document("b2b", "A/2")))
			p.expect("", p.byDocument("A/1", "22/11/2026"))
			return ""
		}, "mmmb", ""},
		{"recover-a-ghost", "asked for the wrong document", func(d *desk) string {
			p := d.program()
			p.login(false)
			p.expect("lost", p.call(generate, d.document("b2b", "A/1")))
			p.expect("2154", p.byDocument("A/1", "21/11/2026"))
			return ""
		}, "mboo", "2154"},
		{"recover-a-ghost", "after two days", func(d *desk) string {
			p := d.program()
			p.login(false)
			p.expect("lost", p.call(generate, d.document("b2b", "A/1")))
			d.jump("get-window", "1s")
			p.login(false)
			p.expect("2283", p.byDocument("A/1", "22/11/2026"))
			return ""
		}, "mboo", "2283"},
		{"cancel-at-the-last-second", "done, after one too late", func(d *desk) string {
			p := d.program()
			p.login(false)
			p.expect("", p.call(generate, d.document("b2b", "A/1")))
			d.jump("cancel-window", "1s")
			p.login(false)
			p.expect("2270", p.cancel(p.irn))
			p.expect("", p.call(generate, d.document("b2b", "A/2")))
			d.jump("cancel-window", "-1s")
			p.login(false)
			p.expect("", p.cancel(p.irn))
			return ""
		}, "mmm", ""},
		{"cancel-at-the-last-second", "at the very edge", func(d *desk) string {
			p := d.program()
			p.login(false)
			p.expect("", p.call(generate, d.document("b2b", "A/1")))
			d.jump("cancel-window", "0s")
			p.login(false)
			p.expect("", p.cancel(p.irn))
			return ""
		}, "mmo", ""},
		{"cancel-at-the-last-second", "too early", func(d *desk) string {
			p := d.program()
			p.login(false)
			p.expect("", p.call(generate, d.document("b2b", "A/1")))
			p.expect("", p.cancel(p.irn))
			return ""
		}, "mbo", ""},
		{"cancel-at-the-last-second", "too late", func(d *desk) string {
			p := d.program()
			p.login(false)
			p.expect("", p.call(generate, d.document("b2b", "A/1")))
			d.jump("cancel-window", "1s")
			p.login(false)
			p.expect("2270", p.cancel(p.irn))
			return ""
		}, "mbm", "2270"},
		{"token-about-to-run-out", "done", func(d *desk) string {
			p := d.program()
			p.login(false)
			d.jump("token-expiry", "-9m")
			p.login(true)
			p.expect("", p.call(generate, d.document("b2b", "A/1")))
			return ""
		}, "mmmm", ""},
		{"token-about-to-run-out", "met 1005", func(d *desk) string {
			p := d.program()
			p.login(false)
			d.jump("token-expiry", "0s")
			p.expect("1005", p.call(generate, d.document("b2b", "A/1")))
			p.login(true)
			p.expect("", p.call(generate, d.document("b2b", "A/1")))
			return ""
		}, "mbob", "1005"},
		{"token-about-to-run-out", "asked too early", func(d *desk) string {
			p := d.program()
			p.login(false)
			d.jump("token-expiry", "-11m")
			p.login(true)
			return ""
		}, "mboo", ""},
		{"token-about-to-run-out", "forgot to force", func(d *desk) string {
			p := d.program()
			p.login(false)
			d.jump("token-expiry", "-9m")
			p.login(false)
			return ""
		}, "mboo", ""},
		{"token-about-to-run-out", "renewed and the old one used", func(d *desk) string {
			p := d.program()
			p.login(false)
			old := *p
			d.jump("token-expiry", "-9m")
			p.login(true)
			old.expect("", old.call(generate, d.document("b2b", "A/1")))
			return ""
		}, "mmoo", ""},
		{"bill-fails-irn-stands", "done", func(d *desk) string {
			p := d.program()
			p.login(false)
			p.expect("", p.call(generate, withBill(d, "A/1")))
			p.expect("4014", p.bill(p.irn, "KA01"))
			p.expect("", p.bill(p.irn, "KA01AB1234"))
			return ""
		}, "mmm", ""},
		{"bill-fails-irn-stands", "bill still refused", func(d *desk) string {
			p := d.program()
			p.login(false)
			p.expect("", p.call(generate, withBill(d, "A/1")))
			p.expect("4014", p.bill(p.irn, "KA01"))
			return ""
		}, "mbo", "4014"},
		{"bill-fails-irn-stands", "cancelled and registered anew", func(d *desk) string {
			p := d.program()
			p.login(false)
			p.expect("", p.call(generate, withBill(d, "A/1")))
			p.expect("", p.cancel(p.irn))
			p.expect("", p.call(generate, withBill(d, "A/2")))
			return ""
		}, "mob", ""},
		{"bill-fails-irn-stands", "another number beside it", func(d *desk) string {
			p := d.program()
			p.login(false)
			p.expect("", p.call(generate, withBill(d, "A/1")))
			p.expect("", p.call(generate, withBill(d, "A/2")))
			return ""
		}, "mob", ""},
		{"bill-fails-irn-stands", "no bill asked for", func(d *desk) string {
			p := d.program()
			p.login(false)
			p.expect("", p.call(generate, d.document("b2b", "A/1")))
			return ""
		}, "boo", ""},
	}
}
