package server_test

import "testing"

// coverageReport is what GET /coverage answers, as far as the proof looks.
type coverageReport struct {
	Operations []struct {
		API  string
		Made int
	}
	Codes []struct {
		Code, Place, Sample string
		Met                 int
		Rules               []struct {
			ID  string
			Met int
		}
	}
	Summary struct{ Operations, Codes, Rules struct{ Met, Total int } }
}

// allCovered holds the coverage of everything that was sent to a simulator against its promise: who plays all samples has
// met each code that a request can be answered with, and each rule. It is called where all of them were played already.
func (s *sim) allCovered() {
	s.t.Helper()
	var got coverageReport
	s.control("GET", "/coverage?sum=true", "", 200, &got)
	rules := 0
	for _, c := range got.Codes {
		if c.Met == 0 {
			s.t.Errorf("coverage: %s (%s) was not met; %s should meet it", c.Code, c.Place, c.Sample)
		}
		for _, r := range c.Rules {
			rules++
			if r.Met == 0 {
				s.t.Errorf("coverage: rule %s of %s was not met", r.ID, c.Code)
			}
		}
	}
	sum := got.Summary
	if len(got.Codes) < 150 || sum.Codes.Total != len(got.Codes) || sum.Codes.Met != sum.Codes.Total {
		s.t.Errorf("coverage: %d of %d codes met, %d listed; want all of at least 150", sum.Codes.Met, sum.Codes.Total, len(got.Codes))
	}
	if rules < 100 || sum.Rules.Total != rules || sum.Rules.Met != rules {
		s.t.Errorf("coverage: %d of %d rules met, %d listed; want all of at least 100", sum.Rules.Met, sum.Rules.Total, rules)
	}
}

// TestCoverageSums: a world counts its own, the sum counts all, and a reset takes one world out of it.
func TestCoverageSums(t *testing.T) {
	t.Parallel()
	s := start(t)
	one, two := s.newStage(), s.newStage()
	for _, p := range []*stage{one, one, two} {
		if got := p.play(p.fetch("/samples/1019")); got != "1019" {
			t.Fatalf("the sample of 1019 answered %q", got)
		}
	}
	met := func(path string) int {
		var got coverageReport
		s.control("GET", path, "", 200, &got)
		for _, c := range got.Codes {
			if c.Code == "1019" {
				return c.Met
			}
		}
		t.Fatalf("%s does not list 1019", path)
		return 0
	}
	for path, want := range map[string]int{
		one.at("/coverage"): 2, two.at("/coverage"): 1, "/coverage": 0, "/coverage?sum=true": 3, two.at("/coverage?sum=true"): 3,
	} {
		if got := met(path); got != want {
			t.Errorf("%s: 1019 was met %d times, want %d", path, got, want)
		}
	}
	s.control("POST", two.at("/reset"), `{"what":["all"]}`, 204, nil)
	if got, all := met(two.at("/coverage")), met("/coverage?sum=true"); got != 0 || all != 2 {
		t.Errorf("after the reset of a world it has %d and the sum %d, want 0 and 2", got, all)
	}
}
