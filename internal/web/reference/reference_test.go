package reference_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/irpsim/irpsim/internal/server"
	"github.com/irpsim/irpsim/internal/web/webtest"
)

// slugs are the pages of calls and gateways, as the index links them.
func slugs(t *testing.T, s *webtest.Sim) []string {
	t.Helper()
	var list []string
	for _, a := range s.Get("/reference").All("main .ops td a") {
		list = append(list, a.Attr("href"))
	}
	if len(list) < 19 {
		t.Fatalf("the index links %d pages, want every call and gateway", len(list))
	}
	return list
}

// TestEveryPage opens the page of every call and gateway.
func TestEveryPage(t *testing.T) {
	t.Parallel()
	s := webtest.Start(t)
	for _, path := range slugs(t, s) {
		p := s.Get(path)
		if p.Status != http.StatusOK || len(p.All("h1")) != 1 {
			t.Errorf("%s: %d", path, p.Status)
			continue
		}
		if p.Find("#try").Exists() && (len(p.All("#differences tr")) < 3 || !p.Find("#answers").Exists()) {
			t.Errorf("%s: %d rows of differences", path, len(p.All("#differences tr")))
		}
		if p.Zipped() > 60<<10 {
			t.Errorf("%s: %d bytes, want at most 60 kB", path, p.Zipped())
		}
	}
	if p := s.Get("/reference/nothing"); p.Status != http.StatusNotFound {
		t.Errorf("unknown call: %d", p.Status)
	}
}

// TestGateways: the page of a gateway shows what is said in its words, or that those of the portal are.
func TestGateways(t *testing.T) {
	t.Parallel()
	s := webtest.Start(t)
	p := s.Get("/reference/masters-a")
	said := p.All(".doc details")
	if len(said) < 10 {
		t.Fatalf("%d exchanges of masters-a", len(said))
	}
	for n, want := range map[int]string{1: `"document_details"`, 2: "2150: Duplicate IRN", len(said) - 1: "HTTP 401"} {
		if got := said[n].Text(); !strings.Contains(got, want) {
			t.Errorf("exchange %d lacks %q: %.600s", n, want, got)
		}
	}
	if got := said[1].Text(); !strings.Contains(got, s.Info().HTTP+"/api/v1/einvoice/qrcode/") {
		t.Errorf("addresses are not those of this simulator: %.2000s", got)
	}
	if got := s.Get("/reference/vayana").Find(".doc").Text(); !strings.Contains(got, "the portal's own encryption") {
		t.Errorf("vayana: %.300s", got)
	}
}

func TestGenerate(t *testing.T) {
	t.Parallel()
	s := webtest.Start(t)
	p := s.Get("/reference/generate?case=export")
	for selector, want := range map[string]string{
		"#headers": "IRPSIM29TXP0001", "#members": "DocDtls", "#samples": "EXP", "#validations": "2235", "#answers": "DUPIRN", "#differences": "Business rules", ".lead": "Registers one invoice", "#schema": "generate-irn.json",
	} {
		if got := p.Find(selector).Text(); !strings.Contains(got, want) {
			t.Errorf("%s lacks %q: %.300s", selector, want, got)
		}
	}
	if got := len(p.All("#validations .val tr")); got < 100 {
		t.Errorf("%d rules", got)
	}
	if got := p.Find("#answers").Text(); strings.Count(got, "As it came") < 4 || !strings.Contains(got, "EWBERR") {
		t.Errorf("answers: %.600s", got)
	}
	row := webtest.Node{}
	for _, n := range p.All("#members tr") {
		if n.Attr("id") == "m-ItemList[].IgstAmt" {
			row = n
		}
	}
	if got := row.Text(); !strings.Contains(got, "2235") || !strings.Contains(got, "may") {
		t.Errorf("IgstAmt: %q", got)
	}
	if list := s.Control("GET", "/worlds", ""); strings.Count(list, `"id"`) != 1 {
		t.Errorf("worlds left: %s", list)
	}
	if got := s.Control("GET", "/journal", ""); strings.Contains(got, `"id"`) {
		t.Errorf("reading made calls in the world: %.300s", got)
	}
}

func TestMembersFilter(t *testing.T) {
	t.Parallel()
	s := webtest.Start(t)
	for q, want := range map[string]string{"igst": "ItemList[].IgstAmt", "2235": "ItemList[].IgstAmt", "must": "DocDtls.No", "zebra": "No member fits"} {
		p := s.Get("/reference/generate?m="+q, "members")
		if got := p.Find("#members").Text(); p.Find("main").Exists() || !strings.Contains(got, want) {
			t.Errorf("%s: %.300s", q, got)
		}
	}
	if got := s.Get("/reference/generate?form=flat").Find("#members").Text(); !strings.Contains(got, "BuyerDtls.Pin") {
		t.Errorf("flat: %.200s", got)
	}
}

func TestSchemaDownload(t *testing.T) {
	t.Parallel()
	s := webtest.Start(t)
	for _, slug := range []string{"auth", "generate", "cancel", "ewb", "ewayapi"} {
		p := s.Get("/reference/" + slug + "/schema.json")
		if !json.Valid([]byte(p.Body)) || !strings.Contains(p.Header.Get("Content-Disposition"), "attachment") {
			t.Errorf("%s: %d %.100s", slug, p.Status, p.Body)
		}
	}
	if p := s.Get("/reference/get/schema.json"); p.Status != http.StatusNotFound {
		t.Errorf("a call without a schema: %d", p.Status)
	}
}

// TestSend sends each call as it is, and wrong in ways that name a code.
func TestSend(t *testing.T) {
	t.Parallel()
	s := webtest.Start(t)
	for _, c := range []struct{ slug, change, want string }{
		{"auth", "", "Status 1"}, {"auth", "pass:wrong", "1019"}, {"auth", "user:wrong", "1017"}, {"auth", "base64:none", "5001"}, {"auth", "omit:Password", "1007"},
		{"auth", "head:client_secret=wrong", "1010"}, {"auth", "head:Gstin=", "1004"},
		{"cancel", "", "A document was registered first"}, {"getbydoc", "", "Status 1"}, {"get", "", "Status 1"}, {"ewb", "", "Status 1"}, {"ewb-get", "", "Status 1"},
		{"generate", "", "Status 1"}, {"generate", "omit:DocDtls.No", "5002"}, {"generate", "omit:ItemList[].HsnCd", "5002"}, {"generate", "key:wrong", "5002"},
		{"generate", "token:none", "1005"}, {"generate", "token:strange", "1005"}, {"generate", "token:old", "1005"}, {"generate", "data:none", "2255"},
		{"generate", "head:client_id=", "1011"}, {"generate", "fault:code=2147", "2147"}, {"generate", "fault:commit_then=drop", "No answer came"},
		{"generate", "fault:before=503", "503"}, {"gstin", "", "Status 1"}, {"gstin-v1.03", "", "Status 1"}, {"syncgstin", "", "Status 1"}, {"rejected", "", "2296"},
		{"ewayapi", "", "Status 1"}, {"ewayapi-list", "", "Status 1"}, {"ping", "", "Status 1"},
	} {
		p := s.Post("/reference/"+c.slug+"/send", url.Values{"change": {c.change}}, "try")
		if got := p.Find("#answer").Text(); p.Status != http.StatusOK || !strings.Contains(got, c.want) {
			t.Errorf("%s %q: %d, want %q in %.500s", c.slug, c.change, p.Status, c.want, got+p.Find("#problem").Text())
		}
	}
	p := s.Post("/reference/generate/send", url.Values{"case": {"export"}})
	if p.Status != http.StatusSeeOther || p.Location != "/reference/generate?case=export#answer" {
		t.Errorf("without JavaScript: %d %s", p.Status, p.Location)
	}
	if got := s.Get("/reference/generate").Find("#answer").Text(); !strings.Contains(got, "Status 1") || !strings.Contains(got, "exchange") {
		t.Errorf("afterwards: %.300s", got)
	}
	if p := s.Post("/reference/generate/send", url.Values{"change": {"rm -rf"}}); p.Status != http.StatusBadRequest {
		t.Errorf("an unknown change: %d", p.Status)
	}
	if p := s.Post("/reference/auth103/send", nil); p.Status != http.StatusNotFound {
		t.Errorf("a call without a console: %d", p.Status)
	}
	if p := s.Post("/reference/get/send", url.Values{"p_irn": {strings.Repeat("0", 64)}}, "try"); !strings.Contains(p.Find("#answer").Text(), "2148") {
		t.Errorf("a parameter of one's own: %.300s", p.Find("#answer").Text())
	}
}

// TestEveryCase sends a document of each kind.
func TestEveryCase(t *testing.T) {
	t.Parallel()
	s := webtest.Start(t)
	options := s.Get("/reference/generate").All("#case option")
	if len(options) < 15 {
		t.Fatalf("%d cases", len(options))
	}
	for _, o := range options {
		p := s.Post("/reference/generate/send", url.Values{"case": {o.Attr("value")}}, "try")
		if got := p.Find("#answer").Text(); !strings.Contains(got, "Status 1") {
			t.Errorf("%s: %.400s", o.Attr("value"), got)
		}
	}
}

func TestLocked(t *testing.T) {
	t.Parallel()
	s := webtest.Start(t, func(c *server.Config) { c.AdminToken = "secret" })
	for _, path := range []string{"/reference/generate", "/reference/auth", "/reference/generate?as=curl", "/reference/auth?as=curl"} {
		if p := s.Get(path); p.Status != 200 || strings.Contains(p.Body, "irpsimClientSecret01") || strings.Contains(p.Body, "Irpsim@2026") {
			t.Errorf("%s shows secrets to a visitor without the token", path)
		}
	}
	if p := s.Post("/reference/generate/send", nil, "try"); p.Status != http.StatusUnauthorized {
		t.Errorf("sending without the token: %d", p.Status)
	}
}

func BenchmarkGenerate(b *testing.B) {
	s := webtest.Start(b)
	for b.Loop() {
		s.Get("/reference/generate")
	}
}
