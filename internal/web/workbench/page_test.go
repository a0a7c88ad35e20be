package workbench_test

import (
	"bytes"
	"encoding/json"
	"mime/multipart"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"github.com/irpsim/irpsim/internal/server"
	"github.com/irpsim/irpsim/internal/web/webtest"
)

// form is what a browser would send of a page: its text, and with what the form was made.
func form(p webtest.Page, do string) url.Values {
	f := url.Values{"do": {do}}
	for _, in := range p.Find("#wb-state").All("input") {
		f.Set(in.Attr("name"), in.Attr("value"))
	}
	f.Set("text", text(p))
	return f
}

// text is the document that a page holds, as a browser reads it.
func text(p webtest.Page) string {
	n := p.Find("textarea[name=text]")
	if !n.Exists() || n.FirstChild == nil {
		return ""
	}
	return n.FirstChild.Data
}

// follow sends a form and opens what it leads to.
func follow(t *testing.T, sim *webtest.Sim, f url.Values) webtest.Page {
	t.Helper()
	p := sim.Post("/workbench/check", f)
	if p.Status != http.StatusSeeOther {
		t.Fatalf("%s: HTTP %d: %s", f.Get("do"), p.Status, p.Find("#problem").Text())
	}
	path, _, _ := strings.Cut(p.Location, "#")
	return sim.Get(path)
}

func mustHold(t *testing.T, what, got string, want ...string) {
	t.Helper()
	for _, w := range want {
		if !strings.Contains(got, w) {
			t.Errorf("%s: %q does not hold %q", what, got, w)
		}
	}
}

func TestAFindingAndItsMend(t *testing.T) {
	t.Parallel()
	sim := webtest.Start(t)
	p := sim.Get("/workbench?case=b2b&break=2235")
	mustHold(t, "verdict", p.Find("#verdict").Text(), "3 findings, 1 cause", "2235, 2194, 2185")
	card := p.Find("#f1")
	mustHold(t, "card", card.Text(), "Line 2: the IGST is 9.00 too high", "= expected 189.00 accepted 188.00 to 190.00", "digits swapped?",
		"For Sl. No 2, IGST amount passed is not matching", "mends all three", "same 9.00")
	if got := card.Find("svg.range").Attr("aria-label"); !strings.Contains(got, "right of the accepted range") {
		t.Errorf("number line: %q", got)
	}
	mustHold(t, "source", p.Find(".src").Text(), "^^^^^^ 2235 expected 189.00", "188.00 to 190.00 pass", "2194 follows from it")
	if field := p.Find("[aria-invalid=true]"); field.Attr("aria-describedby") != "f1-h" {
		t.Errorf("the field is described by %q", field.Attr("aria-describedby"))
	}
	mended := follow(t, sim, form(p, card.Find("[data-mend]").Attr("value")))
	mustHold(t, "after the mend", mended.Find("#verdict").Text(), "The portal would register this.")
	if all := p.Zipped(); all > 30<<10 {
		t.Errorf("the page has %d bytes on the wire", all)
	}
}

func TestEditsOfTheFormKeepTheRest(t *testing.T) {
	t.Parallel()
	sim := webtest.Start(t)
	p := sim.Get("/workbench")
	odd := strings.Replace(text(p), `"Qty": 100.00`, `"Colour": {"a" :[1.0]}, "Qty": 100.0`, 1)
	f := form(p, "")
	f.Set("text", odd)
	p = follow(t, sim, f)
	if text(p) != odd {
		t.Fatalf("the text is not what was sent:\n%s", text(p))
	}
	f = form(p, "")
	f.Set("f:ItemList[1].Discount", "1.50")
	f.Set("f:ExpDtls.Port", "") // is not there, and stays so
	f.Set("f:Not.A.Member", "x")
	f.Set("f:BuyerDtls.TrdNm", `<b>x`)
	p = follow(t, sim, f)
	want := strings.Replace(odd, `"Discount": 0.00`, `"Discount": DISCOUNT`, 1)
	want = strings.Replace(want, `"Discount": 0.00`, `"Discount": 1.50`, 1)
	want = strings.Replace(want, "DISCOUNT", "0.00", 1)
	want = strings.Replace(want, "\"Simulated Buyer Private Limited\",\n", "\"Simulated Buyer Private Limited\",\n    \"TrdNm\": \"<b>x\",\n", 1)
	if text(p) != want {
		t.Errorf("got\n%s\nwant\n%s", text(p), want)
	}
	mustHold(t, "note", p.Find(".told").Text(), "ItemList[0].Colour")
	mustHold(t, "after totals", follow(t, sim, form(p, "totals")).Find("#verdict").Text(), "would register")
	p = follow(t, sim, form(p, "line-add"))
	if n := len(p.All(".items tr")); n != 1+2*4 {
		t.Errorf("%d rows with a fourth line", n)
	}
	p = follow(t, sim, form(p, "line-del:3"))
	p = follow(t, sim, form(p, "add:ExpDtls"))
	mustHold(t, "a section", text(p), `"Port": "INMAA1"`)
	p = follow(t, sim, form(p, "drop:ExpDtls"))
	if text(p) != want {
		t.Errorf("after adding and taking out again:\n%s\nwant\n%s", text(p), want)
	}
}

func TestBrokenTextLosesNothing(t *testing.T) {
	t.Parallel()
	sim := webtest.Start(t)
	p := sim.Get("/workbench")
	f := form(p, "")
	f.Set("text", "{\n  \"A\": 1,,\n}\n</textarea><script>")
	p = follow(t, sim, f)
	mustHold(t, "why", p.Find("#why").Text(), "Line 2, column 10")
	mustHold(t, "verdict", p.Find("#verdict").Text(), "No JSON yet", "5002")
	if !p.Find("fieldset[disabled]").Exists() || p.Find("form script").Exists() {
		t.Error("the form is not grey, or the text became HTML")
	}
	if text(p) != f.Get("text") {
		t.Errorf("the text came back as %q", text(p))
	}
	answer := follow(t, sim, form(p, "send")).Find("#answer").Text()
	mustHold(t, "sent all the same", answer, "The portal refused it with 5002", "The same as the check told")
}

// The example of every code of the menu is refused with that code, and the portal says what the check told.
func TestExamplesAreRefusedAsTold(t *testing.T) {
	t.Parallel()
	sim := webtest.Start(t)
	codes := sim.Get("/workbench").Find("#break").All("option")
	if len(codes) < 80 {
		t.Fatalf("%d codes in the menu", len(codes))
	}
	differ, elsewhere := 0, 0
	for _, o := range codes[1:] {
		code := o.Attr("value")
		p := sim.Get("/workbench?break=" + code)
		if p.Status != http.StatusOK {
			t.Errorf("%s: HTTP %d", code, p.Status)
			continue
		}
		if strings.Contains(p.Find("main").Text(), "the document alone does not meet") {
			elsewhere++
			continue
		}
		answer := follow(t, sim, form(p, "send")).Find("#answer").Text()
		if !strings.Contains(answer, "refused it") || !strings.Contains(answer, code) || !strings.Contains(answer, "The same as the check told") {
			t.Errorf("%s: %s", code, answer)
			differ++
		}
	}
	if elsewhere > 15 || differ > 0 {
		t.Errorf("%d need more than the document, %d differ", elsewhere, differ)
	}
}

func TestSendingAndSendingAgain(t *testing.T) {
	t.Parallel()
	sim := webtest.Start(t)
	p := follow(t, sim, form(sim.Get("/workbench"), "send"))
	irn := p.Find("#answer .irn").Text()
	if len(irn) != 64 || !p.Find("#answer svg").Exists() {
		t.Fatalf("no IRN: %s", p.Find("main").Text())
	}
	mustHold(t, "verdict", p.Find("#verdict").Text(), "Registered.")
	if p.Find("[data-finding]").Exists() || p.Find("[aria-invalid]").Exists() {
		t.Error("what is registered is shown as wrong")
	}
	again := follow(t, sim, form(p, "send"))
	mustHold(t, "the second time", again.Find(".refused").Text(), "2150", irn, "The same as the check told")
	next := follow(t, sim, form(p, "number"))
	mustHold(t, "the next number", next.Find("#verdict").Text(), "would register")
	printed := sim.Get(again.Find(".jh").All("a")[3].Attr("href"))
	mustHold(t, "printed", printed.Find(".paper").Text(), "SIMULATED", irn, "Simulated Buyer Private Limited")
	cipher := sim.Get(next.Find(".jh").All("a")[1].Attr("href"))
	if !cipher.Find(".mat.cipher").Exists() {
		t.Error("no cipher although the portal is logged in")
	}
}

func TestALostAnswerIsToldAsSuch(t *testing.T) {
	t.Parallel()
	sim := webtest.Start(t)
	sim.Control("POST", "/faults", `{"do":{"commit_then":"drop"},"match":{"api":"generate"}}`)
	p := follow(t, sim, form(sim.Get("/workbench"), "send"))
	mustHold(t, "answer", p.Find("main").Text(), "No answer", "Perhaps it is registered all the same")
}

func TestHtmxGetsParts(t *testing.T) {
	t.Parallel()
	sim := webtest.Start(t)
	p := sim.Get("/workbench")
	f := form(p, "")
	f.Set("f:DocDtls.No", "A/1")
	whole := sim.Post("/workbench/check", f, "wb")
	if whole.Header.Get("HX-Replace-Url") == "" || whole.Find("h1").Exists() || !whole.Find("#wb").Exists() {
		t.Errorf("an edit of the form: %v", whole.Header)
	}
	f = form(p, "")
	f.Set("text", strings.Replace(text(p), "SIM/", "TXT/", 1))
	around := sim.Post("/workbench/check", f, "wb")
	if around.Header.Get("HX-Reswap") != "none" || around.Find("textarea").Exists() || around.Find("#wb-left").Attr("hx-swap-oob") != "true" {
		t.Errorf("an edit of the text: %v", around.Header)
	}
}

func TestBulk(t *testing.T) {
	t.Parallel()
	sim := webtest.Start(t)
	good := sim.Control("GET", "/samples?case=b2b", "")
	var doc map[string]any
	if err := json.Unmarshal([]byte(good), &doc); err != nil {
		t.Fatal(err)
	}
	p := sim.Post("/workbench/bulk", url.Values{"text": {"[" + good + "," + good + ",{}]"}})
	if p.Status != http.StatusSeeOther {
		t.Fatalf("HTTP %d", p.Status)
	}
	rows := sim.Get("/workbench/bulk").Find("#outcome").All("tr")
	if len(rows) != 4 {
		t.Fatalf("%d rows", len(rows))
	}
	mustHold(t, "first", rows[1].Text(), "registered")
	mustHold(t, "second", rows[2].Text(), "refused", "2150")
	mustHold(t, "third", rows[3].Text(), "refused", "5002")
	if bad := sim.Post("/workbench/bulk", url.Values{"text": {"nonsense"}}); bad.Status != http.StatusBadRequest {
		t.Errorf("what is no array: HTTP %d", bad.Status)
	}
}

func TestOtherWorldAndToken(t *testing.T) {
	t.Parallel()
	sim := webtest.Start(t)
	var made struct {
		ClientID string `json:"client_id"`
	}
	if err := json.Unmarshal([]byte(sim.Control("POST", "/worlds", `{}`)), &made); err != nil {
		t.Fatal(err)
	}
	p := sim.Get("/workbench?world=" + made.ClientID)
	mustHold(t, "action", p.Find("#wb").Attr("action"), "world="+made.ClientID)
	if got := sim.Get("/workbench?case=nonsense"); got.Status != http.StatusBadRequest {
		t.Errorf("an unknown case: HTTP %d", got.Status)
	}
	if got := sim.Get("/workbench/d/0123456789ab"); got.Status != http.StatusNotFound {
		t.Errorf("an unknown draft: HTTP %d", got.Status)
	}
	locked := webtest.Start(t, func(c *server.Config) { c.AdminToken = "secret-token" })
	if got := locked.Get("/workbench?case=b2b&break=2235"); got.Status != http.StatusOK || !got.Find("#f1").Exists() {
		t.Errorf("the example with a token: HTTP %d", got.Status)
	}
	if got := locked.Post("/workbench/check", url.Values{"text": {"{}"}}); got.Status != http.StatusUnauthorized {
		t.Errorf("a send without the token: HTTP %d", got.Status)
	}
}

func BenchmarkPage(b *testing.B) {
	sim := webtest.Start(b)
	for _, path := range []string{"/workbench", "/workbench?case=b2b&break=2235"} {
		b.Run(path, func(b *testing.B) {
			for b.Loop() {
				sim.Get(path)
			}
		})
	}
}

// TestUploadLeavesNoFile: what is uploaded is never written to disk, however large it may be.
func TestUploadLeavesNoFile(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	t.Setenv("TMP", dir) // of Windows
	sim := webtest.Start(t)
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("file", "large.json")
	if err != nil {
		t.Fatal(err)
	}
	_, _ = part.Write([]byte("[" + strings.Repeat(" ", 5<<20) + "]"))
	_ = form.Close()
	resp, err := http.Post(sim.Info().HTTP+"/workbench/bulk", form.FormDataContentType(), &body)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	if resp.StatusCode != http.StatusOK { // of the page that it leads to
		t.Errorf("the upload answered %d", resp.StatusCode)
	}
	left, err := filepath.Glob(filepath.Join(dir, "multipart-*"))
	if err != nil || len(left) > 0 {
		t.Errorf("the upload left %q, %v", left, err)
	}
}
