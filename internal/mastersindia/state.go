package mastersindia

import (
	"strings"
	"sync"

	"github.com/irpsim/irpsim/masters"
)

// stateNames holds the codes of states by the small letters of their names.
var stateNames = sync.OnceValue(func() map[string]string {
	names := map[string]string{}
	table, _ := masters.TableNamed("states") // a name that is not there leaves the map empty, which a test would tell
	for row := range table.Rows() {
		names[plainName(row[1])] = row[0]
	}
	for old, code := range map[string]string{
		"orissa": "21", "uttaranchal": "05", "pondicherry": "34", "chattisgarh": "22", "dadra and nagar haveli": "26",
		"daman and diu": "26", "nct of delhi": "07", "new delhi": "07", "other country": "96", "other countries": "96",
		"tamilnadu": "33", "andaman and nicobar": "35",
	} {
		names[old] = code
	}
	return names
})

func plainName(name string) string {
	return strings.Join(strings.Fields(strings.ReplaceAll(strings.ToLower(name), "&", " and ")), " ")
}

// stateCode brings a state into two digits: "5", "05", "Uttarakhand". What it does not know stays, for the portal to refuse.
func stateCode(v string) string {
	short := strings.TrimSpace(v)
	if s, ok := masters.LookupState(short); ok {
		return s.Code
	}
	if code, ok := stateNames()[plainName(short)]; ok {
		return code
	}
	return v
}
