package server_test

import (
	"strings"
	"testing"
)

// TestBlocking: too many refused calls block a user (3096), and five times as many the client (3095), until the day ends.
func TestBlocking(t *testing.T) {
	t.Parallel()
	s := start(t)
	s.control("PATCH", "/settings", `{"block_after_errors":3}`, 200, nil)
	c := s.client()
	get := func() string {
		_, err := c.Get(t.Context(), strings.Repeat("0", 64))
		return code(t, err)
	}
	for i := range 3 {
		if got := get(); got != "2148" {
			t.Fatalf("call %d: %s, want 2148", i+1, got)
		}
	}
	if got := get(); got != "3096" {
		t.Errorf("after three errors: %s, want 3096", got)
	}
	r := s.raw()
	for range 12 {
		r.send("/eicore/v1.03/Invoice", `{}`, r.headers) // 1005: no token
	}
	if _, got := r.send("/eicore/v1.03/Invoice", `{}`, r.headers); !strings.Contains(got, `"3095"`) || !strings.Contains(got, "CLIENT - IRPSIM29TXP0001") {
		t.Errorf("after fifteen errors of the client: %s, want 3095 with the client id", got)
	}
	s.advance("12h") // the next day in India
	if err := c.Login(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := get(); got != "2148" {
		t.Errorf("the next day: %s, want 2148", got)
	}
}

// TestRateLimit: a minute of the world's clock has so many calls and no more, in either answer.
func TestRateLimit(t *testing.T) {
	t.Parallel()
	s := start(t)
	s.control("PATCH", "/settings", `{"rate_limit":2}`, 200, nil)
	c := s.client()
	get := func() string {
		_, err := c.Get(t.Context(), strings.Repeat("0", 64))
		return code(t, err)
	}
	if one, two, three := get(), get(), get(); one != "2148" || two != "2148" || three != "3108" {
		t.Errorf("three calls in a minute: %s, %s, %s; want 2148, 2148, 3108", one, two, three)
	}
	s.advance("1m")
	if got := get(); got != "2148" {
		t.Errorf("a minute later: %s, want 2148", got)
	}
	s.control("PATCH", "/settings", `{"rate_limit":1,"rate_limit_answer":"429"}`, 200, nil)
	token, _ := c.Session()
	r := s.raw()
	r.headers["AuthToken"] = token
	if status, body := r.send("/eicore/v1.03/Invoice/irn/0", "", r.headers); status != 429 || !strings.Contains(body, "<html>") {
		t.Errorf("over the limit of a gateway: HTTP %d %s, want an HTML page with 429", status, body)
	}
}
