package server_test

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/irpsim/irpsim/internal/client"
	"github.com/irpsim/irpsim/internal/irn"
	"github.com/irpsim/irpsim/internal/keys"
	"github.com/irpsim/irpsim/internal/seal"
	"github.com/irpsim/irpsim/internal/server"
)

// TestFaultsOnTheWire lets every action strike a registration and looks at bytes, store and journal.
func TestFaultsOnTheWire(t *testing.T) {
	t.Parallel()
	page := func(status, title string) func(*testing.T, *wire, heard) {
		return func(t *testing.T, _ *wire, h heard) {
			if !strings.HasPrefix(string(h.bytes), "HTTP/1.1 "+status) || h.header.Get("Content-Type") != "text/html" || !strings.Contains(string(h.body), "<h1>"+title) {
				t.Errorf("came %q, want an HTML page %s %s", h.bytes, status, title)
			}
		}
	}
	reset := func(t *testing.T, _ *wire, h heard) {
		if len(h.bytes) != 0 || !h.reset {
			t.Errorf("%q came (reset %v), want a reset without a byte", h.bytes, h.reset)
		}
	}
	refusal := func(codes ...string) func(*testing.T, *wire, heard) {
		return func(t *testing.T, _ *wire, h heard) {
			var answer struct{ ErrorDetails []refusedEntry }
			if err := json.Unmarshal(h.body, &answer); err != nil || distinct(answer.ErrorDetails) != strings.Join(codes, ",") || h.status != 200 {
				t.Errorf("came %d %s (%v), want the codes %v", h.status, h.body, err, codes)
			}
		}
	}
	fine := func(t *testing.T, w *wire, h heard) {
		if plain, err := w.data(h); err != nil || !strings.Contains(string(plain), `"Irn"`) {
			t.Errorf("the answer %.200s does not open: %v", h.body, err)
		}
	}
	atLeast := func(d time.Duration, then func(*testing.T, *wire, heard)) func(*testing.T, *wire, heard) {
		return func(t *testing.T, w *wire, h heard) {
			if h.took < d {
				t.Errorf("it took %s, want %s or more", h.took, d)
			}
			then(t, w, h)
		}
	}
	tests := []struct {
		do       string
		name     string // in header and journal, "" for the short form of do
		stored   bool
		silent   bool // no head comes that could name the fault
		judgment func(*testing.T, *wire, heard)
	}{
		{do: `{"code":"2147"}`, name: "code=2147", judgment: refusal("2147")},
		{do: `{"code":["2176","2177"]}`, name: "code=2176,2177", judgment: refusal("2176", "2177")},
		{do: `{"code":"1005"}`, name: "code=1005", judgment: refusal("1005")},
		{do: `{"code":"2150","delay":"100ms"}`, name: "code=2150; delay=100ms", judgment: atLeast(100*time.Millisecond, refusal("2150"))},
		{do: `{"before":"drop"}`, name: "before=drop", silent: true, judgment: reset},
		{do: `{"before":"500"}`, name: "before=500", judgment: page("500", "500 Internal Server Error")},
		{do: `{"before":"502"}`, name: "before=502", judgment: page("502", "502 Bad Gateway")},
		{do: `{"before":"503"}`, name: "before=503", judgment: page("503", "503 Service Unavailable")},
		{do: `{"before":"504"}`, name: "before=504", judgment: page("504", "504 Gateway Timeout")},
		{do: `{"before":"html"}`, name: "before=html", judgment: page("200", "Down for maintenance")},
		{do: `{"before":"empty"}`, name: "before=empty", judgment: func(t *testing.T, _ *wire, h heard) {
			if h.status != 200 || h.header.Get("Content-Length") != "0" || len(h.body) != 0 {
				t.Errorf("came %q, want 200 without a body", h.bytes)
			}
		}},
		{do: `{"before":"timeout","delay":"150ms"}`, name: "before=timeout; delay=150ms", silent: true, judgment: atLeast(150*time.Millisecond, reset)},
		{do: `{"commit_then":"drop"}`, name: "commit_then=drop", stored: true, silent: true, judgment: reset},
		{do: `{"commit_then":"504"}`, name: "commit_then=504", stored: true, judgment: page("504", "504 Gateway Timeout")},
		{do: `{"commit_then":"truncate"}`, name: "commit_then=truncate", stored: true, judgment: func(t *testing.T, _ *wire, h heard) {
			if promised := h.header.Get("Content-Length"); h.err == nil || h.status != 200 || promised != fmt.Sprint(2*len(h.body)) && promised != fmt.Sprint(2*len(h.body)+1) {
				t.Errorf("Content-Length %s and %d bytes came (%v), want half the body", promised, len(h.body), h.err)
			}
		}},
		{do: `{"commit_then":"garble"}`, name: "commit_then=garble", stored: true, judgment: func(t *testing.T, w *wire, h heard) {
			var answer struct {
				Status int
				Data   string
			}
			if err := json.Unmarshal(h.body, &answer); err != nil || answer.Status != 1 {
				t.Errorf("the envelope is not whole: %v in %.100s", err, h.body)
			}
			if plain, err := seal.Open(w.sek, answer.Data); err == nil && json.Valid(plain) {
				t.Errorf("Data opens to %.100s, want nothing readable", plain)
			}
			if _, err := base64.StdEncoding.DecodeString(answer.Data); err != nil {
				t.Errorf("Data is no base64: %v", err)
			}
		}},
		{do: `{"commit_then":"delay","delay":"150ms"}`, name: "commit_then=delay; delay=150ms", stored: true, judgment: atLeast(150*time.Millisecond, fine)},
		{do: `{"delay":"150ms"}`, name: "delay=150ms", stored: true, judgment: atLeast(150*time.Millisecond, fine)},
		{do: `{"delay":{"p50":"20ms","p99":"20ms"}}`, name: "delay=20ms..20ms", stored: true, judgment: atLeast(20*time.Millisecond, fine)},
		{do: `{"dribble":"300ms"}`, name: "dribble=300ms", stored: true, judgment: func(t *testing.T, w *wire, h heard) {
			if h.took < 250*time.Millisecond || h.reads < 3 || h.err != nil {
				t.Errorf("it came in %d pieces over %s (%v), want a slow drip", h.reads, h.took, h.err)
			}
			fine(t, w, h)
		}},
		{do: `{"token":"expire"}`, name: "token=expire", judgment: refusal("1005")},
		{do: `{"sek":"wrong"}`, name: "sek=wrong", stored: true, judgment: func(t *testing.T, w *wire, h heard) {
			if plain, err := w.data(h); err == nil {
				t.Errorf("the answer opens with the session's Sek: %.100s", plain)
			}
		}},
		{do: `{"signature":"bad"}`, name: "signature=bad", stored: true, judgment: badlySigned},
		{do: `{"infodtls":[{"InfCd":"NEWCODE","Desc":{"a":[null,1]}},{"InfCd":"DUPIRN","Desc":"text"}]}`, name: "infodtls=NEWCODE,DUPIRN", stored: true,
			judgment: func(t *testing.T, w *wire, h heard) {
				fine(t, w, h)
				if want := `"InfoDtls":[{"InfCd":"NEWCODE","Desc":{"a":[null,1]}},{"InfCd":"DUPIRN","Desc":"text"}]}`; !strings.HasSuffix(string(h.body), want) {
					t.Errorf("the answer ends %s, want %s", h.body[max(0, len(h.body)-200):], want)
				}
			}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := start(t)
			w := s.wire()
			id := s.fault(`{"match":{"api":"generate"},"do":` + tt.do + `}`)
			h := w.generate(document(t, "b2b", "F/1", 1))
			tt.judgment(t, w, h)
			name := tt.name + "; id=" + id
			if got := h.header.Get("X-Irpsim-Fault"); got != name && !tt.silent {
				t.Errorf("X-Irpsim-Fault is %q, want %q", got, name)
			}
			if got := s.registered(); slices.Contains(got, "F/1") != tt.stored {
				t.Errorf("the store holds %v; registered should be %v", got, tt.stored)
			}
			n := s.noted()
			if n.Fault != name || n.API != "generate" || n.HTTPStatus != h.status || (n.Irn != "") != tt.stored {
				t.Errorf("the journal has fault %q, api %s, status %d, IRN %q; want %q, status %d", n.Fault, n.API, n.HTTPStatus, n.Irn, name, h.status)
			}
			if n.Response.Body != string(h.body) {
				t.Errorf("the journal shows the body %.200q, the wire had %.200q", n.Response.Body, h.body)
			}
		})
	}
}

// badlySigned holds the answer's tokens and those of the store against the key.
func badlySigned(t *testing.T, w *wire, h heard) {
	plain, err := w.data(h)
	var got struct{ Irn, SignedInvoice, SignedQRCode string }
	if err == nil {
		err = json.Unmarshal(plain, &got)
	}
	if err != nil {
		t.Fatal(err)
	}
	var stored struct {
		SignedInvoice string `json:"signed_invoice"`
		SignedQRCode  string `json:"signed_qr_code"`
	}
	w.control("GET", "/invoices/"+got.Irn, "", 200, &stored)
	set, err := keys.Default()
	if err != nil {
		t.Fatal(err)
	}
	for name, pair := range map[string][2]string{"SignedInvoice": {got.SignedInvoice, stored.SignedInvoice}, "SignedQRCode": {got.SignedQRCode, stored.SignedQRCode}} {
		if _, err := irn.Verify(pair[0], &set.Signing.PublicKey); err == nil || len(pair[0]) != len(pair[1]) {
			t.Errorf("%s on the wire verifies (%v), or has another length", name, err)
		}
		if _, err := irn.Verify(pair[1], &set.Signing.PublicKey); err != nil {
			t.Errorf("%s in the store does not verify: %v", name, err)
		}
	}
}

// TestWrongSekAtLogin: the Sek of the answer is a key, but not the session's.
func TestWrongSekAtLogin(t *testing.T) {
	t.Parallel()
	s := start(t)
	w := s.wire()
	s.fault(`{"match":{"api":"auth"},"do":{"sek":"wrong"},"times":1}`)
	token, sek, err := w.opened(w.login())
	if err != nil || token != w.token || string(sek) == string(w.sek) {
		t.Fatalf("login gave token %s and Sek %x (%v), want token %s and another Sek than %x", token, sek, err, w.token, w.sek)
	}
	wrong := *w
	wrong.sek = sek
	if h := wrong.generate(document(t, "b2b", "S/1", 1)); !strings.Contains(string(h.body), "Padding is invalid") && !strings.Contains(string(h.body), `"5002"`) {
		t.Errorf("a document under the wrong Sek answers %s, want 5002", h.body)
	}
	if _, again, err := w.opened(w.login()); err != nil || string(again) != string(w.sek) {
		t.Errorf("the next login gave Sek %x (%v), want the session's", again, err)
	}
}

// TestExpiredToken: the session is gone for good, and the next login opens another one.
func TestExpiredToken(t *testing.T) {
	t.Parallel()
	s := start(t)
	w := s.wire()
	s.fault(`{"do":{"token":"expire"},"times":1}`)
	for range 2 {
		if h := w.generate(document(t, "b2b", "T/1", 1)); !strings.Contains(string(h.body), `"ErrorCode":"1005"`) {
			t.Errorf("after its end the token answers %s, want 1005", h.body)
		}
	}
	if token, _, err := w.opened(w.login()); err != nil || token == w.token {
		t.Errorf("login gave the ended token %s again (%v)", token, err)
	}
	// Our own client renews its session and gets through.
	s.fault(`{"match":{"api":"generate"},"do":{"token":"expire"},"times":1}`)
	if _, err := s.client().Generate(t.Context(), document(t, "b2b", "T/2", 1)); err != nil {
		t.Errorf("a client that renews its session: %v", err)
	}
}

// TestGhost is the incident that no sandbox can rehearse, from the lost answer to the closed window.
func TestGhost(t *testing.T) {
	t.Parallel()
	s := start(t)
	w, c := s.wire(), s.client()
	s.fault(`{"match":{"api":"generate","doc_no":"GH/1"},"do":{"commit_then":"drop"}}`)
	doc := document(t, "b2b", "GH/1", 1)
	if h := w.generate(doc); !h.reset || len(h.bytes) > 0 {
		t.Fatalf("%q came, want a reset", h.bytes)
	}
	ghost := s.noted().Irn
	_, err := c.Generate(t.Context(), doc)
	refusal, _ := errors.AsType[*client.Refusal](err)
	if refusal == nil || code(t, err) != "2150" {
		t.Fatalf("the second attempt: %v, want 2150: what strikes a success must let a refusal through", err)
	}
	if earlier, ok := refusal.Duplicate(); !ok || earlier.Irn != ghost || ghost == "" {
		t.Errorf("DUPIRN names %+v, want IRN %s", earlier, ghost)
	}
	got, err := c.GetByDoc(t.Context(), "INV", "GH/1", "22/11/2026")
	if err != nil || got.Irn != ghost {
		t.Errorf("get by document: %+v, %v; want IRN %s", got, err, ghost)
	}
	s.advance("48h1s")
	if _, err := s.client().GetByDoc(t.Context(), "INV", "GH/1", "22/11/2026"); code(t, err) != "2283" {
		t.Errorf("after the window: %v, want 2283", err)
	}
}

// TestEWBFault: the IRN stands and EWBERR tells of the bill; a document without a bill does not use the fault up.
func TestEWBFault(t *testing.T) {
	t.Parallel()
	s := start(t)
	id := s.fault(`{"do":{"ewb":"4013"},"times":1}`)
	if r, err := s.client().Generate(t.Context(), document(t, "b2b", "W/1", 1)); err != nil || len(r.Info) > 0 {
		t.Errorf("a document without EwbDtls: %v, %v", r, err)
	}
	var whole map[string]any
	if err := json.Unmarshal(document(t, "b2b", "W/2", 1), &whole); err != nil {
		t.Fatal(err)
	}
	whole["EwbDtls"] = map[string]any{"TransMode": "1", "Distance": 0, "VehNo": "KA01AB1234", "VehType": "R"}
	r, err := s.client().Generate(t.Context(), []byte(asJSON(whole)))
	if err != nil || r.EwbNo != "" || len(r.Info) != 1 || r.Info[0].Code != "EWBERR" ||
		string(r.Info[0].Desc) != `[{"ErrorCode":"4013","ErrorMessage":"The distance between the pincodes given is too high or low."}]` {
		t.Errorf("got %+v, %v, want the IRN and EWBERR 4013", r, err)
	}
	if n := s.noted(); n.Fault != "ewb=4013; id="+id {
		t.Errorf("the journal names %q", n.Fault)
	}
	whole["DocDtls"].(map[string]any)["No"] = "W/3"
	if r, err := s.client().Generate(t.Context(), []byte(asJSON(whole))); err != nil || r.EwbNo == "" {
		t.Errorf("the next bill: %+v, %v, want it made", r, err)
	}
}

// TestMagicNumbers needs no control API.
func TestMagicNumbers(t *testing.T) {
	t.Parallel()
	s := start(t)
	w, c := s.wire(), s.client()
	generate := func(number string) error {
		_, err := c.Generate(t.Context(), document(t, "b2b", number, 1))
		return err
	}
	for number, want := range map[string]string{
		"E2150-1": "2150", "E2176-1": "2176", "E2278-1": "2278", "E2295-1": "2295", "E3029-1": "3029", "E2147-1": "2147", "E5002-1": "5002", "E3095-1": "3095", "E3001-1": "3001", "E9999-1": "",
		"E2149-1": "", "EX-1": "", "e2150-1": "", "E2283-1": "", "E2270-1": "", "E4013-1": "",
	} {
		err := generate(number)
		if got := code(t, err); got != want {
			t.Errorf("%s answers %q, want %q", number, got, want)
		}
		n := s.noted()
		if want != "" && n.Fault != "code="+want+"; id=magic" || want == "" && n.Fault != "" {
			t.Errorf("%s: the journal names %q", number, n.Fault)
		}
		refusal, _ := errors.AsType[*client.Refusal](err)
		if refusal != nil && (want == "2150" || want == "2278") {
			if earlier, ok := refusal.Duplicate(); !ok || len(earlier.Irn) != 64 || len(earlier.AckNo) != 15 {
				t.Errorf("%s tells of the earlier registration %+v", number, earlier)
			}
		}
	}
	if err := generate("E1005-1"); code(t, err) != "1005" {
		t.Errorf("E1005-1 answers %v, want 1005 from every session", err)
	}
	if got := s.registered(); slices.ContainsFunc(got, func(n string) bool { return strings.HasPrefix(n, "E2150") }) {
		t.Errorf("a refused number is registered: %v", got)
	}
	// Codes of later calls wait for these calls.
	if _, err := c.GetByDoc(t.Context(), "INV", "E2283-1", "22/11/2026"); code(t, err) != "2283" {
		t.Errorf("get by document of E2283-1: %v, want 2283", err)
	}
	r, err := c.GetByDoc(t.Context(), "INV", "E2270-1", "22/11/2026")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Get(t.Context(), r.Irn); err != nil {
		t.Errorf("get of E2270-1: %v, want it: the code is for Cancel", err)
	}
	if _, err := c.Cancel(t.Context(), r.Irn, "1", "x"); code(t, err) != "2270" {
		t.Errorf("cancel of E2270-1: %v, want 2270", err)
	}
	// The portal says what is wrong with the shape before it looks for duplicates.
	broken := strings.Replace(string(document(t, "b2b", "E2150-2", 1)), `"Version":"1.1"`, `"Version":"11.1"`, 1)
	if _, err := c.Generate(t.Context(), []byte(broken)); code(t, err) == "2150" {
		t.Errorf("a document out of shape answers 2150: %v", err)
	}
	if n := s.noted(); n.Fault != "" {
		t.Errorf("a code that was not reached is named: %q", n.Fault)
	}
	if h := w.generate(document(t, "b2b", "GHOST-1", 1)); !h.reset || len(h.bytes) > 0 || !slices.Contains(s.registered(), "GHOST-1") {
		t.Errorf("GHOST-1: %q came, registered %v", h.bytes, s.registered())
	}
	if err := generate("GHOST-1"); code(t, err) != "2150" {
		t.Errorf("GHOST-1 again: %v, want 2150", err)
	}
	if h := w.generate(document(t, "b2b", "SLOW1S-1", 1)); h.took < time.Second || h.header.Get("X-Irpsim-Fault") != "delay=1s; id=magic" {
		t.Errorf("SLOW1S-1 took %s, header %v", h.took, h.header)
	}
	s.control("PATCH", "/settings", `{"magic":false}`, 200, nil)
	if err := generate("E2150-9"); err != nil {
		t.Errorf("with magic off E2150-9 is refused: %v", err)
	}
	if h := w.generate(document(t, "b2b", "M/1", 1), "X-Irpsim-Fault", "code=2147"); strings.Contains(string(h.body), "2147") {
		t.Errorf("with magic off the header strikes: %s", h.body)
	}
}

// TestFaultHeader asks for faults request by request.
func TestFaultHeader(t *testing.T) {
	t.Parallel()
	s := start(t)
	w := s.wire()
	h := w.generate(document(t, "b2b", "H/1", 1), "X-Irpsim-Fault", "code=2147; delay=50ms")
	if !strings.Contains(string(h.body), `"2147"`) || h.took < 50*time.Millisecond || h.header.Get("X-Irpsim-Fault") != "code=2147; delay=50ms; id=header" {
		t.Errorf("code by header: %s %v after %s", h.body, h.header, h.took)
	}
	if h = w.generate(document(t, "b2b", "H/2", 1), "X-Irpsim-Fault", "commit_then=drop"); !h.reset || !slices.Contains(s.registered(), "H/2") {
		t.Errorf("ghost by header: %q, registered %v", h.bytes, s.registered())
	}
	if h = w.get("/eivital/v1.04/heartbeat/ping", "X-Irpsim-Fault", `{"before":"503"}`); h.status != 503 {
		t.Errorf("outage of the heartbeat: %q", h.bytes)
	}
	h = w.generate(document(t, "b2b", "H/3", 1), "X-Irpsim-Fault", "cod=2147; before=505")
	var problem struct{ Detail string }
	if err := json.Unmarshal(h.body, &problem); err != nil || h.status != 400 || !strings.Contains(problem.Detail, `no member "cod"`) ||
		!strings.Contains(problem.Detail, "before is \"505\"") || slices.Contains(s.registered(), "H/3") {
		t.Errorf("a header that cannot be read: %d %s (%v), want both complaints and nothing done", h.status, h.body, err)
	}
	if h = w.generate(document(t, "b2b", "H/4", 1)); h.status != 200 || h.header.Get("X-Irpsim-Fault") != "" {
		t.Errorf("without the header: %d %v", h.status, h.header)
	}
}

// TestFaultsOnEveryRoute strikes each call of the portal's OpenAPI document before and after anybody looked at it.
func TestFaultsOnEveryRoute(t *testing.T) {
	t.Parallel()
	s := start(t)
	w := s.wire()
	var doc struct {
		Paths map[string]map[string]any
	}
	h := w.get("/openapi.json")
	if err := json.Unmarshal(h.body, &doc); err != nil || len(doc.Paths) < 10 {
		t.Fatalf("%d paths, %v", len(doc.Paths), err)
	}
	fill := strings.NewReplacer("{irn}", strings.Repeat("0", 64), "{gstin}", "29ZZZCS0001A1ZI")
	for path, methods := range doc.Paths {
		for method := range methods {
			method, path := strings.ToUpper(method), fill.Replace(path)
			send := func(fault string) heard {
				body := ""
				if method == "POST" {
					body = `{"Data":"x","action":"CANEWB"}`
				}
				return w.exchange(method, path, body, "X-Irpsim-Fault", fault)
			}
			if h := send("before=504"); h.status != 504 || h.header.Get("X-Irpsim-Fault") != "before=504; id=header" {
				t.Errorf("%s %s before=504: %q", method, path, h.bytes)
			}
			if h := send("before=drop"); !h.reset || len(h.bytes) > 0 {
				t.Errorf("%s %s before=drop: %q", method, path, h.bytes)
			}
			if h := send("dribble=50ms"); h.took < 50*time.Millisecond || h.err != nil || h.header.Get("X-Irpsim-Fault") != "dribble=50ms; id=header" {
				t.Errorf("%s %s dribble: after %s %q", method, path, h.took, h.bytes)
			}
			h := send("code=1005")
			n := s.noted()
			if heartbeat := n.API == "ping"; !heartbeat && (h.header.Get("X-Irpsim-Fault") != "code=1005; id=header" || strings.Join(n.Codes, ",") != "1005" || h.status != 200) {
				t.Errorf("%s %s code=1005: %q, codes %v", method, path, h.bytes, n.Codes)
			} else if heartbeat && h.header.Get("X-Irpsim-Fault") != "" {
				t.Errorf("the heartbeat has no words for codes, and says %q", h.bytes)
			}
		}
	}
}

// TestEveryCodeByFault raises each code of the catalogue; no message keeps an open slot.
func TestEveryCodeByFault(t *testing.T) {
	t.Parallel()
	s := start(t)
	w := s.wire()
	var errs []struct{ Code, Message string }
	h := w.get("/_sim/v1/errors")
	if err := json.Unmarshal(h.body, &errs); err != nil || len(errs) < 700 {
		t.Fatalf("%d codes: %v", len(errs), err)
	}
	body := `{"Data":"` + seal.Seal(w.sek, document(t, "b2b", "C/1", 1)) + `"}`
	inParallel(len(errs), func(i int) {
		e := errs[i]
		h := w.exchange("POST", "/eicore/v1.03/Invoice", body, "X-Irpsim-Fault", "code="+e.Code)
		var answer struct {
			ErrorDetails []struct{ ErrorCode, ErrorMessage string }
		}
		if err := json.Unmarshal(h.body, &answer); err != nil || len(answer.ErrorDetails) != 1 || answer.ErrorDetails[0].ErrorCode != e.Code {
			t.Errorf("%s: answered %s (%v)", e.Code, h.body, err)
			return
		}
		got := answer.ErrorDetails[0].ErrorMessage
		if strings.Contains(strings.ReplaceAll(got, "{0)", ""), "{") || !strings.Contains(e.Message, "{") && got != e.Message {
			t.Errorf("%s says %q, the catalogue %q", e.Code, got, e.Message)
		}
	})
}

// TestFaultCounts: three 504s, then success; one that lets the first pass.
func TestFaultCounts(t *testing.T) {
	t.Parallel()
	s := start(t)
	w := s.wire()
	s.fault(`{"match":{"api":"generate"},"do":{"before":"504"},"times":3}`)
	s.fault(`{"id":"late","match":{"api":"generate"},"do":{"code":"2146"},"after":1,"times":1}`)
	var got []string
	for i := range 6 {
		h := w.generate(document(t, "b2b", fmt.Sprintf("N/%d", i), 1))
		got = append(got, fmt.Sprint(h.status, h.header.Get("X-Irpsim-Fault") != ""))
	}
	if want := "504 true,504 true,504 true,200 false,200 true,200 false"; strings.Join(got, ",") != want {
		t.Errorf("six calls answered %v, want %s", got, want)
	}
	var list []struct {
		ID           string
		Seen, Struck int
		Left         *int
	}
	s.control("GET", "/faults", "", 200, &list)
	if len(list) != 2 || list[0].Struck != 3 || *list[0].Left != 0 || list[1].ID != "late" || list[1].Struck != 1 || list[1].Seen != 2 {
		t.Errorf("GET /faults: %+v", list)
	}
	s.control("POST", "/reset", `{"what":["faults"]}`, 204, nil)
	if s.control("GET", "/faults", "", 200, &list); len(list) != 0 {
		t.Errorf("after the reset there are %+v", list)
	}
}

// TestFaultChanceIsSeeded: the same seed strikes the same calls, in another process too.
func TestFaultChanceIsSeeded(t *testing.T) {
	t.Parallel()
	run := func(seed uint64) string {
		s := start(t, func(c *server.Config) { c.Rand = &seed })
		w := s.wire()
		s.fault(`{"match":{"api":"ping"},"do":{"before":"502"},"probability":0.4}`)
		var b strings.Builder
		for range 40 {
			fmt.Fprint(&b, w.get("/eivital/v1.04/heartbeat/ping").status, " ")
		}
		return b.String()
	}
	one := run(1)
	if again := run(1); again != one || !strings.Contains(one, "502") || !strings.Contains(one, "200") {
		t.Errorf("the same seed struck\n%s and\n%s", one, again)
	}
	if run(2) == one {
		t.Error("another seed struck the same")
	}
}

// TestFaultsInParallel: 60 clients at once use up exactly what is there, in their world and in no other.
func TestFaultsInParallel(t *testing.T) {
	t.Parallel()
	s := start(t)
	w := s.wire()
	other := s.newStage()
	s.fault(`{"match":{"api":"ping"},"do":{"before":"503"},"times":20}`)
	var mu sync.Mutex
	struck := 0
	inParallel(60, func(i int) {
		headers := []string{}
		if i%2 == 1 {
			headers = []string{"client_id", other.world}
		}
		h := w.get("/eivital/v1.04/heartbeat/ping", headers...)
		mu.Lock()
		defer mu.Unlock()
		if h.status == 503 {
			struck++
		}
		if h.status != 200 && i%2 == 1 {
			t.Errorf("a call to another world answered %d", h.status)
		}
	})
	if struck != 20 {
		t.Errorf("%d calls were struck, want 20", struck)
	}
}

// TestFaultsOutliveTheProcess: what is left after a restart is what was left before.
func TestFaultsOutliveTheProcess(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	one := start(t, durable(dir))
	one.fault(`{"match":{"api":"ping"},"do":{"before":"503"},"times":2}`)
	one.fault(`{"match":{"api":"cancel"},"do":{"infodtls":[{"InfCd":"A","Desc":[1]}]}}`)
	gone := one.fault(`{"do":{"before":"504"}}`)
	one.control("DELETE", "/faults/"+gone, "", 204, nil)
	one.wire().get("/eivital/v1.04/heartbeat/ping")
	if _, err := one.Shutdown(t.Context()); err != nil {
		t.Fatal(err)
	}
	two := start(t, durable(dir))
	w := two.wire()
	var got []int
	for range 3 {
		got = append(got, w.get("/eivital/v1.04/heartbeat/ping").status)
	}
	if !slices.Equal(got, []int{503, 200, 200}) {
		t.Errorf("after the restart the heartbeat answered %v, want the one strike that was left", got)
	}
	var list []map[string]any
	if two.control("GET", "/faults", "", 200, &list); len(list) != 2 {
		t.Errorf("after the restart there are %v", list)
	}
}
