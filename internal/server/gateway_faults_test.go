package server_test

import (
	"strings"
	"testing"

	"github.com/irpsim/irpsim/internal/chaos"
)

// TestFaultsInEveryFace: what the user makes go wrong goes wrong through every gateway, once, in the gateway's own words.
func TestFaultsInEveryFace(t *testing.T) {
	t.Parallel()
	for _, dia := range dialects() {
		t.Run(dia.name, func(t *testing.T) {
			t.Parallel()
			d := start(t).desk(t, dia)
			if in := d.logIn(); in.denied || in.codes != "" {
				t.Fatalf("login: %s", in.raw)
			}
			refusals(t, d)
			losses(t, d)
			hostile(t, d)
			matched(t, d)
			endedToken(t, d)
		})
	}
}

func (d *desk) fault(do string) {
	d.t.Helper()
	d.control("POST", "/faults", `{"match":{"api":"generate"},"do":`+do+`,"times":1}`, 201, nil)
}

func (d *desk) register(t testing.TB, number string, headers ...string) told {
	t.Helper()
	return d.do("generate", asked{doc: doc(t, number, edit(noBill))}, headers...)
}

func refusals(t *testing.T, d *desk) {
	t.Helper()
	d.fault(`{"code":"2147"}`)
	g := d.register(t, "F/1")
	if g.codes != "2147" || !strings.Contains(g.header.Get(chaos.Header), "2147") {
		t.Errorf("code: %q, header %q: %s", g.codes, g.header.Get(chaos.Header), g.raw)
	}
	if g := d.register(t, "E2176-1"); g.codes != "2176" {
		t.Errorf("magic number: %q, want 2176: %s", g.codes, g.raw)
	}
	if g := d.register(t, "F/1", chaos.Header, "code=2148"); g.codes != "2148" {
		t.Errorf("header: %q, want 2148: %s", g.codes, g.raw)
	}
}

func losses(t *testing.T, d *desk) {
	t.Helper()
	d.fault(`{"before":"503"}`)
	if g := d.register(t, "F/2"); g.status != 503 || !strings.Contains(g.raw, "<html>") {
		t.Errorf("before 503: HTTP %d %s", g.status, g.raw)
	}
	d.fault(`{"delay":"5ms"}`)
	if g := d.register(t, "F/2"); g.codes != "" || !strings.Contains(g.header.Get(chaos.Header), "delay") {
		t.Errorf("delay: %q, header %q", g.codes, g.header.Get(chaos.Header))
	}
	d.fault(`{"commit_then":"drop"}`)
	if g, err := d.try("generate", asked{doc: doc(t, "F/3", edit(noBill))}); err == nil {
		t.Errorf("commit_then drop answered %s", g.raw)
	}
	if g := d.register(t, "F/3"); g.codes != "2150" {
		t.Errorf("after the lost answer: %q, want the duplicate 2150: %s", g.codes, g.raw)
	}
}

func hostile(t *testing.T, d *desk) {
	t.Helper()
	d.fault(`{"infodtls":[{"InfCd":"ODD","Desc":"strange news"}]}`)
	if g := d.register(t, "F/4"); !strings.Contains(g.info, "strange news") {
		t.Errorf("infodtls: %s", g.raw)
	}
	d.fault(`{"ewb":"4019"}`)
	g := d.do("generate", asked{doc: doc(t, "F/5", byRoad)})
	if g.codes != "" || !strings.Contains(g.info, "EWBERR") || !strings.Contains(g.info, "4019") || g.plain["EwbNo"] != nil {
		t.Errorf("ewb: %s", g.raw)
	}
}

// matched: a fault finds its document, its IRN and its GSTIN in what a gateway was sent, and leaves the rest alone.
func matched(t *testing.T, d *desk) {
	t.Helper()
	order := func(match, do string) {
		d.control("POST", "/faults", `{"match":`+match+`,"do":`+do+`,"times":1}`, 201, nil)
	}
	order(`{"doc_no":"M/1"}`, `{"before":"503"}`)
	irn := text(d.register(t, "M/2").plain["Irn"])
	if g := d.register(t, "M/1"); len(irn) != 64 || g.status != 503 {
		t.Errorf("a fault on M/1 left M/2 %q and M/1 HTTP %d %s", irn, g.status, g.raw)
	}
	order(`{"irn":"`+irn+`"}`, `{"code":"2270"}`)
	if g := d.do("cancel", asked{irn: strings.Repeat("0", 64)}); g.codes != "2148" {
		t.Errorf("another IRN: %q, want 2148: %s", g.codes, g.raw)
	}
	if g := d.do("cancel", asked{irn: irn}); g.codes != "2270" {
		t.Errorf("the IRN of the fault: %q, want 2270: %s", g.codes, g.raw)
	}
	order(`{"gstin":"27ZZZCS0001A1ZM"}`, `{"code":"2147"}`)
	order(`{"gstin":"`+d.gstin+`"}`, `{"code":"2146"}`)
	if g := d.register(t, "M/3"); g.codes != "2146" {
		t.Errorf("the GSTIN of the fault: %q, want 2146: %s", g.codes, g.raw)
	}
	d.control("DELETE", "/faults", "", 204, nil)
}

// endedToken: a gateway that has a token of its own says that this one has ended; one that only logs in by itself passes on
// what the portal said.
func endedToken(t *testing.T, d *desk) {
	t.Helper()
	d.fault(`{"token":"expire"}`)
	g := d.register(t, "F/6")
	if ticket := d.expired == "denied" || d.expired == "" && len(d.login) > 0; ticket != g.denied || !ticket && g.codes != "1005" {
		t.Errorf("token expire: codes %q denied %v, want it denied %v or else 1005: %s", g.codes, g.denied, ticket, g.raw)
	}
	if in := d.logIn(); in.denied || in.codes != "" {
		t.Errorf("login after the end of the token: %s", in.raw)
	}
	if g := d.register(t, "F/6"); g.codes != "" || g.denied {
		t.Errorf("after the new login: %s", g.raw)
	}
}
