package irptest

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// Filter picks exchanges, see [Sim.Requests] and [Sim.Await]. A [Match] is one.
type Filter interface{ passes(r Request) bool }

// Match picks exchanges by what they are about. It serves [Sim.Requests] and [Fault.Match] alike. A * stands for any text
// and letter case does not count.
type Match struct{ api, gstin, docNo, irn string }

// API picks the calls of a name: auth, generate, cancel, get, getbydoc, rejected, gstin, syncgstin …
func API(name string) Match { return Match{api: name} }

// GSTIN picks the calls in the name of a taxpayer.
func GSTIN(gstin string) Match { return Match{gstin: gstin} }

// DocNo picks the calls about a document number.
func DocNo(number string) Match { return Match{docNo: number} }

// IRN picks the calls about an IRN.
func IRN(irn string) Match { return Match{irn: irn} }

// and is both matches; where both say something, o wins.
func (m Match) and(o Match) Match {
	pick := func(a, b string) string {
		if b != "" {
			return b
		}
		return a
	}
	return Match{pick(m.api, o.api), pick(m.gstin, o.gstin), pick(m.docNo, o.docNo), pick(m.irn, o.irn)}
}

func (m Match) body() map[string]string {
	b := map[string]string{"api": m.api, "gstin": m.gstin, "doc_no": m.docNo, "irn": m.irn}
	for name, value := range b {
		if value == "" {
			delete(b, name)
		}
	}
	return b
}

func (m Match) String() string {
	var parts []string
	for _, p := range []string{m.api, m.gstin, m.docNo, m.irn} {
		if p != "" {
			parts = append(parts, p)
		}
	}
	return strings.Join(parts, " ")
}

func (m Match) passes(r Request) bool {
	return like(m.api, r.API) && like(m.gstin, r.GSTIN) && like(m.docNo, r.DocNo()) && like(m.irn, r.IRN)
}

// like compares text with a pattern in which * stands for any text; "" fits everything.
func like(pattern, text string) bool {
	if pattern == "" {
		return true
	}
	parts := strings.Split(pattern, "*")
	for i, p := range parts {
		parts[i] = regexp.QuoteMeta(p)
	}
	ok, err := regexp.MatchString("(?is)^"+strings.Join(parts, ".*")+"$", text)
	return ok && err == nil
}

// filterFunc is a filter made of a function.
type filterFunc func(Request) bool

func (f filterFunc) passes(r Request) bool { return f(r) }

// Refused picks the exchanges that were refused with one of the codes, or with any when none is given.
func Refused(codes ...string) Filter {
	return filterFunc(func(r Request) bool {
		return len(r.Codes) > 0 && (len(codes) == 0 || slices.ContainsFunc(codes, func(c string) bool { return slices.Contains(r.Codes, c) }))
	})
}

// Accepted picks the exchanges that the portal did not refuse. Their answers may have been lost on the way.
func Accepted() Filter { return filterFunc(func(r Request) bool { return len(r.Codes) == 0 }) }

// Struck picks the exchanges that a fault has struck.
func Struck() Filter { return filterFunc(func(r Request) bool { return r.Fault != "" }) }

// Where picks the exchanges of which f says yes.
func Where(f func(Request) bool) Filter { return filterFunc(f) }

// Own picks the exchanges of [Sim.Client], and with false those of the program under test.
func Own(own bool) Filter { return filterFunc(func(r Request) bool { return r.Own() == own }) }

// query returns the first parameter of the path that has one of the names, in any letter case.
func (r Request) query(names ...string) string {
	_, query, _ := strings.Cut(r.Path, "?")
	for pair := range strings.SplitSeq(query, "&") {
		name, value, _ := strings.Cut(pair, "=")
		if slices.ContainsFunc(names, func(n string) bool { return strings.EqualFold(n, name) }) {
			if plain, err := url.QueryUnescape(value); err == nil {
				return plain
			}
			return value
		}
	}
	return ""
}
