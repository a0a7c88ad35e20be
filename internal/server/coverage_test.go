package server_test

import (
	"strings"
	"testing"
)

// TestCoverage counts what a client meets and says it in every format.
func TestCoverage(t *testing.T) {
	t.Parallel()
	s := start(t)
	c := s.client()
	doc := document(t, "b2b", "C/1", 1)
	for range 2 {
		_, err := c.Generate(t.Context(), doc)
		code(t, err)
	}
	var got struct {
		Operations []struct {
			API             string
			Made, Succeeded int
		}
		Codes []struct {
			Code string
			Met  int
		}
	}
	s.control("GET", "/coverage", "", 200, &got)
	for _, o := range got.Operations {
		if o.API == "generate" && (o.Made != 2 || o.Succeeded != 1) {
			t.Errorf("generate was counted as %+v, want 2 calls and 1 success", o)
		}
	}
	for _, c := range got.Codes {
		if want := map[string]int{"2150": 1}[c.Code]; c.Met != want {
			t.Errorf("code %s was met %d times, want %d", c.Code, c.Met, want)
		}
	}
	for format, want := range map[string]string{"text": "operations", "html": "<h1>", "junit": "<testsuites>"} {
		if text := s.control("GET", "/coverage?sum=true&format="+format, "", 200, nil); !strings.Contains(text, want) {
			t.Errorf("coverage as %s: %.200s, want %q in it", format, text, want)
		}
	}
}

// TestCoverageOutlivesWorlds: what a deleted world met still counts in the sum.
func TestCoverageOutlivesWorlds(t *testing.T) {
	t.Parallel()
	s := start(t)
	var made struct {
		ClientID     string `json:"client_id"`
		ClientSecret string `json:"client_secret"`
	}
	s.control("POST", "/worlds", `{}`, 201, &made)
	r := s.raw()
	r.send("/eicore/v1.03/Invoice", `{}`, map[string]string{"client_id": made.ClientID, "client_secret": made.ClientSecret})
	s.control("DELETE", "/worlds/"+made.ClientID, "", 204, nil)
	var got struct {
		Codes []struct {
			Code string
			Met  int
		}
	}
	s.control("GET", "/coverage?sum=true", "", 200, &got)
	for _, c := range got.Codes {
		if c.Code == "1004" && c.Met != 1 {
			t.Errorf("1004 counts %d after its world was deleted, want 1", c.Met)
		}
	}
}
