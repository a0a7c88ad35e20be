package server_test

import (
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/irpsim/irpsim/internal/gateway/talks"
	"github.com/irpsim/irpsim/internal/world"
)

var braced = regexp.MustCompile(`\{[a-z]+\}`)

// gateways sends an empty request to every described call of a gateway. Its refusal must come from that face: never from
// the portal's "no such resource".
func (d *described) gateways() {
	t := d.s.t
	t.Helper()
	tagged := map[string]int{}
	for path, item := range d.doc.Paths.Map() {
		for method, op := range item.Operations() {
			for _, tag := range op.Tags {
				tagged[tag]++
			}
			if len(op.Tags) == 1 && slices.Contains([]string{"nic", "eway"}, op.Tags[0]) || d.met[method+" "+path] {
				continue
			}
			body := ""
			if method != http.MethodGet {
				body = "{}"
			}
			req, err := http.NewRequestWithContext(t.Context(), method, d.base+braced.ReplaceAllString(path, "0"), strings.NewReader(body))
			if err != nil {
				t.Fatal(err)
			}
			resp, err := http.DefaultClient.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			_ = resp.Body.Close()
			if resp.StatusCode == http.StatusMethodNotAllowed || resp.StatusCode >= 500 {
				t.Errorf("%s %s answered %d", method, path, resp.StatusCode)
			}
			d.met[method+" "+path] = true
		}
	}
	for _, name := range world.FaceNames() {
		if tagged[name] == 0 {
			t.Errorf("/openapi.json tags no call with the face %s", name)
		}
	}
	for _, dia := range dialects() {
		if !dia.sealed {
			d.shown(dia.name)
		}
	}
}

// shown holds the description of a plain gateway against its talk: each recorded answer is an example of the call that it
// answers, and what registers a document shows one. That examples fit their schemas is part of the document's validation.
func (d *described) shown(face string) {
	t := d.s.t
	t.Helper()
	examples, documents := 0, 0
	for _, item := range d.doc.Paths.Map() {
		for _, op := range item.Operations() {
			if !slices.Contains(op.Tags, face) {
				continue
			}
			for _, answer := range op.Responses.Map() {
				if json := answer.Value.Content.Get("application/json"); json != nil {
					examples += len(json.Examples)
				}
			}
			if op.Extensions["x-operation"] == "generate" && op.RequestBody != nil && op.RequestBody.Value.Content.Get("application/json").Example != nil {
				documents++
			}
		}
	}
	if want := len(talks.Of(face)); examples != want || documents != 1 {
		t.Errorf("/openapi.json has %d examples of what %s says and %d of a document, want %d and 1", examples, face, documents, want)
	}
}
