package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
)

// office is a post office of the GeoNames file: one line.
type office struct {
	pin      int
	lat, lon int // ten-thousandths of a degree, as many digits as the file has
	island   bool
}

// Columns of the file, tab-separated: country, postal code, place, state, its code, district, its code, sub-district,
// its code, latitude, longitude, accuracy.
const (
	columnCountry = 0
	columnPIN     = 1
	columnState   = 3
	columnLat     = 9
	columnLon     = 10
	columns       = 12
)

// islands are the states whose PIN codes rightly lie far from others of their prefix.
var islands = []string{"Andaman & Nicobar Islands", "Lakshadweep"}

// maxLine bounds a line of the file; real ones have some hundred bytes.
const maxLine = 4096

func read(r io.Reader) ([]office, error) {
	var offices []office
	lines := bufio.NewScanner(r)
	lines.Buffer(make([]byte, maxLine), maxLine)
	for n := 1; lines.Scan(); n++ {
		o, err := parse(lines.Text())
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		offices = append(offices, o)
	}
	if err := lines.Err(); err != nil {
		return nil, err
	}
	if len(offices) == 0 {
		return nil, errors.New("no post office in it; give the unpacked IN.txt")
	}
	return offices, nil
}

func parse(line string) (office, error) {
	fields := strings.Split(line, "\t")
	if len(fields) != columns || fields[columnCountry] != "IN" {
		return office{}, fmt.Errorf("%d columns of country %q, want %d of IN; give GeoNames' postal codes of India", len(fields), fields[columnCountry], columns)
	}
	pin, err := strconv.Atoi(fields[columnPIN])
	if err != nil || len(fields[columnPIN]) != 6 || pin < 100000 {
		return office{}, fmt.Errorf("PIN %q has not six digits; correct or remove the line", fields[columnPIN])
	}
	lat, errLat := degrees(fields[columnLat])
	lon, errLon := degrees(fields[columnLon])
	if err := errors.Join(errLat, errLon); err != nil {
		return office{}, err
	}
	return office{pin: pin, lat: lat, lon: lon, island: slices.Contains(islands, fields[columnState])}, nil
}

func degrees(s string) (int, error) {
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsNaN(f) || math.Abs(f) > 180 {
		return 0, fmt.Errorf("%q is not a latitude or longitude in degrees; correct or remove the line", s)
	}
	return int(math.Round(f * 10_000)), nil
}
