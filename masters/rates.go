package masters

import (
	"regexp"
	"strings"
	"sync"
)

// Rate is a notified rate of GST. Rates are whole numbers of thousandths of a percent: 18 % is 18000, 0.25 % is 250.
type Rate struct {
	Text     string // "0.25"
	Milli    int64
	CGST     int64 // half of the rate
	SGST     int64
	Accepted bool
	Note     string
}

// LookupRate finds a rate by its thousandths of a percent.
func LookupRate(milli int64) (Rate, bool) {
	var r row
	for line := range strings.Lines(body(taxRatesCSV)) {
		split(strings.TrimSuffix(line, "\n"), &r)
		if thousandths(r[0]) == milli {
			return Rate{
				Text: r[0], Milli: milli, CGST: thousandths(r[1]), SGST: thousandths(r[2]),
				Accepted: r[3] == "Y", Note: r[4],
			}, true
		}
	}
	return Rate{}, false
}

// thousandths reads a decimal of the list, which has at most three places.
func thousandths(s string) int64 {
	whole, frac, _ := strings.Cut(s, ".")
	var n int64
	for i := range len(whole) {
		n = 10*n + int64(whole[i]-'0')
	}
	for i := range 3 {
		n *= 10
		if i < len(frac) {
			n += int64(frac[i] - '0')
		}
	}
	return n
}

// VehicleFormat is a form of registration marks that the e-way bill system takes.
type VehicleFormat struct {
	Format  string // "AB12AB1234": letters and digits as they stand, X for either
	Pattern *regexp.Regexp
	Note    string
}

var vehicleFormats = sync.OnceValue(func() []VehicleFormat {
	var list []VehicleFormat
	var r row
	for line := range strings.Lines(body(vehicleFormatsCSV)) {
		split(strings.TrimSuffix(line, "\n"), &r)
		list = append(list, VehicleFormat{Format: r[0], Pattern: regexp.MustCompile(r[1]), Note: r[2]})
	}
	return list
})

// VehicleFormats lists the forms of vehicle numbers. The slice is the caller's.
func VehicleFormats() []VehicleFormat { return append([]VehicleFormat(nil), vehicleFormats()...) }

// maxVehicle is the length of the longest vehicle number; longer texts are not matched at all.
const maxVehicle = 15

// VehicleNumber reports whether no, in capitals and without blanks, has one of the forms of vehicle numbers.
func VehicleNumber(no string) bool {
	if len(no) > maxVehicle {
		return false
	}
	for _, f := range vehicleFormats() {
		if f.Pattern.MatchString(no) {
			return true
		}
	}
	return false
}
