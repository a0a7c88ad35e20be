package distance

import (
	"slices"
	"strings"
	"testing"
)

func TestKnownPairs(t *testing.T) {
	t.Parallel()
	if !slices.IsSortedFunc(knownPairs, func(a, b Pair) int { return compare(a.key(), b.key()) }) {
		t.Error("knownPairs is searched by key, and is not sorted by it")
	}
	for _, p := range knownPairs {
		if err := p.check(); err != nil || p.Source == "" {
			t.Errorf("%+v: error %v, want none and a source", p, err)
		}
		if got, ok := Default().Pair(p.To, p.From); !ok || got != p {
			t.Errorf("Pair(%d, %d) = %+v, %v; want %+v", p.To, p.From, got, ok, p)
		}
	}
}

func TestWith(t *testing.T) {
	t.Parallel()
	given := []Pair{{From: 600001, To: 560001, Km: 333}, {From: 569001, To: 560001, Km: 12}, {From: 560001, To: 569001, Km: 12}}
	before := slices.Clone(given)
	table, err := Default().With(given...)
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name     string
		from, to int
		km       int
		source   Source
	}{
		{"replaces a known pair", 560001, 600001, 333, KnownPair},
		{"replaces nothing", 560001, 569001, 12, KnownPair},
		{"the other known pairs stay", 110001, 400001, 1451, KnownPair},
		{"the points stay", 110001, 700001, 1605, Points},
	}
	for _, tt := range tests {
		if km, source := table.Distance(tt.from, tt.to); km != tt.km || source != tt.source {
			t.Errorf("%s: %d to %d is %d km by %s, want %d by %s", tt.name, tt.from, tt.to, km, source, tt.km, tt.source)
		}
	}
	if km, _ := Default().Distance(560001, 600001); km != 350 {
		t.Errorf("the default table says %d km now, want 350", km)
	}
	if !slices.Equal(given, before) {
		t.Errorf("With changed what it was given: %+v", given)
	}
	if len(table.pairs) != len(knownPairs)+1 {
		t.Errorf("%d pairs, want the known ones and one more", len(table.pairs))
	}
}

func TestWithRefuses(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		pairs []Pair
		want  string
	}{
		{"five digits", []Pair{{From: 56000, To: 600001, Km: 1}}, "six digits"},
		{"999999", []Pair{{From: 560001, To: 999999, Km: 1}}, "is not 999999"},
		{"one PIN", []Pair{{From: 560001, To: 560001, Km: 1}}, "both ends are one PIN"},
		{"0 km", []Pair{{From: 560001, To: 600001}}, "give 1 to 4000"},
		{"4001 km", []Pair{{From: 560001, To: 600001, Km: 4001}}, "give 1 to 4000"},
		{"two figures", []Pair{{From: 560001, To: 600001, Km: 5}, {From: 600001, To: 560001, Km: 6}}, "5 and as 6 km"},
		{"too many", make([]Pair, maxPairs), "at most 9994"},
	}
	for _, tt := range tests {
		if _, err := Default().With(tt.pairs...); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: error %v, want one with %q", tt.name, err, tt.want)
		}
	}
}
