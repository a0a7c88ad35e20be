package server_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/irpsim/irpsim/internal/client"
)

// at makes a client of another portal of the same world.
func (s *sim) at(portal string) *client.Client {
	return s.client(func(c *client.Config) { c.BaseURL += "/irp/" + portal })
}

// TestTwoPortals: what one portal registered is refused by the other, and seen there only with the header irp.
func TestTwoPortals(t *testing.T) {
	t.Parallel()
	s := start(t)
	one, two := s.client(), s.at("NIC2")
	doc := document(t, "b2b", "P/1", 1)
	first, err := one.Generate(t.Context(), doc)
	if err != nil {
		t.Fatal(err)
	}
	_, err = two.Generate(t.Context(), doc)
	if code(t, err) != "2295" {
		t.Fatalf("the second portal: %v, want 2295", err)
	}
	refusal, _ := errors.AsType[*client.Refusal](err)
	if len(refusal.Info) != 1 || refusal.Info[0].Code != "DUPIRNGLP" || !strings.Contains(string(refusal.Info[0].Desc), `"RegIrp":"NIC1"`) {
		t.Errorf("InfoDtls of 2295 is %v, want DUPIRNGLP with NIC1", refusal.Info)
	}
	if _, err := two.Get(t.Context(), first.Irn); code(t, err) != "2148" {
		t.Errorf("get at the other portal: %v, want 2148", err)
	}
	other := s.client(func(c *client.Config) { c.BaseURL += "/irp/nic2"; c.IRP = "NIC1" })
	if _, err := other.Get(t.Context(), first.Irn); err != nil {
		t.Errorf("get at the other portal with irp NIC1: %v", err)
	}
	second, err := two.Generate(t.Context(), document(t, "b2b", "P/2", 1))
	if err != nil || !strings.HasPrefix(fmt.Sprint(second.AckNo), "2") {
		t.Errorf("the second portal gave AckNo %v, %v; want one that begins with 2", second.AckNo, err)
	}
	if _, err := one.Cancel(t.Context(), second.Irn, "1", "not here"); code(t, err) != "2148" {
		t.Errorf("cancel at the wrong portal: %v, want 2148", err)
	}
}

// TestLostDeduplication: with the registry down or slow both portals register; the loser is rejected when it is found out.
func TestLostDeduplication(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, before, after string }{
		{"registry down", `{"registry_down":true}`, `{"registry_down":false}`},
		{"registry slow", `{"registry_lag_minutes":30}`, `{}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := start(t)
			one, two := s.client(), s.at("NIC2")
			s.control("PATCH", "/settings", tt.before, 200, nil)
			doc := document(t, "b2b", "L/1", 1)
			first, err := one.Generate(t.Context(), doc)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := two.Generate(t.Context(), doc); err != nil {
				t.Fatalf("the second portal: %v, want it registered too", err)
			}
			if got, err := two.Get(t.Context(), first.Irn); err != nil || got.Status != "ACT" {
				t.Errorf("before it is found out: %v, %v, want ACT", got, err)
			}
			s.advance("30m")
			s.control("PATCH", "/settings", tt.after, 200, nil)
			if got, err := two.Get(t.Context(), first.Irn); err != nil || got.Status != "REJ" {
				t.Errorf("the loser: %v, %v, want REJ", got, err)
			}
			if got, err := one.Get(t.Context(), first.Irn); err != nil || got.Status != "ACT" {
				t.Errorf("the winner: %v, %v, want ACT", got, err)
			}
			if _, err := two.Cancel(t.Context(), first.Irn, "1", "rejected"); code(t, err) != "9999" {
				t.Errorf("cancelling the loser: %v, want 9999", err)
			}
			list, err := two.Rejected(t.Context(), "22/11/2026")
			if err != nil || len(list) != 1 || list[0] != first.Irn {
				t.Errorf("rejected IRNs of the second portal: %v, %v; want %s", list, err, first.Irn)
			}
			if _, err := one.Rejected(t.Context(), "22/11/2026"); code(t, err) != "2296" {
				t.Errorf("rejected IRNs of the first portal: %v, want 2296", err)
			}
		})
	}
}
