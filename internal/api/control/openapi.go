package control

import (
	"encoding/json"
	"regexp"
	"strconv"
	"strings"
)

// document makes the OpenAPI description of the control API from its table.
func (s *Server) document() ([]byte, error) {
	paths := map[string]map[string]any{}
	for _, r := range s.table() {
		path := Prefix + r.path
		if paths[path] == nil {
			paths[path] = map[string]any{}
		}
		paths[path][strings.ToLower(r.method)] = r.operation()
	}
	return json.MarshalIndent(map[string]any{
		"openapi": "3.0.3",
		"info": map[string]any{
			"title": "irpsim control API", "version": s.Version,
			"description": "Worlds, credentials, clock, taxpayers, journal and invoices of the simulator. Errors are application/problem+json.",
		},
		"servers":    []any{map[string]any{"url": "/"}},
		"paths":      paths,
		"components": map[string]any{"schemas": components(), "securitySchemes": map[string]any{"admin": map[string]any{"type": "http", "scheme": "bearer"}}},
		"security":   []any{map[string]any{}, map[string]any{"admin": []any{}}},
	}, "", " ")
}

var pathParameter = regexp.MustCompile(`\{([a-z]+)\}`)

func (r route) operation() map[string]any {
	var parameters []any
	for _, m := range pathParameter.FindAllStringSubmatch(r.path, -1) {
		parameters = append(parameters, map[string]any{"name": m[1], "in": "path", "required": true, "schema": text()})
	}
	for _, p := range append(r.query, worldParameter) {
		parameters = append(parameters, map[string]any{"name": p.name, "in": "query", "description": p.about, "schema": text()})
	}
	done := map[string]any{"description": r.title}
	switch {
	case r.answer != "":
		done["content"] = map[string]any{jsonOf(r.path): map[string]any{"schema": ref(r.answer)}}
	case r.media != "":
		done["content"] = map[string]any{r.media: map[string]any{"schema": map[string]any{"type": "string", "format": "binary"}}}
	}
	op := map[string]any{
		"summary": r.title, "parameters": parameters,
		"responses": map[string]any{
			strconv.Itoa(r.status): done,
			"default": map[string]any{
				"description": "What was wrong, and how to mend it",
				"content":     map[string]any{"application/problem+json": map[string]any{"schema": ref("Problem")}},
			},
		},
	}
	if r.body != "" {
		op["requestBody"] = map[string]any{"content": map[string]any{"application/json": map[string]any{"schema": ref(r.body)}}}
	}
	if r.takes != "" {
		op["requestBody"] = map[string]any{"content": map[string]any{r.takes: map[string]any{"schema": map[string]any{"type": "string", "format": "binary"}}}}
	}
	return op
}

func jsonOf(path string) string {
	switch {
	case strings.HasSuffix(path, "jwks.json"):
		return "application/jwk-set+json"
	case path == "/schemas/{name}":
		return "application/schema+json"
	}
	return "application/json"
}

func ref(name string) map[string]any { return map[string]any{"$ref": "#/components/schemas/" + name} }
func text() map[string]any           { return map[string]any{"type": "string"} }
func kind(t string) map[string]any   { return map[string]any{"type": t} }
func listOf(s map[string]any) map[string]any {
	return map[string]any{"type": "array", "items": s}
}

// object describes a JSON object; members ending in ! must be there.
func object(members map[string]any) map[string]any {
	properties := map[string]any{}
	var required []string
	for name, s := range members {
		if bare, must := strings.CutSuffix(name, "!"); must {
			required = append(required, bare)
			name = bare
		}
		properties[name] = s
	}
	o := map[string]any{"type": "object", "properties": properties, "additionalProperties": false}
	if len(required) > 0 {
		o["required"] = sorted(required)
	}
	return o
}
