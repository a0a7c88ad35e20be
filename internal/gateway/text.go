package gateway

import (
	"net/http"
	"net/url"
	"strings"
)

// Query holds the parameters of a query under their bare names: lower case, without dashes and underscores.
type Query map[string]string

// ParseQuery reads a query as leniently as the portal: names in any letter case, values escaped or raw (`docnum=DOC/1`),
// broken escapes kept as they stand. The first of several equal names counts.
func ParseQuery(raw string) Query {
	q := Query{}
	for pair := range strings.SplitSeq(raw, "&") {
		name, value, _ := strings.Cut(pair, "=")
		name = bare(unescape(name))
		if _, seen := q[name]; !seen && name != "" {
			q[name] = unescape(value)
		}
	}
	return q
}

func unescape(s string) string {
	if u, err := url.QueryUnescape(s); err == nil {
		return u
	}
	return s
}

// First returns the first of several parameters that was sent, blanks trimmed.
func (q Query) First(names ...string) string {
	for _, n := range names {
		if v, ok := q[bare(n)]; ok {
			return strings.TrimSpace(v)
		}
	}
	return ""
}

// HeaderOf returns a header under any spelling that differs in case, dashes and underscores; "" when it was not sent. One
// that was sent twice is joined by a comma and so matches nothing.
func HeaderOf(r *http.Request, name string) string {
	if v := r.Header.Values(name); len(v) > 0 {
		return strings.TrimSpace(strings.Join(v, ", "))
	}
	found, spelling := "", ""
	for have, v := range r.Header {
		// Of two spellings of one name the first in the alphabet counts: the order of a map must not decide.
		if sameName(have, name) && (spelling == "" || have < spelling) {
			found, spelling = strings.TrimSpace(strings.Join(v, ", ")), have
		}
	}
	return found
}

// sameName compares two names without regard to letter case, dashes and underscores, and without garbage: every header of
// a request is asked.
func sameName(a, b string) bool {
	i, j := 0, 0
	for {
		for i < len(a) && (a[i] == '-' || a[i] == '_') {
			i++
		}
		for j < len(b) && (b[j] == '-' || b[j] == '_') {
			j++
		}
		if i == len(a) || j == len(b) {
			return i == len(a) && j == len(b)
		}
		if lower(a[i]) != lower(b[j]) {
			return false
		}
		i, j = i+1, j+1
	}
}

func lower(c byte) byte {
	if c >= 'A' && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

var dashes = strings.NewReplacer("-", "", "_", "")

func bare(name string) string { return strings.ToLower(dashes.Replace(name)) }
