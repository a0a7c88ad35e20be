// Package webtest is what the tests of the developer portal share: a simulator of a test's own, its pages as trees, and
// ways to find things in them.
package webtest

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/irpsim/irpsim/internal/server"
)

// Today is the frozen instant of the tests.
const Today = "2026-11-22T12:31:07+05:30"

// Sim is a simulator on a port of its own, with a frozen clock and fixed chance, and a browser without JavaScript that
// keeps cookies and does not follow redirections.
type Sim struct {
	*server.Server
	t      testing.TB
	client *http.Client
}

// Start starts a simulator that ends with the test.
func Start(t testing.TB, change ...func(*server.Config)) *Sim {
	t.Helper()
	seed := uint64(1)
	cfg := server.Config{Listen: "127.0.0.1:0", Ephemeral: true, Rand: &seed, Clock: Today, Version: "test"}
	for _, c := range change {
		c(&cfg)
	}
	s, err := server.Start(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := s.Shutdown(t.Context()); err != nil {
			t.Errorf("shutdown: %v", err)
		}
	})
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &Sim{s, t, &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// Page is an answer of the portal.
type Page struct {
	Status   int
	Location string // of a redirection
	Header   http.Header
	Body     string
	Node
}

// Get asks for a page; htmx says whether as htmx does, for a part, with the id of the element that is swapped.
func (s *Sim) Get(path string, htmx ...string) Page {
	s.t.Helper()
	return s.do(http.MethodGet, path, nil, htmx)
}

// Post sends a form.
func (s *Sim) Post(path string, form url.Values, htmx ...string) Page {
	s.t.Helper()
	return s.do(http.MethodPost, path, form, htmx)
}

func (s *Sim) do(method, path string, form url.Values, htmx []string) Page {
	s.t.Helper()
	r, err := http.NewRequestWithContext(s.t.Context(), method, s.Info().HTTP+path, strings.NewReader(form.Encode()))
	if err != nil {
		s.t.Fatal(err)
	}
	r.Header.Set("Accept", "text/html")
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if len(htmx) > 0 {
		r.Header.Set("HX-Request", "true")
		r.Header.Set("HX-Target", htmx[0])
	}
	resp, err := s.client.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	root, err := html.Parse(bytes.NewReader(body))
	if err != nil {
		s.t.Fatalf("%s %s: %v", method, path, err)
	}
	return Page{resp.StatusCode, resp.Header.Get("Location"), resp.Header, string(body), Node{root}}
}

// Control makes a control call and returns its answer.
func (s *Sim) Control(method, path, body string) string {
	s.t.Helper()
	r, err := http.NewRequestWithContext(s.t.Context(), method, s.Info().Admin+"/_sim/v1"+path, strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+s.Info().AdminToken)
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	got, err := io.ReadAll(resp.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	if resp.StatusCode >= 300 {
		s.t.Fatalf("%s %s: %d %s", method, path, resp.StatusCode, got)
	}
	return string(got)
}

// Zipped is how many bytes a page has on the wire.
func (p Page) Zipped() int {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = w.Write([]byte(p.Body)) // into memory
	_ = w.Close()
	return b.Len()
}

// Node is an element of a page, or nothing.
type Node struct{ *html.Node }

// Find returns the first element that fits: "h1", "#id", ".class", "tag.class", "[attr=value]", "tag[attr]"; several
// of them after each other, separated by blanks, go down. Nothing is found in nothing.
func (n Node) Find(selector string) Node {
	if all := n.All(selector); len(all) > 0 {
		return all[0]
	}
	return Node{}
}

// All returns every element that fits, in the order of the page.
func (n Node) All(selector string) []Node {
	here := []Node{n}
	for part := range strings.FieldsSeq(selector) {
		var next []Node
		for _, h := range here {
			for _, found := range h.below(part) {
				if !slices.Contains(next, found) {
					next = append(next, found)
				}
			}
		}
		here = next
	}
	return here
}

func (n Node) below(part string) (list []Node) {
	if n.Node == nil {
		return nil
	}
	for c := range n.Descendants() {
		if c.Type == html.ElementNode && fits(c, part) {
			list = append(list, Node{c})
		}
	}
	return list
}

// fits tries one part of a selector.
func fits(n *html.Node, part string) bool {
	at := Node{n}
	if head, attr, ok := strings.Cut(strings.TrimSuffix(part, "]"), "["); ok {
		name, value, valued := strings.Cut(attr, "=")
		got, has := at.attr(name)
		return has && (!valued || got == strings.Trim(value, `"`)) && (head == "" || fits(n, head))
	}
	if tag, id, ok := strings.Cut(part, "#"); ok {
		return (tag == "" || n.Data == tag) && at.Attr("id") == id
	}
	tag, classes, _ := strings.Cut(part, ".")
	if tag != "" && n.Data != tag {
		return false
	}
	have := strings.Fields(at.Attr("class"))
	for c := range strings.SplitSeq(classes, ".") {
		if c != "" && !slices.Contains(have, c) {
			return false
		}
	}
	return true
}

// Exists reports whether something was found.
func (n Node) Exists() bool { return n.Node != nil }

// Attr is the value of an attribute, "" when there is none.
func (n Node) Attr(name string) string {
	v, _ := n.attr(name)
	return v
}

func (n Node) attr(name string) (string, bool) {
	if n.Node == nil {
		return "", false
	}
	for _, a := range n.Node.Attr {
		if a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}

// Text is all text below, blanks run together.
func (n Node) Text() string {
	if n.Node == nil {
		return ""
	}
	var b strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
			b.WriteByte(' ')
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}
