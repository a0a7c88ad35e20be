package main

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/irpsim/irpsim/internal/distance"
)

const sample = "testdata/IN.txt"

// TestBuild reads lines of the real file, chosen for what is wrong with them.
func TestBuild(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(sample)
	if err != nil {
		t.Fatal(err)
	}
	offices, err := read(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if len(offices) != 87 {
		t.Fatalf("%d offices, want 87", len(offices))
	}
	got := build(offices)
	want := result{
		pins: []distance.Point{
			{Pin: 402104, Lat: 18_9742, Lon: 73_7698},
			{Pin: 402106, Lat: 18_9742, Lon: 73_7698},
			{Pin: 402107, Lat: 18_8375, Lon: 73_2550}, // two of its offices lie elsewhere
			{Pin: 402111, Lat: 19_1183, Lon: 73_6431},
			{Pin: 416001, Lat: 16_4704, Lon: 74_1612}, // one of its offices lies 500 km off
			{Pin: 560001, Lat: 13_2257, Lon: 77_5750},
			{Pin: 560042, Lat: 13_0050, Lon: 77_3214},
			{Pin: 682001, Lat: 10_1131, Lon: 76_2858},
			{Pin: 682002, Lat: 10_1131, Lon: 76_2858},
			{Pin: 682551, Lat: 11_0915, Lon: 72_7343}, // an island: 400 km from Kochi, and right
			{Pin: 682557, Lat: 10_0826, Lon: 73_6432},
		},
		prefixes: []distance.Point{
			{Pin: 402, Lat: 18_9761, Lon: 73_6094},
			{Pin: 416, Lat: 16_4704, Lon: 74_1612},
			{Pin: 560, Lat: 13_1154, Lon: 77_4482},
			{Pin: 682, Lat: 10_3501, Lon: 74_7373},
		},
		misplaced: []int{402120}, // all its offices lie 400 km inland
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(result{})); diff != "" {
		t.Errorf("want (-) and got (+):\n%s", diff)
	}
	slices.Reverse(offices)
	if diff := cmp.Diff(got, build(offices), cmp.AllowUnexported(result{})); diff != "" {
		t.Errorf("the order of the lines counts:\n%s", diff)
	}
}

func TestRun(t *testing.T) {
	t.Parallel()
	out := filepath.Join(t.TempDir(), "centroids.bin")
	missing := filepath.Join(t.TempDir(), "IN.txt")
	tests := []struct {
		name string
		args []string
		exit int
		says string
	}{
		{"no file named", nil, 2, "name the GeoNames file with -in"},
		{"unknown flag", []string{"-from", sample}, 2, "flag provided but not defined"},
		{"file is not there", []string{"-in", missing, "-out", out}, 1, "no such file"},
		{"nothing to compare with", []string{"-in", sample, "-out", out, "-check"}, 1, "no such file"},
		{"writes", []string{"-in", sample, "-out", out}, 0, "87 offices, 11 PIN codes, 4 prefixes, 120 bytes; left out as misplaced: [402120]"},
		{"same again", []string{"-in", sample, "-out", out, "-check"}, 0, "87 offices"},
		{"the shipped table is of the whole file", []string{"-in", sample, "-out", "../centroids.bin", "-check"}, 1, "run without -check"},
		{"help", []string{"-h"}, 0, "IN.txt"},
	}
	for _, tt := range tests { // in order: a later one reads what an earlier one wrote
		var stderr bytes.Buffer
		if exit := run(tt.args, &stderr); exit != tt.exit || !strings.Contains(stderr.String(), tt.says) {
			t.Errorf("%s: exit %d, want %d; stderr %q, want it to say %q", tt.name, exit, tt.exit, stderr.String(), tt.says)
		}
	}
}

func TestReadRefuses(t *testing.T) {
	t.Parallel()
	const line = "IN\t560001\tBangalore\tKarnataka\t19\tBengaluru\t583\tBangalore North\t\t13.2257\t77.575\t3"
	tests := []struct{ name, text, want string }{
		{"empty", "", "no post office"},
		{"another country", strings.Replace(line, "IN", "LK", 1), `country "LK"`},
		{"a column too few", strings.Replace(line, "\t583", "", 1), "11 columns"},
		{"short PIN", strings.Replace(line, "560001", "56001", 1), "six digits"},
		{"PIN with a sign", strings.Replace(line, "560001", "+60001", 1), "six digits"},
		{"no latitude", strings.Replace(line, "13.2257", "", 1), "not a latitude"},
		{"not a number", strings.Replace(line, "13.2257", "NaN", 1), "not a latitude"},
		{"not on Earth", strings.Replace(line, "77.575", "775.75", 1), "not a latitude"},
		{"which line", line + "\n" + strings.Replace(line, "IN", "LK", 1), "line 2"},
		{"endless line", strings.Repeat("x", maxLine+1), "too long"},
	}
	for _, tt := range tests {
		if offices, err := read(strings.NewReader(tt.text)); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %d offices, error %v; want one with %q", tt.name, len(offices), err, tt.want)
		}
	}
	if offices, err := read(strings.NewReader(line)); err != nil || len(offices) != 1 {
		t.Errorf("the line itself: %d offices, error %v", len(offices), err)
	}
}
