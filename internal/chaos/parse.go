package chaos

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/irpsim/irpsim/internal/clock"
	"github.com/irpsim/irpsim/internal/fault"
)

// Bounds of one fault.
const (
	maxText  = 64 << 10 // bytes of its JSON
	maxMatch = 100      // bytes of a member of match
	maxList  = 20       // codes, or elements of infodtls
	maxCount = 1_000_000_000
	maxQuote = 60 // of what was sent, in a complaint
)

// Parse reads a fault from JSON. It returns every complaint at once; with any, the fault is not to be used.
func Parse(raw []byte) (Fault, []string) {
	var f Fault
	r := &reader{}
	if len(raw) > maxText {
		r.complain("the fault has %d bytes: give at most %d", len(raw), maxText)
		return f, r.complaints
	}
	done := false
	r.object(raw, "", `{"match":{"api":"generate"},"do":{"code":"2147"},"times":1}`, map[string]func(json.RawMessage){
		"match": func(raw json.RawMessage) { f.Match = r.match(raw) },
		"do":    func(raw json.RawMessage) { f.Do, done = r.action(raw, "do"), true },
		"times": func(raw json.RawMessage) { f.Times = r.count(raw, "times", 1) },
		"after": func(raw json.RawMessage) { f.After = r.count(raw, "after", 0) },
		"probability": func(raw json.RawMessage) {
			var p float64
			if json.Unmarshal(raw, &p) != nil || p < 0 || p > 1 || string(raw) == "null" {
				r.complain("probability is %s: give a number from 0 to 1", quote(raw))
			}
			f.Probability = &p
		},
		"id": func(raw json.RawMessage) {
			f.ID = r.text(raw, "id")
			if !isID(f.ID) {
				r.complain("id is %s: give 1 to 64 of the characters A-Z a-z 0-9 . _ -, and not %s or %s", quote(raw), ByHeader, ByMagic)
			}
		},
	})
	if !done && len(r.complaints) == 0 {
		r.complain(`do is missing: say what goes wrong, such as "do":{"code":"2147"}`)
	}
	return f, r.complaints
}

// isID keeps ids fit for a path and a header.
func isID(id string) bool {
	const allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-"
	return id != "" && len(id) <= 64 && strings.Trim(id, allowed) == "" && id != ByHeader && id != ByMagic && strings.Trim(id, ".") != ""
}

// reader collects complaints while it reads JSON.
type reader struct{ complaints []string }

func (r *reader) complain(format string, args ...any) {
	r.complaints = append(r.complaints, fmt.Sprintf(format, args...))
}

// quote shows what was sent, shortened.
func quote(raw []byte) string {
	text := strings.Join(strings.Fields(string(raw)), " ")
	if len(text) > maxQuote {
		text = strings.ToValidUTF8(text[:maxQuote], "") + "…"
	}
	return text
}

// object reads an object whose members are all known; where names it in complaints, "" for the whole.
func (r *reader) object(raw []byte, where, example string, known map[string]func(json.RawMessage)) {
	var members map[string]json.RawMessage
	if json.Unmarshal(raw, &members) != nil || members == nil {
		r.complain("%s is %s: give a JSON object, such as %s", orElse(where, "the fault"), orElse(quote(raw), "empty"), example)
		return
	}
	for _, name := range slices.Sorted(maps.Keys(members)) {
		read, ok := known[name]
		if !ok {
			r.complain("there is no member %q%s; there are %s", name, in(where), strings.Join(slices.Sorted(maps.Keys(known)), ", "))
			continue
		}
		read(members[name])
	}
}

func in(where string) string {
	if where == "" {
		return ""
	}
	return " in " + where
}

func orElse(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

func (r *reader) text(raw json.RawMessage, name string) string {
	var text *string
	if json.Unmarshal(raw, &text) != nil || text == nil {
		r.complain("%s is %s: give a text in quotes", name, quote(raw))
		return ""
	}
	return *text
}

func (r *reader) count(raw json.RawMessage, name string, least int) int {
	var n *int
	if json.Unmarshal(raw, &n) != nil || n == nil || *n < least || *n > maxCount {
		r.complain("%s is %s: give a whole number from %d to %d", name, quote(raw), least, maxCount)
		return 0
	}
	return *n
}

func (r *reader) match(raw json.RawMessage) Match {
	var m Match
	member := func(name string, to *string) func(json.RawMessage) {
		return func(raw json.RawMessage) {
			*to = strings.TrimSpace(r.text(raw, "match."+name))
			if len(*to) > maxMatch || strings.Count(*to, "*") > 8 {
				r.complain("match.%s is %s: give at most %d bytes with at most 8 asterisks", name, quote(raw), maxMatch)
			}
		}
	}
	r.object(raw, "match", `{"api":"generate","doc_no":"INV/7*"}`, map[string]func(json.RawMessage){
		"api": member("api", &m.API), "gstin": member("gstin", &m.Gstin), "doc_no": member("doc_no", &m.DocNo), "irn": member("irn", &m.IRN),
	})
	return m
}

// action reads an action; where names it in complaints.
func (r *reader) action(raw json.RawMessage, where string) Action {
	var a Action
	before := len(r.complaints)
	at := func(name string) string { return where + "." + name }
	r.object(raw, where, `{"code":"2147"}`, map[string]func(json.RawMessage){
		"code":        func(raw json.RawMessage) { a.Code = r.codes(raw, at("code")) },
		"commit_then": func(raw json.RawMessage) { a.CommitThen = oneOf(r, raw, at("commit_then"), losses()...) },
		"before":      func(raw json.RawMessage) { a.Before = oneOf(r, raw, at("before"), outages()...) },
		"delay":       func(raw json.RawMessage) { a.Delay = r.delay(raw, at("delay")) },
		"dribble":     func(raw json.RawMessage) { a.Dribble = Duration(r.duration(raw, at("dribble"))) },
		"token":       func(raw json.RawMessage) { a.Token = oneOf(r, raw, at("token"), TokenExpire) },
		"sek":         func(raw json.RawMessage) { a.Sek = oneOf(r, raw, at("sek"), SekWrong) },
		"signature":   func(raw json.RawMessage) { a.Signature = oneOf(r, raw, at("signature"), SignatureBad) },
		"infodtls":    func(raw json.RawMessage) { a.InfoDtls = r.info(raw, at("infodtls")) },
		"ewb": func(raw json.RawMessage) {
			a.EWB = fault.Code(r.text(raw, at("ewb")))
			r.known(a.EWB, at("ewb"))
		},
	})
	if len(r.complaints) == before {
		r.together(&a, where)
	}
	return a
}

// together judges the members of an action beside each other.
func (r *reader) together(a *Action, where string) {
	var main, all []string
	for _, m := range a.members() {
		if m.set {
			all = append(all, m.name)
		}
		if m.set && m.main {
			main = append(main, m.name)
		}
	}
	switch {
	case len(all) == 0:
		r.complain(`%s is empty: say what goes wrong, such as {"code":"2147"}`, where)
	case len(main) > 1:
		r.complain("%s has %s: one fault does one of them, beside delay and dribble; add a fault for each", where, strings.Join(main, " and "))
	case a.Dribble > 0 && (a.Before != "" || a.CommitThen == LoseDrop || a.CommitThen == LoseGateway || a.CommitThen == LoseTruncate):
		r.complain("%s has dribble beside %s, which leaves nothing to send slowly: leave one of them out", where, main[0])
	}
}

func losses() []Loss {
	return []Loss{LoseDrop, LoseGateway, LoseTruncate, LoseDelay, LoseGarble}
}

func outages() []Outage {
	return []Outage{OutDrop, Out500, Out502, Out503, Out504, OutHTML, OutEmpty, OutTimeout}
}

func oneOf[T ~string](r *reader, raw json.RawMessage, name string, allowed ...T) T {
	var text *T
	if json.Unmarshal(raw, &text) == nil && text != nil && slices.Contains(allowed, *text) {
		return *text
	}
	words := make([]string, len(allowed))
	for i, a := range allowed {
		words[i] = `"` + string(a) + `"`
	}
	r.complain("%s is %s: give %s", name, quote(raw), strings.Join(words, " or "))
	return ""
}

func (r *reader) codes(raw json.RawMessage, name string) Codes {
	var list Codes
	if !bytes.HasPrefix(raw, []byte("[")) {
		list = Codes{fault.Code(r.text(raw, name))}
	} else if json.Unmarshal(raw, &list) != nil || len(list) == 0 || len(list) > maxList {
		r.complain(`%s is %s: give a code such as "2147", or a list of 1 to %d of them`, name, quote(raw), maxList)
		return nil
	}
	for _, c := range list {
		r.known(c, name)
	}
	return list
}

func (r *reader) known(c fault.Code, name string) {
	if _, ok := fault.Lookup(c); !ok {
		r.complain("%s is %q, which is not a code of the portal's catalogue", name, string(c))
	}
}

func (r *reader) duration(raw json.RawMessage, name string) time.Duration {
	var text string
	d := time.Duration(0)
	err := json.Unmarshal(raw, &text)
	if err == nil {
		d, err = clock.ParseDuration(text)
	}
	if err != nil || d < time.Millisecond || d > MaxWait {
		r.complain("%s is %s: give a duration from 1ms to %s, such as \"2s\"", name, quote(raw), MaxWait)
	}
	return d
}

func (r *reader) delay(raw json.RawMessage, name string) *Delay {
	if !bytes.HasPrefix(raw, []byte("{")) {
		return &Delay{P50: r.duration(raw, name)}
	}
	var d Delay
	before := len(r.complaints)
	r.object(raw, name, `{"p50":"80ms","p99":"2s"}`, map[string]func(json.RawMessage){
		"p50": func(raw json.RawMessage) { d.P50 = r.duration(raw, name+".p50") },
		"p99": func(raw json.RawMessage) { d.P99 = r.duration(raw, name+".p99") },
	})
	if len(r.complaints) == before && (d.P50 == 0 || d.P99 < d.P50) {
		r.complain("%s is %s: give both p50 and p99, the second not less than the first", name, quote(raw))
	}
	return &d
}

func (r *reader) info(raw json.RawMessage, name string) []fault.Info {
	var list []json.RawMessage
	if json.Unmarshal(raw, &list) != nil || len(list) == 0 || len(list) > maxList {
		r.complain(`%s is %s: give a list of 1 to %d elements, such as [{"InfCd":"ADDNLNFO","Desc":"any JSON"}]`, name, quote(raw), maxList)
		return nil
	}
	var info []fault.Info
	for i, element := range list {
		var in fault.Info
		at := fmt.Sprintf("%s[%d]", name, i)
		r.object(element, at, `{"InfCd":"ADDNLNFO","Desc":"any JSON"}`, map[string]func(json.RawMessage){
			"InfCd": func(raw json.RawMessage) { in.InfCd = r.text(raw, at+".InfCd") },
			"Desc":  func(raw json.RawMessage) { in.Desc = raw },
		})
		info = append(info, in)
	}
	return info
}
