package api

import (
	"strconv"
	"strings"
)

// tags names the faces for the description: the portal's own two, then the gateways, each with what is known of it.
func (s *Server) tags() []any {
	tags := []any{
		map[string]any{"name": "nic", "description": "The portal's own calls."},
		map[string]any{"name": "eway", "description": "The e-way bill system's own calls."},
	}
	last := ""
	for _, r := range s.routes {
		if r.Gateway == nil || r.Gateway.Name == last {
			continue
		}
		f := r.Gateway
		last = f.Name
		tags = append(tags, map[string]any{
			"name": f.Name, "description": f.Title + ". " + f.Doc.Text, "x-provider": f.Provider, "x-source": f.Doc.Source,
			"x-confidence": f.Doc.Confidence, "x-repoint": f.Doc.Repoint,
		})
	}
	return tags
}

// Face names the face that a route belongs to, as the setting faces of a world does.
func (r Route) Face() string { return r.face.name() }

// describeGateway describes a gateway's row: what stands behind it, what it takes and what it says. Rows that speak the
// portal's own encryption and envelope are described as the portal's; plain ones by what was recorded of them.
func (r Route) describeGateway(id string) map[string]any {
	op := map[string]any{
		"operationId": id, "tags": []string{r.Face()}, "summary": r.Title, "x-source": r.Source, "x-operation": r.API,
		"parameters": r.gatewayParameters(),
	}
	schema := "x-document-schema"
	if r.Row.Sealed {
		schema = "x-decrypted-schema"
		r.describeWire(op)
	} else {
		r.describeSaid(op)
	}
	if r.Request != "" {
		op[schema] = "/_sim/v1/schemas/" + r.Request + ".json"
	}
	return op
}

func (r Route) gatewayParameters() []any {
	list := []any{}
	seen := map[string]bool{}
	add := func(in string, required bool, names ...string) {
		for _, name := range names {
			if key := in + " " + strings.ToLower(name); !seen[key] {
				seen[key] = true
				list = append(list, map[string]any{"name": name, "in": in, "required": required, "schema": textSchema()})
			}
		}
	}
	for _, m := range braces.FindAllStringSubmatch(r.Path, -1) {
		add("path", true, m[1])
	}
	add("query", false, r.Query...)
	for _, h := range r.Row.Headers {
		if !strings.EqualFold(h, "authorization") { // OpenAPI keeps it for security schemes
			add("header", false, h)
		}
	}
	return list
}

// gatewayPaths adds the gateways' calls to the description; a path that the portal has too is described as the portal's.
func (s *Server) gatewayPaths(paths map[string]map[string]any) {
	count := map[string]int{}
	for _, r := range s.routes {
		if r.Gateway == nil {
			continue
		}
		if paths[r.Path] == nil {
			paths[r.Path] = map[string]any{}
		}
		method := strings.ToLower(r.Method)
		if shared, ok := paths[r.Path][method].(map[string]any); ok {
			if tags, ok := shared["tags"].([]string); ok {
				shared["tags"] = append(tags, r.Face())
			}
			continue
		}
		id := r.Gateway.Name + "-" + r.API
		if count[id]++; count[id] > 1 {
			id += "-" + strconv.Itoa(count[id])
		}
		paths[r.Path][method] = r.describeGateway(id)
	}
}
