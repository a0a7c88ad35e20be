package faces

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
)

// TestBulkForgets: the oldest results go when there are too many or too large ones, calls under way never.
func TestBulkForgets(t *testing.T) {
	t.Parallel()
	b := newBulkWork("/x")
	add := func(name string) *bulkJob {
		job := &bulkJob{world: "w", name: name}
		b.pending++
		b.jobs[name], b.order = job, append(b.order, name)
		return job
	}
	running := add("running")
	for i := range maxBulkKept + 50 {
		b.done(add(fmt.Sprint("small", i)), []json.RawMessage{json.RawMessage(`{}`)})
	}
	if len(b.jobs) != maxBulkKept || len(b.order) != maxBulkKept || b.jobs["running"] == nil || b.jobs["small0"] != nil || b.pending != 1 {
		t.Errorf("%d calls kept, %d in order, %d under way; the first is %v", len(b.jobs), len(b.order), b.pending, b.jobs["small0"])
	}
	large := json.RawMessage(strings.Repeat(" ", maxBulkBytes/4))
	for i := range 6 {
		b.done(add(fmt.Sprint("large", i)), []json.RawMessage{large})
	}
	if b.bytes > maxBulkBytes || b.jobs["large5"] == nil || b.jobs["large0"] != nil || b.jobs["running"] == nil {
		t.Errorf("%d bytes kept of %d calls", b.bytes, len(b.jobs))
	}
	b.done(running, []json.RawMessage{})
	if b.jobs["running"] != nil && b.bytes > maxBulkBytes {
		t.Errorf("%d bytes kept after the end of the oldest call", b.bytes)
	}
	sum := 0
	for _, job := range b.jobs {
		sum += job.bytes
	}
	if sum != b.bytes {
		t.Errorf("%d bytes are counted of %d", b.bytes, sum)
	}
}

func TestBulkResult(t *testing.T) {
	t.Parallel()
	for answer, want := range map[string]string{
		`{"results":{"status":"Success","a":1}}`: `"status":"Success"`, "": "Expecting value: line 1 column 1", "<html>": "Expecting value: line 1 column 1",
		`{"detail":"Signature has expired."}`: `"errorMessage":"Signature has expired."`, `{"error":"e","error_description":"d"}`: `"errorMessage":"d"`,
		`{"error":"e"}`: `"errorMessage":"e"`, `{"results":`: "Expecting value",
	} {
		if got := string(bulkResult([]byte(answer))); !strings.Contains(got, want) || !json.Valid([]byte(got)) {
			t.Errorf("%q became %s, want %s", answer, got, want)
		}
	}
}

// TestMine: the pass-through knows its requests, and whoever serves them reads all of the body.
func TestMine(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", maxMine)
	tests := []struct {
		name, method, target, body string
		headers                    []string
		want                       bool
	}{
		{"login", "POST", "/oauth/access_token", `{"credentials_data":"00"}`, nil, true},
		{"login of the older API", "POST", "/oauth/access_token", `{"client_id":"x"}`, nil, false},
		{"call", "POST", "/eicore/v1.03/Invoice", `{"Data":"x","other_parameters":"00"}`, []string{"client-id", "x"}, true},
		{"call of the portal", "POST", "/eicore/v1.03/Invoice", `{"Data":"x"}`, []string{"client-id", "x"}, false},
		{"call with a secret", "POST", "/eicore/v1.03/Invoice", `{"other_parameters":"00"}`, []string{"client-id", "x", "client_secret", "y"}, false},
		{"beyond what is looked at", "POST", "/eicore/v1.03/Invoice", `{"Data":"` + long + `","other_parameters":"00"}`, []string{"client-id", "x"}, false},
		{"read", "GET", "/eicore/v1.03/Invoice/irn/x?other_parameters=00", "", []string{"client-id", "x"}, true},
		{"read of the portal", "GET", "/eicore/v1.03/Invoice/irn/x", "", []string{"client-id", "x"}, false},
	}
	for _, tt := range tests {
		r, err := http.NewRequestWithContext(t.Context(), tt.method, tt.target, strings.NewReader(tt.body))
		if err != nil {
			t.Fatal(err)
		}
		for i := 0; i < len(tt.headers); i += 2 {
			r.Header.Set(tt.headers[i], tt.headers[i+1])
		}
		if got := mastersMine(r); got != tt.want {
			t.Errorf("%s: %t, want %t", tt.name, got, tt.want)
		}
		if rest, err := io.ReadAll(r.Body); err != nil || string(rest) != tt.body {
			t.Errorf("%s: %d bytes are left of %d, %v", tt.name, len(rest), len(tt.body), err)
		}
	}
	broken := errors.New("broke off")
	r, err := http.NewRequestWithContext(t.Context(), "POST", "/oauth/access_token", io.MultiReader(strings.NewReader("abc"), failing{nil, broken}))
	if err != nil {
		t.Fatal(err)
	}
	mastersMine(r)
	if rest, err := io.ReadAll(r.Body); !errors.Is(err, broken) || string(rest) != "abc" {
		t.Errorf("a body that breaks off: %q, %v", rest, err)
	}
}
