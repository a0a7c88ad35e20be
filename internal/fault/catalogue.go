package fault

import (
	_ "embed"
	"encoding/csv"
	"slices"
	"strings"
	"sync"
)

// catalogueCSV is the error list: one row per code, in the order of the code's number. Messages are the portal's,
// byte for byte, with its spelling and doubled blanks; {0} and {1} are its own slots. Cause and remedy are ours.
//
//go:embed catalogue.csv
var catalogueCSV string

// Entry is one row of the catalogue.
type Entry struct {
	Code       Code
	Message    string   // literal text with slots; "" for 2323 and 2325, whose text nobody has published
	APIs       []string // where it is met; see below
	Cause      string   // what brings it about
	Remedy     string   // what the developer does about it; "" where nothing can be done through the API
	Source     string   // where code and text are known from, separated by "; "
	Confidence string   // "confirmed" (two sources or the wire) or "single"
	Current    bool     // part of the portal's lists of September 2026, or seen on its wire
	Also       []string // other texts that were seen under this code: older wordings, and clashes between sources
}

// The values of Entry.APIs are: auth, header (the headers of every call but the login), generate, cancel, get (by IRN
// and by document), rejected, gstin (details and sync), ewb-generate, ewb-get, ewb-cancel, any; ewb-system for operations
// of the e-way bill system that no face here offers, and portal for screens of the portal's web site.

// table is the parsed catalogue.
type table struct {
	entries []Entry
	byCode  map[Code]int
}

var catalogue = sync.OnceValue(func() table {
	t, err := parseCatalogue(catalogueCSV)
	if err != nil {
		panic("fault: embedded catalogue: " + err.Error()) // a broken build; the tests read the same file
	}
	return t
})

// All returns the whole catalogue, sorted by the number of the code. The slice is the caller's.
func All() []Entry { return slices.Clone(catalogue().entries) }

// Lookup returns the entry of code.
func Lookup(code Code) (Entry, bool) {
	t := catalogue()
	i, ok := t.byCode[code]
	if !ok {
		return Entry{}, false
	}
	return t.entries[i], true
}

// The columns of catalogue.csv.
const (
	colCode = iota
	colMessage
	colAPIs
	colCause
	colRemedy
	colSource
	colConfidence
	colCurrent
	colAlso
	columns
)

func parseCatalogue(text string) (table, error) {
	r := csv.NewReader(strings.NewReader(text))
	r.FieldsPerRecord = columns
	if _, err := r.Read(); err != nil {
		return table{}, err
	}
	rows := strings.Count(text, "\n")
	t := table{entries: make([]Entry, 0, rows), byCode: make(map[Code]int, rows)}
	records, err := r.ReadAll()
	if err != nil {
		return table{}, err
	}
	for _, row := range records {
		t.byCode[Code(row[colCode])] = len(t.entries)
		t.entries = append(t.entries, Entry{
			Code:       Code(row[colCode]),
			Message:    row[colMessage],
			APIs:       strings.Fields(row[colAPIs]),
			Cause:      row[colCause],
			Remedy:     row[colRemedy],
			Source:     row[colSource],
			Confidence: row[colConfidence],
			Current:    row[colCurrent] == "Y",
			Also:       alternates(row[colAlso]),
		})
	}
	return t, nil
}

// alternates splits the column "also", whose texts are separated by " | ".
func alternates(column string) []string {
	if column == "" {
		return nil
	}
	return strings.Split(column, " | ")
}
