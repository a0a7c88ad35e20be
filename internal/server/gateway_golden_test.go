package server_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/irpsim/irpsim/internal/gateway/talks"
	"github.com/irpsim/irpsim/internal/validate"
)

// TestGatewayWords compares what each plain face says, byte by byte, with the talk that the API pages show: every call, the
// duplicate, a bill that failed, several errors, a cancellation twice, a call without the gateway's key. Signatures are cut short.
func TestGatewayWords(t *testing.T) {
	t.Parallel()
	for _, dia := range dialects() {
		if dia.sealed {
			continue // the portal's own words, which life.json has
		}
		t.Run(dia.name, func(t *testing.T) {
			t.Parallel()
			golden(t, "../../gateway/talks/"+dia.name+".txt", []byte(talks.Format(talk(t, start(t).desk(t, dia)))))
		})
	}
}

// talk records one customer of a gateway. What the provider does not publish is left out.
func talk(t *testing.T, d *desk) (list []talks.Exchange) {
	t.Helper()
	say := func(title, op string, a asked) told {
		if slices.Contains(strings.Fields(d.lacks), op) {
			return told{}
		}
		g := d.do(op, a)
		e := talks.Exchange{Title: title, Op: op, Method: d.said.method, Path: d.said.path, Body: string(d.said.body), Status: g.status, Type: g.header.Get("Content-Type")}
		for i := 0; i+1 < len(d.said.headers); i += 2 {
			e.Headers = append(e.Headers, d.said.headers[i]+": "+d.said.headers[i+1])
		}
		e.Answer = shortened(t, strings.ReplaceAll(g.raw, d.Info().HTTP, talks.Base))
		list = append(list, e)
		return g
	}
	titles := map[string]string{"token": "Get a token of the gateway", "auth": "Log in"}
	for _, op := range d.login {
		say(titles[op], op, asked{})
	}
	irn := text(say("Generate an IRN", "generate", asked{doc: doc(t, "W/1", edit(noBill))}).plain["Irn"])
	say("Duplicate", "generate", asked{doc: doc(t, "W/1", edit(noBill))})
	say("Read it", "get", asked{irn: irn})
	say("Read it by its document", "getbydoc", asked{typ: "INV", no: "W/1", docDay: dayOf(t)})
	other := text(say("IRN registered, its e-way bill refused", "generate", asked{doc: doc(t, "W/2", edit(validate.Edits{"EwbDtls.Distance": 1000}))}).plain["Irn"])
	say("E-way bill by IRN", "ewb", asked{irn: other})
	say("Read the e-way bill", "ewb-get", asked{irn: other})
	say("Several errors", "generate", asked{doc: doc(t, "W/3", edit(mix(noBill, severalWrong)))})
	say("Cancel", "cancel", asked{irn: irn})
	say("Cancel again", "cancel", asked{irn: irn})
	say("Read an IRN that is not there", "get", asked{irn: strings.Repeat("0", 64)})
	say("GSTIN details", "gstin", asked{gstin: "27ZZZCB0002B1Z0"})
	d.key, d.ticket = "", ""
	say("Without the gateway's key or token", "generate", asked{doc: doc(t, "W/4", edit(noBill))})
	return list
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
