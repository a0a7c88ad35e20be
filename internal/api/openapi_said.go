package api

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/irpsim/irpsim/internal/gateway/talks"
)

// describeSaid adds what was recorded of a row: the shapes of what it takes and says, with examples.
func (r Route) describeSaid(op map[string]any) {
	said := r.said()
	op["responses"] = saidAnswers(said)
	if r.Method != http.MethodGet && (len(said) == 0 || said[0].Body != "") { // some logins are made of headers alone
		op["requestBody"] = map[string]any{"content": saidRequests(said)}
	}
}

// said are the recorded exchanges of a gateway's row.
func (r Route) said() []talks.Exchange {
	return slices.DeleteFunc(slices.Clone(talks.Of(r.Gateway.Name)), func(e talks.Exchange) bool {
		path, _, _ := strings.Cut(e.Path, "?")
		return e.Op != r.API || e.Method != r.Method || !r.serves(path)
	})
}

// serves tells whether a path is the row's under any of its gateway's prefixes, its parameters filled in.
func (r Route) serves(path string) bool {
	want, got := strings.Split(strings.Trim(r.Row.Path, "/"), "/"), strings.Split(strings.Trim(path, "/"), "/")
	return len(got) >= len(want) && slices.EqualFunc(want, got[len(got)-len(want):], func(w, g string) bool {
		return w == g || strings.HasPrefix(w, "{")
	})
}

// saidRequests describes a request by the first of some exchanges, which is the one that succeeded.
func saidRequests(said []talks.Exchange) map[string]any {
	if len(said) == 0 {
		return map[string]any{"application/json": map[string]any{"schema": map[string]any{}}}
	}
	if first := said[0].Body; !json.Valid([]byte(first)) {
		return map[string]any{"application/x-www-form-urlencoded": map[string]any{"schema": formOf(first)}}
	}
	var bodies []any
	for _, e := range said {
		bodies = append(bodies, value(e.Body))
	}
	return map[string]any{"application/json": map[string]any{"schema": shapeOf(bodies), "example": bodies[0]}}
}

// formOf describes a form by its fields.
func formOf(body string) map[string]any {
	fields := map[string]any{}
	if form, err := url.ParseQuery(body); err == nil {
		for name := range form {
			fields[name] = textSchema()
		}
	}
	return map[string]any{"type": "object", "properties": fields}
}

// saidAnswers describes the answers of some exchanges, by HTTP status. What else a gateway may say stands under default.
func saidAnswers(said []talks.Exchange) map[string]any {
	answers := map[string]any{"default": map[string]any{"description": "an answer or a refusal in the gateway's own envelope"}}
	byStatus := map[int][]talks.Exchange{}
	for _, e := range said {
		byStatus[e.Status] = append(byStatus[e.Status], e)
	}
	for status, list := range byStatus {
		examples := map[string]any{}
		var values []any
		for _, e := range list {
			v := value(e.Answer)
			values = append(values, v)
			examples[strings.ReplaceAll(strings.ToLower(e.Title), " ", "-")] = map[string]any{"summary": e.Title, "value": v}
		}
		answers[strconv.Itoa(status)] = map[string]any{
			"description": http.StatusText(status),
			"content":     map[string]any{"application/json": map[string]any{"schema": shapeOf(values), "examples": examples}},
		}
	}
	return answers
}

// value reads JSON and keeps its numbers as they are written; what is no JSON is a text.
func value(text string) any {
	var v any
	d := json.NewDecoder(bytes.NewReader([]byte(text)))
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		return text
	}
	return v
}

// shapeOf makes the narrowest schema that all of some values fit: members by name, none of them required, since other
// answers may lack them.
func shapeOf(values []any) map[string]any {
	var kinds []map[string]any
	var lists, scalars []any
	objects := map[string][]any{}
	var null, object, list bool
	for _, v := range values {
		switch v := v.(type) {
		case nil:
			null = true
		case map[string]any:
			object = true
			for name, member := range v {
				objects[name] = append(objects[name], member)
			}
		case []any:
			list = true
			lists = append(lists, v...)
		default:
			scalars = append(scalars, v)
		}
	}
	if object {
		members := map[string]any{}
		for name, list := range objects {
			members[name] = shapeOf(list)
		}
		kinds = append(kinds, map[string]any{"type": "object", "properties": members})
	}
	if list {
		kinds = append(kinds, map[string]any{"type": "array", "items": shapeOf(lists)})
	}
	for _, name := range scalarKinds(scalars) {
		kinds = append(kinds, map[string]any{"type": name})
	}
	switch {
	case len(kinds) == 0:
		return map[string]any{"nullable": true} // nothing but null was said
	case len(kinds) > 1:
		shape := map[string]any{"anyOf": kinds}
		if null {
			shape["nullable"] = true
		}
		return shape
	case null:
		kinds[0]["nullable"] = true
	}
	return kinds[0]
}

// scalarKinds lists the types of texts, numbers and truths, each once.
func scalarKinds(values []any) []string {
	var names []string
	for _, v := range values {
		name := "string"
		switch v := v.(type) {
		case bool:
			name = "boolean"
		case json.Number:
			if name = "number"; !strings.ContainsAny(v.String(), ".eE") {
				name = "integer"
			}
		}
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}
