package invoices_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/irpsim/irpsim/internal/server"
	"github.com/irpsim/irpsim/internal/web/webtest"
)

// register registers n documents over the workbench's upload and returns the IRN of the last.
func register(t testing.TB, sim *webtest.Sim, n int) string {
	t.Helper()
	var docs []string
	for range n {
		docs = append(docs, sim.Control("GET", "/samples?case=b2b", ""))
	}
	if p := sim.Post("/workbench/bulk", url.Values{"text": {"[" + strings.Join(docs, ",") + "]"}}); p.Status != http.StatusSeeOther {
		t.Fatalf("upload: HTTP %d", p.Status)
	}
	var rows []struct{ Irn string }
	if err := json.Unmarshal([]byte(sim.Control("GET", "/invoices", "")), &rows); err != nil || len(rows) != min(n, 100) {
		t.Fatalf("%d invoices, want %d (%v)", len(rows), n, err)
	}
	return rows[0].Irn
}

func TestList(t *testing.T) {
	t.Parallel()
	sim := webtest.Start(t)
	if got := sim.Get("/invoices").Find("#invoices").Text(); !strings.Contains(got, "Nothing is registered here yet") {
		t.Errorf("empty: %s", got)
	}
	irn := register(t, sim, 60)
	p := sim.Get("/invoices")
	if rows := p.All("tr[data-row]"); len(rows) != 50 {
		t.Fatalf("%d rows on the first page, want 50", len(rows))
	}
	if first := p.Find("tr[data-row]").Find("a").Attr("href"); first != "/invoices/"+irn {
		t.Errorf("the first is %s, want the newest %s", first, irn)
	}
	older := sim.Get(p.Find("a[rel=next]").Attr("href"))
	if rows := older.All("tr[data-row]"); len(rows) != 10 || older.Find("a[rel=next]").Exists() {
		t.Errorf("%d rows on the last page, want 10 and no further page", len(rows))
	}
	for path, want := range map[string]int{"?q=" + irn[:12]: 1, "?q=" + strings.ToUpper(irn): 1, "?status=ACT": 50, "?status=CNL": 0, "?supplier=29ZZZCS0001A1ZI": 50, "?supplier=x": 0} {
		if rows := sim.Get("/invoices" + path).All("tr[data-row]"); len(rows) != want {
			t.Errorf("%s: %d rows, want %d", path, len(rows), want)
		}
	}
	if part := sim.Get("/invoices?q=x", "invoices"); part.Find("h1").Exists() || !part.Find("#invoices").Exists() {
		t.Error("htmx does not get the list alone")
	}
	if got := sim.Get("/invoices?before=x").Status; got != http.StatusBadRequest {
		t.Errorf("before=x: HTTP %d", got)
	}
}

func TestInvoice(t *testing.T) {
	t.Parallel()
	sim := webtest.Start(t)
	irn := register(t, sim, 1)
	p := sim.Get("/invoices/" + strings.ToUpper(irn))
	text := p.Find("main").Text()
	for _, want := range []string{irn, "ACT", "SignedInvoice", "SignedQRCode", "Can be cancelled until", "2026-11-23 12:31:07", "2 Data entry mistake"} {
		if !strings.Contains(text, want) {
			t.Errorf("the page does not hold %q", want)
		}
	}
	for form, kind := range map[string]string{"pdf": "application/pdf", "png": "image/png", "svg": "image/svg+xml", "json": "application/json"} {
		got := sim.Get("/invoices/" + irn + "/" + form)
		if got.Status != http.StatusOK || got.Header.Get("Content-Type") != kind || len(got.Body) < 500 || !strings.Contains(got.Header.Get("Content-Disposition"), "simulated-") {
			t.Errorf("%s: HTTP %d, %v, %d bytes", form, got.Status, got.Header, len(got.Body))
		}
	}
	print := sim.Get("/invoices/" + irn + "/print")
	if !strings.Contains(print.Find("body").Text(), "SIMULATED") || print.Find("a.back").Attr("href") != "/invoices/"+irn {
		t.Errorf("the printed form: %s", print.Find("body").Text())
	}
	for _, link := range []string{print.Find("link[rel=stylesheet]").Attr("href"), print.Find("script").Attr("src")} {
		if got := sim.Get(link); got.Status != http.StatusOK || len(got.Body) < 100 {
			t.Errorf("%q: HTTP %d, %d bytes", link, got.Status, len(got.Body))
		}
	}
	if got := sim.Get("/invoices/" + strings.Repeat("0", 64)); got.Status != http.StatusNotFound {
		t.Errorf("an unknown IRN: HTTP %d", got.Status)
	}
}

func TestCancel(t *testing.T) {
	t.Parallel()
	sim := webtest.Start(t)
	irn := register(t, sim, 2)
	form := url.Values{"rsn": {"2"}, "rem": {"Wrong entry"}}
	p := sim.Post("/invoices/"+irn+"/cancel", form)
	if p.Status != http.StatusSeeOther {
		t.Fatalf("HTTP %d", p.Status)
	}
	got := sim.Get("/invoices/" + irn)
	if text := got.Find("main").Text(); !strings.Contains(text, "The portal cancelled it") || !strings.Contains(text, "reason 2 (Data entry mistake) Wrong entry") {
		t.Errorf("after cancelling: %s", text)
	}
	part := sim.Post("/invoices/"+irn+"/cancel", form, "whole")
	if text := part.Find("#answer").Text(); !strings.Contains(text, "refused") || !strings.Contains(text, "9999") {
		t.Errorf("the second time: %s", text)
	}
	if rows := sim.Get("/invoices?status=CNL").All("tr[data-row]"); len(rows) != 1 {
		t.Errorf("%d cancelled", len(rows))
	}
	if got := sim.Post("/invoices/"+irn+"/cancel", url.Values{"rsn": {"2"}, "rem": {strings.Repeat("x", 101)}}); got.Status != http.StatusBadRequest {
		t.Errorf("a long remark: HTTP %d", got.Status)
	}
	var rows []struct{ Irn, Status string }
	if err := json.Unmarshal([]byte(sim.Control("GET", "/invoices", "")), &rows); err != nil {
		t.Fatal(err)
	}
	sim.Control("POST", "/clock/advance", `{"by":"24h1s"}`)
	late := sim.Get("/invoices/" + rows[1].Irn)
	if text := late.Find("main").Text(); !strings.Contains(text, "Can no longer be cancelled") || !strings.Contains(text, "The window closed") {
		t.Errorf("a second late: %s", text)
	}
}

// What clients sent is for those who have the token.
func TestToken(t *testing.T) {
	t.Parallel()
	sim := webtest.Start(t, func(c *server.Config) { c.AdminToken = "secret-token" })
	for _, path := range []string{"/invoices", "/invoices/x", "/invoices/x/print", "/invoices/x/pdf"} {
		if got := sim.Get(path); got.Status != http.StatusUnauthorized {
			t.Errorf("%s without the token: HTTP %d", path, got.Status)
		}
	}
	sim.Post("/unlock", url.Values{"token": {"secret-token"}, "next": {"/invoices"}})
	if got := sim.Get("/invoices"); got.Status != http.StatusOK {
		t.Errorf("with the token: HTTP %d", got.Status)
	}
}

func BenchmarkList(b *testing.B) {
	sim := webtest.Start(b)
	irn := register(b, sim, 60)
	for name, path := range map[string]string{"list": "/invoices", "one": "/invoices/" + irn, "print": fmt.Sprintf("/invoices/%s/print", irn)} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				sim.Get(path)
			}
		})
	}
}
