package server_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/irpsim/irpsim/internal/validate"
)

// TestGatewayWords compares what each plain face says, byte by byte, with its golden file: a login, a registration, the
// duplicate, a bill that failed, several errors, a cancellation twice, an ended token. Signatures are cut short.
func TestGatewayWords(t *testing.T) {
	t.Parallel()
	for _, dia := range dialects() {
		if dia.sealed {
			continue // the portal's own words, which life.json has
		}
		t.Run(dia.name, func(t *testing.T) {
			t.Parallel()
			d := start(t).desk(t, dia)
			var out bytes.Buffer
			say := func(what string, g told) told {
				fmt.Fprintf(&out, "## %s\nHTTP %d %s\n%s\n\n", what, g.status, g.header.Get("Content-Type"), shortened(t, strings.ReplaceAll(g.raw, d.Info().HTTP, "http://SIMULATOR")))
				return g
			}
			for _, op := range d.login {
				say(op, d.do(op, asked{}))
			}
			irn := text(say("generate", d.do("generate", asked{doc: doc(t, "W/1", edit(noBill))})).plain["Irn"])
			say("duplicate", d.do("generate", asked{doc: doc(t, "W/1", edit(noBill))}))
			say("e-way bill refused", d.do("generate", asked{doc: doc(t, "W/2", edit(validate.Edits{"EwbDtls.Distance": 1000}))}))
			say("several errors", d.do("generate", asked{doc: doc(t, "W/3", edit(mix(noBill, severalWrong)))}))
			for _, again := range []string{"cancel", "cancel again"} {
				say(again, d.do("cancel", asked{irn: irn}))
			}
			if has := func(op string) bool { return !strings.Contains(" "+d.lacks+" ", " "+op+" ") }; has("gstin") {
				say("gstin", d.do("gstin", asked{gstin: "27ZZZCB0002B1Z0"}))
			}
			d.key, d.ticket = "", ""
			say("no key and no token of the gateway", d.do("generate", asked{doc: doc(t, "W/4", edit(noBill))}))
			golden(t, "gateway/"+dia.name+".txt", out.Bytes())
		})
	}
}

// shortened cuts the signed texts, which other golden files hold whole.
func shortened(t testing.TB, raw string) string {
	t.Helper()
	for _, member := range []string{`"SignedInvoice"`, `"SignedQRCode"`, `\"SignedInvoice\"`, `\"SignedQRCode\"`, `"QRCodeImage"`, `\"QRCodeImage\"`} {
		quote := `"`
		if strings.HasPrefix(member, `\`) {
			quote = `\"`
		}
		at := strings.Index(raw, member+":"+quote)
		if at < 0 {
			continue
		}
		from := at + len(member) + 1 + len(quote)
		end := strings.Index(raw[from:], quote)
		if end < 0 {
			t.Fatalf("%s has no end in %s", member, raw)
		}
		raw = raw[:from] + "…" + raw[from+end:]
	}
	if !json.Valid([]byte(raw)) {
		t.Errorf("%s is no JSON", raw)
	}
	return raw
}
