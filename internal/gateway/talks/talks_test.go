package talks

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestFormatAndParse(t *testing.T) {
	t.Parallel()
	talk := []Exchange{
		{Title: "Get a token", Op: "token", Method: "POST", Path: "/token?a=b", Headers: []string{"x-key: k", "Content-Type: application/json"}, Body: `{"a":"(b)"}`, Status: 200, Type: "application/json; charset=utf-8", Answer: `{"token":"t"}`},
		{Title: "No token", Op: "get", Method: "GET", Path: "/get", Headers: []string{}, Status: 401, Type: "text/plain", Answer: "no"},
	}
	got, err := Parse(Format(talk))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(talk, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	for _, bad := range []string{"", "## a", "## a (b)\nGET /\n", "## a (b)\nGET /\n\nHTTP x y\nz", "## a (b)\nGET /\n\nHTTP 200 y", "## a (b)\nGET /\n\n1\n\n2\n\nHTTP 200 y\nz", "## a\nGET /\n\nHTTP 200 y\nz"} {
		if got, err := Parse(bad); err == nil {
			t.Errorf("%q was read as %v", bad, got)
		}
	}
}

// TestFiles reads every talk: each begins with what a client does first and has a success and a refusal.
func TestFiles(t *testing.T) {
	t.Parallel()
	if len(all()) < 10 {
		t.Errorf("%d talks, want one for each gateway that speaks plain JSON", len(all()))
	}
	for face, talk := range all() {
		if len(talk) < 8 {
			t.Errorf("%s: %d exchanges", face, len(talk))
		}
		for _, e := range talk {
			if !strings.HasPrefix(e.Path, "/") || e.Answer == "" || strings.Contains(e.Answer, "127.0.0.1") {
				t.Errorf("%s: %s: %s %s, answer %.40q", face, e.Title, e.Method, e.Path, e.Answer)
			}
		}
	}
	if Of("nic") != nil {
		t.Error("the portal is no gateway")
	}
}
