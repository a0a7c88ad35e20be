package api

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"runtime/debug"
	"strings"
)

// marshal writes v as the portal does: compact, without Go's HTML escapes.
func marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	if err := encode(&b, v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// marshalText is [marshal] into a text, without a copy.
func marshalText(v any) (string, error) {
	var b strings.Builder // the encoder writes once, so it has the size that is needed
	err := encode(&b, v)
	return strings.TrimSuffix(b.String(), "\n"), err
}

// encode ends with a line break.
func encode(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

func stack() string { return string(debug.Stack()) }

// header returns the first of several spellings of a header that was sent, blanks trimmed. A header sent twice is joined
// by a comma, as the portal's HTTP stack does; such a value then matches nothing.
func header(r *http.Request, names ...string) string {
	for _, n := range names {
		if v := r.Header.Values(n); len(v) > 0 {
			return strings.TrimSpace(strings.Join(v, ", "))
		}
	}
	return ""
}

// query holds query parameters under lower-cased names.
type query map[string]string

// parseQuery reads a query as leniently as the portal: names in any letter case, values escaped or raw (`docnum=DOC/1`),
// broken escapes kept as they stand. The first of several equal names counts.
func parseQuery(raw string) query {
	q := query{}
	for pair := range strings.SplitSeq(raw, "&") {
		name, value, _ := strings.Cut(pair, "=")
		name = strings.ToLower(unescape(name))
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

// first returns the first of several names that was sent.
func (q query) first(names ...string) string {
	for _, n := range names {
		if v, ok := q[n]; ok {
			return v
		}
	}
	return ""
}
