// Package masters holds the code lists that the portal checks documents against (states, PIN codes, units, HSN, ports,
// countries, currencies, rates, and the small lists of types, statuses and reasons) with typed look-ups.
//
// The lists are CSV files inside the binary and stay text: a look-up searches the text in place, so starting costs
// nothing, and a look-up allocates nothing. Codes are text and keep their leading zeros. Look-ups are exact; codes are
// in capitals, and a caller that wants to be lenient about case or blanks does that first. See README.md for sources.
package masters

import "strings"

// Note: the files are trusted to be well formed: no line breaks in a field, no doubled quotes, as many fields in each
// row as in the header, and, where [search] is used, rows sorted by their first column. TestFiles holds them to it.

// body returns text without its header line.
func body(text string) string {
	return text[strings.IndexByte(text, '\n')+1:]
}

// maxColumns is the widest list (pin_prefix.csv).
const maxColumns = 7

// row is one line taken apart.
type row [maxColumns]string

// split takes a line apart at its commas; a field may be in quotes. It returns the number of fields.
func split(line string, into *row) int {
	n := 0
	for {
		var field string
		if strings.HasPrefix(line, `"`) {
			field, line, _ = strings.Cut(line[1:], `"`)
			line = strings.TrimPrefix(line, ",")
			into[n] = field
			n++
			if line == "" || n == maxColumns {
				return n
			}
			continue
		}
		field, rest, more := strings.Cut(line, ",")
		into[n] = field
		n++
		if !more || n == maxColumns {
			return n
		}
		line = rest
	}
}

// search finds the row of a sorted list whose first column is key.
func search(text, key string) (r row, ok bool) {
	s := body(text)
	for s != "" {
		from := strings.LastIndexByte(s[:len(s)/2], '\n') + 1
		line, rest, _ := strings.Cut(s[from:], "\n")
		first, _, _ := strings.Cut(line, ",")
		switch {
		case key == first:
			split(line, &r)
			return r, true
		case key < first:
			s = s[:from]
		default:
			s = rest
		}
	}
	return r, false
}

// scan finds the first row of a short unsorted list whose first column is key and whose third keep, if given, accepts.
func scan(text, key string, keep func(third string) bool) (r row, ok bool) {
	for line := range strings.Lines(body(text)) {
		split(strings.TrimSuffix(line, "\n"), &r)
		if r[0] == key && (keep == nil || keep(r[2])) {
			return r, true
		}
	}
	return row{}, false
}
