package web_test

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/irpsim/irpsim/internal/server"
	"github.com/irpsim/irpsim/internal/web/webtest"
)

// ask sends a request with headers of its own and returns status and body.
func ask(t *testing.T, method, target string, headers map[string]string, body string) (int, http.Header, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, target, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range headers {
		if name == "Host" {
			r.Host = value
		}
		r.Header.Set(name, value)
	}
	resp, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, resp.Header, string(b)
}

const formType = "application/x-www-form-urlencoded"

// No site but the portal's own pages can do anything with it, whatever the browser is told.
func TestOtherSites(t *testing.T) {
	t.Parallel()
	s := webtest.Start(t)
	base := s.Info().HTTP
	for _, tt := range []struct {
		name, method, path string
		headers            map[string]string
		status             int
	}{
		{"a form of another site", "POST", "/start/run", map[string]string{"Sec-Fetch-Site": "cross-site", "Content-Type": formType}, 403},
		{"an older browser's form", "POST", "/start/run", map[string]string{"Origin": "https://example.test", "Content-Type": formType}, 403},
		{"a sandboxed frame", "POST", "/start/run", map[string]string{"Origin": "null", "Content-Type": formType}, 403},
		{"our own page", "POST", "/start/run", map[string]string{"Sec-Fetch-Site": "same-origin", "Content-Type": formType}, 303},
		{"another name for this address", "GET", "/", map[string]string{"Host": "rebound.example.test", "Accept": "text/html"}, 403},
		{"another name, posting", "POST", "/start/run", map[string]string{"Host": "rebound.example.test", "Content-Type": formType}, 403},
		{"a link from another site", "GET", "/", map[string]string{"Sec-Fetch-Site": "cross-site", "Accept": "text/html"}, 200},
	} {
		if status, _, body := ask(t, tt.method, base+tt.path, tt.headers, ""); status != tt.status {
			t.Errorf("%s: %d, want %d: %.200s", tt.name, status, tt.status, body)
		}
	}
}

func TestHeaders(t *testing.T) {
	t.Parallel()
	s := webtest.Start(t)
	_, h, body := ask(t, "GET", s.Info().HTTP+"/", map[string]string{"Accept": "text/html"}, "")
	policy := h.Get("Content-Security-Policy")
	for _, part := range []string{"default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"} {
		if !strings.Contains(policy, part) {
			t.Errorf("the policy %q lacks %s", policy, part)
		}
	}
	if strings.Contains(policy, "unsafe") {
		t.Errorf("the policy %q lets something unsafe", policy)
	}
	for _, inline := range []string{" style=", "<style", " onclick=", "<script>", "javascript:", "https://"} {
		if strings.Contains(body, inline) {
			t.Errorf("the start page has %s", inline)
		}
	}
}

// With an admin token, learning is open; sending, steering and what clients sent are not.
func TestAdminToken(t *testing.T) {
	t.Parallel()
	s := webtest.Start(t, func(c *server.Config) { c.AdminToken = "opensesame" })
	start := s.Get("/")
	if start.Status != 200 || strings.Contains(start.Body, "irpsimClientSecret01") || strings.Contains(start.Body, "Irpsim@2026") {
		t.Errorf("the start page answers %d, or shows a secret to anybody", start.Status)
	}
	for _, path := range []string{"/inspector", "/live"} {
		if got := s.Get(path); got.Status != 401 || !got.Find("#token").Exists() {
			t.Errorf("%s answers %d without asking for the token", path, got.Status)
		}
	}
	if got := s.Post("/start/run", url.Values{}); got.Status != 401 {
		t.Errorf("sending answers %d", got.Status)
	}
	if got := s.Post("/unlock", url.Values{"token": {"wrong"}}); got.Status != 401 {
		t.Errorf("a wrong token answers %d", got.Status)
	}
	got := s.Post("/unlock", url.Values{"token": {"opensesame"}, "next": {"/inspector"}})
	if got.Status != 303 || got.Location != "/inspector" {
		t.Fatalf("the right token answers %d to %s", got.Status, got.Location)
	}
	if c := got.Header.Get("Set-Cookie"); !strings.Contains(c, "HttpOnly") || !strings.Contains(c, "SameSite=Strict") || strings.Contains(c, "opensesame") {
		t.Errorf("the cookie is %s", c)
	}
	if got := s.Get("/inspector"); got.Status != 200 {
		t.Errorf("unlocked, the inspector answers %d", got.Status)
	}
	if got := s.Post("/unlock", url.Values{"token": {"opensesame"}, "next": {"https://example.test/"}}); got.Location != "/" {
		t.Errorf("after unlocking it goes to %s", got.Location)
	}
}

// A path that nothing answers tells a person which pages are near, and a program what the portal tells it.
func TestNotFound(t *testing.T) {
	t.Parallel()
	s := webtest.Start(t)
	got := s.Get("/inspecter")
	if got.Status != 404 || got.Find("main h1").Text() != "There is no such page" || got.Find("ul.near a").Text() != "/inspector" {
		t.Errorf("%d, %s, nearest %s", got.Status, got.Find("h1").Text(), got.Find("ul.near a").Text())
	}
	status, h, body := ask(t, "GET", s.Info().HTTP+"/inspecter", map[string]string{"Accept": "application/json"}, "")
	if status != 404 || !strings.HasPrefix(h.Get("Content-Type"), "application/json") {
		t.Errorf("a program gets %d %s: %s", status, h.Get("Content-Type"), body)
	}
	status, h, _ = ask(t, "GET", s.Info().HTTP+"/eicore/v1.03/Invoice/irn/x", map[string]string{"Accept": "text/html"}, "")
	if !strings.HasPrefix(h.Get("Content-Type"), "application/json") {
		t.Errorf("the API answers a browser %d with %s", status, h.Get("Content-Type"))
	}
	if status, h, body := ask(t, "GET", s.Info().HTTP+"/", nil, ""); status != 200 || !strings.HasPrefix(h.Get("Content-Type"), "text/html") || !strings.Contains(body, "irpsim") {
		t.Errorf("a client that asks for nothing in particular gets %d %s at the root", status, h.Get("Content-Type"))
	}
}

func TestOtherWorld(t *testing.T) {
	t.Parallel()
	s := webtest.Start(t)
	s.Control("POST", "/worlds", `{"name":"mine"}`)
	var id string
	for _, w := range s.Worlds().Loaded() {
		if w.Name() == "mine" {
			id = w.ID
		}
	}
	p := s.Get("/?world=" + id)
	for _, a := range p.All("nav.side a") {
		if !strings.Contains(a.Attr("href"), "world="+id) {
			t.Errorf("the link %s leaves the world", a.Attr("href"))
		}
	}
	if got := s.Get("/?world=nobody"); got.Status != 404 {
		t.Errorf("an unknown world answers %d", got.Status)
	}
	if got := s.Post("/start/run?world="+id, url.Values{}); got.Location != "/?world="+id+"#first" {
		t.Errorf("a run in another world leads to %s", got.Location)
	}
	if text := s.Get("/?world=" + id).Find("#first").Text(); !strings.Contains(text, "ACT") {
		t.Errorf("the run in the other world shows %s", text)
	}
	if text := s.Get("/").Find("#first").Text(); strings.Contains(text, "ACT") {
		t.Errorf("the default world shows another's run: %s", text)
	}
}

// The first page with all that it loads stays below 150 kB, and every page links only to what answers.
func TestWeight(t *testing.T) {
	t.Parallel()
	s := webtest.Start(t)
	p := s.Get("/")
	total := p.Zipped()
	for _, selector := range []struct{ tag, attr string }{{"link", "href"}, {"script", "src"}} {
		for _, n := range p.All(selector.tag) {
			f := s.Get(n.Attr(selector.attr))
			if f.Status != 200 || !strings.Contains(f.Header.Get("Cache-Control"), "immutable") {
				t.Errorf("%s answers %d, %s", n.Attr(selector.attr), f.Status, f.Header.Get("Cache-Control"))
			}
			total += f.Zipped()
		}
	}
	if total > 60<<10 {
		t.Errorf("the first page weighs %d bytes compressed, want at most 60 kB", total)
	}
}

func BenchmarkStart(b *testing.B) {
	s := webtest.Start(b)
	s.Get("/")
	for b.Loop() {
		s.Get("/")
	}
}
