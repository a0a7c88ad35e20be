package chaos

import (
	"encoding/json"
	"strings"
)

// Header is the header that asks for a fault of one request, and that names in the answer what struck.
const Header = "X-Irpsim-Fault"

// ParseHeader reads the values of [Header] of a request. A value is an action, as members separated by semicolons or as
// the JSON of "do":
//
//	code=2147                    code=2176,2177          ewb=4013
//	commit_then=drop             before=504              commit_then=delay; delay=5s
//	delay=2s                     delay=80ms..2s          dribble=10s
//	token=expire                 sek=wrong               signature=bad
//	infodtls=[{"InfCd":"EWBALERT","Desc":null}]          {"code":["2176","2177"]}
//
// Several values of the header are several actions. It returns every complaint at once.
func ParseHeader(values []string) ([]Action, []string) {
	r := &reader{}
	var actions []Action
	if len(values) > maxList {
		r.complain("%s comes %d times: send it at most %d times", Header, len(values), maxList)
		values = nil
	}
	for _, v := range values {
		v = strings.TrimSpace(v)
		if !strings.HasPrefix(v, "{") {
			v = r.members(v)
		}
		if v != "" {
			actions = append(actions, r.action(json.RawMessage(v), Header))
		}
	}
	return actions, r.complaints
}

// members turns the short form of an action into its JSON, "" when it has complaints.
func (r *reader) members(text string) string {
	before := len(r.complaints)
	members := map[string]json.RawMessage{}
	for part := range cutMembers(text) {
		name, value, ok := strings.Cut(part, "=")
		name, value = strings.TrimSpace(name), strings.TrimSpace(value)
		if !ok || value == "" {
			r.complain("%s is %s: give an action such as code=2147, members separated by ;", Header, quote([]byte(text)))
			break
		}
		if _, twice := members[name]; twice {
			r.complain("%s has %s twice: send the header once for each action", Header, name)
		}
		members[name] = shortValue(name, value)
	}
	if len(r.complaints) > before {
		return ""
	}
	b, err := json.Marshal(members)
	if err != nil { // the JSON of infodtls is none
		r.complain("%s.infodtls is %s: give JSON, such as [{\"InfCd\":\"ADDNLNFO\",\"Desc\":\"any JSON\"}]", Header, quote([]byte(text)))
		return ""
	}
	return string(b)
}

// cutMembers cuts at semicolons, but not within infodtls, which is last because its JSON may hold some.
func cutMembers(text string) func(func(string) bool) {
	return func(yield func(string) bool) {
		for rest := text; ; {
			part, after, more := strings.Cut(rest, ";")
			if strings.HasPrefix(strings.TrimSpace(rest), "infodtls") {
				part, more = rest, false
			}
			if !yield(part) || !more {
				return
			}
			rest = after
		}
	}
}

// shortValue is the JSON of a value of the short form.
func shortValue(name, value string) json.RawMessage {
	var v any = value
	switch name {
	case "infodtls":
		return json.RawMessage(value)
	case "code":
		if codes := strings.Split(strings.ReplaceAll(value, " ", ""), ","); len(codes) > 1 {
			v = codes
		}
	case "delay":
		if p50, p99, ok := strings.Cut(value, ".."); ok {
			v = map[string]string{"p50": p50, "p99": p99}
		}
	}
	b, _ := json.Marshal(v) // texts always marshal
	return b
}
